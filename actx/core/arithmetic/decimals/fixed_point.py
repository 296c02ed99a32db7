"""Series and π in fixed point: Python integers in units of 2**-bits.

Integers sum a series faster than `Decimal` does. Every step rounds down, by less than one unit.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import count


def bits_for(digits: int) -> int:
    """The bits at which the sums here have an error below 10**-digits.

    10/3 exceeds log2(10). The sums have at most `bits` terms, each with an error of at most 2*bits units,
    hence the 2*bit_length + 2 additional bits.
    """
    bits = 10 * digits // 3 + 1
    return bits + 2 * bits.bit_length() + 2


@lru_cache(maxsize=64)
def _unit(bits: int) -> Decimal:
    return Decimal(1 << bits)


def to_fixed(x: Decimal, bits: int) -> int:
    """`x` in units of 2**-bits: one rounding of the current context, then less than one unit."""
    return int(x * _unit(bits))


def from_fixed(n: int, bits: int) -> Decimal:
    """n * 2**-bits, with one rounding of the current context."""
    return Decimal(n) / _unit(bits)


def power_series(t: int, bits: int, divisors: Iterable[int]) -> int:
    """1 + t/d1 + t**2/(d1*d2) + ..., for infinitely many divisors d that eventually exceed |t|.

    The error of a term is that of the one before it, times |t|/d, plus two units. If |t|/d <= 1/2, except for
    a first ratio of at most 5/4, each term has an error of at most 7 units, and so has the tail that is
    omitted once a term is 0. For larger t > 0 the n-th term has a relative error of at most 2n * 2**-bits
    until the terms fall below 1, then an error of at most 2n + 4 units.
    """
    total = term = 1 << bits
    for divisor in divisors:
        term = (term * t >> bits) // divisor
        if not term:
            break
        total += term
    return total


def inverse_tangent_series(t: int, bits: int) -> int:
    """1 + t/3 + t**2/5 + ... for |t| <= 1/4: atanh(√t)/√t or atan(√-t)/√-t. Terms err by 3 units at most."""
    total = power = 1 << bits
    for divisor in count(3, 2):
        power = power * t >> bits
        term = power // divisor
        if not term:
            break
        total += term
    return total


def erfc_fraction(s: int, bits: int) -> int:
    """√(πs) exp(s) erfc(√s), as s/(s + (1/2)/(1 + 1/(s + (3/2)/(1 + 2/(s + ...))))) (DLMF 7.9.1), for s >= 1.

    Every element is positive, so nothing cancels, and the convergents p/q lie alternately below and above the
    value. p and q are at least 1 from the first step on; after m steps their relative errors are at most
    m * 2**-bits. The loop ends when such errors may account for the whole distance of two convergents.
    """
    p_even, q_even, p_odd, q_odd = 0, 1 << bits, s, s
    steps, low, high = 0, 0, 1 << bits
    while high - low > 8 * steps:
        for k in range(
            steps + 1, steps + 17, 2
        ):  # eight steps per comparison, because its divisions are slow
            p_even, q_even = p_odd + (k * p_even >> 1), q_odd + (k * q_even >> 1)
            half = (k + 1) // 2
            p_odd, q_odd = (s * p_even >> bits) + half * p_odd, (s * q_even >> bits) + half * q_odd
        steps += 16
        low, high = (p_even << bits) // q_even, (p_odd << bits) // q_odd
    return low


def pi_fixed(bits: int) -> int:
    """π in units of 2**-bits, within one unit."""
    size = 1 << max(bits, 255).bit_length()  # powers of 2, so that few precisions are cached
    return _chudnovsky(size) >> (size - bits)


@lru_cache(maxsize=16)
def _chudnovsky(bits: int) -> int:
    """π in units of 2**-bits, rounded down or one unit less, by the series of D. and G. Chudnovsky (1988).

    1/π = 12 Σ (-1)^k (6k)! (13591409 + 545140134k) / ((3k)! (k!)^3 640320^(3k + 3/2)), 47 bits a term. The
    guard bits cover an error of two units in every factor, times 13591409 + 545140134k < 2^60.
    """
    guard = 64 + 2 * bits.bit_length()
    factor = 1 << (bits + guard)
    total = 13591409 * factor
    for k in count(1):
        factor = factor * -((6 * k - 5) * (2 * k - 1) * (6 * k - 1)) // (k**3 * (640320**3 // 24))
        if factor in {0, -1}:
            break
        total += (13591409 + 545140134 * k) * factor
    root = math.isqrt(10005 << 2 * (bits + guard))
    return (426880 * root << (bits + guard)) // total >> guard
