"""Numbers as a person types them: single tokens, ranges `A:B:N` and intervals `A:B`.

Importing this module does not import NumPy.
"""

from __future__ import annotations

import re
from math import isfinite, lcm
from typing import TYPE_CHECKING

from actx.io.errors import quoted

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

MOST_POINTS = 10**8
# The bits of a float64 that are 0 in the middle between two numbers of a format of at most 25 bits.
TIE_BITS = (1 << 27) - 1

_DIGITS = r"[0-9](?:_?[0-9])*"
_FLAGS = re.ASCII | re.IGNORECASE
_DECIMAL = re.compile(
    rf"[+-]?(?:inf(?:inity)?|nan|(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:e[+-]?{_DIGITS})?)", _FLAGS
)
_HEXADECIMAL = re.compile(r"[+-]?0x(?:[0-9a-f]+(?:\.[0-9a-f]*)?|\.[0-9a-f]+)(?:p[+-]?[0-9]+)?", _FLAGS)
_COUNT = re.compile(r"0*[0-9]{1,9}", re.ASCII)


class NotANumber(ValueError):  # noqa: N818 - says what the token is
    """A token that is not a number; `token` is the token."""

    def __init__(self, token: str) -> None:
        super().__init__(f"{quoted(token)} is not a number")
        self.token = token


class BadRange(ValueError):  # noqa: N818 - says what the range is
    """Text that is not a range `A:B:N` or an interval `A:B` that can be used."""


def looks_numeric(token: str) -> bool:
    """Whether `token` is a number as Python's float() reads it (`-.5`, `1_000`, `-inf`) or a hexadecimal
    float (`0x1.8p-3`, `0x10`), in ASCII and with no space around it.
    """
    return bool(_DECIMAL.fullmatch(token) or _HEXADECIMAL.fullmatch(token))


def parse_number(token: str) -> float:
    """The float64 nearest to what `token` says; beyond the largest one, an infinity. Raises NotANumber."""
    if _DECIMAL.fullmatch(token):
        return float(token)
    if not _HEXADECIMAL.fullmatch(token):
        raise NotANumber(token)
    try:
        return float.fromhex(token)
    except OverflowError:  # float() rounds to infinity here, and fromhex() raises
        return float("-inf" if token.startswith("-") else "inf")


def parse_range(text: str) -> NDArray[np.float64]:
    """`A:B:N` as N evenly spaced points, shape (N,), from A to B, both included; A may exceed B.

    The ends mean the decimals as written, and each point is the float64 nearest to its exact place: `0:1:11`
    gives 0.1, 0.2, 0.3, ... as they would be typed. N = 1 needs A = B, since one point cannot be both ends.

    Raises BadRange: not of this form, an end that is not a finite number, N not an integer from 1 to 10**8.
    """
    import numpy as np

    ends, count = split_range(text)
    first, last = (_end(part, text) for part in ends)
    a, b = _exact(ends[0], first), _exact(ends[1], last)
    if count == 1 and a != b:
        raise BadRange(f"bad range {quoted(text)}: one point cannot be both ends")

    points = np.full(count, first) if a == b else _spaced(a, b, count)
    points[0], points[-1] = first, last  # keeps the sign of -0
    return points


def split_range(text: str) -> tuple[tuple[str, str], int]:
    """The two ends of `A:B:N`, as text, and N. Raises BadRange: not of this form, N not from 1 to 10**8."""
    parts = text.split(":")
    if len(parts) != 3:
        raise BadRange(f"bad range {quoted(text)}: expected A:B:N, as in -3:3:61")
    first, last, counted = parts
    count = int(counted) if _COUNT.fullmatch(counted) else 0
    if not 1 <= count <= MOST_POINTS:
        raise BadRange(f"bad range {quoted(text)}: {quoted(counted)} is not a count from 1 to {MOST_POINTS}")
    return (first, last), count


def parse_interval(text: str) -> tuple[float, float]:
    """`A:B` as (A, B). Raises BadRange: not of this form, an end not a finite number, A not below B."""
    parts = text.split(":")
    if len(parts) != 2:
        raise BadRange(f"bad range {quoted(text)}: expected A:B, as in -5:5")
    first, last = (_end(part, text) for part in parts)
    if not first < last:
        raise BadRange(f"bad range {quoted(text)}: its first end must be below its second")
    return first, last


def _end(token: str, text: str) -> float:
    try:
        value = parse_number(token)
    except NotANumber as error:
        raise BadRange(f"bad range {quoted(text)}: {error}") from None
    if not isfinite(value):
        raise BadRange(f"bad range {quoted(text)}: {quoted(token)} is not finite")
    return value


def _exact(token: str, value: float) -> Fraction:
    """What `token` says, its nearest float64 being `value`."""
    from decimal import Decimal  # a range is rare, and these take time
    from fractions import Fraction

    if not value:  # 1e-999999999, as a fraction, would fill the memory
        return Fraction(0)
    return Fraction(Decimal(token)) if _DECIMAL.fullmatch(token) else Fraction(value)


def _spaced(a: Fraction, b: Fraction, count: int) -> NDArray[np.float64]:
    """`count` > 1 points from a to b != a, each correctly rounded: integers in arithmetic progression over
    one common denominator, so that the division is the only rounding.
    """
    import numpy as np

    gap = (b - a) / (count - 1)
    denominator = lcm(a.denominator, gap.denominator)
    start, step = int(a * denominator), int(gap * denominator)
    stop = start + step * count
    if max(abs(start), abs(stop), denominator) < 2**52:  # every integer below is then exact in float64
        points = np.arange(count, dtype=np.float64)
        points *= step
        points += start
        points /= denominator
        return points
    # Python's int / int rounds correctly whatever their size.
    return np.fromiter((p / denominator for p in range(start, stop, step)), np.float64, count)
