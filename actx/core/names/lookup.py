"""Activations by the catalog's own names, or from a formula; SPECs without a framework."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from actx.core.activation import Activation, AnyActivation, activation_of
from actx.core.catalog import CATALOG
from actx.core.catalog.reading import read_formula, records
from actx.core.catalog.record import FORMULA_FAMILY, Param
from actx.core.errors import ParameterError, UnknownNameError
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula
from actx.core.naming import key, suggest

if TYPE_CHECKING:
    from actx.core.catalog.record import Given, Record


def names() -> list[str]:
    """The catalog's names, family by family."""
    return [record.name for record in CATALOG]


def activations() -> list[AnyActivation]:
    """Every activation of the catalog, with the defaults of its parameters."""
    return [_activation(record) for record in CATALOG]


def known(name: str) -> AnyActivation | None:
    """The activation of that name or alias, else None; case is ignored and `-` equals `_`."""
    record = records().get(key(name))
    return None if record is None else _activation(record)


@cache
def _activation(record: Record) -> AnyActivation:
    return activation_of(record)


def native(spec: str, params: Given) -> AnyActivation:
    """The activation that a SPEC without a framework means: `leaky_relu:alpha=0.2`, or a formula of `x`.

    `params` are further settings. Raises UnknownNameError, ParameterError or FormulaError.
    """
    if is_formula(spec):
        return _typed(spec, params)
    name, values = settings(spec)
    found = known(name)
    if found is None:
        raise UnknownNameError(f"unknown activation '{name}'")
    return found.bind(**joined(values, params))


def settings(spec: str) -> tuple[str, Given]:
    """The name in a SPEC that is no formula, and the settings after its colon. Raises ParameterError."""
    name, colon, text = spec.partition(":")
    values: dict[str, str] = {}
    for setting in text.split(",") if colon else ():
        parameter, equals, value = (part.strip() for part in setting.partition("="))
        if not equals or not parameter or not value:
            raise ParameterError(f"'{setting}' in '{spec}' is not of the form param=value")
        if parameter in values:
            raise ParameterError(f"parameter '{parameter}' is given twice in '{spec}'")
        values[parameter] = value
    return name, values


def joined(values: Given, further: Given) -> Given:
    """All the settings. Raises ParameterError for one that is given twice."""
    for repeated in values.keys() & further.keys():
        raise ParameterError(f"parameter '{repeated}' is given twice")
    return {**values, **further}


def _typed(text: str, params: Given) -> Activation:
    free = free_names(read_formula(text, tuple(params)))
    for name in free:
        if name not in params:
            raise ParameterError(f"the formula's '{name}' has no value: give it one with -p {name}=...")
    for name in params:
        if name not in free:
            raise ParameterError(f"the formula has no parameter '{name}'{suggest(name, free)}")
    formula = Activation(
        name=text.strip(),
        formula=text.strip(),
        family=FORMULA_FAMILY,
        reference="",
        use="",
        weakness="",
        params=tuple(Param(name, "0") for name in free),
    )
    return formula.bind(**params)
