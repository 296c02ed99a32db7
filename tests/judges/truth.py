"""What is true, to judge by: the nearest double, errors in ulps, and derivatives by differences.

Nothing here is actx's. Numbers are mpmath's, rounding goes through integers, and a derivative is a central
difference with digits enough for its cancellation, which knows no rule of differentiation.
"""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mpmath
from mpmath import mp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Function = Callable[[Any], Any]


class Truth(NamedTuple):
    """A true value, and how many of its digits are sure: a tie that near, it is taken for the tie."""

    value: Any
    digits: int


# Steps are 10**-35 of the distance to whatever is singular: the error of a difference is their square.
_STEP: Final = 35
_DIGITS: Final = 60
# What is left of 60 digits beside the error of the difference.
_SURE: Final = 50
# Below 10**-400 a derivative rounds to zero, whatever its digits.
_FLOOR: Final = 400
# Exponents from which nothing is seen but signs: an exponential of so much has a stand-in (see `series`).
_UNSEEN: Final = -(2**5000)


def to_mpf(value: Fraction) -> Any:
    """The rational in the current precision."""
    return mpmath.mpf(value.numerator) / value.denominator


def _magnitude(value: Any) -> int:
    """The e with 2**(e-1) <= |value| < 2**e."""
    _, _, exponent, bits = value._mpf_
    return int(exponent + bits)


class Format(NamedTuple):
    """A binary format: its bits, its smallest number as a power of 2, its largest, and what is past that."""

    bits: int
    least: int
    largest: float
    beyond: float = math.inf


DOUBLE: Final = Format(53, -1074, sys.float_info.max)
SINGLE: Final = Format(24, -149, (2 - 2.0**-23) * 2.0**127)
HALF: Final = Format(11, -24, 65504.0)
FORMATS: Final = {
    "float64": DOUBLE,
    "float32": SINGLE,
    "float16": HALF,
    "bfloat16": Format(8, -133, (2 - 2.0**-7) * 2.0**127),
    "float8_e4m3fn": Format(4, -9, 448.0, math.nan),
    "float8_e5m2": Format(3, -16, 57344.0),
}
SHORTER: Final = [name for name in FORMATS if name != "float64"]


def nearest(value: Any, form: Format = DOUBLE) -> float:
    """The number nearest to a finite mpf: ties to even, subnormal and overflowing as IEEE 754 has it."""
    sign, mantissa, exponent, _ = value._mpf_
    return nearest_dyadic(-mantissa if sign else mantissa, exponent, form)


def nearest_dyadic(mantissa: int, exponent: int, form: Format = DOUBLE) -> float:
    """The number nearest to mantissa * 2**exponent, whatever the exponent; what underflows keeps its sign."""
    sign, mantissa = (-1.0, -mantissa) if mantissa < 0 else (1.0, mantissa)
    magnitude = exponent + mantissa.bit_length()
    if not mantissa or magnitude < form.least:  # below half the smallest subnormal
        return sign * 0.0
    if magnitude > 1024:
        return sign * form.beyond
    quantum = max(magnitude - form.bits, form.least)
    excess = quantum - exponent  # how many bits of the mantissa are below the last place
    if excess <= 0:
        whole = mantissa << -excess
    else:
        whole = mantissa >> excess
        rest, half = mantissa - (whole << excess), 1 << (excess - 1)
        whole += rest > half or (rest == half and whole % 2)
    if whole.bit_length() + quantum > 1024:
        return sign * form.beyond
    number = math.ldexp(whole, quantum)
    return sign * (number if number <= form.largest else form.beyond)


def expected(true: Truth, form: Format = DOUBLE) -> float:
    """The number nearest to a true value."""
    low, high = _ends(true, form)
    if low == high or not (math.isfinite(low) and math.isfinite(high)):
        with mp.workdps(true.digits + 20):
            return nearest(true.value, form)
    with mp.workprec(2200):
        return nearest((mpmath.mpf(low) + mpmath.mpf(high)) / 2, form)


def _ends(true: Truth, form: Format) -> tuple[float, float]:
    """What a true value rounds to if it is less, or more, than its digits say."""
    value, digits = true
    with mp.workdps(digits + 20):
        slack = abs(value) * mpmath.mpf(10) ** -digits
        return nearest(value - slack, form), nearest(value + slack, form)


def ulps(got: float, true: Truth) -> float:
    """The error of a double in units of the last place at the true value; inf for what is absurd.

    Past the largest double infinity is right, and for a nonzero value that underflows so is a zero, if it has
    the value's sign.
    """
    if math.isnan(got):
        return math.inf
    right, value = expected(true), true.value
    if math.isinf(right) or math.isinf(got):
        return 0.0 if got == right else math.inf
    if got == 0 and value and math.copysign(1, got) != mpmath.sign(value):
        return math.inf
    if not value or _magnitude(value) < -2000:  # so small that the error is all of what was got
        value = mpmath.mpf(0)
    place = max(_magnitude(value) - 53, -1074) if value else -1074
    with mp.workdps(_DIGITS):
        return float(min(mpmath.ldexp(abs(mpmath.mpf(got) - value), -place), mpmath.mpf(2) ** 64))


def value_of(f: Function, x: float) -> Truth:
    """f(x) to 60 digits, also where x - tanh(x) or x + sqrt(x*x + b) cancels.

    Where they do not, the digits meant for that tell x*sigmoid(x) at 5e-324 from the tie beside it.
    """
    digits = _DIGITS + _hidden(x)
    with mp.workdps(digits + 10):
        return Truth(f(mpmath.mpf(x)), digits)


def derivative_of(f: Function, x: float, order: int = 1, singular: Iterable[Fraction] = ()) -> Truth:
    """The derivative of f at x, to 50 digits, by central differences; exactly 0 for all below 10**-400.

    `singular` are the points, none of them x, across which f may not be smooth. To a tie that near, a second
    difference with shorter steps tells it from one.
    """
    truth = _by_differences(f, x, order, singular, _STEP)
    more = _hidden(x) // 2
    if x and more and len(set(_ends(truth, DOUBLE))) > 1:
        return _by_differences(f, x, order, singular, _STEP + more)
    return truth


def _by_differences(f: Function, x: float, order: int, singular: Iterable[Fraction], decades: int) -> Truth:
    """The derivative by steps so many decades below the distance to whatever is singular.

    The error is their square. Digits are added until those that cancel leave enough; a function that is
    constant cancels them all. Far out a wave may be as short as 1/x.
    """
    distances = [abs(Fraction(x) - point) for point in (*singular, Fraction(0))]
    scale = min([Fraction(1), *(min(distance, 1 / distance) for distance in distances if distance)])
    step = Fraction(1, 10 ** (decades + (_FLOOR if x == 0 else _decades(scale))))
    sure = 2 * decades - (2 * _STEP - _SURE)
    hidden = 3 * _FLOOR if x == 0 else _hidden(x)
    digits = sure + 30 + decades * order + hidden
    most = digits + _FLOOR + order * _decades(step)
    while True:
        with mp.workdps(digits):
            h, point = to_mpf(step), mpmath.mpf(x)
            samples = [
                (-1) ** k * math.comb(order, k) * f(point + (mpmath.mpf(order) / 2 - k) * h)
                for k in range(order + 1)
            ]
            difference = mpmath.fsum(samples)
            left = _left(samples, difference, digits) - hidden
            slope = difference / h**order
            if difference and _magnitude(difference) < _UNSEEN:
                return Truth(mpmath.mpf(0), sure)
            if left >= sure + 10 and (x or abs(slope) > mpmath.mpf(10) ** -_FLOOR):
                return Truth(slope, sure)
        if digits >= most:
            return Truth(mpmath.mpf(0), sure)
        digits = min(max(digits + sure + 20 - left, digits + 100), most)


def one_sided_derivative(f: Function, at: Fraction, side: int) -> Truth:
    """The derivative at a branch point, of the branch on one side, to some 400 digits.

    The side is 1 for right and -1 for left; 0 for the mean of both, which is 0 for the modulus.
    """
    with mp.workdps(4 * _FLOOR):
        h, point = mpmath.mpf(10) ** -_FLOOR, to_mpf(at)
        ends = (point - h, point + h) if not side else sorted((point, point + side * h))
        slope = (f(ends[1]) - f(ends[0])) / (ends[1] - ends[0])
        return Truth(slope if abs(slope) > h * 10**50 else mpmath.mpf(0), _FLOOR // 2)


def _decades(value: Fraction) -> int:
    """How many powers of ten a positive rational of at most 1 is below 1, rounded up."""
    return math.ceil((value.denominator.bit_length() - value.numerator.bit_length() + 1) * math.log10(2))


def _hidden(x: float) -> int:
    """The digits that formulas such as x - tanh(x) lose inside, near 0 and far from it."""
    return int(2.2 * abs(math.log10(abs(x)))) if x else 0


def _left(samples: list[Any], difference: Any, digits: int) -> int:
    """How many digits of a sum are left of those that its terms had."""
    largest = max((_magnitude(sample) for sample in samples if sample), default=None)
    if largest is None or not difference:
        return 0
    return digits - math.ceil((largest - _magnitude(difference)) * math.log10(2))
