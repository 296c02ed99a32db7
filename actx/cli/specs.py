"""From the SPECs and -p settings of a command line to activations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

from actx.cli.numbers import is_number
from actx.cli.options import settings
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.errors import UnknownNameError
from actx.core.names.families import MOST_MEMBERS, Family
from actx.core.names.spec import Meaning, meaning
from actx.core.naming import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from actx.core.catalog.record import Given

_LONGEST_STEM: Final = 60  # characters of the name of a figure's file, without its suffix
# What operators are called in it; a product is its factors, one after the other.
_OPERATORS: Final = {
    "+": "plus",
    "-": "minus",
    "/": "over",
    "**": "to",
    "^": "to",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "==": "eq",
    "!=": "ne",
}


class Resolved(NamedTuple):
    """An activation of the command line: what its SPEC means, and the -p settings that go to it.

    In both each parameter has one value. `family` is its place among the activations of a SPEC that gives
    several values, None of a SPEC that means one. All members of a family follow each other.
    """

    meaning: Meaning
    given: Given
    family: Family | None = None

    @property
    def activation(self) -> AnyActivation:
        return self.meaning.activation(self.given)

    @property
    def tag(self) -> str:
        """What tells a member of a family from the others, `alpha=0.1`; empty for an activation alone."""
        return self.family.tag if self.family else ""

    @property
    def spec(self) -> str:
        """What can be typed for it: the SPEC, and -p for values of a family that are not in it."""
        varying = self.family.varying if self.family else {}
        values = [f"-p {name}={self.given[name]}" for name in varying if name in self.given]
        return " ".join([self.meaning.spec.strip(), *values])

    @property
    def typed(self) -> tuple[str, dict[str, str]]:
        """What was typed: the name, or the formula, and the settings of its parameters."""
        spec, settings = self.meaning.spec.strip(), self.meaning.settings
        name = spec.partition(":")[0].strip() if settings else spec
        return name, {each: str(value) for each, value in {**settings, **self.given}.items()}


def resolve(specs: Sequence[str], params: Iterable[str] | None) -> list[Resolved]:
    """The SPECs with the -p settings: each goes to every SPEC that has the parameter, and to one at least.

    A SPEC that gives several values of a parameter becomes all the members of its family. Raises UsageError
    for a setting that goes to no SPEC, and for families with more than MOST_MEMBERS activations in all.
    """
    values = settings(params)
    meanings = [_meaning(spec) for spec in specs]
    known = [each.parameters(values) for each in meanings]
    for name in values:
        if not any(name in names for names in known):
            everywhere = sorted({each for names in known for each in names})
            raise UsageError(f"no parameter '{name}' in {' '.join(specs)}{suggest(name, everywhere)}")
    found = [
        Resolved(*member)
        for each, names in zip(meanings, known, strict=True)
        for member in each.members({name: value for name, value in values.items() if name in names})
    ]
    if len(found) > MOST_MEMBERS and len(found) > len(specs):
        raise UsageError(f"{len(found)} activations are too many: {MOST_MEMBERS} are the most")
    return found


def _meaning(spec: str) -> Meaning:
    try:
        return meaning(spec)
    except UnknownNameError:
        if is_number(spec):
            raise UsageError(
                f"'{spec}' is a number: an activation, a name or a formula of x, comes first"
            ) from None
        raise


def scalar(activation: AnyActivation, why: str) -> Activation:
    """The activation, which may not be of vectors: `why` says so in words."""
    if not isinstance(activation, Activation):
        raise UsageError(f"{activation.name} is an activation of vectors: {why}")
    return activation


def file_stem(activations: Iterable[AnyActivation]) -> str:
    """A file name for a figure of these: their names, and of a formula its words.

    It has ASCII letters, digits, `_`, `-` and `.` only, so that it is safe on every system.
    """
    stems = [_slug(each.name) if each.family == FORMULA_FAMILY else each.name for each in activations]
    stem = "-".join(dict.fromkeys(stems))
    if len(stem) <= _LONGEST_STEM:
        return stem
    # Long ones that begin alike differ in the checksum of the whole.
    return f"{stem[: _LONGEST_STEM - 9].rstrip('-.')}-{crc32(stem.encode()):08x}"


def _slug(formula: str) -> str:
    """The names, numbers and operators of a formula in words, brackets as _: x-sigmoid_1.702-x, x-minus-1."""
    words = re.findall(r"[^\W\d]\w*|[\d.]+(?:[eE][+-]?\d+)?|\*\*|[<>=!]=|[-+/<>^()]", formula, re.ASCII)
    text = "-".join(
        _OPERATORS.get(word) or re.sub(r"^\.", "0.", word).rstrip(".").replace("e+", "e") for word in words
    )
    return re.sub(r"-?[()]-?", "_", text).strip("_")
