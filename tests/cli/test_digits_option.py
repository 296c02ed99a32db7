"""`--digits` on the command line: the sessions in tests/data/digits.txt, and every digit against mpmath."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pytest
import transcript
from judges.digits import to_digits, true_slope, true_value
from judges.reference import bound
from process import run, shell

from actx.io.exact import spelled

if TYPE_CHECKING:
    from pathlib import Path


SESSION: Final = transcript.read("digits.txt")


# --- the command line ------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", SESSION, ids=str)
def test_a_command_prints_what_the_session_shows(
    entry: transcript.Entry, folder: Path, bin_folder: Path
) -> None:
    outcome = shell(entry.command, bin_folder=bin_folder, cwd=folder)

    assert outcome.seen == entry.expected


@pytest.mark.parametrize("digits", [50, 500])
def test_the_commands_print_every_digit(digits: int) -> None:
    gelu = bound("gelu")
    points = ["-7.25", "0.1", "3"]
    value, slope = (
        [spelled(to_digits(truth(gelu, Fraction(x), digits), digits)) for x in points]
        for truth in (true_value, true_slope)
    )

    values = run("eval", "gelu", *points, "--digits", str(digits))
    slopes = run("deriv", "gelu", *points, "--digits", str(digits), "--format", "jsonl")

    assert values.lines == value
    rows = [json.loads(line) for line in slopes.lines]
    assert rows == [{"x": x, "y": y, "dy": dy} for x, y, dy in zip(points, value, slope, strict=True)]


def test_a_stream_is_answered_line_by_line() -> None:
    outcome = run("eval", "identity", "-", "--digits", "30", stdin=b"0.1 0x1p-1\r\n\n-inf, 2\n3 three\n4\n")

    assert outcome.lines == ["0.1", "0.5", "-inf", "2", "3"]
    assert outcome.stderr == "actx: <stdin>: line 4: 'three' is not a number\n"
    assert outcome.status == 1
