"""A page with nothing on it, among all the modules that the product reads."""

import plotly.graph_objects
import streamlit as st

from pages.ui import charts, data

del plotly, charts, data
st.title("Empty", anchor=False)
