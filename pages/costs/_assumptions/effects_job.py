"""The effect of the open rules, worked out beside the page: each way to cut and count the minutes is one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analytics.billing.basis import Basis
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.planning import open_rules
from analytics.planning.open_rules import Unsaid
from analytics.planning.what_if import Charge
from analytics.reports.history import charger
from analytics.storage.jobs import Job, Queue
from pages.costs._simulate.history import history_now
from pages.ui import data, jobs
from pages.ui.cache import cached

EFFECTS = Queue("billing assumptions")


@cached(1)
def charge() -> Charge:
    """The recorded days as any rule cuts and counts them."""
    return charger(history_now)


def effects(plan: Plan, basis: Basis, since: date | None, until: date | None) -> Unsaid | None:
    """The effects on a cost; None while they are worked out, which the page then says."""

    def work(job: Job[Unsaid]) -> Unsaid:
        book = data.book(plan.price_book)
        ways, charge_days = open_rules.meterings(plan, book), charge()
        done = 0

        def step(plan: Plan, book: PriceBook) -> Sequence[DayCharge]:
            nonlocal done
            job.step(done / ways, f"Counting the minutes in every way: {done} of {ways} …")
            done += 1
            return charge_days(plan, book)

        return open_rules.unsaid(step, plan, book, basis, since, until)

    return jobs.await_result(EFFECTS, (plan, basis, since, until), work)
