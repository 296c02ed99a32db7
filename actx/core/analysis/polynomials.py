"""All real roots of polynomials with rational coefficients, each once, by Sturm's theorem."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The coefficients from the lowest power up; the last one is not 0. Signs are told of integral ones.
Polynomial = list[Fraction]
Integral = list[int]
Rational = TypeVar("Rational", Fraction, int)

# Digits of a root with which Newton's method starts first, and by which it goes beyond those that are wanted.
_FIRST_DIGITS: Final = 15


class Bracket:
    """An irrational root: the only root, a simple one, between two rational numbers."""

    def __init__(self, polynomial: Integral, low: Fraction, high: Fraction) -> None:
        self.polynomial, self.low, self.high = polynomial, low, high

    def to_digits(self, digits: int) -> Fraction:
        """The root to so many significant digits: a number beside which the sign changes."""
        known = _FIRST_DIGITS
        while True:
            self._narrow(known)
            root = self._by_newton(known, digits)
            beside = abs(root) / 10 ** (digits - 2)
            left, right = (_sign(self.polynomial, root + side * beside) for side in (-1, 1))
            if self.low - beside < root < self.high + beside and left != right:
                return root
            known *= 2

    def _narrow(self, digits: int) -> None:
        """Halve the interval until its ends share so many digits."""
        last = _sign(self.polynomial, self.high)
        while self.low <= 0 <= self.high or (self.high - self.low) * 10**digits > abs(self.low):
            middle = (self.low + self.high) / 2
            if _sign(self.polynomial, middle) == last:
                self.high = middle
            else:
                self.low = middle

    def _by_newton(self, known: int, digits: int) -> Fraction:
        """The root by Newton's method, from the middle of the interval, of which so many digits are known."""
        slope, x = _derivative(self.polynomial), (self.low + self.high) / 2
        while known < digits + _FIRST_DIGITS:
            known *= 2
            x = _rounded(x - _value(self.polynomial, x) / _value(slope, x), known)
        return _rounded(x, digits)


def roots(coefficients: Mapping[int, Fraction]) -> list[Fraction | Bracket]:
    """The real roots, from left to right; the coefficients are given by the powers of x.

    A rational root is a Fraction, an irrational one a Bracket.
    """
    degree = max(coefficients)
    polynomial = [coefficients.get(k, Fraction(0)) for k in range(degree + 1)]
    simple = _integral(_without_multiples(polynomial))
    if len(simple) < 2:
        return []
    if len(simple) == 2:
        return [Fraction(-simple[0], simple[1])]
    chain = [_integral(each) for each in _chain([Fraction(c) for c in simple])]
    bound = Fraction(1 + max(abs(c) for c in simple[:-1]) // abs(simple[-1]) + 1)
    found: list[Fraction | Bracket] = []
    stack = [(-bound, bound)]
    while stack:
        low, high = stack.pop()
        count = _changes(chain, low) - _changes(chain, high)
        if count == 0:
            continue
        if count > 1:
            middle = (low + high) / 2
            stack += [(middle, high), (low, middle)]
            continue
        found.append(_root(simple, low, high))
    return found


def _root(polynomial: Integral, low: Fraction, high: Fraction) -> Fraction | Bracket:
    """The one root in (low, high]. The denominator of a rational one divides the leading coefficient."""
    leading, last = abs(polynomial[-1]), _sign(polynomial, high)
    if last == 0:
        return high
    while high - low >= Fraction(1, 2 * leading):
        middle = (low + high) / 2
        there = _sign(polynomial, middle)
        if there == 0:
            return middle
        if there == last:
            high = middle
        else:
            low = middle
    candidate = Fraction(round((low + high) / 2 * leading), leading)
    is_root = low < candidate <= high and _sign(polynomial, candidate) == 0
    return candidate if is_root else Bracket(polynomial, low, high)


def _integral(a: Polynomial) -> Integral:
    """A positive multiple of the polynomial."""
    whole = lcm(*(c.denominator for c in a))
    multiple = [int(c * whole) for c in a]
    common = gcd(*multiple)
    return [c // common for c in multiple]


def _sign(a: Integral, x: Fraction) -> int:
    """The sign at x = p/q: that of the sum of c_k p^k q^(n - k), in integers alone."""
    total, power = 0, 1
    for coefficient in reversed(a):
        total = total * x.numerator + coefficient * power
        power *= x.denominator
    return (total > 0) - (total < 0)


def _value(a: Sequence[Fraction | int], x: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(a):
        total = total * x + coefficient
    return total


def _rounded(x: Fraction, digits: int) -> Fraction:
    context = Context(prec=digits, Emin=MIN_EMIN, Emax=MAX_EMAX)
    return Fraction(context.divide(Decimal(x.numerator), Decimal(x.denominator)))


def _derivative(a: Sequence[Rational]) -> list[Rational]:
    return [k * c for k, c in enumerate(a)][1:]


def _divided(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder."""
    rest, quotient = list(a), [Fraction(0)] * max(len(a) - len(b) + 1, 1)
    while len(rest) >= len(b):
        factor, shift = rest[-1] / b[-1], len(rest) - len(b)
        quotient[shift] = factor
        for k, c in enumerate(b):
            rest[shift + k] -= factor * c
        rest.pop()
        while rest and not rest[-1]:
            rest.pop()
    return quotient, rest


def _without_multiples(a: Polynomial) -> Polynomial:
    """The polynomial with the same roots, each of them simple."""
    divisor, rest = a, _derivative(a)
    while rest:
        divisor, rest = rest, _divided(divisor, rest)[1]
    return _divided(a, divisor)[0] if len(divisor) > 1 else a


def _chain(a: Polynomial) -> list[Polynomial]:
    chain = [a, _derivative(a)]
    while len(chain[-1]) > 1:
        chain.append([-c for c in _divided(chain[-2], chain[-1])[1]])
    return chain


def _changes(chain: list[Integral], x: Fraction) -> int:
    """How often the signs of the chain change at a point."""
    signs = [sign for sign in (_sign(each, x) for each in chain) if sign]
    return sum(a != b for a, b in pairwise(signs))
