"""Lesson: one recording, its files on a time axis, and what each of them was billed as."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plans
from analytics.reports import lessons
from pages.ui import boxes, data, filters, lesson

now = filters.chosen("Lesson")
if now is None:
    boxes.nothing_yet()
    st.stop()

text = lesson.finder()
name, plan = plans.team(data.store())
settlement = data.settlement(plan, None, None)
found = lessons.lesson(data.store(), text, settlement) if text else None
if found is None:
    lesson.found(now, text)
    st.stop()

lesson.head(found, settlement, name)
lesson.facts(found)
lesson.lanes(found)
lesson.files(found, settlement, name)
lesson.source(found)
