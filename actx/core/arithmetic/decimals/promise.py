"""The accuracy that every arbitrary-precision function here guarantees, and the decorator they share.

f(x, digits) takes x as exact and returns r with |r - f(x)| <= 10**-digits * |f(x)|. A function computes with
GUARD more digits, so that one rounding errs by at most 5 * 10**-(digits + GUARD) relatively. The guarantee
allows 20,000 such roundings; the functions here make some hundreds at most.
"""

from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache, wraps
from typing import NamedTuple

Function = Callable[[Decimal, int], Decimal]

GUARD = 5
NAN = Decimal("NaN")
INFINITY = Decimal("Infinity")
ZERO = Decimal(0)
HALF = Decimal("0.5")
ONE = Decimal(1)


@lru_cache(maxsize=256)
def context(precision: int) -> Context:
    """A shared context of that precision, with the widest exponents and no traps."""
    return Context(precision, ROUND_HALF_EVEN, MIN_EMIN, MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[])


class KnownValues(NamedTuple):
    """The exact values of a function: at some points, at the infinities, and nan outside its domain."""

    points: Mapping[int, Decimal]
    at_minus_infinity: Decimal | None
    at_infinity: Decimal | None
    domain_start: Decimal = -INFINITY

    def __call__(self, x: Decimal) -> Decimal | None:
        """f(x) if it is exact, else None. f(-0) is -0 where f(0) is 0: every such f here increases at 0."""
        if not x.is_finite():
            if x.is_nan():
                return NAN
            return self.at_infinity if x > 0 else self.at_minus_infinity
        for point, value in self.points.items():
            if x == point:
                return value.copy_sign(x) if point == value == 0 else value
        return NAN if x < self.domain_start else None


FUNCTIONS: dict[str, Function] = {}
KNOWN: dict[str, KnownValues] = {}


def elementary(
    points: Mapping[int, Decimal],
    limits: tuple[Decimal | None, Decimal | None],
    domain_start: Decimal = -INFINITY,
) -> Callable[[Function], Function]:
    """A decorator that turns body(x, precision) into f(x, digits), and registers it in FUNCTIONS and KNOWN.

    `points` maps arguments to exact values; `limits` are the values at -infinity and infinity, None for one
    that the body computes. The body is called for all other x in the domain, in a context of the precision
    digits + GUARD, and may err by 20,000 roundings.
    """
    exact = KnownValues(points, *limits, domain_start)

    def decorate(body: Function) -> Function:
        @wraps(body)
        def function(x: Decimal, digits: int) -> Decimal:
            value = exact(x)
            if value is not None:
                return value
            precision = digits + GUARD
            with localcontext(context(precision)):
                return body(x, precision)

        FUNCTIONS[body.__name__] = function
        KNOWN[body.__name__] = exact
        return function

    return decorate
