"""Inputs that are constants of the formula language, such as 1/3 or -pi/2: exact, and rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from actx.core.errors import FormulaError, UndecidedError
from actx.core.formula.expression import INF, MINUS_INF, Expression, Number, depends_on_x, free_names
from actx.core.formula.parse import parse
from actx.core.formula.simplify import simplify
from actx.core.rounding.point import Point

if TYPE_CHECKING:
    from actx.core.rounding.formats import Format


def read_constant(text: str) -> Decimal | Fraction | Expression:
    """The constant that a formula without x and without parameters denotes, exactly.

    A rational one is a Fraction, an infinite one a Decimal. Raises FormulaError for any other text.
    """
    tree = parse(text)
    names = ["x"] * depends_on_x(tree) + free_names(tree)
    if names:
        raise FormulaError(f"{names[0]} is no constant", text, text.find(names[0]))
    constant = simplify(tree)
    if isinstance(constant, Number):
        return constant.value
    sign = {INF: 1, MINUS_INF: -1}.get(constant)
    return constant if sign is None else Decimal("inf").copy_sign(Decimal(sign))


def round_constant(constant: Decimal | Fraction | Expression, form: Format) -> float:
    """The number of a format nearest to a constant; nan where it is undefined.

    Raises UndecidedError where its digits do not tell which number that is.
    """
    if isinstance(constant, Decimal):
        return form.nearest(constant)
    tree = Number(constant) if isinstance(constant, Fraction) else constant
    value = Point(tree, 0, Decimal(0)).rounded(form)
    if value is None:
        raise UndecidedError("the constant cannot be rounded")
    return value
