"""The command line refused: each mistake is one clear line, the right status, and no half-written file.

The mistakes and their messages are data, in tests/data/bad_input.txt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

import pytest
import transcript
from judges.truth import FORMATS
from process import run, shell

from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SESSION: Final = transcript.read("bad_input.txt")


@pytest.mark.parametrize("entry", SESSION, ids=str)
def test_a_mistake_is_answered_as_the_session_shows(
    entry: transcript.Entry, folder: Path, bin_folder: Path
) -> None:
    before = sorted(folder.iterdir())

    outcome = shell(entry.command, bin_folder=bin_folder, cwd=folder)

    assert outcome.seen == entry.expected
    if entry.status:
        assert sorted(folder.iterdir()) == before, "a refused command left a file behind"


def test_every_error_is_one_line_that_says_who_speaks() -> None:
    for entry in SESSION:
        first, *rest = [line for line in entry.stderr if line != "1"] or ["actx: "]
        assert first.startswith("actx: ")
        if first.startswith("actx: bad formula"):
            formula, caret = rest
            assert formula.strip() in entry.command
            assert caret.strip() == "^"
        else:
            assert not rest


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_permissions_forbid_is_said(folder: Path) -> None:
    (folder / "numbers.txt").chmod(0)
    (folder / "old.txt").chmod(0o400)
    (folder / "folder").chmod(0o500)

    reading = run("eval", "relu", "-i", "numbers.txt", cwd=folder)
    replacing = run("eval", "relu", "1", "-o", "old.txt", cwd=folder)
    creating = run("plot", "relu", "-o", "folder/relu.png", cwd=folder)

    assert (reading.stderr, reading.status) == ("actx: cannot read 'numbers.txt': permission denied\n", 1)
    assert (replacing.stderr, replacing.status) == ("actx: cannot write 'old.txt': permission denied\n", 1)
    assert (folder / "old.txt").read_text() == "old\n"
    assert creating.stderr == "actx: cannot write 'folder/relu.png': permission denied\n"
    assert creating.status == 1


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 KiB, where one can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)]
    if mount is None or subprocess.run([mount, *options], capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_keeps_the_old_file_and_gets_no_new_one(full_disk: Path) -> None:
    old = full_disk / "old.txt"
    old.write_text("old\n")

    values = run("eval", "gelu", "--range", "-3:3:20000", "-o", str(old))
    figure = run("plot", "relu", "-o", str(full_disk / "relu.png"))

    for outcome, name in (values, "old.txt"), (figure, "relu.png"):
        message = f"actx: cannot write '{full_disk}/{name}': no space left on device\n"
        assert (outcome.text, outcome.stderr, outcome.status) == ("", message, 1)
    assert list(full_disk.iterdir()) == [old]
    assert old.read_text() == "old\n"


def test_a_refused_figure_keeps_the_old_one(tmp_path: Path) -> None:
    figure = tmp_path / "relu.png"
    figure.write_bytes(b"old")

    outcome = run("plot", "relu", "a*x", "-o", str(figure))

    assert outcome.status == 2
    assert figure.read_bytes() == b"old"


def test_an_unknown_format_is_answered_with_all_that_there_are() -> None:
    number = run("eval", "relu", "1", "--dtype", "f32")
    output = run("eval", "relu", "1", "--format", "xml")

    assert number.stderr == f"actx: unknown format 'f32': choose one of {', '.join(FORMATS)}\n"
    formats = ", ".join(f"'{form}'" for form in OutputFormat)
    assert output.stderr == f"actx: invalid value for '--format' / '-f': 'xml' is not one of {formats}\n"
    assert (number.status, output.status) == (2, 2)


def test_a_very_long_mistake_gets_a_short_answer() -> None:
    long = "q" * 100_000

    for arguments in (["eval", "relu", long], ["eval", long, "1"], ["eval", "relu", "1", "-p", f"{long}=1"]):
        outcome = run(*arguments)

        assert outcome.status == 2
        assert outcome.stderr.count("\n") == 1
        assert len(outcome.stderr) < 1000, f"{len(outcome.stderr)} characters"


def test_a_bad_line_after_many_good_ones_is_counted_right(tmp_path: Path) -> None:
    many = 50_000
    numbers = "".join(f"{i}\n" for i in range(many)) + "nine\n1\n"

    outcome = run("eval", "identity", "-", stdin=numbers.encode(), cwd=tmp_path)

    assert outcome.text == "".join(f"{i}\n" for i in range(many))
    assert outcome.stderr == f"actx: <stdin>: line {many + 1}: 'nine' is not a number\n"
    assert outcome.status == 1
