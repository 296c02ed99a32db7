"""Lowering: formulas rewritten in the few functions that the float64 and double-double arithmetics compute.

Compound functions are written with exp, expm1, log1p, sin, cos and the three functions below, in forms that
do not cancel. u and -u lead to the same subexpressions, so that sigmoid(x)*sigmoid(-x) takes one exponential.
The three functions that the formula language does not have:

- mills(u) = exp(u²/2) normcdf(-u), for u >= 0
- inner_erf(u) = erf(u), for |u| <= 1/2
- flip(y, u) = y with its sign changed where u is negative or -0
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF, ONE, TWO, ZERO, factors
from actx.core.formula.expression import PI, Apply, Expression, Number, nodes, transform
from actx.core.formula.simplify import apply

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST_WHOLE_POWER: Final = 64
_MINUS_ONE: Final = Number(Fraction(-1))


@lru_cache(maxsize=256)
def lowered(expression: Expression) -> Expression:
    """The same function of real numbers, in lowered functions: what Float64 and DoubleDouble take."""
    spelled = transform(rearranged(expression), lambda leaf: leaf, _spelled_out)
    return transform(spelled, lambda leaf: leaf, _with_common_tails)


def _with_common_tails(operation: str, *args: Expression) -> Expression:
    """The operation, but where(c, a, b) + v becomes where(c, a + v, b + v) if v shares a factor with a or b.

    The factor is taken out of the sum: the left tail of normcdf(x) + x*normpdf(x) becomes normpdf(x) times a
    sum of known sign.
    """
    if operation in ("add", "sub"):
        a, b = args[0], args[1] if operation == "add" else Apply("neg", args[1])
        for choice, other in ((a, b), (b, a)):
            match choice:
                case Apply(operation="where", args=(condition, yes, no)):
                    sums = [_sum_with_common(branch, other) for branch in (yes, no)]
                    if any(sums):
                        pairs = zip(sums, (yes, no), strict=True)
                        branches = [found or _sum_with_rest(branch, other) for found, branch in pairs]
                        return Apply("where", condition, *branches)
    return Apply(operation, *args)


def _sum_with_rest(a: Expression, b: Expression) -> Expression:
    """a + b; of a = 1 - r, where r and b have common factors, 1 + (b - r): these the tail takes out, too."""
    match a:
        case Apply(operation="sub", args=(one, rest)):
            difference = _sum_with_common(b, Apply("neg", rest))
            if difference:
                return Apply("add", one, difference)
    return Apply("add", a, b)


# --- forms that cancel less ------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def rearranged(expression: Expression) -> Expression:
    """The same function, still in the functions of the language, in forms that cancel less."""
    return transform(expression, lambda leaf: leaf, _rearranged)


@lru_cache(maxsize=256)
def _rearranged(operation: str, *args: Expression) -> Expression:
    match operation, args:
        case "tanh" | "cosh", (Apply(operation="log1pexp", args=(v,)),):
            return _of_log1pexp(operation, v)
        case "cos", (u,):
            return _cosine(u)
        case "add", (a, b):
            return _sum(a, b)
        case "sub", (a, b):
            return _sum(a, Apply("neg", b))
    return Apply(operation, *args)


def _of_log1pexp(operation: str, v: Expression) -> Expression:
    """tanh or cosh of log1pexp(v), as in mish, by sigmoid(v) and sigmoid(-v), without cancellation."""
    rise, fall = Apply("sigmoid", v), Apply("sigmoid", Apply("neg", v))
    twice_mean = Apply("add", ONE, Apply("mul", fall, fall))
    if operation == "cosh":
        return Apply("div", twice_mean, Apply("mul", TWO, fall))
    return Apply("div", Apply("mul", rise, Apply("add", ONE, fall)), twice_mean)


def _cosine(u: Expression) -> Expression:
    """cos(π/2 sigmoid(v)), as in sinsig, as sin(π/2 sigmoid(-v)), which is accurate relatively near 0."""
    coefficient, bases = factors(u)
    match [(base, power) for base, power in bases.items() if base is not PI]:
        case [(Apply(operation="sigmoid", args=(v,)), 1)] if coefficient == HALF.value and bases.get(PI) == 1:
            fall = Apply("sigmoid", Apply("neg", v))
            return Apply("sin", Apply("mul", Apply("mul", HALF, PI), fall))
    return Apply("cos", u)


def _sum(a: Expression, b: Expression) -> Expression:
    """a + b with common factors taken out, by the conjugate of a root, or with b inside a minimum.

    So s + s*(1 - s)*x becomes s*(1 + (1 - s)*x), whose sign is known even where s underflows; and
    min(x, c) - c becomes min(x - c, 0), which is 0 where it saturates, however c was rounded.
    """
    for form in (_sum_with_common, _sum_with_root, _sum_with_choice):
        for one, other in ((a, b), (b, a)):
            found = form(one, other)
            if found:
                return found
    return Apply("add", a, b)


def _sum_with_common(a: Expression, b: Expression) -> Expression | None:
    """a + b as common factors times a sum; None if there are no common factors."""
    ours, theirs = _factors(a), _factors(b)
    common: dict[Expression, int] = {
        base: min(ours[base], theirs[base])
        for base in ours.keys() & theirs.keys()
        if not isinstance(base, Number) and (ours[base] > 0) == (theirs[base] > 0)
    }
    if not common:
        return None
    rests = (
        _product({base: power - common.get(base, 0) for base, power in factors.items()})
        for factors in (_with(ours, common), _with(theirs, common))
    )
    return Apply("mul", _product(common), Apply("add", *rests))


def _with(factors: dict[Expression, int], common: dict[Expression, int]) -> dict[Expression, int]:
    return {**dict.fromkeys(common, 0), **factors}


@lru_cache(maxsize=4096)  # a tree shares its parts
def _factors(node: Expression) -> dict[Expression, int]:
    """{base: exponent} of a product, with integer exponents, in the order of its text."""
    match node:
        case Number(value=value) if value == 1:
            return {}
        case Apply(operation="neg", args=(a,)):
            return _joined({_MINUS_ONE: 1}, _factors(a), 1)
        case Apply(operation="mul", args=(a, b)):
            return _joined(_factors(a), _factors(b), 1)
        case Apply(operation="div", args=(a, b)):
            return _joined(_factors(a), _factors(b), -1)
        case Apply(operation="pow", args=(a, Number(value=n))) if (
            n.denominator == 1 and 1 < n <= _LARGEST_WHOLE_POWER
        ):
            return _joined({}, _factors(a), int(n))
    return {node: 1}


def _joined(a: dict[Expression, int], b: dict[Expression, int], times: int) -> dict[Expression, int]:
    joined = dict(a)
    for base, power in b.items():
        joined[base] = joined.get(base, 0) + times * power
    return joined


def _product(factors: dict[Expression, int]) -> Expression:
    over = [_power(base, power) for base, power in factors.items() if power > 0]
    under = [_power(base, -power) for base, power in factors.items() if power < 0]
    numerator, denominator = (
        reduce(lambda a, b: Apply("mul", a, b), parts) if parts else ONE for parts in (over, under)
    )
    return Apply("div", numerator, denominator) if under else numerator


def _power(base: Expression, power: int) -> Expression:
    return base if power == 1 else Apply("pow", base, Number(Fraction(power)))


def _sum_with_choice(choice: Expression, b: Expression) -> Expression | None:
    """min(u, v) + b as min(u + b, 0), where b = -v; so for max."""
    match choice:
        case Apply(operation="min" | "max" as operation, args=(u, v)):
            for one, other in ((u, v), (v, u)):
                if apply("add", other, b) is ZERO:
                    return Apply(operation, Apply("add", one, b), ZERO)
    return None


def _sum_with_root(root: Expression, b: Expression) -> Expression | None:
    """√A + B as (A - B²)/(√A - B) where B < 0, if A - B² is simpler than A; 1 + B/√A as (√A + B)/√A."""
    match root, b:
        case Number(value=n), Apply(operation="div", args=(u, Apply(operation="sqrt") as below)) if n == 1:
            total = _sum_with_root(below, u)
            return total and Apply("div", total, below)
        case Apply(operation="neg", args=(Apply(operation="sqrt") as below,)), _:
            total = _sum_with_root(below, Apply("neg", b))
            return total and Apply("neg", total)
        case Apply(operation="sqrt", args=(radicand,)), _:
            difference = apply("sub", radicand, apply("pow", apply("neg", b), TWO))
            if len(nodes(difference)) < len(nodes(radicand)):
                conjugate = Apply("div", difference, Apply("sub", root, b))
                return Apply("where", Apply("lt", b, ZERO), conjugate, Apply("add", root, b))
    return None


# --- compounds -------------------------------------------------------------------------------------------


def _spelled_out(operation: str, *args: Expression) -> Expression:
    return _COMPOUNDS[operation](*args) if operation in _COMPOUNDS else Apply(operation, *args)


def _unsigned(u: Expression) -> tuple[Expression, bool]:
    """Of u and -u always the same one, and whether that is -u."""
    match u:
        case Apply(operation="neg", args=(v,)):
            v, turned = _unsigned(v)
            return v, not turned
        case Apply(operation="mul" | "div" as operation, args=(a, b)):
            a, turned = _unsigned(a)
            return Apply(operation, a, b), turned
        case Number(value=value) if value < 0:
            return Number(-value), True
    return u, False


def _magnitude(u: Expression) -> Expression:
    return Apply("abs", _unsigned(u)[0])


def _pow(a: Expression, b: Expression) -> Expression:
    """Integer powers up to 64 as products of repeated squares."""
    if not (isinstance(b, Number) and b.value.denominator == 1 and abs(b.value) <= _LARGEST_WHOLE_POWER):
        return Apply("pow", a, b)
    n, square = abs(int(b.value)), a
    factors = []
    while n:
        if n & 1:
            factors.append(square)
        n >>= 1
        square = Apply("mul", square, square)
    power = reduce(lambda a, b: Apply("mul", a, b), factors) if factors else ONE
    return Apply("div", ONE, power) if b.value < 0 else power


def _decay(u: Expression) -> Expression:
    """exp(-|u|)."""
    return Apply("exp", Apply("neg", _magnitude(u)))


def _sigmoid(u: Expression) -> Expression:
    """1/(1 + z) on the right, z/(1 + z) on the left, z = exp(-|u|)."""
    v, turned = _unsigned(u)
    z = _decay(v)
    larger = Apply("div", ONE, Apply("add", ONE, z))
    return Apply("where", Apply("le" if turned else "ge", v, ZERO), larger, Apply("mul", z, larger))


def _log1pexp(u: Expression) -> Expression:
    """max(u, 0) + log1p(exp(-|u|))."""
    return Apply("add", Apply("max", u, ZERO), Apply("log1p", _decay(u)))


def _odd(right: Callable[[Expression], Expression]) -> Callable[[Expression], Expression]:
    """An odd function of u, from its value at |u|."""
    return lambda u: Apply("flip", right(_magnitude(u)), u)


def _tanh_on_the_right(a: Expression) -> Expression:
    """-t/(2 + t) with t = expm1(-2a)."""
    t = Apply("expm1", Apply("neg", Apply("mul", TWO, a)))
    return Apply("neg", Apply("div", t, Apply("add", TWO, t)))


def _cosh(u: Expression) -> Expression:
    growth = Apply("exp", _magnitude(u))
    return Apply("mul", HALF, Apply("add", growth, Apply("div", ONE, growth)))


def _sinh_on_the_right(a: Expression) -> Expression:
    rise, fall = Apply("expm1", a), Apply("expm1", Apply("neg", a))
    return Apply("mul", HALF, Apply("sub", rise, fall))


def _asinh_on_the_right(a: Expression) -> Expression:
    """log1p(a + a²/(1 + √(1 + a²)))."""
    squared = Apply("mul", a, a)
    root = Apply("sqrt", Apply("add", ONE, squared))
    return Apply("log1p", Apply("add", a, Apply("div", squared, Apply("add", ONE, root))))


def _tan(u: Expression) -> Expression:
    return Apply("div", Apply("sin", u), Apply("cos", u))


def _bell(u: Expression) -> Expression:
    """exp(-u²/2)."""
    v, _ = _unsigned(u)
    return Apply("exp", Apply("neg", Apply("mul", HALF, Apply("mul", v, v))))


def _normpdf(u: Expression) -> Expression:
    return Apply("div", _bell(u), Apply("sqrt", Apply("mul", TWO, PI)))


def _normcdf(u: Expression) -> Expression:
    tail = Apply("mul", _bell(u), Apply("mills", _magnitude(u)))
    return Apply("where", Apply("lt", u, ZERO), tail, Apply("sub", ONE, tail))


def _erfc_on_the_right(a: Expression) -> Expression:
    """2 exp(-a²) mills(√2 a)."""
    ratio = Apply("mills", Apply("mul", Apply("sqrt", TWO), a))
    return Apply("mul", TWO, Apply("mul", Apply("exp", Apply("neg", Apply("mul", a, a))), ratio))


def _erfc(u: Expression) -> Expression:
    right = _erfc_on_the_right(_magnitude(u))
    return Apply("where", Apply("lt", u, ZERO), Apply("sub", TWO, right), right)


def _erf_on_the_right(a: Expression) -> Expression:
    outer = Apply("sub", ONE, _erfc_on_the_right(a))
    return Apply("where", Apply("lt", a, HALF), Apply("inner_erf", a), outer)


_COMPOUNDS: Final[dict[str, Callable[..., Expression]]] = {
    "pow": _pow,
    "sigmoid": _sigmoid,
    "log1pexp": _log1pexp,
    "tanh": _odd(_tanh_on_the_right),
    "cosh": _cosh,
    "sinh": _odd(_sinh_on_the_right),
    "asinh": _odd(_asinh_on_the_right),
    "tan": _tan,
    "normpdf": _normpdf,
    "normcdf": _normcdf,
    "erfc": _erfc,
    "erf": _odd(_erf_on_the_right),
}
