"""The README's table of the frameworks' errors is what examples/frameworks.py prints."""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING, Final

import pytest
from places import README, ROOT
from process import execute

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT: Final = ROOT / "examples" / "frameworks.py"
PICTURE: Final = ROOT / "examples" / "lost_digits.py"


def _rows(text: str) -> dict[str, list[str]]:
    """The cells of each row of the table of errors, by the first of them."""
    table, _, _ = text[text.index("| float32 |") :].partition("\n\n")
    cells = [re.split(r" *\| *", line.strip("| ")) for line in table.splitlines()]
    return {name: rest for name, *rest in cells}


TABLE: Final = _rows(README.read_text())


def _alike(shown: str, printed: str) -> bool:
    """Whether two cells agree, but for a factor of 2: vector units of processors differ in their errors."""
    if shown == printed:
        return True
    one, other = (float(cell.split(" at ")[0]) for cell in (shown, printed))
    return one / 2 <= other <= 2 * one


def _printed() -> dict[str, list[str]]:
    outcome = execute([sys.executable, "-W", "error", str(SCRIPT)], seconds=300)
    assert (outcome.stderr, outcome.status) == ("", 0)
    return _rows(outcome.text)


def _differences(printed: dict[str, list[str]]) -> list[str]:
    """The errors of frameworks that are not those of the README."""
    return [
        f"{name}: the README has {shown}, and it is {now}"
        for name, (*theirs, _) in list(TABLE.items())[2:]
        for shown, now in zip(theirs, printed[name][:-1], strict=True)
        if not _alike(shown, now)
    ]


def test_the_table_in_the_readme_is_what_the_script_prints() -> None:
    for needed in ("jax", "torch"):
        pytest.importorskip(needed)

    printed = _printed()
    for name, (*_, ours) in list(TABLE.items())[2:]:
        assert printed[name][-1] == ours, name
    for name, cells in list(printed.items())[2:]:
        assert float(cells[-1].split(" at ")[0]) <= 0.5, f"{name}: {cells[-1]}"
    # In one run of hundreds torch's tanh had an error of 1,481 ulps at one number, and not in the next.
    differences = _differences(printed)
    assert not differences or not (set(differences) & set(_differences(_printed())))


def test_the_table_in_the_readme_is_of_the_pinned_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {requirement.replace("==", " ") for requirement in project["optional-dependencies"]["peers"]}

    assert set(TABLE["float32"]) - {"actx"} <= pinned


@pytest.mark.thorough
def test_the_picture_of_lost_digits_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    drawn = tmp_path / "lost.png"

    outcome = execute([sys.executable, "-W", "error", str(PICTURE), str(drawn)], seconds=120)

    assert (outcome.text, outcome.stderr, outcome.status) == ("", "", 0)
    assert drawn.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (SCRIPT, "torch"),
        pytest.param(SCRIPT, "jax", marks=pytest.mark.thorough),
        pytest.param(PICTURE, "torch", marks=pytest.mark.thorough),
    ],
)
def test_without_a_framework_the_script_says_what_to_install(script: Path, name: str) -> None:
    absent = f"import runpy, sys; sys.modules[{name!r}] = None; runpy.run_path({str(script)!r})"

    outcome = execute([sys.executable, "-c", absent])

    assert (outcome.text, outcome.status) == ("", 1)
    assert re.fullmatch(rf"{script.name}: \w+ is not installed: pip install '\.\[peers\]'\n", outcome.stderr)
