"""The language of a quote's document and the form of its numbers, as inputs; the screen stays English."""

from __future__ import annotations

import streamlit as st

from analytics.quotes import company
from analytics.quotes.words import ENGLISH, LANGUAGES, NUMBER_FORMATS
from pages.ui import data
from pages.ui.plans.terms import KEPT

LANGUAGE, NUMBERS = "q_language", "q_numbers"
_WAS = "q_language_was"
TERMS = "q_terms"


def language_name(code: str) -> str:
    """``German``."""
    return LANGUAGES[code].name


def number_format_name(chosen: str) -> str:
    """``1.234,56``, or that the language decides."""
    return chosen or "As in the language"


def begin(language: str, number_format: str) -> None:
    """Before the inputs are drawn: what they begin with."""
    state = st.session_state
    state[LANGUAGE], state[NUMBERS], state[_WAS] = language, number_format, language


def choose(language: str) -> None:
    """Choose a language as if somebody had: standard terms follow it."""
    st.session_state[LANGUAGE] = language
    _follow()


def inputs() -> tuple[str, str]:
    """The chosen language and form of numbers; standard terms that nobody changed follow the language."""
    left, right = st.columns(2)
    language = left.selectbox(
        "Language of the document",
        list(LANGUAGES),
        format_func=language_name,
        key=LANGUAGE,
        on_change=_follow,
        **KEPT,
    )
    numbers = right.selectbox(
        "Numbers",
        ["", *NUMBER_FORMATS],
        format_func=number_format_name,
        key=NUMBERS,
        **KEPT,
    )
    profile = company.profile(data.store())
    if language != ENGLISH and profile.terms and not profile.terms_by_language.get(language):
        st.caption(f"The company profile has no standard terms in {language_name(language)}.")
    return language or ENGLISH, numbers or ""


def _follow() -> None:
    state, profile = st.session_state, company.profile(data.store())
    was = state.get(_WAS) or ENGLISH
    if state.get(TERMS, "") == profile.terms_in(was):
        state[TERMS] = profile.terms_in(state[LANGUAGE])
    state[_WAS] = state[LANGUAGE]
