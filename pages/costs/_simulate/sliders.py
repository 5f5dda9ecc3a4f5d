"""The sliders of the Simulate page. Each starts where the plan and its price book are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.core.model import Kind, MonthlyFee, Plan, PriceBook, Ratio, Settlement
from analytics.planning.what_if import WhatIf, bulk, pack_of
from pages.ui import formats
from pages.ui.periods import DAY
from pages.ui.plans.terms import KEPT, typed

_STATE = "machine"
NEW_PACK = "One more pack"


@dataclass(frozen=True, slots=True)
class Change:
    """What the sliders say: the plan with or without its fee, and what else is other than it is."""

    plan: Plan
    what_if: WhatIf
    marks: tuple[tuple[date, str], ...] = ()
    """Days from which on something changes, for the chart."""


class Levers:
    """The sliders of one plan; ``settlement`` is its settlement over the whole history."""

    def __init__(self, plan: Plan, settlement: Settlement, first: date, last: date) -> None:
        self._plan, self._now, self._book = plan, settlement, settlement.last_version
        self._first, self._last = first, max(last, first + DAY)
        state = st.session_state.get(_STATE, {})
        self._turn = state.get("turn", 0) + (state.get("of") != (plan, self._book.version))
        st.session_state[_STATE] = {"of": (plan, self._book.version), "turn": self._turn}

    def ask(self) -> Change:
        """Draw the sliders and say what they change."""
        mixed, prices, more = st.columns(3, gap="medium")
        with mixed, st.container(border=True, height="stretch"):
            ratios = self._mixed()
            growth, growth_from = self._growth()
        with prices, st.container(border=True, height="stretch"):
            plan, what_if = self._prices()
        with more, st.container(border=True, height="stretch"):
            what_if = self._pack(what_if)
            self._back()
        what_if = replace(
            what_if,
            ratios=ratios,
            growth_percent=growth,
            growth_from=growth_from if growth else None,
        )
        marks = [(ratio.from_day, "mixed charged") for ratio in ratios if ratio.from_day]
        if growth and growth_from > self._first:
            marks.append((growth_from, "growth"))
        return Change(plan, what_if, tuple(marks))

    def _key(self, name: str) -> dict[str, Any]:
        return {"key": f"machine_{name}_{self._turn}", **KEPT}

    def _day(self, label: str, name: str, value: date) -> date:
        return st.slider(
            label,
            self._first,
            self._last,
            min(max(value, self._first), self._last),
            format="D MMM YYYY",
            **self._key(name),
        )

    def _mixed(self) -> tuple[Ratio, ...]:
        st.markdown("**Mixed streams are charged**")
        day, ratio = _mixed_now(self._plan, self._book)
        ratio_now = float(ratio)
        new = typed(
            st.slider(
                "One mixed minute counts as",
                0.0,
                max(2.0, ratio_now),
                ratio_now,
                step=0.05,
                format="%.2f",
                help="0 is free, as it is for now; the vendor promises notice before that changes.",
                **self._key("ratio"),
            )
        )
        begins = self._day("From day on", "mixed_from", day or self._first)
        previous = min(max(day or self._first, self._first), self._last)
        if new == ratio and (begins == previous or not ratio):
            return ()
        return (Ratio(Kind.MIXED, begins, new),)

    def _growth(self) -> tuple[Decimal, date]:
        st.markdown("**Recordings grow**")
        percent = st.slider("More recordings, %", -100, 300, 0, step=5, **self._key("growth"))
        return Decimal(percent), self._day("Since day", "growth_from", self._first)

    def _prices(self) -> tuple[Plan, WhatIf]:
        book, plan = self._book, self._plan
        st.markdown("**Prices**")
        price = self._amount("Postpaid, for 1,000 min", "price", book.postpaid_per_thousand)
        discount = typed(
            st.slider(
                "Discount on postpaid, %",
                0.0,
                100.0,
                float(plan.discount_percent),
                step=0.5,
                format="%.1f",
                **self._key("discount"),
            )
        )
        with_fee = st.toggle(
            "Monthly fee",
            plan.monthly_fee is not None,
            help="The vendor requires it; it brings the free minutes.",
            **self._key("with_fee"),
        )
        fee = self._amount("Fee a month", "fee", book.monthly_fee, step=5.0, disabled=not with_fee)
        quota = st.slider(
            "Free minutes a month",
            0,
            max(10_000, 2 * book.quota_minutes),
            book.quota_minutes,
            step=100,
            format="localized",
            disabled=not with_fee,
            **self._key("quota"),
        )
        if with_fee and not plan.monthly_fee:
            plan = replace(plan, monthly_fee=MonthlyFee(self._first))
        elif not with_fee:
            plan = replace(plan, monthly_fee=None)
        return plan, WhatIf(
            postpaid_per_thousand=price if price != book.postpaid_per_thousand else None,
            monthly_fee=fee if with_fee and fee != book.monthly_fee else None,
            quota_minutes=quota if with_fee and quota != book.quota_minutes else None,
            discount_percent=discount if discount != plan.discount_percent else None,
        )

    def _amount(
        self, label: str, name: str, price: Decimal, *, step: float = 0.05, disabled: bool = False
    ) -> Decimal:
        """A slider from nothing to twice the price there is."""
        return typed(
            st.slider(
                f"{label}, {self._book.currency}",
                0.0,
                float(2 * price or 10),
                float(price),
                step=step,
                format="%.2f",
                disabled=disabled,
                **self._key(name),
            )
        )

    def _pack(self, what_if: WhatIf) -> WhatIf:
        st.markdown(f"**{NEW_PACK}**")
        most = bulk(self._now.totals.charged_ms)
        minutes = st.slider(
            "Minutes in it",
            0,
            most,
            0,
            step=most // 100,
            format="localized",
            help="0: no other pack. It is valid for 12 months.",
            **self._key("pack_minutes"),
        )
        price = self._amount("For 1,000 min", "pack_price", self._book.postpaid_per_thousand)
        bought = self._day("Bought on", "pack_bought", self._first)
        if not minutes:
            return what_if
        names = {pack.name for pack in self._plan.packs}
        name = next(
            name
            for number in range(1, len(names) + 2)
            for name in (NEW_PACK if number == 1 else f"{NEW_PACK} {number}",)
            if name not in names
        )
        extra = pack_of(name, minutes, price, bought, self._book.currency)
        return replace(what_if, packs=(*self._plan.packs, extra))

    def _back(self) -> None:
        st.button("Reset", key="machine_back", icon=":material/restart_alt:", on_click=_forget)


def _mixed_now(plan: Plan, book: PriceBook) -> tuple[date | None, Decimal]:
    """From when and how much of the mixed stream is charged at last."""
    ratios = [ratio for ratio in (*book.ratios, *plan.ratios) if ratio.kind is Kind.MIXED]
    last = max(ratios, key=lambda ratio: ratio.from_day or date.min, default=None)
    return (last.from_day, last.ratio) if last else (None, Decimal(0))


def _forget() -> None:
    state = st.session_state.get(_STATE, {})
    st.session_state[_STATE] = {**state, "turn": state.get("turn", 0) + 1}


def said(change: Change, settlement: Settlement) -> str:
    """The changes in words, as markdown; "" for none."""
    what_if, currency = change.what_if, settlement.book.currency
    words = [
        f"mixed streams × {ratio.ratio.normalize():f} from {formats.day(ratio.from_day or date.min)}"
        for ratio in what_if.ratios
    ]

    def money(amount: Decimal) -> str:
        return formats.plain(formats.money(amount, currency))

    if what_if.postpaid_per_thousand is not None:
        words.append(f"{money(what_if.postpaid_per_thousand)} for 1,000 postpaid minutes")
    if what_if.discount_percent is not None:
        words.append(f"{what_if.discount_percent.normalize():f}% off postpaid")
    if change.plan.monthly_fee != settlement.plan.monthly_fee:
        words.append(
            "with the monthly fee" if change.plan.monthly_fee else "without the monthly fee"
        )
    if what_if.monthly_fee is not None:
        words.append(f"{money(what_if.monthly_fee)} a month")
    if what_if.quota_minutes is not None:
        words.append(f"{formats.whole(what_if.quota_minutes)} free minutes a month")
    if what_if.packs is not None:
        extra = what_if.packs[-1]
        words.append(
            f"{formats.whole(extra.minutes)} minutes more in a pack for {money(extra.price)} "
            f"on {formats.day(extra.bought)}"
        )
    if what_if.growth_percent and what_if.growth_from:
        sign = "+" if what_if.growth_percent > 0 else "−"
        words.append(
            f"{sign}{abs(what_if.growth_percent):f}% recordings since "
            f"{formats.day(what_if.growth_from)}"
        )
    return ", ".join(words)
