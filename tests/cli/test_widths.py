"""Every command on terminals of every kind: no line too long, no number cut, nothing the terminal lacks."""

from __future__ import annotations

import re
import shlex
from itertools import product
from typing import TYPE_CHECKING, Final

import pytest
from process import terminal

if TYPE_CHECKING:
    from conftest import Sample

COMMANDS: Final = (
    "eval gelu -3 1/3 5.5",
    "eval relu -1e-300 --digits 30",
    "eval gelu -5.5 --dtype bfloat16 --hex",
    "eval softmax 1 2 3 -40",
    "deriv sigmoid -3 0 18",
    "deriv elu:alpha=0.5 -1 --order 3",
    "deriv softmax 1 2 3",
    "compare",
    "compare gelu gelu_tanh",
    "compare gelu relu 'x*sigmoid(10*x)' --at -3 0 1/3",
    "compare gelu silu --full",
    "compare tanh hard_tanh --apart",
    "compare --family shrinkage --columns range,lipschitz,gain --sort gain",
    "moments gelu",
    "moments 'elu:alpha=1|2|3'",
    "list --no-pager",
    "list gelu --no-pager",
    "info gelu --no-pager",
    "info softmax --no-pager",
    "find silu --all --quiet",
    "find 'x*atan(exp(x))' --quiet",
    "plot gelu 'sign(x)' --deriv --term",
    "info 'where(x > 0, x, a*expm1(x))' -p a=2 --no-pager",
    "help",
    "help formulas --no-pager",
)
WIDTHS: Final = (40, 60, 80, 120, 200)
KINDS: Final = {
    "": {},
    "dumb": {"TERM": "dumb"},
    "ASCII": {"LC_ALL": "C"},
    "no colour": {"NO_COLOR": "1"},
}
ESCAPE: Final = re.compile(r"\x1b\[[0-9;]*m")
NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
# The texts of `actx help` are as wide as they are: 80 columns.
AS_WIDE_AS_THEY_ARE: Final = ("help",)


def shown(command: str, columns: int, kind: str) -> str:
    outcome = terminal(*shlex.split(command), columns=columns, env=KINDS[kind])
    assert outcome.status == 0, outcome.stderr
    return outcome.stdout.decode()


def test_no_line_is_too_long_and_no_number_is_cut(some: Sample) -> None:
    for command, columns in some(list(product(COMMANDS, WIDTHS))[::3], 3):
        text = ESCAPE.sub("", shown(command, columns, ""))
        name = command.split(maxsplit=1)[0]
        longest = max(text.splitlines(), key=len)
        assert len(longest) <= max(columns, 80 if name in AS_WIDE_AS_THEY_ARE else 0), longest
        if name in ("eval", "deriv", "compare", "moments", "find"):
            wide = ESCAPE.sub("", shown(command, 200, ""))
            missing = set(NUMBER.findall(wide)) - set(NUMBER.findall(text))
            assert not missing, f"{missing} is not at {columns} columns:\n{text}"


def test_a_terminal_gets_only_what_it_can_show(some: Sample) -> None:
    for command in some(COMMANDS, 1):
        assert "\x1b" not in shown(command, 80, "dumb")
        assert shown(command, 80, "ASCII").isascii()


@pytest.mark.parametrize("command", ["deriv relu 1", "compare", "list --no-pager", "info gelu --no-pager"])
def test_colour_is_bold_and_dim_which_shows_on_light_and_dark(command: str) -> None:
    assert "\x1b" not in shown(command, 80, "no colour")
    found = set(ESCAPE.findall(shown(command, 80, "")))
    assert found
    assert found <= {"\x1b[1m", "\x1b[2m", "\x1b[0m"}
