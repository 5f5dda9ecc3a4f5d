"""A quote's document in words and grouped digits: what the page, the PDF and the sheet all show.

``words`` says in which language; without it the answer is English, as the screen is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.core.model import KINDS, Kind
from analytics.core.money import digits
from analytics.core.phrase import Phrase, of_fields
from analytics.quotes import buying
from analytics.quotes.document import is_sample, words_of
from analytics.quotes.lines import FEES, GROUPS, PACKS, POSTPAID, ROBOT, short_name
from analytics.quotes.signature import Signed
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.words import ENGLISH, Words

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
_NOTHING = Decimal(0)
_ENGLISH = Words()


def lines(result: Mapping[str, Any], words: Words = _ENGLISH) -> list[list[str]]:
    """A row for each line, with the columns of ``LINE_HEADER``."""
    currency = result["currency"]
    names = _texts(result, "lines", [line["name"] for line in result["lines"]], words)
    return [
        [
            name,
            words.number(line["quantity"]),
            words.say(line["unit"]),
            _unit_price(line, currency, words),
            words.amount(line["list_amount"], currency),
            _discount(line, currency, words),
            words.amount(line["net"], currency),
        ]
        for name, line in zip(names, result["lines"], strict=True)
    ]


def line_names(result: Mapping[str, Any], words: Words) -> list[str]:
    """The name of each line."""
    return _texts(result, "lines", [line["name"] for line in result["lines"]], words)


def assumptions(result: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """What the quote stands on."""
    return _texts(result, "assumptions", result["assumptions"], words)


def _texts(result: Mapping[str, Any], name: str, texts: Sequence[str], words: Words) -> list[str]:
    """Texts by their templates in the document, where they have some; what was typed stays as it is."""
    fields = result.get("words", {}).get(name) or [None] * len(texts)
    return [
        words.phrase(of_fields(phrase, name)) if phrase else text
        for phrase, text in zip(fields, texts, strict=True)
    ]


def _unit_price(line: Mapping[str, Any], currency: str, words: Words) -> str:
    if not Decimal(line["list_price"]):
        return words.say("included")
    per = f" / {words.number(str(line['per']))}" if line["per"] != 1 else ""
    return words.price(line["list_price"], currency) + per


def _discount(line: Mapping[str, Any], currency: str, words: Words) -> str:
    if not Decimal(line["discount_percent"]):
        return "–"
    return words.say(
        "{amount} ({percent} %)",
        amount=words.amount("-" + line["discount"], currency),
        percent=Decimal(line["discount_percent"]),
    )


def sums(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[tuple[str, str]]:
    """Subtotal, discount and total."""
    result, currency = doc["result"], doc["result"]["currency"]
    rows = [(words.say("Subtotal"), words.amount(result["subtotal"], currency))]
    percent = Decimal(doc["settings"]["rebate_percent"])
    if percent:
        off = words.amount("-" + result["rebate"], currency) if Decimal(result["rebate"]) else "0"
        rows.append((words.say("Discount {percent} %", percent=percent), off))
    net = words.amount(result["total"], currency)
    if "gross" not in result and "payable" not in result:
        return [*rows, (words.say("Total {currency}", currency=currency), net)]
    rows.append((words.say("Net total {currency}", currency=currency), net))
    for name, tax in zip(tax_names(doc, words), result.get("taxes", ()), strict=True):
        rows.append((name, words.amount(tax["amount"], currency)))
    if "gross" in result:
        name = words.say("Total {currency}, taxes included", currency=currency)
        rows.append((name, words.amount(result["gross"], currency)))
    if "payable" in result:
        withheld = Decimal(doc["settings"]["withholding_percent"])
        off = words.amount("-" + result["withheld"], currency)
        rows.append((words.say("Withheld {percent} %", percent=withheld), off))
        name = words.say("Payable {currency}", currency=currency)
        rows.append((name, words.amount(result["payable"], currency)))
    return rows


OPTION_HEADER = ("Option", "Usage", "Minutes", "Total", "Per 1,000 min", "Unused", "Same cost at")


def options(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[list[str]]:
    """A row for each offer of a quote with several, with the columns of ``OPTION_HEADER``."""
    result = doc["result"]
    currency = result["currency"]
    return [
        [
            option["name"],
            words.say("{percent} %", percent=Decimal(option["usage_percent"])),
            words.minutes(option["charged_ms"]),
            words.amount(offer_total(option), currency),
            "–"
            if option["per_thousand"] is None
            else words.amount(option["per_thousand"], currency),
            words.minutes(option["unused_ms"]),
            words.say("{percent} % of the usage", percent=option["break_even_percent"])
            if option["break_even_percent"]
            else "–",
        ]
        for option in result.get("options", ())
    ]


def offer_total(option: Mapping[str, Any]) -> str:
    """What one offer comes to for the customer: payable, with tax, or net, whichever is the last."""
    return str(option.get("payable") or option.get("gross") or option["total"])


def tax_names(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """The name of each tax line."""
    if words.code == ENGLISH:
        return [tax["name"] for tax in doc["result"].get("taxes", ())]
    return [words.phrase(tax.label) for tax in _taxes(doc)]


def tax_notes(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """What stands under the total about taxes."""
    if words.code == ENGLISH:
        notes = [tax["note"] for tax in doc["result"].get("taxes", ())]
    else:
        notes = [
            words.phrase(tax.note) if isinstance(tax.note, Phrase) else tax.note
            for tax in _taxes(doc)
        ]
    return [note for note in (words.say(doc["settings"]["tax_note"]), *notes) if note]


def _taxes(doc: Mapping[str, Any]) -> list[Tax]:
    return [
        Tax(
            TaxKind(tax["kind"]), tax["name"], tax["country"], Decimal(tax["percent"]),
            tax["sentence"],
        )
        for tax in doc["settings"].get("taxes", ())
    ]  # fmt: skip


def sender(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[tuple[str, list[str]]]:
    """The company that makes the quote: its name, then what is known of it, each with its lines."""
    company = doc["settings"].get("company")
    if not company:
        return []
    names = ("registration", "tax_id", "contact", "bank")
    labels = ("Registration", "Tax ID", "Contact", "Bank")
    rows = [(company["name"], company["address"])]
    rows += [
        (words.say(label), company[name])
        for name, label in zip(names, labels, strict=True)
        if company[name]
    ]
    return [(name, [line for line in text.splitlines() if line.strip()]) for name, text in rows]


def facts(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[tuple[str, str]]:
    """What a reader looks for beside the total."""
    result, currency = doc["result"], doc["result"]["currency"]
    cases = result["cases"]
    rows = [
        (
            words.say("Price per {minutes} charged minutes, all in", minutes=1000),
            f"{currency} {words.amount(result['per_thousand'], currency)}"
            if result["per_thousand"] is not None
            else "–",
        ),
        (words.say("Charged minutes"), words.minutes(result["ms"]["charged"])),
    ]
    template = (
        "Total before tax if usage is {percent} % of the estimate"
        if "gross" in result
        else "Total if usage is {percent} % of the estimate"
    )
    for case in ("low", "high"):
        share = Decimal(doc["data"][f"{case}_percent"])
        text = f"{currency} {words.amount(cases[case]['total'], currency)}"
        rows.append((words.say(template, percent=share), text))
    return rows


def lapses(result: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """What expires unused under the estimate, a sentence each."""
    sentences = [
        words.say(
            "Pack {name} expires on {expires}; {minutes} of its minutes are not used by {day}.",
            name=short_name(lapse["name"]),
            expires=date.fromisoformat(lapse["expires"]),
            minutes=words.minutes(lapse["unused_ms"]),
            day=date.fromisoformat(result["last_day"]),
        )
        for lapse in result["lapses"]
    ]
    if len(sentences) > 4:
        rest = sum(lapse["unused_ms"] for lapse in result["lapses"][3:])
        more = words.say(
            "{packs} more packs keep {minutes} minutes unused.",
            packs=len(sentences) - 3,
            minutes=words.minutes(rest),
        )
        sentences = [*sentences[:3], more]
    if result["ms"]["unused_quota"] > 0:
        template = "{minutes} free minutes of the monthly fee lapse at the end of their months."
        sentences.append(words.say(template, minutes=words.minutes(result["ms"]["unused_quota"])))
    return sentences or [words.say("Nothing expires unused under this estimate.")]


def usage(
    result: Mapping[str, Any], most: int = 100, words: Words = _ENGLISH
) -> tuple[list[str], list[list[str]]]:
    """Minutes a month by kind, with the low and the high case and the cost; header and rows.

    Months are put together, two or more in a row, where there are more than ``most``.
    """
    kinds = [kind for kind in KINDS if any(month["ms"][kind] for month in result["months"])]
    step = -(-len(result["months"]) // most)
    header = [
        words.say("Month from") if step == 1 else words.say("{count} months from", count=step),
        *(words.say(KIND_WORDS[kind]) for kind in kinds),
        *(words.say(case) for case in ("Expected", "Low", "High")),
        words.say("Cost, {currency}", currency=result["currency"]),
    ]
    months: Sequence[Mapping[str, Any]] = result["months"]
    rows = [
        _usage_row(
            result, kinds, words.day(months[start]["from"]), slice(start, start + step), words
        )
        for start in range(0, len(months), step)
    ]
    return header, [*rows, _usage_row(result, kinds, words.say("Term"), slice(None), words)]


def _usage_row(
    result: Mapping[str, Any], kinds: Sequence[Kind], name: str, month_slice: slice, words: Words
) -> list[str]:
    months, cases = result["months"][month_slice], result["cases"]
    cost = sum((Decimal(month["total"]) for month in months), _NOTHING)
    return [
        name,
        *(words.minutes(sum(month["ms"][kind] for month in months)) for kind in kinds),
        *(
            words.minutes(sum(cases[case]["month_ms"][month_slice]))
            for case in ("expected", "low", "high")
        ),
        words.amount(str(cost), result["currency"]),
    ]


def heading(
    doc: Mapping[str, Any], *, draft: bool = False, words: Words = _ENGLISH
) -> list[tuple[str, str]]:
    """Who, when and under which prices; a draft has no day of issue."""
    chosen, prices, result = doc["settings"], doc["prices"], doc["result"]
    currency = result["currency"]
    contact = [line.strip() for line in chosen.get("contact", "").splitlines() if line.strip()]
    if exchange := chosen["exchange"]:
        currency = words.say(
            "{other} (1 {currency} = {rate}, {day})",
            other=currency,
            currency=prices["currency"],
            rate=words.number(exchange["rate"]),
            day=date.fromisoformat(exchange["dated"]),
        )
    issued = words.say("Not issued: a draft") if draft else words.day(chosen["issued"])
    return [
        (words.say("For"), chosen["customer"]),
        *([(words.say("Contact"), ", ".join(contact))] if contact else []),
        (words.say("From"), chosen["owner"]),
        (words.say("Issued"), issued),
        (words.say("Valid until"), words.day(chosen["valid_until"])),
        (words.say("Term"), f"{words.day(result['since'])} – {words.day(result['last_day'])}"),
        (words.say("Currency"), currency),
    ]


def name(doc: Mapping[str, Any], words: Words = _ENGLISH) -> str:
    """``Q-2027-0001, revision 1``."""
    chosen = doc["settings"]
    return words.say(
        "{number}, revision {revision}", number=chosen["number"], revision=chosen["revision"]
    )


def acceptance(signed: Signed | None, words: Words = _ENGLISH) -> dict[str, Any] | None:
    """What the customer signed: who, when, which offer, and the mark where it was typed."""
    if signed is None:
        return None
    mark, at = signed.signature, signed.at
    rows = [
        (words.say("Name"), mark.name),
        (words.say("Role"), mark.role),
        *([(words.say("Option"), signed.option)] if signed.option else []),
        (words.say("Signed"), f"{words.day(at.date())}, {at:%H:%M} UTC"),
    ]
    title, alt = words.say("Accepted"), words.say("Signature of {name}", name=mark.name)
    return {"title": title, "rows": rows, "typed": mark.typed, "alt": alt}


def _book(prices: Mapping[str, Any], words: Words) -> str:
    """``tencent-intl 2024-03-27``, further versions with the day from which they hold."""
    versions = [*prices.get("earlier", []), prices]
    first = versions[0]
    steps = [
        words.say(
            "{version} from {day}",
            version=version["version"],
            day=date.fromisoformat(version["valid_from"]),
        )
        for version in versions[1:]
    ]
    return ", ".join([f"{prices['id']} {first['version']}", *steps])


def printed(
    doc: Mapping[str, Any], *, draft: bool = False, signed: Signed | None = None
) -> dict[str, Any]:
    """All that the printed form shows, as text, with the chart as whole numbers."""
    chosen, result, words = doc["settings"], doc["result"], words_of(doc)
    places, currency = digits(result["currency"]), result["currency"]
    header, rows = usage(result, 13, words)
    groups = [
        group
        for group in GROUPS
        if any(Decimal(month_row["parts"][group]) for month_row in result["months"])
    ]
    offers = options(doc, words)
    return {
        "language": words.code,
        "dense": len(result["lines"]) > 9 or sum(map(_width, _typed(doc))) > 1200,
        "labels": _labels(doc, words),
        "title": name(doc, words),
        "draft": draft,
        "customer": chosen["customer"],
        "currency": currency,
        "print": doc["prints"]["all"],
        "sample": words.say(SAMPLE) if is_sample(doc) else "",
        "heading": heading(doc, draft=draft, words=words),
        "scope": chosen["scope"],
        "line_header": [words.say(cell) for cell in LINE_HEADER],
        "lines": lines(result, words),
        "sums": sums(doc, words),
        "tax_notes": tax_notes(doc, words),
        "sender": sender(doc, words),
        "option_header": [words.say(cell) for cell in OPTION_HEADER],
        "options": offers,
        "facts": facts(doc, words),
        "buying": buying.printed(doc, words),
        "lapses": lapses(result, words),
        "usage_header": header,
        "usage": rows,
        "groups": [words.say(GROUP_WORDS[used_group]) for used_group in groups],
        "group_numbers": [GROUPS.index(used_group) for used_group in groups],
        "chart": [
            [
                words.day(month["from"]),
                [int(Decimal(month["parts"][group]).scaleb(places)) for group in groups],
            ]
            for month in result["months"]
        ],
        "assumptions": assumptions(result, words),
        "terms": [line for line in chosen["terms"].splitlines() if line.strip()],
        "owner": chosen["owner"],
        "signed": acceptance(signed, words),
    }


def _typed(doc: Mapping[str, Any]) -> list[str]:
    """The texts that somebody typed: where they are long, all is set smaller, so that two pages hold it."""
    names = ("customer", "owner", "scope", "assumptions", "tax_note", "terms", "contact")
    return [doc["settings"].get(name, "") for name in names]


def _width(text: str) -> int:
    """How much room a text takes, in Latin letters: a Chinese character is as wide as two, a line as 40."""
    return sum(1 if sign < "\u2e80" else 2 for sign in text) + 40 * text.count("\n")


def _labels(doc: Mapping[str, Any], words: Words) -> dict[str, str]:
    """The fixed words of the printed form."""
    chosen, result, say = doc["settings"], doc["result"], words.say
    currency = result["currency"]
    top = words.amount(str(max(Decimal(month["total"]) for month in result["months"])), currency)
    offers = [option["name"] for option in result.get("options", ())]
    return {
        "quote": say("Quote"),
        "draft": say("DRAFT – not issued"),
        "subject": say("Cloud classroom recording"),
        "scope": say("Scope"),
        "prices": say("Prices in {currency}", currency=currency),
        "options": say("Options in {currency}", currency=currency),
        "first_option": say(
            "The lines above are those of {option}. The customer's acceptance names one option.",
            option=offers[0] if offers else "",
        ),
        "months": say("Cost by month, {currency}", currency=currency),
        "highest": say("highest month {amount}", amount=top),
        "minutes": say("Estimated minutes"),
        "expires": say("What expires"),
        "assumptions": say("Assumptions"),
        "terms": say("Terms"),
        "customer": say("For {name}", name=chosen["customer"]),
        "owner": say("Offered by {name}", name=chosen["owner"]),
        "sign": say("Name, date, signature"),
        "logo": say("Logo"),
        "foot": say(
            "Quote {name} · prices of {prices} · fingerprint {fingerprint} · engine {engine}",
            name=name(doc, words),
            prices=_book(doc["prices"], words),
            fingerprint=doc["prints"]["all"][:32],
            engine=doc["engine"],
        ),
        "page": say("Page {page} of {pages}"),
    }
