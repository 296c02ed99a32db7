"""Double-double arrays with a scale and a running error bound: about 100 bits, magnitudes up to 2**(2**40).

A `Scaled` stands for (hi + lo) * 2**(STEP*scale); the true value differs by at most error * 2**(STEP*scale).
The scale keeps both words in the middle of float64's range, so that no operation underflows unnoticed. If all
elements of a block have scale 0, the scale is the plain int 0, and operations skip the work for scales.

Numbers with |scale| > _MAX_SCALE are saturated: only the sign is kept. Scale -_SATURATED with hi = ±1 and
error = 1 stands for any smaller number of that sign (hi = 0 if the sign is not known); scale _SATURATED with
hi = ±1 and error = 1/8 for any larger one.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.double_double import pairs
from actx.core.arithmetic.double_double.pairs import Pair

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP: Final = 512
"""Bits of one unit of the scale."""

NO_ERROR: Final = 0.0
"""The error of an exact value; as a plain float it stands for a whole block of exact values."""

# Relative error bounds of the operations in `pairs`.
_UNIT: Final = 2.0**-106
ADD_ERROR: Final = 3 * _UNIT
MUL_ERROR: Final = 10 * _UNIT
DIV_ERROR: Final = 16 * _UNIT
SQRT_ERROR: Final = 8 * _UNIT
# Widens a bound for the rounding of the bound itself.
_SLACK: Final = 1 + 2.0**-40
# |a| >= LESS * |hi| for a number a with the high word hi, also after rounding.
LESS: Final = 1 - 2.0**-50

_ZERO: Final = np.float64(0.0)
# The magnitudes of high words that stay at their scale.
_MIN_WORD: Final = 2.0 ** -(STEP / 2)
_MAX_WORD: Final = 2.0 ** (STEP / 2)
# 2**(STEP*_MAX_SCALE) is below e**(2**40), the largest result that exp computes: so a saturated result of exp
# exceeds, or is below, all numbers that are not saturated.
_MAX_SCALE: Final = 1 << 31
_SATURATED: Final = 1 << 40
_HUGE_ERROR: Final = 0.125
_SIGN_SLACK: Final = 1 + 2.0**-36
# An upper bound on the error that underflow adds.
_UNDERFLOW_ERROR: Final = 2.0**-1070
# The scale of an exact zero when two numbers are aligned: below all others.
_SCALE_OF_ZERO: Final = -(1 << 50)
# An upper bound on the error of bringing a number with a negative scale to scale 0.
FLUSH_ERROR: Final = 2.0**-1000
MAX_FLAT: Final = 2.0**200
"""The largest magnitude that `flat` returns."""


class Scaled(NamedTuple):
    """See the module. `hi` and `lo` are arrays or NumPy scalars; `scale` may be an int, `error` a float."""

    hi: Any
    lo: Any = _ZERO
    scale: Any = 0
    error: Any = NO_ERROR

    @property
    def pair(self) -> Pair:
        return Pair(self.hi, self.lo)


ZERO: Final = Scaled(np.float64(0.0))
ONE: Final = Scaled(np.float64(1.0))
NAN: Final = Scaled(np.float64(np.nan))
UNKNOWN: Final = Scaled(np.float64(0.0), error=np.inf)
"""A number of which nothing is known."""


class Flat(NamedTuple):
    """A pair at scale 0 and the bound on its absolute error."""

    pair: Pair
    error: Any


def is_plain(*numbers: Scaled) -> bool:
    """Whether the scale of each number is the int 0."""
    return all(isinstance(number.scale, int) for number in numbers)


def has_no_error(*numbers: Scaled) -> bool:
    """Whether whole blocks are known to be exact."""
    return all(isinstance(number.error, float) and number.error == NO_ERROR for number in numbers)


def is_saturated(number: Scaled) -> Any:
    """Where only the sign of a number is kept."""
    return np.abs(number.scale) == _SATURATED


def is_word(*numbers: Scaled) -> bool:
    """Whether all are exact float64 numbers."""
    return has_no_error(*numbers) and all(number.lo is _ZERO for number in numbers)


def from_float64(values: Any) -> Scaled:
    """Float64 values of any magnitude as exact numbers."""
    return _ranged(Scaled(values))


def _ranged(number: Scaled, *factors: Scaled) -> Scaled:
    """The number with the scale that keeps its words in range; `factors` are those of a product.

    A value of 0 with an error bound of 0 is an exact zero only if a factor is one: elsewhere the bound may
    have underflowed, and is increased.
    """
    magnitude = np.abs(number.hi)
    most, least = np.max(magnitude), np.min(magnitude)
    if is_plain(number) and most <= _MAX_WORD and least >= _MIN_WORD:
        return number
    if factors and not has_no_error(number):
        exact = reduce(np.logical_or, map(_is_exact_zero, factors))
        error = np.where((magnitude == 0) & ~exact, number.error + _UNDERFLOW_ERROR, number.error)
        number = number._replace(error=error)
    if (
        is_plain(number)
        and most <= _MAX_WORD
        and np.min(np.where(magnitude == 0, 1.0, magnitude)) >= _MIN_WORD
    ):
        return number
    _, exponents = np.frexp(np.where(np.isfinite(magnitude), magnitude, 0.0))
    steps = np.rint(exponents / STEP).astype(np.int64)
    # In two halves, for 2**-1024 is subnormal.
    half = np.ldexp(1.0, -steps * (STEP // 2))
    scale = steps + number.scale
    moved = Scaled(
        number.hi * half * half,
        number.lo if number.lo is _ZERO else number.lo * half * half,
        scale,
        number.error if has_no_error(number) else number.error * half * half,
    )
    return _with_saturation(moved)


def has_sign(number: Scaled) -> Any:
    """Where the sign is known: the number is an exact 0, or 0 is not inside the interval value ± error."""
    return np.abs(number.hi) * _SIGN_SLACK >= number.error


def _is_exact_zero(number: Scaled) -> Any:
    return (number.hi == 0) & (number.error == 0)


def _with_saturation(number: Scaled) -> Scaled:
    """The number, saturated where its scale is out of range."""
    counts = ~_is_exact_zero(number) & np.isfinite(number.error)
    nothing = _is_exact_zero(number)
    tiny, huge = (number.scale < -_MAX_SCALE) & counts, (number.scale > _MAX_SCALE) & counts
    if not (tiny.any() or huge.any()):
        return number
    signed = has_sign(number)
    unit = np.copysign(1.0, number.hi)
    hi = np.where(tiny, np.where(signed, unit, 0.0), np.where(huge, unit, number.hi))
    scale = np.where(tiny, -_SATURATED, np.where(huge, _SATURATED, np.where(nothing, 0, number.scale)))
    error = np.where(tiny, 1.0, np.where(huge, np.where(signed, _HUGE_ERROR, np.inf), number.error))
    return Scaled(hi, np.where(tiny | huge, 0.0, number.lo), scale, error)


def _reconciled(result: Scaled, a: Scaled, b: Scaled) -> Scaled:
    """A product or quotient, of saturated operands unknown unless it is saturated itself; then its sign."""
    if is_plain(result, a, b):
        return result
    tiny = result.scale == -_SATURATED
    sign = np.where(has_sign(a) & has_sign(b), np.sign(a.hi) * np.sign(b.hi), 0.0)
    lost = (is_saturated(a) | is_saturated(b)) & ~is_saturated(result) & ~_is_exact_zero(result)
    return Scaled(
        np.where(tiny, sign, result.hi), result.lo, result.scale, np.where(lost, np.inf, result.error)
    )


def add(a: Scaled, b: Scaled) -> Scaled:
    if not is_plain(a, b):
        a, b = _aligned(a, b)
    if is_word(a, b):
        total = pairs.two_sum(a.hi, b.hi)
        return Scaled(*total, a.scale)
    total = pairs.add(a.pair, b.pair)
    error = (a.error + b.error + np.abs(total.hi) * ADD_ERROR) * _SLACK
    if not is_plain(a):  # of two saturated numbers either may be the larger one
        apart = (a.scale == _SATURATED) & (a.hi * b.hi < 0)
        error = np.where(apart & (np.abs(a.hi) == 1) & (np.abs(b.hi) == 1), np.inf, error)
    return Scaled(*total, a.scale, error)


def _aligned(a: Scaled, b: Scaled) -> tuple[Scaled, Scaled]:
    """Both at the larger scale; a number two or more scales below it becomes part of the error."""
    scales = [np.where(_is_exact_zero(number), _SCALE_OF_ZERO, number.scale) for number in (a, b)]
    scale = np.maximum(*scales)
    scale = np.where(scale == _SCALE_OF_ZERO, 0, scale)
    return _lowered(a, scale), _lowered(b, scale)


def _lowered(number: Scaled, scale: Any) -> Scaled:
    """The number at a scale that is not below its own."""
    steps = np.where(_is_exact_zero(number), 0, scale - number.scale)
    power = np.where(steps == 0, 1.0, np.where(steps == 1, 2.0**-STEP, 0.0))
    lost = np.where(
        steps > 1, 2.0 ** -(STEP + 100), np.where((steps == 1) & (number.lo != 0), FLUSH_ERROR, 0.0)
    )
    error = np.where(power > 0, number.error * power, 0.0) + lost
    return Scaled(
        number.hi * power, number.lo * power, scale, np.where(np.isfinite(number.error), error, np.inf)
    )


def neg(a: Scaled) -> Scaled:
    return Scaled(-a.hi, a.lo if a.lo is _ZERO else -a.lo, a.scale, a.error)


def sub(a: Scaled, b: Scaled) -> Scaled:
    return add(a, neg(b))


def mul(a: Scaled, b: Scaled) -> Scaled:
    if _is_power_of_two(a):
        return _times_power(b, a.hi)
    if _is_power_of_two(b):
        return _times_power(a, b.hi)
    scale = a.scale + b.scale
    if is_word(a, b):
        return _reconciled(_ranged(Scaled(*pairs.two_product(a.hi, b.hi), scale)), a, b)
    product = pairs.mul(a.pair, b.pair)
    error = np.abs(product.hi) * MUL_ERROR
    if not has_no_error(b):
        error += np.abs(a.hi) * b.error
    if not has_no_error(a):
        error += np.abs(b.hi) * a.error
    if not has_no_error(a) and not has_no_error(b):
        error += a.error * b.error
    return _reconciled(_ranged(Scaled(*product, scale, error * _SLACK), a, b), a, b)


def _is_power_of_two(a: Scaled) -> bool:
    return np.ndim(a.hi) == 0 and is_word(a) and is_plain(a) and bool(abs(np.frexp(a.hi)[0]) == 0.5)


def _times_power(a: Scaled, power: Any) -> Scaled:
    lo = a.lo if a.lo is _ZERO else a.lo * power
    error = NO_ERROR if has_no_error(a) else a.error * abs(power)
    return _ranged(Scaled(a.hi * power, lo, a.scale, error), a)


def div(a: Scaled, b: Scaled) -> Scaled:
    quotient = pairs.div(a.pair, b.pair)
    magnitude = np.abs(quotient.hi)
    error = magnitude * DIV_ERROR
    if not (has_no_error(a) and has_no_error(b)):
        room = np.abs(b.hi) * LESS - b.error
        error += np.where(room > 0, (a.error + magnitude * b.error) / room, np.inf)
    return _reconciled(_ranged(Scaled(*quotient, a.scale - b.scale, error * _SLACK), a), a, b)


def sqrt(a: Scaled) -> Scaled:
    if not is_plain(a):
        odd = a.scale % 2
        power = np.where(odd == 1, 2.0 ** (STEP // 2), 1.0)
        saturated = is_saturated(a)  # saturated, though its root may not be: unknown
        scale = np.where(saturated, 0, (a.scale - odd) // 2)
        a = Scaled(a.hi, a.lo, scale, np.where(saturated, np.inf, a.error))
    else:
        power = None
    root = pairs.sqrt(a.pair)
    error = root.hi * SQRT_ERROR
    if not has_no_error(a):
        error += np.where(root.hi > 0, a.error / root.hi, np.sqrt(a.error)) * _SLACK
    if power is None:
        return Scaled(*root, 0, error)
    return _ranged(Scaled(root.hi * power, root.lo * power, a.scale, error * power))


def magnitude(a: Scaled) -> Scaled:
    lo = a.lo if a.lo is _ZERO else np.where(np.signbit(a.hi), -a.lo, a.lo)
    return Scaled(np.abs(a.hi), lo, a.scale, a.error)


def where(truth: Any, a: Scaled, b: Scaled) -> Scaled:
    """a where `truth` holds, else b."""
    bits = pairs.mask(truth)
    lo = _ZERO if a.lo is _ZERO and b.lo is _ZERO else pairs.select(bits, a.lo, b.lo)
    scale = 0 if is_plain(a, b) else np.where(truth, a.scale, b.scale)
    error = NO_ERROR if has_no_error(a, b) else pairs.select(bits, a.error, b.error)
    return Scaled(pairs.select(bits, a.hi, b.hi), lo, scale, error)


def part(a: Scaled, index: Any) -> Scaled:
    """The elements at an index into the shape of `hi`."""
    shape = np.shape(a.hi)
    return Scaled(*(x if np.ndim(x) == 0 else np.broadcast_to(x, shape)[index] for x in a))


def taken(a: Scaled, index: Any) -> Scaled:
    """Elements along the last axis, as np.take_along_axis."""
    return Scaled(*(x if np.ndim(x) == 0 else np.take_along_axis(x, index, axis=-1) for x in a))


def scattered(shape: tuple[int, ...], pieces: Sequence[tuple[Any, Scaled]]) -> Scaled:
    """An array of exact zeros with the pieces, (index, number), put in."""
    numbers = [number for _, number in pieces]
    plain, exact = is_plain(*numbers), has_no_error(*numbers)
    result = Scaled(
        np.zeros(shape),
        np.zeros(shape),
        0 if plain else np.zeros(shape, dtype=np.int64),
        NO_ERROR if exact else np.zeros(shape),
    )
    for index, number in pieces:
        result.hi[index] = number.hi
        result.lo[index] = number.lo
        if not plain:
            result.scale[index] = number.scale
        if not exact:
            result.error[index] = number.error
    return result


def total(a: Scaled) -> Scaled:
    """The sum along the last axis, which is kept with length 1, at scale 0; see `flat`.

    Summation is pairwise, so that the rounding error grows with the logarithm of the count.
    """
    pair, error = flat(a)
    result, odd = Scaled(*pair, 0, error), None
    while (n := result.hi.shape[-1]) > 1:
        half = n // 2
        if n % 2:
            last = part(result, np.s_[..., -1:])
            odd = last if odd is None else add(odd, last)
        result = add(part(result, np.s_[..., :half]), part(result, np.s_[..., half : 2 * half]))
    return result if odd is None else add(result, odd)


def flat(a: Scaled) -> Flat:
    """The number at scale 0, clipped to ±MAX_FLAT.

    A clipped number has error 0 if the true one is certainly beyond MAX_FLAT/2, else error inf.
    """
    if is_plain(a):
        if np.max(np.abs(a.hi)) <= MAX_FLAT:
            return Flat(a.pair, a.error)
        hi, lo, error = a.hi, a.lo, a.error
    else:
        shift = np.clip(a.scale, -3, 3) * STEP
        hi, lo = np.ldexp(a.hi, shift), np.ldexp(a.lo, shift)
        error = np.ldexp(a.error, shift) + np.where(a.scale < 0, FLUSH_ERROR, 0.0)
    far = np.abs(hi) > MAX_FLAT
    certain = a.error <= np.abs(a.hi) / 2
    return Flat(
        Pair(np.clip(hi, -MAX_FLAT, MAX_FLAT), np.where(far, 0.0, lo)),
        np.where(far, np.where(certain, 0.0, np.inf), error),
    )


def powered(significand: Pair, exponent: Any, relative_error: Any, overflow: Any) -> Scaled:
    """significand * 2**exponent; saturated as huge where `overflow` is 1, as tiny where it is -1."""
    scale = np.rint(exponent / STEP).astype(np.int64)
    power = np.ldexp(1.0, exponent - STEP * scale)
    scale = np.where(overflow == 0, scale, np.where(overflow > 0, 2 * _MAX_SCALE, -2 * _MAX_SCALE))
    hi = significand.hi * power
    return _with_saturation(Scaled(hi, significand.lo * power, scale, hi * relative_error))
