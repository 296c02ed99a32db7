"""The derivative at a kink as a framework's automatic differentiation gives it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from actx.core.activation import Activation
from actx.core.dialects.find import framework_named
from actx.core.errors import ParameterError
from actx.core.formula.expression import Apply, Number, X, substitute
from actx.core.registry import read_formula

if TYPE_CHECKING:
    from actx.core.activation import AnyActivation
    from actx.core.formula.expression import Expression


@dataclass(frozen=True, slots=True)
class Slope:
    """A row of the table: at a point, a formula of the activation's parameters, the derivative is another."""

    framework: str
    activation: str
    at: str
    slope: str
    note: str


@cache
def slopes() -> tuple[Slope, ...]:
    """The rows of the table, which were measured."""
    with Path(__file__).with_name("slopes.tsv").open(encoding="utf-8", newline="") as stream:
        return tuple(Slope(**row) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def frameworks_with_slopes() -> list[str]:
    """The frameworks of which derivatives at kinks are recorded."""
    return list(dict.fromkeys(row.framework for row in slopes()))


def with_slopes_of(name: str, activation: AnyActivation, dtype: str | None = "float64") -> AnyActivation:
    """The same function, whose first derivative at its kinks is the framework's of that name.

    A kink that is no number of the format is at the one nearest to it; without a format, where it is.
    Raises UnknownNameError for no framework, and ParameterError for one, or a kink, of which nothing is
    recorded.
    """
    framework, known = framework_named(name), frameworks_with_slopes()
    if framework not in known:
        raise ParameterError(
            f"no derivative at kinks is recorded for {framework}: it is for {', '.join(known)}"
        )
    if not isinstance(activation, Activation):
        raise ParameterError(
            f"{activation.name} is an activation of vectors: no derivative at kinks is recorded"
        )
    rows = [row for row in slopes() if (row.framework, row.activation) == (framework, activation.name)]
    _check_covers(framework, activation, rows)
    names = tuple(parameter.name for parameter in activation.params)
    body = literal = activation.literal
    for row in rows:
        at, slope = value_of(row.at, activation), read_formula(row.slope, names)
        kink = Number(at if dtype is None else _nearest(at, dtype))
        body = Apply("where", Apply("eq", X, kink), _line(literal, kink, slope), body)
    if body is literal:
        return activation
    from actx.core.formula.typeset import to_text

    return replace(activation, formula=to_text(body))


def value_of(formula: str, activation: Activation) -> Fraction:
    """The number that a formula of the activation's parameters is."""
    from actx.core.formula.simplify import simplify

    values: dict[str, Expression] = {name: Number(value) for name, value in activation.values.items()}
    number = simplify(substitute(read_formula(formula, tuple(values)), values))
    assert isinstance(number, Number)
    return number.value


def _nearest(value: Fraction, dtype: str) -> Fraction:
    import numpy as np

    from actx.core.formats import format_of

    return Fraction(float(format_of(dtype).round(np.array(float(value)))))


def _line(function: Expression, at: Expression, slope: Expression) -> Expression:
    """The line through the function's point there that has this slope: its branch at this one point."""
    return Apply("add", substitute(function, {X.name: at}), Apply("mul", slope, Apply("sub", X, at)))


def _check_covers(framework: str, activation: Activation, rows: list[Slope]) -> None:
    from actx.core.branch_points import kinks

    if rows or not kinks(activation.function):
        return
    others = [row.framework for row in slopes() if row.activation == activation.name]
    have = f": those of {', '.join(dict.fromkeys(others))} are" if others else ""
    raise ParameterError(f"{framework}'s derivative at the kinks of {activation.label} is not recorded{have}")
