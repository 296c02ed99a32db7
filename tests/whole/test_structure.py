"""The house stands as it was drawn: imports point one way, start-up loads little, nothing is executed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from places import ROOT
from process import execute, run

import actx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conftest import Sample

PACKAGE: Final = Path(actx.__file__).parent
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
PYPROJECT: Final = ROOT / "pyproject.toml"
MOST_LINES: Final = 400
# Their tensors go in, and actx asks these for their arrays.
FRAMEWORKS: Final = ("torch", "jax", "tensorflow", "keras", "mlx", "tinygrad", "ml_dtypes")
# The rooms of the house, lowest first: a file imports from its own room and from those below it.
ROOMS: Final = (
    "actx.io",
    "actx.core.errors",
    "actx.core.naming",
    "actx.core.formula",
    "actx.core.arithmetic",
    "actx.core.asymptotic",
    "actx.core.models",
    "actx.core.rounding",
    "actx.core.catalog",
    "actx.core.vector",
    "actx.core.activation",
    "actx.core.analysis",
    "actx.core.audit",
    "actx.core.names",
    "actx",
    "actx.figure",
    "actx.cli",
    "actx.__main__",
)
# The libraries that a part may not import; the empty name is for all of them.
FORBIDDEN: Final = {
    "actx.io": ("typer", "matplotlib"),
    "actx.core": ("typer", "rich", "matplotlib"),
    "actx.figure": ("typer", "rich"),
    "actx.cli": ("matplotlib",),
    "actx.cli.answers": ("rich",),
    "actx.cli.commands": ("rich",),
    "": ("click", "pydantic", "scipy", "mpmath", "pickle", *FRAMEWORKS),
}
EXECUTES: Final = {"eval", "exec", "compile", "__import__", "breakpoint"}


def _named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _name(path: Path) -> str:
    return ".".join(("actx", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


SOURCES: Final = {_name(path): path.read_text() for path in MODULES}


@cache
def _imports(source: str) -> list[str]:
    """The full names of what a file imports, wherever in it: in functions, and for type checkers, too."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "a relative import"
            assert node.module
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _is_within(name: str, part: str) -> bool:
    return f"{name}.".startswith(f"{part}.")


def _room(name: str) -> int:
    """The place of a module's room among ROOMS: of those that hold it the innermost."""
    return max((len(room), k) for k, room in enumerate(ROOMS) if _is_within(name, room))[1]


def _graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """The modules of the package that each of them imports."""
    graph: dict[str, set[str]] = {name: set() for name in sources}
    for name, source in sources.items():
        for found in _imports(source):
            module = found if found in sources else found.rpartition(".")[0]
            if module in sources and module != name:
                graph[name].add(module)
    return graph


def _upward(sources: Mapping[str, str]) -> list[str]:
    return [
        f"{name} imports {other}, which is above it"
        for name, others in _graph(sources).items()
        for other in others
        if _room(other) > _room(name)
    ]


def _circle(sources: Mapping[str, str]) -> tuple[str, ...]:
    """Modules that import each other in a circle, or nothing."""
    try:
        tuple(TopologicalSorter(_graph(sources)).static_order())
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def test_imports_point_one_way_and_never_in_a_circle() -> None:
    assert not _upward(SOURCES)
    assert not _circle(SOURCES)


UPWARD: Final = {
    "actx.core.formula.parse": "from actx.core.arithmetic.interpret import interpret",
    "actx.core.rounding.point": "def lazy():\n    from actx.core.names.lookup import known",
    "actx.io.cells": "if typing.TYPE_CHECKING:\n    from actx.core.activation import Activation",
    "actx.core.analysis.zeros": "import actx.cli.main",
    "actx.core.catalog.record": "from actx.core import activation",
}
CIRCULAR: Final = {
    "actx.core.formula.expression": "from actx.core.formula.parse import parse",
    "actx.io.tokens": "def lazy():\n    from actx.io.input import read_npy",
}


def test_an_import_from_above_and_a_circle_are_seen() -> None:
    for module, line in UPWARD.items():
        assert _upward({**SOURCES, module: f"{SOURCES[module]}\n{line}\n"}), line
    for module, line in CIRCULAR.items():
        assert _circle({**SOURCES, module: f"{SOURCES[module]}\n{line}\n"}), line


def test_libraries_stay_in_their_places() -> None:
    found = [
        f"{name} imports {imported}: only others may import {library}"
        for name, source in SOURCES.items()
        for part, libraries in FORBIDDEN.items()
        if not part or _is_within(name, part)
        for imported in _imports(source)
        for library in libraries
        if _is_within(imported, library)
    ]
    assert not found, "\n".join(found)


def test_no_file_holds_too_many_ideas() -> None:
    lengths = {_named(path): path.read_text().count("\n") for path in MODULES}
    nameless = [_named(path) for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")]

    long = [f"actx/{name} has {n} lines: split it" for name, n in lengths.items() if n > MOST_LINES]
    assert not long, "\n".join(long)
    assert not nameless, f"the names of {nameless} say nothing of what is in them"


def _executed(source: str) -> Iterator[str]:
    """What a file calls that could execute what a person typed, each with its line."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in EXECUTES:
                yield f"{node.lineno}: calls {name}()"
            case ast.Attribute(value=owner, attr="eval" | "exec" | "literal_eval" | "loads" as name):
                if isinstance(owner, ast.Name) and owner.id != "json":
                    yield f"{node.lineno}: uses {owner.id}.{name}"
            case ast.keyword(arg="allow_pickle", value=value):
                if not (isinstance(value, ast.Constant) and value.value is False):
                    yield f"{node.value.lineno}: allows pickles"


def test_nothing_that_is_typed_is_executed() -> None:
    found = [f"{name}:{what}" for name, source in SOURCES.items() for what in _executed(source)]
    assert not found, "\n".join(found)
    for line in ("eval(x)", "ast.literal_eval(x)", "np.load(x, allow_pickle=True)", "pickle.loads(x)"):
        assert list(_executed(line))


def test_the_dependencies_are_the_four() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]

    names = {re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]}
    assert names == {"numpy", "typer", "rich", "matplotlib"}
    assert project["requires-python"] == ">=3.11"


@pytest.mark.thorough
def test_every_module_can_be_imported() -> None:
    names = [
        ".".join(("actx", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in MODULES
        if path.name != "__main__.py"
    ]

    outcome = execute([sys.executable, "-W", "error", "-c", "import " + ", ".join(names)])

    assert (outcome.text, outcome.stderr, outcome.status) == ("", "", 0)


# What a command loads decides how long it takes to start. A time would depend on the machine; a list of
# modules does not.
WATCH: Final = """
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write("\\n".join(sys.modules)))
sys.argv[0] = "actx"
runpy.run_module("actx", run_name="__main__")
"""


def _loaded(*arguments: str, cwd: Path | None = None) -> set[str]:
    """The modules that `actx ARGUMENTS` in a pipe has loaded when it ends."""
    outcome = execute([sys.executable, "-c", WATCH, *arguments], cwd=cwd)
    assert outcome.status == 0, outcome.stderr
    return set(outcome.stderr.splitlines())


def test_import_actx_loads_no_library() -> None:
    outcome = run_python("import actx, sys; print(*sys.modules)")

    loaded = set(outcome.split())
    assert "actx" in loaded
    assert not loaded & {"numpy", "matplotlib", "rich", "typer", "decimal", "ast"}


def test_names_and_specs_need_no_numpy() -> None:
    loaded = run_python("import actx, sys; actx.names(); actx.activation('elu:alpha=2'); print(*sys.modules)")

    assert not set(loaded.split()) & {"numpy", "matplotlib", "rich", "typer"}


NOT_NEEDED: Final = {
    "--version": {"numpy", "rich", "matplotlib", "actx.core.catalog"},
    "--help": {"numpy", "rich", "matplotlib"},
    "list": {"numpy", "rich", "matplotlib", "decimal", "actx.core.arithmetic", "actx.core.formula"},
    "eval relu -3 3": {"rich", "matplotlib", "actx.core.analysis", "actx.figure"},
    "deriv gelu 1 --format json": {"rich", "matplotlib", "actx.core.analysis", "actx.figure"},
    "compare": {"numpy", "rich", "matplotlib", "actx.core.arithmetic", "actx.figure"},
    "compare relu gelu": {"rich", "matplotlib", "actx.figure"},
    "info relu": {"numpy", "rich", "matplotlib", "actx.core.arithmetic", "actx.figure"},
    "info mish --format json": {"numpy", "rich", "matplotlib", "actx.core.arithmetic", "actx.figure"},
    "info mish --all": {"numpy", "rich", "matplotlib", "actx.core.arithmetic", "actx.figure"},
    "info gelu --format table": {"numpy", "rich", "matplotlib", "actx.core.arithmetic"},
    "info softmax --format table": {"numpy", "rich", "matplotlib", "actx.core.arithmetic"},
    "find x/(1+exp(-x))": {"rich", "matplotlib", "actx.figure"},
    "compare --all --columns range,lipschitz": {"numpy", "rich", "matplotlib", "actx.figure"},
    "plot relu": {"rich", "matplotlib.pyplot", "actx.io.table"},
    "plot relu --term": {"rich", "matplotlib", "actx.io.table"},
}


def test_a_command_loads_only_what_it_needs(some: Sample, tmp_path: Path) -> None:
    for command in some(NOT_NEEDED, 1):
        loaded = _loaded(*command.split(), cwd=tmp_path)

        assert not loaded & {*NOT_NEEDED[command], "pydantic", "click"}, command


def test_a_table_is_what_needs_rich() -> None:
    assert "rich.table" in _loaded("eval", "relu", "1", "--format", "table")


def run_python(code: str) -> str:
    """What a Python of its own prints."""
    outcome = execute([sys.executable, "-c", code])
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome.text


def test_the_module_is_the_same_program() -> None:
    assert run("--version").text == f"actx {actx.__version__}\n"
