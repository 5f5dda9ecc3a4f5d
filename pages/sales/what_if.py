"""What-if: from a class model or the history to a price, while the customer looks on."""

from __future__ import annotations

from pages.ui import calculator, calculator_results, pack_panel, quote_form
from pages.ui.quotes import reopening

reopening.follow_link()
now = calculator.show()
calculator_results.totals(now)
calculator_results.months(now)
calculator_results.swings(now)
pack_panel.show(now)
quote_form.show(now)
