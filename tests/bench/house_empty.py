"""The empty page, served as the dashboard is."""

from pathlib import Path

import streamlit as st

from pages.server import startup

server = st.App(str(Path(__file__).with_name("empty.py")), lifespan=startup.ready)
