"""From the text a person types to an activation with bound parameters."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from actx.core.activation import FORMULA_FAMILY, Activation, AnyActivation, Param
from actx.core.catalog import CATALOG
from actx.core.errors import ParameterError, UnknownNameError, suggest
from actx.core.formula.expression import Expression, Number, free_names, substitute
from actx.core.formula.parse import is_formula, parse

if TYPE_CHECKING:
    from collections.abc import Mapping


def names() -> list[str]:
    """The catalog's names, family by family."""
    return [record.name for record in CATALOG]


def activation(spec: str, params: Mapping[str, float | str] | None = None) -> AnyActivation:
    """The activation that SPEC means: `gelu`, `leaky_relu:alpha=0.2`, or a formula of `x`.

    `params` sets further parameters; a formula's free names get their values there.
    Raises UnknownNameError (a KeyError), ParameterError or FormulaError (both ValueErrors).
    """
    params = params or {}
    if is_formula(spec):
        return _typed(spec, params)
    name, colon, settings = spec.partition(":")
    record = lookup(name)
    values = _settings(spec, settings) if colon else {}
    for repeated in values.keys() & params.keys():
        raise ParameterError(f"parameter '{repeated}' is given twice")
    return record.bind(**values, **params)


def lookup(name: str) -> AnyActivation:
    """The catalog's record of that name or alias; case is ignored and `-` equals `_`."""
    try:
        return _index()[_key(name)]
    except KeyError:
        hint = suggest(_key(name), _index()) or (
            ": a formula must mention x" if set(name) & set("()*/+") else ""
        )
        comma = "" if hint.endswith("?") else ":"
        raise UnknownNameError(f"unknown activation '{name}'{hint}{comma} see 'actx list'") from None


@lru_cache(maxsize=256)
def read_formula(text: str, parameters: tuple[str, ...] = ()) -> Expression:
    """The literal tree of a formula in which every scalar activation of the catalog is a function.

    `parameters` are names that stand for numbers even where an activation is called so too (threshold).
    """
    return parse(text, _applied, names(), parameters)


def _typed(text: str, params: Mapping[str, float | str]) -> Activation:
    free = free_names(read_formula(text, tuple(params)))
    for name in free:
        if name not in params:
            raise ParameterError(f"the formula's '{name}' has no value: give it one with -p {name}=...")
    for name in params:
        if name not in free:
            raise ParameterError(f"the formula has no parameter '{name}'{suggest(name, free)}")
    record = Activation(
        name=text.strip(),
        formula=text.strip(),
        family=FORMULA_FAMILY,
        reference="",
        use="",
        weakness="",
        params=tuple(Param(name, "0") for name in free),
    )
    return record.bind(**params)


def _applied(name: str, arguments: Mapping[str, Expression]) -> Expression | None:
    """The tree of a scalar activation at the given variable and parameters; None when there is none such."""
    record = _index().get(_key(name))
    if not isinstance(record, Activation):
        return None
    known = [parameter.name for parameter in record.params]
    constants = {}
    for given, value in arguments.items():
        if given != "x" and given not in known:
            has = f": it has {', '.join(known)}" if known else ": it has none"
            raise ParameterError(f"{record.name} has no parameter '{given}'{suggest(given, known) or has}")
        if given != "x" and isinstance(value, Number):
            constants[given] = value.value
    record.bind(**constants)  # the domains of those that are plain numbers
    defaults: dict[str, Expression] = {p: Number(value) for p, value in record.values.items()}
    return substitute(record.literal, {**defaults, **arguments})


def _settings(spec: str, text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for setting in text.split(","):
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals or not name or not value:
            raise ParameterError(f"'{setting}' in '{spec}' is not of the form param=value")
        if name in values:
            raise ParameterError(f"parameter '{name}' is given twice in '{spec}'")
        values[name] = value
    return values


def _key(name: str) -> str:
    return name.strip().lower().replace("-", "_")


@cache
def _index() -> dict[str, AnyActivation]:
    return {_key(name): record for record in CATALOG for name in (record.name, *record.aliases)}
