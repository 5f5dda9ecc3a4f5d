"""Flaws of values in words: those that sql/rules.sql names."""

from __future__ import annotations

from analytics.ingest.common import other_products
from analytics.ingest.loading.receipt import Flaw

SHOWN_VALUE = 80

# flaw -> (reason, with {value}; hint)
_WORDS = {
    "missing": ("the cell is empty", "Fill it in"),
    "negative": ('"{value}" is negative', "Give a length of zero or more"),
    "long_file": (
        '"{value}" is more than 25 h 12 min, and a recording is stopped after 24 hours',
        "Check the length, and the unit it is in",
    ),
    "too_early": (
        '"{value}" is before 2015, when nothing could be recorded',
        "Check the time, and the calendar it is in",
    ),
    "too_late": (
        '"{value}" is after tomorrow',
        "Check the time, and the calendar it is in",
    ),
    "too_large": ('"{value}" is too large for a length', "Check the number of digits"),
    "fraction_ms": (
        '"{value}" is not a whole number of milliseconds',
        "Round it at the source, or import the file with --unit s if lengths are in seconds",
    ),
    "fraction_s": (
        '"{value}" has more than three decimals of a second',
        "Round it to milliseconds",
    ),
    "not_a_number_ms": ('"{value}" is not a whole number of milliseconds', "Give digits only"),
    "not_a_number_s": (
        '"{value}" is not a number of seconds',
        "Give digits, and a point for decimals",
    ),
    "fraction_min": ('"{value}" has too many decimals', "Round it to milliseconds"),
    "fraction_h": ('"{value}" has too many decimals', "Round it to milliseconds"),
    "not_a_number_min": (
        '"{value}" is not a number of minutes',
        "Give digits, and a point for decimals, or h:mm:ss",
    ),
    "not_a_number_h": (
        '"{value}" is not a number of hours',
        "Give digits, and a point for decimals, or h:mm:ss",
    ),
    "fraction_hh:mm:ss": ('"{value}" is not a length as h:mm:ss', "Write it as 0:40:00"),
    "not_a_number_hh:mm:ss": (
        '"{value}" is not a length as h:mm:ss with up to three decimals',
        "Write it as 0:40:00",
    ),
    "shortened": (
        '"{value}" is a number that a spreadsheet shortened, so that its last digits are lost',
        "Export the ids as text",
    ),
    "no_text": (
        "the line holds bytes that are no text: {value}",
        "Export it again, or fix the line",
    ),
    "unknown_unit": (
        '"{value}" is not a unit of lengths',
        "Use ms, s, min, h or hh:mm:ss, or leave the cell empty",
    ),
    "too_many_digits": ('"{value}" is too large', "Check the number of digits"),
    "fraction": ('"{value}" is not a whole number', "Round it at the source"),
    "not_a_number": (
        '"{value}" is not a whole number',
        "Give digits only, or leave the cell empty",
    ),
    "unknown_kind": (
        '"{value}" is not a known kind of video',
        "Use 0 to 4, or camera, screen, whiteboard, mixed, audio",
    ),
    "milliseconds": (
        '"{value}" has 13 digits and looks like milliseconds',
        "Give Unix seconds or ISO 8601",
    ),
    "not_a_time": (
        '"{value}" is not a time',
        "Give Unix seconds, or ISO 8601 as in 2024-03-27T09:30:00+08:00",
    ),
    "no_time": (
        "neither a start nor a stop time is given",
        "Fill one in, or import the file with --day",
    ),
    "more_cells": (
        "the line has more cells than the header: {value}",
        "Quote the cell that holds a comma",
    ),
    "excel_error": (
        '"{value}" is a spreadsheet\'s error, not a value',
        "Mend the formula in the spreadsheet, or fill the cell in",
    ),
    "formula": (
        '"{value}" is a formula without a stored value',
        "Open the file in a spreadsheet program, which calculates it, save it, and import that",
    ),
    "other_table": (
        "the row belongs to another table, whose header stands on line {value}",
        "Import that table as a file of its own",
    ),
    "no_columns": (
        "the line does not keep to the columns of the header: {value}",
        "Export the table as CSV (UTF-8), and import that",
    ),
    "beside": ("there are cells right of the table: {value}", "Move them, or give them a header"),
    "not_json": ("this is not JSON: {value}", "Send the document again, whole"),
    "not_a_document": ("{value} is not a recording document", "Give one of the documented shapes"),
    "other_product": ("this is {value}", other_products.HINT),
    "two_values": ("{value}", "Send the document as the vendor gave it"),
    "too_deep": ("the JSON is nested too deeply", "Give the API's own form"),
    "too_long": ("a value has {value}", "Shorten it, or leave it out"),
    "far_usage": (
        '"{value}" is before 2015 or after tomorrow',
        "Check the day, and the calendar it is in",
    ),
    "not_a_usage": (
        '"{value}" cannot be read',
        "Give Time as YYYY-MM-DD and Value as a number of zero or more",
    ),
}


def explain(line: int | str, flaw: str, value: str | None) -> Flaw:
    """The flaw "column|name" of a value as words for a person."""
    column, name = flaw.split("|", 1)
    reason, hint = _WORDS[name]
    shown = (value or "")[:SHOWN_VALUE]
    return Flaw(line, column, shown, reason.format(value=shown), hint)
