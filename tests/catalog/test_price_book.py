"""Price books: every figure has a source and an evidence mark, and every mistake its key."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.catalog.price_book import FOLDER, available, load, loads
from analytics.core.errors import Problem
from analytics.core.model import Evidence, Kind, Ratio


@pytest.mark.parametrize(
    ("id", "currency", "price", "fee"),
    [("tencent-intl", "USD", "7.00", "100.00"), ("tencent-cn", "CNY", "10", "1000")],
)
def test_the_shipped_books_have_the_published_figures(
    id: str, currency: str, price: str, fee: str
) -> None:
    book = load(id)
    assert (book.id, book.currency, book.quota_minutes) == (id, currency, 1000)
    assert (book.postpaid_per_thousand, book.monthly_fee) == (Decimal(price), Decimal(fee))


@pytest.mark.parametrize("id", available())
def test_every_figure_says_where_it_comes_from_and_how_well_it_is_known(id: str) -> None:
    figures = {figure.name: figure for figure in load(id).figures}
    assert {"recording_postpaid", "monthly_fee", "ratio_mixed", "resource_packs"} <= set(figures)
    for figure in figures.values():
        assert "http" in figure.source and figure.unit and figure.per
        assert (figure.value is None) <= (figure.evidence is Evidence.NOT_FOUND)
    assert figures["ratio_screen"].evidence is Evidence.INFERRED
    assert figures["ratio_audio"].evidence is Evidence.NOT_FOUND


def test_the_china_book_is_second_hand_and_the_international_one_published() -> None:
    for id, evidence in (
        ("tencent-cn", Evidence.SECOND_HAND),
        ("tencent-intl", Evidence.PUBLISHED),
    ):
        figures = {figure.name: figure for figure in load(id).figures}
        for name in ("recording_postpaid", "monthly_fee", "monthly_quota_recording"):
            assert figures[name].evidence is evidence


@pytest.mark.parametrize("id", available())
def test_no_pack_is_invented(id: str) -> None:
    packs = [figure for figure in load(id).figures if "pack" in figure.name]
    assert [(pack.value, pack.evidence) for pack in packs] == [(None, Evidence.NOT_FOUND)]


def test_an_unknown_book_is_refused_with_the_known_ones() -> None:
    for id in ("nobody", "../price_books/tencent-cn", ""):
        with pytest.raises(
            Problem, match=r"no price book .* Choose one of tencent-cn, tencent-intl"
        ):
            load(id)


def test_a_folder_without_books_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="There is none yet"):
        load("tencent-intl", tmp_path)


def test_a_file_must_have_the_name_of_its_book(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text((FOLDER / "tencent-cn.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(Problem, match=r'mine\.toml, id: "tencent-cn" is not "mine"'):
        load("mine", tmp_path)


BOOK = """
id = "x"
version = "1"
title = "X"
region = "Here"
currency = "USD"
[figures.recording_postpaid]
value = "7.00"
unit = "USD"
per = "1,000 minutes"
source = "page"
date = 2026-11-23
evidence = "published"
[figures.monthly_fee]
value = "100"
unit = "USD"
per = "month"
source = "page"
date = 2026-11-23
evidence = "published"
[figures.monthly_quota_recording]
value = "1000"
unit = "minutes"
per = "month"
source = "page"
date = 2026-11-23
evidence = "published"
[[ratios]]
kind = "mixed"
from = 2026-01-01
ratio = "1"
source = "page"
date = 2026-11-23
evidence = "published"
"""


def test_a_ratio_may_start_on_a_day() -> None:
    book = loads(BOOK, "x.toml")
    assert book.ratios == (Ratio(Kind.MIXED, date(2026, 1, 1), Decimal(1)),)
    assert book.figures[-1].name == "ratio_mixed from 2026-01-01"


@pytest.mark.parametrize(
    ("found", "changed", "key", "said"),
    [
        ('value = "7.00"', "value = 7.00", "figures.recording_postpaid.value", "in quotes"),
        ('value = "7.00"', 'value = "-7"', "figures.recording_postpaid.value", "negative"),
        ('value = "7.00"', "", "figures.recording_postpaid.value", "missing"),
        ('value = "1000"', 'value = "0.5"', "figures.monthly_quota_recording.value", "whole"),
        ('value = "100"', "cost = 1", "figures.monthly_fee.cost", "unknown key"),
        ("[figures.monthly_fee]", "[figures.fee]", "figures.monthly_fee.value", "missing"),
        (
            'evidence = "published"',
            'evidence = "sure"',
            "figures.recording_postpaid.evidence",
            "ed",
        ),
        ('currency = "USD"', 'currency = "dollar"', "currency", "ISO 4217"),
        ('version = "1"', "version = 1", "version", "not text"),
        ('kind = "mixed"', 'kind = "film"', "ratios[1].kind", "not known"),
        ('ratio = "1"', "ratio = 1", "ratios[1].ratio", "in quotes"),
        ("[[ratios]]", "[ratios]", "ratios", "not a list"),
        ("[[ratios]]", BOOK[BOOK.index("[[ratios]]") :] + "[[ratios]]", "ratios[2]", "another"),
    ],
)
def test_a_mistake_is_refused_with_its_key(found: str, changed: str, key: str, said: str) -> None:
    with pytest.raises(Problem) as refused:
        loads(BOOK.replace(found, changed, 1), "x.toml")
    assert refused.value.where == f"x.toml, {key}"
    assert said in str(refused.value)
