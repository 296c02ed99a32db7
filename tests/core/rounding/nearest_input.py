"""What an input is rounded to, by Fractions: of all numbers of a format, the nearest."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import cache
from math import inf
from typing import Any, Final

import ml_dtypes
import numpy as np
from judges.dtypes import dtype_of
from judges.truth import FORMATS, SHORTER

import actx

# The types of ml_dtypes for the formats that NumPy lacks.
LACKING: Final = {name: dtype_of(name).type for name in SHORTER if hasattr(ml_dtypes, name)}
# Signalling nans, as arrays of these types hold them.
SIGNALLING: Final = {
    "float16": np.array([0x7D00], np.uint16).view(np.float16),
    "float32": np.array([0x7F800001], np.uint32).view(np.float32),
    "float64": np.array([0x7FF0000000000001], np.uint64).view(np.float64),
    "bfloat16": np.array([0x7F81], np.uint16).view(ml_dtypes.bfloat16),
}


# --- the nearest number of a format ----------------------------------------------------------------------


@cache
def magnitudes(name: str) -> list[Fraction]:
    """All finite numbers from 0 up of a format of 16 or 8 bits in order: the index is the code."""
    dtype = dtype_of(name)
    codes = np.arange(1 << (8 * dtype.itemsize - 1), dtype=f"u{dtype.itemsize}")
    with np.errstate(invalid="ignore"):  # of signalling nans
        values = codes.view(dtype).astype(np.float64)
    return [Fraction(value) for value in values[np.isfinite(values)].tolist()]


def nearest(value: Fraction, name: str) -> float:
    """The number of the format nearest to the value, ties to the even code, by comparing all of them."""
    if name == "float32":
        return nearest_float32(value)
    numbers = magnitudes(name)
    size = abs(value)
    above = min(bisect_left(numbers, size), len(numbers) - 1)
    code = min((above - 1, above), key=lambda code: (abs(numbers[max(code, 0)] - size), code % 2))
    half_a_step = (numbers[-1] - numbers[-2]) / 2
    beyond = size - numbers[-1]
    # The largest number's code is odd in IEEE formats; that of float8_e4m3fn is even.
    if beyond > half_a_step or (beyond == half_a_step and (len(numbers) - 1) % 2 == 1):
        magnitude = FORMATS[name].beyond
    else:
        magnitude = float(numbers[max(code, 0)])
    return -magnitude if value < 0 else magnitude


def nearest_float32(value: Fraction) -> float:
    """The same by the neighbours of NumPy's guess, which may be one of them."""
    guess = np.float32(float(value))
    around = [guess, np.nextafter(guess, np.float32(inf)), np.nextafter(guess, np.float32(-inf))]
    return float(
        min(around, key=lambda each: (abs(Fraction(float(each)) - value), int(each.view(np.int32)) % 2))
    )


def read_as(values: Any, name: str | None = None, **options: Any) -> Any:
    """What actx takes the values for."""
    return actx.identity(values, dtype=name, **options)
