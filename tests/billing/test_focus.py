"""The bill in FOCUS: identities over random plans, the columns, their types and words."""

import json
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.billing import focus
from analytics.billing.focus import DECIMALS, MANDATORY, Account, Recorded, columns, named, rows
from analytics.billing.settle import settle
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan, PriceBook, Settlement
from tests.support.plans import book, dated_books, days, fee, pack, plans, usage, usages

ACCOUNT = Account("100", "A school")
WORDS = {
    "ChargeCategory": {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
    "ChargeClass": {None, "Correction"},
    "ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
    "PricingCategory": {"Standard", "Dynamic", "Committed", "Other"},
    "CommitmentDiscountCategory": {None, "Spend", "Usage"},
    "CommitmentDiscountStatus": {None, "Used", "Unused"},
    "ServiceCategory": {"Media"},
    "ServiceSubcategory": {"Other (Media)"},
}
NULLABLE = {"BillingAccountName", "ChargeClass"}


def recorded(settlement: Settlement) -> list[Recorded]:
    """Each day of two apps, one of them of two groups."""
    lines = []
    for day, ms in settlement.days:
        third = ms // 3
        lines += [
            Recorded(day, "1", (), third),
            Recorded(day, "2", (("department", "maths"),), third),
            Recorded(day, "2", (("department", "art"),), ms - 2 * third),
        ]
    return lines


def sums(lines: list[dict], key: str, column: str) -> dict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        found[line[key]] += line[column]
    return found


@pytest.mark.slow
@settings(max_examples=60)
@given(usages, plans, dated_books(), st.none() | days)
def test_what_is_billed_is_the_bill_and_packs_cost_what_they_cost(
    charged: list[DayCharge], plan: Plan, prices: PriceBook, until: date | None
) -> None:
    settlement = settle(charged, plan, prices, None, until)
    lines = rows(settlement, recorded(settlement), ACCOUNT)
    assert sum(line["BilledCost"] for line in lines) == settlement.totals.exact.total
    drawn = [line for line in lines if line["CommitmentDiscountStatus"]]
    bought = {
        line["CommitmentDiscountId"]: line for line in lines if line["ChargeCategory"] == "Purchase"
    }
    effective, minutes = (
        sums(drawn, "CommitmentDiscountId", column)
        for column in ("EffectiveCost", "CommitmentDiscountQuantity")
    )
    for name, purchase in bought.items():
        assert (purchase["EffectiveCost"], purchase["CommitmentDiscountStatus"]) == (0, None)
        if "open until" in purchase["ChargeDescription"]:
            assert effective[name] <= purchase["BilledCost"]
        else:
            assert effective[name] == purchase["BilledCost"]
            assert abs(minutes[name] - purchase["CommitmentDiscountQuantity"]) < Decimal("1e-9")
    usage_lines = [line for line in lines if line["ConsumedUnit"] == "Minutes"]
    told = sum(line["ConsumedQuantity"] for line in usage_lines)
    assert abs(told - Decimal(settlement.totals.charged_ms) / 60_000) < Decimal("1e-9")
    for line in lines:
        check_form(line)


def check_form(line: dict) -> None:
    assert set(MANDATORY) <= set(line) == set(columns("1.2"))
    assert [name for name in MANDATORY if line[name] is None and name not in NULLABLE] == []
    for name, words in WORDS.items():
        assert line[name] in words
    for name, value in line.items():
        assert isinstance(value, Decimal if name in DECIMALS else str) or value is None
    for name in ("Billing", "Charge"):
        start, end = line[f"{name}PeriodStart"], line[f"{name}PeriodEnd"]
        assert start < end and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", start)
    assert (line["ConsumedQuantity"] is None) == (line["ConsumedUnit"] is None)
    assert isinstance(json.loads(line["Tags"]), dict)
    filled = {
        line[name] is None
        for name in line
        if name.startswith("CommitmentDiscount") and name != "CommitmentDiscountStatus"
    }
    assert len(filled) == 1
    if line["CommitmentDiscountStatus"]:
        assert (line["BilledCost"], line["PricingCategory"]) == (0, "Committed")
    assert min(line["EffectiveCost"], line["ListCost"], line["BilledCost"]) >= 0


@pytest.mark.slow
@settings(max_examples=30)
@given(usages, plans, st.lists(days, min_size=1, max_size=2).map(sorted))
def test_parts_of_the_days_are_those_of_the_whole(
    charged: list[DayCharge], plan: Plan, cuts: list[date]
) -> None:
    end = date(2024, 12, 31)
    whole = settle(charged, plan, book(), None, end)
    lines = rows(whole, recorded(whole), ACCOUNT)
    later = rows(whole, recorded(whole), ACCOUNT, cuts[0])
    assert lines[len(lines) - len(later) :] == later
    billed = sum((line["BilledCost"] for line in later), Decimal(0))
    assert billed == settle(charged, plan, book(), cuts[0], end).totals.exact.total


def test_1_4_names_providers_anew() -> None:
    settlement = settle(usage(d2024_03_27=110), Plan(), book())
    (line,) = [named(each, "1.4") for each in rows(settlement, recorded(settlement)[:1], ACCOUNT)]
    assert set(line) == set(columns("1.4"))
    assert line["ServiceProviderName"] == line["HostProviderName"] == "Tencent Cloud"
    assert len(MANDATORY) == len(set(MANDATORY)) == 21


def short(amount: Decimal) -> str:
    """Without the noughts at its end."""
    return f"{amount:f}".rstrip("0").rstrip(".") or "0"


def test_the_lines_of_a_small_account() -> None:
    """1,000 minutes are free, a pack of 3 min at USD 1.00 has one used and two lost, the rest is postpaid."""
    plan = Plan(
        monthly_fee=fee("2024-03-01", 1),
        packs=(pack("A", 3, "2024-03-01", months=1, price="1.00"),),
    )
    charged = usage(d2024_03_27=1001, d2024_04_05=110)
    settlement = settle(charged, plan, book())
    found = [
        (
            line["ChargeDescription"], line["ChargePeriodStart"][:13], short(line["BilledCost"]),
            short(line["EffectiveCost"]), line["CommitmentDiscountStatus"], line["SubAccountId"],
        )
        for line in rows(settlement, [Recorded(day, "7", (), ms) for day, ms in charged], ACCOUNT)
    ]  # fmt: skip
    assert found == [
        ("Resource pack A, 3 minutes", "2024-02-29T16", "1", "0", None, None),
        ("Monthly feature fee", "2024-02-29T16", "100", "100", None, None),
        ("Recording minutes, free quota", "2024-03-26T16", "0", "0", None, "7"),
        ("Recording minutes, resource pack A", "2024-03-26T16", "0", "0.333333333333", "Used", "7"),
        (
            "Expired minutes of resource pack A",
            "2024-03-30T16",
            "0",
            "0.666666666667",
            "Unused",
            None,
        ),
        ("Recording minutes, postpaid", "2024-04-04T16", "0.77", "0.77", None, "7"),
    ]


def test_a_broken_identity_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    settlement = settle(usage(d2024_03_27=110), Plan(packs=(pack("A", 3, "2023-01-01"),)), book())
    monkeypatch.setattr(focus, "_expired", lambda settlement: iter(()))
    with pytest.raises(Problem, match=r"the minutes of pack A cost 0, and it cost 3\.00"):
        rows(settlement, recorded(settlement), ACCOUNT)
