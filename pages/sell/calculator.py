"""What-if: from a class model or the history to a price, while the customer looks on."""

from __future__ import annotations

import streamlit as st

from pages.sell._calculator import inputs, pack_advice, reopen, results
from pages.sell._quotes import form

reopen.follow_link()
answer = st.container(key="what_if_answer")
now = inputs.show()
results.totals(now, answer)
results.months(now)
results.swings(now)
pack_advice.show(now)
form.show(now)
