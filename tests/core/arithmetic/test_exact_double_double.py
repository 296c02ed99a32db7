"""Sums and products of double-double numbers that are said to be exact are exact, by rational numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.exact import ExactDoubleDouble
from actx.core.arithmetic.double_double.pairs import two_sum
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from conftest import Sample

# Significands of few bits and of all, exponents near and far.
words = st.builds(
    lambda m, e: float(np.ldexp(float(m), e)),
    st.one_of(st.integers(-64, 64), st.integers(-(2**53), 2**53)),
    st.one_of(st.integers(-60, 4), st.integers(-1074, 120)),
)
OPERATIONS = {"add": Fraction.__add__, "sub": Fraction.__sub__, "mul": Fraction.__mul__}


def number(hi: float, lo: float) -> Scaled:
    pair = two_sum(np.array([hi]), np.array([lo]))
    return Scaled(*pair) if pair.lo[0] else Scaled(pair.hi)


def value(number: Scaled) -> Fraction:
    return Fraction(float(np.ravel(number.hi)[0])) + Fraction(float(np.ravel(number.lo)[0]))


def in_range(number: Scaled) -> bool:
    return bool(2.0**-250 < abs(number.hi[0]) < 2.0**250)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(words, words, words, words)
@example(1.0, 2.0**-60, 3.0, 0.0)
@example(1.0, 2.0**-80, -1.0, 2.0**-53)
@example(-49557117.75, 2.0**-1060, 2.0**-49 * 0.75, 0.0)
@example(1.0, 2.0**-1020 * (1 + 2.0**-52), 1 + 2.0**-52, 0.0)
@example(1.0, 2.0**-200, 1.0, 2.0**-53)
@example(1.0 + 2.0**-52, 2.0**-54, 1.0 - 2.0**-53, 0.0)
def test_what_has_no_error_is_exact(operation: str, a: float, b: float, c: float, d: float) -> None:
    one, other = number(a, b), number(c, d)
    if not (in_range(one) and in_range(other)):
        return
    with np.errstate(all="ignore"):
        result = ExactDoubleDouble().apply(operation, one, other)
        usual = DoubleDouble().apply(operation, one, other)
    assert np.all(result.error <= usual.error)
    if np.all(result.error == 0) and np.all(result.scale == 0):
        assert value(result) == OPERATIONS[operation](value(one), value(other))


@pytest.mark.parametrize(
    ("operation", "one", "other"),
    [
        ("add", (1.0, 2.0**-60), (2.0, 0.0)),
        ("sub", (1.0, 2.0**-60), (1.0, 2.0**-70)),
        ("mul", (1.0, 2.0**-60), (3.0, 0.0)),
        ("mul", (0.75, 0.0), (1.0, 2.0**-55)),
    ],
)
def test_what_fits_in_two_words_has_no_error(
    operation: str, one: tuple[float, float], other: tuple[float, float]
) -> None:
    a, b = number(*one), number(*other)
    assert np.all(ExactDoubleDouble().apply(operation, a, b).error == 0)
    assert np.all(DoubleDouble().apply(operation, a, b).error > 0)


def test_ties_are_decided_in_arrays(some: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decimals take 50 times as long: in these binades nothing is left to them."""
    from actx.core.rounding import arrays

    asked: list[float] = []

    def at(_f: object, x: float, *_rest: object) -> float:
        asked.append(x)
        return 0.0

    monkeypatch.setattr(arrays, "at", at)
    rng = np.random.default_rng(5)
    cases = [
        *(("hard_mish", 1, -0.15), ("hard_elish", 1, 0.15), ("plan_sigmoid", 0, 1.5), ("srelu", 0, 1.5)),
        *(("i_gelu", 0, -2.6), ("i_gelu", 1, -2.6), ("relu_cubed", 2, 4.0)),
        *(("e_swish", 0, 100.0), ("eis_1", 2, 100.0)),  # models
    ]
    for spec, order, x in some(cases, 4):
        points = x * rng.uniform(1, 1.5, 256)
        f = activation(spec)
        f.deriv(points, order)
        assert not asked, (spec, asked[:3])
