"""A page as one HTML file that asks nothing of anybody: figures, tables and charts, and what they are about.

A block is one of `heading`, `remark`, `figure`, `table` and `chart`, which give HTML; `page` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1b2430;max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.3rem}h3{font-size:1.1rem;margin:1.6rem 0 .4rem}
.about,.remark{color:#5f6b7a;font-size:.9rem}.about dt{float:left;clear:left;width:9rem}.about dd{margin-left:9.5rem}
.figures{display:flex;flex-wrap:wrap;gap:.8rem;margin:.8rem 0}
.figure{border:1px solid #d8dee6;border-radius:.4rem;padding:.6rem 1rem;min-width:9rem}
.figure b{display:block;font-size:1.5rem;font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;margin:.4rem 0}
th,td{border-bottom:1px solid #d8dee6;padding:.25rem .7rem;text-align:left}.number{text-align:right;font-variant-numeric:tabular-nums}
button{font:inherit;font-size:.8rem;margin-right:.4rem}
@media print{button{display:none}.wide{overflow:visible}}
"""
_MARKS = re.compile(r"\\(?P<sign>.)|(?P<bold>\*\*)|(?P<icon>:material/\w+:\s?)|(?P<rest>.)", re.S)
_DRAW = """
document.querySelectorAll('.chart').forEach(function (place) {
  var drawn = JSON.parse(place.querySelector('script').textContent), target = place.querySelector('.drawing');
  Plotly.newPlot(target, drawn.data, drawn.layout, {displayModeBar: false, responsive: true});
  place.querySelectorAll('button').forEach(function (button) {
    button.onclick = function () {
      Plotly.downloadImage(target, {format: button.dataset.format, filename: place.dataset.name, scale: 2,
        width: target.clientWidth, height: target.clientHeight});
    };
  });
});
"""


def inline(markdown: str) -> str:
    """A line of the pages' markdown as HTML: its bold words, its signs without their backslashes, no icons."""
    parts, is_bold = [], False
    for match in _MARKS.finditer(markdown):
        if match["bold"]:
            parts.append("</strong>" if is_bold else "<strong>")
            is_bold = not is_bold
        elif not match["icon"]:
            parts.append(escape(match["sign"] or match["rest"]))
    return "".join(parts) + "</strong>" * is_bold


def heading(markdown: str, level: int) -> str:
    """A heading of level 2 or 3 below the page's own."""
    return f"<h{level}>{inline(markdown)}</h{level}>"


def remark(markdown: str) -> str:
    """A small line."""
    return f'<p class="remark">{inline(markdown)}</p>'


def figures(cards: Iterable[tuple[str, str, str]]) -> str:
    """Cards in a row: (name, figure, what stands below)."""
    boxes = (
        f'<div class="figure">{escape(name)}<b>{escape(value)}</b>{escape(more)}</div>'
        for name, value, more in cards
    )
    return f'<div class="figures">{"".join(boxes)}</div>'


def table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[bool]
) -> str:
    """A table; columns of numbers stand to the right."""

    def line(cells: Sequence[str], tag: str) -> str:
        marked = (
            f"<{tag}{' class=number' * is_number}>{escape(cell)}</{tag}>"
            for cell, is_number in zip(cells, numbers, strict=True)
        )
        return f"<tr>{''.join(marked)}</tr>"

    body = "".join(line(row, "td") for row in rows)
    return (
        f'<div class="wide"><table aria-label="{escape(title)}">'
        f"<thead>{line(header, 'th')}</thead><tbody>{body}</tbody></table></div>"
    )


def chart(title: str, drawing: str, name: str) -> str:
    """A chart from plotly's JSON, drawn by the script of the page, with buttons that save it as PNG and SVG."""
    data = drawing.replace("</", "<\\/")
    buttons = "".join(
        f'<button data-format="{form}">Save as {form.upper()}</button>' for form in ("png", "svg")
    )
    return (
        f'<div class="chart" data-name="{escape(name)}" role="figure" aria-label="{escape(title)}">'
        f'<div class="drawing"></div>{buttons}<script type="application/json">{data}</script></div>'
    )


def page(title: str, about: Mapping[str, object], blocks: Iterable[str], script: str = "") -> bytes:
    """The whole file; ``script`` is plotly's, needed where a block is a chart."""
    facts = "".join(
        f"<dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd>"
        for name, value in about.items()
        if value not in (None, "")
    )
    scripts = f"<script>{script}</script><script>{_DRAW}</script>" if script else ""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f'<body><h1>{escape(title)}</h1><dl class="about">{facts}</dl>{"".join(blocks)}{scripts}</body></html>'
    )
    return text.encode("utf-8", "replace")
