"""Files of a lesson: what each was billed as, why, and who paid for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics import lineage
from analytics.core.model import Settlement
from analytics.lineage import Claim
from analytics.reports.filters import Filters
from analytics.reports.lessons import File, Lesson
from pages.monitor._lessons import words
from pages.monitor._lessons.facts import cut
from pages.ui import drilldown, formats, plan_words, tables, theme
from pages.ui.drilldown.words import MINUTE_DECIMALS


def files(lesson: Lesson, settlement: Settlement, plan: str) -> None:
    """A row for each file."""
    if not lesson.files:
        return
    files = [file for lane in lesson.lanes for file in lane.files]
    claims = partial(_claims, lesson, files)
    drilldown.heading("How each file is billed, and why", claims, key="lesson_files")
    currency = settlement.book.currency
    begins = [None if file.row["play_ms"] is None else file.begin_ms for file in files]
    billed = [file.charged_ms for file in files]
    drilldown.table(
        [
            tables.text("Kind", [theme.KIND_NAMES[file.kind] for file in files]),
            tables.text("User", [formats.short(file.user, 30) for file in files]),
            tables.minutes("Begins at minute", begins, MINUTE_DECIMALS),
            tables.minutes("Minutes", [file.ms for file in files], MINUTE_DECIMALS),
            tables.text("Billed as", [words.billed_as(file) for file in files]),
            tables.minutes("Billed minutes", billed, MINUTE_DECIMALS),
            tables.text("Funding source", [words.paid_by(file) for file in files]),
            tables.money("Cost", [file.amount for file in files], currency, is_exact=True),
            tables.text("Picture", [_picture(file) for file in files]),
            tables.text("File", [file.id for file in files]),
        ],
        claims,
        lambda row, _: _name(files[row]),
        key="lesson_files",
        alt="Each file with its length, what it was billed as, who paid for it and what it cost",
    )
    st.caption(
        f"Plan “{formats.plain(plan)}”: {plan_words.settings((plan, settlement))}  \n"
        "Each charged minute of an app’s day costs the same, and what rounding adds is borne by all: a "
        "convention, for the vendor settles whole days."
    )


def _claims(lesson: Lesson, files: list[File]) -> dict[str, Claim]:
    return {
        _name(file): lineage.files(
            "lesson_minutes",
            file.ms,
            Filters(),
            title=_name(file),
            videos=[file.id],
            **cut(lesson),
        )
        for file in files
    }


def _name(file: File) -> str:
    return f"{theme.KIND_NAMES[file.kind]}, file {file.id}"


def _picture(file: File) -> str:
    width, height = file.row["width"], file.row["height"]
    return f"{width} × {height}" if width and height else formats.NOTHING
