"""Vendor: what comes from its API and its callbacks by itself, how far that is, and purchases that may be packs."""

from __future__ import annotations

from pages.data._vendor import callbacks, purchases, syncs

syncs.show()
callbacks.show()
purchases.show()
