"""Against other days: how much more or less it is, and which rooms and kinds make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from analytics.explore.changes import Change, Changes, Order, changes
from analytics.explore.comparison import Against, Comparison, compare
from analytics.explore.slices import Dimension, Slice
from analytics.lineage import Claim
from pages.ui import data, formats, proof, tables
from pages.ui.explore import asked, state, words
from pages.ui.explore.state import Now
from pages.ui.periods import DAY
from pages.ui.proof import explore as proofs
from pages.ui.remembered import remembered

MOST = 2
MOST_LINES = 20
SHOWN = 9
BY = (Dimension.KIND, Dimension.ROOM)
NAMES = {
    "The period before": Against.BEFORE,
    "The same weeks last year": Against.LAST_YEAR,
    "Other days": Against.CHOSEN,
}
_NAME = st.column_config.TextColumn(width=150)
_FIGURES = dict.fromkeys(
    ("Before", "Now", "Change", "%"), st.column_config.TextColumn(alignment="right", width=70)
)


@st.fragment
def show(now: Now) -> None:
    """One or two comparisons beside each other."""
    if state.was_clicked():
        st.rerun()
    st.subheader("What changed", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            "Compare with",
            list(NAMES),
            default=["The period before"],
            max_selections=MOST,
            key=state.AGAINST,
            bind="query-params",
            placeholder="Nothing",
            width=460,
        )
        other = _other_days(now) if "Other days" in chosen else None
        order = Order(
            st.segmented_control(
                "Which stand first",
                [each.value for each in Order],
                default=Order.LARGEST.value,
                required=True,
                key=state.CHANGES,
                bind="query-params",
            )
        )
    if not chosen:
        st.caption("Choose what to compare with.")
        return
    # a column that stands alone is a container: one message less
    alone = len(chosen) == 1
    columns = [st.container(gap="medium")] if alone else st.columns(len(chosen), gap="medium")
    for column, name in zip(columns, chosen, strict=True):
        with column:
            found = _comparison(now, NAMES[name], other)
            _one(now, name, found, order, is_alone=alone)


def _other_days(now: Now) -> tuple[date, date] | None:
    picked = st.date_input(
        "Other days: first and last",
        value=state.NO_DAYS,
        key=state.AGAINST_DAYS,
        bind="query-params",
        format="YYYY-MM-DD",
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
        width=260,
    )
    days = picked if isinstance(picked, tuple) else (picked,)
    return (days[0], days[-1] + DAY) if days else None


def _comparison(now: Now, against: Against, chosen: tuple[date, date] | None) -> Comparison | None:
    known = data.coverage()
    assert known is not None
    other = None
    if against is Against.CHOSEN:
        if chosen is None:
            return None
        other = chosen
    elif against is Against.BEFORE and not now.focus:
        other = now.shared.period.before
    return compare(
        against,
        (now.part.since, now.part.until),
        (known.first_day, known.last_day + DAY),
        other,
    )


def _one(now: Now, name: str, found: Comparison | None, order: Order, *, is_alone: bool) -> None:
    if found is None:
        st.caption("Pick the first and the last of the other days.")
        return
    if found.now is None or found.before is None:
        st.metric(name, formats.NOTHING, border=True)
        st.caption(f"{formats.days(*found.meant)}: nothing to compare. {_recorded()}")
        return
    this, before = now.part.over(*found.now), now.part.over(*found.before)
    compared = [_compared(data.edition(), this, before, by, order) for by in BY]
    total = compared[0].total
    percent = formats.change(total.ms, total.before_ms)
    with st.container(border=True, gap=None):
        proof.card(name, lambda: _all(this, before, total), help=proof.HELP)
        st.metric(
            name,
            f"{_signed(total.difference)} min",
            percent and percent.replace("−", "-"),
            delta_color="off",
            delta_arrow="off" if percent in ("0.0%", None) else "auto",
            delta_description=f"{_whole(total.ms)} after {_whole(total.before_ms)}",
            label_visibility="collapsed",
        )
    st.caption(_remarks(now, found, total.ms, total.before_ms))
    places = st.columns(2, gap="medium") if is_alone else [st.container() for _ in BY]
    for place, by, of in zip(places, BY, compared, strict=True):
        with place:
            _table((this, before), by, of, state.key(f"changed_{by}_{found.against}"))


def _claims(this: Slice, before: Slice, by: Dimension, lines: Sequence[Change]) -> dict[str, Claim]:
    """Now and before, of each line."""
    found: dict[str, Claim] = {}
    for line in lines:
        for word, part, ms in (("now", this, line.ms), ("before", before, line.before_ms)):
            title = f"{words.label(by, line.name, 48)}, {word}"
            found |= proofs.named(part, title, ms, by, line.name)
    return found


def _all(this: Slice, before: Slice, total: Change) -> dict[str, Claim]:
    now = proofs.named(this, "All minutes, now", total.ms)
    return now | proofs.named(before, "All minutes, before", total.before_ms)


def _ms(ranked: dict[str, asked.Sums]) -> dict[str, int]:
    return {name: sums.ms for name, sums in ranked.items()}


class _Compared(NamedTuple):
    """A table of changes and what is said below it, ready to be sent."""

    lines: tuple[Change, ...]
    total: Change
    table: Any
    said: str


@remembered(100)
def _compared(
    edition: tuple[str, int], this: Slice, before: Slice, by: Dimension, order: Order
) -> _Compared:
    found = changes(_ms(asked.ranking(this, by)), _ms(asked.ranking(before, by)), MOST_LINES, order)
    of = found.top
    table = tables.columns(
        {
            words.DIMENSIONS[by]: [words.label(by, line.name, 48) for line in of],
            "Before": [_whole(line.before_ms) for line in of],
            "Now": [_whole(line.ms) for line in of],
            "Change": [_signed(line.difference) for line in of],
            "%": [_percent(line.ms, line.before_ms) for line in of],
        }
    )
    said = []
    if found.rest_names:
        said.append(f"{formats.count(found.rest_names, 'other')}: {_told(found.rest)}")
    said.append(f"**All: {_told(found.total)}**")
    if _is_rounded(found):
        said.append("figures are rounded, the exact ones add up")
    return _Compared(of, found.total, table, f"Minutes. {' · '.join(said)}.")


def _table(part: tuple[Slice, Slice], by: Dimension, found: _Compared, own: str) -> None:
    """A row for each line: a click filters by it. The rest and the sum below."""
    of, name = found.lines, words.DIMENSIONS[by]
    st.dataframe(
        found.table,
        key=own,
        hide_index=True,
        height=tables.height(min(len(of), SHOWN)),
        on_select=lambda: state.row_clicked(own, by, [line.name for line in of]),
        selection_mode=["single-row", "single-cell"],
        column_config={name: _NAME, **_FIGURES},
        alt=f"Minutes by {name.lower()} before and now, with the change; a click filters",
    )
    proof.button(lambda: _claims(*part, by, of), key=f"prove_{own}", label="Open a number")
    st.caption(found.said)


def _told(line: Change) -> str:
    percent = _percent(line.ms, line.before_ms)
    return f"{_whole(line.before_ms)} before, {_whole(line.ms)} now, {_signed(line.difference)} ({percent})"


def _is_rounded(found: Changes) -> bool:
    """Whether some shown figures do not make the shown sum, each being rounded alone."""
    lines, total = (*found.top, found.rest), found.total
    columns = [(line.ms, line.before_ms, line.difference) for line in (*lines, total)]
    shown = [tuple(map(state.minutes, one)) for one in columns]
    sums = tuple(map(sum, zip(*shown[:-1], strict=True)))
    return sums != shown[-1] or any(now - before != more for now, before, more in shown)


def _remarks(now: Now, found: Comparison, ms: int, before_ms: int) -> str:
    """Which days meet which, and what is not whole about them."""
    assert found.now is not None and found.before is not None
    length, other = found.days
    said = [f"{formats.days(*found.now)} against {formats.days(*found.before)}"]
    if found.is_partial:
        meant = (now.part.until - now.part.since).days
        said.append(
            f"**partial: only {formats.count(length, 'day')} of {meant} are recorded on both "
            f"sides, and only these are compared.** {_recorded()}"
        )
    elif found.against is Against.BEFORE and not now.focus and now.shared.period.remark:
        said.append(formats.plain(now.shared.period.remark))
    if length != other:
        daily = formats.change(ms * other, before_ms * length)
        said.append(f"{length} days against {other}: a day it is {daily or formats.NOTHING}")
    return " · ".join(said)


def _recorded() -> str:
    known = data.coverage()
    assert known is not None
    return f"Recordings cover {formats.days(known.first_day, known.last_day + DAY)}."


def _percent(ms: int, before_ms: int) -> str:
    if not before_ms:
        return "new" if ms else formats.NOTHING
    return formats.change(ms, before_ms) or formats.NOTHING


def _whole(ms: int) -> str:
    return formats.whole(state.minutes(ms))


def _signed(ms: int) -> str:
    minutes = state.minutes(ms)
    sign = "−" if minutes < 0 else "+" if minutes else "±"
    return f"{sign}{abs(minutes):,}"
