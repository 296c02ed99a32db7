"""Taylor models: a function of t as a power of t times a polynomial, with a bound on the remainder.

A `Model` is t**start * (c[0] + c[1]*t + ... + c[n-1]*t**(n-1) + R*t**n), and |R| <= rest for all 0 < t <= r.
The remainder is relative to t**start, so that models stay accurate where leading terms cancel: they are the
Taylor models with relative remainder of M. Joldes, "Rigorous polynomial approximations and applications",
2011, section 2.3.

The coefficients of g(c + w), where w goes to 0 with t, come from a recurrence; the remainder is bounded by
majorant series. Let W(t) be the sum of |w[k]|*t**k, and G a power series with coefficients >= those of g
at c in magnitude. Then the coefficients of G(W(t)) are >= those of g(c + w(t)) in magnitude, and none is
negative, so that the one of t**k is at most G(W(T))/T**k for every T. The terms from t**n on are together at
most G(W(T))*T**-n/(1 - r/T) * t**n, for any T > r. The remainder R*t**n of w itself changes the value by at
most |R|*t**n times a bound of |g'| between c - W(r) - |R|*r**n and c + W(r) + |R|*r**n; G'(W(r) + |R|*r**n)
is one.
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, inf, isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.models import coefficients
from actx.core.models.coefficients import Ball, Real, applied, power, sign, size

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# A factor that covers the float roundings in a bound, some hundreds of sums and products, and an addend that
# covers its underflows.
UP: Final = 1 + 1e-9
UNDERFLOW_ERROR: Final = 1e-300
_ONE: Final = Fraction(1)
_ZERO: Final = Fraction(0)
_MAX_POWER: Final = 64


def above(bound: float) -> float:
    """An upper bound that was computed in float64, with what rounding and underflow took from it."""
    return bound * UP + UNDERFLOW_ERROR


class Model(NamedTuple):
    """See the module. The first coefficient, if there is one, is not known to be 0.

    Without coefficients the function is R*t**start; without a remainder as well, it is 0.
    """

    start: Fraction
    terms: tuple[Real, ...]
    rest: float = 0.0

    @property
    def is_zero(self) -> bool:
        return not self.terms and not self.rest

    @property
    def leading(self) -> Real:
        """The first coefficient. Raises Undecided where only the remainder is known."""
        if not self.terms:
            raise Undecided
        return self.terms[0]


ZERO_MODEL: Final = Model(_ZERO, ())


def constant(value: Real) -> Model:
    return Model(_ZERO, (value,)) if sign(value) else ZERO_MODEL


class Models:
    """The operations on models for 0 < t <= r, where r is a power of 2; results keep at most `length` terms.

    They raise Undecided where a bound is infinite.
    """

    def __init__(self, r: float, length: int) -> None:
        self.r, self.length = r, length
        self._radii: Floats = r * np.exp2(np.arange(0.5, 24, 0.5))

    # --- what is known of a model --------------------------------------------------------------------------

    def extent(self, a: Model, skip: int = 0) -> float:
        """An upper bound of |a without its first `skip` terms| / t**(start + skip)."""
        total = a.rest
        for c in reversed(a.terms[skip:]):
            total = total * self.r + size(c)
        return above(total) if total else 0.0

    def sign(self, a: Model) -> int:
        """The sign on the whole interval. Raises Undecided."""
        if a.is_zero:
            return 0
        first = a.leading
        if least(first) <= self.extent(a, 1) * self.r * UP:
            raise Undecided
        return sign(first)

    def _end(self, a: Model) -> Fraction | float:
        """The power of t in the remainder; inf without a remainder."""
        return a.start + len(a.terms) if a.rest else inf

    # --- arithmetic ----------------------------------------------------------------------------------------

    def normal(self, start: Fraction, terms: list[Real], rest: float) -> Model:
        """The model without leading zeros, cut to `length` terms."""
        if not isfinite(rest):
            raise Undecided
        skip = 0
        while skip < len(terms) and _is_known_zero(terms[skip]):
            skip += 1
        terms = terms[skip:]
        if not rest:
            while terms and not terms[-1]:
                terms.pop()
            if not terms:
                return ZERO_MODEL
        return self._cut(Model(start + skip, tuple(terms), rest), self.length)

    def _cut(self, a: Model, length: int) -> Model:
        if len(a.terms) <= length:
            return a
        return a._replace(terms=a.terms[:length], rest=self.extent(a, length))

    def add(self, a: Model, b: Model) -> Model:
        if a.is_zero or b.is_zero:
            return b if a.is_zero else a
        start = min(a.start, b.start)
        shifts = [each.start - start for each in (a, b)]
        if any(shift.denominator != 1 for shift in shifts):
            raise Undecided
        end = min(self._end(a), self._end(b))
        if end == inf:
            end = max(each.start + len(each.terms) for each in (a, b))
        length = min(int(end - start), self.length + 8)
        total: list[Real] = [_ZERO] * length
        rest = 0.0
        for each, shift in zip((a, b), map(int, shifts), strict=True):
            kept = max(length - shift, 0)
            for k, c in enumerate(each.terms[:kept]):
                total[k + shift] = total[k + shift] + c
            if kept < len(each.terms) or each.rest:
                # The omitted terms start at t**(shift + kept) of the sum, or within its terms.
                power = shift + min(kept, len(each.terms)) - length
                rest = above(rest + self.extent(each, kept) * self.r**power)
        return self.normal(start, total, rest)

    def neg(self, a: Model) -> Model:
        return a._replace(terms=tuple(-c for c in a.terms))

    def scaled(self, a: Model, factor: Real) -> Model:
        if not sign(factor):
            return ZERO_MODEL
        rest = above(a.rest * size(factor)) if a.rest else 0.0
        return a._replace(terms=tuple(c * factor for c in a.terms), rest=rest)

    def mul(self, a: Model, b: Model) -> Model:
        if a.is_zero or b.is_zero:
            return ZERO_MODEL
        length = min(
            self.length,
            *(len(each.terms) if each.rest else self.length for each in (a, b)),
            *(() if a.rest or b.rest else (len(a.terms) + len(b.terms) - 1,)),
        )
        terms = coefficients.product(list(a.terms), list(b.terms), length)
        sizes = [np.array([*map(size, each.terms), each.rest]) for each in (a, b)]
        return self.normal(a.start + b.start, terms, self._tail_of_product(sizes[0], sizes[1], length))

    def _tail_of_product(self, a: Floats, b: Floats, length: int) -> float:
        """An upper bound of the terms from t**length on of the product of two polynomials, over t**length."""
        total = 0.0
        for c in np.convolve(a, b)[: length - 1 if length else None : -1].tolist():
            total = total * self.r + c
        return above(total) if a[-1] or b[-1] or len(a) + len(b) - 3 > length else 0.0

    def power(self, a: Model, exponent: Fraction) -> Model:
        """a**exponent. Raises Undefined for 1/0 and for roots of negative values."""
        if not exponent:
            return constant(_ONE)
        if a.is_zero:
            if exponent < 0:
                raise Undefined
            return ZERO_MODEL
        if exponent.denominator == 1 and 0 < exponent <= _MAX_POWER:
            result = a
            for digit in f"{int(exponent):b}"[1:]:
                result = self.mul(result, result)
                result = self.mul(result, a) if digit == "1" else result
            return result
        first = a.leading
        if exponent.denominator != 1 and sign(first) < 0:
            raise Undefined
        start = a.start * exponent
        if start.denominator > 2:
            raise Undecided
        factor = power(first, exponent)
        if len(a.terms) == 1 and not a.rest:
            return Model(start, (factor,))
        p = abs(float(exponent)) * UP
        result = self._function(
            self.relative(a),
            lambda w, n: coefficients.raised(w, exponent, n),
            lambda u: np.where(u < 1 - 1e-6, np.maximum(1 - u, 1e-7) ** -p, inf),
            lambda u: p * (1 - u) ** (-p - 1) if u < 1 else inf,
        )
        return self.scaled(result, factor)._replace(start=start)

    def relative(self, a: Model) -> Model:
        """The w in a = first term * (1 + w)."""
        first = a.leading
        inverse = _ONE / first
        terms = [c * inverse if c else c for c in a.terms[1:]]
        return self.normal(_ONE, terms, above(a.rest * size(inverse)) if a.rest else 0.0)

    # --- functions -----------------------------------------------------------------------------------------

    def parted(self, a: Model) -> tuple[Model, Real, Model]:
        """(large, c, small) with a = large + c + small, where large goes to infinity and small to 0."""
        if a.is_zero:
            return ZERO_MODEL, _ZERO, ZERO_MODEL
        if self._end(a) <= 0 or a.start.denominator != 1:
            raise Undecided
        split = max(-int(a.start), 0)
        large, others = a.terms[:split], a.terms[split:]
        if a.start > 0:
            return ZERO_MODEL, _ZERO, a
        if not others:
            return a, _ZERO, ZERO_MODEL
        small = self.normal(_ONE, list(others[1:]), a.rest)
        return self.normal(a.start, list(large), 0.0), others[0] if sign(others[0]) else _ZERO, small

    def _function(
        self,
        w: Model,
        series: Callable[[list[Real], int], list[Real]],
        majorant: Callable[[Floats], Any],
        slope: Callable[[float], float],
    ) -> Model:
        """g(c + w): coefficients by the recurrence `series`, remainder by G (`majorant`) and G' (`slope`)."""
        if w.is_zero:
            return self.normal(_ZERO, series([_ZERO], 1), 0.0)
        if w.start <= 0 or w.start.denominator != 1:
            raise Undecided
        before = int(w.start)
        length = min(self.length, before + len(w.terms)) if w.rest else self.length
        kept = max(length - before, 0)
        inner: list[Real] = [*[_ZERO] * min(before, length), *w.terms[:kept]]
        beyond = 0.0
        if kept < len(w.terms) or w.rest:
            beyond = above(self.extent(w, kept) * self.r ** (before + min(kept, len(w.terms)) - length))
        sizes = [*map(size, inner), beyond]
        with np.errstate(all="ignore"):
            bounds = majorant(np.asarray(np.polyval(sizes[-2::-1], self._radii), dtype=np.float64) * UP)
            bounds = bounds * self._radii ** -float(length) / (1 - self.r / self._radii)
            extent = float(np.polyval(sizes[::-1], self.r)) * UP
            try:
                rest = float(np.min(np.where(np.isnan(bounds), inf, bounds))) + beyond * slope(extent)
            except OverflowError:
                raise Undecided from None
        return self.normal(_ZERO, series(inner, length), above(rest))

    def exp(self, w: Model) -> Model:
        """The exponential of a w that goes to 0."""
        return self._function(w, coefficients.exponential, np.exp, exp)

    def log1p(self, w: Model) -> Model:
        """log(1 + w), for a w that goes to 0."""
        return self._function(
            w,
            lambda u, n: coefficients.integrated(_ZERO, coefficients.raised(u, -_ONE, n), u, n),
            _minus_log,
            lambda u: 1 / (1 - u) if u < 1 else inf,
        )

    def sine(self, c: Real, w: Model) -> Model:
        """sin(c + w); every derivative is at most 1 in magnitude."""
        return self._function(w, lambda u, n: coefficients.circle(u, *_at(c), n)[0], np.exp, lambda _: 1.0)

    def cosine(self, c: Real, w: Model) -> Model:
        """cos(c + w), as `sine`."""
        return self._function(w, lambda u, n: coefficients.circle(u, *_at(c), n)[1], np.exp, lambda _: 1.0)

    def atan(self, c: Real, w: Model) -> Model:
        """The arctangent of c + w; its k-th derivative is at most (k - 1)!, because it is Im log(1 + i*u)."""

        def series(u: list[Real], n: int) -> list[Real]:
            shifted = [c, *u[1:]]
            below = coefficients.product(shifted, shifted, n)
            first = _ONE + below[0]
            slope = coefficients.raised([_ZERO, *(b / first for b in below[1:])], -_ONE, n)
            return coefficients.integrated(
                applied("atan", c) if c else _ZERO, [s / first for s in slope], u, n
            )

        return self._function(w, series, _minus_log, lambda _: 1.0)

    def bell_integral(self, name: str, factor: Real, h: Fraction, c: Real, w: Model) -> Model:
        """The function `name`, whose derivative is factor*exp(-h*u**2), at c + w.

        As exp(-h(c + w)²) = exp(-hc²) exp(-h(2cw + w²)), G is factor*exp(-hc²) W exp(h(2|c|W + W²)).
        """
        most, steep = size(factor), float(h)
        middle = size(c)

        def series(u: list[Real], n: int) -> list[Real]:
            shifted = [c, *u[1:]]
            square = [-h * b for b in coefficients.product(shifted, shifted, n)]
            at_c = applied("exp", square[0]) if square[0] else _ONE
            bell = coefficients.exponential([_ZERO, *square[1:]], n)
            return coefficients.integrated(applied(name, c), [b * at_c * factor for b in bell], u, n)

        return self._function(
            w,
            series,
            lambda u: most * u * np.exp(steep * (2 * middle * u + u * u)) * UP,
            lambda _: most * UP,
        )


def _is_known_zero(value: Real) -> bool:
    """Whether a number is proved to be 0."""
    try:
        return not value or not sign(value)
    except Undecided:
        return False


def least(value: Real) -> float:
    """A lower bound of the magnitude."""
    if isinstance(value, Ball):
        return max(value.size / UP - 2 * value.radius, 0.0)
    return abs(float(value)) / UP


def _minus_log(u: Floats) -> Any:
    return np.where(u < 1 - 1e-6, -np.log1p(-np.minimum(u, 1 - 1e-6)), inf) * UP


def _at(c: Real) -> tuple[Real, Real]:
    return (applied("sin", c), applied("cos", c)) if c else (_ZERO, _ONE)
