"""What-if: from a class model or the history to a price, while the customer looks on."""

from __future__ import annotations

import streamlit as st

from pages.ui import calculator, calculator_results, pack_panel, quote_form
from pages.ui.quotes import reopening

reopening.follow_link()
answer = st.container(key="what_if_answer")
now = calculator.show()
calculator_results.totals(now, answer)
calculator_results.months(now)
calculator_results.swings(now)
pack_panel.show(now)
quote_form.show(now)
