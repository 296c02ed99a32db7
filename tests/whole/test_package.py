"""The package as it is installed: its licence, and what happens where a file of it is gone."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Final

import pytest
from places import ROOT
from process import run

import actx

PACKAGE: Final = Path(actx.__file__).parent


def test_the_licence_is_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "MIT"
    (text,) = [ROOT / name for name in project["license-files"]]
    assert text == PACKAGE / "LICENSE"
    assert text.read_text().startswith("MIT License\n")


@pytest.mark.parametrize(
    ("gone", "command"),
    [
        ("cli/help/exit.txt", "help exit"),
        ("cli/completion/actx.zsh", "--show-completion zsh"),
        ("core/names/spellings/torch.tsv", "eval torch.relu 1"),
        # Looked for when the output is open.
        ("core/arithmetic/double_double/tables/circle.npy", "eval sin(x) --range -5:5:99"),
    ],
)
def test_a_file_of_the_package_that_is_gone_is_named(gone: str, command: str, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "actx")
    (tmp_path / "actx" / gone).unlink()

    outcome = run(*command.split(), cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})

    said = f"actx: cannot read {tmp_path}/actx/{gone}: no such file: install actx again"
    assert outcome.seen == ([], [said], 1)
