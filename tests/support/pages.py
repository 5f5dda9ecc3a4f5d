"""How tests look at pages: through the frame, with a real database."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from analytics import ingest
from analytics.ingest.jobs import IMPORTS
from analytics.packs.job import ADVICE
from analytics.storage.jobs import JOBS, Queue
from analytics.storage.store import Store
from pages.costs._assumptions.effects_job import EFFECTS
from pages.ui.selfcheck.panel import CHECKS

ROOT = Path(__file__).parents[2]
LESSON = ROOT / "data/samples/billing_page.json"
LESSON_DAY = "2024-03-27"
MINUTE = 60_000
COLUMNS = (
    *("SdkAppId", "TaskId", "RoomId", "RecordStartTime", "RecordStopTime", "Status"),
    *("VideoId", "VideoType", "VideoDuration"),
)
NOON = 1_711_512_000  # 27 March 2024, 12:00 in Shanghai
A_DAY_S = 86_400


def row(number: int, **values: Any) -> dict[str, Any]:
    """A file of one camera for ten minutes, on the day `day` after 27 March 2024."""
    day = values.pop("day", 0)
    return {
        "SdkAppId": 1400000001,
        "TaskId": f"task{number}",
        "RoomId": "1",
        "RecordStartTime": NOON + day * A_DAY_S,
        "RecordStopTime": NOON + day * A_DAY_S + 600,
        "Status": "FINISHED",
        "VideoId": f"video{number}",
        "VideoType": 0,
        "VideoDuration": 10 * MINUTE,
        **values,
    }


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """The rows as a flat file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(database: Path, *files: Path, day: str | None = None) -> None:
    """Put files into the database before anybody looks. The same files into a new one are read once, and copied then."""
    content = tuple((path.name, path.read_bytes()) for path in files)
    if database.exists():
        _import(database, files, day)
    elif (content, day) in _loaded:
        database.parent.mkdir(parents=True, exist_ok=True)
        for ending, copy in _loaded[content, day].items():
            path = database.with_name(database.name + ending)
            path.touch(0o600)
            path.write_bytes(copy)
    else:
        _import(database, files, day)
        made = database.parent.glob(f"{database.name}*")
        _loaded[content, day] = {
            path.name.removeprefix(database.name): path.read_bytes() for path in made
        }


_loaded: dict[tuple[object, str | None], dict[str, bytes]] = {}


def _import(database: Path, files: Iterable[Path], day: str | None) -> None:
    with Store(database) as store:
        for path in files:
            receipt = ingest.import_file(store, path, options=ingest.Options(day=day))
            assert receipt.status == "loaded", receipt


def open_page(page: str = "monitor/overview") -> AppTest:
    """A first look at a page."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    if page != "monitor/overview":
        at.switch_page(f"pages/{page}.py")
    return assert_no_exception(at.run())


def filter_by(at: AppTest, text: str) -> AppTest:
    """The page filtered by a line of terms."""
    return assert_no_exception(at.text_input(key="filter").set_value(text).run())


def assert_no_exception(at: AppTest) -> AppTest:
    """Nothing went wrong that a person would not be told."""
    assert not at.exception, at.exception
    return at


def await_imports(at: AppTest) -> AppTest:
    """The page once the imports under way are done."""
    return await_jobs(at, IMPORTS)


def await_jobs(at: AppTest, *queues: Queue) -> AppTest:
    """The page once the jobs of these queues are done, or all that the page may wait for."""
    for queue in queues or (IMPORTS, ADVICE, EFFECTS, CHECKS):
        for job in JOBS.running(queue):
            assert job.wait(90)
    return assert_no_exception(at.run())


def metric_values(at: AppTest) -> dict[str, str]:
    """The figures by their labels; of two the first."""
    return {metric.label: metric.value for metric in reversed(at.metric)}


def table_rows(at: AppTest, column: str) -> list[tuple[Any, ...]]:
    """The rows of the first table with such a column."""
    frame = next(each.value for each in at.dataframe if column in each.value.columns)
    return list(frame.itertuples(index=False, name=None))


def page_text(at: AppTest) -> str:
    """All text of the page in one, as a person reads it: without the marks of markdown."""
    elements = [
        *(*at.title, *at.header, *at.subheader, *at.markdown, *at.caption),
        *(*at.error, *at.warning, *at.info, *at.success),
    ]
    text = "\n".join(str(element.value) for element in elements)
    return text.replace("\\", "").replace("**", "")
