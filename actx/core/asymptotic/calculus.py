"""Operations on series: sums, products, powers, exponentials, logarithms and derivatives, cut to a length."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Final

from actx.core.asymptotic.reals import ONE, ZERO, Real, Undecided, Undefined, Unexpandable
from actx.core.asymptotic.series import (
    DEPTHS,
    UNIT,
    ZERO_SERIES,
    Monomial,
    Series,
    compare,
    constant,
    exponential,
    growth,
    logarithm_of,
    merged,
    number,
    times,
    to_power,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Larger integer powers of several terms are expanded as binomial series.
_LARGEST_POWER: Final = 64
# Relative: covers the rounding of an interval's ends to float64.
_SLACK: Final = 2.0**-40


class Calculus:
    """The operations; results keep at most `length` terms."""

    def __init__(self, length: int) -> None:
        self.length = length

    def _kept(
        self, terms: Iterable[tuple[Monomial, Real]], rest: Monomial | None, *, amplitude: float
    ) -> Series:
        """The first `length` terms above the remainder; the other terms become part of it."""
        found, doubtful = _known_terms(terms, self.length, rest)
        if doubtful is not None and (rest is None or compare(doubtful, rest) >= 0):
            rest, amplitude = doubtful, amplitude and inf
        if rest is not None:
            found = tuple((m, c) for m, c in found if compare(m, rest) >= 0)
            if found and compare(found[-1][0], rest) == 0:
                level = found[-1][1]
                if not 0 < amplitude < _size(level, above=False):  # 1 + sin(x) is within 2
                    found, amplitude = found[:-1], amplitude and amplitude + _size(level)
        return Series(found, rest, amplitude)

    def add(self, *summands: Series) -> Series:
        rest = None
        for each in summands:
            rest = _larger(rest, each.rest)
        amplitude = 0.0
        if any(each.amplitude for each in summands):
            assert rest is not None
            largest = [each for each in summands if each.rest and not compare(each.rest, rest)]
            amplitude = sum(each.amplitude or inf for each in largest)
        return self._kept([term for each in summands for term in each.terms], rest, amplitude=amplitude)

    def scaled(self, a: Series, factor: Real) -> Series:
        if not factor.sign():
            return ZERO_SERIES
        return Series(
            tuple((m, c * factor) for m, c in a.terms), a.rest, a.amplitude and a.amplitude * _size(factor)
        )

    def neg(self, a: Series) -> Series:
        return a._replace(terms=tuple((m, -c) for m, c in a.terms))

    def sub(self, a: Series, b: Series) -> Series:
        return self.add(a, self.neg(b))

    def mul(self, a: Series, b: Series) -> Series:
        if a.is_zero or b.is_zero:
            return ZERO_SERIES
        rest, amplitude = None, 0.0
        for one, other in ((a, b), (b, a)):
            if one.rest is not None:
                size = other.terms[0][0] if other.terms else other.rest
                assert size is not None
                bound = times(one.rest, size)
                order = 1 if rest is None else compare(bound, rest)
                if order > 0:
                    rest = bound
                    amplitude = one.amplitude and (
                        one.amplitude * _size(other.terms[0][1]) if other.terms else inf
                    )
                elif order == 0:
                    amplitude = inf if amplitude or one.amplitude else 0.0
        if a.amplitude or b.amplitude:
            amplitude = amplitude or inf
        products = [(times(m, n), c * d) for m, c in a.terms for n, d in b.terms]
        return self._kept(products, rest, amplitude=amplitude)

    def div(self, a: Series, b: Series) -> Series:
        return self.mul(a, self.power(b, Fraction(-1)))

    def power(self, a: Series, exponent: Fraction) -> Series:
        """a**exponent for a rational exponent. Raises Undefined for a root of negative values, and 1/0."""
        if not exponent:
            return number(1)
        if a.is_zero:
            if exponent < 0:
                raise Undefined
            return ZERO_SERIES
        if exponent.denominator == 1 and 0 < exponent <= _LARGEST_POWER and (not a.terms or len(a.terms) > 1):
            return self._whole_power(a, int(exponent))
        monomial, coefficient = a.leading
        if exponent.denominator != 1 and coefficient.sign() < 0:
            raise Undefined
        lead = Series(((to_power(monomial, exponent), coefficient.power(exponent)),))
        small = self._relative(a)
        if small.is_zero:
            return lead
        factors = [ONE]
        for k in range(self.length + 1):
            factors.append(factors[-1] * Real.of((exponent - k) / (k + 1)))
        return self.mul(lead, self.composed(factors, small))

    def _whole_power(self, a: Series, n: int) -> Series:
        result, square = None, a
        while n:
            if n & 1:
                result = square if result is None else self.mul(result, square)
            n >>= 1
            if n:
                square = self.mul(square, square)
        assert result is not None
        return result

    def _relative(self, a: Series) -> Series:
        """The e in a = leading term * (1 + e)."""
        monomial, coefficient = a.leading
        inverse = to_power(monomial, Fraction(-1))
        terms = tuple((times(m, inverse), c / coefficient) for m, c in a.terms[1:])
        rest = None if a.rest is None else times(a.rest, inverse)
        return Series(terms, rest, a.amplitude and inf)

    def composed(self, coefficients: Sequence[Real], small: Series) -> Series:
        """The truncated power series with these coefficients, at `small`, which goes to 0."""
        if small.is_zero:
            return constant(coefficients[0])
        size = small.terms[0][0] if small.terms else small.rest
        assert size is not None
        if growth(size) >= 0:
            raise Unexpandable if small.amplitude else Undecided
        *shorter, last = coefficients
        if all(c.rational == 0 for c in coefficients[1:]):
            return constant(coefficients[0])
        result = constant(last) if last.sign() else ZERO_SERIES
        for coefficient in reversed(shorter):
            result = self.add(self.mul(result, small), constant(coefficient))
        if (
            last.rational == shorter[-1].rational == 0
        ):  # a polynomial, as two coefficients of 0 show; series such as sin have single ones
            return result
        cut = to_power(size, Fraction(len(coefficients)))
        return self._kept(result.terms, _larger(result.rest, cut), amplitude=result.amplitude and inf)

    # --- exponentials and logarithms ---------------------------------------------------------------------

    def parted(self, a: Series) -> tuple[Series, Real, Series]:
        """(large, c, small) with a = large + c + small, where large goes to infinity and small to 0.

        Raises Undecided where the remainder does not go to 0.
        """
        if a.rest is not None and growth(a.rest) >= 0:
            raise Unexpandable if a.amplitude else Undecided
        large, middle, small = [], ZERO, []
        for monomial, coefficient in a.terms:
            order = growth(monomial)
            if order > 0:
                large.append((monomial, coefficient))
            elif order == 0:
                middle = coefficient
            else:
                small.append((monomial, coefficient))
        return Series(tuple(large)), middle, Series(tuple(small), a.rest, a.amplitude)

    def exp(self, a: Series) -> Series:
        if a.amplitude and a.rest is not None and growth(a.rest) >= 0:
            return self._bounded_exponential(a, a.rest)
        large, middle, small = self.parted(a)
        lead = exponential(large.terms, UNIT.powers)
        factor = ONE if middle.rational == 0 else middle.applied("exp")
        coefficients = [ONE]
        for k in range(1, self.length + 2):
            coefficients.append(coefficients[-1] * Real.of(Fraction(1, k)))
        return self.mul(Series(((lead, factor),)), self.composed(coefficients, small))

    @staticmethod
    def _bounded_exponential(a: Series, rest: Monomial) -> Series:
        """exp(a) as a remainder only, for an oscillating remainder of a that does not go to 0."""
        large = tuple((monomial, c) for monomial, c in a.terms if growth(monomial) > 0)
        if compare(rest, UNIT) > 0:
            if not large or large[0][1].sign() > 0 or compare(large[0][0], rest) <= 0:
                raise Unexpandable
            # Half of the leading term outweighs the oscillation.
            large = ((large[0][0], large[0][1] * Real.of(Fraction(1, 2))),)
        return Series((), exponential(large, UNIT.powers), inf)

    def log(self, a: Series) -> Series:
        """The logarithm. Raises Undefined where a is negative or 0."""
        if a.is_zero or a.leading[1].sign() < 0:
            raise Undefined
        monomial, coefficient = a.leading
        lead = total(logarithm_of(monomial))
        factor = ZERO_SERIES if coefficient.rational == 1 else constant(coefficient.applied("log"))
        small = self._relative(a)
        coefficients = [ZERO, *(Real.of(Fraction((-1) ** (k + 1), k)) for k in range(1, self.length + 2))]
        return self.add(lead, factor, self.composed(coefficients, small))

    # --- the derivative with respect to X ----------------------------------------------------------------

    def derivative(self, a: Series) -> Series:
        """The derivative. Raises Undecided where that of the remainder is not bounded."""
        if a.amplitude or (a.rest is not None and growth(a.rest) == 0):
            raise Undecided
        rest = None
        if a.rest is not None:
            slope = self._slope(a.rest)
            rest = slope.terms[0][0] if slope.terms else None
        parts = [self.scaled(self._slope(m), c) for m, c in a.terms]
        return self._kept([term for part in parts for term in part.terms], rest, amplitude=0.0)

    def _slope(self, a: Monomial) -> Series:
        """The derivative of a monomial: the monomial times the derivative of its logarithm."""
        terms: list[tuple[Monomial, Real]] = []
        for depth, power in enumerate(a.powers):
            if power:
                under = Monomial(tuple(Fraction(-1) if k <= depth else Fraction(0) for k in range(DEPTHS)))
                terms.append((times(a, under), Real.of(power)))
        for monomial, coefficient in a.exponent:
            terms += [(times(a, m), c * coefficient) for m, c in self._slope(monomial).terms]
        return total(terms)


def _known_terms(
    terms: Iterable[tuple[Monomial, Real]], length: int, rest: Monomial | None
) -> tuple[tuple[tuple[Monomial, Real], ...], Monomial | None]:
    """(terms, next): the first nonzero terms of a sum, and the first monomial that is left out, or None.

    The terms end at `length`, at the first coefficient that may be 0, and below `rest`: proving that a
    coefficient is not 0 may take long.
    """
    found: list[tuple[Monomial, Real]] = []
    for monomial, coefficient in merged(terms):
        if rest is not None and compare(monomial, rest) < 0:
            break
        try:
            nothing = not coefficient.sign()
        except Undecided:
            return tuple(found), monomial
        if nothing:
            continue
        if len(found) == length:
            return tuple(found), monomial
        found.append((monomial, coefficient))
    return tuple(found), None


def _size(value: Real, *, above: bool = True) -> float:
    """An upper, or a lower, bound of |value|."""
    ends = [abs(float(end)) for end in value.interval]
    return max(ends) * (1 + _SLACK) if above else min(ends) * (1 - _SLACK)


def _larger(a: Monomial | None, b: Monomial | None) -> Monomial | None:
    if a is None or b is None:
        return a or b
    return a if compare(a, b) >= 0 else b
