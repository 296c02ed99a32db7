"""What the choices of the formula language mean: clip in terms of min and max, and which part each takes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from actx.core.formula.algebra import ZERO, number
from actx.core.formula.expression import Apply, Expression

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def clip_by(minimum: Callable[[T, T], T], maximum: Callable[[T, T], T]) -> Callable[[T, T, T], T]:
    """The rule of clip(u, low, high), which means min(max(u, low), high), from the rules of min and max."""
    return lambda u, low, high: minimum(maximum(u, low), high)


_as_min_and_max: Final[Callable[..., Expression]] = clip_by(partial(Apply, "min"), partial(Apply, "max"))


def as_min_and_max(clip: Apply) -> Expression:
    """A clip written with min and max."""
    return _as_min_and_max(*clip.args)


def takes_first(operation: str, order: int) -> bool:
    """Whether min or max takes its first argument, given the sign of first - second; at a tie the second."""
    return order < 0 if operation == "min" else order > 0


def signed(operation: str, u: Expression, sign: int) -> Expression:
    """The branch of abs(u) or sign(u) where u has this sign; that of 0 is the constant 0."""
    if operation == "sign":
        return number(sign)
    return u if sign > 0 else Apply("neg", u) if sign else ZERO
