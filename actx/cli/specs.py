"""From the SPECs and -p settings of a command line to activations."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from actx.cli.options import settings
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.names.spec import Meaning, meaning
from actx.core.naming import plain, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Resolved(NamedTuple):
    """A SPEC of the command line: what it means, the -p settings that go to it, and the activation."""

    meaning: Meaning
    given: Mapping[str, str]

    @property
    def activation(self) -> AnyActivation:
        return self.meaning.activation(self.given)


def resolve(specs: Sequence[str], params: Iterable[str] | None) -> list[Resolved]:
    """The SPECs with the -p settings: each goes to every SPEC that has the parameter, and to one at least.

    Raises UsageError for a setting that goes to none.
    """
    values = settings(params)
    meanings = [meaning(spec) for spec in specs]
    known = [each.parameters(values) for each in meanings]
    for name in values:
        if not any(name in names for names in known):
            everywhere = sorted({each for names in known for each in names})
            raise UsageError(f"no parameter '{name}' in {' '.join(specs)}{suggest(name, everywhere)}")
    return [
        Resolved(each, {name: value for name, value in values.items() if name in names})
        for each, names in zip(meanings, known, strict=True)
    ]


def activations_of(specs: Sequence[str], params: Iterable[str] | None) -> list[AnyActivation]:
    """The activations that SPECs and -p settings mean."""
    activations = [each.activation for each in resolve(specs, params)]
    remark(specs, activations)
    return activations


def scalars_of(specs: Sequence[str], params: Iterable[str] | None) -> list[Activation]:
    """The activations, none of which may be of vectors."""
    scalars = []
    for activation in activations_of(specs, params):
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


def remark(specs: Sequence[str], activations: Sequence[AnyActivation]) -> None:
    """Tell a person, and no program, what else a bare name means."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):
        return
    from actx.core.names.frameworks import OTHER_MEANINGS  # for start-up time: a pipe needs none of it

    told = set()
    for spec, activation in zip(specs, activations, strict=True):
        others = OTHER_MEANINGS.get(activation.name)
        bare = plain(activation.name) == plain(spec) and not activation.overrides
        if others and bare and activation.name not in told:
            told.add(activation.name)
            defaults = ", ".join(f"{each.name}={each.default[:9]}" for each in activation.params)
            here = f"{activation.formula}{f' with {defaults}' if defaults else ''}"
            with suppress(OSError):
                sys.stderr.write(f"actx: {activation.name} is {here}; {', '.join(others)}\n")
