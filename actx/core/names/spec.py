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
    """What the name in a SPEC means, an activation or a framework's spelling of one, and all its settings."""

    of: AnyActivation | Spelling
    given: Given


def activation(spec: str, params: Given | None = None) -> AnyActivation:
    """The activation that SPEC means: `gelu`, `leaky_relu:alpha=0.2`, `tf.nn.relu6`, or a formula of `x`.

    `params` sets further parameters; a formula's free names get their values there, and a framework's name
    has the framework's parameters.
    Raises UnknownNameError (a KeyError), ParameterError or FormulaError (both ValueErrors).
    """
    if is_formula(spec):
        return native(spec, params or {})
    meant, values = meaning(spec, params)
    return meant.bind(**values) if isinstance(meant, AnyActivation) else meant.activation(values)


def meaning(spec: str, params: Given | None = None) -> Meaning:
    """What a SPEC that is no formula means.

    Raises what `activation` raises for an unknown name, and for settings that cannot be read.
    """
    name = spec.partition(":")[0]
    meant = _spelling(name) or lookup(name)
    return Meaning(meant, settings(spec, params or {})[1])


def parameter_names(name: str) -> list[str]:
    """The parameters of what a SPEC names before its colon, as it calls them."""
    meant = meaning(name).of
    parameters = meant.params if isinstance(meant, AnyActivation) else meant.parameters
    return [parameter.name for parameter in parameters]


def spelling_of(spec: str) -> Spelling | None:
    """The framework's spelling that a SPEC names, and None for a name of the catalog or a formula."""
    return None if is_formula(spec) else _spelling(spec.partition(":")[0])


def lookup(name: str) -> AnyActivation:
    """The activation of that name or alias in the catalog. Raises UnknownNameError with the nearest names."""
    found = known(name)
    if found is not None:
        return found
    from actx.core.names.search import resembling  # who mistypes has the time

    hint = ": a formula must mention x" if set(name) & set("()*/+") else resembling(name)
    comma = "" if hint.endswith("?") else ":"
    raise UnknownNameError(f"unknown activation '{name}'{hint}{comma} see 'actx list'")


def _spelling(name: str) -> Spelling | None:
    """The framework's spelling that a dotted name means, and None for any other name."""
    if not _DOTTED.fullmatch(name):
        return None
    from actx.core.names.search import find  # its tables take time, and few SPECs need them

    return find(name)
