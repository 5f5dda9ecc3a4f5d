"""Why a day is as it is: its minutes against the usual same weekday, and the names that make the difference."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from analytics.reports.explore.day_reasons import Reason, Reasons, reasons, weekdays_before
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import measures
from pages.monitor._explore.measures import By, Measure
from pages.monitor._explore.state import Now
from pages.ui import data, dimension_words, formats, tables
from pages.ui.cache import cached
from pages.ui.database import fragment
from pages.ui.periods import DAY

SHOWN, MOST = 8, 200
BY = (Dimension.KIND, Dimension.ROOM, Dimension.USER, Dimension.APP)


def show(selection: Now) -> None:
    """For a single day; nothing for more of them."""
    day = selection.part.since
    if selection.part.until - day == DAY:
        _day(selection, day)


@fragment
def _day(selection: Now, day: date) -> None:
    coverage = data.coverage()
    assert coverage is not None
    before = weekdays_before(day, coverage.first_day)
    if not before and not selection.focus:
        return
    st.subheader(f"Why {day:%A} {formats.day(day)}", anchor=False)
    if not before:
        st.caption(f"No {day:%A} before it is recorded, so there is nothing to compare it with.")
        return
    choices = {dimension_words.DIMENSIONS[by]: By(dimension_words.DIMENSIONS[by], by) for by in BY}
    choices |= {name: by for name, by in measures.choices().items() if by.own is None}
    word = st.segmented_control(
        "Explained by",
        list(choices),
        default=dimension_words.DIMENSIONS[Dimension.ROOM],
        required=True,
        key="why_by",
        label_visibility="collapsed",
    )
    by = choices[word]
    found = _found(selection.part, by, before)
    percent = formats.change(found.ms, found.usual_ms)
    st.markdown(
        f"**{formats.minutes(found.ms)} minutes, usual {formats.minutes(found.usual_ms)}**"
        f"{f' ({percent})' if percent else ''}: the mean of the {formats.count(found.days, f'{day:%A}')} before, "
        f"{formats.day(before[-1])} to {formats.day(before[0])}."
    )
    rows = [row for row in found.rows if row.difference][:MOST]
    if not rows:
        st.caption("No difference.")
        return
    tables.show(
        [
            tables.text(word, by.labels(row.name for row in rows)),
            tables.minutes("Change", [row.difference for row in rows], sign=True),
            tables.percent("Explains", [_share(found, row) for row in rows]),
            tables.minutes("Usual", [row.usual_ms for row in rows]),
            tables.minutes("Now", [row.ms for row in rows]),
            tables.text("New or gone", [row.newness.value for row in rows]),
        ],
        key="why_rows",
        shown=SHOWN,
        alt=f"Minutes of {formats.day(day)} by {word.lower()} against the usual {day:%A}, the largest difference first",
    )
    left = sum(1 for row in found.rows if row.difference) - len(rows)
    if left > 0:
        st.caption(f"The {MOST} largest; {left:,} more differ.")


@cached(100)
def _found(part: Slice, by: By, before: tuple[date, ...]) -> Reasons:
    def ms(piece: Slice) -> dict[str, int]:
        ranked = measures.ranking(piece, by, Measure.MINUTES, is_charted=False)
        return {name: amounts.ms for name, amounts in ranked.items()}

    return reasons(ms(part), [ms(part.over(day, day + DAY)) for day in before])


def _share(found: Reasons, row: Reason) -> Decimal | None:
    part = found.explained(row)
    return tables.share(part.numerator, part.denominator) if part is not None else None
