"""`python -m analytics quote FILE.toml --out DIR`: a quote's files without a screen.

FILE is a quote's own file, as the Calculator page writes it, or a plan's with the rest as options.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from analytics.catalog import currencies, plan_file, price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import opened, scratch
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.core.months import add_months
from analytics.ingest.sandbox.ask import read_toml_file
from analytics.planning.estimate import ClassModel, Estimate, from_model
from analytics.quotes import company, lifecycle, pdf, quote_file
from analytics.quotes.document import document
from analytics.quotes.history import from_history
from analytics.quotes.quote import quote, starting
from analytics.quotes.request import WORDING, Exchange, Request
from analytics.reports.filters import Filters
from analytics.storage.store import Store


class _Number(click.ParamType[Decimal]):
    """A plain decimal number."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > 10**9:
            self.fail(f'"{value}" is not a number. Give it as 7.25.', param, ctx)
        return number


class _Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f'"{value}" is not a day. Give it as 2027-01-31.', param, ctx)


_NUMBER, _DAY = _Number(), _Day()


@click.command("quote")
@click.argument("path", metavar="FILE.toml")
@click.option("--customer", help="Who gets the quote; needed with a plan's file.")
@click.option("--out", "folder", required=True, help="Where the PDF, XLSX and JSON are written.")
@click.option("--owner", default="Sales", show_default=True, help="Who makes the quote.")
@click.option("--number", default="Q-CLI", show_default=True)
@click.option("--start", type=_DAY, help="First day; else that of the plan's fee or first pack.")
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True)
@click.option("--issued", type=_DAY, help="Day of issue; else today in UTC.")
@click.option("--valid-until", type=_DAY, help="Last day of validity; else 30 days from the issue.")
@click.option("--classes", type=_NUMBER, help="Classes a teaching day; without it: from history.")
@click.option("--minutes", type=_NUMBER, default="40", help="Minutes of a class.")
@click.option("--cameras", type=_NUMBER, default="1", help="Cameras on, on average.")
@click.option("--screen", type=_NUMBER, default="0", help="Percent of a class with screen share.")
@click.option("--scale", type=_NUMBER, default="100", help="Percent of the history.")
@click.option("--discount", type=_NUMBER, default="0", help="Percent off the whole.")
@click.option("--currency", help="Another currency; needs --rate.")
@click.option("--rate", type=_NUMBER, help="Of that currency for one unit of the price book's.")
@click.option("--rate-day", type=_DAY, help="The rate's day; else the day of issue.")
@click.pass_context
def command(context: click.Context, /, path: str, folder: str, **options: Any) -> None:
    """The same PDF, XLSX and JSON as the Quotes page makes.

    FILE.toml is a quote's file, which says all, or a plan's file: then the options say the rest.
    """
    text = read_toml_file(here(path))
    with opened(context) if context.obj.exists() else scratch(context) as store:
        if quote_file.is_quote(text, path):
            _check_alone(context)
            books, today = price_books.known(store), datetime.now(UTC).date()
            request = quote_file.load(store, text, path, books, today)
        else:
            request = _of_plan(store, here(path), options)
        for question in lifecycle.questions(request, request.issued):
            echo(f"Note: {question.replace('today', 'the day of issue')}.", err=True)
        doc = document(quote(request, price_books.load(store, request.plan.price_book)))
        sender = request.company
        picture = company.logo(store, sender.logo) if sender else None
    files = pdf.files(doc, logo=picture)
    place = here(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
        echo(str(Path(folder) / name))
    echo(f"total {doc['result']['currency']} {doc['result']['total']}")


def _check_alone(context: click.Context) -> None:
    """A quote's file says all: an option beside it would be left out in silence."""
    given = [
        name
        for name in context.params
        if name not in ("path", "folder")
        and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise Problem(
            f"{options} has no place beside a quote’s file", hint="Write it into the file."
        )


def _of_plan(store: Store, path: Path, options: dict[str, Any]) -> Request:
    """The request of a plan's file and of the options."""
    if not options["customer"]:
        raise click.UsageError("Missing option '--customer'.")
    issued: date = options["issued"] or datetime.now(UTC).date()
    plan = plan_file.load(path, price_books.known(store))
    start: date = options["start"] or _start(plan, issued)
    sender = company.profile(store).company
    exchange = _exchange(options, issued)
    if exchange:
        currencies.check(exchange.currency, "--currency")
    return Request(
        number=options["number"],
        customer=options["customer"],
        owner=options["owner"],
        issued=issued,
        valid_until=options["valid_until"] or issued + timedelta(30),
        plan=starting(plan, start, options["months"]),
        estimate=_estimate(store, start, options),
        exchange=exchange,
        rebate_percent=options["discount"],
        company=sender if sender.name else None,
        wording=WORDING,
    )


def _start(plan: Plan, issued: date) -> date:
    days = [pack.bought for pack in plan.packs]
    if plan.monthly_fee:
        days.append(plan.monthly_fee.from_day)
    return min(days) if days else add_months(issued.replace(day=1), 1)


def _estimate(store: Store, start: date, options: dict[str, Any]) -> Estimate:
    if options["classes"] is None:
        return from_history(store, Filters(), start, options["months"], options["scale"])
    numbers = {name: options[name] for name in ("classes", "minutes", "cameras", "screen")}
    for name, number in numbers.items():
        if number < 0:
            raise Problem(f"{number} is negative", where=f"--{name}", hint="Give 0 or more.")
    model = ClassModel(
        numbers["classes"], numbers["minutes"], numbers["cameras"], numbers["screen"]
    )
    return from_model(model, start, options["months"])


def _exchange(options: dict[str, Any], issued: date) -> Exchange | None:
    if options["currency"] is None and options["rate"] is None:
        return None
    if options["currency"] is None or options["rate"] is None:
        hint = "Give --currency and --rate."
        raise Problem("a currency and its rate go together", where="--currency", hint=hint)
    return Exchange(options["currency"], options["rate"], options["rate_day"] or issued)
