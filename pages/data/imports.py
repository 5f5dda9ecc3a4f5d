"""Imports: bring recordings in, see what became of each row, take an import out again."""

from __future__ import annotations

from pages.data._imports import backup, completeness, conflicts, form, list, watched

form.upload()
watched.show()
form.progress()
form.show_receipts()
conflicts.show()
completeness.show()
list.show()
backup.show()
