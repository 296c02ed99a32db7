"""The house stands as it was drawn: imports point one way, start-up loads little, nothing is executed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from process import execute, run

import actx

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(actx.__file__).parent
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
PYPROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"
MOST_LINES: Final = 400
# Their tensors go in, and actx asks these for their arrays.
FRAMEWORKS: Final = ("torch", "jax", "tensorflow", "keras", "mlx", "tinygrad", "ml_dtypes")
# What no module of a part may import: cli -> figure, io -> core, and each library in its place.
FORBIDDEN: Final = {
    "core": ("actx.io", "actx.figure", "actx.cli", "typer", "rich", "matplotlib"),
    "io": ("actx.figure", "actx.cli", "typer", "matplotlib"),
    "figure": ("actx.cli", "typer", "rich"),
    "cli": ("matplotlib", "rich"),
    "": ("click", "pydantic", "scipy", "mpmath", "pickle", *FRAMEWORKS),
}
EXECUTES: Final = {"eval", "exec", "compile", "__import__", "breakpoint"}


def _named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def _imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{_named(path)}: a relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(PACKAGE).parts[0]
    forbidden = (*FORBIDDEN[""], *FORBIDDEN.get(part, ()))

    for name in _imports(path):
        for other in forbidden:
            assert not f"{name}.".startswith(f"{other}."), f"actx/{_named(path)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_file_holds_too_many_ideas(path: Path) -> None:
    lines = path.read_text().count("\n")

    assert lines <= MOST_LINES, f"actx/{_named(path)} has {lines} lines: split it where its ideas part"
    assert path.stem not in ("utils", "helpers", "common", "misc"), f"{path.stem} says nothing"


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_nothing_that_is_typed_is_executed(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else ""
            assert name not in EXECUTES, f"actx/{_named(path)}:{node.lineno} calls {name}()"
        if isinstance(node, ast.Attribute) and node.attr in ("eval", "exec", "literal_eval", "loads"):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert owner in ("json", ""), f"actx/{_named(path)}:{node.lineno} uses {owner}.{node.attr}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


def test_the_dependencies_are_the_four() -> None:
    project = tomllib.loads(PYPROJECT.read_text())["project"]

    names = {re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]}
    assert names == {"numpy", "typer", "rich", "matplotlib"}
    assert project["requires-python"] == ">=3.11"


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


@pytest.mark.parametrize(
    ("command", "absent"),
    [
        ("--version", {"numpy", "rich", "matplotlib", "actx.core.catalog"}),
        ("--help", {"numpy", "rich", "matplotlib"}),
        ("list", {"numpy", "rich", "matplotlib", "decimal", "actx.core.arithmetic", "actx.core.formula"}),
        ("eval relu -3 3", {"rich", "matplotlib", "actx.core.analysis", "actx.figure"}),
        ("deriv gelu 1 --format json", {"rich", "matplotlib", "actx.core.analysis", "actx.figure"}),
        ("compare relu gelu", {"rich", "matplotlib", "actx.figure"}),
        ("info relu", {"rich", "matplotlib", "actx.figure"}),
        ("plot relu", {"rich", "matplotlib.pyplot", "actx.io.table"}),
    ],
)
def test_a_command_loads_only_what_it_needs(command: str, absent: set[str], tmp_path: Path) -> None:
    loaded = _loaded(*command.split(), cwd=tmp_path)

    assert not loaded & absent
    assert "pydantic" not in loaded
    assert "click" not in loaded


def test_a_table_is_what_needs_rich() -> None:
    assert "rich.table" in _loaded("eval", "relu", "1", "--format", "table")


def run_python(code: str) -> str:
    """What a Python of its own prints."""
    outcome = execute([sys.executable, "-c", code])
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome.text


def test_the_module_is_the_same_program() -> None:
    assert run("--version").text == f"actx {actx.__version__}\n"
