"""Number formats: which numbers each has, which one is nearest, and its bits. `layouts` lists the formats.

A number of any format is held as the float64 equal to it, so that all formats share the same arrays. Rounding
is to nearest, ties to even, with subnormals and overflow, in a single step from the value that is given.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import copysign, inf, isfinite, isnan, ldexp, nan
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from actx.core.arithmetic.decimals.interval import holds, is_open
from actx.core.errors import FormatError
from actx.core.naming import suggest
from actx.core.rounding.layouts import LAYOUTS, Layout

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    from actx.core.arithmetic.decimals.interval import Interval

    Floats = NDArray[np.float64]

# In powers of ten: beyond 10**400 every format overflows, and below 10**-400 it has 0.
_MOST_EXPONENT: Final = 400


class Format(Layout):
    """A layout, and the numbers that it holds. In a format without infinities, what overflows is nan."""

    @property
    def emin(self) -> int:
        """The exponent of the smallest normal number."""
        return 2 - (1 << (self.bits - self.precision - 1))

    @property
    def emax(self) -> int:
        """The exponent of the largest number."""
        return 1 - self.emin + (not self.has_infinity)

    @cached_property
    def largest(self) -> float:
        """The largest finite number."""
        significand = 2**self.precision - 1 - (not self.has_infinity)
        return ldexp(significand, self.emax - self.precision + 1)

    @cached_property
    def overflows_beyond(self) -> float:
        """The magnitude half a step above the largest number: what is larger rounds to no finite number."""
        return self.largest + ldexp(1, self.emax - self.precision)

    @cached_property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy type that holds the format's numbers: its own, or float64 where NumPy has none."""
        return np.dtype(self.name if self._is_numpys else "float64")

    @cached_property
    def _is_numpys(self) -> bool:
        return self.name in ("float64", "float32", "float16")

    def nearest(self, value: Decimal, side: int = 0) -> float:
        """The number nearest to an exact decimal, with the decimal's sign when it is zero.

        With `side` 1 or -1, the number nearest to a value that is infinitesimally above or below the decimal:
        a tie goes to that side.
        """
        if value.is_nan():
            return nan
        sign = -1.0 if value.is_signed() else 1.0
        if side and not value:
            return side * 0.0
        if value.is_infinite() or (value and value.adjusted() > _MOST_EXPONENT):
            return sign * self._overflow
        if not value or value.adjusted() < -_MOST_EXPONENT:
            return sign * 0.0
        if self.precision == 53 and not side:
            return float(value)
        numerator, denominator = value.copy_abs().as_integer_ratio()
        exponent = numerator.bit_length() - denominator.bit_length()
        if (numerator << max(-exponent, 0)) < (denominator << max(exponent, 0)):
            exponent -= 1  # 2**exponent <= |value| < 2**(exponent + 1)
        if exponent > self.emax:
            return sign * self._overflow
        quantum = max(exponent, self.emin) - self.precision + 1
        unit = denominator << max(quantum, 0)
        steps, rest = divmod(numerator << max(-quantum, 0), unit)
        tie_goes_up = side == sign if side else steps % 2 == 1
        if 2 * rest > unit or (2 * rest == unit and tie_goes_up):
            steps += 1
        magnitude = ldexp(steps, quantum)
        return sign * (magnitude if magnitude <= self.largest else self._overflow)

    # --- see `actx.core.rounding.attempts.Rounding` -------------------------------------------------------

    guard: ClassVar[int] = 0

    def decide(self, interval: Interval) -> float | None:
        """The number that every value in an interval rounds to; None if there are several."""
        lo, hi = interval
        low, high = self.nearest(lo), self.nearest(hi)
        if not _alike(low, high) and is_open(interval):  # an end may be a tie, and the value is no end
            low, high = self.nearest(lo, 1), self.nearest(hi, -1)
        if isnan(low) and lo.is_signed() != hi.is_signed():  # both overflow, to either side
            return None
        return low if _alike(low, high) else None

    def round_exact(self, value: Decimal) -> float:
        """The number nearest to an exact value."""
        return self.nearest(value)

    def tie(self, interval: Interval) -> Fraction | None:
        """The midpoint of two neighbouring numbers, if an interval holds one; else None."""
        ends = [self.nearest(end) for end in interval]
        if not all(map(isfinite, ends)) or ends[0] == ends[1]:
            return None
        middle = (Fraction(ends[0]) + Fraction(ends[1])) / 2
        return middle if holds(interval, middle) else None

    def round(self, values: Floats) -> Floats:
        """The numbers nearest to float64 values, elementwise."""
        if self._is_numpys:
            with np.errstate(all="ignore"):
                return values.astype(self.dtype).astype(np.float64, copy=False)
        _, exponents = np.frexp(values)
        quanta = np.clip(exponents - 1, self.emin, self.emax + 1) - self.precision + 1
        rounded: Floats = np.ldexp(np.rint(np.ldexp(values, -quanta)), quanta)
        overflow = np.abs(rounded) > self.largest
        return np.where(overflow, np.copysign(self._overflow, values), rounded)

    def round_sum(self, hi: Floats, rest: Floats, exponents: NDArray[np.int64]) -> Floats:
        """The numbers nearest to (hi + rest) * 2**exponents, elementwise. Needs |rest| <= |hi| / 4."""
        fractions, own = np.frexp(hi)
        below = (np.abs(fractions) == 0.5) & (np.signbit(rest) != np.signbit(hi)) & (rest != 0)
        magnitudes = own - below + exponents
        quanta = np.clip(magnitudes - 1, self.emin, self.emax + 1) - self.precision + 1
        steps, rest = np.ldexp(hi, exponents - quanta), np.ldexp(rest, exponents - quanta)
        whole = np.rint(steps)
        left = steps - whole
        fraction = left + rest
        part = fraction - left
        lost = (left - (fraction - part)) + (rest - part)  # Knuth's two-sum: not 0 beside a tie
        tie = (np.abs(fraction) == 0.5) & ((lost == 0) & (whole % 2 == 1) | (lost * fraction > 0))
        away = (np.abs(fraction) > 0.5) | tie
        rounded = np.copysign(np.ldexp(whole + np.where(away, np.sign(fraction), 0.0), quanta), hi)
        return np.where(np.abs(rounded) > self.largest, np.copysign(self._overflow, hi), rounded)

    @property
    def _overflow(self) -> float:
        """What a value past the largest number rounds to, but for its sign."""
        return inf if self.has_infinity else nan

    def to_bits(self, values: Floats) -> NDArray[np.uint64]:
        """The codes of numbers of the format; that of nan is the quiet one with the sign bit clear."""
        values = np.asarray(values, dtype=np.float64)
        if self.precision == 53:
            bits = values.view(np.uint64)
            return np.where(np.isnan(values), np.uint64(0x7FF8 << 48), bits)
        fraction_bits = self.precision - 1
        finite = np.where(np.isfinite(values), values, 0.0)
        _, exponents = np.frexp(finite)
        exponents = np.where(finite == 0, self.emin, np.maximum(exponents - 1, self.emin))
        steps = np.ldexp(np.abs(finite), fraction_bits - exponents).astype(np.uint64)
        # A subnormal has the biased exponent 0. A normal number's is 1 more, which its hidden bit adds.
        codes = ((exponents - self.emin).astype(np.uint64) << np.uint64(fraction_bits)) + steps
        ones = (1 << (self.bits - 1)) - 1
        infinity = ones & ~((1 << fraction_bits) - 1)
        quiet = infinity | (1 << (fraction_bits - 1)) if self.has_infinity else ones
        codes = np.where(np.isinf(values), np.uint64(infinity), codes)
        signs = np.signbit(values).astype(np.uint64) << np.uint64(self.bits - 1)
        return np.where(np.isnan(values), np.uint64(quiet), codes | signs)

    def spelled(self, values: Floats) -> list[str]:
        """The codes in hexadecimal, at the width of the format: 0x3c00 for 1 in float16."""
        return [f"0x{code:0{self.bits // 4}x}" for code in self.to_bits(values).tolist()]

    def from_bits(self, codes: NDArray[np.integer[Any]]) -> Floats:
        """The numbers with these codes."""
        codes = np.asarray(codes).astype(np.uint64)
        if self.precision == 53:
            return codes.view(np.float64)
        fraction_bits = self.precision - 1
        magnitude = codes & np.uint64((1 << (self.bits - 1)) - 1)
        biased = (magnitude >> np.uint64(fraction_bits)).astype(np.int64)
        fraction = (magnitude & np.uint64((1 << fraction_bits) - 1)).astype(np.float64)
        hidden = np.where(biased > 0, 2.0**fraction_bits, 0.0)
        values = np.ldexp(hidden + fraction, np.maximum(biased, 1) - 1 + self.emin - fraction_bits)
        top = (1 << (self.bits - self.precision)) - 1
        if self.has_infinity:
            values = np.where(biased == top, np.where(fraction == 0, inf, nan), values)
        else:
            values = np.where((biased == top) & (fraction == 2**fraction_bits - 1), nan, values)
        return np.where(codes >> np.uint64(self.bits - 1) != 0, -values, values)

    def every(self) -> Floats:
        """Every number of an 8- or 16-bit format in the order of its codes: from 0 up, then from -0 down.

        Raises FormatError for a wider format.
        """
        if self.bits > 16:
            raise FormatError(
                f"{self.name} is too wide to list all its numbers: only formats of 8 or 16 bits can be listed"
            )
        return self.from_bits(np.arange(1 << self.bits))

    @cached_property
    def read_as(self) -> np.dtype[Any]:
        """The NumPy type that programs read this format's decimals with: float32 for float32, else float64.

        In text, a number is the shortest decimal which that type reads as the number itself. A shorter one
        that would still be nearest in the format itself would be another number to a reader of float64.
        """
        return np.dtype("float32" if self.bits == 32 else "float64")


def _alike(low: float, high: float) -> bool:
    """Whether these are the same number, 0.0 and -0.0 told apart, or both nan."""
    return (low == high and copysign(1, low) == copysign(1, high)) or (isnan(low) and isnan(high))


def shortest_decimal(form: Format, value: float) -> float:
    """The float64 nearest to the shortest decimal that rounds to `value`, a number of the format."""
    if value == 0 or not isfinite(value):
        return value
    for digits in range(1, 18):
        nearest = Decimal(f"{value:.{digits - 1}e}")
        if form.nearest(nearest) == value:
            return float(nearest)
        # Above a power of two the spacing is twice that below it: if the nearest decimal is below and too far
        # away, the next one above may be near enough.
        step = Decimal(1).scaleb(nearest.adjusted() - digits + 1).copy_sign(nearest)
        if form.nearest(nearest + step) == value:
            return float(nearest + step)
    raise AssertionError(f"{value} is no number of {form.name}")


FORMATS: Final = {layout.name: Format(*layout) for layout in LAYOUTS}
FLOAT64: Final = FORMATS["float64"]


def format_of(dtype: DTypeLike | Format) -> Format:
    """The format that a name, a NumPy type or a Format means. Raises FormatError for any other."""
    if isinstance(dtype, Format):
        return dtype
    name = dtype if isinstance(dtype, str) else np.dtype(dtype).name
    if name not in FORMATS:
        raise FormatError(
            f"unknown format '{name}'{suggest(name, FORMATS) or ': choose one of ' + ', '.join(FORMATS)}"
        )
    return FORMATS[name]
