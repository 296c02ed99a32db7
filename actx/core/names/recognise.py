"""Which activations of the catalog a function is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.activation import Activation
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import NO, NOT_KNOWN, PROVED
from actx.core.analysis.glance import glance
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.formula.expression import Expression

# Equal functions agree here to about the 9 digits of a glance, where they are defined.
_POINTS: Final = np.array([-2.3, -0.7, 0.4, 1.9])
_TOLERANCE: Final = 1e-7


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
    found: dict[Expression, Kind] = {}
    for each in activations():
        if isinstance(each, Activation):
            found.setdefault(each.expression, Kind([])).members.append(each)
    return list(found.values())


def known_as(f: Activation) -> list[str]:
    """The activations, with their default parameters, that are proved to be the same function."""
    for kind in kinds():
        if kind.first.expression is f.expression:
            return kind.names
    return [name for kind, equal in equal_to(f) if equal == PROVED for name in kind.names]


def equal_to(f: Activation) -> Iterator[tuple[Kind, str]]:
    """The activations, with their default parameters, to which a function is equal, and how that is known."""
    values = glance(f.expression, _POINTS)
    for kind in kinds():
        if _is_near(kind.first.expression, values):
            equal = known_equal(f, kind.first)
            if equal is not None:
                yield kind, equal


def known_equal(f: Activation, g: Activation) -> str | None:
    """How it is known that two functions are equal, as `relation` says it; None if it is not known."""
    answer = relation(f.function, g.function).equal
    return None if answer in (NO, NOT_KNOWN) else answer


def _is_near(g: Expression, values: np.ndarray) -> bool:
    return np.allclose(glance(g, _POINTS), values, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
