"""Where imports disagree about a video, and a person's decision whose row counts.

A newer finished task replaces an unfinished one by itself. Any other difference is left as it was first told, and shown
here until somebody decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest.loading import load
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

MOST_VIDEOS = 20


@dataclass(frozen=True, slots=True)
class Said:
    """What one import says; "" where it says nothing."""

    value: str
    import_id: str
    file: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one video on which imports disagree: first what counts now, then the others.

    `is_decided` where a person chose.
    """

    video_id: str
    field: str
    said: tuple[Said, ...]
    is_decided: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """On how many videos imports disagree, and on how many of these nobody decided."""

    videos: int
    undecided: int
    by_import: tuple[Losing, ...]


@dataclass(frozen=True, slots=True)
class Losing:
    """An import that says something else than what counts: on how many videos, and what its lengths would add, in ms."""

    import_id: str
    file: str
    videos: int
    undecided: int
    ms: int


def disputed(store: Store) -> Disputed:
    """All that imports disagree about, by the import whose rows do not count."""
    rows = store.ask("disputed")
    if not rows:
        return Disputed(0, 0, ())
    totals, *losses = rows
    return Disputed(totals["videos"], totals["undecided"], tuple(Losing(**row) for row in losses))


def conflicts(
    store: Store, most: int = MOST_VIDEOS, *, decided: bool | None = None
) -> list[Conflict]:
    """The differences between imports that a person has to judge, by video and field.

    Of at most so many videos: those that nobody decided, then the latest decisions; or only the ones or the others.
    """
    rows = store.ask("conflicts", most=most, decided=decided)
    return [
        Conflict(
            video_id,
            field,
            tuple(
                Said(row["value"], row["import_id"], row["file"], row["counts"]) for row in claims
            ),
            claims[0]["is_chosen"],
        )
        for (video_id, field), group in groupby(rows, key=itemgetter("video_id", "name"))
        if (claims := list(group))
    ]


def resolve(store: Store, video_id: str | None, import_id: str | None) -> int:
    """Let the row of this import count, now and after later imports; how many videos that was said of.

    Without `video_id`: for all videos on which this import disagrees with another. Without `import_id`: take an earlier
    decision on the video back. The decision goes when its import is undone. Raises Problem where there is no such row.
    """
    if video_id is None and import_id is None:
        raise Problem("neither a video nor an import is named", hint="Name one of them")
    act = Act(Right.IMPORT, "decide conflict", video_id or "all videos", after=import_id or "")
    with store.write(act) as cursor:
        number = None
        if import_id is not None:
            imports = ask(cursor, "import_named", import_id=import_id, digest=None)
            if not imports:
                raise Problem(
                    f'there is no import "{import_id}"',
                    hint="See `python -m analytics imports` for the list",
                )
            number = imports[0]["import_no"]
        run(cursor, "load/choosing", import_no=number, video_id=video_id)
        videos: int = ask(cursor, "load/chosen")[0]["videos"]
        if not videos:
            raise Problem(
                f"import {import_id} has nothing to decide"
                + (f' about video "{video_id}"' if video_id else ""),
                hint="Choose one of the imports shown beside the video",
            )
        now = datetime.now(UTC).replace(tzinfo=None)
        run(cursor, "load/choose", import_no=number, now=now)
        refresh_rollups(cursor, load.elect_twins(cursor))
    return videos
