"""The empty page, served as the dashboard is."""

from pathlib import Path

import streamlit as st

from pages.ui import start

server = st.App(str(Path(__file__).with_name("empty.py")), lifespan=start.ready)
