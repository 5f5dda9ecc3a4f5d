"""The socket beside a database, `<database>.sock`: where it is, and what goes through it.

A command goes in as one frame of JSON, with the caller's open files beside it. Lines of JSON come back, the last with its exit
status; what the command says is written to the caller's own standard output and error, which are among those files.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_BYTES = 4 << 20
"""Of a command with its caller's environment."""
MOST_FILES = 64
STOP = b"s"
"""Sent by a caller who wants the command to end."""
# What the system takes as the name of a socket, with the zero at its end.
_LONGEST_NAME = 100
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Request:
    """A command: its words, and where, with which variables and in which encoding it was given.

    `descriptors` are the words that name open files of the caller; these come after the three standard streams.
    """

    words: list[str]
    folder: str
    environment: dict[str, str]
    encoding: str
    has_stdin: bool
    descriptors: list[str]


def is_possible() -> bool:
    """Whether this system has such sockets."""
    return hasattr(socket, "AF_UNIX") and hasattr(socket, "send_fds")


def place(database: Path) -> Path:
    """The socket beside a database, by whatever name the database is opened."""
    path = database.resolve()
    return path.with_name(path.name + ".sock")


@contextmanager
def short_name(path: Path) -> Iterator[str]:
    """A name of the socket's path that is no longer than the system takes. Raises OSError where there is none."""
    if len(os.fsencode(path)) <= _LONGEST_NAME or sys.platform != "linux":
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def send_request(link: socket.socket, request: Request, files: Sequence[int]) -> None:
    """Send a command with the caller's open files."""
    body = json.dumps(asdict(request)).encode("ascii")
    socket.send_fds(link, [_LENGTH.pack(len(body))], files)
    link.sendall(body)


def receive_request(link: socket.socket) -> tuple[Request, list[int]]:
    """The command, and the caller's open files. Raises ValueError for anything else, with none of them left open."""
    files: list[int] = []
    try:
        start, files, _, _ = socket.recv_fds(link, _LENGTH.size, MOST_FILES)
        for file in files:
            os.set_inheritable(file, False)
        start += _receive(link, _LENGTH.size - len(start))
        (size,) = _LENGTH.unpack(start)
        if size > MOST_BYTES:
            raise ValueError("it is too long")
        request = Request(**json.loads(_receive(link, size)))
        if len(files) != 3 + len(request.descriptors):
            raise ValueError("files are missing")
    except BaseException as fault:
        close(files)
        if isinstance(fault, OSError | TypeError | struct.error):
            raise ValueError("it is no command") from fault
        raise
    return request, files


def close(files: Sequence[int]) -> None:
    """Close files that were received."""
    for file in files:
        with suppress(OSError):
            os.close(file)


def send_line(link: socket.socket, **members: Any) -> None:
    """One line of an answer; a caller who is gone hears nothing."""
    with suppress(OSError):
        link.sendall(json.dumps(members).encode("ascii") + b"\n")


def _receive(link: socket.socket, size: int) -> bytes:
    blocks = []
    while size > 0:
        block = link.recv(min(size, 1 << 16))
        if not block:
            raise ValueError("it ends in the middle")
        blocks.append(block)
        size -= len(block)
    return b"".join(blocks)
