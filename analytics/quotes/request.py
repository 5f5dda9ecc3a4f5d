"""All that a quote is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.billing.robot import Tier
from analytics.core.model import Pack, Plan
from analytics.planning.estimate import Estimate
from analytics.quotes.taxes import Tax

NOTHING = Decimal(0)
WORDING = 2
"""Of a quote that is made today."""
LATE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Exchange:
    """Another currency by a rate that somebody typed in: one unit of the book's is ``rate`` of it."""

    currency: str
    rate: Decimal
    dated: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class FreeMinutes:
    """Free minutes a month that are taken off the robot's: what the people in the classes leave of them.

    10,000 whiteboard minutes come with each month of the fee, 10,000 TRTC minutes with each calendar
    month of an account, used by everybody in it (published). Which of them are left is not.
    """

    whiteboard: int = 0
    trtc: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """Another offer in the same quote: other packs, or another usage; all else is as in the first."""

    name: str
    packs: tuple[Pack, ...] = ()
    """In place of the plan's."""
    usage_percent: Decimal = Decimal(100)
    """Of the estimate."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who makes the quote, as it is printed at its top; empty fields are left out."""

    name: str = ""
    address: str = ""
    """Lines."""
    registration: str = ""
    tax_id: str = ""
    contact: str = ""
    bank: str = ""
    """Lines."""
    logo: str = ""
    """The SHA-256 of the picture's bytes, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Request:
    """All that a quote is made from, except the price book that ``plan`` names."""

    number: str
    customer: str
    owner: str
    issued: date
    valid_until: date
    plan: Plan
    estimate: Estimate
    revision: int = 1
    exchange: Exchange | None = None
    rebate_percent: Decimal = NOTHING
    """Off the sum of all lines; the plan's own discount is on the postpaid price."""
    robot_whiteboard: bool = False
    """Charge the whiteboard minutes of the recording robot."""
    robot_trtc: Tier | None = None
    """Charge its TRTC minutes, all in this tier."""
    robot_free: FreeMinutes | None = None
    """None: nobody was asked, as in quotes of before."""
    scope: str = ""
    assumptions: str = ""
    tax_note: str = "Prices exclude taxes."
    terms: str = ""
    company: Company | None = None
    option_name: str = ""
    """What the offer itself is called beside its ``options``."""
    options: tuple[Option, ...] = ()
    taxes: tuple[Tax, ...] = ()
    """None: no line of tax; the total is net then, as ``tax_note`` says."""
    withholding_percent: Decimal = NOTHING
    """What the customer keeps back for its own tax office, of the net total."""
    language: str = "en"
    """Of the printed form; one of ``words.LANGUAGES``."""
    number_format: str = ""
    """One of ``words.NUMBER_FORMATS``; "": as in the language."""
    contact: str = ""
    """The customer's: lines, printed below the name."""
    wording: int = 1
    """1: a quote of before, which says neither when to buy packs nor all inputs of its price; so it stays."""
    late_days: int = LATE_DAYS
    """What it costs to buy the packs so many days late is said; 0: it is not."""
