"""Numbers as a person types them: single tokens, ranges `A:B:N` and intervals `A:B`.

Importing this module does not import NumPy.
"""

from __future__ import annotations

import re
from math import isfinite, lcm
from typing import TYPE_CHECKING

from actx.io.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

MOST_POINTS = 10**8  # of a range
# The bits of a float64 that are 0 in the middle between two numbers of a format of at most 25 bits.
TIE_BITS = (1 << 27) - 1

_DIGITS = r"[0-9](?:_?[0-9])*"
_FLAGS = re.ASCII | re.IGNORECASE
_DECIMAL = re.compile(
    rf"[+-]?(?:inf(?:inity)?|nan|(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:e[+-]?{_DIGITS})?)", _FLAGS
)
_C_FLOAT = re.compile(r"([+-]?[0-9]*(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?)f", _FLAGS)
_MINUS = "\u2212"
# Brackets, commas and semicolons, and what stands between them or white space. A parenthesis keeps what is in
# it together, as in max(1, 2).
_TOKENS = re.compile(r"[\[\]{};,]|(?:\((?:[^()]|\([^()]*\))*\)|[^\s\[\]{};,(]|\()+")
_HEXADECIMAL = re.compile(r"[+-]?0x(?:[0-9a-f]+(?:\.[0-9a-f]*)?|\.[0-9a-f]+)(?:p[+-]?[0-9]+)?", _FLAGS)
_COUNT = re.compile(r"0*[0-9]{1,9}", re.ASCII)


class NotANumber(ValueError):  # noqa: N818 - says what the token is
    """A token that is not a number: `token`."""

    def __init__(self, token: str) -> None:
        super().__init__(f"{quoted(token)} is not a number")
        self.token = token


class BadRange(ValueError):  # noqa: N818 - says what the range is
    """Text that is no range `A:B:N` or interval `A:B`, or one with bad ends or a bad count.

    `what` is the word for it: `range`, or what else the interval is.
    """

    def __init__(self, text: str, why: object, what: str = "range") -> None:
        super().__init__(f"bad {what} {quoted(text)}: {why}")


def looks_numeric(token: str) -> bool:
    """Whether `token` is a number as float() reads it (`-.5`, `1_000`, `-inf`), or hexadecimal (`0x1.8p-3`).

    The minus sign may be that of Unicode, and a C float's `f` may follow; else only ASCII counts, and no
    space around it.
    """
    token = ascii_of(token)
    return bool(_DECIMAL.fullmatch(token) or _HEXADECIMAL.fullmatch(token))


def tokens_of(text: str) -> list[str]:
    """The parts of a text: brackets `[]{}`, commas and semicolons, each alone, and what is between them."""
    return _TOKENS.findall(text)


def ascii_of(token: str) -> str:
    """A number as Python writes it: with an ASCII minus for U+2212, and without the `f` of a C float."""
    token = token.replace(_MINUS, "-") if _MINUS in token else token
    c_float = _C_FLOAT.fullmatch(token)
    return c_float[1] if c_float else token


def parse_number(token: str) -> float:
    """The float64 nearest to the number that `token` says; an infinity on overflow. Raises NotANumber."""
    number = ascii_of(token)
    if _DECIMAL.fullmatch(number):
        return float(number)
    if not _HEXADECIMAL.fullmatch(number):
        raise NotANumber(token)
    try:
        return float.fromhex(number)
    except OverflowError:  # float() rounds to infinity here, and fromhex() raises
        return float("-inf" if number.startswith("-") else "inf")


def parse_range(text: str) -> NDArray[np.float64]:
    """`A:B:N` as N evenly spaced points, shape (N,), from A to B, both included; A may exceed B.

    The ends mean the decimals as written, and each point is the float64 nearest to the exact one: `0:1:11`
    gives 0.1, 0.2, 0.3, ... as they would be typed. N = 1 needs A = B, since one point cannot be both ends.

    Raises BadRange for any other form, an end that is not a finite number, and N not from 1 to 10**8.
    """
    import numpy as np

    ends, count = split_range(text)
    first, last = (read_end(part, text) for part in ends)
    a, b = _as_fraction(ends[0], first), _as_fraction(ends[1], last)
    if count == 1 and a != b:
        raise BadRange(text, "one point cannot be both ends")

    points = np.full(count, first) if a == b else _spaced(a, b, count)
    points[0], points[-1] = first, last  # keeps the sign of -0
    return points


def split_range(text: str) -> tuple[tuple[str, str], int]:
    """The ends of `A:B:N`, as text, and N. Raises BadRange for another form, and N not from 1 to 10**8."""
    parts = text.split(":")
    if len(parts) != 3:
        raise BadRange(text, "expected A:B:N, as in -3:3:61")
    first, last, counted = parts
    count = int(counted) if _COUNT.fullmatch(counted) else 0
    if not 1 <= count <= MOST_POINTS:
        raise BadRange(text, f"{quoted(counted)} is not a count from 1 to {MOST_POINTS}")
    return (first, last), count


def parse_interval(
    text: str, read: Callable[[str], float] = parse_number, what: str = "range"
) -> tuple[float, float]:
    """`A:B` as (A, B), each as it is `read`; errors call it `what`.

    Raises BadRange for another form, an end that is not finite, and A not below B.
    """
    parts = text.split(":")
    if len(parts) != 2:
        raise BadRange(text, "expected A:B, as in -5:5", what)
    first, last = (read_end(part, text, read, what) for part in parts)
    if not first < last:
        raise BadRange(text, "its first end must be below its second", what)
    return first, last


def read_end(
    token: str, text: str, read: Callable[[str], float] = parse_number, what: str = "range"
) -> float:
    """An end of the range or interval `text`. Raises BadRange for no number, and one that is not finite."""
    try:
        value = read(token)
    except NotANumber as error:
        raise BadRange(text, error, what) from None
    if not isfinite(value):
        raise BadRange(text, f"{quoted(token)} is not finite", what)
    return value


def _as_fraction(token: str, value: float) -> Fraction:
    """The number that `token` says, exactly; `value` is the float64 nearest to it."""
    from decimal import Decimal  # for start-up time: ranges are rare
    from fractions import Fraction

    if not value:  # 1e-999999999 would fill the memory as a fraction
        return Fraction(0)
    return Fraction(Decimal(token)) if _DECIMAL.fullmatch(token) else Fraction(value)


def _spaced(a: Fraction, b: Fraction, count: int) -> NDArray[np.float64]:
    """`count` > 1 points from a to b != a, each correctly rounded.

    They are integers in arithmetic progression over a common denominator, so that only the division rounds.
    """
    import numpy as np

    gap = (b - a) / (count - 1)
    denominator = lcm(a.denominator, gap.denominator)
    start, step = int(a * denominator), int(gap * denominator)
    stop = start + step * count
    if max(abs(start), abs(stop), denominator) < 2**52:  # then all integers below are exact in float64
        points = np.arange(count, dtype=np.float64)
        points *= step
        points += start
        points /= denominator
        return points
    # Python's int / int is correctly rounded for integers of any size.
    return np.fromiter((p / denominator for p in range(start, stop, step)), np.float64, count)
