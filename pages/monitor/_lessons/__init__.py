"""One lesson's page: find it, what was told of it, its files in lanes, what each was billed as."""

from pages.monitor._lessons.document import source
from pages.monitor._lessons.facts import facts, head
from pages.monitor._lessons.files import files
from pages.monitor._lessons.finder import finder, found
from pages.monitor._lessons.lanes import lanes

__all__ = ["facts", "files", "finder", "found", "head", "lanes", "source"]
