"""A quote as one canonical JSON document: what is stored, rendered, sent and verified.

Amounts and numbers with decimals are text, days ISO dates, durations whole milliseconds. Three
fingerprints say what a quote was made from: its data, its settings and its prices.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.billing.statement import plain, plan_fields
from analytics.core.model import Plan, PriceBook, Source
from analytics.core.phrase import Phrase
from analytics.planning.estimate import Case, Estimate, at, by_month
from analytics.quotes.lines import Line
from analytics.quotes.quote import Late, Purchase, Quote
from analytics.quotes.request import Request
from analytics.quotes.words import ENGLISH, Words

FORMAT = "recording-quote/1"
ENGINE = "1"
"""Raised whenever the same request under the same prices would come to other amounts or words."""
FIGURES = ("whiteboard_postpaid", "trtc_audio", "trtc_hd", "trtc_full_hd", "trtc_2k", "trtc_4k")
"""The figures of a price book that a quote may charge beside the recording."""
_DAY = timedelta(days=1)


def document(quote: Quote) -> dict[str, Any]:
    """The quote as plain JSON values, the same for the same quote."""
    request = quote.request
    parts = {
        "data": data_fields(request.estimate),
        "settings": settings_fields(request),
        "prices": price_fields(quote.book),
    }
    prints = {name: digest(part) for name, part in parts.items()}
    prints["all"] = digest([ENGINE, *prints.values()])
    return {"format": FORMAT, "engine": ENGINE, **parts, "result": result(quote), "prints": prints}


def canonical(value: Any) -> str:
    """JSON without spaces, keys in order: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def as_text(doc: dict[str, Any]) -> str:
    """The document as the text of its file."""
    return json.dumps(doc, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def data_fields(estimate: Estimate) -> dict[str, Any]:
    """The usage that is quoted, ms a day and kind from ``from`` on; where it was recorded, of what."""
    fields: dict[str, Any] = {
        "from": estimate.since.isoformat(),
        "source": estimate.source,
        "low_percent": plain(estimate.low_percent),
        "high_percent": plain(estimate.high_percent),
        "ms": {kind.value: list(values) for kind, values in estimate.series},
        "robot_ms": list(estimate.robot),
    }
    if isinstance(estimate.source, Phrase):
        fields["source_words"] = estimate.source.fields()
    if origin := estimate.origin:
        fields["recorded"] = {
            "since": origin.since and origin.since.isoformat(),
            "until": origin.until and origin.until.isoformat(),
            **{name: list(getattr(origin, name)) for name in ("apps", "rooms", "kinds")},
            "percent": plain(origin.percent),
            "months": origin.months,
            "edition": origin.edition,
            "is_sample": origin.is_sample,
        }
    return fields


def is_sample(doc: Mapping[str, Any]) -> bool:
    """Whether the usage that a document quotes is that of the made-up sample."""
    return bool(doc["data"].get("recorded", {}).get("is_sample"))


def words_of(doc: Mapping[str, Any]) -> Words:
    """The words in which a document is printed."""
    chosen = doc["settings"]
    return Words(chosen.get("language", ENGLISH), chosen.get("number_format", ""))


def settings_fields(request: Request) -> dict[str, Any]:
    """What was chosen and written, the plan among it."""
    exchange = request.exchange
    return _later_settings(request) | {
        "number": request.number,
        "revision": request.revision,
        "customer": request.customer,
        "owner": request.owner,
        "issued": request.issued.isoformat(),
        "valid_until": request.valid_until.isoformat(),
        "plan": _plan(request.plan),
        "exchange": exchange
        and {
            "currency": exchange.currency,
            "rate": plain(exchange.rate),
            "dated": exchange.dated.isoformat(),
            "source": exchange.source,
        },
        "rebate_percent": plain(request.rebate_percent),
        "robot_whiteboard": request.robot_whiteboard,
        "robot_trtc": request.robot_trtc.value if request.robot_trtc else None,
        "scope": request.scope,
        "assumptions": request.assumptions,
        "tax_note": request.tax_note,
        "terms": request.terms,
    }


def _later_settings(request: Request) -> dict[str, Any]:
    """What came to quotes one after another: left out where it is not used, so that older documents stay as they are."""
    fields: dict[str, Any] = {}
    if free := request.robot_free:
        fields["robot_free"] = {"whiteboard": free.whiteboard, "trtc": free.trtc}
    if request.company:
        fields["company"] = asdict(request.company)
    if request.options:
        fields["option_name"] = request.option_name
        fields["options"] = [
            {
                "name": option.name,
                "packs": _json(plan_fields(replace(request.plan, packs=option.packs))["packs"]),
                "usage_percent": plain(option.usage_percent),
            }
            for option in request.options
        ]
    if request.taxes:
        fields["taxes"] = [
            {
                "kind": tax.kind.value,
                "name": tax.name,
                "country": tax.country,
                "percent": plain(tax.percent),
                "sentence": tax.sentence,
            }
            for tax in request.taxes
        ]
    if request.withholding_percent:
        fields["withholding_percent"] = plain(request.withholding_percent)
    if request.language != ENGLISH:
        fields["language"] = request.language
    if request.contact:
        fields["contact"] = request.contact
    if request.number_format:
        fields["number_format"] = request.number_format
    if request.wording > 1:
        fields["wording"], fields["late_days"] = request.wording, request.late_days
    return fields


def _plan(plan: Plan) -> Any:
    return _json({"monthly_fee": None} | plan_fields(plan))


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def price_fields(book: PriceBook) -> dict[str, Any]:
    """The prices that a quote can use, out of a book: those of its last version, ``earlier`` the others'."""
    spans = book.spans()
    prices = _version_fields(spans[-1].book)
    if book.earlier:
        prices["valid_from"] = str(book.valid_from)
        prices["earlier"] = [
            _version_fields(version)
            | {"valid_from": version.valid_from and version.valid_from.isoformat()}
            for version, _ in spans[:-1]
        ]
    return prices


def _version_fields(book: PriceBook) -> dict[str, Any]:
    figures = {name: book.figure(name) for name in FIGURES}
    return {
        "id": book.id,
        "version": book.version,
        "title": book.title,
        "currency": book.currency,
        "postpaid_per_thousand": plain(book.postpaid_per_thousand),
        "monthly_fee": plain(book.monthly_fee),
        "quota_minutes": book.quota_minutes,
        "ratios": [
            {
                "kind": ratio.kind.value,
                "from": ratio.from_day.isoformat() if ratio.from_day else None,
                "ratio": plain(ratio.ratio),
            }
            for ratio in book.ratios
        ],
        "figures": {
            name: plain(figure.value)
            for name, figure in figures.items()
            if figure and figure.value is not None
        },
    }


def result(quote: Quote) -> dict[str, Any]:
    """What the quote comes to; only this is printed and shown, with the settings' words."""
    totals = quote.settlement.totals
    per_thousand = quote.per_thousand
    return (
        _taxes(quote)
        | _options(quote)
        | _words(quote)
        | purchase_fields(quote.purchases, quote.late)
        | {
            "currency": quote.currency,
            "book_currency": quote.book.currency,
            "rate": plain(quote.rate),
            "since": quote.since.isoformat(),
            "last_day": (quote.until - _DAY).isoformat(),
            "lines": [_line(line) for line in quote.lines],
            "list_total": plain(quote.list_total),
            "subtotal": plain(quote.subtotal),
            "rebate": plain(quote.rebate),
            "total": plain(quote.total),
            "per_thousand": None if per_thousand is None else plain(per_thousand),
            "discount_percent": plain(quote.discount_percent),
            "ms": {
                "charged": totals.charged_ms,
                "quota": totals.quota_ms,
                "pack": totals.pack_ms,
                "postpaid": totals.postpaid_ms,
                "unused_quota": quote.unused_quota_ms,
            },
            "months": [
                {
                    "from": month.usage.since.isoformat(),
                    "ms": {kind.value: ms for kind, ms in month.usage.ms.items()},
                    "charged_ms": month.charged_ms,
                    "parts": {group: plain(amount) for group, amount in month.parts.items()},
                    "total": plain(month.total),
                }
                for month in quote.months
            ],
            "cases": {
                case.case.value: {
                    "charged_ms": case.charged_ms,
                    "total": plain(case.total),
                    "month_ms": _month_ms(quote.request.estimate, case.case),
                }
                for case in quote.cases
            },
            "lapses": [
                {
                    "name": lapse.name,
                    "expires": lapse.expires.isoformat(),
                    "unused_ms": lapse.unused_ms,
                }
                for lapse in quote.lapses
            ],
            "assumptions": list(quote.assumptions),
            "postpaid_days": [
                [draw.day.isoformat(), draw.ms, plain(draw.charge)]
                for draw in quote.settlement.draws
                if draw.source is Source.POSTPAID
            ],
        }
    )


def _taxes(quote: Quote) -> dict[str, Any]:
    """Net (``total``), tax, gross and what is left to pay; nothing where no tax was asked for."""
    request, taxed = quote.request, quote.taxed
    fields: dict[str, Any] = {}
    if request.taxes:
        fields["taxes"] = [
            {
                "name": tax.label,
                "percent": plain(tax.percent),
                "amount": plain(amount),
                "note": tax.note,
            }
            for tax, amount in zip(request.taxes, taxed.amounts, strict=True)
        ]
        fields["gross"] = plain(taxed.gross)
    if request.withholding_percent:
        fields["withheld"], fields["payable"] = plain(taxed.withheld), plain(taxed.payable)
    return fields


def _words(quote: Quote) -> dict[str, Any]:
    """Lines and assumptions as templates with values, for another language than English; text that was typed is null."""
    if quote.request.language == ENGLISH:
        return {}
    texts = {"lines": [line.name for line in quote.lines], "assumptions": quote.assumptions}
    return {
        "words": {
            name: [text.fields() if isinstance(text, Phrase) else None for text in group]
            for name, group in texts.items()
        }
    }


def _options(quote: Quote) -> dict[str, Any]:
    """Totals of the offers side by side; nothing where there is one."""
    if not quote.options:
        return {}
    rows = []
    for option in quote.options:
        row = {
            "name": option.name,
            "usage_percent": plain(option.usage_percent),
            "charged_ms": option.charged_ms,
            "total": plain(option.total),
            "per_thousand": None if option.per_thousand is None else plain(option.per_thousand),
            "unused_ms": option.unused_ms,
            "break_even_percent": option.break_even_percent,
        }
        if quote.request.taxes:
            row["gross"] = plain(option.taxed.gross)
        if quote.request.withholding_percent:
            row["payable"] = plain(option.taxed.payable)
        rows.append(row)
    return {"options": rows}


def purchase_fields(purchases: Iterable[Purchase], late: Iterable[Late]) -> dict[str, Any]:
    """The packs of each offer: what, when to buy, and what buying late makes of the total; nothing in quotes of before."""
    rows = [
        {
            "offer": purchase.offer,
            "name": purchase.name,
            "count": purchase.pieces,
            "minutes": purchase.minutes,
            "price": plain(purchase.price),
            "buy_on": purchase.buy_on.isoformat(),
            "expires": purchase.expires.isoformat(),
        }
        for purchase in purchases
    ]
    differences = [{"offer": row.offer, "difference": plain(row.difference)} for row in late]
    return {"purchases": rows, "late": differences} if rows else {}


def _month_ms(estimate: Estimate, case: Case) -> list[int]:
    return [month.total for month in by_month(at(estimate, case))]


def _line(line: Line) -> dict[str, Any]:
    amounts: dict[str, Decimal] = {
        name: getattr(line, name)
        for name in (
            "quantity",
            "book_price",
            "list_price",
            "discount_percent",
            "list_amount",
            "discount",
            "net",
        )
    }
    words = {"group": line.group, "name": line.name, "unit": line.unit, "per": line.per}
    if line.since:
        words["from"] = line.since.isoformat()
    return words | {name: plain(amount) for name, amount in amounts.items()}
