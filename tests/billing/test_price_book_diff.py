"""Two versions of a price book: each entry that differs is named, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from analytics.billing.price_book_diff import Difference, differences
from analytics.catalog import price_book
from analytics.core.errors import Problem

INTL = price_book.load("tencent-intl")
ORIGIN: dict[str, Any] = {
    "source": "contract",
    "date": INTL.figures[0].dated,
    "evidence": "published",
}
PACK: dict[str, Any] = {"name": "A", "minutes": 5000, "price": "30.00", **ORIGIN}


def edited(**changes: Any) -> tuple[Difference, ...]:
    return differences(INTL, price_book.from_table(price_book.to_table(INTL) | changes))


def figures(**changes: dict[str, Any]) -> dict[str, Any]:
    table = price_book.to_table(INTL)["figures"]
    return {name: entry | changes.get(name, {}) for name, entry in table.items()}


RATIOS = price_book.to_table(INTL)["ratios"]
CHARGED = {"kind": "mixed", "from": INTL.figures[0].dated, "ratio": "0.5", **ORIGIN}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"version": "next"}, []),
        ({"title": "Ours"}, [("title", INTL.title, "Ours")]),
        (
            {"figures": figures(recording_postpaid={"value": "8", "evidence": "inferred"})},
            [
                ("recording postpaid, value", "7.00", "8"),
                ("recording postpaid, evidence", "published", "inferred"),
            ],
        ),
        (
            {"ratios": [*RATIOS, CHARGED]},
            [("ratio mixed from 2024-03-27", "", "0.5 charged minutes per recorded minute")],
        ),
        (
            {"ratios": RATIOS[:-1]},
            [("ratio audio", "0 charged minutes per recorded minute", "")],
        ),
        ({"packs": [PACK]}, [("pack A", "", "5,000 minutes for 30.00")]),
    ],
)
def test_each_difference_is_named(changes: dict[str, Any], found: list[tuple[str, ...]]) -> None:
    assert [tuple(one) for one in edited(**changes)] == found


def test_a_pack_that_changes_says_what_of_it() -> None:
    one = price_book.from_table(price_book.to_table(INTL) | {"packs": [PACK]})
    other = replace(one, offers=(replace(one.offers[0], months=6, pages=100),))
    assert [tuple(each) for each in differences(one, other)] == [
        ("pack A, months valid", "12", "6"),
        ("pack A, pages", "0", "100"),
    ]


def test_all_mistakes_of_a_book_are_told_at_once() -> None:
    changed = figures(recording_postpaid={"value": "-7"}, monthly_fee={"evidence": "sure"})
    with pytest.raises(Problem) as raised:
        edited(figures=changed, ratios=[{**CHARGED, "source": ""}])
    told = [raised.value, *raised.value.also]
    assert [problem.where for problem in told] == [
        "price book, figures.recording_postpaid.value",
        "price book, figures.monthly_fee.evidence",
        "price book, ratios[1].source",
    ]
