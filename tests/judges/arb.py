"""The truth by Arb: what an activation's definition is worth at a point, value and derivatives, rounded once.

Precision rises until both ends of the ball round to the same number. What it knows of an activation are its
entries in `reference`; its derivatives are coefficients of power series.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flint import arb, ctx

from judges.reference import RIGHT, bound, kinks
from judges.series import Series, Undecided
from judges.truth import DOUBLE, Format, nearest_dyadic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from judges.reference import Kink

    Definition = Callable[[Series], Series]

# Bits. Few values want more than the first; the third is for ties and cancellations as deep as x*x is small
# (2**-2148), the fourth for those of higher derivatives.
PRECISIONS: Final = (128, 640, 2600, 6000, 16384)

# How many of the highest precision's bits must be left to take a value for the 0 or the tie in its ball.
_SURE: Final = 8000

# From here on a tail that falls as exp(-x) may be below all precisions above: a tie need not be one.
_FAR: Final = 1000

# How often the way in to where a tail is seen is halved, and where nothing is left of tails.
_HALVINGS: Final = 1100
_SETTLED: Final = tuple(2.0**k for k in range(20, 25))


class Rounded(NamedTuple):
    """The number nearest to a true value, and whether the value is 0, which has no sign."""

    number: float
    zero: bool

    def admits(self, got: float) -> bool:
        """Whether a result is this number, and has its sign where that means something."""
        if math.isnan(self.number):
            return math.isnan(got)
        return got == self.number and (self.zero or math.copysign(1, got) == math.copysign(1, self.number))


class Undetermined(Exception):  # noqa: N818  (said of a value, which is not at fault)
    """The highest precision does not tell the value from a tie, and it may be none."""


@lru_cache
def _bound(name: str, parameters: tuple[tuple[str, Fraction], ...]) -> tuple[Definition, list[Kink]]:
    return bound(name, **dict(parameters)), kinks(name, **dict(parameters))


def correctly_rounded(
    name: str,
    parameters: Mapping[str, Fraction],
    x: float,
    orders: Sequence[int] = (0,),
    form: Format = DOUBLE,
) -> list[Rounded]:
    """An activation's derivatives of some orders at a finite x: of the kink's side where x is one."""
    f, side = _definition(name, parameters, x)
    return rounded(f, x, orders, form, side)


def derivatives(
    name: str, parameters: Mapping[str, Fraction], x: float, orders: Sequence[int], precision: int
) -> list[arb]:
    """Balls that hold an activation's derivatives of some orders at x, computed with so many bits."""
    f, side = _definition(name, parameters, x)
    return list(_balls(f, x, orders, side, precision).values())


def _definition(name: str, parameters: Mapping[str, Fraction], x: float) -> tuple[Definition, int]:
    """An activation's definition, and the side from which its branch at x is seen."""
    f, branches = _bound(name, tuple(parameters.items()))
    return f, next((kink.side for kink in branches if kink.at == x), RIGHT)


def rounded(
    f: Definition,
    x: float,
    orders: Sequence[int] = (0,),
    form: Format = DOUBLE,
    side: int = RIGHT,
) -> list[Rounded]:
    """A function's derivatives of some orders at a finite x, correctly rounded.

    Raises Undetermined where the highest precision does not settle a value (see `_hidden`).
    """
    known: dict[int, Rounded] = {}
    for precision in PRECISIONS:
        try:
            balls = _balls(f, x, orders, side, precision)
        except Undecided:
            continue
        for order, ball in balls.items():
            if order not in known and (found := _settled(ball, form, precision)):
                known[order] = found
        if len(known) == len(balls):
            return [known[order] for order in orders]
    balls = _balls(f, x, orders, side, PRECISIONS[-1])
    for order in balls.keys() - known.keys():
        ball = balls[order]
        beside = 0 if _is_nothing(ball) else _beside_asymptote(f, order, x, side)
        known[order] = _settled(ball, form, PRECISIONS[-1]) or _hidden(ball, form, beside)
    return [known[order] for order in orders]


def _is_nothing(ball: arb) -> bool:
    """Whether a value is 0, or so little that only its sign is not known."""
    return bool(ball.is_finite() and ball.contains(0) and abs(ball) < arb(2) ** -_SURE)


def _beside_asymptote(f: Definition, order: int, x: float, side: int) -> int:
    """On which side of its asymptote, a cubic at most, a derivative lies at x; 0 if it is the cubic.

    That is the side where it lies as near by as anything is left to see. Without such an asymptote f is
    algebraic, which must be near by to be told; raises Undetermined where it is not.
    """

    def value(x: float) -> arb:
        return _balls(f, x, (order,), side, PRECISIONS[-1])[order]

    beyond = _balls(f, x, (order + 4, order + 5), side, PRECISIONS[-1])
    if all(ball.is_zero() for ball in beyond.values()):
        return 0
    settled = [math.copysign(far, x) for far in _SETTLED]

    with ctx.workprec(PRECISIONS[-1]):
        values = [value(far) for far in settled]

        def asymptote(x: float) -> arb:
            total = arb(0)
            for a, y in zip(settled[:-1], values[:-1], strict=True):
                others = [b for b in settled[:-1] if b != a]
                total += y * math.prod(((arb(x) - b) / (a - b) for b in others), start=arb(1))
            return total

        last = asymptote(settled[-1])
        if not (last.overlaps(values[-1]) and last.rad() < arb(2) ** -_SURE):
            if abs(x) < _FAR:
                return 0
            raise Undetermined("there is no asymptote to tell the side of a tie by")
        for halvings in range(_HALVINGS):
            near = math.ldexp(x, -halvings)
            rest = value(near) - asymptote(near)
            if not rest.contains(0):
                return (1 if rest > 0 else -1) if halvings else 0  # at x itself: not its asymptote
    return 0


def _balls(f: Definition, x: float, orders: Sequence[int], side: int, precision: int) -> dict[int, arb]:
    with ctx.workprec(precision):
        try:
            return _balls_at(f, arb(x), orders, side)
        except Undecided:
            if precision < PRECISIONS[-1]:
                raise
            # On a kink that no ball is: 1 + x/10 is 0 at -10, but 1/10 is not exact. No tie is so near.
            toward = side if x > 0 else -side
            return _balls_at(f, arb(x) * (1 + toward * arb(2) ** (500 - precision)), orders, side)


def _balls_at(f: Definition, point: arb, orders: Sequence[int], side: int) -> dict[int, arb]:
    # At least one term besides the value: on a kink it tells which branch is next to it.
    ctx.cap = max(*orders, 1) + 1
    try:
        terms = f(Series.variable(point, side)).terms
    except ValueError as error:  # flint's word for a denominator that may be 0
        raise Undecided from error
    return {order: terms[order] * math.factorial(order) for order in orders}


def _ends(ball: arb, precision: int) -> list[tuple[int, int]]:
    """Mantissa and exponent of numbers of so many bits that enclose a finite ball."""
    with ctx.workprec(precision):
        ends = (ball.lower().man_exp(), ball.upper().man_exp())
    return [(int(mantissa), int(exponent)) for mantissa, exponent in ends]


def _settled(ball: arb, form: Format, precision: int) -> Rounded | None:
    """What a ball rounds to, if it is one number with one sign."""
    if not ball.is_finite():
        return None
    low, high = _ends(ball, precision)
    if not low[0] and not high[0]:
        return Rounded(0.0, zero=True)
    if low[0] * high[0] <= 0:
        return None
    below, above = nearest_dyadic(*low, form), nearest_dyadic(*high, form)
    return Rounded(below, zero=False) if below == above or (math.isnan(below) and math.isnan(above)) else None


def _hidden(ball: arb, form: Format, beside: int) -> Rounded:
    """What a ball at the highest precision is taken for: the 0 or the tie in it.

    That is sound. Where f is algebraic in x, its distance from 0 or from a tie is 0 or a quotient of whole
    numbers as long as small powers of x and of the tie are: some 4,000 bits, as x lies between 2**-1074 and
    2**1024. Where an exponential comes in, a value at a rational other than 0 is transcendental (Lindemann;
    for erf no proof is known), so no tie, and as near to one as chance has it, which knows no 8,000 bits.
    Only where the exponential itself is below all these must `beside` tell the side of the tie.
    """
    if not (ball.is_finite() and ball.rad() < arb(2) ** -_SURE * arb.max(arb(1), abs(ball.mid()))):
        raise Undetermined(f"no more is known than {ball.str(20)}")
    low, high = _ends(ball, PRECISIONS[-1])
    if low[0] * high[0] <= 0:
        return Rounded(0.0, zero=True)
    if beside:
        return Rounded(nearest_dyadic(*(high if beside > 0 else low), form), zero=False)
    mantissa, exponent = low
    magnitude = exponent + mantissa.bit_length()
    excess = max(magnitude - form.bits, form.least) - 1 - exponent  # a tie has one bit more than a number
    tie = round(Fraction(mantissa, 1 << excess))
    return Rounded(nearest_dyadic(tie, exponent + excess, form), zero=False)
