"""The rounding test on arrays: do value - bound and value + bound round to one number of a format?

`by_float64`, `by_double_double` and `by_model` evaluate an expression at an array of points. For each point
they give a number of the format, and whether it is decided: whether both ends round to it. `arrays` passes
the other points on to the next arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import STEP, Scaled, has_sign, is_plain
from actx.core.arithmetic.float64 import TINY, Float64, U
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.differentiate import target
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

# Scales, which are exponents in units of STEP bits, are clipped to this: past 2**(STEP*4096) every format
# overflows, and below its reciprocal every format has 0.
MOST_SCALE: Final = 4096
# A number of a scale below this one rounds to 0 in every format, even if its error exceeds it by far.
_UNDERFLOW_SCALE: Final = -(1 << 20)


# The relative error of approximations, which serve figures and searches: no figure shows it, and no search
# for a maximum is misled by it.
APPROXIMATE: Final = 2.0**-32


class Decision(NamedTuple):
    """Numbers of a format, and whether each is certain to be the correctly rounded one."""

    values: Doubles
    decided: Truths


def where_regular(f: Expression, expression: Expression) -> Expression:
    """The expression where f is regular; elsewhere INF, of which no arithmetic decides the value."""
    regular = domain(f).regular
    return expression if regular is None else Apply("where", regular, expression, INF)


def fails(condition: Expression, points: Doubles) -> Truths:
    """Where a condition is certain not to hold, in the shape of the points."""
    with np.errstate(all="ignore"):
        held: Condition = in_double_double(condition, points)
        return np.broadcast_to(np.logical_not(held.truth) & held.certain, points.shape)


def in_double_double(expression: Expression, points: Doubles, *, strict: bool = False) -> Any:
    """The values of an expression as a `Scaled`, or those of a condition. Use it inside `np.errstate`."""
    return interpret(lowered(expression), DoubleDouble(strict), DoubleDouble.from_float64(points))


def by_float64(expression: Expression, points: Doubles, form: Format, *, strict: bool = False) -> Decision:
    """The rounding test in float64 with a running bound: decides nearly everything in narrower formats.

    `strict` is for derivatives: points where the branches of a choice tie are not decided.
    """
    value, error = bounded(expression, points, strict=strict)
    with np.errstate(all="ignore"):
        # With the rounding errors of value - slack and value + slack.
        slack = np.where(error == 0, 0.0, error + np.abs(value) * U + TINY)
        low, high = form.round(value - slack), form.round(value + slack)
        decided = _alike(low, high) & np.isfinite(slack)
        return Decision(_unsigned_where(value == 0, error, low), decided)


def by_double_double(
    expression: Expression, points: Doubles, form: Format, *, strict: bool = False
) -> Decision:
    """The rounding test in double-double with a running bound: decides nearly everything in float64."""
    return _by_pairs(DoubleDouble(strict), expression, points, form)


def by_exact_double_double(
    expression: Expression, points: Doubles, form: Format, *, strict: bool = False
) -> Decision:
    """The same with exact sums and products seen as such: decides ties of what is a polynomial there."""
    from actx.core.arithmetic.double_double.exact import ExactDoubleDouble  # for start-up time

    return _by_pairs(ExactDoubleDouble(strict), expression, points, form)


def _by_pairs(arithmetic: DoubleDouble, expression: Expression, points: Doubles, form: Format) -> Decision:
    with np.errstate(all="ignore"):
        number: Scaled = interpret(lowered(expression), arithmetic, DoubleDouble.from_float64(points))
        values, decided = decision(number, points.shape, form)
        return Decision(_unsigned_where(number.hi == 0, number.error, values), decided)


def _unsigned_where(zero: Any, error: Any, values: Doubles) -> Doubles:
    """The values, with 0.0 for each that is exactly 0: only a limit gives a zero a sign."""
    return np.where(zero & (error == 0), 0.0, values) if np.any(zero) else values


def decision(number: Scaled, shape: tuple[int, ...], form: Format) -> Decision:
    """The rounding test of double-double numbers, broadcast to a shape.

    Use it inside `np.errstate(all="ignore")`.
    """
    hi, lo, scale, error = (np.broadcast_to(part, shape) for part in number)
    slack = np.where(error == 0, 0.0, error + np.abs(lo) * 2.0**-52)
    if is_plain(number) and form.precision == 53:
        low, high = (np.where(rest == 0, hi, hi + rest) for rest in (lo - slack, lo + slack))
    else:
        exponents = np.clip(scale, -MOST_SCALE, MOST_SCALE) * STEP
        low, high = (form.round_sum(hi, rest, exponents) for rest in (lo - slack, lo + slack))
    valid = (slack < np.abs(hi) / 4) | (slack == 0)  # as `round_sum` needs it
    decided = _alike(low, high) & valid & (np.isfinite(hi) | (slack == 0))
    underflows = (scale < _UNDERFLOW_SCALE) & (error < 2.0 ** (STEP / 2)) & ~decided
    if underflows.any():
        signed = underflows & has_sign(number)
        low = np.where(signed, np.copysign(0.0, hi), low)
        decided |= signed
    return Decision(low, decided)


def by_model(model: Approximation | Underflow, points: Doubles, form: Format) -> Decision:
    """The rounding test of a model's values on its interval.

    If the model's exact first terms are a tie, or a number of the format, a value may lie so near to it that
    its bound does not decide. Then the side on which it lies does.
    """
    from actx.core.models.approximation import Underflow, first_terms, values

    if isinstance(model, Underflow):
        return Decision(np.full_like(points, 0.0 * model.sign), np.full(points.shape, fill_value=True))
    with np.errstate(all="ignore"):
        number = values(model, points)
        results, decided = decision(number, points.shape, form)
        results = _unsigned_where(number.hi == 0, number.error, results)
        if decided.all() or not model.first_coefficients:
            return Decision(results, decided)
        first, exact = first_terms(model, points)
        if model.remainder_sign:
            beside, known = _beside(first, number, model.remainder_sign, form)
        else:
            beside, known = decision(first, points.shape, form)
        return Decision(np.where(decided, results, beside), decided | (known & exact))


def _beside(first: Scaled, number: Scaled, away: int, form: Format) -> Decision:
    """The rounding test of values next to the exact number `first`: farther from 0 (`away` 1) or nearer (-1).

    Such a value lies between `first` and the outer end of `number`. No number of the format and no midpoint
    of two lies within one float64 step of the low word of `first`: see `first_terms`.
    """
    hi, lo, scale, error = (np.broadcast_to(part, np.shape(number.hi)) for part in number)
    outward = away * np.copysign(1.0, hi)
    slack = error + np.abs(lo) * 2.0**-52
    outer = form.round_sum(hi, lo + outward * slack, np.clip(scale, -MOST_SCALE, MOST_SCALE) * STEP)
    hi, lo, scale, _ = (np.broadcast_to(part, hi.shape) for part in first)
    rest = np.where(lo == 0, outward * np.abs(hi) * 2.0**-200, np.nextafter(lo, outward * np.inf))
    inner = form.round_sum(hi, rest, np.clip(scale, -MOST_SCALE, MOST_SCALE) * STEP)
    return Decision(inner, _alike(inner, outer) & (slack < np.abs(hi) / 4))


def bounded(expression: Expression, points: Doubles, *, strict: bool = False) -> tuple[Doubles, Doubles]:
    """Values in float64 and bounds on their absolute errors, as new arrays of the points' shape."""
    with np.errstate(all="ignore"):
        number = interpret(lowered(expression), Float64(strict), Float64.from_float64(points))
        value, error = number.value, number.absolute()
    return (
        np.array(np.broadcast_to(value, points.shape), dtype=np.float64),
        np.array(np.broadcast_to(error, points.shape), dtype=np.float64),
    )


def approximated(
    f: Expression, points: Doubles, order: int, tolerance: float = 0.0
) -> tuple[Doubles, Truths]:
    """A derivative in float64, and where its error is known to be at most APPROXIMATE or the tolerance.

    The former is relative, the latter absolute.
    """
    values, errors = bounded(where_regular(f, target(f, order)), points, strict=order > 0)
    with np.errstate(all="ignore"):
        allowed = np.maximum(APPROXIMATE * np.abs(values), tolerance)
        return values, (errors <= allowed) & np.isfinite(values)


def _alike(low: Doubles, high: Doubles) -> Truths:
    """Where these are the same number: 0.0 and -0.0 are not, and nan, which stands for overflow, is."""
    alike: Truths = low.view(np.int64) == high.view(np.int64)
    return alike
