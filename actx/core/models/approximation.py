"""Approximations of a formula on an interval next to 0 or to an infinity, and their values with bounds."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double import pairs, scaled
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.formula.collect import collected
from actx.core.formula.differentiate import target
from actx.core.formula.domain import domain
from actx.core.formula.expression import Apply, Number
from actx.core.formula.lower import rearranged
from actx.core.models.exponentials import Exponent, Part, Sum, Sums
from actx.core.models.model import UP, Model, least
from actx.core.models.walk import ModelWalk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression
    from actx.core.models.coefficients import Real

    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]

# (r, terms of a model): t <= r, and r**terms is below the relative precision of double-double.
_INTERVALS: Final = ((2.0**-6, 19), (2.0**-8, 14), (2.0**-16, 8))
MAX_T: Final = _INTERVALS[0][0]
"""Approximations may exist for |x| <= MAX_T and for |x| >= 1/MAX_T."""

_ARITHMETIC: Final = DoubleDouble()
# Polynomials are evaluated at no smaller t: below it, the first coefficient is all of a double-double value.
_MIN_T: Final = 2.0**-200
# Terms below this fraction of the first one are not computed; they count as error.
_NEGLIGIBLE: Final = 2.0**-112
# The bits of the first coefficient, or of the first two together, for `first_terms` to be exact.
_MAX_FIRST_BITS: Final = 40


class Approximation(NamedTuple):
    """exp(q(1/t)) * model for 0 < t <= r, where x = side*t near 0, and x = side/t if `far`."""

    r: float
    far: bool
    exponent: Exponent
    model: Model
    extents: tuple[float, ...]
    """extents[k]: an upper bound of |model without its first k terms| / t**(model.start + k)."""
    least: float
    """A lower bound on the magnitude of the first coefficient."""
    first_coefficients: tuple[Fraction, ...]
    """The coefficients of the first term or two, if `first_terms` gives their sum exactly; else ()."""
    remainder_sign: int
    """The sign of the sum of all other terms, relative to that of the first; 0 if there are none."""


class Underflow(NamedTuple):
    """A function of one sign, in magnitude below half the least number of every format, for 0 < t <= r."""

    r: float
    far: bool
    sign: int


@lru_cache(maxsize=512)
def approximation(f: Expression, order: int, side: int, *, far: bool) -> Approximation | Underflow | None:
    """An approximation of a derivative on one side of 0, or for large |x| if `far`; None if none is found.

    `side` is the sign of x.
    """
    for r, length in _INTERVALS:
        try:
            walk = ModelWalk(side, r, length, far=far, strict=order > 0)
            regular = domain(f).regular
            if regular is not None and not walk.holds(regular):
                return None
            expression = target(f, order)
            found = walk(expression)
            try:
                return _of_sum(walk.sums, found, r, far=far)
            except Undecided:
                if not walk.sums.underflows(found):
                    raise
            return Underflow(r, far, _sign_of_factors(walk, rearranged(collected(expression))))
        except Undefined:
            return None
        except (Undecided, OverflowError):
            continue
    return None


def _sign_of_factors(walk: ModelWalk, node: Expression) -> int:
    """The sign of an expression on the whole interval, by those of its factors. Raises Undecided.

    A product may underflow so far that the bounds on it do not give the sign.
    """
    match node:
        case Apply(operation="exp", args=(_,)):
            return 1
        case Apply(operation="mul" | "div", args=(a, b)):
            return _sign_of_factors(walk, a) * _sign_of_factors(walk, b)
        case Apply(operation="pow", args=(a, Number(value=exponent))) if exponent.denominator == 1:
            sign = _sign_of_factors(walk, a)
            return sign if exponent % 2 else 1
    sign = walk.sums.sign(walk(node))
    if not sign:
        raise Undecided
    return sign


def _of_sum(sums: Sums, a: Sum, r: float, *, far: bool) -> Approximation:
    if not a:
        return Approximation(r, far, (), Model(Fraction(0), ()), (0.0,), 0.0, (), 0)
    exponent, model = sums.folded(a)
    sums.models.sign(model)
    extents = tuple(sums.models.extent(model, k) for k in range(len(model.terms) + 1))
    first, remainder_sign = _first_coefficients(sums, a, far=far)
    return Approximation(r, far, exponent, model, extents, least(model.terms[0]), first, remainder_sign)


def _first_coefficients(sums: Sums, a: Sum, *, far: bool) -> tuple[tuple[Fraction, ...], int]:
    """The fields `first_coefficients` and `remainder_sign` of an approximation."""
    (q, (power, terms, rest)), *others = a
    if q or power not in (0, -1 if far else 1):
        return (), 0
    counts = (2, 1) if power < 0 and _is_half_one_or_two(terms[0]) else (1,)
    for count in counts:
        first = [
            c for c in terms[:count] if isinstance(c, Fraction) and _is_short(c, _MAX_FIRST_BITS // count)
        ]
        if len(first) < count or (count == 2 and (not first[1] or _odd_divisor(first[1]) > 1)):
            continue
        after = sums.models.normal(power + count, list(terms[count:]), rest)
        tail = others if after.is_zero else [Part(q, after), *others]
        try:
            return tuple(first), sums.sign(tuple(tail)) * (1 if first[0] > 0 else -1)
        except (Undecided, OverflowError):
            continue
    return (), 0


def _is_short(c: Fraction, bits: int) -> bool:
    return abs(c.numerator) < 1 << bits and c.denominator <= 1 << bits


def _odd_divisor(c: Fraction) -> int:
    """The largest odd divisor of the denominator."""
    return c.denominator // (c.denominator & -c.denominator)


def _is_half_one_or_two(c: Real) -> bool:
    return isinstance(c, Fraction) and abs(c) in (1, 2, Fraction(1, 2))


# --- at points ---------------------------------------------------------------------------------------------


def values(a: Approximation, points: Doubles) -> Scaled:
    """The values at points of the interval, with error bounds. Use it inside `np.errstate(all="ignore")`."""
    size = np.abs(points)
    start, terms, _ = a.model
    clipped = Scaled(np.minimum(size, 1 / _MIN_T) if a.far else np.maximum(size, _MIN_T))
    clipped = scaled.div(scaled.ONE, clipped) if a.far else clipped
    largest_t = float(np.max(clipped.hi)) * UP
    count = next(
        (k for k in range(1, len(terms)) if a.extents[k] * largest_t**k < _NEGLIGIBLE * a.least), len(terms)
    )
    total = Scaled(np.zeros_like(size), error=np.full_like(size, a.extents[count]))
    for c in reversed(terms[:count]):
        total = scaled.add(scaled.mul(total, clipped), _number(c))
    is_tiny = clipped.hi < 2 * _MIN_T  # these t may have been clipped
    if terms and is_tiny.any():
        total = total._replace(error=total.error + np.where(is_tiny, 2 * _MIN_T * a.extents[1], 0.0))
    x = scaled.from_float64(size)
    inverse = scaled.div(scaled.ONE, x)
    t, y = (inverse, x) if a.far else (x, inverse)  # y = 1/t
    if start:
        total = scaled.mul(total, _power(t if start > 0 else y, abs(start)))
    if a.exponent:
        q = _number(a.exponent[-1])
        for c in (*reversed(a.exponent[:-1]), Fraction(0)):
            q = scaled.add(scaled.mul(q, y), _number(c))
        total = scaled.mul(_ARITHMETIC.apply("exp", q), total)
    return total


def _power(base: Scaled, exponent: Fraction) -> Scaled:
    """A power whose exponent is a positive multiple of 1/2."""
    whole, left = divmod(exponent, 1)
    result = scaled.sqrt(base) if left else None
    for _ in range(int(whole)):
        result = base if result is None else scaled.mul(result, base)
    assert result is not None
    return result


@lru_cache(maxsize=1024)
def _number(value: Real) -> Scaled:
    if isinstance(value, Fraction):
        return _ARITHMETIC.number(value)
    number = _ARITHMETIC.number(Fraction(value.middle))
    if not scaled.is_plain(number):  # below 2**-256: all of it counts as error
        return Scaled(np.float64(0.0), error=value.size)
    return number._replace(error=(number.error + value.radius) * UP)


def first_terms(a: Approximation, points: Doubles) -> tuple[Scaled, Truths]:
    """The sum of the first term or two as a pair, and where it is exact. For rounding values close to it.

    No number of a format, and no midpoint of two, lies strictly within an ulp of the low word of the sum: the
    sum is c, c*x or ±2**k*x + c with few bits in c, so it is a multiple of a power of 2, p, above that ulp.
    The numbers and midpoints are multiples of h, half an ulp of the format. If h >= p, all of these are
    multiples of p, equal to the sum or at least p away. If h < p, the sum is itself a number of the format,
    and its low word 0.

    If the denominator of c has an odd divisor, x is divided by that first; where this leaves a remainder, no
    pair is exact, and no midpoint is near.
    """
    first = a.first_coefficients[0] if a.first_coefficients else Fraction(0)
    odd = _odd_divisor(first)
    x, exact = scaled.from_float64(np.abs(points)), np.full(points.shape, bool(a.first_coefficients))
    if not a.model.start:
        c = _number(first)
        return Scaled(np.full_like(points, c.hi), scale=np.full(points.shape, c.scale)), exact & (odd == 1)
    if odd > 1:
        significand, exponents = np.frexp(x.hi)
        whole = np.ldexp(significand, 53)
        exact &= np.fmod(whole, odd) == 0
        x = x._replace(hi=np.ldexp(np.rint(whole / odd), exponents - 53))
    product = scaled.mul(x, _number(first * odd))
    if len(a.first_coefficients) == 1:
        return product, exact
    second = _number(a.first_coefficients[1])
    plain = np.abs(points) <= 1 / _MIN_T
    hi, lo = pairs.two_sum(np.where(plain, np.abs(points) * float(first), 1.0), second.hi)
    return Scaled(hi, lo), exact & plain
