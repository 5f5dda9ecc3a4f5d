"""Names of a lesson's parts, and what each file was billed as, in words."""

from __future__ import annotations

from analytics.core.model import Kind, Source
from analytics.reports.lessons import File, Lane, Lesson, layout, person
from pages.ui import formats, theme

REASONS = {
    "AUTO": "stopped by itself when nothing came any more",
    "USER_CALL": "stopped by a call",
    "FORCE_STOP": "stopped by force: 24 hours recorded, or paused for over 90 minutes",
    "EXCEPTION": "stopped by a fault",
    "": "not reported",
}


def lane(lane: Lane) -> str:
    """``Camera teacher_1``, ``Whiteboard``, ``Mixed stream, layout 101``."""
    name = theme.KIND_NAMES[lane.kind]
    if lane.kind is Kind.MIXED:
        layout_id = layout(lane.user)
        return f"{name}, layout {formats.short(layout_id, 12)}" if layout_id else name
    user = person(lane.user)
    return f"{name} {formats.short(user, 24)}" if user else name


def lane_names(lesson: Lesson) -> list[str]:
    """A name for each lane, no two the same: what is left over is counted."""
    return formats.different(map(lane, lesson.lanes))


def billed_as(file: File) -> str:
    """What a file counts as, and why."""
    if file.row["status"] != "FINISHED":
        return f"nothing: the recording is {file.row['status']}, not FINISHED"
    if not file.ratio:
        why = "mixed streams are" if file.kind is Kind.MIXED else "audio files are"
        if file.kind not in (Kind.MIXED, Kind.AUDIO):
            why = f"{theme.KIND_NAMES[file.kind].lower()} counts × 0 in this plan:"
        return f"nothing: {why} free for now" if why.endswith("are") else f"nothing: {why} free"
    if not file.ms:
        return "nothing: it has no length"
    name = theme.KIND_NAMES[file.kind].lower()
    return f"{name}, in full" if file.ratio == 1 else f"{name} × {file.ratio.normalize():f}"


def paid_by(file: File) -> str:
    """Who paid: ``free quota``, ``pack A and postpaid``; a dash where nobody had to."""
    names = []
    for share in file.shares:
        match share.source:
            case Source.QUOTA:
                name = "free quota"
            case Source.PACK:
                name = f"pack {formats.short(share.pack or '', 20)}"
            case _:
                name = "postpaid"
        if name not in names:
            names.append(name)
    return formats.listed(names) if names else formats.NOTHING


def reason(finish_reason: str) -> str:
    """A finish reason with what it means."""
    meaning = REASONS.get(finish_reason, "unknown to this dashboard")
    return f"{finish_reason}: {meaning}" if finish_reason else meaning
