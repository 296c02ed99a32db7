"""The README's table of the frameworks' errors is what examples/frameworks.py prints."""

from __future__ import annotations

import re
import sys
import tomllib
from typing import Final

import pytest
from places import README, ROOT
from process import execute

SCRIPT: Final = ROOT / "examples" / "frameworks.py"


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


def test_the_table_in_the_readme_is_what_the_script_prints() -> None:
    for needed in ("jax", "torch"):
        pytest.importorskip(needed)

    outcome = execute([sys.executable, "-W", "error", str(SCRIPT)], seconds=300)

    assert (outcome.stderr, outcome.status) == ("", 0)
    printed = _rows(outcome.text)
    for name, (*theirs, ours) in list(TABLE.items())[2:]:
        assert name in printed
        *errors, error = printed[name]
        assert ours == error, name
        for shown, now in zip(theirs, errors, strict=True):
            assert _alike(shown, now), f"{name}: the README has {shown}, and it is {now}"
    for name, cells in list(printed.items())[2:]:
        assert float(cells[-1].split(" at ")[0]) <= 0.5, f"{name}: {cells[-1]}"


def test_the_table_in_the_readme_is_of_the_pinned_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = {requirement.replace("==", " ") for requirement in project["optional-dependencies"]["peers"]}

    assert set(TABLE["float32"]) - {"actx"} <= pinned


@pytest.mark.parametrize("name", ["torch", "jax"])
def test_without_a_framework_the_script_says_what_to_install(name: str) -> None:
    absent = f"import runpy, sys; sys.modules[{name!r}] = None; runpy.run_path({str(SCRIPT)!r})"

    outcome = execute([sys.executable, "-c", absent])

    assert (outcome.text, outcome.status) == ("", 1)
    assert re.fullmatch(r"frameworks\.py: \w+ is not installed: pip install '\.\[peers\]'\n", outcome.stderr)
