"""Bills that people keep beside the recordings: their lines, and which column of which header is which."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.billing.bill_lines import BillLine
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.reconcile.bill_file import Chosen, key_of
from analytics.storage import acting
from analytics.storage.statements import run
from analytics.storage.store import Store

_PREFIX = "bill "


@dataclass(frozen=True, slots=True)
class KeptBill:
    """A file of bill lines; ``loaded_at`` in UTC."""

    digest: str
    file: str
    loaded_at: datetime
    lines: tuple[BillLine, ...]


def kept(store: Store) -> list[KeptBill]:
    """All bills, the first one kept first."""
    bills: dict[tuple[str, str, datetime], list[BillLine]] = {}
    for row in store.ask("bill_lines"):
        line = BillLine(*(row[name] for name in BillLine._fields))
        bills.setdefault((row["digest"], row["file"], row["loaded_at"]), []).append(line)
    return [KeptBill(*key, tuple(lines)) for key, lines in bills.items()]


def keep(store: Store, file: str, lines: Sequence[BillLine]) -> KeptBill:
    """Keep the lines of a bill. Raises Problem where the same, or some of the same days and amounts, are kept already."""
    digest = hashlib.sha256("\n".join(sorted(map(str, lines))).encode()).hexdigest()[:16]
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with store.write(Act(Right.IMPORT, "keep bill", file, after=digest)) as cursor:
        for bill in kept(store):
            if set(bill.lines) & set(lines):
                raise Problem(
                    f"it has lines that {bill.file} has too, and each would count twice",
                    where=file,
                    hint="Remove that one first, if this one is the newer",
                )
        for line in lines:
            run(
                cursor,
                "load/keep_bill_line",
                digest=digest,
                file=file,
                loaded_at=now,
                **line._asdict(),
            )
    return KeptBill(digest, file, now, tuple(lines))


def remove(store: Store, digest: str) -> None:
    """Take a bill out again."""
    with store.write(Act(Right.IMPORT, "remove bill", digest)) as cursor:
        run(cursor, "load/forget_bill", digest=digest)


def remembered(store: Store) -> dict[str, Chosen]:
    """The columns of bills that people chose, by the key of their header."""
    return {
        row["header_key"]: json.loads(row["mapping"])
        for row in store.ask("mappings")
        if row["header_key"].startswith(_PREFIX)
    }


def remember(store: Store, header: Sequence[str], chosen: Chosen) -> None:
    """Keep which column of a bill's header is which."""
    with store.write(Act(Right.IMPORT, "keep columns", ", ".join(header))) as cursor:
        run(
            cursor, "load/keep_mapping", header_key=key_of(header), header=list(header),
            mapping=json.dumps(dict(chosen), ensure_ascii=False), now=datetime.now(UTC).replace(tzinfo=None),
            person=acting.person().name,
        )  # fmt: skip
