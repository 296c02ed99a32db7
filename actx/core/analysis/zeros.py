"""The zeros of an expression in `x`, exact or to 350 digits, and whether these are all.

A rational zero is exact; an irrational one is a Fraction of 350 digits. Of a polynomial all zeros are found,
by Sturm's theorem; an expression that is plainly positive or negative has none. Of any other expression the
zeros are searched for, and the search says whether these are all (see `zero_search`).
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis import polynomials
from actx.core.analysis.zero_digits import (
    IRRATIONAL_DIGITS,
    irrational,
    is_irrational,
    rounded,
    sign_without_choices,
)
from actx.core.analysis.zero_search import MOST_POINTS, Search
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.errors import FormulaError
from actx.core.formula.algebra import neg
from actx.core.formula.branches import rational_zero, switches
from actx.core.formula.canonical import canonical
from actx.core.formula.conditions import holds
from actx.core.formula.domain import domain, is_positive
from actx.core.formula.expression import Apply, Expression, Number, depends_on_x, nodes
from actx.core.formula.forms import NoForm
from actx.core.formula.language import CHOICES, CONDITIONS
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# Operations of which a linear expression consists.
_LINEAR: Final = ("add", "sub", "mul", "neg", "div")
# More combinations of branches than this are not searched one by one.
_MOST_VARIANTS: Final = 16


class Zeros(NamedTuple):
    """Zeros from left to right, and whether it is proved that there are no others."""

    points: tuple[Fraction, ...]
    complete: bool


_NONE: Final = Zeros((), complete=True)


@lru_cache(maxsize=512)
def zeros(expression: Expression) -> Zeros:
    """The zeros of an expression: all of them, or those nearest to 0 that a search finds, at most 64."""
    if _is_plainly_without(expression):
        return _NONE
    variants = _variants(expression)
    if variants is None:
        return _searched(expression)
    found = [_of_variant(each) for each in variants]
    points = {point for each in found for point in each.points}
    complete = all(each.complete for each in found)
    if len(variants) > 1:
        signs = {point: sign_without_choices(expression, point) for point in points}
        points = {point for point in points if signs[point] == 0}
        complete = complete and None not in signs.values()
    return nearest(points, complete=complete)


def zeros_within(expression: Expression, low: Fraction, high: Fraction) -> list[Fraction] | None:
    """All zeros of an expression strictly between two points; None where they are not known."""
    from actx.core.analysis.isolation import UnknownSign, signs_between  # for start-up time

    if _is_plainly_without(expression):
        return []
    variants = _variants(expression)
    if variants is None or any(domain(each).regular is not None for each in variants):
        known = zeros(expression)
        return [point for point in known.points if low < point < high] if known.complete else None
    zero, found = Fraction(0), set()
    ends = [low, zero, high] if low < zero < high else [low, high]
    for variant in variants:
        if not depends_on_x(variant):
            continue
        if low < zero < high:
            sign = constants.sign_at(variant, Fraction(0))
            if sign is None:
                return None
            if sign == 0:
                found.add(zero)
        try:
            for start, end in pairwise(ends):
                found.update(signs_between(variant, start, end)[0])
        except (UnknownSign, FormulaError):
            return None
    if len(variants) > 1:
        signs = {point: sign_without_choices(expression, point) for point in found}
        if None in signs.values():
            return None
        found = {point for point in found if signs[point] == 0}
    return sorted(found)


def union(expressions: Iterator[Expression]) -> Zeros:
    """The zeros of several expressions together, at most 64."""
    found = [zeros(each) for each in expressions]
    points = {point for each in found for point in each.points}
    return nearest(points, complete=all(each.complete for each in found))


def nearest(points: Collection[Fraction], *, complete: bool) -> Zeros:
    """Those of the zeros that are nearest to 0, at most 64; `complete` says that there are no others.

    A rational zero may be known from another expression to its digits only: the exact one is kept.
    """
    exact = {_digits(x): x for x in points if not is_irrational(x)}
    points = {exact.get(x, x) for x in points}
    nearest = sorted(points, key=abs)[:MOST_POINTS]
    return Zeros(tuple(sorted(nearest)), complete and len(nearest) == len(points))


def _digits(x: Fraction) -> Fraction:
    """A rational number as it is known if it is not known to be one."""
    return rounded(Decimals(IRRATIONAL_DIGITS + 20).number(x).lo)


def _is_plainly_without(expression: Expression) -> bool:
    """Whether an expression has no zeros to look for: it is constant, or its form shows its sign."""
    return not depends_on_x(expression) or is_positive(expression) or is_positive(neg(expression))


def _of_variant(expression: Expression) -> Zeros:
    if _is_plainly_without(expression):
        return _NONE
    coefficients = _polynomial(expression)
    if coefficients is None:
        found = _searched(expression)
        return found if found.complete else _isolated(expression) or found
    roots = polynomials.roots(coefficients)
    points = [
        root if isinstance(root, Fraction) else irrational(root.to_digits(IRRATIONAL_DIGITS))
        for root in roots
    ]
    return Zeros(tuple(points), complete=True)


def _searched(expression: Expression) -> Zeros:
    """The zeros that the search by intervals finds."""
    try:
        search = Search(expression)
    except FormulaError:
        return Zeros((), complete=False)
    complete = search.run()
    points = search.points()
    return nearest(points, complete=complete and len(points) >= len(search.brackets))


def _isolated(expression: Expression) -> Zeros | None:
    """The zeros of an expression without choices, regular but for 0, if these can be proved to be all."""
    from actx.core.analysis.isolation import UnknownSign, zeros_beside_zero  # for start-up time

    try:
        there = constants.sign_at(expression, Fraction(0))
        if not _is_regular_but_for_zero(expression) or (there is None and domain(expression).regular is None):
            return None
        points = zeros_beside_zero(expression)
    except (UnknownSign, FormulaError):
        return None
    return nearest([*points, *([Fraction(0)] if there == 0 else [])], complete=True)


def _is_regular_but_for_zero(expression: Expression) -> bool:
    regular = domain(expression).regular
    if regular is None:
        return True
    ends = union(switches(regular))
    return (
        ends.complete
        and set(ends.points) <= {Fraction(0)}
        and all(holds(regular, partial(constants.sign_at, x=Fraction(side))) for side in (-1, 1))
    )


def _variants(expression: Expression) -> list[Expression] | None:
    """The expressions without choices that result from each way to choose; None for too many."""
    known: dict[Expression, tuple[Expression, ...]] = {}
    for node in nodes(expression):
        if not isinstance(node, Apply) or node.operation in CONDITIONS:
            known[node] = (node,)
            continue
        if node.operation in CHOICES:
            results = node.args[1:] if node.operation == "where" else node.args
            known[node] = tuple(each for result in results for each in known[result])
        elif node.operation == "abs":
            known[node] = tuple(each for u in known[node.args[0]] for each in (u, Apply("neg", u)))
        elif node.operation == "sign":
            known[node] = tuple(Number(Fraction(value)) for value in (-1, 0, 1))
        else:
            combined = product(*(known[argument] for argument in node.args))
            known[node] = tuple(Apply(node.operation, *each) for each in combined)
        if len(known[node]) > _MOST_VARIANTS:
            return None
    return [simplify(each) for each in dict.fromkeys(known[expression])]


def _polynomial(expression: Expression) -> dict[int, Fraction] | None:
    """The coefficients of a polynomial in `x`; None for anything else."""
    try:
        form = canonical(expression)
    except NoForm:
        return None
    coefficients: dict[int, Fraction] = {}
    for monomial, coefficient in form.items():
        exponents = dict(monomial)
        exponent = exponents.pop(("x",), Fraction(0))
        if exponents or exponent.denominator != 1 or exponent < 0:
            return None
        coefficients[int(exponent)] = coefficient
    return coefficients or None


def linear_zeros(expression: Expression) -> list[Fraction]:
    """The zeros of the parts of a formula that are linear in `x`, nearest to 0 first: 3 for x - 3."""
    found = set()
    for node in nodes(simplify(expression)):
        if isinstance(node, Apply) and node.operation in _LINEAR:
            with suppress(FormulaError):
                zero = rational_zero(node) if depends_on_x(node) and _is_short(node) else None
                if zero is not None:
                    found.add(zero)
    return sorted(found, key=abs)[:MOST_POINTS]


def _is_short(node: Apply) -> bool:
    """Whether the node has no operation but the four of arithmetic."""
    return all(not isinstance(each, Apply) or each.operation in _LINEAR for each in nodes(node))
