"""One lesson's page: find it, what was told of it, its files in lanes, what each was billed as."""

from pages.ui.lesson.document import source
from pages.ui.lesson.facts import facts, head
from pages.ui.lesson.files import files
from pages.ui.lesson.finder import finder, found
from pages.ui.lesson.lanes import lanes

__all__ = ["facts", "files", "finder", "found", "head", "lanes", "source"]
