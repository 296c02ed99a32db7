"""Double-double numbers, about 106 bits in two float64 words: error-free transformations and arithmetic.

A `Pair` is the unevaluated sum hi + lo with |lo| at most half an ulp of hi. Operations take arrays or NumPy
scalars and assume operands that are zero or between 2**-480 and 2**480 in magnitude, so that no product of
halves overflows or underflows. Error bounds are relative, in terms of u = 2**-53. Names in brackets are the
algorithms of Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of
double-word arithmetic", 2017, ACM TOMS 44 (2).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

_HIGH_HALF: Final = np.int64(-1 << 27)
_SPLITTER: Final = 2.0**27 + 1


class Pair(NamedTuple):
    """The number hi + lo."""

    hi: Any
    lo: Any


def two_sum(a: Any, b: Any) -> Pair:
    """The exact sum (Knuth)."""
    total = a + b
    part = total - a
    return Pair(total, (a - (total - part)) + (b - part))


def fast_two_sum(a: Any, b: Any) -> Pair:
    """The exact sum, if a is zero or |a| >= |b| (Dekker)."""
    total = a + b
    return Pair(total, b - (total - a))


def head(a: Any) -> Any:
    """The number with the lower 27 bits of its significand set to 0; the difference to it is exact."""
    return (a.view(np.int64) & _HIGH_HALF).view(np.float64)


def _product_error(a: Any, b: Any, product: Any) -> Any:
    """The rounding error of product = a*b, within 4u²|ab|; inexact because the tails multiply to 54 bits."""
    a_head, b_head = head(a), head(b)
    a_tail, b_tail = a - a_head, b - b_head
    return (((a_head * b_head - product) + a_head * b_tail) + a_tail * b_head) + a_tail * b_tail


def two_product(a: Any, b: Any) -> Pair:
    """The exact product (Veltkamp and Dekker)."""
    product = a * b
    a_head, b_head = _nearest_head(a), _nearest_head(b)
    a_tail, b_tail = a - a_head, b - b_head
    return Pair(
        product, a_tail * b_tail - (((product - a_head * b_head) - a_tail * b_head) - a_head * b_tail)
    )


def _nearest_head(a: Any) -> Any:
    scaled = _SPLITTER * a
    return scaled - (scaled - a)


def add(a: Pair, b: Pair) -> Pair:
    """a + b within 3u² (AccurateDWPlusDW)."""
    s, e = two_sum(a.hi, b.hi)
    t, f = two_sum(a.lo, b.lo)
    s, e = fast_two_sum(s, e + t)
    return fast_two_sum(s, e + f)


def add_near(a: Pair, b: Pair) -> Pair:
    """a + b within 3u²(|a| + |b|): for sums that do not cancel (SloppyDWPlusDW)."""
    s, e = two_sum(a.hi, b.hi)
    return fast_two_sum(s, e + (a.lo + b.lo))


def add_small(a: Pair, b: Any) -> Pair:
    """a + b for a float64 b with |b| <= |a|, within 2u² (DWPlusFP)."""
    s, e = fast_two_sum(a.hi, b)
    return fast_two_sum(s, e + a.lo)


def neg(a: Pair) -> Pair:
    return Pair(-a.hi, -a.lo)


def times_power(a: Pair, power: Any) -> Pair:
    """a times a power of 2, which is exact."""
    return Pair(a.hi * power, a.lo * power)


def mul(a: Pair, b: Pair) -> Pair:
    """a*b within 10u² (DWTimesDW: 5u², plus the error of `_product_error`)."""
    product = a.hi * b.hi
    error = _product_error(a.hi, b.hi, product)
    return fast_two_sum(product, error + (a.hi * b.lo + a.lo * b.hi))


def square(a: Pair) -> Pair:
    """a*a within 10u²."""
    product = a.hi * a.hi
    a_head = head(a.hi)
    tail = a.hi - a_head
    cross = a_head * tail
    error = ((a_head * a_head - product) + (cross + cross)) + tail * tail
    return fast_two_sum(product, error + 2.0 * (a.hi * a.lo))


def div(a: Pair, b: Pair) -> Pair:
    """a/b within 16u² (DWDivDW)."""
    quotient = a.hi / b.hi
    product = quotient * b.hi
    rest = ((a.hi - product) - _product_error(quotient, b.hi, product)) + (a.lo - quotient * b.lo)
    return fast_two_sum(quotient, rest / b.hi)


def sqrt(a: Pair) -> Pair:
    """√a for a >= 0 within 8u²: a Newton step from the float64 root."""
    root = np.sqrt(a.hi)
    product = root * root
    rest = ((a.hi - product) - _product_error(root, root, product)) + a.lo
    return fast_two_sum(root, np.where(root > 0, rest / (root + root), 0.0))


def mask(truth: Any) -> Any:
    """Truth values as int64 masks: all bits set, or none."""
    return -np.asarray(truth).astype(np.int64)


def select(bits: Any, a: Any, b: Any) -> Any:
    """a where the mask is set, else b. Faster than np.where, whose mispredicted branches cost 5 ns each."""
    a_bits, b_bits = np.float64(a).view(np.int64), np.float64(b).view(np.int64)
    return (b_bits ^ ((a_bits ^ b_bits) & bits)).view(np.float64)


def where(condition: Any, a: Pair, b: Pair) -> Pair:
    bits = mask(condition)
    return Pair(select(bits, a.hi, b.hi), select(bits, a.lo, b.lo))


def polynomial(x: Any, coefficients: Any) -> Any:
    """A polynomial in float64 by Horner's rule, the constant coefficient first."""
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + coefficient
    return total
