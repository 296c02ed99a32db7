"""`actx plot --term`: a figure on the screen or in a pipe, as wide as there is room, and no file."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

import pytest
from process import run, stderr_of_terminal, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample

COLOUR: Final = re.compile(r"\x1b\[\d+m")
COMMANDS: Final = (
    "plot gelu --deriv --term",
    "plot relu elu gelu silu mish softplus sigmoid --term",
    "plot 'sign(x)' 'tan(x)' --order 2 --term",
    "plot softmax --at 0 1 2 -3 --deriv --term",
    "plot leaky_relu:alpha=0.1 leaky_relu:alpha=0.3 --range 1:1.0000001 --term",
    "plot 'where(x > 0, sqrt(x)*exp(-x), where(x < -1, x**3 - x**2, sin(20*x)*cos(x)))' --deriv --term",
)
WIDTHS: Final = (40, 80, 120, 200)


@pytest.mark.parametrize("columns", WIDTHS)
def test_it_fits_every_terminal(columns: int, some: Sample) -> None:
    for command in some(COMMANDS, 2, str(columns)):
        outcome = terminal(*shlex.split(command), columns=columns)
        lines = COLOUR.sub("", outcome.stdout.decode()).splitlines()
        assert (outcome.stderr, outcome.status) == ("", 0)
        # A long title or key takes some of the rows.
        assert max(map(len, lines)) == columns
        assert len(lines) <= 24
        assert any("⠀" < cell <= "⣿" for line in lines for cell in line)


@pytest.mark.thorough
def test_without_unicode_it_is_ascii(some: Sample) -> None:
    for command in some(COMMANDS, 2):
        for columns in some(WIDTHS, 1, command):
            settings = {"LC_ALL": "C", "COLUMNS": str(columns)}
            outcome = run(*shlex.split(command), env=settings)
            assert (outcome.stderr, outcome.status) == ("", 0)
            assert outcome.text.isascii()
            assert max(map(len, outcome.lines)) == columns


def test_in_a_pipe_it_is_80_columns_and_20_rows_without_colour() -> None:
    outcome = run("plot", "gelu", "--deriv", "--term")
    assert (outcome.stderr, outcome.status) == ("", 0)
    assert len(outcome.lines) == 20
    assert max(map(len, outcome.lines)) == 80
    assert outcome.lines[0].strip() == "gelu(x) = xΦ(x)"
    assert "\x1b" not in outcome.text


@pytest.mark.parametrize(
    ("options", "settings", "colored"),
    [
        ("", {}, True),
        ("", {"NO_COLOR": "1"}, False),
        ("", {"TERM": "dumb"}, False),
        ("--color never", {}, False),
        ("--color always", {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_that_show_it(options: str, settings: dict[str, str], colored: bool) -> None:
    shown = terminal("plot", "gelu", "relu", "--term", *options.split(), env=settings).stdout.decode()
    plain = run("plot", "gelu", "relu", "--term").text
    assert ("\x1b" in shown) is colored
    assert COLOUR.sub("", shown) == plain


def test_it_writes_no_file_and_no_path(tmp_path: Path) -> None:
    outcome = run("plot", "relu", "--term", cwd=tmp_path)
    assert "relu.png" not in outcome.text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "culprit"),
    [
        ("-o relu.txt", "--output"),
        ("--size 5x4", "--size"),
        ("--dpi 100", "--dpi"),
        ("--transparent", "--transparent"),
        ("--style dark", "--style"),
        ("--force", "--force"),
    ],
)
def test_what_a_file_only_has_is_refused(options: str, culprit: str, tmp_path: Path) -> None:
    outcome = run("plot", "relu", "--term", *options.split(), cwd=tmp_path)
    said = f"actx: {culprit} does not go with --term"
    assert outcome.seen == ([], [said], 2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("plot relu --color always", "--color goes with --term"),
        (
            "plot relu --term --range=-1e308:1e308",
            (
                "no figure can be drawn from -1e+308 to 1e+308: an axis is at least 1e-300 wide, and reaches "
                "no farther than 1e+300"
            ),
        ),
        ("plot softmax --term --order 2", "the derivative of softmax is its Jacobian: order 1, not 2"),
    ],
)
def test_what_cannot_be_drawn_is_an_error_of_the_command_line(command: str, said: str) -> None:
    assert run(*command.split()).seen == ([], [f"actx: {said}"], 2)


def test_options_of_a_figure_work() -> None:
    options = ("--range", "0:2", "--ylim", "0:1", "--title", "my own", "--no-legend", "--order", "2")
    lines = run("plot", "swish", "-p", "beta=0.5", *options, "--term").lines
    assert lines[0].strip() == "my own"
    assert lines[1].startswith("1.0 ┤")
    assert lines[-3].startswith("0.0 ┤")
    assert lines[-1].split() == ["0.0", "0.5", "1.0", "1.5", "2.0"]
    legend = run("plot", "swish", "-p", "beta=0.5", "--order", "2", "--term").lines[-1]
    assert re.findall(r"swish('*) \(β = 0\.5\)", legend) == ["", "'", "''"]


@pytest.mark.thorough
def test_a_title_that_is_too_long_ends_with_an_ellipsis() -> None:
    formula = "+".join(f"{k}*x**{k}" for k in range(1, 40))
    lines = run("plot", formula, "--term", env={"COLUMNS": "40"}).lines
    assert lines[2].endswith("…")
    assert "…" in lines[-1]
    assert max(map(len, lines)) == 40


def test_what_else_a_name_means_is_noted_on_standard_error() -> None:
    assert stderr_of_terminal("plot", "gelu", "--term").count("note: gelu is") == 1
    assert stderr_of_terminal("plot", "gelu", "--term", "--quiet") == ""
