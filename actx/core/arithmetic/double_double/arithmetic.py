"""Double-double arrays with a running error bound: the arithmetic that decides nearly every float64.

Some 90 to 100 bits of each value are right, and the bound knows how many. Every function is made of the few
that `double_double` computes; how an argument's error spreads through those stands here.
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
    Condition,
    all_finite,
    untied,
    where_numbers,
)
from actx.core.arithmetic.double_double import circular, exponential, gaussian, scaled
from actx.core.arithmetic.double_double.pairs import Pair, times_power
from actx.core.arithmetic.double_double.scaled import (
    EXACT,
    Scaled,
    add,
    div,
    flat,
    is_exact,
    is_plain,
    mul,
    sub,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A constant rounded to two words.
_CONSTANT: Final = 2.0**-107
# What f(u) differs from f'(0)*u by, relatively, for |u| < 2**-249 and the f that are 0 there; below scale 0
# are numbers < 2**-256, and sums of some.
_LINEAR: Final = 2.0**-250
# How large an argument exp takes at scale 0, and at all.
_PLAIN_EXPONENTS: Final = 170.0
_EXPONENTS: Final = 2.0**40
# Past it `flat` may have brought an argument down.
_FAR: Final = 2.0**200
_ONE: Final = Scaled(np.float64(1.0))


@dataclass(frozen=True, slots=True)
class DoubleDouble:
    """The arithmetic of `Scaled` numbers. Use it inside `np.errstate(all="ignore")`.

    In a strict one, which is for derivatives, nothing is known of what is chosen where two numbers tie, nor
    of the sign of 0.
    """

    strict: bool = False

    @staticmethod
    def exactly(values: Floats) -> Scaled:
        return scaled.exactly(values)

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
        if operation in _KEEP_UNKNOWN:
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
    error = EXACT if exact else abs(float(pair.hi)) * _CONSTANT
    scale = np.int64(steps) if steps else 0
    return Scaled(pair.hi, scale=scale) if exact and pair.lo == 0 else Scaled(*pair, scale, error)


# --- arithmetic and choices ------------------------------------------------------------------------------


def _with_known(operation: Callable[..., Scaled], args: tuple[Scaled, ...]) -> Scaled:
    """The operation where all arguments are known; elsewhere nothing is known of the result."""
    known: Any = True
    for arg in args:
        if not (all_finite(arg.hi) and all_finite(arg.error)):
            known = known & np.isfinite(arg.hi) & np.isfinite(arg.error)
    if known is not True:
        args = tuple(scaled.where(known, arg, _ONE) for arg in args)
    result = operation(*args)
    if not all_finite(result.hi):
        known = known & np.isfinite(result.hi)
    return result if known is True else result._replace(error=np.where(known, result.error, np.inf))


def _compare(comparison: str, a: Scaled, b: Scaled, *, strict: bool = False) -> Condition:
    if is_plain(a, b) and scaled.is_word(a, b):
        condition = Condition(COMPARISONS[comparison](a.hi, b.hi), where_numbers(a.hi, b.hi))
        return untied(condition, a.hi == b.hi) if strict else condition
    difference = sub(a, b)
    certain = True if is_exact(difference) else np.abs(difference.hi) > difference.error
    if not is_exact(difference):
        certain |= difference.error == 0
    condition = Condition(COMPARISONS[comparison](difference.hi, 0.0), certain)
    return untied(condition, difference.hi == 0) if strict else condition


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
        # Either is as good where they are the same within their errors.
        otherwise = np.maximum(a.error, b.error) if is_plain(a, b) else np.inf
        return chosen._replace(error=np.where(condition.certain, chosen.error, otherwise))

    return extreme


_min, _max = _extreme("lt"), _extreme("gt")


def _clip(u: Scaled, low: Scaled, high: Scaled) -> Scaled:
    return _min(_max(u, low), high)


def _sign(a: Scaled) -> Scaled:
    error = EXACT if is_exact(a) else np.where((np.abs(a.hi) > a.error) | (a.error == 0), 0.0, np.inf)
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


# --- elementary functions: their own errors, and what the argument's becomes ------------------------------


def _exp(u: Scaled) -> Scaled:
    pair, e = flat(u)
    spread = EXACT if is_exact(u) else np.expm1(e) * 1.001
    if np.max(np.abs(pair.hi)) < _PLAIN_EXPONENTS:
        significand, exponent, error = exponential.exp(pair)
        power = exponential.power_of_two(exponent)
        value = times_power(significand, power)
        return Scaled(*value, 0, value.hi * (error + spread))
    beyond = np.where(np.abs(pair.hi) > _EXPONENTS, np.sign(pair.hi), 0.0)
    within = np.clip(pair.hi, -_EXPONENTS, _EXPONENTS)
    significand, exponent, error = exponential.exp(Pair(within, pair.lo))
    error = np.where((beyond != 0) & (e < np.abs(pair.hi) / 2), 0.0, error + spread)
    return scaled.powered(significand, exponent, error, beyond)


def _linear(f: Callable[[Scaled], Scaled], slope: Scaled = _ONE) -> Callable[[Scaled], Scaled]:
    """f, that is 0 at 0, for arguments of any size: where they are tiny it is its slope times them."""

    def extended(u: Scaled) -> Scaled:
        if is_plain(u):
            return f(u)
        line = mul(u, slope)
        line = line._replace(error=line.error + np.abs(line.hi) * _LINEAR)
        return scaled.where(u.scale < 0, line, f(u))

    return extended


def _expm1(u: Scaled) -> Scaled:
    pair, e = flat(u)
    inner = np.abs(pair.hi) < 300
    result, error = exponential.expm1(_kept(inner, pair))
    if not is_exact(u):
        # The result may be -1 to 53 bits; its distance from that is not 0.
        error = error + (result.hi + (1.0 + 2.0**-52)) * np.expm1(e) * 1.001
    near = Scaled(*result, 0, error)
    return near if inner.all() else scaled.where(inner, near, sub(_exp(u), _ONE))


def _kept(condition: Any, pair: Pair) -> Pair:
    """The pair, with 0 in place of what is not to be seen."""
    if condition.all():
        return pair
    return Pair(np.where(condition, pair.hi, 0.0), np.where(condition, pair.lo, 0.0))


def _log(u: Scaled) -> Scaled:
    pair, own = exponential.log(u.pair)
    result = Scaled(*pair, 0, own + _by_room(u.error, u.hi))
    if is_plain(u):
        return result
    result = result._replace(error=np.where(scaled.is_beyond(u), np.inf, result.error))
    return add(result, mul(Scaled(np.float64(1.0) * u.scale), _number(exponential.ln2() * scaled.STEP)))


def _log1p(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = exponential.log1p(pair)
    near = Scaled(*result, 0, own + _by_room(e, (1.0 + pair.hi) + pair.lo))
    far = _exceeds(u, _FAR)
    return scaled.where(far, _log(add(_ONE, u)), near) if np.any(far) else near


def _exceeds(u: Scaled, most: float) -> Any:
    """Where |u| is more than a number of scale 0."""
    return np.abs(u.hi) > most if is_plain(u) else (u.scale > 0) | (u.scale == 0) & (np.abs(u.hi) > most)


def _by_room(e: Any, distance: Any) -> Any:
    """What an error becomes in a logarithm at a distance from its pole."""
    if isinstance(e, float) and e == EXACT:
        return EXACT
    room = distance * scaled.LESS - e
    return np.where(room > 0, e / room, np.where(e > 0, np.inf, 0.0)) * 1.001


def _circle(u: Scaled) -> tuple[Scaled, Scaled]:
    pair, e, shift = u.pair, u.error, 0
    if not is_plain(u):
        shift = np.clip(u.scale, -8, 3) * scaled.STEP
        _, exponents = np.frexp(u.hi)
        e = np.ldexp(u.error, shift) + np.where(u.scale < 0, scaled.FLUSHED, 0.0)
        known = (exponents + shift < circular.MOST_EXPONENT) & np.isfinite(e)
        pair, e = _kept(known, pair), np.where(known, e, np.inf)
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
    return scaled.where(outer, sub(turned, _linear(_inner_atan)(div(_ONE, u))), _linear(_inner_atan)(u))


def _inner_atan(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = circular.atan(_kept(np.abs(pair.hi) <= 1.0, pair))
    return Scaled(*result, 0, own + e)


def _mills(a: Scaled) -> Scaled:
    pair, e = flat(a)
    ratio, own = gaussian.mills(pair)
    far = _exceeds(a, _FAR)
    if np.any(far):  # flattened, so that all that is known is that it is between 0 and this
        own = np.where(far, ratio.hi, own)
    # The slope is at most that of its start, 0.4. As (1.26u + 1) ratio(u) is at least ratio(0), an error of
    # any size becomes no more than 1.26 ratios of it.
    return Scaled(*ratio, 0, own + np.minimum(0.4, 1.26 * ratio.hi) * e)


def _inner_erf(u: Scaled) -> Scaled:
    pair, e = flat(u)
    result, own = gaussian.erf_near_zero(_kept(np.abs(pair.hi) <= gaussian.ERF_REACH, pair))
    return Scaled(*result, 0, own + 1.2 * e)


def _flip(y: Scaled, u: Scaled) -> Scaled:
    turn = np.where(np.signbit(u.hi), -1.0, 1.0)
    return Scaled(y.hi * turn, y.lo * turn, y.scale, y.error)


# What carries an unknown argument on by itself, or need not: a branch that is not taken.
_KEEP_UNKNOWN: Final = ("add", "sub", "mul", "neg", "abs", "where", *CONNECTIVES)
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
    "clip": _clip,
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
    "inner_erf": _linear(_inner_erf, Scaled(*gaussian.two_over_root_pi(), 0, _CONSTANT)),
    "flip": _flip,
}
