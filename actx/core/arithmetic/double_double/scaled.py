"""Double-double arrays with a scale: some 100 bits, any magnitude, and a running bound on the error.

A `Scaled` stands for (hi + lo) * 2**(STEP*scale); the true value differs by at most error * 2**(STEP*scale).
The scale keeps both words in the middle of float64's range, so that no operation underflows unseen. While no
element of a block needs another scale than 0, the scale is the plain number 0 and costs nothing.

Past |scale| = _REACH only the sign is kept. With the scale -_BEYOND, hi = ±1 and error = 1 stand for any tiny
number of that sign (hi = 0 if the sign is not known); with the scale _BEYOND, hi = ±1 and error = 1/8 stand
for any huge one.
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
EXACT: Final = 0.0
"""The error of what is known to be exact, elementwise or as this very number for a whole block."""

# Bounds of the operations of `pairs`, relative to the result.
_UNIT: Final = 2.0**-106
ADD: Final = 3 * _UNIT
MUL: Final = 10 * _UNIT
DIV: Final = 16 * _UNIT
SQRT: Final = 8 * _UNIT
# What the rounding of the bounds themselves is less than.
_SLACK: Final = 1 + 2.0**-40
# By how much less a number may be than its high word.
LESS: Final = 1 - 2.0**-50

_ZERO: Final = np.float64(0.0)
_LEAST: Final = 2.0 ** -(STEP / 2)
_MOST: Final = 2.0 ** (STEP / 2)
# 2**(STEP*_REACH) is below e**(2**40), past which exp knows no more: what is marked is past what is not.
_REACH: Final = 1 << 31
_BEYOND: Final = 1 << 40
_ROUGHLY: Final = 0.125
_TOUCHING: Final = 1 + 2.0**-36
# More than what a bound on an error loses where it underflows.
_UNDERFLOW: Final = 2.0**-1070
# Where an exact zero stands among scales: below all.
_NOWHERE: Final = -(1 << 50)
# More than anything of a scale below 0 that is brought to scale 0 loses.
FLUSHED: Final = 2.0**-1000
_FLAT: Final = 2.0**200


class Scaled(NamedTuple):
    """See the module; `hi` and `lo` are arrays or NumPy scalars, the others these or plain numbers."""

    hi: Any
    lo: Any = _ZERO
    scale: Any = 0
    error: Any = EXACT

    @property
    def pair(self) -> Pair:
        return Pair(self.hi, self.lo)


class Flat(NamedTuple):
    """A pair and the bound on its error at scale 0."""

    pair: Pair
    error: Any


def is_plain(*numbers: Scaled) -> bool:
    """Whether all are at scale 0."""
    return all(isinstance(number.scale, int) for number in numbers)


def is_exact(*numbers: Scaled) -> bool:
    """Whether whole blocks are exact."""
    return all(isinstance(number.error, float) and number.error == EXACT for number in numbers)


def is_beyond(number: Scaled) -> Any:
    """Where a number is past all reach."""
    return np.abs(number.scale) == _BEYOND


def is_word(*numbers: Scaled) -> bool:
    """Whether all are exact float64 numbers."""
    return is_exact(*numbers) and all(number.lo is _ZERO for number in numbers)


def exactly(values: Any) -> Scaled:
    """Float64 numbers of any size."""
    return _ranged(Scaled(values))


def _ranged(number: Scaled, *factors: Scaled) -> Scaled:
    """The same number with its words in range.

    It is exactly 0 only if a factor is: elsewhere the bound of a value that is 0 may have underflowed.
    """
    magnitude = np.abs(number.hi)
    most, least = np.max(magnitude), np.min(magnitude)
    if is_plain(number) and most <= _MOST and least >= _LEAST:
        return number
    if factors and not is_exact(number):
        exact = reduce(np.logical_or, map(_is_nothing, factors))
        error = np.where((magnitude == 0) & ~exact, number.error + _UNDERFLOW, number.error)
        number = number._replace(error=error)
    if is_plain(number) and most <= _MOST and np.min(np.where(magnitude == 0, 1.0, magnitude)) >= _LEAST:
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
        number.error if is_exact(number) else number.error * half * half,
    )
    return _saturated(moved)


def has_sign(number: Scaled) -> Any:
    """Where the sign is known: the number is exactly 0, or zero is at most an end of its interval."""
    return np.abs(number.hi) * _TOUCHING >= number.error


def _is_nothing(number: Scaled) -> Any:
    return (number.hi == 0) & (number.error == 0)


def _saturated(number: Scaled) -> Scaled:
    counts = ~_is_nothing(number) & np.isfinite(number.error)
    nothing = _is_nothing(number)
    tiny, huge = (number.scale < -_REACH) & counts, (number.scale > _REACH) & counts
    if not (tiny.any() or huge.any()):
        return number
    signed = has_sign(number)
    unit = np.copysign(1.0, number.hi)
    hi = np.where(tiny, np.where(signed, unit, 0.0), np.where(huge, unit, number.hi))
    scale = np.where(tiny, -_BEYOND, np.where(huge, _BEYOND, np.where(nothing, 0, number.scale)))
    error = np.where(tiny, 1.0, np.where(huge, np.where(signed, _ROUGHLY, np.inf), number.error))
    return Scaled(hi, np.where(tiny | huge, 0.0, number.lo), scale, error)


def _reconciled(result: Scaled, a: Scaled, b: Scaled) -> Scaled:
    """A product or quotient of what may be past all reach: unknown where the result is not; else its sign."""
    if is_plain(result, a, b):
        return result
    tiny = result.scale == -_BEYOND
    sign = np.where(has_sign(a) & has_sign(b), np.sign(a.hi) * np.sign(b.hi), 0.0)
    lost = (is_beyond(a) | is_beyond(b)) & ~is_beyond(result) & ~_is_nothing(result)
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
    error = (a.error + b.error + np.abs(total.hi) * ADD) * _SLACK
    if not is_plain(a):  # of two numbers past all reach either may be the larger one
        apart = (a.scale == _BEYOND) & (a.hi * b.hi < 0)
        error = np.where(apart & (np.abs(a.hi) == 1) & (np.abs(b.hi) == 1), np.inf, error)
    return Scaled(*total, a.scale, error)


def _aligned(a: Scaled, b: Scaled) -> tuple[Scaled, Scaled]:
    """Both at the larger scale; what is two steps below becomes an error."""
    scales = [np.where(_is_nothing(number), _NOWHERE, number.scale) for number in (a, b)]
    scale = np.maximum(*scales)
    scale = np.where(scale == _NOWHERE, 0, scale)
    return _lowered(a, scale), _lowered(b, scale)


def _lowered(number: Scaled, scale: Any) -> Scaled:
    steps = np.where(_is_nothing(number), 0, scale - number.scale)
    power = np.where(steps == 0, 1.0, np.where(steps == 1, 2.0**-STEP, 0.0))
    lost = np.where(steps > 1, 2.0 ** -(STEP + 100), np.where((steps == 1) & (number.lo != 0), FLUSHED, 0.0))
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
    error = np.abs(product.hi) * MUL
    if not is_exact(b):
        error += np.abs(a.hi) * b.error
    if not is_exact(a):
        error += np.abs(b.hi) * a.error
    if not is_exact(a) and not is_exact(b):
        error += a.error * b.error
    return _reconciled(_ranged(Scaled(*product, scale, error * _SLACK), a, b), a, b)


def _is_power_of_two(a: Scaled) -> bool:
    return np.ndim(a.hi) == 0 and is_word(a) and is_plain(a) and bool(abs(np.frexp(a.hi)[0]) == 0.5)


def _times_power(a: Scaled, power: Any) -> Scaled:
    lo = a.lo if a.lo is _ZERO else a.lo * power
    error = EXACT if is_exact(a) else a.error * abs(power)
    return _ranged(Scaled(a.hi * power, lo, a.scale, error), a)


def div(a: Scaled, b: Scaled) -> Scaled:
    quotient = pairs.div(a.pair, b.pair)
    magnitude = np.abs(quotient.hi)
    error = magnitude * DIV
    if not (is_exact(a) and is_exact(b)):
        room = np.abs(b.hi) * LESS - b.error
        error += np.where(room > 0, (a.error + magnitude * b.error) / room, np.inf)
    return _reconciled(_ranged(Scaled(*quotient, a.scale - b.scale, error * _SLACK), a), a, b)


def sqrt(a: Scaled) -> Scaled:
    if not is_plain(a):
        odd = a.scale % 2
        power = np.where(odd == 1, 2.0 ** (STEP // 2), 1.0)
        beyond = is_beyond(a)  # and the root may be within
        scale = np.where(beyond, 0, (a.scale - odd) // 2)
        a = Scaled(a.hi, a.lo, scale, np.where(beyond, np.inf, a.error))
    else:
        power = None
    root = pairs.sqrt(a.pair)
    error = root.hi * SQRT
    if not is_exact(a):
        error += np.where(root.hi > 0, a.error / root.hi, np.sqrt(a.error)) * _SLACK
    if power is None:
        return Scaled(*root, 0, error)
    return _ranged(Scaled(root.hi * power, root.lo * power, a.scale, error * power))


def magnitude(a: Scaled) -> Scaled:
    lo = a.lo if a.lo is _ZERO else np.where(np.signbit(a.hi), -a.lo, a.lo)
    return Scaled(np.abs(a.hi), lo, a.scale, a.error)


def where(truth: Any, a: Scaled, b: Scaled) -> Scaled:
    """a or b, elementwise."""
    bits = pairs.mask(truth)
    lo = _ZERO if a.lo is _ZERO and b.lo is _ZERO else pairs.select(bits, a.lo, b.lo)
    scale = 0 if is_plain(a, b) else np.where(truth, a.scale, b.scale)
    error = EXACT if is_exact(a, b) else pairs.select(bits, a.error, b.error)
    return Scaled(pairs.select(bits, a.hi, b.hi), lo, scale, error)


def part(a: Scaled, index: Any) -> Scaled:
    """Some of the elements, as of an array of the shape of `hi`."""
    shape = np.shape(a.hi)
    return Scaled(*(x if np.ndim(x) == 0 else np.broadcast_to(x, shape)[index] for x in a))


def taken(a: Scaled, index: Any) -> Scaled:
    """Elements along the last axis, at an index for each row."""
    return Scaled(*(x if np.ndim(x) == 0 else np.take_along_axis(x, index, axis=-1) for x in a))


def scattered(shape: tuple[int, ...], pieces: Sequence[tuple[Any, Scaled]]) -> Scaled:
    """An array of exact zeros but for the pieces, each with the index of its place."""
    numbers = [number for _, number in pieces]
    plain, exact = is_plain(*numbers), is_exact(*numbers)
    result = Scaled(
        np.zeros(shape),
        np.zeros(shape),
        0 if plain else np.zeros(shape, dtype=np.int64),
        EXACT if exact else np.zeros(shape),
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
    """The sum along the last axis, kept as an axis of one element: at scale 0, whatever sinks below that.

    Numbers are added in pairs, and these in pairs again: the error grows with the logarithm of their count.
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
    """The number at scale 0, those past 2**200 brought down to that; then it is exact, or unknown."""
    if is_plain(a):
        if np.max(np.abs(a.hi)) <= _FLAT:
            return Flat(a.pair, a.error)
        hi, lo, error = a.hi, a.lo, a.error
    else:
        shift = np.clip(a.scale, -3, 3) * STEP
        hi, lo = np.ldexp(a.hi, shift), np.ldexp(a.lo, shift)
        error = np.ldexp(a.error, shift) + np.where(a.scale < 0, FLUSHED, 0.0)
    far = np.abs(hi) > _FLAT
    certain = a.error <= np.abs(a.hi) / 2
    return Flat(
        Pair(np.clip(hi, -_FLAT, _FLAT), np.where(far, 0.0, lo)),
        np.where(far, np.where(certain, 0.0, np.inf), error),
    )


def powered(significand: Pair, exponent: Any, relative_error: Any, beyond: Any) -> Scaled:
    """significand * 2**exponent; past all reach where `beyond` is, to the side of its sign."""
    scale = np.rint(exponent / STEP).astype(np.int64)
    power = np.ldexp(1.0, exponent - STEP * scale)
    scale = np.where(beyond == 0, scale, np.where(beyond > 0, 2 * _REACH, -2 * _REACH))
    hi = significand.hi * power
    return _saturated(Scaled(hi, significand.lo * power, scale, hi * relative_error))
