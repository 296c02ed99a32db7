"""`actx compare f g`: is it the same function? Proved, as far as digits tell, or not, and where most.

The differences that are expected come from mpmath, by formulas of their own.
"""

from __future__ import annotations

import json
import math
import re
import resource
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf
from process import run
from scalar import scalar

from actx.core.analysis import equality
from actx.core.analysis.distance import distance
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import NO, PROVED, WHERE_DEFINED, Extreme

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

    Truth = Callable[[Any], Any]

# An answer should take 2 s; what is asserted leaves room for slow and busy machines.
_SECONDS: Final = 10.0

# The same function, written twice.
EQUAL: Final = [
    ("tanh", "2*sigmoid(2*x)-1"),
    ("gelu", "0.5*x*(1+erf(x/sqrt(2)))"),
    ("softplus", "max(x,0)+log1p(exp(-abs(x)))"),
    ("mish", "x*((1+exp(x))**2-1)/((1+exp(x))**2+1)"),
    ("relu6", "min(max(x,0),6)"),
    ("silu", "x/(1+exp(-x))"),
    ("elu:alpha=2", "max(x,0)+2*(exp(min(x,0))-1)"),
    ("softsign", "where(x < 0, x/(1-x), x/(1+x))"),
    ("leaky_relu", "0.505*x+0.495*abs(x)"),
    ("gelu_tanh", "x*sigmoid(2*sqrt(2/pi)*(x+0.044715*x**3))"),
    ("hard_swish", "x*clip(x/6+1/2,0,1)"),
    ("log_sigmoid", "min(x,0)-log1p(exp(-abs(x)))"),
    ("snake", "x+(1-cos(2*x))/2"),
    ("asinh(x)", "log(x+sqrt(x**2+1))"),
]


@dataclass(frozen=True)
class Pair:
    """Two functions that differ, and by how much, as mpmath has it."""

    f: str
    g: str
    apart: Truth
    at: float
    low: float = -10.0
    high: float = 10.0

    def __repr__(self) -> str:
        return f"{self.f} {self.g}"


def _erf_gap(x: Any) -> Any:
    """x*Phi(x) by 1/sqrt(2) and by its 16 digits."""
    return x / 2 * (mp.erf(x / mp.sqrt(2)) - mp.erf(x * mpf("0.7071067811865476")))


# They differ by less than 1e-12, and some only somewhere.
APART: Final = [
    Pair("tanh", "where(abs(x) < 1e-5, x, tanh(x))", lambda x: (mp.tanh(x) - x) * (abs(x) <= 1e-5), -1e-5),
    Pair("sigmoid", "where(x > 30, 1, sigmoid(x))", lambda x: (x >= 30) / (1 + mp.exp(x)), 30, -50, 50),
    Pair(
        "softplus", "where(x > 30, x, log(1+exp(x)))", lambda x: (x >= 30) * mp.log1p(mp.exp(-x)), 30, -99, 99
    ),
    Pair("gelu", "where(x < -8, 0, gelu(x))", lambda x: (x <= -8) * x * mp.ncdf(x), -8),
    Pair(
        "silu",
        "silu(x)+1e-13*exp(-((x-3.3)*100)**2)",
        lambda x: mp.exp(-(((x - mpf("3.3")) * 100) ** 2)) / 10**13,
        3.3,
    ),
    Pair("relu", "max(x,0)+1e-13*max(x-3,0)", lambda x: max(x - 3, 0) / mpf(10) ** 13, 10),
    Pair(
        "sin(x)",
        "where(abs(x) < 1e-3, x-x**3/6, sin(x))",
        lambda x: (abs(x) <= 1e-3) * (mp.sin(x) - x + x**3 / 6),
        -1e-3,
    ),
    Pair("elu", "where(x > 0, x, exp(x)-1)+1e-30*x**2", lambda x: x**2 / mpf(10) ** 30, -10),
    Pair(
        "hard_sigmoid",
        "clip(0.16666666666666666*x+0.5,0,1)",
        lambda x: (abs(x) <= 3) * x * (mpf(1) / 6 - mpf("0.16666666666666666")),
        -3,
    ),
    Pair("gelu", "0.5*x*(1+erf(x*0.7071067811865476))", _erf_gap, -1.4142135623730951),
]


def _compared(f: str, g: str, *arguments: str) -> dict[str, Any]:
    """The distance of the pair, as the command line has it."""
    before = _cpu()
    outcome = run("compare", f, g, "--format", "json", *arguments)
    assert outcome.status == 0, outcome.stderr
    assert _cpu() - before < _SECONDS
    found = json.loads(outcome.text)["distance"]
    assert isinstance(found, dict)
    return found


def _cpu() -> float:
    """The time that the processes started here took of the processors."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


# --- the two tables --------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_function_written_twice_is_proved_to_be_one(some: Sample) -> None:
    for f, g in some(EQUAL, 3):
        found = _compared(f, g)

        assert (found["equal"], found["max_diff"], found["max_diff_at"]) == (PROVED, 0, 0), f"{f}, {g}"
        assert {"max_diff", "max_slope_diff"}.isdisjoint(found["at_least"]), f"{f}, {g}"


def test_what_differs_a_little_differs_and_by_how_much(some: Sample) -> None:
    for pair in some(APART, 2):
        found = _compared(pair.f, pair.g, "--range", f"{pair.low}:{pair.high}")

        assert found["equal"] == NO, pair
        assert found["max_diff_at"] == pytest.approx(pair.at, rel=1e-9), pair
        with mp.workdps(60):
            true = abs(pair.apart(mpf(pair.at)))
            assert true < mpf(10) ** -12, pair
            assert found["max_diff"] == pytest.approx(float(true), rel=1e-12), pair
            grid = [mpf(float(x)) for x in np.linspace(pair.low, pair.high, 301)]
            assert max(abs(pair.apart(x)) for x in grid) <= true * (1 + mpf(10) ** -12), pair


def test_functions_that_are_apart_by_a_constant_are_so_by_that_constant() -> None:
    found = _compared("tanh", "2*sigmoid(2*x)")

    assert found["equal"] == NO
    assert (found["max_diff"], found["max_slope_diff"]) == (1, 0)
    assert found["at_least"] == []


# --- more of the kinds of answers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "g"),
    [
        ("log(x)", "log(x**2)/2"),
        ("x", "exp(log(x))"),
        ("1/x", "x/x**2"),
        ("sqrt(x)/sqrt(x)", "x/x"),
    ],
)
def test_of_two_domains_the_smaller_counts(f: str, g: str) -> None:
    found = relation(scalar(f).function, scalar(g).function)

    assert found.equal == (PROVED if f == "1/x" else WHERE_DEFINED)
    assert distance(scalar(f), scalar(g), -10, 10).magnitude == 0


@pytest.mark.parametrize(
    ("f", "g"),
    [
        ("abs(sin(x))*2", "abs(-2*sin(x))"),
        ("max(sin(x), cos(x))", "cos(x)+(sin(x)-cos(x)+abs(sin(x)-cos(x)))/2"),
        ("where(sin(x) > 0.3, tanh(x), 1)", "where(sin(x) <= 0.3, 1, 2*sigmoid(2*x)-1)"),
        ("min(exp(x), 2*sin(x))", "-max(-exp(x), -2*sin(x))"),
    ],
)
@pytest.mark.thorough
def test_choices_that_are_made_endlessly_often_are_told_to_be_the_same(f: str, g: str) -> None:
    assert equality.relation(scalar(f).function, scalar(g).function).equal == PROVED


@pytest.mark.thorough
def test_without_a_proof_it_is_said_how_many_digits_agree(some: Sample) -> None:
    for f, g in some([("abs(sin(x))", "sqrt(sin(x)**2)"), ("tan(x)", "sin(x)/cos(x)")], 1):
        found = _compared(f, g)

        assert found["equal"].startswith("to 60 digits at "), f
        assert 700 < int(found["equal"].split()[-2]) < 900, f
        assert (found["max_diff"], found["max_diff_at"]) == (0, 0), f
        assert {"max_diff", "max_slope_diff"} <= set(found["at_least"]), f


@pytest.mark.parametrize(
    ("f", "g", "at", "magnitude"),
    [
        ("where(x > 3.3, x, 1)", "where(x >= 3.3, x, 1)", 3.3, 2.3),
        ("where(x == 2, 5, x)", "x", 2, 3),
        ("max(-8/(x-5), 0)", "where(x > 5, 0, -8/(x-5))", 5, float("inf")),
    ],
)
def test_a_difference_at_a_single_point_is_found(f: str, g: str, at: float, magnitude: float) -> None:
    a, b = scalar(f), scalar(g)
    found = distance(a, b, -10, 10)

    assert equality.relation(a.function, b.function).equal == NO
    assert (found.x, found.magnitude) == (at, magnitude)


def test_equal_functions_may_have_formulas_with_other_derivatives_at_a_kink() -> None:
    f, g = scalar("relu"), scalar("(x+abs(x))/2")

    assert equality.relation(f.function, g.function).equal == PROVED
    assert distance(f, g, -10, 10, 1) == Extreme(0, 0.5, proved=True, side=0)
    assert (float(f.deriv(0.0)), float(g.deriv(0.0))) == (0, 0.5)


@pytest.mark.parametrize(
    ("f", "g", "order", "expected"),
    [
        ("relu", "step", 1, (0, 1, 1)),  # 1 and 0 on the right of 0, where both derivatives are 0
        ("relu", "identity", 1, (0, 1, 0)),
        ("where(x > 0, 1, 0)", "0*x", 0, (0, 1, 1)),
        ("where(x < 2, 0, 1)", "where(x <= 2, 0, 1)", 0, (2, 1, 0)),
        ("1/x", "1/x+where(x > 0, 1, 0)", 0, (0, 1, 1)),
    ],
)
def test_a_difference_is_attained_or_the_limit_from_a_side(
    f: str, g: str, order: int, expected: tuple[float, float, int]
) -> None:
    found = distance(scalar(f), scalar(g), -10, 10, order)

    assert (found.x, found.magnitude, found.side) == expected


def test_a_difference_outside_the_range_is_no_equality() -> None:
    found = _compared("sigmoid", "where(x > 30, 1, sigmoid(x))")

    assert (found["equal"], found["max_diff"], found["at_least"]) == (NO, 0, [])


@pytest.mark.parametrize(
    ("f", "g"),
    [
        ("x", "x+1e-300"),
        ("tanh", "tanh(x)+1e-100*exp(-x**2)"),
        ("sin(x)", "sin(x)+exp(-1e6*(x-7)**2)"),
        ("cos(x)", "where(cos(x) > 0.5, cos(x), cos(x)*(1+1e-40))"),
        ("erf(x)", "tanh(x)"),
        ("sin(pi*x)", "0*x"),
        ("x**2", "abs(x)"),
        ("atan(x)", "pi/2-atan(1/x)"),
    ],
)
def test_what_differs_is_never_called_equal(f: str, g: str) -> None:
    assert equality.relation(scalar(f).function, scalar(g).function).equal == NO


# --- in every format -------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_answer_stands_in_every_format() -> None:
    pair = ("compare", "silu", "x/(1+exp(-x))")
    tsv, csv = (run(*pair, "--format", form).lines for form in ("tsv", "csv"))
    table = run(*pair, "--format", "table").text
    both = [json.loads(line) for line in run(*pair, "--format", "jsonl").lines]

    assert tsv[0].split("\t")[-2:] == ["equal", "at_least"]
    assert [line.split("\t")[-2:] for line in tsv[1:]] == [[PROVED, "none"]] * 2
    assert [line.split(",")[-2:] for line in csv] == [["equal", "at_least"], *[[PROVED, "none"]] * 2]
    assert [(each["max_diff"], each["equal"], each["at_least"]) for each in both] == [(0, PROVED, [])] * 2
    assert table.count("proved") == 1
    assert "at least" not in table


def test_a_table_says_at_least_where_it_must() -> None:
    table = run("compare", "sin(1/x)", "--format", "table").text

    (line,) = (line for line in table.splitlines() if "at least" in line)
    assert re.match(r"max \|f'\|\s+at least ", line)


def test_mpmath_agrees_that_the_pairs_are_what_they_are_said_to_be() -> None:
    """Three of the proofs, by digits that were not computed here."""
    with mp.workdps(50):
        for x in map(mpf, ("-7.3", "-0.25", "0.1", "2.75", "11")):
            grown = (1 + mp.exp(x)) ** 2
            assert mpmath.almosteq(
                x * mp.tanh(mp.log1p(mp.exp(x))), x * (grown - 1) / (grown + 1), mpf(10) ** -45
            )
            assert mpmath.almosteq(mp.asinh(x), mp.log(x + mp.sqrt(x**2 + 1)), mpf(10) ** -40)
            assert mpmath.almosteq(x + mp.sin(x) ** 2, x + (1 - mp.cos(2 * x)) / 2, mpf(10) ** -45)


def test_a_single_irrational_point_counts() -> None:
    for f, g in (("where(x**2 == 2, 1, x)", "x"), ("where(x > sqrt(2), 1, 0)", "where(x >= sqrt(2), 1, 0)")):
        assert relation(scalar(f).function, scalar(g).function).equal == NO
    twice = relation(
        scalar("where(x > sqrt(2), 1, 0)").function, scalar("1-where(x > sqrt(2), 0, 1)").function
    )
    assert twice.equal == PROVED
    found = distance(scalar("where(x**2 == 2, 50, x)"), scalar("0*x"), -3, 3)
    assert (found.magnitude, abs(found.x)) == (50, 2**0.5)


@pytest.mark.parametrize(
    ("f", "g", "truth", "at"),
    [
        ("sigmoid", "arctan_sigmoid", 0.1991652825077635, -0.5825186069454612),
        ("where(x<0, exp(1/x), 0)", "0*x", math.exp(-0.1), -10),
    ],
)
def test_at_an_end_of_a_branch_its_limit_counts_and_no_value_beyond(
    f: str, g: str, truth: float, at: float
) -> None:
    """At 0 atan(-2/(pi x)) and exp(1/x) have other limits from the right, where the branch is not taken."""
    found = distance(scalar(f), scalar(g), -10, 10)
    assert found.magnitude == pytest.approx(truth, rel=1e-12)
    assert found.x == pytest.approx(at, rel=1e-7)
