"""Where imports disagree: how many videos that is, each one's choice, and the choice of a whole import."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import data
from tests.support.exports import flat, row
from tests.support.pages import assert_no_exception, load, open_page

VIDEOS = 25


def opened(at: AppTest) -> AppTest:
    """A run in which the box is open: a browser would say so each time."""
    at.session_state["conflicts"] = True
    return assert_no_exception(at.run())


def press(at: AppTest, key: str) -> None:
    at.button(key=key).click()
    opened(at)


def summary(at: AppTest) -> str:
    return next(each.value for each in at.caption if each.value.startswith("Imports disagree"))


def total() -> int:
    return int(data.store().ask("coverage")[0]["ms"])


@pytest.fixture
def two(tmp_path: Path, database: Path) -> None:
    """Of 25 videos another import says that each is a minute shorter."""
    for name, ms in (("first", 600_000), ("second", 540_000)):
        (tmp_path / f"{name}.csv").write_text(
            flat([row(f"v{number:02}", VideoDuration=ms) for number in range(VIDEOS)])
        )
    load(database, tmp_path / "first.csv", tmp_path / "second.csv")


@pytest.mark.usefixtures("two")
def test_a_person_decides_whose_row_counts() -> None:
    at = opened(open_page("data/imports"))
    assert summary(at) == "Imports disagree about 25 videos, 25 undecided."
    assert "The first 20 of 25; the next follow as these are decided." in [
        each.value for each in at.caption
    ]
    (first,) = at.dataframe[0].value.to_dict("records")
    assert [*first.values()] == ["VideoDuration, ms", "600,000", "540,000"]
    press(at, "resolve_0_1")
    assert total() == VIDEOS * 600_000 - 60_000
    assert summary(at) == "Imports disagree about 25 videos, 24 undecided."
    assert "**v00**" not in " ".join(each.value for each in at.markdown), "the next one follows"
    at.segmented_control(key="conflicts_shown").set_value("Decided")
    opened(at)
    assert "**v00** · 1 minute at stake · decided" in [each.value for each in at.markdown]
    press(at, "resolve_0_back")
    assert (total(), summary(at)) == (
        VIDEOS * 600_000,
        "Imports disagree about 25 videos, 25 undecided.",
    )


@pytest.mark.usefixtures("two")
def test_a_whole_import_can_be_chosen_and_the_other_again() -> None:
    at = opened(open_page("data/imports"))
    first, second = (row["import_id"] for row in reversed(data.imports()))
    press(at, "resolve_0_1")
    press(at, f"resolve_all_{second}")
    said = " ".join(each.value for each in at.markdown)
    assert "will count for 24 videos on which another import counts now" in said
    assert "All files together are 24 minutes less then." in said
    press(at, "resolve_all")
    assert total() == VIDEOS * 540_000
    assert summary(at) == "Imports disagree about 25 videos, 0 undecided."
    assert "The latest 20 of 25 decisions." in [each.value for each in at.caption]
    press(at, f"resolve_all_{first}")
    said = " ".join(each.value for each in at.markdown)
    assert "Of these, 25 were decided before: these decisions are replaced." in said
    press(at, "resolve_all")
    assert total() == VIDEOS * 600_000
