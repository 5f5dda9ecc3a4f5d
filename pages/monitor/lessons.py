"""Lesson: one recording, its files on a time axis, and what each of them was billed as."""

from __future__ import annotations

from analytics.reports import lessons
from pages.monitor import _lessons
from pages.ui import boxes, data, filters

selection = filters.chosen("Lessons")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

text = _lessons.finder()
name, plan = data.team()
settlement = data.settlement(plan, None, None)
lesson = lessons.lesson(data.store(), text, settlement) if text else None
if lesson is None:
    _lessons.found(selection, text)
    boxes.end_page()

_lessons.head(lesson, settlement, name)
_lessons.facts(lesson)
_lessons.lanes(lesson)
_lessons.files(lesson, settlement, name)
_lessons.source(lesson)
