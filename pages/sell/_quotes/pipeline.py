"""Pipeline: what was won and lost by month, and the deals as a file for a CRM."""

from __future__ import annotations

import streamlit as st

from analytics.files.export import csv_bytes
from analytics.quotes import pipeline
from analytics.quotes.repository import listed
from pages.sell._quotes.form import today
from pages.ui import data, tables
from pages.ui.takeaway.button import download


def show() -> None:
    """Win rate and reasons by month where there are answers, and the import files of two CRMs."""
    quotes = listed(data.store(), today())
    if not quotes:
        return
    with st.expander(
        "Won and lost, files for a CRM", key="pipeline", icon=":material/query_stats:"
    ):
        if months := pipeline.months(data.store().ask("quote_trail", number=None)):
            table = [
                tables.month("Month", [month.month for month in months]),
                tables.decimal("Win rate", [month.win_percent for month in months], unit="%"),
                tables.whole("Accepted", [month.accepted for month in months]),
                tables.whole("Declined", [month.declined for month in months]),
                tables.text("Reasons", ["; ".join(month.reasons) for month in months]),
            ]
            tables.show(table, key="won_and_lost", alt="Quotes won and lost by month")
        with st.container(horizontal=True):
            for crm in (pipeline.HUBSPOT, pipeline.SALESFORCE):
                columns, lines = pipeline.deals(quotes, crm)
                download(
                    f"Deals for {crm}",
                    csv_bytes(columns, lines),
                    f"deals-{crm.lower()}.csv",
                    "text/csv",
                    key=f"deals_{crm.lower()}",
                    icon=":material/download:",
                )
        st.caption(
            "Each number once, at its accepted or newest revision; stages are those of a new account. "
            "Salesforce takes opportunities by its Data Loader; choose accounts and owners there."
        )
