"""Price book: what the vendor charges, by whose word; edited into new versions, never in place."""

from __future__ import annotations

from pages.data._price_book import choice, editor, files, mixed, saving, versions
from pages.data._price_book.draft import BookDraft

saving.said()
chosen, found = choice.ask()
draft = BookDraft(chosen.reference, chosen.book)
choice.verdict(chosen)
mixed.notice(draft)
editor.show(draft)
saving.form(draft, found)
versions.show(chosen, found)
files.show(chosen)
