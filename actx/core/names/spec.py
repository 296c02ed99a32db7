"""From the SPEC that a person types to an activation with bound parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.activation import AnyActivation
from actx.core.errors import UnknownNameError
from actx.core.formula.parse import is_formula
from actx.core.names.lookup import known, native, settings

if TYPE_CHECKING:
    from actx.core.catalog.record import Given
    from actx.core.names.spelling import Spelling

_DOTTED: Final = re.compile(r"\s*[A-Za-z]\w*(\.[\w-]+)+\s*")


class Meaning(NamedTuple):
    """What the name in a SPEC means, an activation or a framework's spelling, and the settings given."""

    of: AnyActivation | Spelling
    given: Given


def activation(spec: str, params: Given | None = None) -> AnyActivation:
    """The activation that SPEC means: `gelu`, `leaky_relu:alpha=0.2`, `tf.nn.relu6`, or a formula of `x`.

    `params` sets further parameters, and gives a formula's free names their values. A framework's name has
    the framework's parameters and defaults.
    Raises UnknownNameError (a KeyError), ParameterError or FormulaError (both ValueErrors).
    """
    if is_formula(spec):
        return native(spec, params or {})
    meant, values = meaning(spec, params)
    return meant.bind(**values) if isinstance(meant, AnyActivation) else meant.activation(values)


def meaning(spec: str, params: Given | None = None) -> Meaning:
    """What a SPEC that is no formula means, its settings not yet applied.

    Raises UnknownNameError for an unknown name, and ParameterError for settings that cannot be read.
    """
    name = spec.partition(":")[0]
    meant = _spelling(name) or lookup(name)
    return Meaning(meant, settings(spec, params or {})[1])


def parameter_names(name: str) -> list[str]:
    """The names of the parameters that a SPEC with this name can set."""
    meant = meaning(name).of
    parameters = meant.params if isinstance(meant, AnyActivation) else meant.parameters
    return [parameter.name for parameter in parameters]


def spelling_of(spec: str) -> Spelling | None:
    """The framework's spelling that a SPEC names; None for a name of the catalog and for a formula."""
    return None if is_formula(spec) else _spelling(spec.partition(":")[0])


def lookup(name: str) -> AnyActivation:
    """The activation of that name or alias in the catalog. Raises UnknownNameError with the nearest names."""
    found = known(name)
    if found is not None:
        return found
    from actx.core.names.search import resembling  # for start-up time: only a misspelt name needs it

    hint = ": a formula must mention x" if set(name) & set("()*/+") else resembling(name)
    comma = "" if hint.endswith("?") else ":"
    raise UnknownNameError(f"unknown activation '{name}'{hint}{comma} see 'actx list'")


def _spelling(name: str) -> Spelling | None:
    """The framework's spelling that a dotted name means; None for a name without a dot."""
    if not _DOTTED.fullmatch(name):
        return None
    from actx.core.names.search import find  # for start-up time: few SPECs need its tables

    return find(name)
