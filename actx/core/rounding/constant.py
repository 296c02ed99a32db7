"""Inputs that are constants of the formula language, such as 1/3 or -pi/2: exact, and rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from actx.core.errors import FormulaError, UndecidedError
from actx.core.formula.expression import INF, MINUS_INF, Expression, Number, depends_on_x, free_names
from actx.core.formula.parse import parse
from actx.core.formula.simplify import apply, simplify
from actx.core.formula.typeset import to_text
from actx.core.rounding.point import Point
from actx.io.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.rounding.formats import Format

Constant: TypeAlias = Decimal | Fraction | Expression
"""A real number or an infinity, exactly: a rational one is no Expression."""


def read_constant(text: str) -> Constant:
    """The constant that a formula without x and without parameters denotes, exactly.

    A rational one is a Fraction, an infinite one a Decimal. Raises FormulaError for any other text.
    """
    tree = parse(text)
    names = ["x"] * depends_on_x(tree) + free_names(tree)
    if names:
        raise FormulaError(f"{names[0]} is no constant", text, text.find(names[0]))
    return _exactly(simplify(tree))


def evenly_spaced(first: Constant, last: Constant, count: int) -> Iterator[Constant]:
    """`count` points from one finite constant to another, both included, none of them rounded."""
    a, b = _tree(first), _tree(last)
    for k in range(count):
        if k in (0, count - 1):
            yield last if k else first
        else:
            share = Fraction(k, count - 1)
            parts = (apply("mul", Number(of), end) for of, end in ((1 - share, a), (share, b)))
            yield _exactly(apply("add", *parts))


def round_constant(constant: Constant, form: Format) -> float:
    """The number of a format nearest to a constant; nan where it is undefined.

    Raises UndecidedError where its digits do not tell which number that is.
    """
    if isinstance(constant, Decimal):
        return form.nearest(constant)
    tree = _tree(constant)
    value = Point(tree, 0, Decimal(0)).rounded(form)
    if value is None:
        raise UndecidedError(f"{quoted(to_text(tree))} cannot be rounded: its digits are not decided")
    return value


def _exactly(constant: Expression) -> Constant:
    """What a simplified tree without names is."""
    if isinstance(constant, Number):
        return constant.value
    sign = {INF: 1, MINUS_INF: -1}.get(constant)
    return constant if sign is None else Decimal("inf").copy_sign(Decimal(sign))


def _tree(constant: Constant) -> Expression:
    """The tree of a finite constant."""
    return Number(Fraction(constant)) if isinstance(constant, Decimal | Fraction) else constant
