"""Query: one SELECT over the views of the newest snapshot, for questions that no page asks."""

from __future__ import annotations

import streamlit as st

from pages.monitor._query import answer
from pages.ui import boxes, data

EXAMPLE = "select room, sum(ms) // 60000 as minutes\nfrom files\nwhere billable\ngroup by room\norder by minutes desc\nlimit 20"

if not data.imports():
    boxes.nothing_yet()
    boxes.end_page()

sql = st.text_area(
    "SELECT over files, lessons, days or costs",
    key="sql",
    bind="query-params",
    height=180,
    placeholder=EXAMPLE,
    help="Ctrl+Enter runs it. The address of this page holds the question.",
)
st.button("Run", key="run_query", type="primary", icon=":material/play_arrow:")
if sql and sql.strip():
    answer.show(sql)
with st.expander("Views and columns", expanded=not sql, key="query_schema"):
    answer.schema()
