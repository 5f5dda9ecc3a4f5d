"""Files that were chosen and not imported yet: their copies on disk, and what was seen of each."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.core.errors import Problem
from analytics.ingest import Options, uploads
from analytics.ingest.jobs import Upload
from analytics.ingest.loading import mapping
from analytics.ingest.loading.preview import Look, look
from pages.ui import data
from pages.ui.cache import Keyed, cached

_SPOOLED = "spooled_uploads"


def spooled(files: list[UploadedFile]) -> list[tuple[str, str, Path]]:
    """(id, name, copy) of each chosen file; copies of files that were put away again are removed."""
    copies: dict[str, str] = st.session_state.setdefault(_SPOOLED, {})
    ids = [file.file_id for file in files]
    for removed in [id for id in copies if id not in ids]:
        uploads.discard(Path(copies.pop(removed)))
    for file in files:
        if file.file_id not in copies:
            copies[file.file_id] = str(uploads.spool(file, _tab()))
    return [(file.file_id, file.name, Path(copies[file.file_id])) for file in files]


def _tab() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def handed_over() -> None:
    """The copies belong to an import now."""
    st.session_state[_SPOOLED] = {}


def seen(path: Path, options: Options) -> Look | str:
    """How the file would be read, or a sentence where it cannot be read at all."""
    return _seen(path, Keyed(repr(options), options))


@cached(60)
def _seen(path: Path, options: Keyed[Options]) -> Look | str:
    try:
        return look(data.store(), path, options.value, folder=uploads.reading_folder(path))
    except Problem as problem:
        return str(problem)


def confirm(files: list[tuple[str, Path, Options]]) -> list[Upload]:
    """The files as they are to be imported. What a person chose for a header is kept, so that the next file of its kind needs
    no choice.
    """
    looks = [seen(path, options) for _, path, options in files]
    for (_, _, options), reading in zip(files, looks, strict=True):
        if (
            options.mapping
            and isinstance(reading, Look)
            and reading.is_table
            and not reading.problems
        ):
            mapping.remember_mapping(data.store(), reading.header, dict(reading.mapping))
    return [
        Upload(*file, reading.manifest if isinstance(reading, Look) else None)
        for file, reading in zip(files, looks, strict=True)
    ]


@cached(60)
def given(header: tuple[str, ...]) -> mapping.Given | None:
    """When and by whom questions about tables of this header were answered."""
    return mapping.given(data.store(), header)


def forget(header: tuple[str, ...]) -> None:
    """Ask again about tables of this header."""
    mapping.forget_mapping(data.store(), header)
