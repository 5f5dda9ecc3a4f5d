"""Pack advice, which to buy and when: the cheapest mix of a catalogue for an estimate, with its proof.

Costs are those of ``settle``; the integer programme only chooses. Packs and prices are the user's
own, never the vendor's, which nobody has published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.settle import CHARGE_DECIMALS, outline, settle, unit_price
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, DayCharge, Pack, Plan, PriceBook, Source
from analytics.core.money import half_up
from analytics.packs.solver import Item, Limit, Mix, packs_of, solve
from analytics.planning.estimate import month_spans

MOST_ITEMS = 8
WRONG = (Decimal(80), Decimal(120))
"""Other volumes to look at, in percent of the estimate."""
_NOTHING = Decimal(0)

SECONDS = 10.0
"""About so long an advice may take; what is not proven by then is said to be unproven."""
Progress = Callable[[int, int], None]
"""Told how many of how many questions are answered."""
Usage = Callable[[Decimal], Sequence[DayCharge]]
"""The charged days if usage were so many percent of what is estimated."""


class Choice(NamedTuple):
    """Packs to buy, and what the term then costs in all, in the book's currency and digits."""

    packs: tuple[Pack, ...]
    total: Decimal


class Wrong(NamedTuple):
    """If usage is ``percent`` of the estimate: the chosen packs against what then were best."""

    percent: Decimal
    chosen: Decimal
    best: Decimal

    @property
    def regret(self) -> Decimal:
        return self.chosen - self.best


@dataclass(frozen=True, slots=True)
class Advice:
    """The cheapest choice; ``gap_percent`` is how much cheaper another might at most be, 0: proven."""

    best: Choice
    next_best: Choice | None
    without: Choice
    gap_percent: Decimal
    wrong: tuple[Wrong, ...]


class PayOff(NamedTuple):
    """A pack of ``minutes`` for 12 months from the first day on pays off below ``price``."""

    minutes: int
    price: Decimal

    @property
    def per_thousand(self) -> Decimal:
        return half_up(self.price * 1000 / self.minutes, 4)


def catalogue_of(plan: Plan, book: PriceBook) -> tuple[Item, ...]:
    """The packs on offer: those of the price book, else the sorts that the plan holds."""
    if book.offers:
        return tuple(
            Item(offer.name, offer.minutes, offer.price, offer.months) for offer in book.offers
        )
    sorts: dict[tuple[int, Decimal, int], Item] = {}
    for pack in plan.packs:
        key = (pack.minutes, pack.price, pack.months)
        sorts.setdefault(key, Item(pack.name, *key))
    return tuple(sorts.values())


def advise(
    usage: Usage,
    plan: Plan,
    book: PriceBook,
    catalogue: Sequence[Item],
    since: date,
    until: date,
    wrong: Sequence[Decimal] = WRONG,
    progress: Progress = lambda count, total: None,
    seconds: float = SECONDS,
) -> Advice:
    """The cheapest packs to buy on the first days of the term's months, instead of the plan's own.

    Four tenths of ``seconds`` go to the mix itself, three to other volumes, three to the next best.
    """
    if not catalogue:
        raise Problem("there is no pack to choose from", hint="Enter the packs of your contract.")
    if len(catalogue) > MOST_ITEMS or any(item.minutes <= 0 for item in catalogue):
        hint = f"Keep to {MOST_ITEMS} sorts, each with minutes."
        raise Problem("this catalogue is too long, or holds an empty pack", hint=hint)
    term = _Term(replace(plan, packs=()), book, tuple(catalogue), since, until)
    days = usage(Decimal(100))
    steps = 1 + len(wrong) + len(catalogue)
    progress(0, steps)
    mix = term.solved(days, seconds * 0.4)
    first = term.choice(days, mix)
    progress(1, steps)
    alternatives = []
    for number in range(len(catalogue)):
        alternatives += term.others(days, first, number, seconds * 0.15 / len(catalogue))
        progress(2 + number, steps)
    best = term.put_off(days, min([first, *alternatives], key=lambda choice: choice.total))
    counts = term.counts(best)
    options = [option for option in (first, *alternatives) if term.counts(option) != counts]
    bound = Decimal(repr(mix.bound)) + term.fees(days)
    gap = max(best.total - bound, _NOTHING) / best.total * 100 if best.total else _NOTHING
    misses = []
    for number, percent in enumerate(wrong):
        scaled_days = usage(percent)
        mix_total = term.total(scaled_days, best.packs)
        best_total = term.choice(
            scaled_days, term.solved(scaled_days, seconds * 0.3 / len(wrong))
        ).total
        misses.append(Wrong(percent, mix_total, min(mix_total, best_total)))
        progress(2 + len(catalogue) + number, steps)
    return Advice(
        best,
        min(options, key=lambda choice: choice.total, default=None),
        Choice((), term.total(days, ())),
        half_up(gap, 2),
        tuple(misses),
    )


@dataclass(frozen=True, slots=True)
class _Term:
    plan: Plan
    book: PriceBook
    catalogue: tuple[Item, ...]
    since: date
    until: date

    def total(self, days: Sequence[DayCharge], packs: tuple[Pack, ...]) -> Decimal:
        plan = replace(self.plan, packs=packs)
        return outline(days, plan, self.book, self.since, self.until).totals.shown.total

    def fees(self, days: Sequence[DayCharge]) -> Decimal:
        bill = outline(days, self.plan, self.book, self.since, self.until)
        return bill.totals.exact.monthly_fees

    def choice(self, days: Sequence[DayCharge], mix: Mix) -> Choice:
        packs = packs_of(self.catalogue, mix)
        return Choice(packs, self.total(days, packs))

    def put_off(self, days: Sequence[DayCharge], choice: Choice) -> Choice:
        """The same purchases, each as late as it can be without costing more."""
        packs = list(choice.packs)
        months = [begin for begin, _ in month_spans(self.since, self.until)]
        for number in reversed(range(len(packs))):
            early = packs[number]
            for day in (day for day in months if day > early.bought):
                packs[number] = replace(early, bought=day)
                if self.total(days, tuple(packs)) > choice.total:
                    break
                early = packs[number]
            packs[number] = early
        return Choice(tuple(sorted(packs, key=lambda pack: (pack.bought, pack.name))), choice.total)

    def counts(self, choice: Choice) -> Counter[tuple[int, Decimal, int]]:
        """How many of each sort of pack are bought."""
        return Counter((pack.minutes, pack.price, pack.months) for pack in choice.packs)

    def solved(self, days: Sequence[DayCharge], seconds: float) -> Mix:
        mix = self.tried(days, (), seconds)
        if mix is None:
            hint = "Take fewer packs, or a shorter term."
            raise Problem("no mix of packs was found in time", hint=hint)
        return mix

    def tried(
        self, days: Sequence[DayCharge], limits: Sequence[Limit], seconds: float
    ) -> Mix | None:
        settlement = settle(days, self.plan, self.book, self.since, self.until)
        needs = [(draw.day, draw.ms) for draw in settlement.draws if draw.source is Source.POSTPAID]
        if not needs:
            needs = [(self.since, 0)]
        buying_days = [begin for begin, _ in month_spans(self.since, self.until)]
        prices = [
            (
                version.valid_from or date.min,
                float(unit_price(self.plan, version) / 10**CHARGE_DECIMALS),
            )
            for version, _ in self.book.spans()
        ]
        return solve(self.catalogue, buying_days, needs, prices, limits, seconds)

    def others(
        self, days: Sequence[DayCharge], best: Choice, number: int, seconds: float
    ) -> list[Choice]:
        """The cheapest mixes with more, and with fewer, of one sort of pack."""
        item = self.catalogue[number]
        count = self.counts(best)[(item.minutes, item.price, item.months)]
        limits = [Limit(number, least=count + 1)]
        if count:
            limits.append(Limit(number, most=count - 1))
        mixes = (self.tried(days, [limit], seconds) for limit in limits)
        return [self.choice(days, mix) for mix in mixes if mix]


def pay_off(
    days: Sequence[DayCharge], plan: Plan, book: PriceBook, since: date, until: date
) -> tuple[PayOff, ...]:
    """What packs of several sizes would have to cost at most, without a catalogue.

    The sizes are quarters of what is postpaid without packs, in whole thousands of minutes.
    """
    term = _Term(replace(plan, packs=()), book, (), since, until)
    bill = outline(days, term.plan, book, since, until)
    thousands = bill.totals.postpaid_ms // MS_PER_MINUTE // 1000
    sizes = sorted({max(thousands * quarter // 4, 1) * 1000 for quarter in (1, 2, 3, 4)})
    offers = []
    for minutes in sizes if bill.totals.postpaid_ms else ():
        with_pack = term.total(days, (Pack("pack", minutes, _NOTHING, since),))
        offers.append(PayOff(minutes, bill.totals.shown.total - with_pack))
    return tuple(offers)
