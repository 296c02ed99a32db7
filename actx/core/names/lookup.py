"""From the text a person types to an activation with bound parameters."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from actx.core.activation import FORMULA_FAMILY, Activation, AnyActivation, Param
from actx.core.catalog import CATALOG
from actx.core.errors import ParameterError, UnknownNameError
from actx.core.formula.expression import Expression, Number, free_names, substitute
from actx.core.formula.parse import is_formula, parse
from actx.core.naming import has, key, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actx.core.names.spelling import Given, Spelling

_DOTTED: Final = re.compile(r"\s*[A-Za-z]\w*(\.[\w-]+)+\s*")


def names() -> list[str]:
    """The catalog's names, family by family."""
    return [record.name for record in CATALOG]


def activation(spec: str, params: Given | None = None) -> AnyActivation:
    """The activation that SPEC means: `gelu`, `leaky_relu:alpha=0.2`, `tf.nn.relu6`, or a formula of `x`.

    `params` sets further parameters; a formula's free names get their values there, and a framework's name
    has the framework's parameters.
    Raises UnknownNameError (a KeyError), ParameterError or FormulaError (both ValueErrors).
    """
    if is_formula(spec):
        return _typed(spec, params or {})
    meant, values = named(spec, params)
    return meant.bind(**values) if isinstance(meant, AnyActivation) else meant.activation(values)


def named(spec: str, params: Given | None = None) -> tuple[AnyActivation | Spelling, Given]:
    """What the name in a SPEC means, a record or a framework's spelling of one, and all its settings.

    Raises what `activation` raises for an unknown name, and for settings that cannot be read.
    """
    name, colon, settings = spec.partition(":")
    meant = _spelling(name) or lookup(name)
    values = _settings(spec, settings) if colon else {}
    for repeated in values.keys() & (params or {}).keys():
        raise ParameterError(f"parameter '{repeated}' is given twice")
    return meant, {**values, **(params or {})}


def parameter_names(name: str) -> list[str]:
    """The parameters of what a SPEC names before its colon, as it calls them."""
    meant, _ = named(name)
    parameters = meant.params if isinstance(meant, AnyActivation) else meant.parameters
    return [parameter.name for parameter in parameters]


def spelling_of(spec: str) -> Spelling | None:
    """The framework's spelling that a SPEC names, and None for a name of the catalog or a formula."""
    return None if is_formula(spec) else _spelling(spec.partition(":")[0])


def _spelling(name: str) -> Spelling | None:
    """The framework's spelling that a dotted name means, and None for any other name."""
    if not _DOTTED.fullmatch(name):
        return None
    from actx.core.names.search import find  # its tables take time, and few SPECs need them

    return find(name)


def lookup(name: str) -> AnyActivation:
    """The catalog's record of that name or alias; case is ignored and `-` equals `_`."""
    try:
        return _index()[key(name)]
    except KeyError:
        hint = ": a formula must mention x" if set(name) & set("()*/+") else resembling(name)
        comma = "" if hint.endswith("?") else ":"
        raise UnknownNameError(f"unknown activation '{name}'{hint}{comma} see 'actx list'") from None


def resembling(name: str) -> str:
    """`": did you mean gelu?"` for the nearest names, of the catalog and of the frameworks."""
    from actx.core.names.search import nearest, spelled  # who mistypes has the time

    known = "" if spelled(name) else suggest(key(name), _index())
    return known or nearest(name)


@lru_cache(maxsize=256)
def read_formula(text: str, parameters: tuple[str, ...] = ()) -> Expression:
    """The literal tree of a formula in which every scalar activation of the catalog is a function.

    `parameters` are names that stand for numbers even where an activation is called so too (threshold).
    """
    scalars = [record.name for record in CATALOG if isinstance(record, Activation)]
    return parse(text, _applied, scalars, parameters)


def _typed(text: str, params: Given) -> Activation:
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
    record = _index().get(key(name))
    if not isinstance(record, Activation):
        return None
    known = [parameter.name for parameter in record.params]
    constants = {}
    for given, value in arguments.items():
        if given != "x" and given not in known:
            hint = suggest(given, known) or has(known)
            raise ParameterError(f"{record.name} has no parameter '{given}'{hint}")
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


@cache
def _index() -> dict[str, AnyActivation]:
    return {key(name): record for record in CATALOG for name in (record.name, *record.aliases)}
