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
# The largest m in the bound exp(-m/t) that `_exp_of_exponential` gives.
_MAX_DECAY_RATE: Final = 2.0**20
# Powers and logarithms of 1 + e are expanded only if 1 - |e| is at least this.
_LEAST_BASE: Final = 1e-6
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


def of_model(a: Model) -> Sum:
    """The model as a sum."""
    return () if a.is_zero else (Part((), a),)


def number(value: Fraction | int) -> Sum:
    return of_model(constant(Fraction(value)))


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

    def _upper_bound(self, q: Exponent, power: Fraction) -> float:
        """An upper bound of exp(q(1/t)) * t**power, for a q that is negative near t = 0."""
        if not q:
            if power < 0:
                raise Undecided
            return above(self.r ** float(power))
        exponent = self._log_upper_bound(q, power)
        return above(exp(exponent)) if exponent < 700 else inf

    def _log_upper_bound(self, q: Exponent, power: Fraction) -> float:
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
            self._upper_bound(_minus(q, first.exponent), m.start - start - end) * self.models.extent(m) * UP
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

    def _remainder(self, e: Sum, power: int, factor: float) -> Sum:
        """A remainder of at most |e|**power * factor, as a part without terms."""
        q, m = self.folded(e)
        extent = self.models.extent(m)
        rest = above(factor * extent**power)
        if not isfinite(rest):
            raise Undecided
        return (Part(_times(q, Fraction(power)), Model(m.start * power, (), rest)),)

    def _size(self, e: Sum) -> float:
        """An upper bound of |e|, for an e that decays exponentially."""
        q, m = self.folded(e)
        return above(self._upper_bound(q, m.start) * self.models.extent(m))

    def underflows(self, a: Sum) -> bool:
        """Whether a sum is proved to be below half the least positive number of every format."""
        q, m = self.folded(a)
        if not q or growth(q) > 0:
            return False
        return self._log_upper_bound(q, m.start) + log(self.models.extent(m)) < _UNDERFLOW_LOGARITHM

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
        nonzero = [each for each in summands if each]
        if len(nonzero) > 1:
            return self._joined(part for each in nonzero for part in each)
        return nonzero[0] if nonzero else ()

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

    def _relative(self, a: Sum) -> Sum:
        """The e in a = first part * (1 + e)."""
        (q, m), *others = a
        if not others:
            return ()
        inverse = self.models.power(m, -_ONE)
        return tuple(Part(_minus(p, q), self.models.mul(n, inverse)) for p, n in others)

    def _to_second_order(self, e: Sum, a: Sum, b: Sum, factor: float) -> Sum:
        """a*e + b*e² + R, where R is a remainder with |R| <= factor*|e|**3."""
        if not e:
            return ()
        square = self.mul(e, e)
        return self.add(self.mul(a, e), self.mul(b, square), self._remainder(e, 3, factor))

    def power(self, a: Sum, exponent: Fraction) -> Sum:
        """a**exponent. Raises Undefined for 1/0 and for roots of negative values."""
        if len(a) <= 1:
            q, m = a[0] if a else Part((), ZERO_MODEL)
            result = self.models.power(m, exponent)
            return (Part(_times(q, exponent), result),) if q else of_model(result)
        if exponent.denominator == 1 and 0 < exponent <= 3:
            square = self.mul(a, a) if exponent > 1 else a
            return self.mul(square, a) if exponent == 3 else square
        first = (Part(_times(a[0].exponent, exponent), self.models.power(a[0].model, exponent)),)
        e = self._relative(a)
        least_base, p = 1 - self._size(e), abs(float(exponent))  # of (1 + e)**exponent
        if least_base < _LEAST_BASE:
            raise Undecided
        factor = p * (p + 1) * (p + 2) / 6 * least_base ** (-p - 3) * UP
        binomial = number(exponent), number(exponent * (exponent - 1) / 2)
        return self.mul(first, self.add(number(1), self._to_second_order(e, *binomial, factor)))

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

    def _exp_of_exponential(self, a: Sum) -> Sum:
        """exp(a) for an a that goes to -infinity exponentially: a remainder between 0 and exp(-m/t).

        a is -exp(q)*t**s*M with M >= c > 0, so that -a*t >= c*exp(q)*t**(s + 1), which is at least m.
        """
        q, model = self.folded(a)
        if self.models.sign(model) >= 0:
            raise Undecided
        c = least(model.leading) - self.models.extent(model, 1) * self.r * UP
        m = c / self._upper_bound(_times(q, -_ONE), -model.start - 1) / UP
        return (Part((-Fraction(min(m, _MAX_DECAY_RATE)),), Model(_ZERO, (), 1.0)),)

    def exp(self, a: Sum) -> Sum:
        if a and growth(a[0].exponent) > 0:
            return self._exp_of_exponential(a)
        large, c, small, decay = self.parted(a)
        q: Exponent = ()
        if not large.is_zero:
            if -large.start > _MAX_DEGREE:
                raise Undecided
            # The coefficients of t**start, ..., 1/t; q has that of 1/t first.
            padded = [*large.terms, *[_ZERO] * (-int(large.start) - len(large.terms))]
            q = tuple(reversed(padded))
        model = self.models.exp(small)
        if c:
            model = self.models.scaled(model, applied("exp", c))
        result: Sum = (Part(q, model),)
        if decay:
            size_of_decay = self._size(decay)
            most = exp(size_of_decay) if size_of_decay < 100 else inf
            expm1 = self._to_second_order(decay, number(1), number(Fraction(1, 2)), most / 6 * UP)
            result = self.mul(result, self.add(number(1), expm1))
        return result

    def log(self, a: Sum) -> Sum:
        """The logarithm. Raises Undefined where a is not positive."""
        if not a or self.sign(a) < 0:
            raise Undefined
        q, m = a[0]
        if m.start:  # log(t) is no model
            raise Undecided
        c = m.leading
        result = self.models.log1p(self.models.relative(m))
        if c != 1:
            result = self.models.add(constant(applied("log", c)), result)
        if q:
            result = self.models.add(Model(Fraction(-len(q)), tuple(reversed(q))), result)
        decay = self._relative(a)
        if not decay:
            return of_model(result)
        least_base = 1 - self._size(decay)  # of log(1 + decay)
        if least_base < _LEAST_BASE:
            raise Undecided
        factor = least_base**-3 / 3 * UP
        log1p = self._to_second_order(decay, number(1), number(Fraction(-1, 2)), factor)
        return self.add(of_model(result), log1p)

    # --- circular functions, and the normal distribution ---------------------------------------------------

    def sin_cos(self, a: Sum) -> tuple[Sum, Sum]:
        """The sine and cosine, for an a with a finite limit.

        sin(u + e) = sin(u) cos(e) + cos(u) sin(e), cos(u + e) = cos(u) cos(e) - sin(u) sin(e).
        """
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        sin, cos = of_model(self.models.sine(c, small)), of_model(self.models.cosine(c, small))
        if not e:
            return sin, cos
        sin_e = self._to_second_order(e, number(1), (), UP / 6)
        most = max(self._size(e), 1.0)  # |cos(e) - 1 + e²/2| <= |e|**4/24
        cos_e = self.add(number(1), self._to_second_order(e, (), number(Fraction(-1, 2)), most / 24 * UP))
        return (
            self.add(self.mul(sin, cos_e), self.mul(cos, sin_e)),
            self.sub(self.mul(cos, cos_e), self.mul(sin, sin_e)),
        )

    def atan(self, a: Sum) -> Sum:
        """The arctangent, for an a with a finite limit.

        atan(u + e) = atan(u) + e/(1 + u²) - u e²/(1 + u²)² + R with |R| <= |e|³/3.
        """
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        result = of_model(self.models.atan(c, small))
        if not e:
            return result
        u = of_model(self.models.add(constant(c), small))
        slope = self.power(self.add(number(1), self.mul(u, u)), -_ONE)
        bend = self.neg(self.mul(u, self.mul(slope, slope)))
        return self.add(result, self._to_second_order(e, slope, bend, UP / 3))

    def gaussian_integral(self, name: str, factor: Real, h: Fraction, a: Sum) -> Sum:
        """The function `name`, whose derivative is factor*exp(-h*u**2), h <= 1, for an a with a finite limit.

        Its third derivative is at most 2*factor in magnitude.
        """
        large, c, small, e = self.parted(a)
        if not large.is_zero:
            raise Undecided
        result = of_model(self.models.gaussian_integral(name, factor, h, c, small))
        if not e:
            return result
        u = of_model(self.models.add(constant(c), small))
        slope = self.scaled(self.exp(self.scaled(self.mul(u, u), -h)), factor)
        bend = self.scaled(self.mul(u, slope), -h)
        return self.add(result, self._to_second_order(e, slope, bend, size(factor) / 3 * UP))

    def gaussian_tail(self, u: Sum, h: Fraction, factor: Real) -> Sum:
        """factor * exp(-h*u²)/u * (1 - 1/(2hu²) + 3/(2hu²)² - ...), for a u that goes to infinity.

        The remainder lies between 0 and the first omitted term (DLMF 7.12).
        """
        square = self.mul(u, u)
        small = self.power(self.scaled(square, 2 * h), -_ONE)
        count = self.models.length // 2
        weights = [_ONE]
        for k in range(count):
            weights.append(weights[-1] * -(2 * k + 1))
        total = self.add(number(weights[count - 1]), self._remainder(small, 1, size(weights[count])))
        for weight in reversed(weights[: count - 1]):
            total = self.add(number(weight), self.mul(total, small))
        return self.scaled(self.mul(self.div(self.exp(self.scaled(square, -h)), u), total), factor)
