"""Expansions at infinity: sums of real multiples of monomials, the largest first, with a remainder.

The variable X goes to +infinity. A monomial is X**a * log(X)**b * log(log(X))**c ... * exp(L), where a, b, c
are rational and L is a sum of real multiples of monomials that go to infinity. exp of a rational multiple of
log(X) is written as a power, and so on, so that equal monomials are written alike. One monomial is larger
than another if their quotient goes to infinity. (These are transseries: G. A. Edgar, "Transseries for
beginners", Real Analysis Exchange 35, 2009.)

`rest` is a monomial: the remainder is O(rest) as X goes to infinity; None says that there is no remainder.
If `amplitude` is above 0, the remainder oscillates, and is at most amplitude * rest in magnitude; inf means
some unknown multiple. The derivative of an oscillating remainder need not be O(rest'). A term with the
monomial of `rest` is kept only if its coefficient exceeds the amplitude, so that it determines the sign.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.asymptotic.reals import Real, Undecided, Unexpandable

if TYPE_CHECKING:
    from collections.abc import Iterable

# A monomial has powers of the iterated logarithms of X, of depth 0 to 3: X, log X, log log X, log log log X.
DEPTHS: Final = 4


class Monomial(NamedTuple):
    """X**powers[0] * log(X)**powers[1] * ... * exp(L); `exponent` has the terms of L."""

    powers: tuple[Fraction, ...]
    exponent: tuple[tuple[Monomial, Real], ...] = ()


UNIT: Final = Monomial((Fraction(0),) * DEPTHS)


def iterated_log(depth: int, power: Fraction = Fraction(1)) -> Monomial:
    """X**power for depth 0, log(X)**power for depth 1, and so on. Raises Undecided from depth 4 on."""
    if depth >= DEPTHS:
        raise Undecided
    return Monomial(tuple(power if k == depth else Fraction(0) for k in range(DEPTHS)))


class Series(NamedTuple):
    """See the module. The largest monomial of `terms` is the first, and no coefficient is 0."""

    terms: tuple[tuple[Monomial, Real], ...]
    rest: Monomial | None = None
    amplitude: float = 0.0

    @property
    def is_zero(self) -> bool:
        """Whether the function is exactly 0."""
        return not self.terms and self.rest is None

    @property
    def leading(self) -> tuple[Monomial, Real]:
        """The first term. Raises Undecided where only the remainder is known."""
        if not self.terms:
            raise Unexpandable if self.amplitude else Undecided
        return self.terms[0]

    def sign(self) -> int:
        """The sign near infinity: -1, 0 or 1. Raises Undecided."""
        return 0 if self.is_zero else self.leading[1].sign()


ZERO_SERIES: Final = Series(())


def constant(value: Real) -> Series:
    return Series(((UNIT, value),)) if value.sign() else ZERO_SERIES


def number(value: Fraction | int) -> Series:
    return constant(Real.of(value))


# --- monomials -------------------------------------------------------------------------------------------


def compare(a: Monomial, b: Monomial) -> int:
    """1 if a/b goes to infinity, -1 if it goes to 0, 0 if a and b are equal. Raises Undecided."""
    if a is b or (a.powers == b.powers and a.exponent is b.exponent):
        return 0
    if not a.exponent and not b.exponent:
        return (a.powers > b.powers) - (a.powers < b.powers)
    return total([*logarithm_of(a), *((m, -c) for m, c in logarithm_of(b))]).sign()


def growth(a: Monomial) -> int:
    """1 if the monomial goes to infinity, -1 if it goes to 0, 0 if it is 1."""
    return compare(a, UNIT)


def logarithm_of(a: Monomial) -> list[tuple[Monomial, Real]]:
    """The terms of the logarithm of a monomial, in no order."""
    logs = [(iterated_log(depth + 1), Real.of(power)) for depth, power in enumerate(a.powers) if power]
    return [*a.exponent, *logs]


def times(a: Monomial, b: Monomial) -> Monomial:
    if a is UNIT:
        return b
    if b is UNIT:
        return a
    powers = tuple(s + t for s, t in zip(a.powers, b.powers, strict=True))
    if not a.exponent or not b.exponent:
        return Monomial(powers, a.exponent or b.exponent)
    return exponential([*a.exponent, *b.exponent], powers)


def to_power(a: Monomial, exponent: Fraction) -> Monomial:
    """a**exponent for a rational exponent other than 0."""
    factor = Real.of(exponent)
    return Monomial(tuple(p * exponent for p in a.powers), tuple((m, c * factor) for m, c in a.exponent))


def exponential(exponent: Iterable[tuple[Monomial, Real]], powers: tuple[Fraction, ...]) -> Monomial:
    """The monomial exp(exponent) * X**powers[0] * log(X)**powers[1] * ..., `exponent` in any order."""
    kept, exponents = [], list(powers)
    for monomial, coefficient in total(exponent).terms:
        depth = _depth(monomial)
        if depth is not None and coefficient.rational is not None:
            exponents[depth - 1] += coefficient.rational
        else:
            kept.append((monomial, coefficient))
    return Monomial(tuple(exponents), tuple(kept))


def _depth(a: Monomial) -> int | None:
    """1 for the monomial log X, 2 for log log X, and so on; None for any other."""
    if a.exponent or a.powers[0] or sum(a.powers) != 1 or max(a.powers) != 1:
        return None
    return a.powers.index(Fraction(1))


# --- sums and products -----------------------------------------------------------------------------------


def total(terms: Iterable[tuple[Monomial, Real]]) -> Series:
    """Terms in any order as a series without remainder. Raises Undecided for a coefficient that may be 0."""
    return Series(tuple((m, c) for m, c in merged(terms) if c.sign()))


def merged(terms: Iterable[tuple[Monomial, Real]]) -> list[tuple[Monomial, Real]]:
    """Each monomial once, the largest first, its coefficients added; a sum of them may be 0."""
    found = list(terms)
    if not any(monomial.exponent for monomial, _ in found):  # the usual case at a finite point
        by_powers: dict[tuple[Fraction, ...], Real] = {}
        for monomial, coefficient in found:
            before = by_powers.get(monomial.powers)
            by_powers[monomial.powers] = coefficient if before is None else before + coefficient
        ordered = sorted(by_powers.items(), key=itemgetter(0), reverse=True)
        return [(Monomial(powers), coefficient) for powers, coefficient in ordered]
    collected: list[tuple[Monomial, Real]] = []
    for monomial, coefficient in sorted(found, key=cmp_to_key(_larger_first)):
        if collected and compare(collected[-1][0], monomial) == 0:
            collected[-1] = (collected[-1][0], collected[-1][1] + coefficient)
        else:
            collected.append((monomial, coefficient))
    return collected


def _larger_first(a: tuple[Monomial, Real], b: tuple[Monomial, Real]) -> int:
    return -compare(a[0], b[0])
