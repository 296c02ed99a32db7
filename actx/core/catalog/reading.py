"""From the text of a formula to its tree, with every scalar activation of the catalog as a function."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from actx.core.catalog import CATALOG
from actx.core.catalog.record import Record, Scalar
from actx.core.errors import ParameterError
from actx.core.formula.expression import Expression, Number, substitute
from actx.core.formula.parse import parse
from actx.core.naming import it_has, key, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def records() -> dict[str, Record]:
    """The records of the catalog by their names and aliases, in the form of `naming.key`."""
    return {key(name): record for record in CATALOG for name in (record.name, *record.aliases)}


@lru_cache(maxsize=256)
def read_formula(text: str, parameters: tuple[str, ...] = ()) -> Expression:
    """The tree of a formula as it is written, not simplified.

    `parameters` are names that stand for numbers, even where an activation has the same name (threshold).
    Raises FormulaError, and ParameterError where it sets a parameter of an activation wrongly.
    """
    scalars = [record.name for record in CATALOG if isinstance(record, Scalar)]
    return parse(text, _applied, scalars, parameters)


def _applied(name: str, arguments: Mapping[str, Expression]) -> Expression | None:
    """The tree of a scalar activation with these arguments, x and parameters; None for any other name."""
    record = records().get(key(name))
    if not isinstance(record, Scalar):
        return None
    known = tuple(parameter.name for parameter in record.params)
    constants = {}
    for given, value in arguments.items():
        if given != "x" and given not in known:
            hint = suggest(given, known) or it_has(known)
            raise ParameterError(f"{record.name} has no parameter '{given}'{hint}")
        if given != "x" and isinstance(value, Number):
            constants[given] = value.value
    values = record.with_defaults(record.overridden(constants))
    defaults: dict[str, Expression] = {p: Number(value) for p, value in values.items()}
    return substitute(read_formula(record.formula, known), {**defaults, **arguments})
