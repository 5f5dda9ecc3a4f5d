"""Every number opens: its formula, the settings in force, its SQL, and the rows that add up to it.

A page says what its number is made of, and gets a small button for it:

    from analytics import lineage
    from pages.ui import drilldown

    claim = lineage.files("billable_minutes", recorded.billable_ms, selection.usage)
    drilldown.button({"Billable minutes": claim}, key="prove_billable")

`lineage.files(name, ms, filters, **cut)` is a figure made of recorded files; `cut` narrows the
filters down: `rooms=["7"]`, `kinds=["camera"]`, `users=`, `tasks=`, `weekdays=[1]`, `hours=[9]`,
`finishes=["AUTO"]`, `pictures=[720]`, `billable=True`, `since=`, `until=`.
`lineage.bill(name, value, settlement, **cut)` is a figure of a settlement; `lineage.of_days(claims, how)`
the same where its days are a forecast or an estimate and have no files: `how` says what a day was
worked out from. `lineage.worked(name, value, made)` is one whose rows are worked out, by one of
`lineage.made` or `lineage.expected`: uses, packs, storage, days of a forecast. The names are those of
`lineage.FIGURES`; a new sort of number is one more entry there, with the question that it is read by.

Where there are many numbers (a chart, a table), give all of them by name, as a function, which is
called only when somebody asks:

    drilldown.button(lambda: {"12 Mar, Camera": claim, ...}, key="prove_minutes_over_time")

The person then chooses among them. A click on a bar or a row opens the one that was meant:

    drilldown.chart(figure, choices, name_of_point, key=…, alt=…)
    drilldown.table(columns, choices, name_of_cell, key=…, alt=…)
    drilldown.show(choices, "12 Mar, Camera")    # in the run that the click caused; once a run

All buttons of a page are walked by tests/pages/ui/test_drilldown.py: it opens each number and adds its rows
up. A chart or a table with the key `x` has the button `prove_x`.
"""

from pages.ui.drilldown.cells import lesson_column, lesson_link
from pages.ui.drilldown.drawer import show
from pages.ui.drilldown.openers import (
    HELP,
    ICON,
    Choices,
    button,
    card,
    chart,
    figure,
    heading,
    table,
)

__all__ = [
    "HELP",
    "ICON",
    "Choices",
    "button",
    "card",
    "chart",
    "figure",
    "heading",
    "lesson_column",
    "lesson_link",
    "show",
    "table",
]
