"""Plans as files for others: what each is called, all of them in one zip, and a file read back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from datetime import datetime

from analytics.catalog import plan_file
from analytics.core.model import Plan
from analytics.ingest.sandbox.ask import read_toml

_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_ENDING = ".toml"
_LONGEST_NAME = 60
_EPOCH = datetime(1980, 1, 1).timetuple()[:6]  # noqa: DTZ001 - what a zip calls no time


def file_name(name: str) -> str:
    """The plan's name as that of a file that every system can keep."""
    stem = _UNFIT.sub("-", name).strip(" .")[:_LONGEST_NAME]
    return f"{stem or 'plan'}{_ENDING}"


def plan_name(file: str) -> str:
    """What a plan of a file is called until somebody says otherwise."""
    return file.removesuffix(_ENDING).strip()[:_LONGEST_NAME] or "Plan"


def archive(plans: Mapping[str, Plan]) -> bytes:
    """All plans as plan files in one zip, the same bytes for the same plans."""
    buffer = io.BytesIO()
    taken_names: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, plan in plans.items():
            file, number = file_name(name), 1
            while file.casefold() in taken_names:
                number += 1
                file = f"{file_name(name).removesuffix(_ENDING)} {number}{_ENDING}"
            taken_names.add(file.casefold())
            folder.writestr(zipfile.ZipInfo(file, _EPOCH), plan_file.dumps(plan))
    return buffer.getvalue()


def read(content: bytes, file: str, books: Collection[str]) -> Plan:
    """The plan of a file; a Problem that names the file and the key where it is none."""
    return plan_file.loads(read_toml(content, file), file, books)
