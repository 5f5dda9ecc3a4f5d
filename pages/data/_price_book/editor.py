"""The tables of a price book to type into, one for each sort of entry."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.core.model import Evidence, Kind
from pages.data._price_book import rows
from pages.data._price_book.draft import BookDraft
from pages.data._price_book.rows import PACKS, RATIOS, Row
from pages.ui import theme

_TEXT: Any = "string"
_DAY: Any = pd.ArrowDtype(pa.date32())
_WHOLE: Any = "Int64"
_TYPES = {
    "date": _DAY,
    "from": _DAY,
    "minutes": _WHOLE,
    "months": _WHOLE,
    "whiteboard_minutes": _WHOLE,
    "pages": _WHOLE,
}
_ABOUT = {
    RATIOS: "How many minutes one recorded minute of a kind counts, from a day on; without a day: "
    "from the start. Kinds that are free count as 0.",
    PACKS: "Packs of your own contract: the vendor’s names, sizes and prices were not found.",
    "TRTC": "What the recording robot receives, by the size of all streams at one time.",
    "Storage": "Where recordings are kept.",
}


def show(draft: BookDraft) -> None:
    """All tables under tabs; what they say becomes the draft."""
    base = draft.base
    typed: rows.Sheets = {}
    labels = [f"{sheet} ({len(base[sheet])})" for sheet in rows.SHEETS]
    for tab, sheet in zip(st.tabs(labels, key="book_tabs"), rows.SHEETS, strict=True):
        with tab:
            if sheet in _ABOUT:
                st.caption(_ABOUT[sheet])
            typed[sheet] = _table(draft, sheet, base[sheet])
    draft.take(typed)


def _table(draft: BookDraft, sheet: str, base: list[Row]) -> list[Row]:
    keys = list(rows.COLUMNS[sheet])
    edited = st.data_editor(
        pd.DataFrame(
            {k: pd.array([row[k] for row in base], dtype=_TYPES.get(k, _TEXT)) for k in keys}
        ),
        num_rows="dynamic",
        hide_index=True,
        height="content",
        placeholder="",
        key=draft.key(sheet),
        column_config=_config(sheet),
        alt=f"{sheet} of the price book: {', '.join(rows.COLUMNS[sheet].values())}",
    )
    return [{key: _cell(row[key]) for key in keys} for row in edited.to_dict("records")]


def _cell(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value if isinstance(value, str | date) else int(value)


def _config(sheet: str) -> dict[str, Any]:
    make = st.column_config
    names = rows.COLUMNS[sheet]
    columns: dict[str, Any] = {key: make.TextColumn(label) for key, label in names.items()}
    for key in names.keys() & {"minutes", "whiteboard_minutes", "pages", "months"}:
        columns[key] = make.NumberColumn(
            names[key],
            min_value=0,
            step=1,
            format="%,d",
            default=12 if key == "months" else None,
            width=120,
        )
    for key in names.keys() & {"value", "price", "ratio"}:
        columns[key] = make.TextColumn(names[key], alignment="right", width=104)
    for key in names.keys() & {"date", "from"}:
        today = date.today() if key == "date" else None  # noqa: DTZ011 - the editor's own day
        columns[key] = make.DateColumn(names[key], format="YYYY-MM-DD", default=today, width=112)
    columns["evidence"] = make.SelectboxColumn(
        names["evidence"],
        options=[evidence.value for evidence in Evidence],
        default=Evidence.TYPED.value,
        width=112,
        help="Published: the vendor’s own statement was read. Second-hand: somebody quotes it. "
        "Inferred: it follows from what is published. Not found: nobody has published it. "
        "Typed: entered by hand.",
    )
    columns["source"] = make.TextColumn(names["source"], width="medium")
    columns["note"] = make.TextColumn(names["note"], width="large")
    if "kind" in names:
        columns["kind"] = make.SelectboxColumn(
            names["kind"],
            options=[kind.value for kind in Kind],
            format_func=lambda kind: theme.KIND_NAMES[Kind(str(kind))],
            width=120,
        )
    if "unit" in names:
        columns["name"] = make.TextColumn(names["name"], width="medium")
        columns["per"] = make.TextColumn(names["per"], width="medium")
        columns["unit"] = make.TextColumn(names["unit"], width=104)
    return columns
