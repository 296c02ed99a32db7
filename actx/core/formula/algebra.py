"""Constructors that simplify as they build: enough to read a derivative, and to keep its accuracy.

A sum is collected as {term: coefficient} and a product as {base: exponent}, so that like terms meet;
then a few identities turn what would cancel or overflow into what does not:
1 + tanh(u) into 2 sigmoid(2u), log(1 + exp(u)) into log1pexp(u), x*sign(x) into abs(x).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.formula.expression import Apply, E, Expression, Number, transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))
HALF: Final = Fraction(1, 2)
# An exact power past this many bits is left for the arithmetics, which know exponents.
_MAX_BITS: Final = 4096

_CACHED: Final = 8192

_Factors: TypeAlias = frozenset[tuple[Expression, Fraction]]


def number(value: Fraction | int | str) -> Number:
    return Number(Fraction(value))


def simplify(expression: Expression) -> Expression:
    """The same function, built by the constructors of this module."""
    return transform(expression, lambda leaf: leaf, apply)


def apply(operation: str, *args: Expression) -> Expression:
    """The operation on its arguments, simplified."""
    build = _BUILDERS.get(operation)
    if build is not None:
        return build(*args)
    if operation in _AT_ZERO and args[0] is ZERO:
        return _AT_ZERO[operation]
    return Apply(operation, *args)


# --- sums ------------------------------------------------------------------------------------------------


def add(*args: Expression) -> Expression:
    return total((term, coefficient) for argument in args for term, coefficient in terms(argument))


def total(parts: Iterable[tuple[Expression, Fraction]]) -> Expression:
    """The sum of coefficient * term; terms meet by what their factors are, in whatever order they stand."""
    collected: dict[_Factors, tuple[Expression, Fraction]] = {}
    for term, coefficient in parts:
        key = frozenset(factors(term)[1].items())
        first, so_far = collected.get(key, (term, Fraction(0)))
        collected[key] = first, so_far + coefficient
    remaining = {term: coefficient for term, coefficient in collected.values() if coefficient}
    if len(remaining) == 2:
        compound = _complement(remaining)
        if compound is not None:
            return compound
    return _build_sum(remaining)


def sub(a: Expression, b: Expression) -> Expression:
    return add(a, neg(b))


def neg(a: Expression) -> Expression:
    return mul(number(-1), a)


def terms(expression: Expression) -> list[tuple[Expression, Fraction]]:
    """`expression` as a flat sum of (term, rational coefficient)."""
    result: list[tuple[Expression, Fraction]] = []
    stack = [(expression, 1)]
    while stack:
        node, outer = stack.pop()
        if isinstance(node, Apply) and node.operation in ("add", "sub"):
            a, b = node.args
            stack += [(b, outer if node.operation == "add" else -outer), (a, outer)]
        elif isinstance(node, Apply) and node.operation == "neg":
            stack.append((node.args[0], -outer))
        else:
            term, coefficient = _split(node)
            result.append((term, outer * coefficient))
    return result


@lru_cache(maxsize=_CACHED)
def _split(expression: Expression) -> tuple[Expression, Fraction]:
    """`expression` as a term and the rational coefficient before it."""
    coefficient, bases = factors(expression)
    if coefficient == 1:
        return expression, coefficient
    return _build_product(Fraction(1), bases), coefficient


def _build_sum(remaining: dict[Expression, Fraction]) -> Expression:
    ordered = sorted(
        remaining.items(), key=lambda item: item[1] < 0
    )  # a positive term first: 1 - x, not -x + 1
    if not ordered:
        return ZERO
    result = _scaled(*ordered[0])
    for term, coefficient in ordered[1:]:
        result = Apply("add" if coefficient > 0 else "sub", result, _scaled(term, abs(coefficient)))
    return result


def _scaled(term: Expression, coefficient: Fraction) -> Expression:
    if term is ONE:
        return Number(coefficient)
    return mul(Number(coefficient), term)


# 1 - f^m = g^n
_SQUARES: Final[dict[tuple[str, Fraction | int], tuple[str, int]]] = {
    ("tanh", 2): ("cosh", -2),
    ("cosh", -2): ("tanh", 2),
    ("sin", 2): ("cos", 2),
    ("cos", 2): ("sin", 2),
}


def _complement(pair: dict[Expression, Fraction]) -> Expression | None:
    """c*(1 ± f(u)) in the form that does not cancel, where there is one."""
    if ONE not in pair:
        return None
    constant = pair[ONE]
    term, coefficient = next(item for item in pair.items() if item[0] is not ONE)
    if not isinstance(term, Apply) or abs(coefficient) != abs(constant):
        return None
    plus = coefficient == constant
    operation, u = term.operation, term.args[0]
    compound: Expression | None = None
    if operation == "tanh":
        compound = mul(number(2), apply("sigmoid", mul(number(2 if plus else -2), u)))
    elif operation == "erf":
        compound = apply("erfc", neg(u) if plus else u)
    elif operation in ("sigmoid", "normcdf") and not plus:
        compound = apply(operation, neg(u))
    elif operation == "erfc" and not plus:
        compound = apply("erf", u)
    elif operation == "exp" and not plus:
        compound = neg(apply("expm1", u))
    elif not plus and len(bases := factors(term)[1]) == 1:
        ((base, exponent),) = bases.items()
        if isinstance(base, Apply) and (base.operation, exponent) in _SQUARES:
            other, power_of_it = _SQUARES[base.operation, exponent]
            compound = power(apply(other, base.args[0]), number(power_of_it))
    return None if compound is None else mul(Number(constant), compound)


# --- products --------------------------------------------------------------------------------------------


def mul(*args: Expression) -> Expression:
    return product([(argument, Fraction(1)) for argument in args])


def div(a: Expression, b: Expression) -> Expression:
    return product([(a, Fraction(1)), (b, Fraction(-1))])


def power(base: Expression, exponent: Expression) -> Expression:
    if isinstance(exponent, Number):
        if exponent.value.denominator in (1, 2):
            return product([(base, exponent.value)])
        if base is ONE:
            return ONE
    elif base is E:
        return apply("exp", exponent)
    return Apply("pow", base, exponent)


def sqrt(a: Expression) -> Expression:
    return product([(a, HALF)])


def product(parts: list[tuple[Expression, Fraction]]) -> Expression:
    coefficient = Fraction(1)
    bases: dict[Expression, Fraction] = {}
    for part, exponent in parts:
        factor, inner = factors(part)
        if exponent.denominator == 1 or (not inner and factor >= 0):
            exact = _exact_power(factor, exponent)
            if exact is None:
                key = Number(factor)
                bases[key] = bases.get(key, Fraction(0)) + exponent
            else:
                coefficient *= exact
            for base, inner_exponent in inner.items():
                bases[base] = bases.get(base, Fraction(0)) + inner_exponent * exponent
        else:  # the root of a product stays whole: sqrt(x*x) is not x
            bases[part] = bases.get(part, Fraction(0)) + exponent
    if coefficient == 0 and not any(base is ZERO for base in bases):
        return ZERO
    return _build_product(coefficient, _combine(bases))


@lru_cache(maxsize=_CACHED)
def factors(expression: Expression) -> tuple[Fraction, Mapping[Expression, Fraction]]:
    """`expression` as a rational coefficient and {base: exponent}."""
    if isinstance(expression, Number):
        return expression.value, {}
    if isinstance(expression, Apply):
        args = expression.args
        if expression.operation == "neg":
            coefficient, bases = factors(args[0])
            return -coefficient, bases
        if expression.operation in ("mul", "div"):
            sign = 1 if expression.operation == "mul" else -1
            coefficient, left = factors(args[0])
            factor, right = factors(args[1])
            if factor:
                bases = dict(left)
                for base, exponent in right.items():
                    bases[base] = bases.get(base, Fraction(0)) + sign * exponent
                return coefficient * factor**sign, bases
        if expression.operation == "pow" and isinstance(args[1], Number):
            return Fraction(1), {args[0]: args[1].value}
        if expression.operation == "sqrt":
            return Fraction(1), {args[0]: HALF}
    return Fraction(1), {expression: Fraction(1)}


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """base**exponent where it is rational and not unreasonably long."""
    if exponent.denominator == 2:
        roots = isqrt(base.numerator), isqrt(base.denominator)
        if roots[0] ** 2 != base.numerator or roots[1] ** 2 != base.denominator:
            return None
        base = Fraction(*roots)
        exponent = Fraction(exponent.numerator)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if (base == 0 and exponent <= 0) or (abs(base) != 1 and bits * abs(exponent) > _MAX_BITS):
        return None
    return Fraction(base**exponent.numerator)


def _combine(bases: dict[Expression, Fraction]) -> dict[Expression, Fraction]:
    """Identities between the factors of one product."""
    result: dict[Expression, Fraction] = {}
    for base, exponent in bases.items():
        logistic = _one_plus_exp(base) if exponent.denominator == 1 and exponent < 0 else None
        if logistic is not None:  # 1/(1 + e^u) = sigmoid(-u)
            base, exponent = apply("sigmoid", neg(logistic)), -exponent  # noqa: PLW2901
        result[base] = result.get(base, Fraction(0)) + exponent
    for base in list(result):
        if not isinstance(base, Apply):
            continue
        u = base.args[0]
        if base.operation == "sign" and result[base] == 1 and result.get(u, 0) >= 1:  # u*sign(u) = |u|
            del result[base]
            result[u] -= 1
            magnitude = Apply("abs", u)
            result[magnitude] = result.get(magnitude, Fraction(0)) + 1
        elif base.operation == "exp" and result[base] == 1:  # e^u sigmoid(-u) = sigmoid(u)
            mirror = Apply("sigmoid", neg(u))
            if result.get(mirror, 0) >= 1:
                del result[base]
                result[mirror] -= 1
                logistic = Apply("sigmoid", u)
                result[logistic] = result.get(logistic, Fraction(0)) + 1
        elif base.operation == "sinh" and result[base] == 1:  # sinh/cosh = tanh
            cosh = Apply("cosh", u)
            if result.get(cosh, 0) <= -1:
                del result[base]
                result[cosh] += 1
                tanh = Apply("tanh", u)
                result[tanh] = result.get(tanh, Fraction(0)) + 1
    return {base: exponent for base, exponent in result.items() if exponent}


def _one_plus_exp(base: Expression) -> Expression | None:
    if isinstance(base, Apply) and base.operation == "add" and ONE in base.args:
        other = base.args[1] if base.args[0] is ONE else base.args[0]
        if isinstance(other, Apply) and other.operation == "exp":
            return other.args[0]
    return None


def _build_product(coefficient: Fraction, bases: Mapping[Expression, Fraction]) -> Expression:
    if not bases:
        return Number(coefficient)
    above = [_raised(base, exponent) for base, exponent in bases.items() if exponent > 0]
    below = [_raised(base, -exponent) for base, exponent in bases.items() if exponent < 0]
    magnitude = abs(coefficient)
    # Whole coefficients and those that are a short decimal stand in front; 1/6 divides.
    if magnitude.denominator != 1 and not _is_decimal(magnitude):
        below.insert(0, number(magnitude.denominator))
        magnitude = Fraction(magnitude.numerator)
    if magnitude != 1 or not above:
        above.insert(0, Number(magnitude))
    result = _chain(above)
    if below:
        result = Apply("div", result, _chain(below))
    return result if coefficient >= 0 else Apply("neg", result)


def _raised(base: Expression, exponent: Fraction) -> Expression:
    """base**exponent for a positive whole or half exponent, or any other as it stands."""
    if exponent == 1:
        return base
    if exponent.denominator == 2:
        whole = exponent - HALF
        root = Apply("sqrt", base)
        return Apply("mul", _raised(base, whole), root) if whole else root
    return Apply("pow", base, Number(exponent))


def _chain(factors: list[Expression]) -> Expression:
    result = factors[0]
    for factor in factors[1:]:
        result = Apply("mul", result, factor)
    return result


def _is_decimal(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


# --- functions and choices -------------------------------------------------------------------------------


def log(a: Expression) -> Expression:
    if isinstance(a, Apply):
        if a.operation == "sigmoid":
            return neg(apply("log1pexp", neg(a.args[0])))
        if a.operation in ("add", "sub") and dict(terms(a)).get(ONE) == 1:
            return log1p(sub(a, ONE))
    return ZERO if a is ONE else Apply("log", a)


def log1p(a: Expression) -> Expression:
    if a is ZERO:
        return ZERO
    if isinstance(a, Apply) and a.operation == "exp":
        return Apply("log1pexp", a.args[0])
    return Apply("log1p", a)


def absolute(a: Expression) -> Expression:
    if isinstance(a, Number):
        return Number(abs(a.value))
    return (
        Apply("abs", a.args[0]) if isinstance(a, Apply) and a.operation in ("neg", "abs") else Apply("abs", a)
    )


def sign(a: Expression) -> Expression:
    if isinstance(a, Number):
        return number((a.value > 0) - (a.value < 0))
    return Apply("sign", a)


def minimum(a: Expression, b: Expression) -> Expression:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(min(a.value, b.value))
    return a if a is b else Apply("min", a, b)


def maximum(a: Expression, b: Expression) -> Expression:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(max(a.value, b.value))
    return a if a is b else Apply("max", a, b)


def where(condition: Expression, a: Expression, b: Expression) -> Expression:
    if a is b:
        return a
    if isinstance(condition, Apply) and all(isinstance(side, Number) for side in condition.args):
        verdict = _decide(condition)
        if verdict is not None:
            return a if verdict else b
    return Apply("where", condition, a, b)


def _decide(condition: Apply) -> bool | None:
    left, right = (side.value for side in condition.args if isinstance(side, Number))
    return {
        "lt": left < right,
        "le": left <= right,
        "gt": left > right,
        "ge": left >= right,
        "eq": left == right,
        "ne": left != right,
    }[condition.operation]


_BUILDERS: Final[dict[str, Callable[..., Expression]]] = {
    "add": add,
    "sub": sub,
    "mul": mul,
    "div": div,
    "pow": power,
    "neg": neg,
    "sqrt": sqrt,
    "log": log,
    "log1p": log1p,
    "abs": absolute,
    "sign": sign,
    "min": minimum,
    "max": maximum,
    "where": where,
}
_AT_ZERO: Final[dict[str, Expression]] = {
    **dict.fromkeys(("expm1", "sin", "tan", "sinh", "tanh", "asinh", "atan", "erf"), ZERO),
    **dict.fromkeys(("exp", "cos", "cosh", "erfc"), ONE),
    **dict.fromkeys(("sigmoid", "normcdf"), Number(HALF)),
}
