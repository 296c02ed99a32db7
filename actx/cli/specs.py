"""From the SPECs and -p settings of a command line to activations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from actx.cli.numbers import is_number
from actx.cli.options import settings
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.errors import UnknownNameError
from actx.core.names.spec import Meaning, meaning
from actx.core.naming import suggest

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
    meanings = [_meaning(spec) for spec in specs]
    known = [each.parameters(values) for each in meanings]
    for name in values:
        if not any(name in names for names in known):
            everywhere = sorted({each for names in known for each in names})
            raise UsageError(f"no parameter '{name}' in {' '.join(specs)}{suggest(name, everywhere)}")
    return [
        Resolved(each, {name: value for name, value in values.items() if name in names})
        for each, names in zip(meanings, known, strict=True)
    ]


def _meaning(spec: str) -> Meaning:
    try:
        return meaning(spec)
    except UnknownNameError:
        if is_number(spec):
            raise UsageError(
                f"'{spec}' is a number: the activation comes before its inputs, as in actx eval gelu {spec}"
            ) from None
        raise


def activations_of(specs: Sequence[str], params: Iterable[str] | None) -> list[AnyActivation]:
    """The activations that SPECs and -p settings mean."""
    return [each.activation for each in resolve(specs, params)]


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
