"""Tables for a terminal: what is numeric is aligned, and nothing is cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from writing import FLOATS, MIXED, written

from actx.io.screen import Screen
from actx.io.shortest import shortest_all

if TYPE_CHECKING:
    from collections.abc import Mapping


SCREEN: Final = Screen(60, unicode=True, color=False)


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen alone decides, and not what rich finds in the environment."""
    monkeypatch.setenv("COLUMNS", "33")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("FORCE_COLOR", "1")


def table(*blocks: Mapping[str, Any], screen: Screen = SCREEN, **options: Any) -> str:
    return written("table", *blocks, screen=screen, **options)


def test_a_table_aligns_numbers_to_the_right_under_its_headings() -> None:
    text = table({"x": np.array([-1.5, 10]), "name": ["[b]gelu[/b]", ":x:"]}, headings={"x": "f(x)"})
    assert text.splitlines() == [
        "f(x)  name",
        "─────────────────",
        "-1.5  [b]gelu[/b]",
        "  10  :x:",
    ]
    assert table() == "x  y\n────\n"


def test_a_table_has_a_bold_header_only_in_colour() -> None:
    assert "\x1b" not in table(FLOATS)
    coloured = table(FLOATS, screen=SCREEN._replace(color=True))
    assert "\x1b[1m" in coloured.splitlines()[0]
    assert re.sub(r" *\x1b\[\d*m *", "", coloured.splitlines()[0]).split() == ["xy"]
    assert "\x1b" not in coloured.splitlines()[2]


FORMULA = "where(x > 0, x, alpha*expm1(x)) + 0.5*x*(1 + erf(x/sqrt(2))) - normcdf(x)*normpdf(x)"


def test_a_wide_table_wraps_its_texts_and_never_a_number() -> None:
    value = -2.2250738585072014e-308
    lines = table({"name": ["elu"], "formula": [FORMULA], "y": [value]}).splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) > 4
    assert lines[2].endswith("  -2.2250738585072014e-308")
    assert "…" not in "".join(lines)
    wrapped = [line.replace("-2.2250738585072014e-308", "").removeprefix("elu") for line in lines[2:]]
    assert " ".join(" ".join(wrapped).split()) == FORMULA


@given(
    st.integers(1, 200),
    hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 9))),
    st.booleans(),
)
@example(5, np.full((2, 9), -2.2250738585072014e-308), False)
def test_no_width_breaks_a_number(width: int, values: np.ndarray, vectors: bool) -> None:
    block = {"y": values} if vectors else {f"y{i}": column for i, column in enumerate(values.T)}
    words = table(block, screen=SCREEN._replace(width=width)).replace(",", "").split()
    assert {text for row in values for text in shortest_all(row)} <= set(words)


def test_a_long_word_is_broken_and_never_cut() -> None:
    word = "".join(f"f{i}(" for i in range(100))
    lines = table({"y": [word]}).splitlines()
    assert max(map(len, lines)) <= 60
    assert "".join(lines[2:]) == word


@pytest.mark.parametrize(
    ("word", "width", "lines"),
    [
        (
            "0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x**3)))",
            20,
            ["0.5*x*(1+tanh(sqrt(2", "/pi)*(x+0.044715*x", "**3)))"],
        ),
        ("x*expm1(1e-300*x)+1.25e+10", 16, ["x*expm1(1e-300", "*x)+1.25e+10"]),
        ("x+1e-12345678901*y", 17, ["x+1e-12345678901", "*y"]),
        ("leaky_relu:alpha=0.5", 14, ["leaky_relu:", "alpha=0.5"]),
        ("inverse_multiquadric", 14, ["inverse_", "multiquadric"]),
    ],
)
def test_a_long_word_goes_on_with_an_operator(word: str, width: int, lines: list[str]) -> None:
    assert table({"y": [word]}, screen=SCREEN._replace(width=width)).splitlines()[2:] == lines


def test_a_wide_terminal_is_used_in_colour_too() -> None:
    for color in (True, False):
        assert (
            table({"y": [FORMULA]}, screen=Screen(200, unicode=True, color=color)).splitlines()[2] == FORMULA
        )


def test_a_rule_is_of_ascii_where_there_is_no_unicode() -> None:
    assert table(FLOATS, screen=SCREEN._replace(unicode=False)).splitlines()[1].strip("-") == ""


def test_rows_that_cannot_fit_become_lists_of_their_fields() -> None:
    block = {name: np.array([1 / 3, 2.0]) for name in ("x", "f(x)", "dy", "d2y")}
    lines = table(block).splitlines()
    assert lines[0].split() == ["field", "value"]
    assert [line.split() for line in lines[2:7]] == [
        ["x", "0.3333333333333333"],
        ["f(x)", "0.3333333333333333"],
        ["dy", "0.3333333333333333"],
        ["d2y", "0.3333333333333333"],
        [],
    ]
    assert lines[7].split() == ["x", "2"]


def test_a_table_that_is_too_wide_has_a_line_for_each_field() -> None:
    text = table(MIXED, screen=SCREEN._replace(width=30), headings={"y": "f(0)"})
    assert [line.split(maxsplit=1) for line in text.splitlines()[2:7]] == [
        ["name", "gelu"],
        ["aliases", "x, y"],
        ["f(0)", "0.3333333333333333"],
        ["smooth", "true"],
        [],
    ]


def test_a_long_table_has_one_header() -> None:
    lines = table({"x": np.arange(1200.0)}, {"x": np.arange(1200.0, 1300.0)}).splitlines()
    assert lines[0].strip() == "x"
    assert list(map(float, lines[2:])) == list(range(1300))
    assert {len(line) for line in lines[2:]} == {4}
