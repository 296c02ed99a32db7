"""Which activations of the catalog a function is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.activation import Activation
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import NO, NOT_KNOWN, PROVED
from actx.core.analysis.glance import glance
from actx.core.analysis.profile import LANDMARKS, Profile
from actx.core.formula.domain import domain
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from actx.core.formula.expression import Expression

_TOLERANCE: Final = 1e-7  # of values; those of a glance have about 9 digits


class Kind(NamedTuple):
    """The activations of the catalog that have one formula, once simplified with their defaults."""

    members: list[Activation]

    @property
    def first(self) -> Activation:
        return self.members[0]

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.members]


@cache
def kinds() -> list[Kind]:
    """All scalar activations of the catalog."""
    return _grouped(_scalars())


def _scalars() -> list[Activation]:
    return [each for each in activations() if isinstance(each, Activation)]


def _grouped(scalars: Iterable[Activation]) -> list[Kind]:
    found: dict[Expression, Kind] = {}
    for each in scalars:
        found.setdefault(each.expression, Kind([])).members.append(each)
    return list(found.values())


def known_as(f: Activation) -> list[str]:
    """The activations, with their default parameters, that are proved to be the same function."""
    near = _near(f)
    for kind in near:
        first = kind.first
        if first.expression is f.expression and domain(first.function) == domain(f.function):
            return kind.names
    return [name for kind, equal in _equal_of(near, f) if equal == PROVED for name in kind.names]


def equal_to(f: Activation) -> Iterator[tuple[Kind, str]]:
    """The activations, with their default parameters, to which a function is equal, and how that is known."""
    return _equal_of(_near(f), f)


def _equal_of(near: Iterable[Kind], f: Activation) -> Iterator[tuple[Kind, str]]:
    for kind in near:
        equal = known_equal(f, kind.first)
        if equal is not None:
            yield kind, equal


def _near(f: Activation) -> list[Kind]:
    """The activations that have the values of a function at a few points, of which theirs are on record."""
    values = glance(f.expression, np.array(LANDMARKS))
    return _grouped(each for each in _scalars() if _are_alike(Profile(each).landmarks, values))


def known_equal(f: Activation, g: Activation) -> str | None:
    """How it is known that two functions are equal, as `relation` says it; None if it is not known."""
    answer = relation(f.function, g.function).equal
    return None if answer in (NO, NOT_KNOWN) else answer


def _are_alike(values: Sequence[float], others: np.ndarray) -> bool:
    return np.allclose(values, others, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
