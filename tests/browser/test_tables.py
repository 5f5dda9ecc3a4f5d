"""Tables in a real browser: a heading sorts values as what they are, a cell opens its source, and by keyboard too."""

from datetime import date
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

ROW, MIDDLE = 35, 17
"""Of the grid's rows, in pixels."""
ARROWS = "↑↓ "


def grid(page: Page, alt: str) -> Locator:
    """The table with this text for who does not see it."""
    table = page.get_by_test_id("stDataFrame").filter(has=page.locator(f'[aria-label="{alt}"]'))
    table.wait_for(timeout=60_000)
    table.scroll_into_view_if_needed()
    table.locator("[role=columnheader]").first.wait_for(state="attached")
    return table


def headings(table: Locator) -> list[str]:
    return table.locator("[role=columnheader]").all_text_contents()


def values(table: Locator, heading: str) -> list[str]:
    """What the rows in sight hold, as somebody is told who does not see them."""
    (place,) = [n for n, name in enumerate(headings(table)) if name.strip(ARROWS) == heading]
    rows = table.locator("tbody tr").all()
    return [row.locator("[role=gridcell]").nth(place).text_content() or "" for row in rows]


def places(page: Page, table: Locator) -> dict[str, float]:
    """Where to click for each heading: the one that was clicked has an arrow."""
    box = table.locator("canvas").first.bounding_box()
    assert box
    found: dict[str, float] = {}
    for x in range(int(box["x"]) + 20, int(box["x"] + box["width"]) - 20, 50):
        click_heading(page, table, x)
        for name in headings(table):
            if name[:1] in ARROWS.strip():  # a click on the right end of a heading opens its menu
                found.setdefault(name.strip(ARROWS), x)
    return found


def click_heading(page: Page, table: Locator, x: float) -> None:
    box = table.locator("canvas").first.bounding_box()
    assert box
    before = headings(table)
    page.mouse.click(x, box["y"] + MIDDLE)
    for _ in range(30):  # the headings are told a moment after they are drawn
        page.wait_for_timeout(50)
        if headings(table) != before:
            return


def test_a_click_on_a_heading_sorts_numbers_money_and_days_as_what_they_are(
    sample_server, page: Page
) -> None:
    page.goto(f"{sample_server.url}/waste")
    table = grid(page, "Files meant by the rule Camera with no one else on, the longest first")
    at = places(page, table)
    for heading, typed in (
        ("Minutes", Decimal),
        ("Cost (USD)", Decimal),
        ("Day", date.fromisoformat),
    ):
        orders = {}
        for _ in range(3):  # up, down, and as the table came
            click_heading(page, table, at[heading])
            (arrow,) = [n[0] for n in headings(table) if n[:1] in ARROWS.strip()] or [""]
            orders[arrow] = [typed(value) for value in values(table, heading)]
        up, down = orders["↑"], orders["↓"]
        assert up == sorted(up) and down == sorted(down, reverse=True), heading
        assert up[-1] < down[-1], heading


def test_a_cell_opens_its_source_by_a_click_each_time_and_a_row_by_keyboard(
    sample_server, page: Page
) -> None:
    page.goto(f"{sample_server.url}/waste")
    table = grid(
        page, "Each rule with its evidence, lessons, files, minutes and what they would cost"
    )
    assert places(page, table), (
        "sorted by the last of them: the row that is clicked is the one that is seen"
    )
    page.wait_for_timeout(500)
    first = values(table, "Rule")[0]
    box = table.locator("canvas").first.bounding_box()
    assert box
    drawer = page.get_by_role("dialog")
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] - 20, box["y"] + ROW + MIDDLE)
        expect(drawer).to_contain_text("exactly the number")
        expect(drawer).to_contain_text(first)
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
    table.locator("canvas").first.focus()
    page.keyboard.press("ArrowDown")
    expect(drawer).to_contain_text("exactly the number")
