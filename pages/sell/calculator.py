"""Calculator: from a class model or the history to a price, while the customer looks on."""

from __future__ import annotations

import streamlit as st

from pages.sell._calculator import inputs, pack_advice, purchases, reopen, results
from pages.sell._quotes import form

reopen.follow_link()
reopen.begin()
answer = st.container(key="what_if_answer")
values = inputs.show()
results.totals(values, answer)
results.months(values)
purchases.of_inputs(values)
results.swings(values)
pack_advice.show(values)
form.show(values)
