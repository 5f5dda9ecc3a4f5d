"""Imports: bring recordings in, see what became of each row, take an import out again."""

from __future__ import annotations

from pages.ui import import_conflicts, import_form, import_list, quality, safekeeping

import_form.upload()
import_form.progress()
import_form.show_receipts()
import_conflicts.show()
quality.show()
import_list.show()
safekeeping.show()
