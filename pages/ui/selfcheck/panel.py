"""The receipts of a bill on its page: equations that hold, and kindly named those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.core.model import Settlement
from analytics.selfcheck.checks import Proof
from pages.ui import boxes, data, formats
from pages.ui.selfcheck import bill as figures
from pages.ui.selfcheck import thorough

Named = tuple[str, Settlement]


def panel(*bills: Named, more: Sequence[Proof] = ()) -> None:
    """Red receipts of any of the bills in full view, and all of them to open."""
    found = [(name, _proofs(settlement)) for name, settlement in bills]
    found[0] = (found[0][0], (*found[0][1], *more))
    every = [proof for _, proofs in found for proof in proofs]
    _reds(found)
    with st.expander(_label(every), key="receipts", icon=_icon(every)):
        st.caption(
            "Each figure above is worked out a second time in another way; both sides must be equal."
        )
        for number, (name, proofs) in enumerate(found):
            if len(found) > 1:
                st.markdown(f"**{formats.plain(formats.short(name))}**")
            _table(number, name, proofs)
        _every_row(bills)


def alarm(*bills: Named) -> None:
    """Only what is red, for a page that has no room for receipts that hold."""
    _reds([(name, _proofs(settlement)) for name, settlement in bills])


def _proofs(settlement: Settlement) -> tuple[Proof, ...]:
    """The quick receipts; with those of every row once these were asked for."""
    check = thorough.registry().of(figures.key(settlement))
    return check.proofs if check and check.proofs else figures.receipts(settlement)


def sentence(proof: Proof) -> str:
    """A red receipt in words: what does not hold, by how much, and what to do."""
    where = f" First at {formats.plain(proof.detail)}." if proof.detail else ""
    return (
        f"**{formats.plain(proof.title)}** does not hold: {formats.plain(_side(proof.left))} "
        f"against {formats.plain(_side(proof.right))}.{where} Please do not pass these figures on "
        "yet. Check every stored row under Receipts, and give the receipt’s name "
        f"`{proof.name}` to whoever looks after the dashboard."
    )


def _reds(found: Sequence[tuple[str, Sequence[Proof]]]) -> None:
    for name, proofs in found:
        of = f"{formats.plain(formats.short(name))}: " if len(found) > 1 else ""
        for proof in proofs:
            if not proof.is_right:
                st.error(f"{of}{sentence(proof)}", icon=":material/error:")


def _label(every: Sequence[Proof]) -> str:
    red = sum(not proof.is_right for proof in every)
    if red:
        return f"Receipts: **{red} of {len(every)} do not hold**"
    return f"Receipts: all {len(every)} hold"


def _icon(every: Sequence[Proof]) -> str:
    right = all(proof.is_right for proof in every)
    return ":material/verified:" if right else ":material/error:"


def _table(number: int, name: str, found: Sequence[Proof]) -> None:
    right = st.column_config.TextColumn(alignment="right")
    ordered = sorted(found, key=lambda proof: proof.is_right)
    is_right = ordered[0].is_right
    st.dataframe(
        {
            "": ["✓" if proof.is_right else "✗ red" for proof in ordered],
            "Receipt": [proof.title for proof in ordered],
            "One way": [_side(proof.left) for proof in ordered],
            "The other way": [_side(proof.right) for proof in ordered],
            **({} if is_right else {"Where they differ": [proof.detail for proof in ordered]}),
            "Name": [proof.name for proof in ordered],
        },
        key=f"receipts_{number}",
        hide_index=True,
        height=35 * (min(len(ordered), 12) + 1) + 3,
        column_config={
            "": st.column_config.TextColumn(width=70),
            "Receipt": st.column_config.TextColumn(width="large"),
            "One way": right,
            "The other way": right,
        },
        alt=f"Receipts of {name}: what must be equal, both sides, and whether they are",
    )


def _side(value: int | Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return formats.whole(value) if isinstance(value, int) else f"{value:,f}"


def _every_row(bills: Sequence[Named]) -> None:
    """The thorough receipts: a button, a line while they run, what stopped them."""
    found = [(bill, thorough.registry().of(figures.key(bill))) for _, bill in bills]
    if any(check and not check.is_done for _, check in found):
        _waiting([figures.key(bill) for bill, _ in found])
        return
    for _, check in found:
        if check and check.problem:
            boxes.problem(check.problem)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Check every stored row",
            key="check_rows",
            icon=":material/fact_check:",
            on_click=_start,
            args=([bill for _, bill in bills],),
        )
        done = all(check and check.is_done and not check.problem for _, check in found)
        st.caption(
            "Every row was counted once more in plain Python; the receipts above include that."
            if done
            else "Counts each row once more in plain Python, imports and payers too: some seconds "
            "for a million rows. You can go on meanwhile.",
            width="stretch",
        )


def _start(bills: Sequence[Settlement]) -> None:
    for bill in bills:
        thorough.registry().start(figures.key(bill), data.store(), bill)


@st.fragment(run_every=0.5)
def _waiting(keys: Sequence[figures.Key]) -> None:
    found = [thorough.registry().of(key) for key in keys]
    if all(check is None or check.is_done for check in found):
        st.rerun()
    st.caption(":material/hourglass: Counting every stored row …")
