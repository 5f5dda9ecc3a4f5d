"""A page with nothing on it, among all the modules that the product reads."""

import plotly.graph_objects
import streamlit as st

from pages.ui import data
from pages.ui.charts import base

del plotly, base, data
st.title("Empty", anchor=False)
