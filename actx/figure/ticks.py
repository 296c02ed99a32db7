"""The ticks of an axis: at short decimals, labelled so that no two look alike and none is long.

A label stands for its own number, unless the numbers would be long: then all labels of the axis are to be
multiplied by a power of ten, or added to a number, which a note at the end of the axis says.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, log10, ulp
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.formula.pretty import superscript
from actx.figure.plane import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS: Final = tuple(map(Fraction, ("1", "2", "5", "10")))  # between ticks, times a power of ten
_MOST_STEPS: Final = (8, 6, 5, 4, 3, 2)  # between the ends of an axis: as many as its labels leave room for
_LOG_DIGITS: Final = (tuple(range(1, 10)), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,))  # of numbers between powers
_MOST_DIGITS: Final = 5  # significant digits of a label
# Powers of ten of the largest tick for which the labels are plain numbers.
_LEAST_PLAIN: Final = -2
_MOST_PLAIN: Final = 4
# In heights of a letter: the least distance between two labels side by side, and between the middles of two
# that stand one above the other.
_GAP: Final = 1.05
_LINES: Final = 2.2
_DIGIT: Final = 0.64  # the width of a digit of DejaVu Sans, in heights of a letter
_THIN_SPACE: Final = "\u2009"


class Ticks(NamedTuple):
    """Where the ticks are, their labels, and the note: ×10⁻⁸ + 0.731058 means label·10⁻⁸ + 0.731058."""

    positions: list[float]
    labels: list[str]
    note: str


def every(distance: float, room: float) -> int:
    """1, 2, 4, ...: which of evenly spaced labels are shown, if each needs so much room."""
    step = 1
    while step * distance < room:
        step *= 2
    return step


def x_ticks(interval: Interval, letters: float) -> Ticks:
    """The ticks of an axis as long as so many heights of a letter, whose labels stand side by side."""
    return _fitting(interval, letters, lambda labels: max(map(len, labels)) * _DIGIT + _GAP)


def y_ticks(interval: Interval, letters: float) -> Ticks:
    """The ticks of an axis as long as so many heights of a letter, whose labels stand one above the other."""
    return _fitting(interval, letters, lambda _: _LINES)


def log_ticks(interval: Interval, letters: float) -> Ticks:
    """The ticks of an upright axis of decimal logarithms: whole powers of ten, or numbers between two."""
    room = max(2, int(letters / _LINES))
    first, last = ceil(interval.low), floor(interval.high)
    step = max(1, ceil((last - first + 1) / room))
    step = next(nice * 10**k for k in range(4) for nice in (1, 2, 5) if nice * 10**k >= step)
    powers = [power for power in range(first, last + 1) if power % step == 0]
    if len(powers) > 1:
        return Ticks([float(power) for power in powers], [_power(power) for power in powers], "")
    found = Ticks([], [], "")
    for digits in _LOG_DIGITS:
        numbers = [Fraction(10) ** power * digit for power in range(first - 1, last + 1) for digit in digits]
        shown = [number for number in numbers if interval.low <= log10(number) <= interval.high]
        found = Ticks([log10(number) for number in shown], [_decimal(number) for number in shown], "")
        if len(found.positions) < 2:
            return _logarithms(y_ticks(Interval(10.0**interval.low, 10.0**interval.high), letters))
        nearest = min(high - low for low, high in pairwise(found.positions))
        if nearest / interval.width * letters >= _GAP:
            break
    return found


def _logarithms(ticks: Ticks) -> Ticks:
    """The ticks where the logarithms of their numbers are."""
    return ticks._replace(positions=[log10(number) for number in ticks.positions])


def _power(exponent: int) -> str:
    """A power of ten: 0.01, 1, 100, 10⁻⁵."""
    if _LEAST_PLAIN <= exponent < _MOST_PLAIN:
        return _decimal(Fraction(10) ** exponent)
    return f"10{superscript(exponent)}"


def _fitting(interval: Interval, letters: float, room: Callable[[list[str]], float]) -> Ticks:
    """The most ticks whose labels have the room that they need, in heights of a letter; two at least."""
    found = _ticks(interval, _MOST_STEPS[0])
    for most in _MOST_STEPS:
        ticks = _ticks(interval, most)
        if len(ticks.positions) < 2:
            break
        found = ticks
        if (found.positions[1] - found.positions[0]) / interval.width * letters >= room(found.labels):
            break
    return found


def _ticks(interval: Interval, most: int) -> Ticks:
    """The ticks of an interval, at most so many steps apart from its ends."""
    low, high = (Fraction(repr(float(end))) for end in interval)  # 1e-12 is meant, not the float below it
    size = max(abs(low), abs(high))
    # Ticks that are nearer than two floats would be drawn at the same place.
    step = _step(max((high - low) / most, Fraction(ulp(float(size)))))
    offset = Fraction(0)
    if _exponent(size) - _last_place(step) >= _MOST_DIGITS:
        offset = _roundest(low, high)
    numbers = [k * step for k in range(ceil((low - offset) / step), floor((high - offset) / step) + 1)]
    exponent = _exponent(max(map(abs, numbers), default=step) or step)
    if _LEAST_PLAIN <= exponent <= _MOST_PLAIN:
        exponent = 0
    places = max(0, exponent - _last_place(step))
    scale = Fraction(10) ** exponent
    labels = [f"{float(number / scale):.{places}f}".replace("-", "−") for number in numbers]
    return Ticks([float(offset + number) for number in numbers], labels, _note(exponent, offset))


def _step(least: Fraction) -> Fraction:
    """The smallest step that is not below this."""
    power = Fraction(10) ** _exponent(least)
    return next(step * power for step in _STEPS if step * power >= least)


def _exponent(number: Fraction) -> int:
    """The power of ten of the first digit of a number; 0 for 0."""
    if not number:
        return 0
    exponent = len(str(abs(number.numerator))) - len(str(number.denominator))
    return exponent if abs(number) >= Fraction(10) ** exponent else exponent - 1


def _last_place(number: Fraction) -> int:
    """The power of ten of the last digit of a decimal that has at most two."""
    exponent = _exponent(number)
    return exponent if (number / Fraction(10) ** exponent).denominator == 1 else exponent - 1


def _roundest(low: Fraction, high: Fraction) -> Fraction:
    """The number between these, of the same sign, that is a multiple of the largest power of ten."""
    sign, near, far = (1, low, high) if low > 0 else (-1, -high, -low)
    power = Fraction(10) ** _exponent(far)
    while ceil(near / power) * power > far:
        power /= 10
    return sign * ceil(near / power) * power


def _note(exponent: int, offset: Fraction) -> str:
    """What is to be done with the labels."""
    scale = f"×10{superscript(exponent)}" if exponent else ""
    if not offset:
        return scale
    return f"{scale} {'−' if offset < 0 else '+'} {_decimal(abs(offset))}".lstrip()


def _decimal(number: Fraction) -> str:
    """A positive decimal as a person writes it: 0.731058, 1 000 000 000, 1.5×10²⁰."""
    exponent = _exponent(number)
    digits = number / Fraction(10) ** exponent
    places = 0
    while (digits * 10**places).denominator != 1:
        places += 1
    if -5 <= exponent < 12:
        whole = f"{int(number):,}".replace(",", _THIN_SPACE)
        decimals = max(0, places - exponent)
        return f"{whole}.{int(number % 1 * 10**decimals):0{decimals}d}" if decimals else whole
    text = str(int(digits * 10**places))
    mantissa = f"{text[0]}.{text[1:]}" if places else text
    power = f"10{superscript(exponent)}"
    return power if mantissa == "1" else f"{mantissa}×{power}"
