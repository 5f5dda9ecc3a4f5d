"""Plan files: a plan as TOML, read strictly and written back without loss."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import tomli_w
from pydantic import BeforeValidator, Field

from analytics.billing.statement import plan_fields
from analytics.catalog import price_book
from analytics.catalog.toml_forms import (
    Amount,
    Day,
    Form,
    Months,
    Percent,
    Text,
    Whole,
    at,
    check,
    mistake,
    one_of,
    read,
)
from analytics.core.model import Kind, Midnight, MonthlyFee, Pack, Plan, QuotaReset, Ratio, Rounding
from analytics.ingest.sandbox.ask import read_toml_file

_DEFAULT = Plan()


@cache
def zones() -> tuple[str, ...]:
    """The IANA zone names that a plan may name, in alphabetical order."""
    return tuple(sorted(available_timezones() - {"localtime"}))


def _zone(value: object) -> str:
    if not isinstance(value, str) or value not in zones():
        raise mistake(value, "is not a time zone", 'Give an IANA name, such as "Asia/Shanghai".')
    return value


class _MonthlyFee(Form):
    from_day: Day = Field(alias="from")
    months: Months | None = None


class _Pack(Form):
    name: Text
    minutes: Whole
    price: Amount
    bought: Day
    months: Months = 12


class _Ratio(Form):
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))]
    from_day: Day = Field(alias="from")
    ratio: Amount


class _Plan(Form):
    price_book: Text = _DEFAULT.price_book
    zone: Annotated[str, BeforeValidator(_zone)] = _DEFAULT.zone
    midnight: Annotated[Midnight, BeforeValidator(one_of(Midnight))] = _DEFAULT.midnight
    rounding: Annotated[Rounding, BeforeValidator(one_of(Rounding))] = _DEFAULT.rounding
    quota_reset: Annotated[QuotaReset, BeforeValidator(one_of(QuotaReset))] = _DEFAULT.quota_reset
    discount_percent: Percent = _DEFAULT.discount_percent
    monthly_fee: _MonthlyFee | None = None
    packs: list[_Pack] = Field(default_factory=list)
    ratios: list[_Ratio] = Field(default_factory=list)


def load(path: Path, books: Collection[str] | None = None) -> Plan:
    """The plan in a file that a person names; see ``from_table``."""
    return loads(read_toml_file(path), path.name, books)


def loads(text: str, where: str = "plan", books: Collection[str] | None = None) -> Plan:
    """The plan of a TOML text, which Problems call ``where``; see ``from_table``."""
    return from_table(read(text, where), where, books)


def from_table(
    table: Mapping[str, Any], where: str = "plan", books: Collection[str] | None = None
) -> Plan:
    """The plan of a table with the keys of a plan file: amounts as text, days as ``date``.

    ``books`` are the ids of the price books that there are; None: those in data/price_books. An
    unknown key, a wrong type, an unknown price book or zone, a negative number, two packs of one
    name, or two ratios of one kind from one day on is a Problem that names the key.
    """
    form = check(_Plan, table, where)
    ids = price_book.available() if books is None else tuple(books)
    if form.price_book not in ids:
        raise price_book.unknown(form.price_book, ids, at(where, "price_book"))
    price_book.refuse_one_name([pack.name for pack in form.packs], where)
    price_book.refuse_twice([(ratio.kind, ratio.from_day) for ratio in form.ratios], where)
    fee = form.monthly_fee
    return Plan(
        price_book=form.price_book,
        zone=form.zone,
        midnight=form.midnight,
        rounding=form.rounding,
        quota_reset=form.quota_reset,
        discount_percent=form.discount_percent,
        monthly_fee=MonthlyFee(fee.from_day, fee.months) if fee else None,
        packs=tuple(Pack(**pack.model_dump()) for pack in form.packs),
        ratios=tuple(Ratio(ratio.kind, ratio.from_day, ratio.ratio) for ratio in form.ratios),
    )


def dumps(plan: Plan) -> str:
    """The plan as the text of a plan file; ``loads(dumps(plan)) == plan``."""
    fields = plan_fields(plan)
    sections = {
        "[monthly_fee]": [fields.pop("monthly_fee")] if plan.monthly_fee else [],
        "[[packs]]": fields.pop("packs"),
        "[[ratios]]": fields.pop("ratios"),
    }
    parts = [tomli_w.dumps(fields)]
    for header, tables in sections.items():
        parts += [f"{header}\n{tomli_w.dumps(table)}" for table in tables]
    return "\n".join(parts)
