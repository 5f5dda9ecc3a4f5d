"""A quote as a TOML file: all that is typed for one, so that a script makes what the page makes.

``[quote]`` names and days, ``[plan]`` as a plan file has it, usage as ``[classes]`` or ``[history]``; rate, robot, cases,
options, taxes and company where there are any. Amounts and numbers with a point are text.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

import tomli_w
from pydantic import BeforeValidator, Field

from analytics.billing.robot import Tier
from analytics.billing.statement import plain, plan_fields
from analytics.catalog import currencies, plan_file, price_books
from analytics.catalog.toml_forms import (
    Amount,
    Day,
    Form,
    Percent,
    Whole,
    among,
    check,
    mistake,
    one_of,
    read,
)
from analytics.core.errors import Problem
from analytics.core.months import add_months
from analytics.planning.estimate import WORKWEEK, ClassModel, Estimate, from_model
from analytics.quotes import company, customers, public_holidays
from analytics.quotes.customers import Customer
from analytics.quotes.history import from_history
from analytics.quotes.request import (
    LATE_DAYS,
    WORDING,
    Company,
    Exchange,
    FreeMinutes,
    Option,
    Request,
)
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.words import ENGLISH, LANGUAGES, NUMBER_FORMATS
from analytics.reports.filters import Filters
from analytics.storage.store import Store

LARGEST = 64_000
"""Characters of a file."""
_MOST_DAYS_A_MONTH = 31
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


_TEXTS = ("scope", "assumptions", "tax_note", "terms", "language", "number_format", "contact")


def _signed(value: object) -> Decimal:
    if not isinstance(value, str):
        raise mistake(value, "is not text", 'Write it in quotes, such as "-2.5".')
    digits = value.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
        raise mistake(value, "is not a plain number", 'Write it as "-2.5".')
    return Decimal(value)


def _weekday(value: object) -> int:
    if value not in _DAYS:
        raise mistake(value, "is no day of the week", f"Choose from {', '.join(_DAYS)}.")
    return _DAYS.index(str(value))


class _Quote(Form):
    customer: str = ""
    customer_record: str = ""
    owner: str
    start: Day
    months: Whole
    number: str = "Q-CLI"
    issued: Day | None = None
    valid_until: Day | None = None
    discount_percent: Percent = Decimal(0)
    withholding_percent: Percent = Decimal(0)
    offer: str = ""
    scope: str = ""
    assumptions: str = ""
    tax_note: str = "Prices exclude taxes."
    terms: str = ""
    language: Annotated[str, BeforeValidator(among(LANGUAGES))] = ENGLISH
    contact: str = ""
    number_format: Annotated[str, BeforeValidator(among(["", *NUMBER_FORMATS]))] = ""
    late_days: Whole = LATE_DAYS


class _Classes(Form):
    classes_a_day: Amount
    minutes: Amount = Decimal(40)
    cameras: Amount = Decimal(1)
    screen_percent: Percent = Decimal(0)
    whiteboard: bool = True
    mixed_layouts: Whole = 0
    rooms: Whole = 1
    growth_percent: Annotated[Decimal, BeforeValidator(_signed)] = Decimal(0)
    yearly_growth_percent: Annotated[Decimal, BeforeValidator(_signed)] = Decimal(0)
    weekdays: list[Annotated[int, BeforeValidator(_weekday)]] = Field(
        default_factory=lambda: list(WORKWEEK)
    )
    holidays: list[list[Day]] = Field(default_factory=list)
    days_a_month: Amount = Decimal(0)
    school_terms: list[list[Day]] = Field(default_factory=list)
    public_holidays: list[Day] = Field(default_factory=list)
    holidays_of: str = ""


class _History(Form):
    since: Day | None = None
    until: Day | None = None
    apps: list[str] = Field(default_factory=list)
    rooms: list[str] = Field(default_factory=list)
    kinds: list[str] = Field(default_factory=list)
    percent: Amount = Decimal(100)


class _Cases(Form):
    low_percent: Amount = Decimal(80)
    high_percent: Amount = Decimal(120)


class _Rate(Form):
    currency: str
    rate: Amount
    day: Day
    source: str = ""


class _Robot(Form):
    whiteboard: bool = False
    trtc: Annotated[Tier, BeforeValidator(one_of(Tier))] | None = None
    free_whiteboard: Whole = 0
    free_trtc: Whole = 0


class _Option(Form):
    name: str
    usage_percent: Amount = Decimal(100)
    packs: list[dict[str, Any]] = Field(default_factory=list)


class _Tax(Form):
    kind: Annotated[TaxKind, BeforeValidator(one_of(TaxKind))]
    name: str
    country: str
    percent: Percent = Decimal(0)
    sentence: str = ""


class _Company(Form):
    name: str
    address: str = ""
    registration: str = ""
    tax_id: str = ""
    contact: str = ""
    bank: str = ""


class _File(Form):
    quote: _Quote
    plan: dict[str, Any]
    classes: _Classes | None = None
    history: _History | None = None
    cases: _Cases = Field(default_factory=_Cases)
    rate: _Rate | None = None
    robot: _Robot | None = None
    options: list[_Option] = Field(default_factory=list)
    taxes: list[_Tax] = Field(default_factory=list)
    company: _Company | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a file's usage comes from: one of the two."""

    model: ClassModel | None = None
    history: Filters | None = None
    percent: Decimal = Decimal(100)


def is_quote(text: str, where: str) -> bool:
    """Whether a TOML text is a quote's file, and not a plan's."""
    return "quote" in read(text, where)


def load(store: Store, text: str, where: str, books: Collection[str], today: date) -> Request:
    """What a file asks for; ``today`` is its day of issue where it names none. Raises Problem that names the key.

    Without ``[company]`` the database's profile is on the quote. ``customer_record`` names a customer that the database keeps:
    contact, language, taxes and price book are that one's where the file says nothing of them.
    """
    if len(text) > LARGEST:
        raise Problem("this is too long for a quote", where=where, hint="Give 64,000 characters.")
    form = check(_File, read(text, where), where)
    record = _record(store, form, where)
    if record:
        form = _with_record(form, record)
    chosen = form.quote
    if not chosen.customer:
        hint = "Write who gets the quote, or customer_record."
        raise Problem("this key is missing", where=f"{where}, quote.customer", hint=hint)
    issued = chosen.issued or today
    plan = plan_file.from_table(form.plan, f"{where}, plan", tuple(books))
    if record and record.currency and not form.rate:
        if record.currency != price_books.load(store, plan.price_book).currency:
            what = f"quotes for {record.name} are in {record.currency}"
            hint = f'Write [rate] with currency = "{record.currency}", rate and day.'
            raise Problem(what, where=f"{where}, rate", hint=hint)
    if form.rate:
        currencies.check(form.rate.currency, f"{where}, rate.currency")
    if not 1 <= chosen.months <= 60:
        what = f"{chosen.months} months cannot be quoted"
        raise Problem(what, where=f"{where}, quote.months", hint="Give 1 to 60.")
    options = tuple(
        Option(
            option.name,
            plan_file.from_table(
                {"price_book": plan.price_book, "packs": option.packs},
                f"{where}, options",
                tuple(books),
            ).packs,
            option.usage_percent,
        )
        for option in form.options
    )
    profile = company.profile(store)
    sender = profile.company
    if form.company:
        sender = Company(**form.company.model_dump())
    robot = form.robot or _Robot()
    return Request(
        number=chosen.number,
        customer=chosen.customer,
        owner=chosen.owner,
        issued=issued,
        valid_until=chosen.valid_until or issued + timedelta(profile.valid_days),
        plan=plan,
        estimate=_estimate(store, form, where),
        exchange=Exchange(form.rate.currency, form.rate.rate, form.rate.day, form.rate.source)
        if form.rate
        else None,
        rebate_percent=chosen.discount_percent,
        robot_whiteboard=robot.whiteboard,
        robot_trtc=robot.trtc,
        robot_free=FreeMinutes(robot.free_whiteboard, robot.free_trtc),
        scope=chosen.scope,
        assumptions=chosen.assumptions,
        tax_note=chosen.tax_note,
        terms=chosen.terms,
        company=sender if sender.name else None,
        option_name=chosen.offer,
        options=options,
        taxes=tuple(Tax(**tax.model_dump()) for tax in form.taxes),
        withholding_percent=chosen.withholding_percent,
        language=chosen.language,
        number_format=chosen.number_format,
        contact=chosen.contact,
        wording=WORDING,
        late_days=chosen.late_days,
    )


def _record(store: Store, form: _File, where: str) -> Customer | None:
    name = form.quote.customer_record
    if not name:
        return None
    if record := customers.customers(store).get(name):
        return record
    what, place = f'there is no customer "{name}"', f"{where}, quote.customer_record"
    raise Problem(what, where=place, hint="Write the name as the Quotes page has it.")


def _with_record(form: _File, record: Customer) -> _File:
    """The file with what it leaves to the record of its customer."""
    asked = {"customer": record.name, "contact": record.contact, "language": record.language}
    said = form.quote.model_fields_set
    changed: dict[str, Any] = {
        "quote": form.quote.model_copy(update={k: v for k, v in asked.items() if k not in said}),
        "plan": ({"price_book": record.price_book} if record.price_book else {}) | form.plan,
    }
    if "taxes" not in form.model_fields_set:
        changed["taxes"] = [_Tax.model_construct(**asdict(tax)) for tax in record.taxes]
    return form.model_copy(update=changed)


def _estimate(store: Store, form: _File, where: str) -> Estimate:
    chosen, classes, history = form.quote, form.classes, form.history
    if (classes is None) == (history is None):
        hint = "Describe classes in [classes], or name recordings in [history]."
        raise Problem("the usage is not given once", where=where, hint=hint)
    if classes:
        fields = {name: getattr(classes, name) for name in type(classes).model_fields}
        fields["weekdays"] = tuple(sorted(set(classes.weekdays)))
        for name in ("holidays", "school_terms"):
            fields[name] = _spans(getattr(classes, name), f"{where}, classes.{name}")
        fields["public_holidays"] = tuple(classes.public_holidays)
        if classes.days_a_month > _MOST_DAYS_A_MONTH:
            what = f"{classes.days_a_month:f} days are not in a month"
            place = f"{where}, classes.days_a_month"
            raise Problem(what, where=place, hint=f"Give 0 to {_MOST_DAYS_A_MONTH}.")
        if classes.holidays_of and not classes.public_holidays:
            until = add_months(chosen.start, chosen.months)
            fields["public_holidays"] = public_holidays.days(
                classes.holidays_of, chosen.start, until
            )
        estimate = from_model(ClassModel(**fields), chosen.start, chosen.months)
    else:
        assert history is not None
        names = (tuple(getattr(history, name)) for name in ("apps", "rooms", "kinds"))
        filters = Filters(history.since, history.until, *names)
        estimate = from_history(store, filters, chosen.start, chosen.months, history.percent)
    low, high = form.cases.low_percent, form.cases.high_percent
    return replace(estimate, low_percent=low, high_percent=high)


def _spans(spans: list[list[date]], where: str) -> tuple[tuple[date, date], ...]:
    if any(len(span) != 2 for span in spans):
        hint = "Give the first day, and the day after the last: [2027-02-01, 2027-02-08]."
        raise Problem("this is not two days", where=where, hint=hint)
    return tuple((first, end) for first, end in spans)


def dumps(request: Request, months: int, usage: Usage) -> str:
    """The file of a request: loaded again it is the same request, the logo left out."""
    estimate = request.estimate
    tables: dict[str, Any] = {
        "quote": {
            "number": request.number or "Q-CLI",
            "customer": request.customer,
            "owner": request.owner,
            "issued": request.issued,
            "valid_until": request.valid_until,
            "start": estimate.since,
            "months": months,
            "discount_percent": plain(request.rebate_percent),
            "withholding_percent": plain(request.withholding_percent),
            "offer": request.option_name,
            "late_days": request.late_days,
            **{name: getattr(request, name) for name in _TEXTS},
        },
        "plan": plan_fields(request.plan),
        "cases": {
            "low_percent": plain(estimate.low_percent),
            "high_percent": plain(estimate.high_percent),
        },
        **_usage_table(usage),
    }
    if exchange := request.exchange:
        tables["rate"] = {
            "currency": exchange.currency,
            "rate": plain(exchange.rate),
            "day": exchange.dated,
            "source": exchange.source,
        }
    free = request.robot_free or FreeMinutes()
    tables["robot"] = {
        "whiteboard": request.robot_whiteboard,
        **({"trtc": request.robot_trtc.value} if request.robot_trtc else {}),
        "free_whiteboard": free.whiteboard,
        "free_trtc": free.trtc,
    }
    tables["options"] = [
        {
            "name": option.name,
            "usage_percent": plain(option.usage_percent),
            "packs": plan_fields(replace(request.plan, packs=option.packs))["packs"],
        }
        for option in request.options
    ]
    tables["taxes"] = [
        {**asdict(tax), "kind": tax.kind.value, "percent": plain(tax.percent)}
        for tax in request.taxes
    ]
    if request.company:
        tables["company"] = {k: v for k, v in asdict(request.company).items() if k != "logo"}
    return tomli_w.dumps({key: table for key, table in tables.items() if table})


def _usage_table(usage: Usage) -> dict[str, Any]:
    if model := usage.model:
        fields: dict[str, Any] = {
            name: plain(value) if isinstance(value, Decimal) else value
            for name, value in asdict(model).items()
        }
        fields["weekdays"] = [_DAYS[day] for day in model.weekdays]
        for name in ("holidays", "school_terms"):
            fields[name] = [[first, end] for first, end in getattr(model, name)]
        fields["public_holidays"] = list(model.public_holidays)
        return {"classes": fields}
    filters = usage.history or Filters()
    days = {name: day for name in ("since", "until") if (day := getattr(filters, name))}
    names = {name: list(getattr(filters, name)) for name in ("apps", "rooms", "kinds")}
    return {"history": {**days, **names, "percent": plain(usage.percent)}}
