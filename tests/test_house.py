"""The borders of the house, held by reading the source: each rule is one test, and can fail."""

import ast
import re
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

import pytest

from tests.support import house

MAY_CONNECT = {
    "analytics/storage/store.py": "the one owner of the database file",
    "analytics/team/query_child.py": "a database in memory, in a process that is thrown away",
}
MAY_FETCH_FRAMES: dict[str, str] = {}
MAY_REACH_INSIDE = {
    "tests/fuzz/run.py": "tempfile.tempdir, which Python documents to be set",
    "pages/server/startup.py": "links to pages before the first page: streamlit#8860, which a test watches",
}
BANNED = {
    "use_container_width": 'it is gone from Streamlit: width="stretch"',
    "unsafe_allow_html": "text from data would be run as HTML",
    "plotly.express": "23 ms a figure, where graph_objects takes 1 ms",
    "@st.cache_": "its key can lack the data edition: pages/ui/cache.py",
    "setswitchinterval": "the whole process pays: threads change as Python has them",
    "setpriority": "threads that the database starts take after it",
    "st.stop(": "a page that a commit straddled could not be made again: boxes.end_page()",
    'page_icon=":': "the browser fetches such an icon from another host; name a local file",
}

PAGES = [p for p in house.PRODUCT if house.module(p).startswith(("app", "pages"))]
CORE = [p for p in house.PRODUCT if house.room(house.module(p)) in house.PURE]
IMPORTS = house.imports(house.PRODUCT)


def broken(rule: Callable[[ast.Module], Iterable[int]], paths: list[Path]) -> list[str]:
    """Where a rule is broken, as file:line."""
    return [f"{house.name(p)}:{line}" for p in paths for line in rule(house.parse(p))]


def _without(exceptions: dict[str, str]) -> list[Path]:
    return [p for p in house.PRODUCT if house.name(p) not in exceptions]


def top(dotted: str) -> str:
    return dotted.split(".")[0]


BORDERS = [
    house.uphill,
    house.impure,
    house.trespassing,
    house.writes_through_ingest,
    house.misplaced_library,
]


@pytest.mark.parametrize("rule", BORDERS, ids=lambda rule: rule.__name__)
def test_no_import_crosses_a_border(rule: Callable[[house.Import], bool]) -> None:
    assert [str(given) for given in IMPORTS if rule(given)] == []


@pytest.mark.parametrize(
    ("rule", "importer", "target", "crosses"),
    [
        (house.uphill, "app", "pages.monitor.overview", False),
        (house.uphill, "pages.server.frame", "pages.monitor.overview", False),
        (house.uphill, "pages.monitor.overview", "pages.server.frame", True),
        (house.uphill, "pages.monitor._overview.cards", "pages.costs._bill.cash", True),
        (house.uphill, "pages.monitor.overview", "pages.monitor._overview.cards", False),
        (house.uphill, "pages.ui.charts.base", "pages.monitor._overview.charts", True),
        (house.uphill, "analytics.reports.filters", "pages.ui.charts", True),
        (house.uphill, "analytics.storage.store", "analytics.billing.settle", False),
        (house.uphill, "analytics.billing.settle", "analytics.storage.store", True),
        (house.uphill, "analytics.billing.settle", "analytics.planning.forecast", True),
        (house.uphill, "analytics.core.money", "analytics.billing.settle", True),
        (house.uphill, "analytics.planning.forecast", "analytics.billing.settle", False),
        (house.impure, "analytics.billing.settle", "duckdb", True),
        (house.impure, "analytics.planning.forecast", "analytics.catalog.plans", True),
        (house.impure, "analytics.core.money", "decimal.Decimal", False),
        (house.trespassing, "pages.monitor.explore", "pages.monitor._explore.state", False),
        (house.trespassing, "pages.server.frame", "pages.monitor._explore.state", True),
        (house.trespassing, "pages.ui.filters", "pages.costs._bill.cash", True),
        (house.writes_through_ingest, "analytics.catalog.plans", "analytics.ingest.loading.load", True),
        (house.writes_through_ingest, "analytics.quotes.lifecycle", "analytics.ingest", True),
        (house.writes_through_ingest, "analytics.catalog.plan_file", "analytics.ingest.sandbox.ask", False),
        (house.writes_through_ingest, "analytics.cli.imports", "analytics.ingest", False),
        (house.misplaced_library, "analytics.reports.costs", "streamlit", True),
        (house.misplaced_library, "pages.costs.bill", "plotly.graph_objects", True),
        (house.misplaced_library, "pages.ui.charts.base", "plotly.io", False),
    ],
)  # fmt: skip
def test_each_border_stops_a_planted_offender(rule, importer, target, crosses) -> None:
    assert rule(house.Import("planted:1", importer, target)) is crosses


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert list(house.circles(IMPORTS)) == []


def test_a_planted_circle_is_found_though_it_is_for_types_alone(tmp_path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analytics.b import B"
    edges = [target for _, target in house.imported(ast.parse(text), "analytics.a")]
    planted = [house.Import("a.py:3", "analytics.a", target) for target in edges]
    planted += [house.Import("b.py:1", "analytics.b", "analytics.c.C")]
    planted += [house.Import("c.py:1", "analytics.c", "analytics.a")]
    assert house.circles(planted) == [("analytics.a", "analytics.b", "analytics.c")]
    assert house.circles(planted[:-1]) == []


def test_what_pages_share_is_needed_by_two_sections() -> None:
    assert house.of_one_section(IMPORTS) == []
    planted = [
        house.Import("a.py:1", "pages.costs.bill", "pages.ui.plans.planted.ledger"),
        house.Import("b.py:1", "pages.ui.plans.planted", "pages.ui.planted_too"),
        house.Import("c.py:1", "pages.ui.planted_too", "streamlit"),
    ]
    assert house.of_one_section(planted) == ["pages.ui.plans.planted", "pages.ui.planted_too"]
    shared = house.Import("d.py:1", "pages.sell.quotes", "pages.ui.planted_too")
    assert house.of_one_section([*planted, shared]) == ["pages.ui.plans.planted"]


def test_nothing_of_another_library_is_patched_or_reached_by_a_private_name() -> None:
    assert broken(house.reaches_inside, _without(MAY_REACH_INSIDE)) == []
    tests = [path for path in house.TESTS if house.name(path) not in MAY_REACH_INSIDE]
    assert broken(house.reaches_inside, tests) == []
    reaching = {
        name.split(":")[0] for name in broken(house.reaches_inside, [*house.PRODUCT, *house.TESTS])
    }
    assert reaching == MAY_REACH_INSIDE.keys(), "what reaches no longer is no exception"


def test_every_module_of_analytics_lies_in_a_room() -> None:
    flat = {path.name for path in house.files("analytics/*.py")}
    assert flat == {"__init__.py", "__main__.py"}


def test_no_float_is_on_the_way_of_milliseconds_and_money() -> None:
    assert broken(house.floats, CORE) == []


def test_one_module_opens_the_database() -> None:
    assert broken(house.connects, _without(MAY_CONNECT)) == []


@pytest.mark.slow
def test_no_sql_is_put_together_from_pieces() -> None:
    assert broken(house.pasted_sql, house.PRODUCT) == []


@pytest.mark.slow
def test_no_result_is_fetched_as_a_data_frame_of_floats() -> None:
    assert broken(house.float_frames, _without(MAY_FETCH_FRAMES)) == []


@pytest.mark.slow
def test_every_widget_has_a_key_and_every_picture_a_text() -> None:
    assert broken(house.keyless_widgets, PAGES) == [], "key= is missing"
    assert broken(house.silent_pictures, PAGES) == [], "alt= is missing"


def test_every_table_is_one_of_typed_columns() -> None:
    """A grid of texts sorts 99.6 above 318.7; `pages.ui.tables` asks for values, and has the files to take away."""
    grids = [p for p in PAGES if "st.dataframe(" in p.read_text()]
    assert list(map(house.name, grids)) == ["pages/ui/tables/grid.py"]


def test_every_file_is_handed_on_by_the_one_button_that_knows_whose_page_it_is() -> None:
    callers = [
        house.name(path)
        for path in house.files("pages/**/*.py")
        if ".download_button(" in path.read_text()
    ]
    assert callers == ["pages/ui/takeaway/button.py"]


def test_what_was_seen_to_fail_is_not_used() -> None:
    used = [(p, word) for p in house.PRODUCT for word in BANNED if word in p.read_text()]
    assert [f"{house.name(p)}: {word}: {BANNED[word]}" for p, word in used] == []


def test_commands_speak_to_whoever_gave_them() -> None:
    """Beside a dashboard `click.echo` would go to the server's output: analytics/cli/caller.py has echo()."""
    commands = [p for p in house.PRODUCT if house.name(p).startswith(("analytics/cli/", "analytics/__main__"))]  # fmt: skip
    assert [house.name(p) for p in commands if "click.echo(" in p.read_text()] == []
    assert len(commands) > 10


def test_no_two_places_of_the_product_share_more_than_12_lines() -> None:
    paths = [*house.PRODUCT, *house.files("analytics/**/*.sql")]
    texts = {house.name(path): path.read_text() for path in paths}
    assert house.repeats(texts, 12) == []
    offender = "\n".join(f"line = {number}" for number in range(13))
    assert house.repeats({"a": f"import x\n{offender}", "b": f"# why\n{offender}"}, 12) == [
        "a:2 ~ b:2"
    ]
    assert house.repeats({"a": offender, "b": offender.replace("12", "x")}, 12) == []


def test_no_script_lies_directly_in_pages() -> None:
    """Streamlit would serve it by itself, without the frame and its sign-in."""
    assert [house.name(path) for path in house.files("pages/*.py")] == []


PINNED_BY = {"pydantic-core": "pydantic, to one exact version"}
REQUIREMENTS = [house.ROOT / "requirements.txt", house.ROOT / "tests/requirements.txt"]
# What one room alone needs, and only those who use it install.
EXTRAS = {
    room: house.ROOT / room / "requirements.txt"
    for room in ("analytics/connect", "analytics/cluster", "analytics/storage", "analytics/team")
}


@pytest.mark.parametrize("path", [*REQUIREMENTS, *EXTRAS.values()], ids=house.name)
def test_every_requirement_is_one_exact_version_from_wherever_pip_looks(path: Path) -> None:
    pins = house.pins(path)
    assert [n for n, version in pins.items() if not re.fullmatch(r"\d[\w.]*", version)] == []
    assert "://" not in path.read_text()
    if path == EXTRAS["analytics/cluster"]:  # 918 MB, which only its own tests install
        pins = {n: version for n, version in pins.items() if n in house.installed()}
    assert {n: metadata.version(n) for n in pins} == pins, "make test installs what is pinned"


@pytest.mark.slow
@pytest.mark.parametrize("path", [*REQUIREMENTS, *EXTRAS.values()], ids=house.name)
def test_the_lock_beside_requirements_has_all_of_them_and_all_that_these_need(path: Path) -> None:
    locked = house.locked(path.with_suffix(".lock"))
    pins = {house.plain(name): version for name, version in house.pins(path).items()}
    assert {name: locked.get(name) for name in pins} == pins, "run: make lock"
    beside = house.locked(house.ROOT / "requirements.lock") | locked
    needed = {house.plain(name) for each in locked for name in house.needs(each)}
    assert needed <= beside.keys(), "run: make lock"


@pytest.mark.slow
@pytest.mark.parametrize(("paths", "files"), [(house.PRODUCT, 1), (house.TESTS, 2)])
def test_what_is_imported_is_asked_for_by_name(paths: list[Path], files: int) -> None:
    pinned = {house.plain(each) for r in REQUIREMENTS[:files] for each in house.pins(r)}
    asked = pinned | PINNED_BY.keys()
    extra = {
        (room, house.plain(name)) for room, path in EXTRAS.items() for name in house.pins(path)
    }
    wrong = [
        str(given)
        for given in house.imports(paths)
        if not (house.ROOT / top(given.target)).exists()
        and (providers := house.providers().get(top(given.target), set()))
        and not providers & asked
        and not any(
            given.where.startswith(f"{room}/") and name in providers for room, name in extra
        )
    ]
    assert wrong == []


def test_the_commands_of_the_readme_exist() -> None:
    readme = house.ROOT / "README.md"
    text = readme.read_text() if readme.exists() else ""
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.MULTILINE))
    assert named <= house.make_targets()


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (house.pasted_sql, "c.execute(f'from {t}')", "c.execute(f'from t')"),
        (house.pasted_sql, "c.sql('from {}'.format(t))", "c.sql('from t')"),
        (house.pasted_sql, "c.execute('from ' + t)", "c.execute(text, {'t': 1})"),
        (house.pasted_sql, "q = 'from %s' % t\nc.query(q)", "q = 'from t'\nc.query(q)"),
        (house.connects, "duckdb.connect('x')", "store.connect('x')"),
        (house.connects, "from duckdb import connect", "from duckdb import Error"),
        (house.connects, "duckdb.sql('select 1')", "duckdb.extract_statements('select 1')"),
        (house.reaches_inside, "import io\nio._x", "import io\nio.x"),
        (house.reaches_inside, "import io as o\no.x.y = 1", "from pages import ui\nui.x = 1"),
        (house.reaches_inside, "from a import B\nsetattr(B, 'x', 1)", "b.setattr(B, 'x', 1)"),
        (house.reaches_inside, "from a._b import c", "from pages._b import c"),
        (house.reaches_inside, "from a import _c", "from a import c"),
        (house.floats, "x = 0.5", "x = Decimal('0.5')"),
        (house.floats, "float(x)", "int(x)"),
        (house.float_frames, "c.execute(q).df()", "c.execute(q).fetchall()"),
        (house.keyless_widgets, "st.toggle('Mixed')", "st.toggle('Mixed', key='mixed')"),
        (house.silent_pictures, "st.plotly_chart(f)", "st.plotly_chart(f, alt='Minutes a day')"),
        (house.silent_pictures, "rooms.table(f)", "from pages.ui import rooms\nrooms.table(f)"),
    ],
)
def test_each_rule_finds_what_it_is_for_and_lets_the_right_way_pass(rule, bad, good) -> None:
    assert list(rule(ast.parse(bad)))
    assert list(rule(ast.parse(good))) == []
