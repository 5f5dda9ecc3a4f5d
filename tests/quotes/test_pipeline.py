"""Win rate and reasons by month, and deals as a CRM imports them."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal as D

import pytest

from analytics.files.export import csv_bytes
from analytics.quotes import lifecycle, pipeline
from analytics.quotes.pipeline import HUBSPOT, SALESFORCE
from analytics.quotes.repository import Status, listed
from analytics.storage.store import Store
from tests.support.quotes import request

TODAY = date(2026, 12, 1)


def entry(day: int, action: str, reason: str = "", month: int = 11) -> dict[str, object]:
    return {"done_at": datetime(2026, month, day), "action": action, "reason": reason}  # noqa: DTZ001


def test_answers_are_counted_in_the_month_in_which_they_were_entered() -> None:
    trail = [
        entry(1, "draft"), entry(2, "issued"), entry(3, "accepted", "option Packs"),
        entry(4, "declined", "price"), entry(5, "declined", "no budget"), entry(30, "declined", "price"),
        entry(1, "declined", month=12),
    ]  # fmt: skip
    december, november = pipeline.months(trail)
    assert (december.month, december.win_percent, december.reasons) == (
        date(2026, 12, 1),
        D("0.0"),
        (),
    )
    assert (november.accepted, november.declined, november.win_percent) == (1, 3, D("25.0"))
    assert november.reasons == ("price", "no budget")
    assert pipeline.months([]) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("crm", "stages", "value"),
    [
        (HUBSPOT, ["closedwon", "closedlost", "contractsent"], "Amount"),
        (SALESFORCE, ["Closed Won", "Closed Lost", "Proposal/Price Quote"], "Amount"),
    ],
)
def test_each_number_is_one_deal_at_its_stage(tmp_path, crm, stages, value) -> None:
    with Store(tmp_path / "q.duckdb") as store:
        for answer in (Status.ACCEPTED, Status.DECLINED, None):
            asked = request(number="", customer="=Riverside, North")
            number = lifecycle.save_draft(store, asked).number
            lifecycle.issue(store, number, TODAY, "Li")
            if answer is Status.ACCEPTED:
                lifecycle.revise(store, number, TODAY, "Li")
                lifecycle.issue(store, number, TODAY, "Li")
            if answer:
                lifecycle.close(
                    store, number, 2 if answer is Status.ACCEPTED else 1, answer, TODAY, "Li"
                )
        rows = listed(store, TODAY)
    assert len(rows) == 4
    header, lines = pipeline.deals(rows, crm)
    read = list(csv.DictReader(io.StringIO(csv_bytes(header, lines).decode("utf-8-sig"))))
    stage = next(name for name in header if "Stage" in name)
    assert [row[stage] for row in read] == stages
    assert [D(row[value]) for row in read] == [rows[0].total] * 3
    close = "Close Date" if crm == pipeline.HUBSPOT else "CloseDate"
    assert all(row[close] == "2026-12-31" for row in read)
    named = [replace(row, owner="li@example.com") for row in rows]
    owners = (
        [line[header.index("Deal Owner")] for line in pipeline.deals(named, crm)[1]]
        if "Deal Owner" in header
        else []
    )
    assert set(owners) <= {"li@example.com"}, "an owner is known by an address"
    assert [row.get("Deal Owner", "") for row in read] == [""] * 3
    assert read[0]["Quote Number"] == "Q-2026-0001"
    assert all(not text.startswith("=") for row in read for text in row.values())
