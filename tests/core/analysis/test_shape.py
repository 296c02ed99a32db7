"""Signs and shapes on the whole line: against the judge of shapes, the table of known ones, and by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf, pi
from typing import TYPE_CHECKING, Any

import pytest
from judges.formulas import OutOfBounds, some_formulas
from judges.known_shapes import known_shapes
from mpmath import mp, mpf
from shape_keys import KEYS, found_of, is_right, shape_of

from actx.core.analysis.facts import Bound, Extremum
from actx.core.analysis.signs import signs
from actx.core.arithmetic import constants
from actx.core.formula.essence import essence
from actx.core.formula.expression import Number, substitute
from actx.core.formula.forms import NoForm
from actx.core.formula.parse import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Sample

    from actx.core.analysis.shape import Shape


# --- signs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "order", "points", "between"),
    [
        ("x**3-x", 0, [-1, 0, 1], (-1, 1, -1, 1)),
        ("(x-1)**2", 0, [1], (1, 1)),
        ("x**2-2*x+1", 0, [1], (1, 1)),
        ("(x-1)**2", 1, [1], (-1, 1)),
        ("x**3", 1, [], (1,)),
        ("1/x", 0, [0], (-1, 1)),
        ("1/x**2", 0, [], (1,)),
        ("log(x)", 0, [0, 1], (None, -1, 1)),
        ("sqrt(x)-2", 0, [0, 4], (None, -1, 1)),
        ("exp(-1/x**2)", 1, [0], (-1, 1)),
        ("x*exp(-x)", 1, [1], (1, -1)),
        ("x*exp(-x)", 2, [2], (-1, 1)),
        ("abs(x)-1", 0, [-1, 1], (1, -1, 1)),
        ("where(x<0, -1, 1)", 0, [0], (-1, 1)),
        ("where(x<0, -1, 1)", 1, [], (0,)),
        ("max(x-100, 0)", 0, [100], (0, 1)),
        ("x-1e20", 0, [10**20], (-1, 1)),
        ("exp(x)-1-x", 0, [0], (1, 1)),
        ("exp(x)-1-x-x**2/2", 0, [0], (-1, 1)),
        ("tanh(x)-x", 0, [0], (1, -1)),
        ("normcdf(x)-1/2", 0, [0], (-1, 1)),
        ("log1p(exp(x))-x", 0, [], (1,)),
        ("x*exp(-x**2)-1", 0, [], (-1,)),
        ("3", 0, [], (1,)),
        ("x-x", 0, [], (0,)),
        ("(x-5)**66", 0, [5], (1, 1)),  # a power that is not multiplied out
        ("(x-5)**65", 0, [5], (-1, 1)),
    ],
)
def test_signs_worked_out_by_hand(
    formula: str, order: int, points: Sequence[int], between: tuple[int | None, ...]
) -> None:
    found = signs(parse(formula), order)
    assert found is not None
    assert [*found.points] == [*map(Fraction, points)]
    assert found.between == between


@pytest.mark.parametrize(
    ("formula", "order", "between"),
    [
        ("max(2-x**2, 0)", 0, (0, 1, 0)),
        ("max(2-x**2, 0)", 1, (0, 1, -1, 0)),
        ("max(x**2-2, 0)", 0, (1, 0, 1)),
        ("min(exp(x)-3, 0)", 0, (-1, 0)),
        ("where(x**3 < 2, (x**3-2)**2, 0)", 0, (1, 0)),
    ],
)
def test_a_zero_at_an_irrational_end_of_a_piece_is_none_inside(
    formula: str, order: int, between: tuple[int, ...]
) -> None:
    found = signs(parse(formula), order)
    assert found is not None
    assert found.between == between


@pytest.mark.thorough
def test_endlessly_many_zeros_are_not_decided() -> None:
    for formula in ("sin(x)", "x*sin(x)", "sin(1/x)", "exp(sin(x)) - 1"):
        assert signs(parse(formula)) is None


@pytest.mark.thorough
def test_signs_of_random_formulas_are_those_at_points() -> None:
    rng, decided = random.Random(14), 0
    formulas = some_formulas(200, 14)
    for formula in formulas:
        for order in (0, 1):
            found = signs(shape_of(formula.text).function, order)
            if found is None:
                continue
            decided += 1
            for x in [rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 3) for _ in range(12)]:
                true = _sign_at(formula, x, order)
                place = sum(point < Fraction(x) for point in found.points)
                if true is not None and Fraction(x) not in found.points:
                    assert found.between[place] in (true, None), f"{formula.text} at {x}, order {order}"
    assert decided > 0.8 * len(formulas)


def _sign_at(formula: Any, x: float, order: int) -> int | None:
    """The sign of the value or of the slope, where 60 digits tell it."""
    with mp.workdps(120):
        try:
            at, step = mpf(x), mpf(10) ** -50
            value = formula.means(at) if not order else formula.means(at + step) - formula.means(at - step)
        except (OutOfBounds, ArithmeticError, ValueError):
            return None
        size = 1 if not order else step
        return None if abs(value) < mpf(10) ** -30 * size else 1 if value > 0 else -1


# --- essences --------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_an_essence_has_the_sign_of_the_expression() -> None:
    rng, found = random.Random(15), 0
    for formula in some_formulas(300, 15):
        try:
            short = essence(shape_of(formula.text).function)
        except NoForm:
            continue
        for x in [rng.uniform(0, 1) * 10.0 ** rng.randint(-3, 2) for _ in range(8)]:
            true = _sign_at(formula, x, 0)
            if true is None:
                continue
            found += 1
            sign = signs(short.expression)
            assert short.sign in (None, true), f"{formula.text} at {x}"
            if sign is not None:
                place = sum(point < Fraction(x) for point in sign.points)
                assert sign.between[place] in (true, None), f"{formula.text} at {x}"
    assert found > 200


@pytest.mark.parametrize(
    ("formula", "true"),
    [
        ("1/(-1-x)", lambda x: 1 / (-1 - x)),
        ("x/(-1-exp(x)) + 1/4", lambda x: x / (-1 - mp.exp(x)) + 0.25),
        ("1/(x-1)", lambda x: 1 / (x - 1)),
        ("2 - 1/(x-1)", lambda x: 2 - 1 / (x - 1)),
        ("x - (1+x)*atan(x)", lambda x: x - (1 + x) * mp.atan(x)),
        ("1 + (x-1)*atan(x)*4", lambda x: 1 + (x - 1) * mp.atan(x) * 4),
        ("(x-2)*erf(x) - x/3", lambda x: (x - 2) * mp.erf(x) - x / 3),
        ("exp(-x) - exp(-x)*log(x)", lambda x: mp.exp(-x) * (1 - mp.log(x))),
        ("log(x)**2 - 1/4", lambda x: mp.log(x) ** 2 - 0.25),
        ("(-1-x)**20", lambda x: (-1 - x) ** 20),
        ("(-1-x)**21", lambda x: (-1 - x) ** 21),
        ("(-1-x)**-20", lambda x: (-1 - x) ** -20),
    ],
)
def test_an_essence_keeps_the_sign_whatever_it_is_divided_by(formula: str, true: Any) -> None:
    short = essence(parse(formula))
    for x in (0.03, 0.2, 0.5, 0.9, 1.1, 1.4, 1.6, 2.2, 3.7, 8.0, 40.0):
        sign = 1 if true(mpf(x)) > 0 else -1
        assert constants.sign(substitute(short.expression, {"x": Number(Fraction(x))})) == sign, x
        assert short.sign in (None, sign)


# --- shapes ----------------------------------------------------------------------------------------------


def test_no_known_property_is_contradicted(some: Sample) -> None:
    wrong, undecided, known = [], 0, [each for each in known_shapes() if each.key in KEYS]
    shapes: dict[str, Shape] = {}
    names = set(some(sorted({each.activation for each in known}), 5))
    for each in (each for each in known if each.activation in names):
        shape = shapes.setdefault(each.activation, shape_of(each.activation))
        verdict = is_right(shape, each)
        undecided += verdict is None
        if verdict is False:
            wrong.append(f"{each}: {found_of(shape, each.key)}")
    assert not wrong, "\n".join(wrong)
    assert undecided < 0.1 * len(known)


def test_a_function_that_is_not_defined_everywhere_has_its_shape_where_it_is() -> None:
    shape = shape_of("sqrt(x)")
    assert shape.zeros == [(0.0, 0.0)]
    assert shape.monotone == "increasing"
    assert shape.infimum is not None
    assert tuple(shape.infimum) == (0.0, 0.0, True)
    assert shape_of("1/x").monotone == "no"
    assert shape_of("-1/x**2").extrema == []
    # It rises from 0 to 1, and beyond a gap from -1 to 0.
    assert shape_of("where(abs(x) < 1, log(-1), -1/x)").monotone == "no"


def test_the_value_at_an_irrational_branch_point_is_the_one_there() -> None:
    root = 2**0.5
    for formula in ("where(x**2 == 2, 0, 1)", "sign(x**2-2)"):
        assert shape_of(formula).zeros == [(-root, -root), (root, root)]
    assert shape_of("where(x**3 >= 2, x**3-2, 7)").zeros == [(2 ** (1 / 3), 2 ** (1 / 3))]
    assert shape_of("where(x**3 > 2, x**3-2, 7)").zeros == []


def test_a_gap_is_no_jump_but_slopes_tell_nothing_across_it() -> None:
    assert shape_of("x/x").lipschitz == 0
    assert shape_of("where(abs(x) < 1, log(-1), x)").lipschitz is None
    assert shape_of("where(abs(x) < 1, log(-1), x)").convex is None
    assert shape_of("x/x").convex is None


@pytest.mark.thorough
def test_double_zeros_at_irrational_points_are_found_or_not_decided() -> None:
    """A part next to such a zero was taken for one on one side of it, and the zero was missed."""
    assert shape_of("(x**2-2)**2*(x-3)").zeros == [(x, x) for x in (-(2**0.5), 2**0.5, 3.0)]
    assert shape_of("x**4-4*x**2+4").zeros in (None, [(-(2**0.5), -(2**0.5)), (2**0.5, 2**0.5)])
    assert shape_of("exp(2*x)-6*exp(x)+9").zeros is None


def test_no_straight_line_goes_over_a_jump() -> None:
    assert shape_of("where(x < 1, x, x + 1)").linear == [(-inf, 1.0), (1.0, inf)]
    assert shape_of("where(x == 1, 5, x)").linear == [(-inf, 1.0), (1.0, inf)]
    assert shape_of("where(x < 1, x, 2*x)").linear == [(-inf, 1.0), (1.0, inf)]


def test_what_is_flat_in_the_middle_is_nondecreasing_and_dead_there() -> None:
    shape = shape_of("hardshrink")
    assert (shape.monotone, shape.zeros, shape.dead) == ("nondecreasing", [(-0.5, 0.5)], [(-0.5, 0.5)])
    assert shape.lipschitz == inf


def test_a_step_that_no_float_shows_is_not_called_monotone_or_straight() -> None:
    assert shape_of("where(x < 1, x, x - 1e-20)").monotone is None
    assert shape_of("where(x < 1, x, 1 + (x-1)*(1 - 1e-20))").convex is None
    assert shape_of("where(x < 1, x, x + 1)").monotone == "increasing"
    # The branch on the left is not defined at 0, where it tends to 1/2.
    assert shape_of("arctan_sigmoid").monotone == "increasing"
    assert shape_of("where(x < 1, x, 1 + (x-1)/2)").convex == "concave"


@pytest.mark.thorough
def test_a_root_of_a_base_that_is_zero_on_a_piece_has_its_shape() -> None:
    shape = shape_of("pdelu:alpha=-2,t=0.7")  # (1 + 0.3*x)**(10/3) from -10/3, which no decimal is
    assert shape.extrema == [Extremum(0.0, 0.0, is_minimum=True)]
    assert (shape.zeros, shape.dead) == ([(0.0, 0.0)], [(-inf, -10 / 3)])


def test_a_bound_that_is_a_value_and_a_limit_is_attained() -> None:
    assert shape_of("crrelu:epsilon=-0.5").infimum == Bound(0.0, 0.0, is_attained=True)


def test_a_bound_is_at_a_float64_that_has_it() -> None:
    # The kinks -pi and -49/12 are no float64: of the one beside them the other branch is taken.
    assert shape_of("clip(-x, 0, pi)").greatest_slope == Bound(0, -pi - 1, is_attained=True)
    greatest = shape_of("min(clip(x, 1/7, -1), 5/3 + (2/7*x - 1.5))").greatest_slope
    assert greatest is not None
    assert greatest.x < -49 / 12


def test_a_bound_of_slopes_that_is_only_touched_is_not_kept() -> None:
    for center in (5, 0):
        found = shape_of(f"0.01*atan(x - {center})")  # its slope is 0.01 there
        assert [found.slope_below(Fraction(1, 100), side) for side in (-1, 1)] == [center] * 2


def test_a_point_of_symmetry_may_be_anywhere() -> None:
    centers = {"x**3-3*x**2": (1, -2), "(x-1)**3+2": (1, 2), "relu6": (3, 3), "sin(x)": (0, 0)}
    assert {formula: shape_of(formula).center for formula in centers} == centers
    assert [shape_of(formula).center for formula in ("gelu", "x**2+x", "1/(x-2)", "relu")] == [None] * 4


def test_roots_near_each_other_are_told_apart() -> None:
    """x**3 + 100 x**2 - x is 0 at 0 and near 0.01, where a guess at a rational root is the other one."""
    extrema = shape_of("abs(x**3+100*x**2-x)").extrema
    assert isinstance(extrema, list)
    assert [each.is_minimum for each in extrema] == [True, False, True, False, True]
    assert extrema[-1].x == pytest.approx(0.00999900019995, rel=1e-10)


def test_large_irrational_zeros_and_tiny_values_are_no_exact_ones() -> None:
    zeros = shape_of("x**2-2e90").zeros
    assert isinstance(zeros, list)
    assert [low for low, _ in zeros] == [-(2e90**0.5), 2e90**0.5]
    assert shape_of("where(x < 0, -1, 1e-390)").zeros == []


def test_a_clip_changes_where_its_bounds_meet() -> None:
    """clip(u, 100, x) is min(100, x) for u < 100."""
    shape = shape_of("clip(1/(1+x*x), 100, x)")
    assert (shape.monotone, shape.supremum) == ("nondecreasing", (100.0, 100.0, True))
    assert shape.linear == [(-inf, 100.0), (100.0, inf)]
