"""Against other days: how much more or less it is, and which rooms and kinds make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from analytics.explore.changes import Change, Changes, changes, whole_minutes
from analytics.explore.comparison import Against, Comparison, compare
from analytics.explore.slices import Dimension, Slice
from analytics.lineage import Claim
from pages.ui import data, formats, proof, tables
from pages.ui.explore import asked, state, words
from pages.ui.explore.state import Now
from pages.ui.periods import DAY
from pages.ui.proof import explore as proofs

MOST = 2
MOST_LINES = 8
NAMES = {
    "The period before": Against.BEFORE,
    "The same weeks last year": Against.LAST_YEAR,
    "Other days": Against.CHOSEN,
}


@st.fragment
def show(now: Now) -> None:
    """One or two comparisons beside each other."""
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
    if not chosen:
        st.caption("Choose what to compare with.")
        return
    columns = st.columns(len(chosen), gap="medium")
    for column, name in zip(columns, chosen, strict=True):
        with column:
            found = _comparison(now, NAMES[name], other)
            _one(now, name, found, is_alone=len(chosen) == 1)


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


def _one(now: Now, name: str, found: Comparison | None, *, is_alone: bool) -> None:
    if found is None:
        st.caption("Pick the first and the last of the other days.")
        return
    if found.now is None or found.before is None:
        st.metric(name, formats.NOTHING, border=True)
        st.caption(f"{formats.days(*found.meant)}: nothing to compare. {_recorded()}")
        return
    this, before = now.part.over(*found.now), now.part.over(*found.before)
    parts = [
        (by, changes(_ms(asked.ranking(this, by)), _ms(asked.ranking(before, by)), MOST_LINES))
        for by in (Dimension.KIND, Dimension.ROOM)
    ]
    total = parts[0][1].total
    whole, whole_before = (whole_minutes([ms])[0] for ms in (total.ms, total.before_ms))
    percent = formats.change(total.ms, total.before_ms)
    claims = partial(_claims, this, before, total, parts)
    with st.container(border=True, gap=None):
        proof.card(name, claims, help=proof.HELP)
        st.metric(
            name,
            f"{_signed(whole - whole_before)} min",
            percent and percent.replace("−", "-"),
            delta_color="off",
            delta_arrow="off" if percent in ("0.0%", None) else "auto",
            delta_description=f"{whole:,} after {whole_before:,}",
            label_visibility="collapsed",
        )
    st.caption(_remarks(now, found, total.ms, total.before_ms))
    places = st.columns(2, gap="medium") if is_alone else [st.container() for _ in parts]
    for place, (by, found_changes) in zip(places, parts, strict=True):
        place.markdown(_table(by, found_changes))


def _claims(
    this: Slice, before: Slice, total: Change, parts: Sequence[tuple[Dimension, Changes]]
) -> dict[str, Claim]:
    """Now and before, in all and of each line."""
    found: dict[str, Claim] = {}
    for word, part, is_now in (("now", this, True), ("before", before, False)):
        ms = total.ms if is_now else total.before_ms
        found |= proofs.named(part, f"All minutes, {word}", ms)
        for by, changed in parts:
            for line in changed.top:
                title = f"{words.label(by, line.name, 48)}, {word}"
                ms = line.ms if is_now else line.before_ms
                found |= proofs.named(part, title, ms, by, line.name)
    return found


def _ms(ranked: dict[str, asked.Sums]) -> dict[str, int]:
    return {name: sums.ms for name, sums in ranked.items()}


def _table(by: Dimension, found: Changes) -> str:
    """The lines, the rest and the sum; each column adds up as it is shown."""
    lines = [*found.top, found.rest]
    now, shown = whole_minutes([line.ms for line in lines])
    before, shown_before = whole_minutes([line.before_ms for line in lines])
    names = [formats.plain(words.label(by, line.name, 24)) for line in found.top]
    names.append(f"*{formats.count(found.rest_names, 'other')}*")
    rows: list[tuple[str, ...]] = [
        (
            name,
            f"{then:,}",
            f"{this:,}",
            _signed(this - then),
            _percent(line.ms, line.before_ms),
        )
        for name, line, this, then in zip(names, lines, shown, shown_before, strict=True)
        if line.ms or line.before_ms
    ]
    total = found.total
    sums = (f"{before:,}", f"{now:,}", _signed(now - before), _percent(total.ms, total.before_ms))
    rows.append(("**All**", *(f"**{text}**" for text in sums)))
    header = (f"{words.DIMENSIONS[by]}, minutes", "Before", "Now", "Change", "%")
    return tables.markdown(header, rows)


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


def _signed(minutes: int) -> str:
    sign = "−" if minutes < 0 else "+" if minutes else "±"
    return f"{sign}{abs(minutes):,}"
