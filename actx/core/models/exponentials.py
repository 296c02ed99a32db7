"""Sums of models with exponential factors, the largest first, on 0 < t <= r, and operations on them.

A part of a sum is exp(q(1/t)) times a model, where q is a polynomial without constant term. For large |x|, t
is 1/|x|, so that x*exp(-x) is such a part. A function of a sum is expanded around the first part: its value
there, plus a Taylor series to second order in the other parts, which are exponentially smaller. The remainder
is bounded by Lagrange's formula and keeps its exponential factor.
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, isfinite, log
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.models.coefficients import Real, applied, sign, size
from actx.core.models.model import UNDERFLOW_ERROR, UP, ZERO_MODEL, Model, Models, above, constant, least

if TYPE_CHECKING:
    from collections.abc import Iterable

_ONE: Final = Fraction(1)
_ZERO: Final = Fraction(0)
# The number of parts that are kept, and the largest degree of q.
_MAX_PARTS: Final = 4
_MAX_DEGREE: Final = 6
# m in the bound exp(-m/t) of a function that decays faster than all such, see `_of_exponential_growth`.
_MAX_DECAY_RATE: Final = 2.0**20
# Below log(2**-1075), half the least positive float64.
_UNDERFLOW_LOGARITHM: Final = -750.0

Exponent: TypeAlias = tuple[Real, ...]
"""The coefficients of q(1/t), that of 1/t first; the last is not 0."""


class Part(NamedTuple):
    """exp(q(1/t)) times a model."""

    exponent: Exponent
    model: Model


Sum: TypeAlias = tuple[Part, ...]
"""Parts with different exponents, the largest first. No part is 0; the empty sum is 0."""


def pure(a: Model) -> Sum:
    return () if a.is_zero else (Part((), a),)


def number(value: Fraction | int) -> Sum:
    return pure(constant(Fraction(value)))


def _plus(a: Exponent, b: Exponent) -> Exponent:
    total = [
        (a[k] if k < len(a) else _ZERO) + (b[k] if k < len(b) else _ZERO) for k in range(max(len(a), len(b)))
    ]
    while total and not (total[-1] and sign(total[-1])):
        total.pop()
    return tuple(total)


def _times(a: Exponent, factor: Fraction) -> Exponent:
    return tuple(c * factor for c in a)


def _minus(a: Exponent, b: Exponent) -> Exponent:
    return _plus(a, _times(b, -_ONE)) if b else a


def growth(q: Exponent) -> int:
    """The sign of q(1/t) near t = 0: whether exp(q(1/t)) grows (1), decays (-1) or is 1 (0)."""
    return sign(q[-1]) if q else 0


class Sums:
    """The operations on sums, for 0 < t <= r. They raise Undecided where a bound is infinite."""

    def __init__(self, r: float, length: int) -> None:
        self.models = Models(r, length)
        self.r = r

    # --- bounds --------------------------------------------------------------------------------------------

    def _most(self, q: Exponent, power: Fraction) -> float:
        """An upper bound of exp(q(1/t)) * t**power, for a q that is negative near t = 0."""
        if not q:
            if power < 0:
                raise Undecided
            return above(self.r ** float(power))
        exponent = self._log_most(q, power)
        return above(exp(exponent)) if exponent < 700 else inf

    def _log_most(self, q: Exponent, power: Fraction) -> float:
        """The logarithm of an upper bound of exp(q(1/t)) * t**power.

        With y = 1/t >= Y = 1/r it is y**m exp(q(y)), m = -power. Each positive lower term a*y**i is at most
        a*Y**(i - d)*y**d, so that q(y) <= -b*y**d; y**m exp(-b*y**d) is largest at y**d = m/(b*d), or at Y.
        """
        d, y = len(q), 1 / self.r
        b = least(q[-1])
        for i, c in enumerate(q[:-1], 1):
            if c and sign(c) > 0:
                b -= size(c) * y ** (i - d) * UP
        b /= UP
        if growth(q) >= 0 or b <= 0:
            raise Undecided
        m = -float(power)
        peak = max((m / (b * d)) ** (1 / d), y) if m > 0 else y
        exponent = m * log(peak) - b * peak**d
        return exponent + abs(exponent) * 1e-9 + (abs(m * log(peak)) + b * peak**d) * 1e-12

    def folded(self, a: Sum) -> Part:
        """A sum as its first part alone; the bounds of the others are added to the remainder."""
        first, *others = a
        if not others:
            return first
        start, terms, rest = first.model
        end = len(terms) if rest else max(len(terms), self.models.length)
        rest += sum(
            self._most(_minus(q, first.exponent), m.start - start - end) * self.models.extent(m) * UP
            for q, m in others
        )
        if not isfinite(rest):
            raise Undecided
        return Part(
            first.exponent, Model(start, terms + (_ZERO,) * (end - len(terms)), (rest + UNDERFLOW_ERROR) * UP)
        )

    def sign(self, a: Sum) -> int:
        """The sign on the whole interval. Raises Undecided."""
        return self.models.sign(self.folded(a).model) if a else 0

    def _bound(self, e: Sum, times: int, factor: float) -> Sum:
        """A part without terms whose remainder is at most |e|**times * factor."""
        q, m = self.folded(e)
        extent = self.models.extent(m)
        rest = above(factor * extent**times)
        if not isfinite(rest):
            raise Undecided
        return (Part(_times(q, Fraction(times)), Model(m.start * times, (), rest)),)

    def _size(self, e: Sum) -> float:
        """An upper bound of |e|, for an e that decays exponentially."""
        q, m = self.folded(e)
        return above(self._most(q, m.start) * self.models.extent(m))

    def underflows(self, a: Sum) -> bool:
        """Whether a sum is proved to be below half the least positive number of every format."""
        q, m = self.folded(a)
        if not q or growth(q) > 0:
            return False
        return self._log_most(q, m.start) + log(self.models.extent(m)) < _UNDERFLOW_LOGARITHM

    # --- arithmetic ----------------------------------------------------------------------------------------

    def _joined(self, parts: Iterable[Part]) -> Sum:
        """Parts in any order as a sum; equal exponents are merged, and at most _MAX_PARTS parts kept."""
        ordered: list[Part] = []
        for part in parts:
            for k, other in enumerate(ordered):
                order = growth(_minus(part.exponent, other.exponent))
                if order == 0:
                    ordered[k] = Part(other.exponent, self.models.add(other.model, part.model))
                    break
                if order > 0:
                    ordered.insert(k, part)
                    break
            else:
                ordered.append(part)
        kept = tuple(part for part in ordered if not part.model.is_zero)
        if len(kept) > _MAX_PARTS:
            kept = (*kept[: _MAX_PARTS - 1], self.folded(kept[_MAX_PARTS - 1 :]))
        return kept

    def add(self, *summands: Sum) -> Sum:
        first, *others = (each for each in summands if each) if any(summands) else ((),)
        return self._joined(part for each in (first, *others) for part in each) if others else first

    def neg(self, a: Sum) -> Sum:
        return tuple(Part(q, self.models.neg(m)) for q, m in a)

    def sub(self, a: Sum, b: Sum) -> Sum:
        return self.add(a, self.neg(b))

    def scaled(self, a: Sum, factor: Real) -> Sum:
        return tuple(Part(q, self.models.scaled(m, factor)) for q, m in a) if sign(factor) else ()

    def mul(self, a: Sum, b: Sum) -> Sum:
        return self._joined(Part(_plus(p, q), self.models.mul(m, n)) for p, m in a for q, n in b)

    def div(self, a: Sum, b: Sum) -> Sum:
        return self.mul(a, self.power(b, -_ONE))

    def _decay(self, a: Sum) -> Sum:
        """The e in a = first part * (1 + e)."""
        (q, m), *others = a
        if not others:
            return ()
        inverse = self.models.power(m, -_ONE)
        return tuple(Part(_minus(p, q), self.models.mul(n, inverse)) for p, n in others)

    def _cubic(self, e: Sum, a: Sum, b: Sum, factor: float) -> Sum:
        """a*e + b*e² + R, where R is a remainder with |R| <= factor*|e|**3."""
        if not e:
            return ()
        square = self.mul(e, e)
        return self.add(self.mul(a, e), self.mul(b, square), self._bound(e, 3, factor))

    def power(self, a: Sum, exponent: Fraction) -> Sum:
        """a**exponent. Raises Undefined for 1/0 and for roots of negative values."""
        if not a or len(a) == 1:
            q, m = a[0] if a else ((), ZERO_MODEL)
            return (
                pure(self.models.power(m, exponent))
                if not q
                else (Part(_times(q, exponent), self.models.power(m, exponent)),)
            )
        if exponent.denominator == 1 and 0 < exponent <= 3:
            square = self.mul(a, a) if exponent > 1 else a
            return self.mul(square, a) if exponent == 3 else square
        first = (Part(_times(a[0].exponent, exponent), self.models.power(a[0].model, exponent)),)
        e = self._decay(a)
        room, p = 1 - self._size(e), abs(float(exponent))
        if room < 1e-6:
            raise Undecided
        factor = p * (p + 1) * (p + 2) / 6 * room ** (-p - 3) * UP
        binomial = number(exponent), number(exponent * (exponent - 1) / 2)
        return self.mul(first, self.add(number(1), self._cubic(e, *binomial, factor)))

    # --- exponentials and logarithms -----------------------------------------------------------------------

    def parted(self, a: Sum) -> tuple[Model, Real, Model, Sum]:
        """(large, c, small, decay) with a = large + c + small + decay.

        large goes to infinity like a power of 1/t, small goes to 0 like a power of t, decay exponentially.
        """
        if not a:
            return ZERO_MODEL, _ZERO, ZERO_MODEL, ()
        if a[0].exponent and growth(a[0].exponent) > 0:
            raise Undecided
        main, decay = (a[0].model, a[1:]) if not a[0].exponent else (ZERO_MODEL, a)
        return *self.models.parted(main), decay

    def _of_exponential_growth(self, a: Sum) -> Sum:
        """exp(a) for an a that goes to -infinity exponentially: a remainder between 0 and exp(-m/t).

        a is -exp(q)*t**s*M with M >= c > 0, so that -a*t >= c*exp(q)*t**(s + 1), which is at least m.
        """
        q, m = self.folded(a)
        if self.models.sign(m) >= 0:
            raise Undecided
        room = least(m.leading) - self.models.extent(m, 1) * self.r * UP
        most = self._most(_times(q, -_ONE), -m.start - 1)
        return (Part((-Fraction(min(room / most / UP, _MAX_DECAY_RATE)),), Model(_ZERO, (), 1.0)),)

    def exp(self, a: Sum) -> Sum:
        if a and growth(a[0].exponent) > 0:
            return self._of_exponential_growth(a)
        large, c, small, decay = self.parted(a)
        q: Exponent = ()
        if not large.is_zero:
            if -large.start > _MAX_DEGREE:
                raise Undecided
            padded = [*large.terms, *[_ZERO] * (-int(large.start) - len(large.terms))]
            q = tuple(reversed(padded))
        rise = self.models.exp(small)
        if c:
            rise = self.models.scaled(rise, applied("exp", c))
        result: Sum = (Part(q, rise),)
        if decay:
            most = exp(min(self._size(decay), 100.0)) if self._size(decay) < 100 else inf
            cubic = self._cubic(decay, number(1), number(Fraction(1, 2)), most / 6 * UP)
            result = self.mul(result, self.add(number(1), cubic))
        return result

    def log(self, a: Sum) -> Sum:
        """The logarithm. Raises Undefined where a is not positive."""
        if not a or self.sign(a) < 0:
            raise Undefined
        q, m = a[0]
        if m.start:
            raise Undecided
        c = m.leading
        result = self.models.log1p(self.models.relative(m))
        if c != 1:
            result = self.models.add(constant(applied("log", c)), result)
        if q:
            result = self.models.add(Model(Fraction(-len(q)), tuple(reversed(q))), result)
        decay = self._decay(a)
        if not decay:
            return pure(result)
        room = 1 - self._size(decay)
        if room < 1e-6:
            raise Undecided
        cubic = self._cubic(decay, number(1), number(Fraction(-1, 2)), room**-3 / 3 * UP)
        return self.add(pure(result), cubic)

    # --- circular functions, and the normal distribution ---------------------------------------------------

    def circle(self, a: Sum) -> tuple[Sum, Sum]:
        """The sine and cosine, for an a with a finite limit."""
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        sin, cos = pure(self.models.sine(c, small)), pure(self.models.cosine(c, small))
        if not e:
            return sin, cos
        size_of_e = self._size(e)
        rise = self._cubic(e, number(1), (), UP / 6)
        fall = self._cubic(e, (), number(Fraction(-1, 2)), max(size_of_e, 1.0) / 24 * UP)
        turned = self.add(number(1), fall)
        return (
            self.add(self.mul(sin, turned), self.mul(cos, rise)),
            self.sub(self.mul(cos, turned), self.mul(sin, rise)),
        )

    def atan(self, a: Sum) -> Sum:
        """The arctangent, for an a with a finite limit.

        atan(u + e) = atan(u) + e/(1 + u²) - u e²/(1 + u²)² + R with |R| <= |e|³/3.
        """
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        result = pure(self.models.atan(c, small))
        if not e:
            return result
        u = pure(self.models.add(constant(c), small))
        slope = self.power(self.add(number(1), self.mul(u, u)), -_ONE)
        bend = self.neg(self.mul(u, self.mul(slope, slope)))
        return self.add(result, self._cubic(e, slope, bend, UP / 3))

    def bell_integral(self, name: str, factor: Real, h: Fraction, a: Sum) -> Sum:
        """The function `name`, with the derivative factor*exp(-h*u**2), h <= 1, for an a with a finite limit.

        Its third derivative is at most 2*factor in magnitude.
        """
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        result = pure(self.models.bell_integral(name, factor, h, c, small))
        if not e:
            return result
        u = pure(self.models.add(constant(c), small))
        slope = self.scaled(self.exp(self.scaled(self.mul(u, u), -h)), factor)
        bend = self.scaled(self.mul(u, slope), -h)
        return self.add(result, self._cubic(e, slope, bend, size(factor) / 3 * UP))

    def tail(self, u: Sum, h: Fraction, factor: Real) -> Sum:
        """factor * exp(-h*u²)/u * (1 - 1/(2hu²) + 3/(2hu²)² - ...), for a u that goes to infinity.

        The remainder lies between 0 and the first omitted term (DLMF 7.12).
        """
        square = self.mul(u, u)
        small = self.power(self.scaled(square, 2 * h), -_ONE)
        count = self.models.length // 2
        weights = [_ONE]
        for k in range(count):
            weights.append(weights[-1] * -(2 * k + 1))
        total = self.add(number(weights[count - 1]), self._bound(small, 1, size(weights[count])))
        for weight in reversed(weights[: count - 1]):
            total = self.add(number(weight), self.mul(total, small))
        return self.scaled(self.mul(self.div(self.exp(self.scaled(square, -h)), u), total), factor)
