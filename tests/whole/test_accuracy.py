"""Values and first derivatives of the whole catalog against mpmath: correctly rounded, everywhere.

The points are log-uniform in magnitude from 1e-300 to 1e4, uniform in [-40, 40], the doubles on either side
of each kink, the kink, both zeros, and the smallest and the largest double of either sign. `--thorough` takes
2,000 of them for each activation and setting. The largest errors stand in a table at the end of the run.
"""

from __future__ import annotations

import math
import random
import sys
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import mpmath
import numpy as np
import pytest
from conftest import ERRORS
from hypothesis import given
from hypothesis import strategies as st
from judges.reference import REFERENCES, SETTINGS, Kink, bound, kinks
from judges.truth import (
    HALF,
    SINGLE,
    Format,
    Truth,
    derivative_of,
    expected,
    nearest,
    one_sided_derivative,
    to_mpf,
    ulps,
    value_of,
)
from mpmath import mp

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block, Sample

    from actx.core.catalog.record import Param

SCALARS = [record for record in activations() if isinstance(record, Activation)]
TINY, HUGE = 5e-324, sys.float_info.max


class Case(NamedTuple):
    """An activation, and what its parameters are, read from their decimals and not from it."""

    record: Activation
    values: dict[str, Fraction]


def _cases(record: Activation) -> list[Case]:
    """A record with its defaults, and with each of its settings."""
    defaults = {parameter.name: Fraction(parameter.default) for parameter in record.params}
    settings = [(name, text) for name, texts in SETTINGS.get(record.name, {}).items() for text in texts]
    return [
        Case(record, defaults),
        *(Case(record.bind(**{name: text}), {**defaults, name: Fraction(text)}) for name, text in settings),
    ]


def _neighbours(at: Fraction) -> list[float]:
    """The doubles next to a rational on either side, and itself where it is one."""
    middle = float(at)
    below, above = math.nextafter(middle, -math.inf), math.nextafter(middle, math.inf)
    if Fraction(middle) == at:
        return [below, middle, above]
    return [middle, above] if middle < at else [below, middle]


def _points(label: str, branches: list[Kink], n: int) -> list[float]:
    rng = random.Random(label)
    special = [0.0, -0.0, TINY, -TINY, HUGE, -HUGE, *(x for kink in branches for x in _neighbours(kink.at))]
    spread = [rng.uniform(-40, 40) for _ in range(n // 2)]
    return [
        *special,
        *spread,
        *(rng.choice((1, -1)) * 10 ** rng.uniform(-300, 4) for _ in range(n - len(special) - len(spread))),
    ]


def _true_derivative(f: Callable[[Any], Any], x: float, branches: list[Kink]) -> Truth:
    for kink in branches:
        if Fraction(x) == kink.at:
            return one_sided_derivative(f, kink.at, kink.side)
    return derivative_of(f, x, singular=[kink.at for kink in branches])


@dataclass(frozen=True)
class Worst:
    """The largest error that was found, and where."""

    ulps: float
    x: float
    got: float
    true: Truth

    def __str__(self) -> str:
        digits = mpmath.nstr(self.true.value, 25)
        right = expected(self.true)
        return f"at {self.x!r}: got {self.got!r}, expected {right!r} ({digits}), {self.ulps} ulps off"


def _worst(points: list[float], computed: Any, true: Callable[[float], Truth]) -> Worst:
    """The worst of the values: by ulps, those that are not correctly rounded first."""

    def judged(x: float, got: float) -> Worst:
        truth = true(x)
        # A tie that went the odd way is half an ulp off, and wrong.
        error = ulps(got, truth)
        return Worst(error if got == expected(truth) else max(error, 0.5 + 2**-20), x, got, truth)

    return max((judged(*pair) for pair in zip(points, computed, strict=True)), key=lambda worst: worst.ulps)


def _other_settings(name: str, parameter: Param) -> set[Fraction]:
    texts = SETTINGS.get(name, {}).get(parameter.name, ())
    return {Fraction(text) for text in texts} - {Fraction(parameter.default)}


def test_an_activation_has_a_reference_and_two_settings_of_each_parameter() -> None:
    missing = [record.name for record in SCALARS if record.name not in REFERENCES]
    assert not missing, "\n".join(
        f"activation '{name}' has no reference: add one to tests/judges/references" for name in missing
    )
    few = [
        f"parameter '{parameter.name}' of '{record.name}' has not two settings besides its default: "
        "add them to SETTINGS in tests/judges/references"
        for record in SCALARS
        for parameter in record.params
        if len(_other_settings(record.name, parameter)) != 2
    ]
    assert not few, "\n".join(few)


def test_no_reference_is_left_over() -> None:
    over = set(REFERENCES) - {record.name for record in SCALARS}
    assert not over, (
        f"tests/judges/references has {', '.join(sorted(over))}, which are no activations: remove them"
    )


def test_values_and_derivatives_are_the_true_ones_rounded_once(
    block: Block,
    points: Callable[[int, int], int],
    some: Sample,
    record_property: Callable[[str, object], None],
) -> None:
    wrong = []
    for record in block(SCALARS):
        default, *others = _cases(record)
        for case, values in (default, *some(others, 1, record.name)):
            f, branches = bound(case.name, **values), kinks(case.name, **values)
            inputs = some(_points(case.label, branches, points(60, 2000)), 2, case.label)
            x = np.array(inputs)
            value = _worst(inputs, case(x).tolist(), partial(value_of, f))
            slope = _worst(inputs, case.deriv(x).tolist(), partial(_true_derivative, f, branches=branches))
            record_property(ERRORS, (case.label, len(inputs), value.ulps, slope.ulps))
            wrong += [f"{case.label} {value}"] if value.ulps > 0.5 else []
            wrong += [f"the derivative of {case.label} {slope}"] if slope.ulps > 0.5 else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("dtype", "form"), [(np.float32, SINGLE), (np.float16, HALF)])
def test_narrow_formats_are_rounded_once_too(
    dtype: type[np.floating[Any]],
    form: Format,
    block: Block,
    points: Callable[[int, int], int],
    some: Sample,
) -> None:
    for case, values in some([case for record in block(SCALARS) for case in _cases(record)], 8):
        f, branches = bound(case.name, **values), kinks(case.name, **values)
        rng = random.Random(case.label)
        spread = [
            rng.uniform(-12, 12) * 10 ** rng.choice((0, rng.uniform(-6, 1))) for _ in range(points(1, 400))
        ]
        x = np.array(spread, dtype=dtype)
        inputs = [float(point) for point in x]
        for point, y, dy in zip(inputs, case(x).tolist(), case.deriv(x).tolist(), strict=True):
            value, slope = value_of(f, point), _true_derivative(f, point, branches)
            assert (y, dy) == (expected(value, form), expected(slope, form)), f"{case.label} at {point!r}"


# --- the judge judged ------------------------------------------------------------------------------------


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_nearest_to_itself_and_its_midpoints_go_to_the_even_one(x: float) -> None:
    above = math.nextafter(x, math.inf)
    with mp.workprec(2400):
        assert nearest(mpmath.mpf(x)) == x
        if math.isinf(above):
            return
        middle = (mpmath.mpf(x) + mpmath.mpf(above)) / 2
        even = x if int(np.float64(x).view(np.uint64)) % 2 == 0 else above
        assert nearest(middle) == even
        assert expected(Truth(middle * (1 + mpmath.mpf(10) ** -58), 57)) == even
        assert nearest(middle + mpmath.mpf(2) ** -1200) == above
        assert nearest(middle - mpmath.mpf(2) ** -1200) == x


@given(st.integers(-(10**60), 10**60), st.integers(-360, 260))
def test_rounding_agrees_with_pythons_division_of_integers(numerator: int, exponent: int) -> None:
    true = Fraction(numerator) * Fraction(10) ** exponent
    try:
        quotient = float(true)
    except OverflowError:
        quotient = math.copysign(math.inf, numerator)
    with mp.workdps(700):
        got = nearest(to_mpf(true))
    assert got == quotient
    assert math.copysign(1, got) == math.copysign(1, numerator)


def test_rounding_past_the_ends_of_the_doubles_is_that_of_ieee_754() -> None:
    with mp.workprec(3000):
        one = mpmath.mpf(1)
        beyond = mpmath.ldexp(one, 1024) - mpmath.ldexp(one, 970)
        assert nearest(beyond) == math.inf
        assert nearest(-beyond) == -math.inf
        assert nearest(beyond - 1) == HUGE
        assert nearest(mpmath.ldexp(one, -1075)) == 0.0
        assert nearest(mpmath.ldexp(one, -1075) * (1 + mpmath.ldexp(one, -900))) == TINY
        assert nearest(mpmath.ldexp(3 * one, -1075)) == 2 * TINY
        assert math.copysign(1, nearest(-mpmath.exp(-(10**30)))) == -1


def test_an_error_is_counted_in_units_of_the_last_place_at_the_truth() -> None:
    with mp.workdps(60):
        third = mpmath.mpf(1) / 3
        for got, true, error in (
            (math.nextafter(1.0, 2.0), mpmath.mpf(1), 1),
            (math.nextafter(1.0, 0.0), mpmath.mpf(1), 0.5),
            (math.inf, mpmath.exp(1000), 0),
            (HUGE, mpmath.exp(1000), math.inf),
            (math.nan, third, math.inf),
            (-0.0, mpmath.exp(-1000), math.inf),
            (0.0, -mpmath.exp(-(10**20)), math.inf),
            (-0.0, mpmath.mpf(0), 0),
            (2 * TINY, mpmath.mpf(0), 2),
        ):
            assert ulps(got, Truth(true, 57)) == error
        assert 0 < ulps(1 / 3, Truth(third, 57)) < 0.5
        assert 0 < ulps(0.0, Truth(mpmath.exp(-745.2), 57)) < 0.5
        assert ulps(1.0, Truth(mpmath.mpf(0), 57)) > 1e18


@pytest.mark.parametrize("x", [-700.0, -38.0, -1.0, -1e-300, 0.0, 5e-324, 1e-9, 0.3, 30.0, 700.0])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_differences_give_the_derivatives_of_functions_whose_derivatives_are_known(
    x: float, order: int
) -> None:
    def decay(x: Any) -> Any:
        return mpmath.exp(-x)

    def logistic(x: Any) -> Any:
        return 1 / (1 + decay(x))

    def cubic(x: Any) -> Any:
        return x**3 / 6 + x

    with mp.workdps(400):
        t = mpmath.mpf(x)
        s, c = logistic(t), logistic(-t)
        known = {
            decay: (-1) ** order * decay(t),
            logistic: [s * c, s * c * (c - s), s * c * (c * c - 4 * s * c + s * s)][order - 1],
            cubic: [t * t / 2 + 1, t, mpmath.mpf(1)][order - 1],
        }
        for f, true in known.items():
            error = abs(derivative_of(f, x, order).value - true)
            assert error <= abs(true) * mpmath.mpf(10) ** -52 or abs(true) < mpmath.mpf(10) ** -390
