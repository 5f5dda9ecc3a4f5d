"""Price book: what the vendor charges, by whose word; edited into new versions, never in place."""

from __future__ import annotations

from pages.data._price_book import choice, editor, files, mixed, saving, versions
from pages.data._price_book.draft import BookDraft

saving.said()
version, all_versions = choice.ask()
draft = BookDraft(version.reference, version.book)
choice.verdict(version)
mixed.notice(draft)
editor.show(draft)
saving.form(draft, all_versions)
versions.show(version, all_versions)
files.show(version)
