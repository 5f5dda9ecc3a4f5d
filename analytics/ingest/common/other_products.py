"""Signatures of other products' recordings: callbacks and records that resemble ours, and tell of minutes billed elsewhere.

A signature is a set of field names, without case and underscores, that a product's documents have and ours never have
together. `a.b` is field b of the object a, or of the first object in the list a. Each is as the product's own
documentation prints it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

# Product -> its signatures.
_SIGNATURES: dict[str, tuple[str, ...]] = {
    "a TRTC callback": ("eventgroupid eventtype eventinfo", "tencentvod status", "tencentcos status"),
    "a record of TRTC cloud recording": (
        "storagefilelist taskid", "tracktype mediaid starttimestamp", "tracktype mediaid endtimestamp",
        "tracktype begintimestamp endtimestamp filename",
    ),
    "a live streaming (CSS) callback": (
        "streamid channelid eventtype", "streamid fileid videourl", "recordfileid streamid", "streamparam videourl",
        "streamparam eventtype",
    ),
    "a record of live streaming (CSS)": ("tasklist.streamname", "domainname appname streamname"),
    "a video on demand (VOD) callback": (
        "eventtype fileuploadevent", "eventtype procedurestatechangeevent", "eventtype transcodecompleteevent",
        "eventtype videoid fileurl eventtime",
    ),
    "a GME voice recording callback": ("bizid recordmode eventtype",),
    "a Low-code Interactive Classroom (LCIC) record": ("recordurl roomid", "playbackurl roomid"),
    "an answer of TRTC about usage": ("usagekey usagelist",),
    "an answer of video on demand (VOD)": ("mediainfoset",),
    "an Agora callback": ("noticeid productid eventtype", "cname serverresponse", "resourceid sid"),
    "a record of Agora cloud recording": ("msgname filelist", "tracktype slicestarttime filename"),
    "a ZEGO callback": ("detail.fileinfo eventtype", "taskid roomid eventtype nonce"),
    "a record of ZEGO cloud recording": ("begintimestamp fileurl", "mediatracktype fileid"),
    "a record of Zoom cloud recording": ("recordingfiles", "recordingstart recordingend"),
    "a record of Alibaba Cloud live recording": (
        "domain app stream uri", "domain app stream event", "recordindexinfolist", "recordcontentinfolist",
        "channelid filelist appid", "recordid recordurl streamname", "ossbucket ossobject streamname",
    ),
    "a LiveKit egress": ("egressinfo", "egressid roomname", "egressid roomid"),
    "a record of Twilio Voice": ("accountsid callsid", "recordings.callsid"),
    "a record of Twilio Video": ("sid roomsid", "groupingsids", "compositionsid roomsid", "recordingsid roomsid"),
    "a record of Huawei Cloud recording": (
        "eventtype recordformat", "recordformat downloadurl", "obsbucket obsobject",
    ),
    "a record of Daily": ("roomname startts", "recordingid startts", "mtgsessionid startts"),
    "a record of the Vonage (OpenTok) archive": (
        "sessionid partnerid duration", "sessionid projectid hasvideo", "sessionid outputmode createdat",
        "sessionid hasaudio hasvideo",
    ),
    "a record of BigBlueButton": ("recordid meetingid", "internalmeetingid recordid", "recordid playback", "recordings.recording"),
    "a record of 100ms": ("data.recordingpath", "beamid roomid", "recordingpath sessionid"),
    "a record of Jitsi as a Service": ("preauthenticatedlink",),
    "a record of Microsoft Teams": ("recordingcontenturl",),
    "a record of Google Meet": ("drivedestination",),
    "a record of Webex": ("items.timerecorded", "timerecorded durationseconds", "durationseconds playbackurl"),
    "an Amazon IVS or Chime record": ("detail.recordingdurationms", "detail.mediapipelineid", "recordings3keyprefix"),
    "a record of Cloudflare": ("outputfilename invokedtime", "recording.outputfilename", "liveinput readytostream"),
    "a Volcengine callback": ("eventid eventtime eventdata nonce", "recordfilelist taskid", "eventdata businessid"),
    "a NetEase (Yunxin) callback": ("fileinfo eventtype",),
    "a Mux record": ("data.playbackids", "playbackids duration"),
}  # fmt: skip
HINT = (
    "Its minutes are billed with that product; give the answers and callbacks of Tencent Interactive Whiteboard, or a table"
    " of its recordings"
)


# Fields that our documents have too, so that a signature is never looked up under one of them.
_OURS = {
    "duration",
    "eventdata",
    "eventtype",
    "roomid",
    "status",
    "taskid",
    "userid",
    "videoid",
    "videourl",
}


def _by_mark() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Each signature under the first of its names that is none of ours."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for product, signatures in _SIGNATURES.items():
        for signature in signatures:
            parts = tuple(signature.split())
            marks = (part.split(".")[0] for part in parts)
            mark = next(name for name in marks if name not in _OURS)
            index.setdefault(mark, []).append((parts, product))
    return index


_BY_MARK = _by_mark()


def plain(name: str) -> str:
    """A field's name as signatures have it: RoomId, room_id and "Room ID" are one."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def product_of(names: Collection[str], values: Mapping[str, Any]) -> str:
    """The product whose document has these plain names, with the values of those that have one, in words.

    "" where none is known.
    """
    for name in _BY_MARK.keys() & names:
        for parts, product in _BY_MARK[name]:
            if all(_has(names, values, part) for part in parts):
                return product
    return ""


def product_of_columns(labels: Iterable[str]) -> str:
    """The product whose records a table with these columns holds; "" for none that is known."""
    return product_of(set(map(plain, labels)), {})


def _has(names: Collection[str], values: Mapping[str, Any], part: str) -> bool:
    outer, _, inner = part.partition(".")
    if not inner or outer not in names:
        return outer in names
    value = values.get(outer)
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return False
    if isinstance(value, list):
        value = value[0] if value else None
    return isinstance(value, dict) and inner in map(plain, value)
