"""Whole intervals of points, decided by models: those near 0, and those far out."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.doubled import Doubled
from actx.core.arithmetic.twofold import wide
from actx.core.arithmetic.twofold.wide import Wide
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.formula.domain import domain
from actx.core.models.coefficients import Real
from actx.core.models.exponentials import Exponent, Sum, Sums
from actx.core.models.model import UP, Model
from actx.core.models.walk import Walk
from actx.core.point import target

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Doubles = NDArray[np.float64]

# r and how many terms: r**length is below what double-double sees.
_INTERVALS: Final = ((2.0**-8, 14), (2.0**-16, 8))
REACH: Final = _INTERVALS[0][0]
_ARITHMETIC: Final = Doubled()
_ONE: Final = Wide(np.float64(1.0))
_FLAT: Final = 2.0**-200
# More bits than a first coefficient has that makes an exact product with x, see `Approximation.exact`.
_BITS: Final = 40


class Approximation(NamedTuple):
    """exp(q(1/t)) * model, for 0 < t <= r, where x is side*t or side/t.

    `beyond` is the sign of what comes after the first term, in relation to that, on all of the interval, None if it is not
    known.
    """

    r: float
    far: bool
    exponent: Exponent
    model: Model
    beyond: int | None
    slope: float
    """A bound on what comes after the first term, divided by its power of t and by t."""


@lru_cache(maxsize=512)
def approximation(f: Expression, order: int, side: int, *, far: bool) -> Approximation | None:
    """What a derivative is beside 0, or far out; None where it is not found out."""
    for r, length in _INTERVALS:
        try:
            walk = Walk(side, r, length, far=far, strict=order > 0)
            regular = domain(f).regular
            if regular is not None and not walk.holds(regular):
                return None
            found = walk(target(f, order))
            if not found:
                return Approximation(r, far, (), Model(Fraction(0), ()), None, 0.0)
            exponent, model = walk.sums.folded(found)
            walk.sums.models.sign(model)
            return Approximation(r, far, exponent, model, _beyond(walk.sums, found), walk.sums.models.extent(model, 1))
        except Undefined:
            return None
        except (Undecided, OverflowError, RecursionError):
            continue
    return None


def _beyond(sums: Sums, a: Sum) -> int | None:
    (q, (start, terms, rest)), *others = a
    if not isinstance(terms[0], Fraction):
        return None
    try:
        after = sums.models.normal(start + 1, list(terms[1:]), rest)
        tail = others if after.is_zero else [(type(a[0]))(q, after), *others]
        return sums.sign(tuple(tail)) * (1 if terms[0] > 0 else -1)
    except (Undecided, OverflowError):
        return None


# --- at points ---------------------------------------------------------------------------------------------


def values(a: Approximation, points: Doubles) -> Wide:
    """The value at points of the interval. Use it inside `np.errstate(all="ignore")`."""
    size = np.abs(points)
    start, terms, rest = a.model
    # Smaller t make no difference but to the first term.
    inner = Wide(np.minimum(size, 1 / _FLAT) if a.far else np.maximum(size, _FLAT))
    inner = wide.div(_ONE, inner) if a.far else inner
    total = Wide(np.zeros_like(size), error=np.full_like(size, rest))
    for c in reversed(terms):
        total = wide.add(wide.mul(total, inner), _number(c))
    total = total._replace(error=total.error + np.where(inner.hi < 2 * _FLAT, 2 * _FLAT * a.slope, 0.0))
    x = wide.exactly(size)
    over = wide.div(_ONE, x)
    t, y = (over, x) if a.far else (x, over)
    if start:
        total = wide.mul(total, _power(t if start > 0 else y, abs(start)))
    if a.exponent:
        q = _number(a.exponent[-1])
        for c in (*reversed(a.exponent[:-1]), Fraction(0)):
            q = wide.add(wide.mul(q, y), _number(c))
        total = wide.mul(_ARITHMETIC.apply("exp", q), total)
    return total


def _power(base: Wide, exponent: Fraction) -> Wide:
    whole, left = divmod(exponent, 1)
    result = wide.sqrt(base) if left else None
    for _ in range(int(whole)):
        result = base if result is None else wide.mul(result, base)
    assert result is not None
    return result


@lru_cache(maxsize=1024)
def _number(value: Real) -> Wide:
    if isinstance(value, Fraction):
        return _ARITHMETIC.number(value)
    number = _ARITHMETIC.number(Fraction(value.middle))
    if not wide.is_plain(number):  # so small that what is lost is what it is
        return Wide(np.float64(0.0), error=value.size)
    return number._replace(error=(number.error + value.radius) * UP)


def first_term(a: Approximation, points: Doubles) -> Wide | None:
    """The first term, if it is an exact sum of two words.

    It is a constant, or one times x, of so few bits that between the sum and the next float64 number in place of the
    smaller word there is no number of a format, nor a middle between two: these are multiples of a power of 2,
    and so are the sum and its smaller word, of one at least 2**_BITS times greater than ...
    """
    first = a.model.terms[0] if a.model.terms else Fraction(0)
    if a.exponent or a.model.start not in (0, -1 if a.far else 1) or not isinstance(first, Fraction):
        return None
    if first.denominator & (first.denominator - 1) or first.numerator.bit_length() > _BITS:
        return None
    c = _number(first)
    if not a.model.start:
        return Wide(np.full_like(points, c.hi), scale=np.full(points.shape, c.scale))
    return wide.mul(wide.exactly(np.abs(points)), c)


