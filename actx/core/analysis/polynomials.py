"""All real roots of polynomials with rational coefficients, each once, by Sturm's theorem."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The coefficients from the lowest power up; the last one is not 0.
Polynomial = list[Fraction]


class Bracket:
    """An irrational root: the only root between two rational numbers."""

    def __init__(self, polynomial: Polynomial, low: Fraction, high: Fraction) -> None:
        self.polynomial, self.low, self.high = polynomial, low, high

    def guess(self) -> float:
        """The float64 nearest to the root, or one of its neighbours."""
        rising = value(self.polynomial, self.high) > 0
        while float(self.low) != float(self.high):
            middle = (self.low + self.high) / 2
            if middle in (self.low, self.high) or self.high - self.low < abs(middle) / 2**60:
                break
            if (value(self.polynomial, middle) > 0) == rising:
                self.high = middle
            else:
                self.low = middle
        return float((self.low + self.high) / 2)


def roots(coefficients: Mapping[int, Fraction]) -> list[Fraction | Bracket]:
    """The real roots, from left to right; the coefficients are given by the powers of x.

    A rational root is a Fraction, an irrational one a Bracket.
    """
    degree = max(coefficients)
    polynomial = [coefficients.get(k, Fraction(0)) for k in range(degree + 1)]
    simple = _without_multiples(polynomial)
    if len(simple) < 2:
        return []
    if len(simple) == 2:
        return [-simple[0] / simple[1]]
    chain = _chain(simple)
    bound = 1 + max(abs(c / simple[-1]) for c in simple[:-1])
    whole = lcm(*(c.denominator for c in simple))
    leading = abs(int(simple[-1] * whole))
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
        found.append(_root(simple, low, high, leading))
    return found


def _root(polynomial: Polynomial, low: Fraction, high: Fraction, leading: int) -> Fraction | Bracket:
    """The one root in (low, high].

    The denominator of a rational one divides the leading coefficient of the polynomial made integral.
    """
    if value(polynomial, high) == 0:
        return high
    rising = value(polynomial, high) > 0
    while high - low >= Fraction(1, 2 * leading):
        middle = (low + high) / 2
        there = value(polynomial, middle)
        if there == 0:
            return middle
        if (there > 0) == rising:
            high = middle
        else:
            low = middle
    candidate = Fraction(round((low + high) / 2 * leading), leading)
    is_root = low < candidate <= high and value(polynomial, candidate) == 0
    return candidate if is_root else Bracket(polynomial, low, high)


def value(polynomial: Polynomial, x: Fraction) -> Fraction:
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * x + coefficient
    return total


def _derivative(a: Polynomial) -> Polynomial:
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
        rest = _divided(chain[-2], chain[-1])[1]
        if not rest:
            break
        chain.append([-c for c in rest])
    return chain


def _changes(chain: list[Polynomial], x: Fraction) -> int:
    """How often the signs of the chain change at a point."""
    signs = [there > 0 for there in (value(each, x) for each in chain) if there]
    return sum(a != b for a, b in pairwise(signs))
