"""A quote's document read back, strictly: what it was made from, and under which prices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from analytics.billing.robot import Tier
from analytics.catalog import plan_file
from analytics.catalog.toml_forms import (
    Amount,
    Form,
    Percent,
    Whole,
    among,
    at,
    check,
    mistake,
    one_of,
)
from analytics.core.errors import Problem
from analytics.core.evidence import Evidence, Figure
from analytics.core.model import KINDS, Kind, Pack, PriceBook, Ratio
from analytics.core.phrase import of_fields
from analytics.planning.estimate import Estimate, Origin
from analytics.quotes.document import FORMAT
from analytics.quotes.request import LATE_DAYS, Company, Exchange, FreeMinutes, Option, Request
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.words import ENGLISH, LANGUAGES, NUMBER_FORMATS

LARGEST = 2_000_000
"""Characters of a document; three years need about 100,000."""


def _iso(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise mistake(value, "is not a day", "Write it as 2026-01-31.") from error


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise mistake(value, "is not text", "Write it in quotes.")
    return value


def _ms(value: object) -> int:
    """A duration in ms: of any size, for what was saved must open again."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise mistake(value, "is not a whole number of ms", "Give digits without quotes and point.")
    return value


_Ms = Annotated[int, BeforeValidator(_ms)]
_Iso = Annotated[date, BeforeValidator(_iso)]
_Str = Annotated[str, BeforeValidator(_str)]
_Kind = Annotated[Kind, BeforeValidator(one_of(Kind))]
_Tier = Annotated[Tier, BeforeValidator(one_of(Tier))]


class _Exchange(Form):
    currency: _Str
    rate: Amount
    dated: _Iso
    source: _Str


class _FreeMinutes(Form):
    whiteboard: Whole
    trtc: Whole


class _Company(Form):
    name: _Str
    address: _Str
    registration: _Str
    tax_id: _Str
    contact: _Str
    bank: _Str
    logo: _Str


class _Tax(Form):
    kind: Annotated[TaxKind, BeforeValidator(one_of(TaxKind))]
    name: _Str
    country: _Str
    percent: Percent
    sentence: _Str


class _Option(Form):
    name: _Str
    packs: list[dict[str, Any]]
    usage_percent: Amount


class _Settings(Form):
    number: _Str
    revision: Whole
    customer: _Str
    owner: _Str
    issued: _Iso
    valid_until: _Iso
    plan: dict[str, Any]
    exchange: _Exchange | None
    rebate_percent: Percent
    robot_whiteboard: bool
    robot_trtc: _Tier | None
    robot_free: _FreeMinutes | None = None
    scope: _Str
    assumptions: _Str
    tax_note: _Str
    terms: _Str
    company: _Company | None = None
    option_name: _Str = ""
    options: list[_Option] = Field(default_factory=list)
    taxes: list[_Tax] = Field(default_factory=list)
    withholding_percent: Percent = Decimal(0)
    language: Annotated[str, BeforeValidator(among(LANGUAGES))] = ENGLISH
    contact: _Str = ""
    number_format: Annotated[str, BeforeValidator(among(["", *NUMBER_FORMATS]))] = ""
    wording: Whole = 1
    late_days: Whole = LATE_DAYS


class _Recorded(Form):
    since: _Iso | None
    until: _Iso | None
    apps: list[_Str]
    rooms: list[_Str]
    kinds: list[_Str]
    percent: Amount
    months: Whole
    edition: Whole
    is_sample: bool


class _Data(Form):
    from_day: _Iso = Field(alias="from")
    source: _Str
    source_words: list[Any] | None = None
    low_percent: Amount
    high_percent: Amount
    ms: dict[str, list[_Ms]]
    robot_ms: list[_Ms]
    recorded: _Recorded | None = None


class _Ratio(Form):
    kind: _Kind
    from_day: _Iso | None = Field(alias="from")
    ratio: Amount


class _Version(Form):
    id: _Str
    version: _Str
    title: _Str
    currency: _Str
    postpaid_per_thousand: Amount
    monthly_fee: Amount
    quota_minutes: Whole
    ratios: list[_Ratio]
    figures: dict[str, Amount]
    valid_from: _Iso | None = None


class _Prices(_Version):
    earlier: list[_Version] = Field(default_factory=list)


class _Document(Form):
    format: _Str
    engine: _Str
    data: _Data
    settings: _Settings
    prices: _Prices
    result: dict[str, Any]
    prints: dict[str, str]


def loads(text: str, where: str = "quote") -> dict[str, Any]:
    """The document of a JSON text; a Problem that names the first mistake in it."""
    if len(text) > LARGEST:
        raise Problem("this is too long for a quote", where=where, hint="Give a quote's JSON file.")
    try:
        doc = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        hint = "Give the JSON file of a quote, as it was downloaded."
        raise Problem("this is not JSON", where=where, hint=hint) from error
    if not isinstance(doc, dict) or doc.get("format") != FORMAT:
        hint = "Give the JSON file of a quote, as it was downloaded."
        raise Problem("this is not a quote", where=where, hint=hint)
    check(_Document, doc, where)
    return doc


def request_of(doc: Mapping[str, Any], where: str = "quote") -> Request:
    """What a document's quote was made from."""
    form = check(_Document, doc, where)
    chosen, exchange, free = form.settings, form.settings.exchange, form.settings.robot_free
    return Request(
        number=chosen.number,
        revision=chosen.revision,
        customer=chosen.customer,
        owner=chosen.owner,
        issued=chosen.issued,
        valid_until=chosen.valid_until,
        plan=plan_file.from_table(
            _dated(chosen.plan), at(where, "settings", "plan"), [str(chosen.plan.get("price_book"))]
        ),
        estimate=_estimate(form.data, where),
        exchange=Exchange(exchange.currency, exchange.rate, exchange.dated, exchange.source)
        if exchange
        else None,
        rebate_percent=chosen.rebate_percent,
        robot_whiteboard=chosen.robot_whiteboard,
        robot_trtc=chosen.robot_trtc,
        robot_free=FreeMinutes(free.whiteboard, free.trtc) if free else None,
        scope=chosen.scope,
        assumptions=chosen.assumptions,
        tax_note=chosen.tax_note,
        terms=chosen.terms,
        company=Company(**chosen.company.model_dump()) if chosen.company else None,
        option_name=chosen.option_name,
        options=tuple(
            Option(option.name, _packs(option, chosen.plan, where), option.usage_percent)
            for option in chosen.options
        ),
        taxes=tuple(Tax(**tax.model_dump()) for tax in chosen.taxes),
        withholding_percent=chosen.withholding_percent,
        language=chosen.language,
        number_format=chosen.number_format,
        contact=chosen.contact,
        wording=chosen.wording,
        late_days=chosen.late_days,
    )


def _packs(option: _Option, plan: Mapping[str, Any], where: str) -> tuple[Pack, ...]:
    table = {"price_book": plan.get("price_book"), "packs": option.packs}
    place = at(where, "settings", "options", option.name)
    return plan_file.from_table(_dated(table), place, [str(plan.get("price_book"))]).packs


def _dated(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's table with days as days, a fee of null left out."""

    def value(key: str, item: Any) -> Any:
        if isinstance(item, list):
            return [value(key, entry) for entry in item]
        if isinstance(item, dict):
            return {name: value(name, entry) for name, entry in item.items()}
        return _iso(item) if key in ("from", "bought") and isinstance(item, str) else item

    return {key: value(key, item) for key, item in plan.items() if item is not None}


def _estimate(form: _Data, where: str) -> Estimate:
    days = len(form.robot_ms)
    for kind in KINDS:
        if len(form.ms.get(kind, ())) != days:
            place = at(where, "data", "ms", kind)
            raise Problem(f"this is not {days} days", where=place, hint="Give one number a day.")
    return Estimate(
        since=form.from_day,
        series=tuple((kind, tuple(form.ms[kind])) for kind in KINDS),
        robot=tuple(form.robot_ms),
        source=_source(form, where),
        low_percent=form.low_percent,
        high_percent=form.high_percent,
        origin=_origin(form.recorded) if form.recorded else None,
    )


def _source(form: _Data, where: str) -> str:
    if form.source_words is None:
        return form.source
    phrase = of_fields(form.source_words, at(where, "data", "source_words"))
    if phrase != form.source:
        place = at(where, "data", "source_words")
        raise Problem("this says something else than source", where=place, hint="Leave it out.")
    return phrase


def _origin(form: _Recorded) -> Origin:
    names = {name: tuple(getattr(form, name)) for name in ("apps", "rooms", "kinds")}
    return Origin(
        form.since,
        form.until,
        **names,
        percent=form.percent,
        months=form.months,
        edition=form.edition,
        is_sample=form.is_sample,
    )


def book_of(doc: Mapping[str, Any], where: str = "quote") -> PriceBook:
    """A price book with the prices that stand in a document."""
    form = check(_Document, doc, where).prices
    return replace(_book(form), earlier=tuple(map(_book, form.earlier)))


def _book(form: _Version) -> PriceBook:
    return PriceBook(
        id=form.id,
        version=form.version,
        title=form.title,
        region="",
        currency=form.currency,
        postpaid_per_thousand=form.postpaid_per_thousand,
        monthly_fee=form.monthly_fee,
        quota_minutes=form.quota_minutes,
        ratios=tuple(Ratio(ratio.kind, ratio.from_day, ratio.ratio) for ratio in form.ratios),
        figures=tuple(
            Figure(name, value, "", "", "quote", date.min, Evidence.INFERRED)
            for name, value in form.figures.items()
        ),
        valid_from=form.valid_from,
    )
