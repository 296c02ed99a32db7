"""erf, erfc and the normal distribution on Decimal, as accurate as `promise` says.

All are computed from s, the square in the exponential: x² for erf and erfc, x²/2 for normcdf and normpdf.
So √2 is not needed, and s is rounded once, by `_square`.
"""

from decimal import Decimal, localcontext
from itertools import count

from actx.core.arithmetic.decimals.circular import pi
from actx.core.arithmetic.decimals.exponential import exp
from actx.core.arithmetic.decimals.fixed_point import (
    bits_for,
    erfc_fraction,
    from_fixed,
    power_series,
    to_fixed,
)
from actx.core.arithmetic.decimals.promise import HALF, ONE, ZERO, context, elementary


@elementary({0: ZERO}, limits=(-ONE, ONE))
def erf(x: Decimal, precision: int) -> Decimal:
    """2/√π ∫₀ˣ exp(-t²) dt, for every x."""
    if x.adjusted() < -precision:  # erf(x) = 2x/√π (1 - x²/3 + …); x² might underflow
        return 2 * x / pi(precision).sqrt()
    return _erf_of_root(_square(x, precision), precision).copy_sign(x)


@elementary({0: ONE}, limits=(Decimal(2), ZERO))
def erfc(x: Decimal, precision: int) -> Decimal:
    """1 - erf(x), for every x."""
    return _erfc(x, _square(x, precision), precision)


@elementary({0: HALF}, limits=(ZERO, ONE))
def normcdf(x: Decimal, precision: int) -> Decimal:
    """The standard normal distribution function, erfc(-x/√2) / 2, for every x."""
    return _erfc(x.copy_negate(), _square(x, precision, halved=True), precision) / 2


@elementary({}, limits=(ZERO, ZERO))
def normpdf(x: Decimal, precision: int) -> Decimal:
    """The standard normal density, exp(-x²/2) / √(2π), for every x."""
    square = _square(x, precision, halved=True)
    return exp(square.copy_negate(), precision) / (2 * pi(precision)).sqrt()


def _square(x: Decimal, precision: int, *, halved: bool = False) -> Decimal:
    """x² or x²/2, with absolute and relative errors below 10**-precision, up to where exp(-x²) underflows."""
    wide = precision + 2 * max(0, min(x.adjusted() + 1, 20)) + 2
    with localcontext(context(wide)):
        x = +x
        return x * x / 2 if halved else x * x


def _erfc(x: Decimal, square: Decimal, precision: int) -> Decimal:
    """erfc(√square) for x >= 0, erfc(-√square) for x < 0."""
    if x < 0:
        return 1 + _erf_of_root(square, precision)
    return _erfc_of_root(square, precision)


def _is_large(square: Decimal, precision: int) -> bool:
    """Whether the continued fraction is faster than the series; timed at 30 to 2,000 digits."""
    return square * 5 > precision * 3


def _erf_of_root(square: Decimal, precision: int) -> Decimal:
    """erf(√s), for s > 0."""
    if square > 3 * precision:  # erfc(√s) < exp(-s) < 10**-precision
        return ONE
    if _is_large(square, precision):
        return 1 - _erfc_by_fraction(square, precision)
    return _erf_by_series(square, precision)


def _erfc_of_root(square: Decimal, precision: int) -> Decimal:
    """erfc(√s), for s > 0."""
    if _is_large(square, precision):
        return _erfc_by_fraction(square, precision)
    lost = int(square / 2) + 2  # erfc(√s) > exp(-s) / (2√s + 2) > 10**-lost
    with localcontext(context(precision + lost)):
        return 1 - _erf_by_series(square, precision + lost)


def _erf_by_series(square: Decimal, precision: int) -> Decimal:
    """erf(√s) = 2 √s/√π exp(-s) Σ (2s)^n / (1·3·…·(2n+1)) (DLMF 7.6.2), whose terms are all positive."""
    # A relative error of 2s becomes up to s times as large in the sum, which needs as many more digits.
    precision += max(0, square.adjusted() + 1)
    bits = bits_for(precision)
    with localcontext(context(precision)):
        total = from_fixed(power_series(to_fixed(2 * square, bits), bits, count(3, 2)), bits)
        return 2 * (square / pi(precision)).sqrt() * exp(square.copy_negate(), precision) * total


def _erfc_by_fraction(square: Decimal, precision: int) -> Decimal:
    """erfc(√s) = exp(-s)/√(πs) times a continued fraction near 1, for s >= 1."""
    decay = exp(square.copy_negate(), precision)
    if not decay:
        return decay  # underflow; a huge s as an integer would fill the memory
    bits = bits_for(precision)
    fraction = from_fixed(erfc_fraction(to_fixed(square, bits), bits), bits)
    return decay / (pi(precision) * square).sqrt() * fraction
