"""The rounding test: where do a value and the bound on its error name one number of a format?

Two arithmetics on arrays, float64 and double-double, are put to it here; both give for each point the number
of the format, and whether it is decided. What they leave open is for decimals to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import STEP, Scaled, has_sign, is_plain
from actx.core.arithmetic.float64 import TINY, Float64, U
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.domain import domain
from actx.core.formula.expression import INF, Apply
from actx.core.formula.lower import lowered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.arithmetic.conditions import Condition
    from actx.core.formula.expression import Expression
    from actx.core.models.approximation import Approximation, Underflow
    from actx.core.rounding.formats import Format

    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]

# Exponents past this one overflow, or round to zero, in every format.
_FAR: Final = 4096
# What is so far below is a zero.
_SUNK: Final = 1 << 20


class Decision(NamedTuple):
    """Numbers of a format, and whether each is the right one."""

    values: Doubles
    decided: Truths


def where_regular(f: Expression, expression: Expression) -> Expression:
    """The expression where f is regular, and nothing known elsewhere."""
    regular = domain(f).regular
    return expression if regular is None else Apply("where", regular, expression, INF)


def fails(condition: Expression, points: Doubles) -> Truths:
    """Where a condition certainly does not hold."""
    with np.errstate(all="ignore"):
        held: Condition = _interpreted(condition, points)
        return np.broadcast_to(np.logical_not(held.truth) & held.certain, points.shape)


def _interpreted(condition: Expression, points: Doubles) -> Any:
    return interpret(lowered(condition), DoubleDouble(), DoubleDouble.from_float64(points))


def by_float64(expression: Expression, points: Doubles, form: Format, *, strict: bool = False) -> Decision:
    """What float64 with a running bound decides: nearly everything of the formats narrower than it.

    For derivatives it is `strict`: where branches tie, nothing is known.
    """
    value, error = bounded(expression, points, strict=strict)
    with np.errstate(all="ignore"):
        slack = np.where(error == 0, 0.0, error + np.abs(value) * U + TINY)  # for the sums below
        low, high = form.round(value - slack), form.round(value + slack)
        decided = _alike(low, high) & np.isfinite(slack)
        return Decision(_unsigned_where(value == 0, error, low), decided)


def by_double_double(
    expression: Expression, points: Doubles, form: Format, *, strict: bool = False
) -> Decision:
    """What double-double with a running bound decides: nearly everything."""
    with np.errstate(all="ignore"):
        number = interpret(lowered(expression), DoubleDouble(strict), DoubleDouble.from_float64(points))
        values, decided = decision(number, points.shape, form)
        return Decision(_unsigned_where(number.hi == 0, number.error, values), decided)


def _unsigned_where(zero: Any, error: Any, values: Doubles) -> Doubles:
    """The values, where they are exactly 0 without a sign."""
    return np.where(zero & (error == 0), 0.0, values) if np.any(zero) else values


def decision(number: Scaled, shape: tuple[int, ...], form: Format) -> Decision:
    """The rounding test of double-double numbers. Use it inside `np.errstate(all="ignore")`."""
    hi, lo, scale, error = (np.broadcast_to(part, shape) for part in number)
    slack = np.where(error == 0, 0.0, error + np.abs(lo) * 2.0**-52)
    if is_plain(number) and form.precision == 53:
        low, high = (np.where(rest == 0, hi, hi + rest) for rest in (lo - slack, lo + slack))
    else:
        exponents = np.clip(scale, -_FAR, _FAR) * STEP
        low, high = (form.round_sum(hi, rest, exponents) for rest in (lo - slack, lo + slack))
    known = (slack < np.abs(hi) / 4) | (slack == 0)
    decided = _alike(low, high) & known & (np.isfinite(hi) | (slack == 0))
    sunk = (scale < -_SUNK) & (error < 2.0 ** (STEP / 2)) & ~decided
    if sunk.any():
        signed = sunk & has_sign(number)
        low = np.where(signed, np.copysign(0.0, hi), low)
        decided |= signed
    return Decision(low, decided)


def by_model(model: Approximation | Underflow, points: Doubles, form: Format) -> Decision:
    """What a model decides on its interval: by the value, or the side of its first term that this lies on."""
    from actx.core.models.approximation import Underflow, first_terms, values

    if isinstance(model, Underflow):
        return Decision(np.full_like(points, 0.0 * model.sign), np.full(points.shape, fill_value=True))
    with np.errstate(all="ignore"):
        number = values(model, points)
        results, decided = decision(number, points.shape, form)
        results = _unsigned_where(number.hi == 0, number.error, results)
        if decided.all() or not model.start:
            return Decision(results, decided)
        first, exact = first_terms(model, points)
        if model.remainder_sign:
            beside, known = _beside(first, number, model.remainder_sign, form)
        else:
            beside, known = decision(first, points.shape, form)
        return Decision(np.where(decided, results, beside), decided | (known & exact))


def _beside(first: Scaled, number: Scaled, beyond: int, form: Format) -> Decision:
    """The rounding test of what lies past an exact number, away from 0 or (`beyond` -1) towards it.

    It is between that and the outer end of the number that is known. Neither a number of the format nor a
    middle between two is within a float64 step of the exact one's smaller word: see `first_terms`.
    """
    hi, lo, scale, error = (np.broadcast_to(part, np.shape(number.hi)) for part in number)
    outward = beyond * np.copysign(1.0, hi)
    slack = error + np.abs(lo) * 2.0**-52
    outer = form.round_sum(hi, lo + outward * slack, np.clip(scale, -_FAR, _FAR) * STEP)
    hi, lo, scale, _ = (np.broadcast_to(part, hi.shape) for part in first)
    rest = np.where(lo == 0, outward * np.abs(hi) * 2.0**-200, np.nextafter(lo, outward * np.inf))
    inner = form.round_sum(hi, rest, np.clip(scale, -_FAR, _FAR) * STEP)
    return Decision(inner, _alike(inner, outer) & (slack < np.abs(hi) / 4))


def bounded(expression: Expression, points: Doubles, *, strict: bool = False) -> tuple[Doubles, Doubles]:
    """Values in float64 and bounds on their errors, as arrays of the points' shape to be written to."""
    with np.errstate(all="ignore"):
        number = interpret(lowered(expression), Float64(strict), Float64.from_float64(points))
        value, error = number.value, number.absolute()
    return (
        np.array(np.broadcast_to(value, points.shape), dtype=np.float64),
        np.array(np.broadcast_to(error, points.shape), dtype=np.float64),
    )


def _alike(low: Doubles, high: Doubles) -> Truths:
    """Whether these are the same number, signs of zeros told apart, nan that stands for overflow too."""
    alike: Truths = low.view(np.int64) == high.view(np.int64)
    return alike
