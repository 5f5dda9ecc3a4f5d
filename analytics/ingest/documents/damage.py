"""Damage of a text that is no JSON, in words for a person."""

from __future__ import annotations

import json
import re

_SHELL = re.compile(
    r"(?:new )?(?:ObjectId|ISODate|Date|Number(?:Long|Int|Decimal)|Timestamp|BinData|UUID)\("
)
_PYTHON = re.compile(r"(?:True|False|None)\b")
_SCRIPT = re.compile(r"(?:undefined|function|`)")
_COMMENT = re.compile(r"//|/\*|#|<!--")
# The decoder's own message, or how it begins -> what it says, where the text itself does not say more.
_MESSAGES = {
    "Unterminated string": "a text in quotes is not closed",
    "Invalid control character": "a text in quotes has a line break or another control character in it",
    "Invalid \\": "a backslash in a text stands before a sign that it does not go with",
    "Expecting ':'": "a colon is missing after a name",
    "Expecting ','": "a comma is missing",
    "Expecting property name": "a name in double quotes is missing",
    "Illegal trailing comma": "a comma stands before a closing bracket",
    "Extra data": "something follows the document",
}


def sentence(fault: json.JSONDecodeError) -> str:
    """What stands at the place where the text is no JSON any more."""
    text, at = fault.doc, fault.pos
    if _COMMENT.match(text, at):
        return "a comment stands there, which JSON has none of"
    if _SHELL.match(text, at):
        return "it is written as the Mongo shell prints it; export it with mongoexport"
    if _PYTHON.match(text, at) or text[at : at + 1] == "'":
        return "it is written as Python prints it; export it with json.dumps"
    if _SCRIPT.match(text, at):
        return "it is written as a script has it, and not as JSON"
    if fault.msg.startswith(("Expecting property", "Expecting value")):
        before = text[max(0, at - 20) : at].rstrip()[-1:]
        if text[at : at + 1] in ("}", "]") and before == ",":
            return "a comma stands before a closing bracket"
        if not text[at:].strip():
            return "the text ends in the middle"
        if fault.msg.startswith("Expecting property") and text[at].isalpha():
            return "a name stands without double quotes"
    return next(
        (words for start, words in _MESSAGES.items() if fault.msg.startswith(start)),
        "a value is missing",
    )
