"""Limits of a file, each with its sentence for the Imports page and for errors alike."""

from __future__ import annotations

from analytics.core.errors import Problem

MEMORY_BYTES = 3 << 30
SECONDS = 900
OPEN_FILES = 256
# An answer of a child, and what is looked at of what it said before it crashed.
ANSWER_BYTES = 32 << 20
ERRORS_BYTES = 1 << 16
# From first to last, for others wait behind it.
LEAST_SECONDS = 25
BYTES_A_SECOND = 1_000_000

# A plan or a price book, which a person wrote: dotted keys take memory and time with the square of their length.
TOML_BYTES = 64 << 10
TOML_DEPTH = 16
TOML_MEMORY_BYTES = 1 << 30
TOML_SECONDS = 10

# A small table that is no export, such as one of groups, of which every cell is answered.
GRID_BYTES = 8 << 20
MOST_GRID_ROWS = 100_000
GRID_SECONDS = 30

UNPACKED_BYTES = 4 << 30
# What a child may write into one file: the same once more, with quotes around and places beside.
WRITTEN_BYTES = 3 * UNPACKED_BYTES
# A packed file may unpack to so many times its size, once it is more than UNPACKED_FREE_BYTES.
UNPACKED_RATIO = 300
UNPACKED_FREE_BYTES = 64 << 20
MOST_MEMBERS = 200

MOST_COLUMNS = 500
LONGEST_CELL = 1 << 20
LONGEST_LINE = 4 << 20
HEADER_BYTES = 1 << 20
HEADER_LINES = 50

# A value of a document, and all that no column holds of one.
LONGEST_VALUE = 8192
LONGEST_REST = 1 << 20

# What a receipt lists; the rest is counted.
MOST_PROBLEMS = 100
MOST_WARNINGS = 20

# Shown before an import: so many rows are read as they will be, from so many that are looked at.
PREVIEW_ROWS = 10
LOOKED_AT_ROWS = 5_000

SENTENCES = (
    f"A file is read by a process of its own with at most {MEMORY_BYTES >> 30} GB of memory and {SECONDS // 60} minutes.",
    f"An import may take {LEAST_SECONDS} seconds and one for each MB of the file.",
    f"A gzip or zip file may unpack to {UNPACKED_BYTES >> 30} GB, and to {UNPACKED_RATIO} times its own size.",
    f"A zip file may hold {MOST_MEMBERS} files, and no archive inside.",
    f"A table may have {MOST_COLUMNS} columns; its header must stand in the first {HEADER_LINES} lines.",
    f"A line may be {LONGEST_LINE >> 20} MB long, a cell {LONGEST_CELL >> 20} MB.",
)


def seconds(size: int) -> int:
    """How long the import of a file of so many bytes may take."""
    return LEAST_SECONDS + size // BYTES_A_SECOND


def too_long(most_s: int) -> Problem:
    """What a file that takes longer than `most_s` seconds is refused with."""
    return Problem(
        f"importing it takes more than {most_s:,} seconds, which is the limit for its size",
        hint="Leave out blank lines and columns that are not needed, or split the file",
    )
