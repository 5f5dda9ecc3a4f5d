"""Checks of a request, and the assumptions that a quote rests on, each in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from analytics.core.errors import Problem
from analytics.core.model import Kind, Midnight, PriceBook, QuotaReset, Rounding
from analytics.core.phrase import Phrase
from analytics.planning.estimate import rounds_by_file
from analytics.quotes.glyphs import missing
from analytics.quotes.lines import robot_price
from analytics.quotes.request import WORDING, FreeMinutes, Request
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.words import LANGUAGES, NUMBER_FORMATS

MOST_DAYS = 1830
MOST_OPTIONS = 3
LONGEST = {
    "number": 24,
    "customer": 80,
    "owner": 60,
    "scope": 400,
    "assumptions": 500,
    "tax_note": 160,
    "terms": 900,
    "contact": 300,
}
_NEEDED = {"number": "a quote number", "customer": "a customer", "owner": "your name and company"}
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ROUNDING = {
    Rounding.DAY: Phrase("each app's daily sum is rounded up to a minute"),
    Rounding.FILE: Phrase("each file is rounded up to a minute"),
    Rounding.TASK_KIND: Phrase("each recording's sum of a kind is rounded up to a minute"),
    Rounding.EXACT: Phrase("nothing is rounded up"),
}


def check(request: Request, book: PriceBook) -> None:
    """A Problem that names the first thing in a request that cannot be offered or printed."""
    for field, longest in LONGEST.items():
        text: str = getattr(request, field)
        if field in _NEEDED and not text.strip():
            raise Problem(f"Enter {_NEEDED[field]}")
        if len(text) > longest or text.count("\n") > 12:
            hint = "Shorten it, so that the quote stays on two pages."
            raise Problem(
                f"is longer than {longest} signs or 12 lines", where=_name(field), hint=hint
            )
        check_signs(text, _name(field))
    for pack in request.plan.packs:
        check_signs(pack.name, "Pack")
    check_signs(request.exchange.source if request.exchange else "", "Exchange rate")
    for version, _ in book.spans():
        check_signs(f"{version.id} {version.version}", "Price book")
    if request.company:
        for field, text in asdict(request.company).items():
            check_signs(text, f"Company, {field.replace('_', ' ')}")
    check_taxes(request.taxes)
    if not 0 <= request.withholding_percent <= 100:
        what = f"{request.withholding_percent} is no part of 100 percent"
        raise Problem(what, where="Withholding", hint="Give 0 to 100.")
    _check_options(request)
    if request.language not in LANGUAGES:
        hint = f"Choose from {', '.join(LANGUAGES)}."
        raise Problem(
            f'"{request.language}" is no language of a quote', where="Language", hint=hint
        )
    if request.number_format and request.number_format not in NUMBER_FORMATS:
        hint = f"Choose from {', '.join(NUMBER_FORMATS)}."
        raise Problem(
            f'"{request.number_format}" is no form of numbers', where="Numbers", hint=hint
        )
    if request.valid_until < request.issued:
        what = f"{request.valid_until} is before the issue on {request.issued}"
        raise Problem(what, where="Valid until", hint="Choose a later day.")
    if not 1 <= request.estimate.days <= MOST_DAYS:
        what = f"a term of {request.estimate.days} days cannot be quoted"
        raise Problem(what, where="Term", hint="Choose 1 to 60 months.")
    if len(request.plan.packs) > 12 * 12 or len({p.price for p in request.plan.packs}) > 10:
        hint = "Keep to 10 sorts of packs, so that the quote stays on two pages."
        raise Problem("there are too many packs", where="Packs", hint=hint)
    if not 0 <= request.late_days <= 365:
        what = f"{request.late_days} days late cannot be said"
        raise Problem(what, where="Packs", hint="Give 0 to 365 days.")
    _check_exchange(request, book)
    _check_free(request, book)


def check_signs(text: str, where: str) -> None:
    """Raises Problem for a text that the printed form cannot show."""
    if CONTROL.search(text):
        raise Problem("holds a control character", where=where, hint="Type it again.")
    if absent := missing(text):
        what = f'cannot print the characters "{absent[:10]}"'
        raise Problem(what, where=where, hint="Use other characters.")


def _check_exchange(request: Request, book: PriceBook) -> None:
    exchange = request.exchange
    if not 0 <= request.rebate_percent <= 100:
        what = f"{request.rebate_percent} is not a part of 100 percent"
        raise Problem(what, where="Discount", hint="Give 0 to 100.")
    if exchange is None:
        return
    if not re.fullmatch("[A-Z]{3}", exchange.currency):
        what = f'"{exchange.currency}" is not a currency'
        raise Problem(what, where="Currency", hint="Give its ISO 4217 code, such as USD.")
    if exchange.rate <= 0:
        what = f"{exchange.rate} is not an exchange rate"
        raise Problem(what, where="Exchange rate", hint="Give a number above 0.")
    if exchange.currency == book.currency and exchange.rate != 1:
        what = f"the price book is in {book.currency} already"
        raise Problem(what, where="Exchange rate", hint="Choose another currency.")


def assumptions(request: Request, book: PriceBook) -> tuple[str, ...]:
    """What the quote stands on, for the customer to read."""
    return tuple(_assumptions(request, book))


def _assumptions(request: Request, book: PriceBook) -> Iterator[str]:
    plan, estimate = request.plan, request.estimate
    yield Phrase("Usage: {usage}", usage=estimate.source)
    yield from (line.strip() for line in request.assumptions.splitlines() if line.strip())
    yield Phrase(
        "Each file of a finished recording counts, on the day it ends in {zone}; {rounding}; {quota}."
        if plan.midnight is Midnight.STOP
        else "Each file of a finished recording counts, on the day it begins in {zone}; {rounding}; {quota}.",
        zone=plan.zone,
        rounding=_ROUNDING[plan.rounding],
        quota=Phrase("free minutes start anew each fee month and do not roll over")
        if plan.quota_reset is QuotaReset.ANNIVERSARY
        else Phrase("free minutes start anew each calendar month and do not roll over"),
    )
    if rounds_by_file(plan):
        yield Phrase("An estimate knows no files: the daily sum of each kind is rounded up as one.")
    for ratio in plan.ratios:
        yield Phrase(
            "From {day} on a {kind} minute counts as {ratio} minutes.",
            day=ratio.from_day or "None",
            kind=Phrase(ratio.kind.value),
            ratio=ratio.ratio,
        )
    if Kind.MIXED not in {ratio.kind for ratio in plan.ratios}:
        mixed = [
            entry.ratio
            for version, _ in book.spans()
            for entry in version.ratios
            if entry.kind is Kind.MIXED
        ]
        if mixed and not all(mixed):
            yield Phrase("Mixed-stream files are free until the vendor announces otherwise.")
    if exchange := request.exchange:
        yield Phrase(
            "1 {currency} = {rate} {other} as of {day}{source}.",
            currency=book.currency,
            rate=exchange.rate,
            other=exchange.currency,
            day=exchange.dated,
            source=f" ({exchange.source})" if exchange.source else "",
        )
    robot_lines = [("whiteboard_postpaid", request.robot_whiteboard)]
    if request.robot_trtc:
        robot_lines.append((f"trtc_{request.robot_trtc}", True))
    if any(is_wanted for _, is_wanted in robot_lines):
        yield Phrase("The recording robot's minutes are an estimate: its time in the classes.")
    yield from _free_words(request)
    if request.wording >= WORDING:
        yield from _price_words(request)
    for key, is_wanted in robot_lines:
        if is_wanted and robot_price(book, key) is None:
            yield Phrase(
                "Not included, as its list price was not found: {name}.",
                name=Phrase(key.replace("_", " ")),
            )


def _price_words(request: Request) -> Iterator[Phrase]:
    """What was chosen of the price."""
    plan, estimate = request.plan, request.estimate
    if plan.monthly_fee is None:
        yield Phrase("No monthly fee is paid, so there are no free minutes.")
    if plan.discount_percent:
        yield Phrase("{percent} % off the postpaid price.", percent=plan.discount_percent)
    if request.rebate_percent:
        yield Phrase("{percent} % off the sum of all lines.", percent=request.rebate_percent)
    yield Phrase(
        "Low and high are {low} % and {high} % of the usage.",
        low=estimate.low_percent,
        high=estimate.high_percent,
    )


def _free_words(request: Request) -> Iterator[Phrase]:
    """Whether free minutes are taken off the robot's; nothing where nobody was asked."""
    free = request.robot_free
    if free and request.robot_whiteboard and request.plan.monthly_fee:
        if free.whiteboard:
            yield Phrase(
                "Of the free whiteboard minutes of the monthly fee {minutes} a month are taken off the "
                "robot's: so many the classes leave.",
                minutes=free.whiteboard,
            )
        else:
            yield Phrase(
                "Free whiteboard minutes of the monthly fee are not taken off the robot's: the people "
                "in the classes use them too."
            )
    if free and request.robot_trtc:
        if free.trtc:
            yield Phrase(
                "Of the account's free TRTC minutes {minutes} a calendar month are taken off the "
                "robot's: so many the classes leave.",
                minutes=free.trtc,
            )
        else:
            yield Phrase(
                "Free TRTC minutes of the account are not taken off the robot's: the people in the "
                "classes use them too."
            )


def _check_options(request: Request) -> None:
    names = [request.option_name, *(option.name for option in request.options)]
    if not request.options:
        return
    if len(names) > MOST_OPTIONS:
        raise Problem(f"there are more than {MOST_OPTIONS} options", where="Options")
    for name in names:
        if not name.strip() or len(name) > 40:
            raise Problem("Enter a name of at most 40 signs for each option", where="Options")
        check_signs(name, "Options")
    if len(set(names)) < len(names):
        raise Problem("two options have one name", where="Options", hint="Rename one.")
    for option in request.options:
        if not 1 <= option.usage_percent <= 1000:
            what = f"{option.usage_percent:f} % of the usage cannot be quoted"
            raise Problem(what, where="Options", hint="Give 1 to 1000.")
        if len(option.packs) > 144:
            raise Problem("there are too many packs", where="Options", hint="Keep to 144.")
        for pack in option.packs:
            check_signs(pack.name, "Pack")


def check_taxes(taxes: Sequence[Tax]) -> None:
    """Raises Problem for a tax that cannot be printed or is none."""
    for tax in taxes:
        if not tax.name.strip():
            raise Problem("Enter the name of the tax, such as VAT", where="Tax")
        if not re.fullmatch("[A-Z]{2}", tax.country):
            what = f'"{tax.country}" is no country'
            raise Problem(what, where="Tax", hint="Give its two letters, such as DE.")
        if not 0 <= tax.percent <= 100:
            raise Problem(f"{tax.percent} is no rate", where="Tax", hint="Give 0 to 100.")
        if tax.percent and tax.kind is not TaxKind.RATE:
            raise Problem(f"{tax.label} has a rate", where="Tax", hint="Set it to 0.")
        if len(tax.name) > 40 or len(tax.sentence) > 240:
            raise Problem("is longer than 240 signs", where="Tax", hint="Shorten it.")
        check_signs(f"{tax.name} {tax.sentence}", "Tax")
    if len(taxes) > 3:
        raise Problem("there are more than 3 taxes", where="Tax", hint="Put some together.")


def _check_free(request: Request, book: PriceBook) -> None:
    """No more free minutes than the price book knows of; a book that says nothing has none."""
    free = request.robot_free or FreeMinutes()
    for name, minutes, key in (
        ("whiteboard", free.whiteboard, "monthly_quota_whiteboard"),
        ("TRTC", free.trtc, "trtc_monthly_quota"),
    ):
        figure = book.figure(key)
        if figure and figure.value is not None and minutes > figure.value:
            hint = "Give what the people in the classes leave of them."
            what = f"there are {figure.value:,f} free {name} minutes a month, not {minutes:,}"
            raise Problem(what, where="Recording robot", hint=hint)


def _name(field: str) -> str:
    return field.replace("_", " ").capitalize()
