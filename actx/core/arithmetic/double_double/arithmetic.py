"""Double-double arrays with a running error bound: accurate enough to round nearly every value to float64.

About 90 to 100 bits of each value are right; the bound is that of `scaled`. Formulas must be lowered (see
`lower`). The functions come from `exponential`, `circular` and `gaussian`, which take arguments as exact;
here the error of the argument is propagated to the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.conditions import (
    COMPARISONS,
    CONNECTIVES,
    ArrayArithmetic,
    Condition,
    all_finite,
    uncertain_at_ties,
    where_numbers,
)
from actx.core.arithmetic.double_double import circular, exponential, gaussian, scaled
from actx.core.arithmetic.double_double.pairs import Pair, times_power
from actx.core.arithmetic.double_double.scaled import (
    NO_ERROR,
    ONE,
    Scaled,
    add,
    div,
    flat,
    has_no_error,
    is_plain,
    mul,
    sub,
)
from actx.core.formula.choices import clip_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The relative error of a constant rounded to two words.
_CONSTANT_ERROR: Final = 2.0**-107
# For the functions with f(0) = 0, the relative difference between f(u) and f'(0)*u for |u| < 2**-249. Numbers
# with a negative scale are below 2**-256, sums of some of them below 2**-249.
_LINEAR_ERROR: Final = 2.0**-250
# Up to these |u|, exp(u) stays at scale 0, and is computed at all.
_MAX_PLAIN_EXPONENT: Final = 170.0
_MAX_EXPONENT: Final = 2.0**40


@dataclass(frozen=True, slots=True)
class DoubleDouble(ArrayArithmetic):
    """The arithmetic of `Scaled` numbers, for `interpret`. Use it inside `np.errstate(all="ignore")`."""

    @staticmethod
    def from_float64(values: Floats) -> Scaled:
        return scaled.from_float64(values)

    def number(self, value: Fraction) -> Scaled:
        return _number(value)

    def constant(self, name: str) -> Scaled:
        if name == "inf":
            return Scaled(np.float64(np.inf), error=np.inf)
        value = circular.pi() if name == "pi" else exponential.e()
        return _number(value)

    def apply(self, operation: str, *args: Any) -> Any:
        if operation in COMPARISONS:
            return _compare(operation, *args, strict=self.strict)
        if operation == "sign" and self.strict:
            sign = _sign(*args)
            return sign._replace(error=np.where(sign.hi == 0, np.inf, sign.error))
        if operation in _PASS_ON_UNKNOWN:
            return _OPERATIONS[operation](*args)
        return _with_known(_OPERATIONS[operation], args)


@lru_cache(maxsize=1024)
def _number(value: Fraction) -> Scaled:
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    steps = round(exponent / scaled.STEP) if value else 0
    pair = exponential.pair(value / Fraction(2) ** (scaled.STEP * steps))
    exact = Fraction(float(pair.hi)) + Fraction(float(pair.lo)) == value / Fraction(2) ** (
        scaled.STEP * steps
    )
    error = NO_ERROR if exact else abs(float(pair.hi)) * _CONSTANT_ERROR
    scale = np.int64(steps) if steps else 0
    return Scaled(pair.hi, scale=scale) if exact and pair.lo == 0 else Scaled(*pair, scale, error)


# --- arithmetic and choices ------------------------------------------------------------------------------


def _with_known(operation: Callable[..., Scaled], args: tuple[Scaled, ...]) -> Scaled:
    """The result of the operation, unknown (error inf) where an argument is unknown or not finite."""
    known: Any = True
    for arg in args:
        if not (all_finite(arg.hi) and all_finite(arg.error)):
            known = known & np.isfinite(arg.hi) & np.isfinite(arg.error)
    if known is not True:
        args = tuple(scaled.where(known, arg, ONE) for arg in args)
    result = operation(*args)
    if not all_finite(result.hi):
        known = known & np.isfinite(result.hi)
    return result if known is True else result._replace(error=np.where(known, result.error, np.inf))


def _compare(comparison: str, a: Scaled, b: Scaled, *, strict: bool = False) -> Condition:
    if is_plain(a, b) and scaled.is_word(a, b):
        condition = Condition(COMPARISONS[comparison](a.hi, b.hi), where_numbers(a.hi, b.hi))
        return uncertain_at_ties(condition, a.hi == b.hi) if strict else condition
    difference = sub(a, b)
    certain = True if has_no_error(difference) else np.abs(difference.hi) > difference.error
    if not has_no_error(difference):
        certain |= difference.error == 0
    condition = Condition(COMPARISONS[comparison](difference.hi, 0.0), certain)
    return uncertain_at_ties(condition, difference.hi == 0) if strict else condition


def _where(condition: Condition, a: Scaled, b: Scaled) -> Scaled:
    chosen = scaled.where(condition.truth, a, b)
    if condition.certain is True:
        return chosen
    return chosen._replace(error=np.where(condition.certain, chosen.error, np.inf))


def _extreme(comparison: str) -> Callable[[Scaled, Scaled], Scaled]:
    def extreme(a: Scaled, b: Scaled) -> Scaled:
        condition = _compare(comparison, a, b)
        chosen = scaled.where(condition.truth, a, b)
        if condition.certain is True:
            return chosen
        # Where they agree within their errors, either value is right within the larger error.
        otherwise = np.maximum(a.error, b.error) if is_plain(a, b) else np.inf
        return chosen._replace(error=np.where(condition.certain, chosen.error, otherwise))

    return extreme


_min, _max = _extreme("lt"), _extreme("gt")


def _sign(a: Scaled) -> Scaled:
    error = NO_ERROR if has_no_error(a) else np.where((np.abs(a.hi) > a.error) | (a.error == 0), 0.0, np.inf)
    return Scaled(np.sign(a.hi), error=error)


def _pow(a: Scaled, b: Scaled) -> Scaled:
    """exp(b log|a|), with the sign of a for odd whole b; unknown where a is negative for other b."""
    power = _exp(mul(b, _log(scaled.magnitude(a))))
    negative = a.hi < 0
    if not np.any(negative):
        return power
    whole = np.ndim(b.hi) == 0 and scaled.is_word(b) and is_plain(b) and b.hi == np.rint(b.hi)
    if not whole:
        return power._replace(error=np.where(negative, np.inf, power.error))
    return _flip(power, a) if b.hi % 2 else power


# --- elementary functions: their own errors, and the propagated error of the argument ---------------------


def _exp(u: Scaled) -> Scaled:
    pair, e = flat(u)
    spread = NO_ERROR if has_no_error(u) else np.expm1(e) * 1.001
    if np.max(np.abs(pair.hi)) < _MAX_PLAIN_EXPONENT:
        significand, exponent, error = exponential.exp(pair)
        power = exponential.power_of_two(exponent)
        value = times_power(significand, power)
        return Scaled(*value, 0, value.hi * (error + spread))
    overflow = np.where(np.abs(pair.hi) > _MAX_EXPONENT, np.sign(pair.hi), 0.0)
    within = np.clip(pair.hi, -_MAX_EXPONENT, _MAX_EXPONENT)
    significand, exponent, error = exponential.exp(Pair(within, pair.lo))
    error = np.where((overflow != 0) & (e < np.abs(pair.hi) / 2), 0.0, error + spread)
    return scaled.powered(significand, exponent, error, overflow)


def _linear(f: Callable[[Scaled], Scaled], slope: Scaled = ONE) -> Callable[[Scaled], Scaled]:
    """f with f(0) = 0, extended to arguments with a negative scale, where it is slope * u."""

    def extended(u: Scaled) -> Scaled:
        if is_plain(u):
            return f(u)
        line = mul(u, slope)
        line = line._replace(error=line.error + np.abs(line.hi) * _LINEAR_ERROR)
        return scaled.where(u.scale < 0, line, f(u))

    return extended


def _expm1(u: Scaled) -> Scaled:
    pair, e = flat(u)
    inner = np.abs(pair.hi) < 300
    result, error = exponential.expm1(_masked(inner, pair))
    if not has_no_error(u):
        # exp(u) = result + 1, and result.hi may be rounded to -1: the 2**-52 keeps the bound above 0.
        error = error + (result.hi + (1.0 + 2.0**-52)) * np.expm1(e) * 1.001
    near = Scaled(*result, 0, error)
    return near if inner.all() else scaled.where(inner, near, sub(_exp(u), ONE))


def _masked(condition: Any, pair: Pair) -> Pair:
    """The pair where the condition holds, else 0."""
    if condition.all():
        return pair
    return Pair(np.where(condition, pair.hi, 0.0), np.where(condition, pair.lo, 0.0))


def _log(u: Scaled) -> Scaled:
    pair, own = exponential.log(u.pair)
    result = Scaled(*pair, 0, own + _by_room(u.error, u.hi))
    if is_plain(u):
        return result
    result = result._replace(error=np.where(scaled.is_saturated(u), np.inf, result.error))
    return add(result, mul(Scaled(np.float64(1.0) * u.scale), _number(exponential.ln2() * scaled.STEP)))


def _log1p(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = exponential.log1p(pair)
    near = Scaled(*result, 0, own + _by_room(e, (1.0 + pair.hi) + pair.lo))
    far = _exceeds(u, scaled.MAX_FLAT)
    return scaled.where(far, _log(add(ONE, u)), near) if np.any(far) else near


def _exceeds(u: Scaled, most: float) -> Any:
    """Where |u| > most, for a bound of scale 0."""
    return np.abs(u.hi) > most if is_plain(u) else (u.scale > 0) | (u.scale == 0) & (np.abs(u.hi) > most)


def _by_room(e: Any, distance: Any) -> Any:
    """The error of a logarithm from the error e of its argument, at this distance from the pole."""
    if isinstance(e, float) and e == NO_ERROR:
        return NO_ERROR
    room = distance * scaled.LESS - e
    return np.where(room > 0, e / room, np.where(e > 0, np.inf, 0.0)) * 1.001


def _circle(u: Scaled) -> tuple[Scaled, Scaled]:
    pair, e, shift = u.pair, u.error, 0
    if not is_plain(u):
        shift = np.clip(u.scale, -8, 3) * scaled.STEP
        _, exponents = np.frexp(u.hi)
        e = np.ldexp(u.error, shift) + np.where(u.scale < 0, scaled.FLUSH_ERROR, 0.0)
        known = (exponents + shift < circular.MAX_EXPONENT) & np.isfinite(e)
        pair, e = _masked(known, pair), np.where(known, e, np.inf)
    sin, cos, sin_error, cos_error = circular.circle(pair, shift)
    return Scaled(*sin, 0, sin_error + e), Scaled(*cos, 0, cos_error + e)


def _sin(u: Scaled) -> Scaled:
    return _circle(u)[0]


def _cos(u: Scaled) -> Scaled:
    return _circle(u)[1]


def _atan(u: Scaled) -> Scaled:
    outer = _exceeds(u, 1.0)
    if not np.any(outer):
        return _inner_atan(u)
    quarter = _number(circular.pi() / 2)
    turned = scaled.where(u.hi > 0, quarter, scaled.neg(quarter))
    return scaled.where(outer, sub(turned, _linear(_inner_atan)(div(ONE, u))), _linear(_inner_atan)(u))


def _inner_atan(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = circular.atan(_masked(np.abs(pair.hi) <= 1.0, pair))
    return Scaled(*result, 0, own + e)


def _mills(a: Scaled) -> Scaled:
    pair, e = flat(a)
    ratio, own = gaussian.mills(pair)
    far = _exceeds(a, scaled.MAX_FLAT)
    if np.any(far):  # the argument was clipped to MAX_FLAT: the value lies between 0 and the one there
        own = np.where(far, ratio.hi, own)
    # The slope of mills is at most 0.4 in magnitude, as at 0. Because (1.26u + 1)*mills(u) >= mills(0), an
    # error e of any size changes the value by at most 1.26*e*mills(u).
    return Scaled(*ratio, 0, own + np.minimum(0.4, 1.26 * ratio.hi) * e)


def _inner_erf(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = gaussian.erf_near_zero(_masked(np.abs(pair.hi) <= gaussian.ERF_MAX, pair))
    return Scaled(*result, 0, own + 1.2 * e)


def _flip(y: Scaled, u: Scaled) -> Scaled:
    turn = np.where(np.signbit(u.hi), -1.0, 1.0)
    return Scaled(y.hi * turn, y.lo * turn, y.scale, y.error)


# Operations whose result is unknown by itself where it must be; `where` drops an unknown unused branch.
_PASS_ON_UNKNOWN: Final = ("add", "sub", "mul", "neg", "abs", "where", *CONNECTIVES)
_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "pow": _pow,
    "neg": scaled.neg,
    "abs": scaled.magnitude,
    "sign": _sign,
    "sqrt": scaled.sqrt,
    "min": _min,
    "max": _max,
    "clip": clip_by(_min, _max),
    "where": _where,
    **CONNECTIVES,
    "exp": _exp,
    "expm1": _linear(_expm1),
    "log": _log,
    "log1p": _linear(_log1p),
    "sin": _linear(_sin),
    "cos": _cos,
    "atan": _atan,
    "mills": _mills,
    "inner_erf": _linear(_inner_erf, Scaled(*gaussian.two_over_root_pi(), 0, _CONSTANT_ERROR)),
    "flip": _flip,
}
