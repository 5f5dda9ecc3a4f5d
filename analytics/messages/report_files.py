"""Report files: the facts of a month as one HTML file that asks nobody for anything, and as a PDF of two pages of A4."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

import typst

from analytics.core.errors import Problem
from analytics.messages.report import Facts, Scope, Table, asked
from analytics.quotes import glyphs
from analytics.storage.store import Store

_DATA = Path(__file__).resolve().parents[2] / "data"
TEMPLATE = _DATA / "templates" / "report.typ"
STYLE = _DATA / "templates" / "report.css"
_WIDTH, _HEIGHT = 720, 120


def files(store: Store, month: date, scope: Scope | None = None) -> dict[str, bytes]:
    """``report-2026-10.pdf`` and ``.html``. Raises Problem where nothing is recorded in the month."""
    facts = asked(store, month, scope)
    stem = f"report-{month:%Y-%m}"
    return {f"{stem}.pdf": as_pdf(facts), f"{stem}.html": as_html(facts).encode()}


def as_pdf(facts: Facts) -> bytes:
    """The printed report, dated by the month's last day so that the same facts give the same bytes."""
    day = date.fromisoformat(facts.last_day)
    text = json.dumps(facts.as_dict(), ensure_ascii=False)
    missing = glyphs.missing(text)
    if missing:  # a sign without a glyph would vanish in silence
        text = text.translate(dict.fromkeys(map(ord, missing), "?"))
    try:
        output: Any = typst.compile(
            str(TEMPLATE),
            format="pdf",
            font_paths=glyphs.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"report": text, "unprinted": str(len(missing))},
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as fault:
        raise Problem(f"it could not be printed ({fault.message})", where="report") from fault
    document: bytes = output[0] if isinstance(output, list) else output
    return document


def as_html(facts: Facts) -> str:
    """One file: style and chart stand in it, and its policy forbids the browser to fetch anything."""
    cells = "".join(
        f"<div class=cell><span>{escape(cell.label)}</span><strong>{escape(cell.value)}</strong>"
        f"<small>{escape(cell.note)}</small></div>"
        for cell in facts.cells
    )
    doubts = "".join(f"<p class=doubt>{escape(doubt)}</p>" for doubt in facts.doubts)
    sources = "".join(f"<p>{escape(source)}</p>" for source in facts.sources)
    tables = "".join(_table(table) for table in (*facts.tables, *facts.details, *facts.groups))
    style = STYLE.read_text("utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(facts.title)}</title><style>{style}</style></head><body><main>"
        f"<h1>{escape(facts.title)}</h1><p class=sub>{escape(facts.subtitle)}</p>{doubts}"
        f"<div class=cells>{cells}</div><h2>Cost by day</h2>{_chart(facts)}"
        f"<div class=tables>{tables}</div><footer><p>{escape(facts.more_groups)}</p>{sources}</footer></main></body></html>\n"
    )


def _table(table: Table) -> str:
    note = f"<p class=note>{escape(table.note)}</p>" if table.note else ""
    if not table.rows:
        return f"<section><h2>{escape(table.title)}</h2>{note}</section>"

    def cells(row: tuple[str, ...], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=left' if place < table.left else ''}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(row)
        )

    rows = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    return (
        f"<section><h2>{escape(table.title)}</h2><div class=wide><table><thead><tr>{cells(table.header, 'th')}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}</section>"
    )


def _chart(facts: Facts) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + 18}" role="img" aria-label="Cost of each day of the month, the highest '
        f'{escape(facts.highest)}">{"".join(_bars(facts))}</svg><p class=note>Highest day {escape(facts.highest)}.</p>'
    )


def _bars(facts: Facts) -> Iterator[str]:
    step = _WIDTH / len(facts.bars)
    for place, bar in enumerate(facts.bars):
        height = bar.permille * _HEIGHT / 1000
        x = place * step
        yield (
            f'<rect x="{x + step * 0.15:.1f}" y="{_HEIGHT - height:.1f}" width="{step * 0.7:.1f}" height="{height:.1f}">'
            f"<title>{escape(bar.day)}: {escape(bar.text)}</title></rect>"
        )
        if place == 0 or (place + 1) % 5 == 0:
            yield f'<text x="{x + step / 2:.1f}" y="{_HEIGHT + 14}" text-anchor="middle">{int(bar.day[-2:])}</text>'
