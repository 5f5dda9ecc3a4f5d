"""The dashboard: `streamlit run app.py`.

Read twice: once by the server that starts, which gets itself ready, and then by each page that
somebody looks at, which gets the frame.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from starlette.middleware import Middleware

    from pages.ui import assets, preload, start

    server = st.App(
        "app.py",
        lifespan=start.ready,
        middleware=[Middleware(assets.Assets), Middleware(preload.Preload)],
    )
else:
    from pages.ui import frame

    frame.show(
        {
            "Usage": [
                st.Page(
                    "pages/usage/overview.py",
                    title="Overview",
                    icon=":material/monitoring:",
                    default=True,
                ),
                st.Page("pages/usage/explore.py", title="Explore", icon=":material/explore:"),
                st.Page("pages/usage/waste.py", title="Waste", icon=":material/delete_sweep:"),
                st.Page("pages/usage/lesson.py", title="Lesson", icon=":material/view_timeline:"),
                st.Page("pages/usage/imports.py", title="Imports", icon=":material/upload_file:"),
            ],
            "Billing": [
                st.Page("pages/billing/costs.py", title="Costs", icon=":material/payments:"),
                st.Page("pages/billing/ahead.py", title="Ahead", icon=":material/trending_up:"),
                st.Page(
                    "pages/billing/time_machine.py",
                    title="Time machine",
                    icon=":material/history:",
                ),
                st.Page("pages/billing/bill.py", title="Bill", icon=":material/receipt_long:"),
                st.Page("pages/billing/unclear.py", title="Unclear rules", icon=":material/help:"),
                st.Page("pages/billing/price_book.py", title="Price book", icon=":material/sell:"),
            ],
            "Sales": [
                st.Page("pages/sales/what_if.py", title="What-if", icon=":material/tune:"),
                st.Page("pages/sales/scenarios.py", title="Scenarios", icon=":material/compare:"),
                st.Page("pages/sales/quotes.py", title="Quotes", icon=":material/request_quote:"),
            ],
        }
    )
