"""The registry of figures: every number that a page shows, with its formula and its question."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from analytics.lineage.derived_figures import WORKED
from analytics.lineage.figure_types import Figure, Rows, Unit
from analytics.reports.waste import QUESTION, RULES


def _cut(**values: Any) -> MappingProxyType[str, Any]:
    return MappingProxyType(values)


_BILLABLE = (
    "The lengths of camera, screen share and whiteboard files of finished recordings, added up. "
    "Each file counts in full; nothing is rounded before the sum."
)
_NOT_BILLABLE = (
    "The lengths of all other files, added up: mixed streams and audio files, which are free for "
    "now, and files of recordings that did not finish."
)
_ALL = "The lengths of all recorded files, added up; free and unfinished ones too."
_CHARGED = (
    "The files’ lengths times the ratio of their kind, added up and rounded to minutes as the plan "
    "says. What rounding adds to an app’s day is borne by all its files."
)
_WORTH = {
    False: " Each minute costs its share of its app’s day: of the postpaid charge and of the used parts of packs.",
    True: " Their minutes × the plan’s postpaid price ÷ 1,000.",
}
_DRAWN = "Each day’s charged minutes are drawn from the free quota, then from packs, the rest is postpaid. "

FIGURES: dict[str, Figure] = {
    "billable_minutes": Figure(
        "Billable minutes", _BILLABLE, "minutes_by_kind", Unit.MINUTES, cut=_cut(billable=True)
    ),
    "free_minutes": Figure(
        "Free minutes", _NOT_BILLABLE, "minutes_by_kind", Unit.MINUTES, cut=_cut(billable=False)
    ),
    "minutes_over_time": Figure("Recorded minutes", _ALL, "minutes_by_day", Unit.MINUTES),
    "minutes_of_kind": Figure("Recorded minutes", _ALL, "minutes_by_kind", Unit.MINUTES),
    "share_of_kind": Figure(
        "Share of minutes",
        "The lengths of these files ÷ the lengths of all files of the same days and filters.",
        "minutes_by_kind",
        Unit.SHARE,
    ),
    "room_billable": Figure(
        "Billable minutes", _BILLABLE, "minutes_by_room", Unit.MINUTES, cut=_cut(billable=True)
    ),
    "room_share": Figure(
        "Share of billable minutes",
        "The billable minutes of this room ÷ the billable minutes of all rooms with the same "
        "days and filters.",
        "minutes_by_room",
        Unit.SHARE,
        cut=_cut(billable=True),
    ),
    "room_minutes": Figure("All minutes", _ALL, "minutes_by_room", Unit.MINUTES),
    "room_files": Figure("Files", "All recorded files, counted.", "minutes_by_room", Unit.FILES),
    "room_days": Figure(
        "Days",
        "The different billing days on which something was recorded, counted.",
        "minutes_by_room",
        Unit.DAYS,
    ),
    "bill_total": Figure(
        "Paid",
        "Monthly fees + packs bought, each on its day, + postpaid minutes × price ÷ 1,000. Minutes "
        "of the free quota and of packs cost nothing on the day they are used. Added up exactly; "
        "each of the three parts is rounded once, at the end.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
    ),
    "bill_price": Figure(
        "Paid per 1,000 minutes",
        "Everything paid in these days (fees and packs on the day they are bought, postpaid "
        "charges) ÷ charged minutes × 1,000.",
        "charged_days",
        Unit.PRICE,
        Rows.BILL,
    ),
    "use_total": Figure(
        "Cost of use",
        "Postpaid charges + of each pack its price × minutes drawn ÷ minutes bought + each day’s share "
        "of the monthly fee + what a pack lost when it expired. Minutes of the free quota cost nothing "
        "by themselves. Added up exactly; the parts are rounded once, at the end.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="consumed"),
    ),
    "use_price": Figure(
        "Cost of use per 1,000 minutes",
        "The cost of use of these days, the fee’s share and what expired included, ÷ charged minutes × "
        "1,000.",
        "charged_days",
        Unit.PRICE,
        Rows.BILL,
        _cut(part="consumed"),
    ),
    "bill_charged": Figure("Charged minutes", _CHARGED, "charged_days", Unit.MINUTES, Rows.BILL),
    "bill_drawn": Figure(
        "Minutes drawn", _DRAWN + _CHARGED, "charged_days", Unit.MINUTES, Rows.BILL
    ),
    "pack_left": Figure(
        "Left in a pack",
        "What was left in the pack when the reported days began (or what was bought) − what has "
        "been drawn from it up to the end of this day. On the day it expires the rest is lost.",
        "charged_days",
        Unit.LEFT,
        Rows.BILL,
    ),
    "bill_fees": Figure(
        "Monthly fees",
        "One fee for each period that begins in these days.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="fees"),
    ),
    "bill_packs": Figure(
        "Packs bought",
        "The price of each pack that is bought in these days.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="purchases"),
    ),
    "bill_postpaid": Figure(
        "Postpaid",
        _DRAWN + "A day’s postpaid charge is its minutes × price ÷ 1,000 with 8 decimals, and is "
        "divided among its files by their charged minutes.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="postpaid"),
    ),
    "lesson_billable": Figure(
        "Billable minutes", _BILLABLE, "lesson_files", Unit.MINUTES, cut=_cut(billable=True)
    ),
    "lesson_free": Figure(
        "Free minutes", _NOT_BILLABLE, "lesson_files", Unit.MINUTES, cut=_cut(billable=False)
    ),
    "lesson_count": Figure(
        "Files", "All files of the lesson, counted.", "lesson_files", Unit.FILES
    ),
    "lesson_minutes": Figure("Minutes", _ALL, "lesson_files", Unit.MINUTES),
    "lesson_cost": Figure(
        "Cost",
        "The lesson’s share of its day: of the day’s postpaid charge and of the price of the packs’ minutes "
        "that were drawn, by its part of the app’s charged minutes. The free quota costs nothing.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="used"),
    ),
    "explore_minutes": Figure("Minutes", _ALL, "explore_hours", Unit.MINUTES),
    "explore_billable": Figure(
        "Billable minutes", _BILLABLE, "explore_hours", Unit.MINUTES, cut=_cut(billable=True)
    ),
    "explore_files": Figure("Files", "All recorded files, counted.", "explore_hours", Unit.FILES),
    "explore_lessons": Figure(
        "Lessons",
        "The lessons that have at least one of the files, counted; each stands on the last day of "
        "its files.",
        "explore_lessons",
        Unit.LESSONS,
        asked="lineage_lessons",
    ),
    **{
        f"waste_{rule.name}{ending}": Figure(
            rule.title,
            f"{rule.words}{formula}",
            QUESTION,
            unit,
            asked=QUESTION,
        )
        for rule in RULES
        for ending, unit, formula in (
            ("", Unit.MINUTES, " The lengths of these files, or of the parts meant, added up."),
            ("_worth", Unit.WORTH, _WORTH[rule.is_free]),
        )
    },
    "paid_for": Figure(
        "Consumed",
        "Each file’s share of its day: of the postpaid charge and of the price of packs’ minutes drawn, by "
        "its part of the app’s charged minutes. The free quota’s fee is not divided among minutes.",
        "charged_days",
        Unit.MONEY,
        Rows.BILL,
        _cut(part="used"),
    ),
    "recorded_days": Figure(
        "Recorded days",
        "The different billing days on which something was recorded, counted.",
        "coverage",
        Unit.DAYS,
    ),
    **{
        name: Figure(title, formula, "import_list", unit, asked="import_rows")
        for name, title, unit, formula in (
            ("rows_read", "Rows", Unit.ROWS, "The rows of imported files, counted."),
            ("minutes_read", "Minutes", Unit.MINUTES, "The lengths in these rows, added up."),
        )
    },
    **WORKED,
}
"""Every figure by its name. A page's own figures are added here, so that one test walks them all."""
