"""Groups: departments, customers, roles and names of one's own, what they cost, and what is not mapped yet."""

from __future__ import annotations

from pages.data._groups import dimensions, form, imports

form.show()
dimensions.show()
imports.show()
