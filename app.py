"""The dashboard: `streamlit run app.py`.

Read twice: once by the server that starts, which gets itself ready, and then by each page that
somebody looks at, which gets the frame.
"""

from __future__ import annotations

import sys

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from starlette.middleware import Middleware

    from pages.server import access, compression, guard, routes, startup, way_back

    if sentence := access.refusal():
        sys.exit(sentence)
    server = st.App(
        "app.py",
        lifespan=startup.ready,
        routes=routes.all_routes(),
        middleware=[
            Middleware(guard.Guard),
            Middleware(way_back.WayBack),
            Middleware(compression.CompressedScripts),
        ],
    )
else:
    from pages.server import frame
    from pages.ui import site

    frame.show(site.sections)
