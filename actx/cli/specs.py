"""From the SPECs and -p settings of a command line to activations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.cli.options import settings
from actx.cli.status import UsageError
from actx.core import registry
from actx.core.activation import FORMULA_FAMILY, Activation, AnyActivation
from actx.core.errors import suggest
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def resolve(specs: Sequence[str], params: Iterable[str] | None) -> list[AnyActivation]:
    """The activations; each -p setting goes to every SPEC that has the parameter, and to one at least."""
    values = settings(params)
    known = [_parameters(spec, tuple(values)) for spec in specs]
    for name in values:
        if not any(name in names for names in known):
            everywhere = sorted({each for names in known for each in names})
            raise UsageError(f"no parameter '{name}' in {' '.join(specs)}{suggest(name, everywhere)}")
    return [
        registry.activation(spec, {name: value for name, value in values.items() if name in names})
        for spec, names in zip(specs, known, strict=True)
    ]


def resolve_scalars(specs: Sequence[str], params: Iterable[str] | None) -> list[Activation]:
    """The activations, none of which may be of vectors."""
    scalars = []
    for activation in resolve(specs, params):
        if not isinstance(activation, Activation):
            raise UsageError(
                f"{activation.name} is an activation of vectors: only scalar ones can be compared"
            )
        scalars.append(activation)
    return scalars


def file_stem(activations: Iterable[AnyActivation]) -> str:
    """A file name for a figure of these: their names, and `formula` for what has none."""
    stems = ["formula" if each.family == FORMULA_FAMILY else each.name for each in activations]
    return "-".join(dict.fromkeys(stems))


def _parameters(spec: str, given: tuple[str, ...]) -> list[str]:
    if is_formula(spec):
        return free_names(registry.read_formula(spec, given))
    return [parameter.name for parameter in registry.lookup(spec.partition(":")[0]).params]
