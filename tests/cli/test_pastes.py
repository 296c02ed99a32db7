"""What people paste as inputs, in arguments, streams and files: each with its answer or one-line error."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest
import transcript
from process import run, shell

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample

SESSION: Final = transcript.read("pastes.txt")
READ_BACK: Final = ("plain", "csv", "tsv", "json", "jsonl", "npy", "table")


@pytest.mark.parametrize("entry", SESSION, ids=str)
def test_a_paste_is_answered_as_the_session_shows(
    entry: transcript.Entry, tmp_path: Path, bin_folder: Path
) -> None:
    outcome = shell(entry.command, bin_folder=bin_folder, cwd=tmp_path)

    assert outcome.seen == entry.expected


@pytest.mark.parametrize("form", READ_BACK)
def test_what_is_written_is_read_back(form: str, tmp_path: Path, some: Sample) -> None:
    points = ("-2.5", "-0", "0.1", "3", "nan", "inf")
    columns = (("eval", "y"), ("deriv", "x"), ("deriv", "dy"))
    for dtype, (command, column) in some(product(("float64", "float32", "bfloat16"), columns), 1, key=form):
        whole = run(command, "silu", *points, "--dtype", dtype, "--format", "csv").lines
        place = whole[0].split(",").index(column)
        wanted = [line.split(",")[place] for line in whole[1:]]
        written = run(command, "silu", *points, "--dtype", dtype, "--format", form).stdout
        if form in ("plain", "npy") and column == "x":
            continue  # they hold the answers only
        heading = {"y": "f(x)", "dy": "f'(x)"}.get(column, column) if form == "table" else column
        chosen = () if form in ("plain", "npy") else ("--column", heading)
        (tmp_path / "written").write_bytes(written)
        for source in (("-i", "written"), ("-",)):
            back = run("eval", "identity", *source, *chosen, "--dtype", dtype, stdin=written, cwd=tmp_path)
            assert back.lines == wanted, f"{dtype} {form} {command} {column}: {back.stderr}"


@pytest.mark.parametrize("form", READ_BACK)
def test_vectors_that_are_written_are_read_back(form: str, tmp_path: Path) -> None:
    command = "eval" if form in ("plain", "npy", "table") else "deriv"  # a Jacobian's table is too wide
    vectors = b"1 2 3\n-0.5 0.25 4\n"
    written = run(command, "softmax", "-", "--format", form, stdin=vectors).stdout
    (tmp_path / "written").write_bytes(written)
    back = run("eval", "softmax", "-i", "written", cwd=tmp_path)
    images = run("eval", "softmax", "-", stdin=vectors)
    wanted = run("eval", "softmax", "-", stdin=images.stdout) if form in ("plain", "npy") else images
    assert back.lines == wanted.lines, back.stderr
