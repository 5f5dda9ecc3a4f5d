"""Languages of a quote's document; the screen stays English."""

from __future__ import annotations

LANGUAGES = {
    "en": "English",
    "zh-Hans": "Chinese, simplified",
    "zh-Hant": "Chinese, traditional",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
}
"""The name of each language by its code."""
