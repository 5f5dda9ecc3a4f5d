"""Documents into flat rows: which shape a JSON document has, and where its recording and its files stand in it.

Shapes are recognised by what a document holds, never by a file's name; names of fields are compared without case and
underscores, as the vendor itself writes RoomId, RoomID and room_id. Every value leaves as text, exactly as it was
written; whether it can be read is decided later, in one place, for all shapes.

An object is tried in this order: another product's document, which is refused by its product; one of the vendor's forms;
a row of a table, whose names are those of a header in any of the known languages; a table told in another way than row by
row; and a wrapper around any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from analytics.ingest.common import other_products
from analytics.ingest.common.limits import MOST_COLUMNS
from analytics.ingest.documents import grids, headings
from analytics.ingest.documents.items import (
    BILLING_PAGE,
    LEGACY_PAAS,
    LEGACY_SAAS,
    OFFLINE_FINISHED,
    ONLINE_FINISHED,
    ONLINE_RECORD,
    RECORD_SEARCH,
    VIDEO_GENERATION,
    Event,
    Fields,
    Item,
    Page,
    Recording,
    Row,
    Shape,
    Stranger,
)
from analytics.ingest.documents.json_text import parsed, text, untyped
from analytics.ingest.documents.recordings import LISTS, failed, recording, twice
from analytics.ingest.documents.usage_lines import is_usage_line, usage_line, usages

# Wrappers inside wrappers: log shippers and gateways add one or two, the vendor's own forms three.
MOST_NESTED = 12

_RECORD_EVENT = re.compile(r"(Online|Offline)Record([A-Za-z]+)")
_EVENT_STATUS = {
    "Finished": "FINISHED", "Started": "RECORDING", "Resumed": "RECORDING", "Paused": "PAUSED",
    "Stopped": "STOPPED", "ProgressChanged": "PROCESSING",
}  # fmt: skip
_LEGACY_STATUS = {"start": "RECORDING", "progress": "PROCESSING", "finish": "FINISHED"}
_ABOUT_A_RECORDING = {
    "status", "recordstarttime", "recordstoptime", "starttime", "stoptime", "totaltime",
    "finishreason", "videoinfos",
}  # fmt: skip
# Words of the vendor's other tasks, which have a TaskId and a Status too.
_ABOUT_SOMETHING_ELSE = {"canceltime", "fileurl", "resulturl", "resolution", "pages", "snapshots"}
# What was before a change, beside what is after it, in the logs of databases.
_EARLIER = {"before": "after", "old": "data"}
_MOST_SHOWN = 5
# The API's own names for a file: an object that has them is a row, though it may keep the document that it came from.
_FILE = {"videoid", "videotype", "videoduration"}
# Flaws that say what an object is, so that they are told of a wrapper around it too.
_TELLING = {"other_product", "two_values", "too_deep"}


def read(document: Any, path: str, depth: int = 0) -> Iterator[Item]:
    """Everything that a document tells, wherever it is wrapped in lists, `Response` or a callback's envelope.

    What holds nothing known is one Stranger.
    """
    items = list(_known(document, path, depth))
    if items:
        yield from items
    else:
        inner = document if isinstance(document, dict) else None
        yield Stranger(path, "not_a_document", text(_beginning(document)), inner)


def _beginning(value: Any, depth: int = 0) -> Any:
    """What is shown of a value that may be long: its first fields."""
    if depth > _MOST_SHOWN:
        return None
    if isinstance(value, dict):
        first = islice(value.items(), _MOST_SHOWN)
        return {name: _beginning(inner, depth + 1) for name, inner in first}
    if isinstance(value, list):
        return [_beginning(item, depth + 1) for item in value[:_MOST_SHOWN]]
    return value


def _known(document: Any, path: str, depth: int) -> Iterator[Item]:
    if isinstance(document, str):
        document = parsed(document)
    if depth > MOST_NESTED:
        yield Stranger(path, "too_deep", "")
    elif isinstance(document, list):
        lines = list(grids.lines(document, path))
        if lines:
            yield from lines
            return
        for number, item in enumerate(document):
            yield from read(item, f"{path}[{number}]", depth + 1)
    elif isinstance(document, dict):
        yield from _of(Fields(untyped(document)), path, depth)


def _of(fields: Fields, path: str, depth: int) -> Iterator[Item]:
    if product := other_products.product_of(fields.names, fields):
        yield Stranger(path, "other_product", product)
    elif fields.twice and (clash := twice(fields)):
        yield Stranger(path, "two_values", clash)
    elif isinstance(fields.get("response"), dict | list):
        yield from read(fields["response"], fields.path(path, "response"), depth + 1)
    elif "recordtaskset" in fields.names:
        yield from _search_page(fields, path)
    elif isinstance(fields.get("usages"), list) or {"usages", "requestid"} <= fields.names.keys():
        yield from usages(fields, path)
    elif is_usage_line(fields):
        yield usage_line(fields, path)
    elif "eventtype" in fields and (data := _object(fields.get("eventdata"))) is not None:
        yield from _callback(fields, data, fields.path(path, "eventdata"))
    elif isinstance(fields.get("event"), str) and isinstance(fields.get("data"), dict):
        yield from _saas(fields, fields.path(path, "data"), depth)
    elif isinstance(fields.get("result"), dict) and "taskid" in fields:
        if Fields(fields["result"]).names.keys() & {*LISTS, "recordstarttime"}:
            yield _search_item(fields.document, path)
    elif table := list(grids.rows(fields.document, path)):
        yield from table
    elif (row := _row(fields, path)) and row.is_complete and fields.names.keys() >= _FILE:
        yield row
    elif row:
        inside = list(_inside(fields, path, depth))
        yield from inside if any(_is_better(item, row) for item in inside) else [row]
    elif row := _row_of_parts(fields, path):
        inside = list(_inside(fields, path, depth))
        is_told_inside = any(_is_better(item, row) or _is_whole(item) for item in inside)
        yield from inside if is_told_inside else [row]
    elif shape := _shape(fields):
        yield recording(shape, fields.document, path, status=_status(shape, fields))
    elif _is_answer(fields):
        yield Event(path, "an answer without a recording")
    else:
        yield from _wrapper(fields, path, depth)


def _row(fields: Fields, path: str) -> Row | None:
    """The object as a row of a table, where it has a length of its own or the names of a file, and no list of files."""
    if fields.names.keys() & LISTS or len(fields.document) > MOST_COLUMNS:
        return None
    scalars = tuple(
        name for name, value in fields.document.items() if not isinstance(value, dict | list)
    )
    columns = headings.columns(scalars)
    marks = {"videoid", "videotype"} if "taskid" in fields.names else {"VideoId", "VideoType"}
    is_file = "VideoDuration" in columns or marks <= fields.names.keys() | columns
    if not is_file or not headings.is_like_files(columns):
        return None
    if any(map(headings.holds_lengths, fields.values())):
        return None
    return Row(path, headings.cells(fields.document), headings.is_complete(columns))


def _row_of_parts(fields: Fields, path: str) -> Row | None:
    """A row that is told in parts, {"task": {"id": …}, "video": {"duration": …}}: all that is needed, and one length.

    Of two lengths one would be lost.
    """
    if fields.names.keys() & LISTS or len(fields.document) > MOST_COLUMNS:
        return None
    if not any(isinstance(value, dict) for value in fields.values()):
        return None
    cells = headings.cells(fields.document)
    if not headings.is_one_file(cells):
        return None
    return Row(path, cells)


def _wrapper(fields: Fields, path: str, depth: int) -> Iterator[Item]:
    """What stands inside an object; or the whole as a row, should its names, and those inside, be a header's."""
    inside = list(_inside(fields, path, depth))
    if len(fields.document) > MOST_COLUMNS:
        yield from inside
        return
    cells = headings.cells(fields.document)
    if inside or not headings.is_like_files(headings.columns(tuple(cells))):
        yield from inside
    else:
        yield Row(path, cells, is_complete=False)


def _is_better(item: Item, row: Row) -> bool:
    """Whether what stands inside an object tells more of recordings than the object as a row does."""
    return (isinstance(item, Recording) and bool(item.videos)) or (
        _is_whole(item) and not row.is_complete
    )


def _is_whole(item: Item) -> bool:
    return isinstance(item, Row) and item.is_complete


def _shape(fields: Fields) -> Shape | None:
    """The shape of a document that stands by itself."""
    names, videos = fields.names, fields.get("videoinfos")
    snake = any("_" in names.get(name, "").strip("_") for name in ("taskid", "roomid", "starttime"))
    if "videoinfo" in names or "callbacktype" in names:
        return LEGACY_SAAS if "classid" in names and "taskid" not in names else LEGACY_PAAS
    if names.keys() & _ABOUT_SOMETHING_ELSE:
        return None
    if "videoinfolist" in names:
        return VIDEO_GENERATION
    if "taskid" in fields and fields.keys() & _ABOUT_A_RECORDING:
        if snake:
            return LEGACY_PAAS
        if "progress" not in names:
            return ONLINE_RECORD
        if "recordstarttime" in fields or isinstance(videos, list):
            return OFFLINE_FINISHED
        return VIDEO_GENERATION if names.keys() & {"roomid", "groupid", "videoinfos"} else None
    if fields.keys() & {"recordstarttime", "recordstoptime"}:
        return LEGACY_PAAS if snake else ONLINE_RECORD
    if isinstance(videos, list):
        return BILLING_PAGE
    if snake and "roomid" in fields and "starttime" in fields:
        return LEGACY_PAAS
    if failed(fields):
        return LEGACY_PAAS if "errorcode" in fields else ONLINE_RECORD
    return None


def _status(shape: Shape, fields: Fields) -> str:
    """The status of a document that names none."""
    kind = text(fields.get("callbacktype")).lower()
    for word, status in _LEGACY_STATUS.items():
        if word in kind:
            return status
    progress = text(fields.get("progress"))
    if progress.isdigit() and progress != "100" and not fields.get(shape.videos):
        return "PROCESSING"
    return "FINISHED"


def _search_page(fields: Fields, path: str) -> Iterator[Item]:
    place = fields.path(path, "recordtaskset")
    tasks = fields.get("recordtaskset")
    items: list[Item] = []
    for number, item in enumerate(tasks if isinstance(tasks, list) else []):
        inner = f"{place}[{number}]"
        if isinstance(item, dict):
            items.append(_search_item(item, inner))
        else:
            items.append(Stranger(inner, "not_a_document", text(item)))
    ids = tuple(task.facts["TaskId"] for task in items if isinstance(task, Recording))
    yield Page(path, RECORD_SEARCH, text(fields.get("totalcount")), ids)
    yield from items


def _search_item(item: dict[str, Any], path: str) -> Recording:
    fields = Fields(item)
    result = fields.get("result")
    if not isinstance(result, dict):
        return recording(RECORD_SEARCH, item, path)
    inner = {name: value for name, value in result.items() if value is not None}
    listed = Fields(inner).names.get("videoinfolist")
    if listed:  # as DescribeVideoGenerationTask calls it
        inner["VideoInfos"] = inner.pop(listed)
    outer = {name: value for name, value in item.items() if name != fields.names["result"]}
    return recording(RECORD_SEARCH, {**outer, **inner}, fields.path(path, "result"))


def _callback(fields: Fields, data: dict[str, Any], path: str) -> Iterator[Item]:
    event = text(fields["eventtype"])
    inner = Fields(data)
    holds_files = inner.names.keys() & {"videoinfos", "videoinfolist"}
    record_event = _RECORD_EVENT.fullmatch(event)
    status = _EVENT_STATUS.get(record_event[2] if record_event else "")
    if not status and not holds_files:
        product = other_products.product_of(inner.names, inner)
        yield Stranger(path, "other_product", product) if product else Event(path, event)
        return
    shape = OFFLINE_FINISHED if event.startswith("Offline") else ONLINE_FINISHED
    if "videoinfolist" in inner.names:
        shape = VIDEO_GENERATION
    app = {} if "sdkappid" in inner else {"SdkAppId": fields.get("sdkappid")}
    yield recording(shape, {**data, **app}, path, status=status or "FINISHED")


def _saas(fields: Fields, path: str, depth: int) -> Iterator[Item]:
    event, data = text(fields["event"]), fields["data"]
    inner = Fields(data)
    if "videoinfo" in inner.names or event == "online_record_stop":
        yield recording(LEGACY_SAAS, data, path)
    elif "classid" in inner.names:
        yield Event(path, event)
    else:
        yield from _inside(fields, path.rsplit(".", 1)[0], depth)


def _inside(fields: Fields, path: str, depth: int) -> Iterator[Item]:
    """What stands inside a wrapper that is not the vendor's own: a log line's body, a gateway's `data`."""
    for key, value in fields.document.items():
        if _EARLIER.get(key.lower(), "") in fields.names:
            continue
        inner = value if isinstance(value, dict | list) else parsed(value)
        if not inner:
            continue
        items = list(_known(inner, f"{path}.{key}", depth + 1))
        if any(not isinstance(item, Stranger) or item.flaw in _TELLING for item in items):
            yield from items


def _object(value: Any) -> dict[str, Any] | None:
    """A JSON object, or one that was written into a string."""
    value = parsed(value) or value
    return value if isinstance(value, dict) else None


def _is_answer(fields: Fields) -> bool:
    """An answer that says "done" and no more: to a start or stop request, or the receiver's own to a callback."""
    other_fields = fields.keys() - {"taskid", "requestid", "errorcode", "errormsg"}
    return not other_fields and bool(
        fields.keys() & {"taskid", "errorcode"} or "requestid" in fields
    )
