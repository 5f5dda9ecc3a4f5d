"""The journeys that matter, in a real browser: from an empty database to a cost, and back."""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server

LESSON = ROOT / "data/samples/billing_page.json"
COLUMNS = (
    *("TaskId", "RoomId", "RecordStartTime", "RecordStopTime", "Status"),
    *("VideoId", "VideoType", "VideoDuration"),
)
NOON = 1_711_512_000  # 27 March 2024, 12:00 in Shanghai
PATIENCE_MS = 60_000


@pytest.fixture
def empty(start_server: Callable[..., AbstractContextManager[Server]]) -> Iterator[Server]:
    """A first start without the sample."""
    with start_server(RECORDINGS_SAMPLE="0") as server:
        yield server


@pytest.fixture(autouse=True)
def _patient(page: Page) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page.set_default_timeout(PATIENCE_MS)


def lessons(path: Path, *videos: tuple[str, str]) -> Path:
    """A flat file with one video for each (room, duration)."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, (room, duration) in enumerate(videos):
            ids = (f"task{number}", room, NOON, NOON + 600, "FINISHED", f"video{number}", 0)
            writer.writerow([*ids, duration])
    return path


def go(page: Page, name: str) -> None:
    """To a page by the menu, where it has come up."""
    page.get_by_test_id("stSidebarNav").get_by_role(
        "link", name=re.compile(rf"\b{re.escape(name)}$")
    ).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def upload(page: Page, *files: Path) -> None:
    """Choose files and start; the receipts are there at the end."""
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name=re.compile(r"Import \d+ file")).click()
    expect(page.get_by_text("Just imported")).to_be_visible()


def figure(page: Page, label: str) -> str:
    """What a card shows, once it is there."""
    metric = page.get_by_test_id("stMetric").filter(has_text=label).first
    expect(metric).to_be_visible()
    return metric.get_by_test_id("stMetricValue").inner_text()


def test_from_nothing_to_the_110_minutes_and_77_cents_of_the_billing_page(
    page: Page, empty: Server
) -> None:
    page.goto(empty.url)
    expect(page.get_by_text("No recordings yet")).to_be_visible()
    go(page, "Imports")
    page.get_by_text("Options: unit, app, day, zone").click()
    page.get_by_role("spinbutton", name="year, Day").click()
    page.keyboard.type("20240327")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Options: 27 Mar 2024")).to_be_visible()

    upload(page, LESSON)
    expect(page.get_by_text("3 rows read = 3 loaded + 0 refused + 0 duplicate")).to_be_visible()

    go(page, "Compare")
    expect(page.get_by_role("heading", name="Both plans cost the same: $0.77")).to_be_visible()
    assert figure(page, "Charged minutes") == "110"
    assert figure(page, "Cost of use") == "$0.77"


def test_a_link_to_a_page_of_a_server_that_has_just_started_opens_that_page(
    page: Page, empty: Server
) -> None:
    """Streamlit would say "Page not found" once, for the folder is called pages."""
    page.goto(f"{empty.url}/imports")
    expect(page.get_by_text("Nothing imported yet")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_refused_rows_are_downloaded_fixed_and_sent_back_and_the_import_undone(
    page: Page, empty: Server, tmp_path: Path
) -> None:
    page.goto(f"{empty.url}/imports")
    upload(page, lessons(tmp_path / "lessons.csv", ("1", "600000"), ("1", "ten")))
    expect(page.get_by_text("2 rows read = 1 loaded + 1 refused + 0 duplicate")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download refused rows").click()
    fixed = tmp_path / "fixed.csv"
    fixed.write_text(Path(download.value.path()).read_text().replace(",ten,", ",60000,"))

    upload(page, fixed)
    expect(page.get_by_text("1 row read = 1 loaded + 0 refused + 0 duplicate")).to_be_visible()
    page.get_by_text("fixed.csv · loaded · 1 file").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("is taken out: 1 file of 1 recording, 1 minute.")).to_be_visible()
    page.get_by_role("button", name="Undo import").click()
    expect(page.get_by_text("All imports (1)")).to_be_visible()
    go(page, "Overview")
    assert figure(page, "Billable minutes") == "10"


def test_a_copied_link_opens_to_the_same_numbers_for_somebody_else(
    page: Page, sample_server: Server
) -> None:
    page.goto(f"{sample_server.url}/?period=Last+30+days&kind=Mixed+stream")
    free = figure(page, "Free minutes")
    assert free != "0"
    page.get_by_role("button", name="Copy link").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    assert "kind%3A%22Mixed+stream%22" in link and "days%3A2026-08-02" in link

    page.goto(link)
    expect(page.get_by_text("2 – 31 Aug 2026 against")).to_be_visible()
    assert figure(page, "Free minutes") == free


def test_a_filter_goes_into_the_link_and_along_to_other_pages(
    page: Page, sample_server: Server
) -> None:
    page.goto(f"{sample_server.url}/?filter=kind%3ACamera")
    figure(page, "Billable minutes")
    go(page, "Waste")
    expect(page).to_have_url(re.compile("filter=kind%3ACamera"))
    go(page, "Compare")  # of the whole account
    go(page, "Overview")
    expect(page.get_by_text("kind Camera · a recording")).to_be_visible()


def test_the_first_page_answers_to_its_name_too(page: Page, sample_server: Server) -> None:
    page.goto(f"{sample_server.url}/?kind=Camera")
    minutes = figure(page, "Billable minutes")
    page.goto(f"{sample_server.url}/overview?kind=Camera")
    assert figure(page, "Billable minutes") == minutes
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_test_id("stSidebarNavLink").get_by_text("Overview")).to_have_count(1)


def test_names_from_data_neither_format_nor_load_anything(
    page: Page, empty: Server, tmp_path: Path
) -> None:
    """The window of these tests fails where a page asks another host for anything."""
    name = '![x](http://evil.example/x.png) <img src="http://evil.example/y.png">'
    page.goto(f"{empty.url}/imports")
    upload(page, lessons(tmp_path / "![x](http:evil.example).csv", (name, "600000")))
    page.goto(f"{empty.url}/?room={name.replace(' ', '+')}")
    assert figure(page, "Billable minutes") == "10"
    expect(page.get_by_text("![x](http").locator("visible=true").first).to_be_visible()


@pytest.mark.parametrize(
    ("scheme", "camera"), [("light", "rgb(11, 75, 160)"), ("dark", "rgb(66, 110, 210)")]
)
def test_charts_have_the_colours_of_the_theme_in_force(
    page: Page, sample_server: Server, scheme, camera
) -> None:
    """Charts name colours; the browser puts those of .streamlit/config.toml in their place."""
    page.emulate_media(color_scheme=scheme)
    page.goto(sample_server.url)
    bar = page.locator(".js-plotly-plot .trace.bars path").first
    expect(bar).to_have_css("fill", camera)


def test_what_is_chosen_of_a_few_is_written_in_the_colour_of_text(
    page: Page, sample_server: Server
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{sample_server.url}/bill")
    for variant in ("segmented_control", "pills"):
        chosen = page.locator(f"button[data-variant={variant}][data-selected]").first
        expect(chosen).to_have_css("color", "rgb(230, 234, 240)")
    page.goto(f"{sample_server.url}/explore")
    tab = page.get_by_role("tab", name="What changed")
    expect(tab.locator("p")).to_have_css("color", "rgb(230, 234, 240)")


@pytest.mark.parametrize("name", ["", "imports", "costs"])
def test_nothing_is_wider_than_a_phone(page: Page, sample_server: Server, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{sample_server.url}/{name}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth"), "the page scrolls sideways"
