"""The cost of use once more, file by file and in fractions, out of a settlement's draws alone."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from analytics.billing.cost_of_use import Key
from analytics.core.model import Plan, PriceBook, Rounding, Settlement
from analytics.groups.rows import GroupRow
from tests.support import oracle
from tests.support.group_oracle import value_of
from tests.support.recordings import Video

MINUTE = 60_000


def day_of(video: Video, plan: Plan) -> date:
    return video.recorded(plan.zone, plan.midnight.value).day


def charged(video: Video, plan: Plan, book: PriceBook) -> int:
    """A file's ms after the ratio of its kind, half up; 0 where its task is not FINISHED."""
    if video.status != "FINISHED":
        return 0
    exact = video.ms * Fraction(oracle.ratio_on(plan, book, video.kind, day_of(video, plan)))
    return (exact + Fraction(1, 2)).__floor__()


def rounded(videos: Sequence[Video], plan: Plan, book: PriceBook) -> int:
    """The ms of one app on one day as the bill has them."""
    scopes: dict[Rounding, Callable[[Video], object]] = {
        Rounding.DAY: lambda _: None,
        Rounding.FILE: lambda video: video.id,
        Rounding.TASK_KIND: lambda video: (video.task, video.kind),
        Rounding.EXACT: lambda _: None,
    }
    parts: defaultdict[object, int] = defaultdict(int)
    for video in videos:
        parts[scopes[plan.rounding](video)] += charged(video, plan, book)
    if plan.rounding is Rounding.EXACT:
        return sum(parts.values())
    return sum(-(-ms // MINUTE) * MINUTE for ms in parts.values())


def day_costs(settlement: Settlement) -> dict[date, Fraction]:
    """Postpaid charges, and of each pack its price × drawn ÷ bought."""
    packs = {balance.pack.name: balance.pack for balance in settlement.packs}
    costs: defaultdict[date, Fraction] = defaultdict(Fraction)
    for draw in settlement.draws:
        costs[draw.day] += Fraction(draw.charge)
        if draw.pack is not None:
            pack = packs[draw.pack]
            costs[draw.day] += Fraction(pack.price) * draw.ms / pack.ms
    return costs


def file_costs(videos: Sequence[Video], settlement: Settlement) -> dict[str, Fraction]:
    """What each file costs: its share of its app's share of its day."""
    plan, book = settlement.plan, settlement.book
    places: defaultdict[tuple[date, str], list[Video]] = defaultdict(list)
    for video in videos:
        places[day_of(video, plan), video.app].append(video)
    bills = {place: rounded(some, plan, book) for place, some in places.items()}
    whole: defaultdict[date, int] = defaultdict(int)
    for (day, _), ms in bills.items():
        whole[day] += ms
    costs = day_costs(settlement)
    found: dict[str, Fraction] = {}
    for (day, app), some in places.items():
        own = sum(charged(video, plan, book) for video in some)
        for video in some:
            part = Fraction(charged(video, plan, book), own) if own else Fraction(0)
            share = Fraction(bills[day, app], whole[day]) if whole[day] else Fraction(0)
            found[video.id] = costs.get(day, Fraction(0)) * share * part
    return found


def key_of(video: Video, fields: Sequence[str], plan: Plan, groups: Sequence[GroupRow] = ()) -> Key:
    day = day_of(video, plan)
    dimensions = {field: value_of(groups, field, video, day) for field in ("dept", "role")}
    values = {
        "day": str(day_of(video, plan)),
        "month": str(day_of(video, plan))[:7],
        "kind": video.kind.value,
        "room": video.room,
        "user": video.user,
        "app": video.app,
        "recording": video.task,
        "day:weekday": str(day_of(video, plan).isoweekday()),
        "file:hour": str(video.started.astimezone(ZoneInfo(plan.zone)).hour),
        "file:finish": "",
        "file:lines": "720",
        "file:state": video.status,
        **dimensions,
    }
    return tuple(values[field] for field in fields)
