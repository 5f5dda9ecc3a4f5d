"""The drawer that proves a number: what it is, whether its rows make it, the rows, and the SQL."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from logging import getLogger

import streamlit as st

from analytics import lineage
from analytics.lineage import Claim, DaySum, Rows, Unit
from analytics.reports import filter_terms, links
from pages.ui import data, database, filters, formats
from pages.ui.cache import Keyed, cached
from pages.ui.drilldown import rows, words
from pages.ui.periods import DAY

WIDTH = 860


def show(
    choices: Mapping[str, Claim] | Callable[[], Mapping[str, Claim]],
    first: str = "",
    *,
    alone: bool = False,
) -> None:
    """Open the proof of one of the numbers, the named one first; once in a run.

    ``alone``: the one that was clicked, without a list of the others.
    """
    claims = choices() if callable(choices) else choices
    if alone and first in claims:
        claims = {first: claims[first]}
    if claims:
        _drawer(dict(claims), first if first in claims else next(iter(claims)))


@st.dialog(
    "Source of this figure",
    width=WIDTH,
    position="right",
    icon=":material/manage_search:",
)
def _drawer(choices: dict[str, Claim], first: str) -> None:
    # What fails here must not stop the page behind it.
    try:
        with database.section():
            _drawn(choices, first)
    except Exception:
        getLogger(__name__).exception("The drawer of %s failed", first)
        st.error(
            "The rows of this number could not be shown. The server’s log says why; the number on "
            "the page is not affected.",
            icon=":material/error:",
        )


def _drawn(choices: dict[str, Claim], first: str) -> None:
    names = list(choices)
    name = first
    if len(names) > 1:
        name = st.selectbox(
            "Number",
            names,
            index=names.index(first),
            key=f"proof_of_{len(names)}_{first}",
            format_func=lambda option: formats.short(option, 60),
        )
    claim = choices[name]
    st.metric(claim.title, words.value(claim))
    st.markdown(formats.plain(claim.figure.formula))
    sums = _days(claim)
    _verdict(claim, sums)
    _why(claim)
    st.caption(words.settings(claim))
    part = st.segmented_control(
        "Show",
        ["Rows", "SQL"],
        default="Rows",
        required=True,
        key="proof_part",
        label_visibility="collapsed",
    )
    if part == "SQL":
        _sql(claim)
    else:
        rows.show(claim, sums)


def _why(claim: Claim) -> None:
    """Of a single recorded day: the way to what makes it other than usual."""
    since, until = claim.given.get("since"), claim.given.get("until")
    coverage = data.coverage()
    if since and until and until - since == DAY and coverage and since <= coverage.last_day:
        st.page_link(
            "pages/monitor/explore.py",
            label=f"Why {formats.day(since)}",
            icon=":material/help:",
            query_params=links.days_query(
                since,
                until,
                filter_terms.without(filters.terms(), filters.PERIOD, filters.DAYS, filters.FOCUS),
            ),
        )


def _verdict(claim: Claim, sums: tuple[DaySum, ...]) -> None:
    whole = lineage.total(_days(claim.whole)) if claim.whole else None
    total = lineage.total(sums)
    count = words.rows(claim, total.rows)
    if claim.figure.unit is Unit.DAYS:
        count = f"{count} on {formats.count(len(sums), 'day')}"
    verb = "have the middle" if claim.figure.unit is Unit.MEDIAN else "add up to"
    sentence = f"{count} {verb} {words.exactly(claim, total, whole)}"
    if lineage.holds(data.store(), claim, sums):
        value = words.value(claim)
        st.success(
            formats.plain(f"{sentence}: exactly the number, shown as {value}."),
            icon=":material/check:",
        )
    else:
        st.error(
            formats.plain(f"{sentence}, which is not the number shown. Reload the page: ")
            + "recordings may have been imported since it was drawn.",
            icon=":material/error:",
        )


def _sql(claim: Claim) -> None:
    if claim.figure.rows is Rows.BILL:
        st.caption(
            "Days are charged by the first question, then settled one after the other: free quota, "
            "packs by expiry, the rest postpaid."
            + ("" if claim.how else " The second gives each file its payers.")
        )
    for query in lineage.queries(data.store(), claim):
        st.markdown(f"**{query.name}.sql**".replace("_", "\\_"))
        st.code(query.text, language="sql", wrap_lines=True)
        st.caption("Parameters")
        st.code(words.parameters(query), language="json", wrap_lines=True)


def _days(claim: Claim) -> tuple[DaySum, ...]:
    if claim.made:
        return lineage.days(data.store(), claim)
    return _summed(Keyed(_key(claim), claim))


def _key(claim: Claim) -> tuple[Hashable, ...]:
    key = claim.name, repr(sorted(claim.given.items()))
    if claim.settlement is None:
        return key
    settlement = claim.settlement
    book = replace(settlement.book, figures=(), offers=())
    return (*key, settlement.plan, book, settlement.since, settlement.until, settlement.draws)


@cached(100, spinner="Adding up …")
def _summed(claim: Keyed[Claim]) -> tuple[DaySum, ...]:
    return lineage.days(data.store(), claim.value)
