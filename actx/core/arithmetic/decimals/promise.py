"""What every arbitrary-precision function here promises, and the one decorator that keeps it.

f(x, digits) takes x exactly and returns r with |r - f(x)| <= 10**-digits * |f(x)|. Inside, a function
computes with GUARD more digits, so that one rounding errs by at most 5 * 10**-(digits + GUARD): the bound has
room for 20,000 of them, and the functions here spend some hundreds at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache, wraps

Function = Callable[[Decimal, int], Decimal]

GUARD = 5
NAN = Decimal("NaN")
INFINITY = Decimal("Infinity")
ZERO = Decimal(0)
HALF = Decimal("0.5")
ONE = Decimal(1)


@lru_cache(maxsize=256)
def context(precision: int) -> Context:
    """A shared context of that precision, with the widest exponents, which raises nothing."""
    return Context(precision, ROUND_HALF_EVEN, MIN_EMIN, MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[])


@dataclass(frozen=True)
class Exact:
    """Where a function's value is known exactly: at points, at infinities, and outside its domain (nan)."""

    points: Mapping[int, Decimal]
    at_minus_infinity: Decimal | None
    at_infinity: Decimal | None
    domain_start: Decimal = -INFINITY

    def __call__(self, x: Decimal) -> Decimal | None:
        """f(x) if it is exact, else None. A zero at zero keeps its sign, for there every f here rises."""
        if not x.is_finite():
            if x.is_nan():
                return NAN
            return self.at_infinity if x > 0 else self.at_minus_infinity
        for point, value in self.points.items():
            if x == point:
                return value.copy_sign(x) if point == value == 0 else value
        return NAN if x < self.domain_start else None


FUNCTIONS: dict[str, Function] = {}
EXACT: dict[str, Exact] = {}


def elementary(
    points: Mapping[int, Decimal],
    limits: tuple[Decimal | None, Decimal | None],
    domain_start: Decimal = -INFINITY,
) -> Callable[[Function], Function]:
    """Makes of body(x, precision) the function f(x, digits), and enters it in FUNCTIONS and EXACT.

    The body sees only the x in the domain where f(x) is not exact: finite ones, unless a limit is None. It
    runs in a context of the precision it is given, which is digits + GUARD, and may err by 20,000 roundings.
    """
    exact = Exact(points, *limits, domain_start)

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
        EXACT[body.__name__] = exact
        return function

    return decorate
