"""Sums and products that simplify as they are built: the same value, and like terms that meet.

Factors may hide a coefficient where signs, roots and roots of roots meet: sqrt(-x)*sqrt(-x) is -x. The judge
is mpmath, by a reader of its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st
from judges.by_mpmath import Refused, Undefined, worth
from judges.reader import read

from actx.core.catalog.reading import read_formula
from actx.core.formula.algebra import factors, terms
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import Number, nodes
from actx.core.formula.simplify import simplify
from actx.core.formula.typeset import to_text

LEAVES: Final = ("x", "-x", "2*x", "-3*x", "x*x", "0.5", "sqrt(2)", "1-x", "x-1")
DIGITS: Final = 60


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    power = st.sampled_from(("2", "3", "-1", "-2", "0.5", "1.5", "2.5", "-0.5", "-1.5", "(1/3)", "(2/3)"))
    return st.one_of(
        inner.map("sqrt({})".format),
        st.tuples(inner, power).map(lambda parts: "({})**({})".format(*parts)),
        st.tuples(inner, st.sampled_from("*/+-"), inner).map(lambda parts: "({}){}({})".format(*parts)),
    )


FORMULAS: Final = st.recursive(st.sampled_from(LEAVES), _grown, max_leaves=5)


def _value(text: str, x: float) -> mpmath.mpf | None:
    """The value by mpmath; None where the formula has no real one."""
    try:
        return worth(read(text), mpmath.mpf(x), {})
    except (Refused, Undefined, ArithmeticError):
        return None


def _slope(text: str, x: float) -> mpmath.mpf | None:
    try:
        return mpmath.diff(lambda u: worth(read(text), u, {}), mpmath.mpf(x))
    except (Refused, Undefined, ArithmeticError):
        return None


def _same(got: mpmath.mpf | None, right: mpmath.mpf, digits: int) -> bool:
    return got is not None and bool(abs(got - right) <= mpmath.mpf(10) ** -digits * max(1, abs(right)))


@settings(max_examples=4 * settings().max_examples)
@given(FORMULAS, st.sampled_from((-1.75, -0.375, 0.625, 1.5)))
def test_simplifying_and_differentiating_keep_the_value(text: str, x: float) -> None:
    tree = simplify(read_formula(text))
    with mpmath.workdps(DIGITS):
        right = _value(text, x)
        if right is None:
            return
        assert _same(_value(to_text(tree), x), right, DIGITS // 2)
        slope = _slope(text, x)
        if slope is not None:
            assert _same(_value(to_text(derivative(tree, 1)), x), slope, DIGITS // 4)


@given(FORMULAS)
@settings(max_examples=4 * settings().max_examples)
def test_neither_a_factor_nor_a_term_hides_a_coefficient(text: str) -> None:
    for node in nodes(derivative(simplify(read_formula(text)), 1)):
        for base, exponent in factors(node)[1].items():
            assert Fraction(exponent).denominator != 1 or isinstance(base, Number) or factors(base)[0] == 1
        for term, _ in terms(node):
            coefficient, bases = factors(term)
            assert coefficient == 1 or not bases
