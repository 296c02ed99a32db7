"""The derivatives at kinks that frameworks' automatic differentiation gives: the table `slopes.tsv`."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from actx.core.activation import Activation
from actx.core.catalog.reading import read_formula
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.errors import ParameterError
from actx.core.formula.expression import Number, substitute
from actx.core.names.frameworks import WITH_SLOPES
from actx.core.names.search import framework_named

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.activation import AnyActivation
    from actx.core.formula.expression import Expression
    from actx.core.names.spelling import Spelling


class Slope(NamedTuple):
    """A row of the table: the derivative `slope` of an activation at the point `at`.

    Both are formulas of the activation's parameters. The activation is a name of the catalog, or a formula
    that spellings mean. A row with `spellings` holds for these alone, and overrides that of the framework.
    """

    framework: str
    activation: str
    spellings: str
    at: str
    slope: str
    note: str

    @property
    def of(self) -> list[str]:
        """What the row holds for: the framework, or its spellings, as SPECs."""
        return [f"{self.framework}.{name}" for name in self.spellings.split()] or [self.framework]


@cache
def slopes() -> tuple[Slope, ...]:
    """The rows of the table; they were measured by calling the frameworks."""
    with Path(__file__).with_name("slopes.tsv").open(encoding="utf-8", newline="") as stream:
        return tuple(Slope(**row) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def with_slopes_of(name: str, activation: AnyActivation, spelling: Spelling | None = None) -> AnyActivation:
    """The activation, with the first derivatives at its kinks that the framework of this name gives.

    `spelling` is the one by which the activation was named, if any: where it is the framework's own, rows of
    that spelling apply, too. Raises UnknownNameError for an unknown framework; ParameterError for an
    activation of vectors, and for a framework or a kink of which no derivative is recorded.
    """
    framework = framework_named(name, WITH_SLOPES)
    if framework not in WITH_SLOPES:
        raise ParameterError(
            f"no derivatives at kinks are recorded for {framework}, only for {', '.join(WITH_SLOPES)}"
        )
    if not isinstance(activation, Activation):
        raise ParameterError(
            f"{activation.name} is an activation of vectors: no derivatives at kinks are recorded"
        )
    rows = slopes_through(framework, activation, spelling)
    _check_covers(framework, activation, rows)
    return replace(
        activation,
        slopes={value_of(row.at, activation): value_of(row.slope, activation) for row in rows},
    )


def slopes_through(framework: str, activation: Activation, spelling: Spelling | None = None) -> list[Slope]:
    """The rows of a framework that apply to an activation; those of the spelling alone come last."""
    through = spelling.full if spelling is not None and spelling.framework == framework else None
    if activation.family != FORMULA_FAMILY:
        meant = activation.name
    elif through:
        meant = activation.formula
    else:  # a formula that someone typed: no row is about it
        return []
    return [
        row for name in (framework, through) for row in slopes() if row.activation == meant and name in row.of
    ]


def value_of(formula: str, activation: Activation) -> Fraction:
    """The value of a formula of the activation's parameters."""
    from actx.core.formula.simplify import simplify

    values: dict[str, Expression] = {name: Number(value) for name, value in activation.values.items()}
    number = simplify(substitute(read_formula(formula, tuple(values)), values))
    assert isinstance(number, Number)
    return number.value


def _check_covers(framework: str, activation: Activation, rows: list[Slope]) -> None:
    from actx.core.analysis.branch_points import kinks

    if rows or not kinks(activation.function):
        return
    others = [
        name
        for row in slopes()
        for name in row.of
        if row.activation == activation.name and (row.framework == framework or not row.spellings)
    ]
    have = f": those of {', '.join(dict.fromkeys(others))} are" if others else ""
    raise ParameterError(f"{framework}'s derivative at the kinks of {activation.label} is not recorded{have}")
