"""Lesson: one recording, its files on a time axis, and what each of them was billed as."""

from __future__ import annotations

from analytics.catalog import plans
from analytics.reports import lessons
from pages.monitor import _lessons
from pages.ui import boxes, data, filters

now = filters.chosen("Lessons")
if now is None:
    boxes.nothing_yet()
    boxes.end_page()

text = _lessons.finder()
name, plan = plans.team(data.store())
settlement = data.settlement(plan, None, None)
found = lessons.lesson(data.store(), text, settlement) if text else None
if found is None:
    _lessons.found(now, text)
    boxes.end_page()

_lessons.head(found, settlement, name)
_lessons.facts(found)
_lessons.lanes(found)
_lessons.files(found, settlement, name)
_lessons.source(found)
