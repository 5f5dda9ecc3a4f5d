"""Taxes of a quote: each rate on the total, rounded once to the currency's digits; then what is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.core.money import half_up
from analytics.core.phrase import Phrase


class TaxKind(StrEnum):
    """How a supply is treated: at a rate, or without one and with a sentence that says why."""

    RATE = "rate"
    REVERSE_CHARGE = "reverse_charge"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax as somebody typed it: no rate of any country is known here."""

    kind: TaxKind
    name: str
    """VAT, GST, 增值税."""
    country: str
    """Two letters of ISO 3166."""
    percent: Decimal = Decimal(0)
    sentence: str = ""
    """Printed under the total; where it is empty, the usual one of the kind."""

    @property
    def label(self) -> Phrase:
        """``VAT 19 % (DE)``."""
        if self.kind is not TaxKind.RATE:
            return Phrase("{tax} ({country})", tax=self.name, country=self.country)
        template = "{tax} {percent} % ({country})"
        percent = Decimal(_number(self.percent))
        return Phrase(template, tax=self.name, percent=percent, country=self.country)

    @property
    def note(self) -> str:
        """The sentence; "" for a rate without one of its own."""
        if self.sentence or self.kind is TaxKind.RATE:
            return self.sentence
        if self.kind is TaxKind.EXEMPT:
            return Phrase("Exempt from {tax} ({country}).", tax=self.name, country=self.country)
        template = "Reverse charge: the customer accounts for {tax} in {country}."
        return Phrase(template, tax=self.name, country=self.country)


class Taxed(NamedTuple):
    """A net total with its taxes; amounts have the currency's digits and add up."""

    amounts: tuple[Decimal, ...]
    """One for each tax; 0 where none is charged."""
    gross: Decimal
    withheld: Decimal
    payable: Decimal


def taxed(net: Decimal, taxes: Sequence[Tax], withholding_percent: Decimal, places: int) -> Taxed:
    """Each rate of the net total; what the customer withholds is of the net total too."""
    amounts = tuple(half_up(net * tax.percent / 100, places) for tax in taxes)
    gross = net + sum(amounts, Decimal(0))
    withheld = half_up(net * withholding_percent / 100, places)
    return Taxed(amounts, gross, withheld, gross - withheld)


def _number(percent: Decimal) -> str:
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
