"""How fast the product is: loads, questions and settlements, and its pages in a browser and under a crowd."""

from pathlib import Path


def script(name: str) -> str:
    """The text of tests/bench/sql/<name>.sql."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
