"""erf, erfc and the normal distribution on Decimal, to any number of digits; the contract is in `contract`.

Everything is a function of s, the square under the exponential: x² for erf, x²/2 for normcdf. So √2 enters
nowhere, and s, once rounded with care, is taken exactly.
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
    if x.adjusted() < -precision:  # erf(x) = 2x/√π (1 - x²/3 + …), and x² may be below Decimal's range
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
    """x² or x²/2, within 10**-precision absolutely and relatively, up to where its exponential underflows."""
    wide = precision + 2 * max(0, min(x.adjusted() + 1, 20)) + 2
    with localcontext(context(wide)):
        x = +x
        return x * x / 2 if halved else x * x


def _erfc(x: Decimal, square: Decimal, precision: int) -> Decimal:
    """erfc(±√square), with the sign of x."""
    if x < 0:
        return 1 + _erf_of_root(square, precision)
    return _erfc_of_root(square, precision)


def _is_large(square: Decimal, precision: int) -> bool:
    """Whether the fraction for erfc is quicker than the series for erf, as timed from 30 to 2000 digits."""
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
    """erf(√s) = 2 √s/√π exp(-s) Σ (2s)^n / (1·3·…·(2n+1)) (DLMF 7.6.2): nothing cancels."""
    # A relative error of 2s becomes up to s times as large in the sum.
    precision += max(0, square.adjusted() + 1)
    bits = bits_for(precision)
    with localcontext(context(precision)):
        total = from_fixed(power_series(to_fixed(2 * square, bits), bits, count(3, 2)), bits)
        return 2 * (square / pi(precision)).sqrt() * exp(square.copy_negate(), precision) * total


def _erfc_by_fraction(square: Decimal, precision: int) -> Decimal:
    """erfc(√s) = exp(-s)/√(πs) times a continued fraction near 1, for s >= 1."""
    decay = exp(square.copy_negate(), precision)
    if not decay:
        return decay  # before a huge s would fill the memory as an integer
    bits = bits_for(precision)
    fraction = from_fixed(erfc_fraction(to_fixed(square, bits), bits), bits)
    return decay / (pi(precision) * square).sqrt() * fraction
