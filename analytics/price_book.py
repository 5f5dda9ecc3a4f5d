"""Price books: TOML files of the vendor's prices, each figure with source, date and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from analytics.errors import Problem
from analytics.forms import Amount, Day, Form, Text, at, check, mistake, one_of, read, read_file
from analytics.model import Evidence, Figure, Kind, PriceBook, Ratio

FOLDER = Path(__file__).resolve().parent.parent / "data" / "price_books"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_POSTPAID, _FEE, _QUOTA = "recording_postpaid", "monthly_fee", "monthly_quota_recording"


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise mistake(value, "is not a currency", 'Give its ISO 4217 code, such as "USD".')
    return value


class _Origin(Form):
    source: Text
    date: Day
    evidence: Annotated[Evidence, BeforeValidator(one_of(Evidence))]
    note: Text = ""


class _Figure(_Origin):
    value: Amount | None = None
    unit: Text
    per: Text


class _Ratio(_Origin):
    kind: Annotated[Kind, BeforeValidator(one_of(Kind))]
    from_day: Day | None = Field(None, alias="from")
    ratio: Amount


class _Book(Form):
    id: Text
    version: Text
    title: Text
    region: Text
    currency: Annotated[str, BeforeValidator(_currency)]
    figures: dict[str, _Figure]
    ratios: list[_Ratio]


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """The ids of the price books in ``folder``, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if _ID.fullmatch(path.stem)))


def load(id: str, folder: Path = FOLDER) -> PriceBook:
    """The price book ``id`` of ``folder``; a Problem that lists the known ones if there is none."""
    known = available(folder)
    if id not in known:
        raise unknown(id, known)
    book = loads(read_file(folder / f"{id}.toml"), f"{id}.toml")
    if book.id != id:
        hint = "The file's name and its id must be the same."
        raise Problem(f'"{book.id}" is not "{id}"', where=at(f"{id}.toml", "id"), hint=hint)
    return book


def unknown(id: object, known: tuple[str, ...], where: str = "") -> Problem:
    """The Problem for a price book that is not among ``known``."""
    hint = f"Choose one of {', '.join(known)}." if known else "There is none yet."
    return Problem(f'there is no price book "{id}"', where=where, hint=hint)


def loads(text: str, where: str) -> PriceBook:
    """A price book from its TOML text; ``where`` names the text in Problems."""
    form = check(_Book, read(text, where), where)
    quota = _needed(form, _QUOTA, where)
    if quota % 1:
        place = at(where, "figures", _QUOTA, "value")
        raise Problem(f'"{quota}" is not whole minutes', where=place, hint="Give whole minutes.")
    return PriceBook(
        id=form.id,
        version=form.version,
        title=form.title,
        region=form.region,
        currency=form.currency,
        postpaid_per_thousand=_needed(form, _POSTPAID, where),
        monthly_fee=_needed(form, _FEE, where),
        quota_minutes=int(quota),
        ratios=_ratios(form, where),
        figures=tuple(_figures(form)),
    )


def _needed(form: _Book, name: str, where: str) -> Decimal:
    figure = form.figures.get(name)
    if figure is None or figure.value is None:
        place = at(where, "figures", name, "value")
        raise Problem("this key is missing", where=place, hint="A price book needs it.")
    return figure.value


def _ratios(form: _Book, where: str) -> tuple[Ratio, ...]:
    ratios = tuple(Ratio(entry.kind, entry.from_day, entry.ratio) for entry in form.ratios)
    refuse_twice([(ratio.kind, ratio.from_day) for ratio in ratios], where)
    return ratios


def refuse_twice(days: Sequence[tuple[Kind, date | None]], where: str) -> None:
    """A Problem if two ``[[ratios]]`` are for one kind from one day on."""
    for number, (kind, day) in enumerate(days):
        if (kind, day) in days[:number]:
            since = f"from {day}" if day else "since ever"
            what = f"there is another ratio of {kind} {since}"
            raise Problem(what, where=at(where, "ratios", number), hint="Leave one of the two out.")


def _figures(form: _Book) -> Iterator[Figure]:
    for name, entry in form.figures.items():
        yield _figure(name, entry.value, entry.unit, entry.per, entry)
    for ratio in form.ratios:
        since = f" from {ratio.from_day}" if ratio.from_day else ""
        yield _figure(
            f"ratio_{ratio.kind}{since}", ratio.ratio, "charged minutes", "recorded minute", ratio
        )


def _figure(name: str, value: Decimal | None, unit: str, per: str, origin: _Origin) -> Figure:
    return Figure(name, value, unit, per, origin.source, origin.date, origin.evidence, origin.note)
