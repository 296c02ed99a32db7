"""From the SPECs and -p settings of a command line to activations."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from actx.cli.options import settings
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.reading import read_formula
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula
from actx.core.names import spec as names
from actx.core.naming import plain, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def resolve(specs: Sequence[str], params: Iterable[str] | None) -> list[AnyActivation]:
    """The activations; each -p setting goes to every SPEC that has the parameter, and to one at least."""
    activations = [
        names.activation(spec, given) for spec, given in zip(specs, given_to(specs, params), strict=True)
    ]
    if all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):
        _remark(specs, activations)
    return activations


def given_to(specs: Sequence[str], params: Iterable[str] | None) -> list[dict[str, str]]:
    """The -p settings that go to each SPEC. Raises UsageError for one that goes to none."""
    values = settings(params)
    known = [_parameters(spec, tuple(values)) for spec in specs]
    for name in values:
        if not any(name in names for names in known):
            everywhere = sorted({each for names in known for each in names})
            raise UsageError(f"no parameter '{name}' in {' '.join(specs)}{suggest(name, everywhere)}")
    return [{name: value for name, value in values.items() if name in names} for names in known]


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


def _remark(specs: Sequence[str], activations: Sequence[AnyActivation]) -> None:
    """Tell a person, and no program, what else a bare name means."""
    from actx.core.names.frameworks import ELSEWHERE  # which nobody needs in a pipe

    told = set()
    for spec, activation in zip(specs, activations, strict=True):
        others = ELSEWHERE.get(activation.name)
        bare = plain(activation.name) == plain(spec) and not activation.overrides
        if others and bare and activation.name not in told:
            told.add(activation.name)
            defaults = ", ".join(f"{each.name}={each.default[:9]}" for each in activation.params)
            here = f"{activation.formula}{f' with {defaults}' if defaults else ''}"
            with suppress(OSError):
                sys.stderr.write(f"actx: {activation.name} is {here}; {', '.join(others)}\n")


def _parameters(spec: str, given: tuple[str, ...]) -> list[str]:
    if is_formula(spec):
        return free_names(read_formula(spec, given))
    return names.parameter_names(spec.partition(":")[0])
