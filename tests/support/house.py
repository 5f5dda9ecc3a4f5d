"""Reads the project's own source, for the rules of the house in test_house.py."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Rooms of the pure core: rules over plain data, with no clock, file, database or screen.
PURE = {"core", "billing", "planning"}
WIDGETS = {
    *("button", "checkbox", "data_editor", "date_input", "download_button", "feedback"),
    *("file_uploader", "form_submit_button", "multiselect", "number_input", "pills", "radio"),
    *("segmented_control", "select_slider", "selectbox", "slider", "text_area", "text_input"),
    *("time_input", "toggle"),
}
PICTURES = {"data_editor", "dataframe", "plotly_chart", "table"}
RUNS_SQL = {"execute", "executemany", "from_query", "query", "sql"}
PASTES = {"format", "format_map", "join", "replace", "substitute"}
GLOBAL_DUCKDB = {"connect", "default_connection", "execute", "query", "sql"}
FLOAT_FRAMES = {"df", "fetchdf", "fetch_df", "fetchnumpy", "to_df"}


def files(*patterns: str) -> list[Path]:
    """The files of the project that match, in order; what make made is not the project's."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(p for p in found if not p.relative_to(ROOT).parts[0].startswith(".venv"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PRODUCT = files("app.py", "analytics/**/*.py", "pages/**/*.py")
TESTS = files("tests/**/*.py")


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imported(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import; `from a import b` gives a.b, relative ones too."""
    package = module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def room(dotted: str) -> str | None:
    """The room of the house that a module stands in; None for what is not the project's."""
    match dotted.split("."):
        case ["app", *_]:
            return "app"
        case ["pages", "ui" | "server" as shared, *_]:
            return f"pages/{shared}"
        case ["pages", section, *_]:
            return f"pages/{section}"
        case ["analytics", part, *_]:
            return "core" if part in PURE else "edges"
    return None


def may_enter(one: str, other: str) -> bool:
    """Imports point one way: app, pages/server, sections, pages/ui, the edges of analytics, its core."""
    order = ["app", "pages/server", "section", "pages/ui", "edges", "core"]
    rank = [order.index(r if r in order else "section") for r in (one, other)]
    return one == other or rank[0] < rank[1]


def _calls(tree: ast.AST, methods: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) in methods:
            yield node


def _lines_without(tree: ast.Module, keyword: str, methods: set[str]) -> Iterator[int]:
    ours = {dotted.split(".")[-1] for _, dotted in imported(tree, "") if room(dotted)}
    for call in _calls(tree, methods):
        owner = getattr(getattr(call.func, "value", None), "id", None)
        if owner not in ours and not any(given.arg in (keyword, None) for given in call.keywords):
            yield call.lineno


def _pasted(node: ast.expr, pasted_names: frozenset[str] = frozenset()) -> bool:
    match node:
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.FormattedValue) for part in parts)
        case ast.Name(id=variable):
            return variable in pasted_names
        case ast.Call(func=ast.Attribute(attr=method)):
            return method in PASTES
    return isinstance(node, ast.BinOp)


def pasted_sql(tree: ast.Module) -> Iterator[int]:
    """Lines where text put together is run as SQL."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    targets = [target for node in assigned if _pasted(node.value) for target in node.targets]
    names = frozenset(target.id for target in targets if isinstance(target, ast.Name))
    for call in _calls(tree, RUNS_SQL):
        if call.args and _pasted(call.args[0], names):
            yield call.lineno


def connects(tree: ast.Module) -> Iterator[int]:
    """Lines that open a database, or use DuckDB's hidden shared one."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="duckdb"), attr=used) if used in GLOBAL_DUCKDB:
                yield node.lineno
            case ast.ImportFrom(module="duckdb", names=names):
                yield from (node.lineno for alias in names if alias.name in GLOBAL_DUCKDB)


def floats(tree: ast.Module) -> Iterator[int]:
    """Lines with a float: a literal, or the name."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float()) | ast.Name(id="float"):
                yield node.lineno


def float_frames(tree: ast.Module) -> Iterator[int]:
    """Lines that fetch a result as a data frame, whose money and sums are floats."""
    return (call.lineno for call in _calls(tree, FLOAT_FRAMES))


def keyless_widgets(tree: ast.Module) -> Iterator[int]:
    """Lines with a widget that takes another's state when the page changes around it."""
    return _lines_without(tree, "key", WIDGETS)


def silent_pictures(tree: ast.Module) -> Iterator[int]:
    """Lines with a chart or table that says nothing to a screen reader."""
    return _lines_without(tree, "alt", PICTURES)


def endless_caches(tree: ast.Module) -> Iterator[int]:
    """Lines with `cache_data` that may grow without end."""
    called = {id(call.func) for call in _calls(tree, {"cache_data"})}
    yield from _lines_without(tree, "max_entries", {"cache_data"})
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="cache_data") if id(node) not in called:
                yield node.lineno


@cache
def providers() -> dict[str, set[str]]:
    """{top-level module: the distributions it comes from}, of what is installed."""
    found = metadata.packages_distributions()
    return {top: {plain(each) for each in given} for top, given in found.items()}


def plain(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE))


def pins(path: Path) -> dict[str, str]:
    """{distribution: version} of a requirements file, without the systems it is for."""
    lines = (re.split("[#;]", line)[0].strip() for line in path.read_text().splitlines())
    wanted = [line for line in lines if line and not line.startswith("-r ")]
    return {line.partition("==")[0].split("[")[0]: line.partition("==")[2] for line in wanted}
