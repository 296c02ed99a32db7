"""Sums rearranged by exponential factors, for values beyond Decimal's exponents (about 10**(10**18)).

Used where values are kept by their logarithms (`decimals.towers`).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd, lcm
from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF, ONE, factors, terms
from actx.core.formula.expression import Apply, Expression, Number, applies, nodes, transform
from actx.core.formula.simplify import apply

if TYPE_CHECKING:
    from collections.abc import Callable


@lru_cache(maxsize=256)
def collected(expression: Expression) -> Expression:
    """The same function at regular points, the terms of each sum grouped by exponential factors.

    exp(u + v) becomes exp(u)*exp(v), and the factors that terms share are taken out of the sum. For large
    |x|, terms with different exponentials differ so much in size that one dominates; terms with the same
    exponential are added without that factor.
    """
    done: dict[Expression, Expression] = {}

    def collect(node: Expression) -> Expression:
        if node not in done:
            done[node] = _collected(node, collect)
        return done[node]

    return collect(transform(expression, lambda leaf: leaf, _unfolded))


def _unfolded(operation: str, *args: Expression) -> Expression:
    """The operation, but cosh and sinh of an exponential are written with exp.

    So their exponentials cancel against others, as in exp(exp(x))/cosh(exp(x)).
    """
    if operation not in ("cosh", "sinh") or not applies(args[0], ("exp",)):
        return apply(operation, *args)
    (u,) = args
    other = apply("exp", apply("mul", Number(Fraction(-2)), u))
    excess = apply("add" if operation == "cosh" else "sub", ONE, other)
    return apply("mul", HALF, apply("mul", apply("exp", u), excess))


# Functions that grow or decay faster than every power of their argument, in one direction at least.
_EXPONENTIALS: Final = ("exp", "cosh", "sinh", "sigmoid", "normpdf", "normcdf", "erfc", "expm1")


def _collected(node: Expression, collect: Callable[[Expression], Expression]) -> Expression:
    if not isinstance(node, Apply):
        return node
    if node.operation == "exp" and len(summands := terms(node.args[0])) > 1:
        parts = [Apply("exp", collect(Apply("mul", Number(c), term))) for term, c in summands]
        return reduce(lambda a, b: Apply("mul", a, b), parts)
    if node.operation not in ("add", "sub"):
        return Apply(node.operation, *map(collect, node.args))
    products = []
    for term, c in terms(node):
        coefficient, bases = factors(term)
        split: dict[Expression, Fraction] = {}
        for base, exponent in bases.items():
            for part, times in _split_exponential(base):
                split[part] = split.get(part, Fraction(0)) + exponent * times
        products.append((coefficient * c, split))
    units = _units(products)
    products = [
        (c, {collect(_powered(base, units[base])): e / units[base] for base, e in bases.items() if e})
        for c, bases in products
    ]
    deepest = max((_depth(base) for _, bases in products for base in bases), default=0)
    return _sum_by_depth(products, deepest)


def _sum_by_depth(products: list[tuple[Fraction, dict[Expression, Fraction]]], depth: int) -> Expression:
    """A sum of products, grouped by their exponentials of this depth, and within a group by lesser depths."""
    if depth == 0:
        return reduce(
            lambda a, b: Apply("add", a, b), (_raised_product(bases, Number(c)) for c, bases in products)
        )
    groups: dict[
        frozenset[tuple[Expression, Fraction]], list[tuple[Fraction, dict[Expression, Fraction]]]
    ] = {}
    for c, bases in products:
        outer = frozenset((base, e) for base, e in bases.items() if _depth(base) == depth)
        inner = {base: e for base, e in bases.items() if _depth(base) != depth}
        groups.setdefault(outer, []).append((c, inner))
    sums = [_raised_product(dict(outer), _sum_by_depth(inner, depth - 1)) for outer, inner in groups.items()]
    return reduce(lambda a, b: Apply("add", a, b), sums)


@lru_cache(maxsize=4096)
def _depth(node: Expression) -> int:
    """How deep exponentials are nested: 2 for cosh(exp(x)); 0 for a node that is not one of _EXPONENTIALS."""
    if not isinstance(node, Apply) or node.operation not in _EXPONENTIALS:
        return 0
    inside = (part for part in nodes(node.args[0]) if isinstance(part, Apply))
    return 1 + max((_depth(part) for part in inside), default=0)


def _split_exponential(base: Expression) -> list[tuple[Expression, Fraction]]:
    """exp(a*u + b*v) as [(exp(u), a), (exp(v), b)]; any other base as [(base, 1)]."""
    if isinstance(base, Apply) and base.operation == "exp":
        return [(Apply("exp", term), c) for term, c in terms(base.args[0])]
    return [(base, Fraction(1))]


def _units(products: list[tuple[Fraction, dict[Expression, Fraction]]]) -> dict[Expression, Fraction]:
    """For each base a unit such that every exponent of the base is a multiple of it; 1 for a non-exponential.

    The unit is negative where all exponents are: exp(-u) and exp(-2*u) are powers of exp(-u).
    """
    units: dict[Expression, Fraction] = {}
    for _, bases in products:
        for base, exponent in bases.items():
            unit = units.get(base, Fraction(0))
            if not (isinstance(base, Apply) and base.operation == "exp"):
                units[base] = Fraction(1)
            elif exponent:
                below = lcm(unit.denominator, exponent.denominator)
                units[base] = Fraction(gcd(int(unit * below), int(exponent * below)), below)
    rising = {base for _, bases in products for base, exponent in bases.items() if exponent > 0}
    exponentials = {base for base in units if isinstance(base, Apply) and base.operation == "exp"}
    return {base: -unit if base in exponentials - rising else unit for base, unit in units.items()}


def _powered(base: Expression, unit: Fraction) -> Expression:
    if unit == 1:
        return base
    assert isinstance(base, Apply)
    return Apply("exp", Apply("mul", Number(unit), base.args[0]))


def _raised_product(bases: dict[Expression, Fraction], start: Expression) -> Expression:
    """start * the product of base**exponent."""
    result = start
    for base, exponent in bases.items():
        power = base if abs(exponent) == 1 else Apply("pow", base, Number(abs(exponent)))
        result = Apply("mul" if exponent > 0 else "div", result, power)
    return result
