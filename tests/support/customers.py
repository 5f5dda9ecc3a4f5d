"""A database of two customers of one team, in which everything of each has its name."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

from analytics import ingest
from analytics.catalog import plans
from analytics.core.model import Kind, Plan
from analytics.groups import imports as groups
from analytics.groups.rows import GroupRow
from analytics.quotes import lifecycle
from analytics.reports import budgets, notes
from analytics.reports.explore import saved_views
from analytics.storage.store import BESIDE, Store
from tests.support import quotes
from tests.support.exports import flat, row
from tests.support.recordings import Video, load

ROLES = """
sign_in = "headers"
person = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"
[roles]
team = "admin"
north = "viewer"
south = "admin"
[sees]
north = "customer=Znorth School"
south = ["customer=Zsouth School"]
"""
NAMES = ("znorth", "zsouth")


def videos(name: str) -> list[Video]:
    """Three days of lessons of a customer, everything in them named by it."""
    return [
        Video(
            f"{name}-video-{day}-{kind}",
            kind,
            (1_800_000 if name == "znorth" else 1_234_567) + day,
            stop=f"2024-03-2{day} 10:00:00",
            app=f"{name}-app",
            task=f"{name}-task-{day}",
            room=f"{name}-room",
            user=f"{name}-user",
        )
        for day in (5, 6, 7)
        for kind in (Kind.CAMERA, Kind.WHITEBOARD)
    ]


def _fill(store: Store, folder: Path) -> None:
    """Everything that a team keeps, of both customers."""
    for name in NAMES:
        load(store, folder, videos(name), f"{name}.csv")
    both = [row(f"{name}-x", TaskId=f"{name}-t", RoomId=f"{name}-room", UserId=f"{name}-user", SdkAppId=f"{name}-app") for name in NAMES]  # fmt: skip
    bad = [row(f"{name}-bad", VideoType=9, RoomId=f"{name}-room") for name in NAMES]
    (folder / "znorth-zsouth.csv").write_text(flat([*both, *bad]))
    ingest.import_file(store, folder / "znorth-zsouth.csv")
    rows = []
    for line, name in enumerate(NAMES, 2):
        rows += [
            GroupRow(line, "customer", f"{name.capitalize()} School", room=f"{name}-*"),
            GroupRow(line + 10, "room_name", f"{name} hall", room=f"{name}-room"),
            GroupRow(line + 20, "role", f"{name} teacher", user=f"{name}-user"),
        ]
    groups.add(store, rows, "znorth-zsouth-groups.csv")
    for name in NAMES:
        notes.keep(store, date(2024, 3, 25), date(2024, 3, 26), f"{name} note", f"{name} writer")
        budgets.keep(store, "room", f"{name}-room", "1", "USD")
        saved_views.keep(store, f"{name} view", f"?room={name}-room")
        plans.save(store, f"{name} plan", Plan(discount_percent=Decimal(7)))
        lifecycle.save_draft(store, quotes.request(number="", customer=f"{name} school"), "{}")


def copied(original: Path, database: Path) -> Path:
    """A database of its own with all of both."""
    for ending in ("", *BESIDE):
        if (beside := original.with_name(original.name + ending)).exists():
            copyfile(beside, database.with_name(database.name + ending))
    return database


def made(folder: Path) -> Path:
    """The database, to be copied."""
    path = folder / "recordings.duckdb"
    with Store(path) as store:
        _fill(store, folder)
    return path


def texts_by_table(store: Store) -> dict[str, str]:
    """All rows of each table, as text."""
    found = {}
    with store.session() as cursor:
        tables = cursor.execute(
            "select table_name from duckdb_tables() where not internal"
        ).fetchall()
        for (table,) in tables:
            rows = cursor.execute("select t::varchar from query_table($t) as t", {"t": table})
            found[table] = "\n".join(text for (text,) in rows.fetchall()).lower()
    return found
