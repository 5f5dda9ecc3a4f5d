"""The project's own source as the rules of the house read it; test_house.py holds them."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]

# Rooms of the pure core: rules over plain data, with no clock, file, database or screen. Each may import those before it.
PURE = ("core", "billing", "planning")
# Rooms through which recordings come in: nobody else writes through the import.
TAKES_IMPORTS = (
    "analytics.__main__",
    "analytics.api",
    "analytics.ingest",
    "analytics.cli",
    "analytics.cluster",
    "analytics.connect",
    "pages.data",
    "pages.server",
    "pages.ui",
)
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


class Import(NamedTuple):
    """A module that imports another, and the place where it says so."""

    where: str
    importer: str
    target: str

    def __str__(self) -> str:
        return f"{self.where} imports {self.target}"


def imports(paths: Iterable[Path]) -> list[Import]:
    """The imports of files, those for types alone (under TYPE_CHECKING) included."""
    return [
        Import(f"{name(path)}:{line}", module(path), target)
        for path in paths
        for line, target in imported(parse(path), module(path))
    ]


def room(dotted: str) -> str | None:
    """The room of the house that a module stands in; None for what is not the project's."""
    match dotted.split("."):
        case ["app", *_]:
            return "app"
        case ["pages", "ui" | "server" as shared, *_]:
            return f"pages/{shared}"
        case ["pages", section, *_]:
            return f"pages/{section}"
        case ["analytics", part, *_] if part in PURE:
            return part
        case ["analytics", *_]:
            return "analytics"
    return None


FLOORS = ("app", "pages/server", "section", "pages/ui", "analytics", *reversed(PURE))


def _floor(room: str) -> int:
    return FLOORS.index(room if room in FLOORS else "section")


def uphill(given: Import) -> bool:
    """Imports point one way: app, pages/server, sections, pages/ui, analytics, its core; sections never meet."""
    here, there = room(given.importer), room(given.target)
    return bool(here and there) and here != there and _floor(here) >= _floor(there)


def impure(given: Import) -> bool:
    """The pure core needs the standard library and itself."""
    top = given.target.split(".")[0]
    return (
        room(given.importer) in PURE
        and room(given.target) not in PURE
        and top not in sys.stdlib_module_names
    )


def trespassing(given: Import) -> bool:
    """What lies beside a page's script (`pages/S/_page/`) is imported from its own section alone."""
    parts = given.target.split(".")
    private = parts[0] == "pages" and any(part.startswith("_") for part in parts[2:3])
    return private and given.importer.split(".")[:2] != parts[:2]


def writes_through_ingest(given: Import) -> bool:
    """Settings, plans and quotes are saved by statements of their own, not by the import's; the wall in front of what
    strangers made is for everyone.
    """
    return (
        given.target.startswith("analytics.ingest")
        and not given.target.startswith("analytics.ingest.sandbox")
        and not given.importer.startswith(TAKES_IMPORTS)
    )


def misplaced_library(given: Import) -> bool:
    """streamlit stays in pages, plotly in files called charts."""
    top, importer = given.target.split(".")[0], given.importer.split(".")
    return (top == "streamlit" and importer[0] == "analytics") or (
        top == "plotly" and not (importer[0] == "pages" and "charts" in importer)
    )


def of_one_section(given: list[Import]) -> list[str]:
    """Modules of pages/ui that one section alone needs, itself or through others of them: their place is in its `_page/`."""
    users: dict[str, set[str]] = {}
    for entry in given:
        for target in (entry.target, entry.target.rpartition(".")[0]):
            users.setdefault(target, set()).add(entry.importer)

    def rooms(module: str, seen: set[str]) -> set[str | None]:
        ahead = users.get(module.removesuffix(".__init__"), set()) - seen
        seen |= ahead
        shared = {user for user in ahead if room(user) == "pages/ui"}
        return {room(user) for user in ahead - shared}.union(
            *(rooms(user, seen) for user in shared)
        )

    modules = {e.importer for e in given if room(e.importer) == "pages/ui"}
    return sorted(
        module
        for module in modules
        if len(needed_in := rooms(module, set())) == 1 and not needed_in & {"app", "pages/server"}
    )


def circles(given: list[Import]) -> list[tuple[str, ...]]:
    """Modules that import each other, directly or by others; each circle once, sorted."""
    known = {one.importer.removesuffix(".__init__") for one in given}
    graph: dict[str, set[str]] = {name: set() for name in known}
    for one in given:
        target = one.target
        while target and target not in known:
            target = target.rpartition(".")[0]
        importer = one.importer.removesuffix(".__init__")
        if target and target != importer:
            graph[importer].add(target)
    reached = {name: _reached(graph, name) for name in graph}
    return sorted(
        {
            tuple(sorted(m for m in graph if m in reached[name] and name in reached[m]))
            for name in graph
            if name in reached[name]
        }
    )


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += graph[name]
    return seen


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


def _is_ours(dotted: str) -> bool:
    return (ROOT / dotted.split(".")[0]).exists()


def reaches_inside(tree: ast.Module) -> Iterator[int]:
    """Lines that reach into another library: a private name of it, or one that is set to something else."""
    foreign = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if not _is_ours(getattr(node, "module", None) or alias.name)
    }

    def is_foreign(node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in foreign

    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, ctx=context) if is_foreign(node):
                is_private = name.startswith("_") and not name.endswith("__") and name != "_exit"
                if is_private or not isinstance(context, ast.Load):
                    yield node.lineno
            case ast.Call(func=ast.Name(id="setattr"), args=[target, *_]) if is_foreign(target):
                yield node.lineno
            case ast.ImportFrom(module=module, names=names) if module and not _is_ours(module):
                if any(part.startswith("_") and part != "__future__" for part in module.split(".")):
                    yield node.lineno
                yield from (node.lineno for alias in names if re.match("_(?!_)", alias.name))


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


@cache
def providers() -> dict[str, set[str]]:
    """{top-level module: the distributions it comes from}, of what is installed."""
    found = metadata.packages_distributions()
    return {top: {plain(each) for each in given} for top, given in found.items()}


def installed() -> set[str]:
    """The distributions that are there."""
    return {plain(one.metadata["Name"]) for one in metadata.distributions()}


def plain(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def make_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE))


def pins(path: Path) -> dict[str, str]:
    """{distribution: version} of a requirements file, without the systems it is for."""
    lines = (re.split("[#;]", line)[0].strip() for line in path.read_text().splitlines())
    wanted = [line for line in lines if line and not line.startswith("-r ")]
    return {line.partition("==")[0].split("[")[0]: line.partition("==")[2] for line in wanted}


def locked(path: Path) -> dict[str, str]:
    """{distribution: version} of a lock, in which each has its hashes and nothing names a place to get it from."""
    entries = re.split(r"\n(?! )", path.read_text().strip())
    found = {}
    for entry in entries:
        match = re.fullmatch(
            r"([\w.-]+)==([\w.]+)( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry
        )
        assert match, f"{name(path)}: {entry.splitlines()[0]}"
        found[plain(match[1])] = match[2]
    return found


def needs(distribution: str) -> list[str]:
    """What an installed distribution needs on this system, without its extras; nothing of one that is not installed."""
    if distribution not in {plain(each) for each in installed()}:
        return []
    wanted = map(Requirement, metadata.requires(distribution) or ())
    return [
        each.name for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})
    ]


def _telling(text: str) -> list[tuple[int, str]]:
    """(line number, the line without its margins) of what tells a reader something: no blanks, comments, imports, lone signs."""
    lines = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [
        (number, line)
        for number, line in lines
        if re.search(r"\w", line) and not re.match(r"(#|--|import |from \S+ import )", line)
    ]


def repeats(texts: Mapping[str, str], most: int) -> list[str]:
    """Pairs of places that share more than ``most`` lines in a row to the letter, each as far as it reaches."""
    places: dict[tuple[str, ...], tuple[str, int, int]] = {}
    pairs = []
    for file, text in texts.items():
        lines = _telling(text)
        skip = 0
        for start in range(len(lines) - most):
            window = tuple(line for _, line in lines[start : start + most + 1])
            other, line, place = places.setdefault(window, (file, lines[start][0], start))
            if start < skip or (other == file and start - place <= most):
                continue
            pairs.append(f"{other}:{line} ~ {file}:{lines[start][0]}")
            skip = start + most + 1
    return pairs
