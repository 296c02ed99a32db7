"""Which activations of the catalog a function is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.activation import Activation
from actx.core.analysis.equality import relation
from actx.core.analysis.facts import PROVED
from actx.core.analysis.glance import glance
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression

# Equal functions agree here to about the 9 digits of a glance, where they are defined.
_POINTS: Final = np.array([-2.3, -0.7, 0.4, 1.9])
_TOLERANCE: Final = 1e-7


def known_as(f: Activation) -> list[str]:
    """The activations, with their default parameters, that are proved to be the same function."""
    scalars = [each for each in activations() if isinstance(each, Activation)]
    same = [each.name for each in scalars if each.expression is f.expression]
    if same:
        return same
    values = glance(f.expression, _POINTS)
    return [
        each.name
        for each in scalars
        if _is_near(each.expression, values) and relation(f.function, each.function).equal == PROVED
    ]


def _is_near(g: Expression, values: np.ndarray) -> bool:
    return np.allclose(glance(g, _POINTS), values, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
