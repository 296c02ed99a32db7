"""Inputs to judge a function at: on every scale, around the middle, and on both sides of every edge."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from judges.arb import correctly_rounded
from judges.dtypes import dtype_of
from judges.reference import kinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

# The inputs on each side of an edge.
_NEIGHBOURS: Final = 64
# For fewer inputs than these no zeros of f and f' are looked for, which takes longer than to judge them.
_MANY: Final = 20

# Where formats begin and end, where series and reductions of arguments commonly change, where exp, erfc and
# the normal distribution leave a float64.
_POWERS: Final = (
    *(-1074, -1022, -149, -126, -53, -27, -20, -10, -5, -2, -1),
    *(0, 1, 2, 3, 4, 5, 7, 10, 24, 53, 127, 1023),
)
_LN2_MULTIPLES: Final = (0.5, 1, 1.5, 2, 3, 24, 53, 128, 150, 1022, 1024, 1075)
_TAILS: Final = (5.9, 9.2, 26.5, 27.2, 37.5, 38.5)


def zeros(name: str, parameters: Mapping[str, Fraction], order: int, most: int = 8) -> list[float]:
    """The doubles beside a derivative's innermost zeros in [-40, 40], those where it changes its sign."""

    def sign(x: float) -> int:
        (value,) = correctly_rounded(name, parameters, x, [order])
        return 0 if value.zero else int(math.copysign(1, value.number))

    grid = [x / 8 + 1 / 1024 for x in range(-320, 320)]
    signs = [(x, sign(x)) for x in grid]
    found: list[float] = []
    for (low, left), (high, right) in pairwise([pair for pair in signs if pair[1]]):
        if left == right:
            continue
        below, above = low, high
        while (middle := (below + above) / 2) not in (below, above):
            if sign(middle) == left:
                below = middle
            else:
                above = middle
        found.append(below)
    return sorted(found, key=abs)[:most]


def edges(name: str, parameters: Mapping[str, Fraction], *, with_zeros: bool = True) -> list[float]:
    """Every double whose neighbours are to be tried: kinks, zeros of f and f', thresholds of computing."""
    special = [0.0]
    special += [float(kink.at) for kink in kinks(name, **parameters)]
    if with_zeros:
        special += [zero for order in (0, 1) for zero in zeros(name, parameters, order)]
    sizes = [2.0**k for k in _POWERS] + [n * math.log(2) for n in _LN2_MULTIPLES] + [*_TAILS, math.inf]
    return list(dict.fromkeys([*special, *sizes, *(-size for size in sizes)]))


def around(edge: float, dtype: type[np.floating[Any]]) -> Iterator[float]:
    """The number of a type nearest to an edge, and 64 on each side of it, as far as they are finite."""
    with np.errstate(over="ignore"):
        middle = dtype(edge)
    if np.isfinite(middle):
        yield float(middle)
    for end in (dtype(-np.inf), dtype(np.inf)):
        number = middle
        for _ in range(_NEIGHBOURS):
            number = np.nextafter(number, end)
            if not np.isfinite(number):
                break
            yield float(number)


def scattered(rng: random.Random, n: int, dtype: type[np.floating[Any]]) -> list[float]:
    """Finite numbers of a type, half on all scales alike, half uniform in [-40, 40]."""
    info = np.finfo(dtype)
    least, most = round(math.log2(info.smallest_subnormal)), round(math.log2(float(info.max)))
    found: list[float] = []
    while len(found) < n:
        if len(found) % 2:
            x = rng.uniform(-40, 40)
        else:
            x = rng.choice((1, -1)) * math.ldexp(rng.uniform(1, 2), rng.randrange(least, most))
        found.append(float(dtype(x)))
    return found


def inputs(
    name: str,
    parameters: Mapping[str, Fraction],
    n: int,
    seed: str,
    dtype: type[np.floating[Any]] = np.float64,
) -> list[float]:
    """n inputs of a type for an activation: around its edges, three fifths at most, and scattered ones."""
    rng = random.Random(seed)
    beside = [x for edge in edges(name, parameters, with_zeros=n >= _MANY) for x in around(edge, dtype)]
    beside = [-0.0, *dict.fromkeys(beside)]
    if len(beside) > n * 3 // 5:
        beside = rng.sample(beside, n * 3 // 5)
    return [*beside, *scattered(rng, n - len(beside), dtype)]


def every(format_name: str) -> list[float]:
    """Every finite number of an 8- or 16-bit format, by NumPy's and ml_dtypes' word."""
    dtype = dtype_of(format_name)
    codes = np.arange(1 << (8 * dtype.itemsize), dtype=np.uint32).astype(f"u{dtype.itemsize}")
    with np.errstate(invalid="ignore"):  # ml_dtypes warns of signalling nans
        numbers = codes.view(dtype).astype(np.float64)
    return [x for x in numbers.tolist() if math.isfinite(x)]
