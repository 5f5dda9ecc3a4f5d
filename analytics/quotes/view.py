"""A quote's document in words and grouped digits: what the page, the PDF and the sheet all show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.core.model import KINDS, MS_PER_MINUTE, Kind
from analytics.core.money import digits, divide_half_up, half_up
from analytics.quotes.document import is_sample
from analytics.quotes.lines import FEES, GROUPS, PACKS, POSTPAID, ROBOT, short_name
from analytics.quotes.signature import Signed

KIND_WORDS = {
    Kind.CAMERA: "Camera",
    Kind.SCREEN: "Screen share",
    Kind.WHITEBOARD: "Whiteboard",
    Kind.MIXED: "Mixed stream",
    Kind.AUDIO: "Audio file",
}
GROUP_WORDS = {
    FEES: "Monthly fee",
    PACKS: "Packs",
    POSTPAID: "Postpaid",
    ROBOT: "Recording robot",
}
LINE_HEADER = ("", "Quantity", "Unit", "Unit price", "List amount", "Discount", "Net amount")
SAMPLE = "Sample data: the usage is that of a made-up school."
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOTHING = Decimal(0)


def day(text: str) -> str:
    """``2027-01-04`` as ``4 Jan 2027``."""
    day = date.fromisoformat(text)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def amount(text: str, currency: str) -> str:
    """An amount with grouped digits, its currency left out: ``1,234.50``, ``−3.00``."""
    value = half_up(Decimal(text), digits(currency))
    return f"{value:,f}".replace("-", "−")


def minutes(ms: int) -> str:
    """Whole minutes, half up."""
    return f"{divide_half_up(ms, MS_PER_MINUTE):,}"


def number(text: str) -> str:
    """A number with grouped digits and no zeros at the end: ``803,440``, ``0.5``."""
    grouped = f"{Decimal(text):,f}"
    return grouped.rstrip("0").rstrip(".") if "." in grouped else grouped


def price(text: str, currency: str) -> str:
    """A unit price: all its decimals up to six, at least the currency's."""
    value = half_up(Decimal(text), 6)
    least = digits(currency)
    whole, _, rest = f"{value:,f}".partition(".")
    decimals = rest.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole


def lines(result: Mapping[str, Any]) -> list[list[str]]:
    """A row for each line, with the columns of ``LINE_HEADER``."""
    currency = result["currency"]
    return [
        [
            line["name"],
            number(line["quantity"]),
            line["unit"],
            _unit_price(line, currency),
            amount(line["list_amount"], currency),
            _discount(line, currency),
            amount(line["net"], currency),
        ]
        for line in result["lines"]
    ]


def _unit_price(line: Mapping[str, Any], currency: str) -> str:
    if not Decimal(line["list_price"]):
        return "included"
    per = f" / {line['per']:,}" if line["per"] != 1 else ""
    return price(line["list_price"], currency) + per


def _discount(line: Mapping[str, Any], currency: str) -> str:
    if not Decimal(line["discount_percent"]):
        return "–"
    return f"{amount('-' + line['discount'], currency)} ({number(line['discount_percent'])} %)"


def sums(doc: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Subtotal, discount and total."""
    result, currency = doc["result"], doc["result"]["currency"]
    rows = [("Subtotal", amount(result["subtotal"], currency))]
    percent = Decimal(doc["settings"]["rebate_percent"])
    if percent:
        off = amount("-" + result["rebate"], currency) if Decimal(result["rebate"]) else "0"
        rows.append((f"Discount {number(str(percent))} %", off))
    net = amount(result["total"], currency)
    if "gross" not in result and "payable" not in result:
        return [*rows, (f"Total {currency}", net)]
    rows.append((f"Net total {currency}", net))
    rows += [(tax["name"], amount(tax["amount"], currency)) for tax in result.get("taxes", ())]
    if "gross" in result:
        rows.append((f"Total {currency}, taxes included", amount(result["gross"], currency)))
    if "payable" in result:
        withheld = number(doc["settings"]["withholding_percent"])
        rows.append((f"Withheld {withheld} %", amount("-" + result["withheld"], currency)))
        rows.append((f"Payable {currency}", amount(result["payable"], currency)))
    return rows


OPTION_HEADER = ("Option", "Usage", "Minutes", "Total", "Per 1,000 min", "Unused", "Same cost at")


def options(doc: Mapping[str, Any]) -> list[list[str]]:
    """A row for each offer of a quote with several, with the columns of ``OPTION_HEADER``."""
    result = doc["result"]
    currency = result["currency"]
    return [
        [
            option["name"],
            f"{number(option['usage_percent'])} %",
            minutes(option["charged_ms"]),
            amount(offer_total(option), currency),
            "–" if option["per_thousand"] is None else amount(option["per_thousand"], currency),
            minutes(option["unused_ms"]),
            f"{option['break_even_percent']} % of the usage"
            if option["break_even_percent"]
            else "–",
        ]
        for option in result.get("options", ())
    ]


def offer_total(option: Mapping[str, Any]) -> str:
    """What one offer comes to for the customer: payable, with tax, or net, whichever is the last."""
    return str(option.get("payable") or option.get("gross") or option["total"])


def tax_notes(doc: Mapping[str, Any]) -> list[str]:
    """What stands under the total about taxes."""
    notes = [tax["note"] for tax in doc["result"].get("taxes", ())]
    return [note for note in (doc["settings"]["tax_note"], *notes) if note]


def sender(doc: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The company that makes the quote: its name, then what is known of it, each with its lines."""
    company = doc["settings"].get("company")
    if not company:
        return []
    names = ("registration", "tax_id", "contact", "bank")
    words = ("Registration", "Tax ID", "Contact", "Bank")
    rows = [(company["name"], company["address"])]
    rows += [
        (word, company[name]) for name, word in zip(names, words, strict=True) if company[name]
    ]
    return [(name, [line for line in text.splitlines() if line.strip()]) for name, text in rows]


def facts(doc: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a reader looks for beside the total."""
    result, currency = doc["result"], doc["result"]["currency"]
    cases = result["cases"]
    rows = [
        (
            "Price per 1,000 charged minutes, all in",
            f"{currency} {amount(result['per_thousand'], currency)}"
            if result["per_thousand"] is not None
            else "–",
        ),
        ("Charged minutes", minutes(result["ms"]["charged"])),
    ]
    net = " before tax" if "gross" in result else ""
    for case in ("low", "high"):
        share = number(doc["data"][f"{case}_percent"])
        text = f"{currency} {amount(cases[case]['total'], currency)}"
        rows.append((f"Total{net} if usage is {share} % of the estimate", text))
    return rows


def lapses(result: Mapping[str, Any]) -> list[str]:
    """What expires unused under the estimate, a sentence each."""
    sentences = [
        f"Pack {short_name(lapse['name'])} expires on {day(lapse['expires'])}; {minutes(lapse['unused_ms'])} of "
        f"its minutes are not used by {day(result['last_day'])}."
        for lapse in result["lapses"]
    ]
    if len(sentences) > 4:
        rest = sum(lapse["unused_ms"] for lapse in result["lapses"][3:])
        sentences = [
            *sentences[:3],
            f"{len(sentences) - 3} more packs keep {minutes(rest)} minutes unused.",
        ]
    if result["ms"]["unused_quota"] > 0:
        free = minutes(result["ms"]["unused_quota"])
        sentences.append(
            f"{free} free minutes of the monthly fee lapse at the end of their months."
        )
    return sentences or ["Nothing expires unused under this estimate."]


def usage(result: Mapping[str, Any], most: int = 100) -> tuple[list[str], list[list[str]]]:
    """Minutes a month by kind, with the low and the high case and the cost; header and rows.

    Months are put together, two or more in a row, where there are more than ``most``.
    """
    kinds = [kind for kind in KINDS if any(month["ms"][kind] for month in result["months"])]
    step = -(-len(result["months"]) // most)
    header = [
        "Month from" if step == 1 else f"{step} months from",
        *(KIND_WORDS[kind] for kind in kinds),
        "Expected",
        "Low",
        "High",
        f"Cost, {result['currency']}",
    ]
    months: Sequence[Mapping[str, Any]] = result["months"]
    rows = [
        _usage_row(result, kinds, day(months[start]["from"]), slice(start, start + step))
        for start in range(0, len(months), step)
    ]
    return header, [*rows, _usage_row(result, kinds, "Term", slice(None))]


def _usage_row(
    result: Mapping[str, Any], kinds: Sequence[Kind], name: str, month_slice: slice
) -> list[str]:
    months, cases = result["months"][month_slice], result["cases"]
    cost = sum((Decimal(month["total"]) for month in months), _NOTHING)
    return [
        name,
        *(minutes(sum(month["ms"][kind] for month in months)) for kind in kinds),
        *(
            minutes(sum(cases[case]["month_ms"][month_slice]))
            for case in ("expected", "low", "high")
        ),
        amount(str(cost), result["currency"]),
    ]


def heading(doc: Mapping[str, Any], *, draft: bool = False) -> list[tuple[str, str]]:
    """Who, when and under which prices; a draft has no day of issue."""
    chosen, prices, result = doc["settings"], doc["prices"], doc["result"]
    exchange = chosen["exchange"]
    rate = ""
    if exchange:
        rate = f" (1 {prices['currency']} = {exchange['rate']}, {day(exchange['dated'])})"
    return [
        ("For", chosen["customer"]),
        ("From", chosen["owner"]),
        ("Issued", "Not issued: a draft" if draft else day(chosen["issued"])),
        ("Valid until", day(chosen["valid_until"])),
        ("Term", f"{day(result['since'])} – {day(result['last_day'])}"),
        ("Currency", f"{result['currency']}{rate}"),
    ]


def acceptance(signed: Signed | None) -> dict[str, Any] | None:
    """What the customer signed: who, when, which offer, and the mark where it was typed."""
    if signed is None:
        return None
    mark, at = signed.signature, signed.at
    rows = [
        ("Name", mark.name),
        ("Role", mark.role),
        *([("Option", signed.option)] if signed.option else []),
        ("Signed", f"{day(at.date().isoformat())}, {at:%H:%M} UTC"),
    ]
    return {"title": "Accepted", "rows": rows, "typed": mark.typed}


def _book(prices: Mapping[str, Any]) -> str:
    """``tencent-intl 2024-03-27``, further versions with the day from which they hold."""
    versions = [*prices.get("earlier", []), prices]
    first = versions[0]
    steps = [f"{version['version']} from {day(version['valid_from'])}" for version in versions[1:]]
    return ", ".join([f"{prices['id']} {first['version']}", *steps])


def printed(
    doc: Mapping[str, Any], *, draft: bool = False, signed: Signed | None = None
) -> dict[str, Any]:
    """All that the printed form shows, as text, with the chart as whole numbers."""
    chosen, result = doc["settings"], doc["result"]
    places = digits(result["currency"])
    header, rows = usage(result, most=13)
    groups = [
        group
        for group in GROUPS
        if any(Decimal(month_row["parts"][group]) for month_row in result["months"])
    ]
    return {
        "title": f"{chosen['number']}, revision {chosen['revision']}",
        "draft": draft,
        "sample": SAMPLE if is_sample(doc) else "",
        "customer": chosen["customer"],
        "heading": heading(doc, draft=draft),
        "scope": chosen["scope"],
        "line_header": LINE_HEADER,
        "lines": lines(result),
        "sums": sums(doc),
        "tax_notes": tax_notes(doc),
        "sender": sender(doc),
        "option_header": OPTION_HEADER,
        "options": options(doc),
        "facts": facts(doc),
        "lapses": lapses(result),
        "usage_header": header,
        "usage": rows,
        "groups": [GROUP_WORDS[used_group] for used_group in groups],
        "group_numbers": [GROUPS.index(used_group) for used_group in groups],
        "chart": [
            [
                day(month["from"]),
                [int(Decimal(month["parts"][group]).scaleb(places)) for group in groups],
            ]
            for month in result["months"]
        ],
        "chart_top": amount(
            str(max(Decimal(month["total"]) for month in result["months"])), result["currency"]
        ),
        "currency": result["currency"],
        "assumptions": result["assumptions"],
        "terms": [line for line in chosen["terms"].splitlines() if line.strip()],
        "owner": chosen["owner"],
        "signed": acceptance(signed),
        "prices": _book(doc["prices"]),
        "print": doc["prints"]["all"],
        "engine": doc["engine"],
    }
