"""What was read: the document that told of a lesson, or the values kept of its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.reports.lessons import Lesson
from pages.ui import formats, tables

_KEPT = (
    *("video_id", "kind", "ms", "play_ms", "app", "task_id", "room", "user_id", "status"),
    *("finish_reason", "start_s", "stop_s", "size_bytes", "width", "height", "format", "url"),
)
_NUMBERS = {"ms", "play_ms", "start_s", "stop_s", "size_bytes", "width", "height"}


def source(lesson: Lesson) -> None:
    """The document as it was imported; of a table the values of each row."""
    box = st.expander(
        "Source document",
        key="lesson_source",
        icon=":material/description:",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        report = lesson.told
        if report and report["document"]:
            place = f", {report['place']}" if report["place"] else ""
            st.markdown(
                f"The document of **{formats.plain(formats.short(report['file'], 60))}**"
                f"{formats.plain(place)}, as it was imported:"
            )
            st.json(_parsed(report["document"]), expanded=2)
        rows = [{"lesson": lesson.task, **file.row} for file in lesson.files]
        if not rows:
            return
        files = formats.listed(sorted({formats.short(str(row["file"]), 60) for row in rows}))
        st.markdown(f"The values kept of each file, read from **{formats.plain(files)}**:")
        tables.show(
            _columns(rows),
            key="lesson_rows",
            alt="The values that were kept of each file of the lesson",
            placeholder="",
        )
        st.caption(
            "Of a table the values are kept, not the text of the row: lengths are milliseconds, "
            "start and stop Unix seconds, and columns that are not known stand last."
        )


def _columns(rows: list[dict[str, Any]]) -> list[tables.Column]:
    extras = [
        dict(zip(row["extra_columns"] or (), row["extra"] or (), strict=False)) for row in rows
    ]
    unknown = list(dict.fromkeys(name for extra in extras for name in extra))
    return [
        *(
            _column(name, [row.get(name) for row in rows])
            for name in _KEPT
            if any(name in row for row in rows)
        ),
        tables.text(
            "read from", [f"{row['file']}, {row['place'] or row['shape']}" for row in rows]
        ),
        *(
            tables.text(f"“{name}”", [_text(extra.get(name)) for extra in extras])
            for name in unknown
        ),
    ]


def _column(name: str, values: list[Any]) -> tables.Column:
    if name in _NUMBERS:
        return tables.whole(name, values)
    return tables.text(name, [_text(value) for value in values])


def _text(value: object) -> str:
    return "" if value is None else formats.short(value, 200)


def _parsed(text: str) -> Mapping[str, Any] | list[Any]:
    try:
        document = json.loads(text)
    except ValueError:
        return {"text": text}
    return document if isinstance(document, dict | list) else {"value": document}
