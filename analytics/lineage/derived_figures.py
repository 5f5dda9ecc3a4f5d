"""Figures whose rows are worked out rather than stored, and the rows of these."""

from __future__ import annotations

from analytics.lineage.figure_types import Figure, Rows, Unit


def _of(title: str, unit: Unit, question: str, formula: str) -> Figure:
    return Figure(title, formula, question, unit, Rows.WORKED)


WORKED: dict[str, Figure] = {
    "full_cost": _of(
        "Full cost",
        Unit.MONEY,
        "charged_days",
        "The lines that count, added up: what recording costs, what the recording robot costs in "
        "whiteboard and rooms, and storage. Each line is exact and rounded once for showing; the total shown adds these up.",
    ),
    "robot_whiteboard": _of(
        "Recording robot, whiteboard",
        Unit.MONEY,
        "robot_months",
        "Clock minutes from start to stop of each lesson × price ÷ 1,000. A row is a month, as "
        "measured: amounts are differences of running sums with 8 decimals.",
    ),
    "robot_trtc": _of(
        "Recording robot, TRTC",
        Unit.MONEY,
        "trtc_months",
        "The minutes of each calendar month, rounded up to a whole one, × price ÷ 1,000. A row is "
        "a month, as it is billed: amounts are differences of running sums with 8 decimals.",
    ),
    "storage": _of(
        "Storage",
        Unit.MONEY,
        "stored_bytes",
        "What is in the bucket on each day, without what is free, × the monthly price ÷ 30.",
    ),
    "used_up": _of(
        "Consumed",
        Unit.MONEY,
        "charged_days",
        "A fee evenly over the days of its period, a pack by the minutes drawn from it and the rest "
        "on its last day, postpaid charges on their day.",
    ),
    "part_cost": _of(
        "Cost of use",
        Unit.MONEY,
        "cost_of_use",
        "The part of each day’s cost of use that falls to these files: by their charged minutes within the "
        "day and app, and with them their share of the monthly fee and of what expired in packs. All such "
        "parts add up to the whole account’s cost to the cent.",
    ),
    "part_price": _of(
        "Cost of use per 1,000 minutes",
        Unit.PRICE,
        "cost_of_use",
        "The cost of use of these files ÷ their charged minutes, before the bill rounds them, × 1,000.",
    ),
    "used_price": _of(
        "What 1,000 minutes came to",
        Unit.PRICE,
        "charged_days",
        "What was consumed for the minutes of this source, expired ones included, ÷ these minutes × "
        "1,000.",
    ),
    "paid_ahead": _of(
        "Paid ahead",
        Unit.MONEY,
        "charged_days",
        "All that was paid − all that was consumed, from the first day on: what fees and packs still "
        "hold when the last of these days ends.",
    ),
    "packs_left": _of(
        "Left in packs",
        Unit.MINUTES,
        "charged_days",
        "The minutes of each pack bought so far − those drawn from it − those that expired.",
    ),
    "packs_used": _of(
        "Used of a pack",
        Unit.MINUTES,
        "charged_days",
        "The minutes drawn from the pack since it was bought.",
    ),
    "packs_expired": _of(
        "Expired in packs",
        Unit.MINUTES,
        "charged_days",
        "What was left in a pack when it expired, on its last day.",
    ),
    "at_risk": _of(
        "At risk of expiring",
        Unit.MONEY,
        "charged_days",
        "The recorded days, continued by the forecast, are settled as any bill: what is left in a "
        "pack on its last day counts with its part of the pack’s price.",
    ),
    "drawn_ahead": _of(
        "Left, as it is expected to be used",
        Unit.MINUTES,
        "charged_days",
        "What is left in the pack, by the days of the forecast that are expected to draw on it.",
    ),
    "expected_day": _of(
        "Expected minutes",
        Unit.MEDIAN,
        "charged_days",
        "The median of the charged minutes of the same weekdays of its month in the last years, each "
        "with the growth since; where no such month is recorded, of the last four same weekdays, and "
        "where a weekday has not come yet, of all days so far.",
    ),
    "expected_days": _of(
        "Expected minutes",
        Unit.MINUTES,
        "charged_days",
        "The days to come, each the median of the days that stand for it, added up.",
    ),
    "days_without": _of(
        "Days without recordings",
        Unit.DAYS,
        "missing_days",
        "Days between the first and the last recorded one on which nothing was recorded.",
    ),
    "estimated": _of(
        "Estimated minutes",
        Unit.MINUTES,
        "price_books",
        "The minutes of each day of the term, from the class model or the history, added up; charged "
        "ones as the plan charges and draws them.",
    ),
    "quoted": _of(
        "Total",
        Unit.MONEY,
        "price_books",
        "The quote’s lines, each rounded once after conversion, less the rebate.",
    ),
    "quoted_price": _of(
        "Per 1,000 min",
        Unit.PRICE,
        "price_books",
        "All of the total, fee and packs included, ÷ charged minutes × 1,000.",
    ),
    "quoted_months": _of(
        "Cost of months",
        Unit.MONEY,
        "price_books",
        "Each month’s part of the total, by what it is for, such that the months add up to it.",
    ),
}
