"""Periods of expressions, by their structure: x occurs in sines, cosines and tangents of lines alone."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import TYPE_CHECKING

from actx.core.analysis.pieces import edges
from actx.core.arithmetic import constants
from actx.core.errors import FormulaError
from actx.core.formula.canonical import canonical
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.domain import domain
from actx.core.formula.expression import PI, Apply, Expression, Number, X, depends_on_x, nodes
from actx.core.formula.forms import UNIT, NoForm
from actx.core.formula.language import WAVES
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Sequence


@lru_cache(maxsize=256)
def cycle(f: Expression, order: int) -> Expression | None:
    """A period of a derivative, with all that decides its branches and its domain; None if it has none.

    It is a positive constant, and not always the least period.
    """
    try:
        slope = target(f, order)
    except FormulaError:
        return None
    conditions = [each for each in domain(f) if each is not None]
    return period([slope, *conditions, *edges(f)]) if depends_on_x(slope) else None


def period(expressions: Sequence[Expression]) -> Expression | None:
    """A period that expressions have in common: a positive constant; None if no period is plain."""
    slopes: list[Expression] = []
    for expression in expressions:
        found = {node: slope for node in nodes(expression) if (slope := _frequency(node)) is not None}
        if any(node is X for node in nodes(expression, skip=found)):
            return None
        slopes += found.values()
    ratios = [_ratio(slope, slopes[0]) for slope in slopes]
    known = [abs(ratio) for ratio in ratios if ratio]
    if not slopes or len(known) < len(ratios):
        return None
    denominator = lcm(*(ratio.denominator for ratio in known))
    common = Fraction(gcd(*(int(ratio * denominator) for ratio in known)), denominator)
    frequency = Apply("mul", Number(common), slopes[0])
    sign = constants.sign(frequency)
    return simplify(Apply("div", Apply("mul", Number(Fraction(2 * sign)), PI), frequency)) if sign else None


def _frequency(node: Expression) -> Expression | None:
    """The slope of the line of which a node is a sine, cosine or tangent; None for any other node."""
    if not isinstance(node, Apply) or node.operation not in WAVES or not depends_on_x(node):
        return None
    try:
        slope = simplify(derivative(simplify(node.args[0])))
    except FormulaError:
        return None
    return None if depends_on_x(slope) or slope == Number(Fraction(0)) else slope


def _ratio(a: Expression, b: Expression) -> Fraction | None:
    """The quotient of two constants, if rewriting shows that it is rational."""
    try:
        form = canonical(Apply("div", a, b))
    except NoForm:
        return None
    return form[UNIT] if set(form) == {UNIT} else None
