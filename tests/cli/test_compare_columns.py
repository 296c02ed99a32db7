"""`actx compare --columns --sort`: properties of any activations, of a family and of the whole catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import mpmath
import pytest
from process import run, terminal

from actx.core.analysis.columns import COLUMNS, SHAPE, arranged
from actx.core.catalog import CATALOG
from actx.core.catalog.record import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Sample

GATED: Final = [each.name for each in CATALOG if each.family == "gated" and isinstance(each, Scalar)]


def compared(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("compare", *arguments, "--format", "json").text)
    return found


def test_columns_are_the_properties_in_the_order_asked_for() -> None:
    # gelu is least where Phi(x) + x phi(x) = 0, and gelu' greatest at sqrt(2).
    with mpmath.workdps(30):
        x = mpmath.findroot(lambda t: mpmath.ncdf(t) + t * mpmath.npdf(t), -0.75)
        least, steepest = (
            x * mpmath.ncdf(x),
            mpmath.ncdf(mpmath.sqrt(2)) + 1 / mpmath.e / mpmath.sqrt(mpmath.pi),
        )
    rows = compared("gelu", "tanh", "--columns", "lipschitz, minima,range,zero_centred")
    assert [list(row) for row in rows] == [["name", "lipschitz", "minima", "range", "zero_centred"]] * 2
    assert rows[0] == {
        "name": "gelu",
        "lipschitz": float(steepest),
        "minima": [float(x)],
        "range": f"[{float(least)!r}, inf)",
        "zero_centred": False,
    }
    assert rows[1] | {"zero_centred": True, "range": "(-1, 1)", "minima": []} == rows[1]


def test_a_family_and_the_whole_catalog_are_compared_in_one_command() -> None:
    assert [row["name"] for row in compared("--family", "gated", "--columns", "family")] == GATED
    scalars = [each.name for each in CATALOG if isinstance(each, Scalar)]
    assert [row["name"] for row in compared("--all", "--columns", "f0")] == scalars
    both = compared("x*x", "--family", "shrinkage", "--columns", "family")
    assert [row["family"] for row in both] == ["formula", *["shrinkage"] * (len(both) - 1)]


def test_rows_are_sorted_and_what_is_not_decided_comes_last() -> None:
    for direction in ("", ":desc"):
        rows = compared("--family", "gated", "--columns", "lipschitz", "--sort", f"lipschitz{direction}")
        values = [row["lipschitz"] for row in rows]
        known = [each for each in values if each is not None]
        assert known == sorted(known, reverse=bool(direction))
        assert None in values
        assert values[len(known) :] == [None] * (len(values) - len(known))
    words = [
        row["monotone"]
        for row in compared("relu", "silu", "tanh", "--columns", "monotone", "--sort", "monotone")
    ]
    assert words == ["increasing", "no", "nondecreasing"]
    table = [
        row.split("\t")[0] for row in run("compare", "relu", "softplus", "elu", "--sort", "f0:desc").lines
    ]
    assert table == ["name", "softplus", "relu", "elu"]  # equals stay in their order


@pytest.mark.parametrize(
    ("values", "up", "down"),
    [
        ((2.0, None, -1.0, 2.0, float("nan"), float("inf")), [2, 0, 3, 5, 1, 4], [5, 0, 3, 2, 1, 4]),
        (("b", "a", None), [1, 0, 2], [0, 1, 2]),
        (([1.0], [], [[-2.0, 0.0], 3.0]), [1, 2, 0], [0, 2, 1]),
        ((True, False), [1, 0], [0, 1]),
    ],
)
def test_each_kind_of_value_has_an_order(values: Sequence[Any], up: list[int], down: list[int]) -> None:
    assert arranged(values) == up
    assert arranged(values, descending=True) == down


def test_text_says_what_is_not_decided_what_is_an_interval_and_what_is_none() -> None:
    lines = run("compare", "softshrink", "relu", "sine", "phish", "--columns", "zeros,inflections").lines
    assert lines[1:] == [
        "softshrink\t[-0.5, 0.5]\tnone",
        "relu\t[-inf, 0]\tnone",
        "sine\tendlessly many\tendlessly many",
        "phish\t0\tnot decided",
    ]


@pytest.mark.thorough
def test_what_is_only_a_lower_bound_is_called_so() -> None:
    rows = compared("sin(1/x)", "relu", "--columns", "max_slope,f0")
    assert [row["at_least"] for row in rows] == [["max_slope"], []]
    assert "at_least" not in compared("relu", "--columns", "f0")[0]
    assert "at least" in run("compare", "sin(1/x)", "--columns", "max_slope", "--format", "table").text


@pytest.mark.thorough
def test_a_table_has_six_digits_and_fits_every_width(some: Sample) -> None:
    command = ("compare", "--family", "gated", "--columns", ",".join(COLUMNS))
    for columns in some((40, 80, 200), 1):
        lines = terminal(*command, columns=columns, env={"NO_COLOR": "1"}).stdout.decode().splitlines()
        assert max(map(len, lines)) <= columns
        assert any("-0.169971" in line for line in lines)


def test_every_field_of_the_shape_is_a_column_of_the_same_value() -> None:
    for spec in ("hard_swish", "x/(1+abs(x))"):
        info = json.loads(run("info", spec, "--all", "--format", "json").text)
        (row,) = compared(spec, "--columns", ",".join(COLUMNS))
        assert row.pop("at_least") == []
        assert set(SHAPE) < set(row)
        own = {"range", "saturates", "zero_centred", "differentiable"}
        assert {name: info[name] for name in row if name not in own} == {
            name: value for name, value in row.items() if name not in own
        }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("relu --columns rang", "no column 'rang': did you mean range?"),
        ("relu --columns quux", "no column 'quux': there are formula, family, f0,"),
        ("relu --sort f0:up", "'f0:up' is no order: NAME for an ascending one, or NAME:desc"),
        ("--family gate --columns f0", "unknown family 'gate': did you mean gated?"),
        ("--family vector", "the family vector has activations of vectors only, which cannot be compared"),
        (
            "relu --columns f0,df0 -f plain",
            "plain holds one result a line: name one column",
        ),
        ("relu --at 1 --sort f0", "--at does not go with --sort: it is for values at points"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: str, message: str) -> None:
    outcome = run("compare", *arguments.split())
    assert outcome.status == 2
    assert outcome.stderr.startswith(f"actx: {message}")
    assert outcome.stderr.count("\n") == 1


def test_a_comparison_longer_than_the_screen_goes_through_the_pager() -> None:
    command, pager = ("compare", "--all", "--columns", "range"), {"PAGER": "head -n 1", "NO_COLOR": "1"}
    assert [line.strip() for line in terminal(*command, env=pager).lines] == ["range"]
    assert len(terminal(*command, "--no-pager", env=pager).lines) > 180
