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
from reference import RIGHT, bound, kinks
from series import Series, Undecided
from truth import DOUBLE, Format, nearest_dyadic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reference import Kink

    Definition = Callable[[Series], Series]

# Bits. Few values want more than the first; the third is for ties and cancellations as deep as x*x is small
# (2**-2148), the fourth for those of higher derivatives.
PRECISIONS: Final = (128, 640, 2600, 6000, 16384)

# How many of the highest precision's bits must be left to take a value for the 0 or the tie in its ball.
_SURE: Final = 8000

# From here on a tail that falls as exp(-x) may be below all precisions above: a tie need not be one.
_FAR: Final = 1000

# The side of a tie on which the value lies that far out, for functions that come so near to one.
_BESIDE: Final[Mapping[str, Callable[[float], int]]] = {
    "tanhshrink": lambda x: 1 if x > 0 else -1,  # x - 1 + 2*exp(-2*x) + ..., an odd function
    "e_swish": lambda x: -1 if x > 0 else 1,  # beta*x - beta*x*exp(-x) + ...; on the left no tie
}


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
    return rounded(f, x, orders, form, side, _BESIDE.get(name))


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
    beside: Callable[[float], int] | None = None,
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
    balls = {n: ball for n, ball in _balls(f, x, orders, side, PRECISIONS[-1]).items() if n not in known}
    beside_tie = 0
    if abs(x) > _FAR and not all(map(_is_nothing, balls.values())) and _is_curved(f, x, side):
        if not beside:
            raise Undetermined(f"at {x!r}: state in tests/arb.py, as _BESIDE, on which side of a tie it lies")
        beside_tie = beside(x)
    known |= {order: _hidden(ball, form, beside_tie) for order, ball in balls.items()}
    return [known[order] for order in orders]


def _is_nothing(ball: arb) -> bool:
    """Whether a value is 0, or so little that only its sign is not known."""
    return bool(ball.is_finite() and ball.contains(0) and abs(ball) < arb(2) ** -_SURE)


def _is_curved(f: Definition, x: float, side: int) -> bool:
    """Whether f is no straight line around x."""
    return any(not ball.is_zero() for ball in _balls(f, x, (2, 3, 4), side, PRECISIONS[-1]).values())


def _balls(f: Definition, x: float, orders: Sequence[int], side: int, precision: int) -> dict[int, arb]:
    with ctx.workprec(precision):
        # At least one term besides the value: on a kink it tells which branch is next to it.
        ctx.cap = max(*orders, 1) + 1
        try:
            terms = f(Series.variable(x, side)).terms
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
    Only where the exponential itself is below all these must `beside` tell the side of the tie. A straight
    line has no exponential in it.
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
