"""The company profile as a form: name, address, ids, bank, logo, standard terms, defaults."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.core.errors import Problem
from analytics.quotes import company
from analytics.quotes.company import Profile
from analytics.quotes.request import Company
from analytics.quotes.words import ENGLISH, LANGUAGES, NUMBER_FORMATS
from pages.sell._quotes import tax
from pages.sell._quotes.language import language_name, number_format_name
from pages.ui import boxes, data, formats

_SAVED = "company_saved"


def show() -> None:
    """The profile in force, and the way to change it."""
    store = data.store()
    current = company.profile(store)
    if said := st.session_state.pop(_SAVED, ""):
        st.success(said, icon=":material/check:")
    st.caption(
        "Printed at the top of every quote that is saved from now on; quotes that are there stay as they are."
    )
    if "q_tax_kind_0" not in st.session_state:
        tax.begin(current.taxes)
    with st.container(border=True, key="company_form"):
        chosen = _fields(current)
        st.subheader("A new quote begins with", anchor=False)
        chosen = _defaults(current, chosen)
        logo, away = _logo(current)
        who = st.text_input("Changed by", key="company_who", max_chars=60)
        if st.button("Save company profile", key="company_save", type="primary"):
            _save(chosen, who, b"" if away else logo)


def _fields(current: Profile) -> Profile:
    left, right = st.columns(2)
    now = current.company
    name = left.text_input("Name", now.name, key="company_name", max_chars=80)
    registration = right.text_input(
        "Registration", now.registration, key="company_registration", max_chars=80
    )
    address = left.text_area("Address", now.address, key="company_address", max_chars=300)
    tax_id = right.text_input("Tax ID", now.tax_id, key="company_tax_id", max_chars=40)
    contact = right.text_input("Contact", now.contact, key="company_contact", max_chars=160)
    bank = st.text_area("Bank", now.bank, key="company_bank", max_chars=240, height=68)
    texts = (name, address, registration, tax_id, contact, bank, now.logo)
    return replace(current, company=Company(*(text.strip() for text in texts)))


def _defaults(current: Profile, chosen: Profile) -> Profile:
    left, middle, right, last = st.columns(4)
    days = left.number_input("Valid for, days", 1, 365, current.valid_days, key="company_days")
    language = middle.selectbox(
        "Language",
        list(LANGUAGES),
        index=list(LANGUAGES).index(current.language),
        format_func=language_name,
        key="company_language",
    )
    numbers = right.selectbox(
        "Numbers",
        ["", *NUMBER_FORMATS],
        index=["", *NUMBER_FORMATS].index(current.number_format),
        format_func=number_format_name,
        key="company_numbers",
    )
    currency = last.text_input(
        "Currency",
        current.currency,
        key="company_currency",
        max_chars=3,
        placeholder="The price book’s",
        help="Its rate is typed for each quote, in the Calculator.",
    )
    taxes = tax.chosen()
    terms = st.text_area("Standard terms", current.terms, key="company_terms", max_chars=900)
    with st.expander("Standard terms in other languages", key="company_terms_more"):
        others = {
            code: st.text_area(
                language.name,
                current.terms_by_language.get(code, ""),
                key=f"company_terms_{code}",
                max_chars=900,
            ).strip()
            for code, language in LANGUAGES.items()
            if code != ENGLISH
        }
    return replace(
        chosen,
        valid_days=int(days),
        taxes=taxes,
        terms=terms.strip(),
        language=language,
        number_format=numbers,
        currency=currency.strip().upper(),
        terms_by_language={code: text for code, text in others.items() if text},
    )


def _logo(current: Profile) -> tuple[bytes | None, bool]:
    """A new logo, and whether the one that is there goes."""
    upload = st.file_uploader(
        "Logo, PNG or SVG", type=["png", "svg"], key="company_logo", max_upload_size=1
    )
    away = False
    if picture := company.logo(data.store(), current.company.logo):
        if picture.startswith(b"\x89PNG"):
            st.image(picture, width=200)
        else:
            st.caption(f"An SVG of {formats.whole(len(picture))} bytes is the logo.")
        away = st.checkbox("Remove the logo", key="company_logo_away")
    return (upload.read(company.LARGEST_LOGO + 1) if upload else None), away


def _save(chosen: Profile, who: str, logo: bytes | None) -> None:
    try:
        company.keep_profile(data.store(), chosen, who, logo)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAVED] = "The company profile is saved; new quotes carry it."
    st.rerun()
