"""Company profile: who makes the quotes, and what a new one begins with."""

from __future__ import annotations

from pages.sell._quotes import company

company.show()
