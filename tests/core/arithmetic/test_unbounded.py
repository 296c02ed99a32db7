"""Quick values are those of mpmath but for rounding, for every word of the formula language."""

from __future__ import annotations

from typing import Final

import mpmath
import numpy as np
import pytest

from actx.core.arithmetic.unbounded import quick_values
from actx.core.catalog.reading import read_formula
from actx.core.formula.language import ARITHMETIC, CHOICES, FUNCTIONS

POINTS: Final = np.array([-2.25, -0.375, 0.5, 1.75])
# What mpmath calls otherwise, or does not have.
OTHERS: Final = {
    "log1pexp": lambda x: mpmath.log1p(mpmath.exp(x)),
    "abs": abs,
    "normcdf": mpmath.ncdf,
    "normpdf": mpmath.npdf,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}
FORMULAS: Final = {
    "(x-3)*(x+1)/-(x*x+2)**1.5": lambda x: (x - 3) * (x + 1) / -((x * x + 2) ** mpmath.mpf(1.5)),
    "where(x < 1 and not x == 0.5 or x >= 1.7, x, pi)": lambda x: (
        x if (x < 1 and x != 0.5) or x >= 1.7 else mpmath.pi
    ),
    "min(x, 1) + max(x, e) + clip(x, -1, 0.25)": lambda x: min(x, 1) + mpmath.e + min(max(x, -1), 0.25),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_that_of_mpmath(name: str) -> None:
    true = OTHERS.get(name) or getattr(mpmath, name)
    values = quick_values(read_formula(f"{name}(x)", ()), POINTS)
    for x, value in zip(POINTS.tolist(), values.tolist(), strict=True):
        expected = true(mpmath.mpf(x))
        if isinstance(expected, mpmath.mpc):  # a logarithm or a root of a negative number
            assert np.isnan(value)
        else:
            assert value == pytest.approx(float(expected), rel=1e-14, abs=1e-16), x


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_what_it_says(formula: str) -> None:
    values = quick_values(read_formula(formula, ()), POINTS)
    expected = [float(FORMULAS[formula](mpmath.mpf(x))) for x in POINTS]
    assert values.tolist() == pytest.approx(expected, rel=1e-14)


def test_free_names_may_be_arrays() -> None:
    values = quick_values(read_formula("a*x", ("a",)), POINTS, {"a": np.array([[1.0], [2.0]])})
    assert values.tolist() == [POINTS.tolist(), (2 * POINTS).tolist()]


def test_there_is_a_rule_for_every_word() -> None:
    from actx.core.arithmetic.unbounded import _OPERATIONS

    assert {*ARITHMETIC, *FUNCTIONS, *CHOICES} <= set(_OPERATIONS)
