"""Conditions on arrays, with where they are certain: shared by the float64 and double-double arithmetics."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.formula.conditions import connectives

if TYPE_CHECKING:
    from collections.abc import Callable


class Condition(NamedTuple):
    """Truth values, and where the error bounds leave no doubt of them: arrays, or True for everywhere."""

    truth: Any
    certain: Any


def _and(a: Condition, b: Condition) -> Condition:
    truth = a.truth & b.truth
    if a.certain is True and b.certain is True:
        return Condition(truth, True)
    certain = (a.certain & b.certain) | (a.certain & ~a.truth) | (b.certain & ~b.truth)
    return Condition(truth, certain)


def _not(a: Condition) -> Condition:
    return Condition(np.logical_not(a.truth), a.certain)


def all_finite(values: Any) -> bool:
    """Whether all are finite, by one sum, which is fast; False also if a sum of finite values overflows."""
    total = values if isinstance(values, float) else np.add.reduce(values, axis=None)
    return math.isfinite(total)


def where_numbers(*arrays: Any) -> Any:
    """Where none of the arrays is nan, as an array; True for everywhere."""
    if all(map(all_finite, arrays)):
        return True
    numbers = ~np.logical_or.reduce(np.broadcast_arrays(*map(np.isnan, arrays)))
    return True if numbers.all() else numbers


def uncertain_at_ties(condition: Condition, ties: Any) -> Condition:
    """The condition, not certain where its sides are equal."""
    return Condition(condition.truth, condition.certain & ~ties) if np.any(ties) else condition


@dataclass(frozen=True, slots=True)
class ArrayArithmetic:
    """What the arithmetics on arrays have in common.

    With `strict`, for derivatives, the result of a choice is unknown (error inf) where the numbers compared
    are equal, and so is sign(0): there the derivative may not exist.
    """

    strict: bool = False


COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}
CONNECTIVES: Final = connectives(_and, _not)
