"""Formulas spelled in the few words that a check of a certificate knows."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, partial, reduce
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.formula.algebra import HALF, ONE, TWO, number
from actx.core.formula.choices import as_min_and_max
from actx.core.formula.expression import PI, Apply, Expression, Number, Symbol, X, depends_on_x, transform
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@lru_cache(maxsize=1024)
def spelled(expression: Expression) -> Expression:
    """The same function in arithmetic, choices, exp, log, sqrt, sin, cos, atan, erf and normcdf."""
    return transform(expression, lambda leaf: leaf, _spelled)


def _spelled(operation: str, *args: Expression) -> Expression:
    if operation == "pow":
        return _power(*args)
    if operation == "clip":
        return spelled(as_min_and_max(Apply("clip", *args)))
    if operation == "where":
        return _choice(*args)
    if operation == "sub":
        return _sum(args[0], Apply("neg", args[1]))
    rule = _RULES.get(operation)
    return Apply(operation, *args) if rule is None else rule(*args)


def _power(u: Expression, exponent: Expression) -> Expression:
    whole = simplify(exponent)
    if isinstance(whole, Number):
        return Apply("sqrt", u) if whole is HALF else Apply("pow", u, whole)
    return Apply("exp", _product(exponent, Apply("log", u)))


_sum: Final = partial(Apply, "add")
_product: Final = partial(Apply, "mul")
_quotient: Final = partial(Apply, "div")
_exp: Final = partial(Apply, "exp")
_MINUS_ONE: Final = number(-1)


def _sinh(u: Expression) -> Expression:
    return _sum(_quotient(_exp(u), TWO), Apply("neg", _quotient(_exp(Apply("neg", u)), TWO)))


@lru_cache(maxsize=256)
def regular(expression: Expression) -> Expression:
    """The same function, spelled; a/(c + n/d) as a*d/(c*d + n), which has a power series where d is 0."""
    return transform(spelled(expression), lambda leaf: leaf, _regular)


def _regular(operation: str, *args: Expression) -> Expression:
    match operation, args:
        case "div", (a, Apply(operation="add", args=(c, Apply(operation="div", args=(n, d))))) if (
            depends_on_x(d)
        ):
            return _quotient(_product(a, d), _sum(_product(c, d), n))
    return Apply(operation, *args)


def _choice(condition: Expression, u: Expression, v: Expression) -> Expression:
    """where(condition, u, v) by choices choose(d, u, v): u where d is positive, v where d is negative."""
    assert isinstance(condition, Apply)
    a, b = condition.args[0], condition.args[-1]
    match condition.operation:
        case "and":
            return _choice(a, _choice(b, u, v), v)
        case "or":
            return _choice(a, u, _choice(b, u, v))
        case "not":
            return _choice(a, v, u)
        case "eq":
            return _choice(Apply("ne", a, b), v, u)
        case "ne":
            return _positive(a, b, u, _positive(b, a, u, v))
        case "gt" | "ge":
            return _positive(a, b, u, v)
    return _positive(b, a, u, v)


def _positive(a: Expression, b: Expression, u: Expression, v: Expression) -> Expression:
    """u where a > b, v where a < b."""
    return Apply("choose", spelled(simplify(Apply("sub", a, b))), u, v)


# Where it can be, u occurs once: then bounds of u give the least bounds of the function.
_RULES: Final[dict[str, Callable[..., Expression]]] = {
    "min": lambda u, v: _positive(v, u, u, v),
    "max": lambda u, v: _positive(u, v, u, v),
    "abs": lambda u: Apply("choose", u, u, Apply("neg", u)),
    "sign": lambda u: Apply("choose", u, ONE, _MINUS_ONE),
    "expm1": lambda u: _sum(_exp(u), _MINUS_ONE),
    "log1p": lambda u: Apply("log", _sum(ONE, u)),
    "log1pexp": lambda u: Apply("log", _sum(ONE, _exp(u))),
    "sigmoid": lambda u: _quotient(ONE, _sum(ONE, _exp(Apply("neg", u)))),
    "sinh": _sinh,
    "cosh": lambda u: Apply("sqrt", _sum(ONE, Apply("pow", _sinh(u), TWO))),
    "tanh": lambda u: _sum(ONE, _quotient(number(-2), _sum(ONE, _exp(_product(TWO, u))))),
    "asinh": lambda u: Apply("log", _sum(u, Apply("sqrt", _sum(ONE, Apply("pow", u, TWO))))),
    "tan": lambda u: _quotient(Apply("sin", u), Apply("cos", u)),
    "erfc": lambda u: _product(TWO, Apply("normcdf", _product(Apply("neg", Apply("sqrt", TWO)), u))),
    "normpdf": lambda u: _quotient(
        _exp(_product(Number(Fraction(-1, 2)), Apply("pow", u, TWO))), Apply("sqrt", _product(TWO, PI))
    ),
}


@lru_cache(maxsize=1024)
def plain(expression: Expression) -> Expression:
    """The same function of x > 0, of which bounds are close, and values at 0 and infinity are its limits."""
    return transform(tamed(spelled(expression)), lambda leaf: leaf, _divided)


def _divided(operation: str, *args: Expression) -> Expression:
    """The operation, but u * (2/3) is u*2/3: for whole u, a check in binary then has it exactly."""
    match operation, args:
        case "mul", (Number(value=value), u) if value.denominator > 1:
            product = u if value.numerator == 1 else Apply("mul", Number(Fraction(value.numerator)), u)
            return Apply("div", product, Number(Fraction(value.denominator)))
    return Apply(operation, *args)


@lru_cache(maxsize=1024)
def tamed(expression: Expression) -> Expression:
    """The same function of x > 0, whose bounds for large x are narrower: x does not occur in two factors.

    x**a * exp(-c*x**b) is a power of decay(u) = u*exp(-u), and sqrt(x**2 + c)/x is sqrt(1 + c/x**2).
    """
    if not isinstance(expression, Apply):
        return expression
    if expression.operation in ("mul", "div"):
        factors = [*_factors(expression)]
        found = _with_small_log(factors) or _as_decay(factors) or _with_root(factors)
        if found is not None:
            return found
    if expression.operation == "add":
        found = _as_one_log([*_terms(expression)])
        if found is not None:
            return found
    return Apply(expression.operation, *map(tamed, expression.args))


def _with_small_log(factors: list[Expression]) -> Expression | None:
    """exp(-u)*log(1 + exp(u)) as exp(-u)*u + exp(-u)*log(1 + exp(-u)); None if there are no such factors."""
    for each in factors:
        match each:
            case Apply(
                operation="log", args=(Apply(operation="add", args=(Apply(operation="exp", args=(u,)), one)),)
            ) if one is ONE and grows(u):
                small = Apply("log", _sum(ONE, _exp(Apply("neg", u))))
                rest = [other for other in factors if other is not each]
                if any(isinstance(other, Apply) and other.operation == "exp" for other in rest):
                    return _sum(*(tamed(reduce(_product, [*rest, part])) for part in (u, small)))
    return None


def _as_decay(factors: list[Expression]) -> Expression | None:
    """x**a * exp(-c*x**b) as a power of decay; None where there are no such factors."""
    a = _exponent_of_x(factors)
    for each in factors:
        if not (isinstance(each, Apply) and each.operation == "exp") or a <= 0:
            continue
        inner = _power_of_x(each.args[0])
        if inner is None or inner.coefficient >= 0 or inner.exponent <= 0:
            continue
        scale, share = -inner.coefficient * inner.exponent / a, a / inner.exponent
        u = Apply("mul", Number(scale), Apply("pow", X, Number(inner.exponent)))
        rest = [tamed(other) for other in factors if other is not each and not _is_power(other)]
        constant = [Apply("pow", Number(1 / scale), Number(share))] if scale != 1 else []
        return reduce(_product, [*rest, *constant, _power(Apply("decay", u), Number(share))])
    return None


def _with_root(factors: list[Expression]) -> Expression | None:
    """sqrt(x**2 + c)/x as sqrt(1 + c/x**2); None where there is no such pair of a root and a power of x."""
    p = _exponent_of_x(factors)
    for each in factors:
        match each:
            case Apply(operation="sqrt", args=(u,)):
                q = Fraction(1, 2)
            case Apply(operation="pow", args=(u, Number(value=q))) if q.denominator == 2 or q == -1:
                pass
            case _:
                continue
        terms = [_power_of_x(term) for term in _terms(u)]
        if p * q >= 0 or None in terms:
            continue
        degree = max(term.exponent for term in terms if term)
        inner = [_monomial(term.coefficient, term.exponent - degree) for term in terms if term]
        rest = [tamed(other) for other in factors if other is not each and not _is_power(other)]
        power = _monomial(Fraction(1), p + degree * q)
        return reduce(_product, [*rest, power, _power(reduce(_sum, inner), Number(q))])
    return None


def _exponent_of_x(factors: list[Expression]) -> Fraction:
    """The exponent of x in a product."""
    powers = [_power_of_x(each) for each in factors if _is_power(each)]
    return sum((each.exponent for each in powers if each), Fraction(0))


def _as_one_log(terms: list[Expression]) -> Expression | None:
    """log(u) - log(v) + ... as log(u/v) + ...: 0 where u = v, exactly; None where there are no such terms."""
    above, below, rest = [], [], []
    for each in terms:
        match each:
            case Apply(operation="log", args=(u,)):
                above.append(tamed(u))
            case Apply(operation="neg", args=(Apply(operation="log", args=(u,)),)):
                below.append(tamed(u))
            case Apply(operation="mul", args=(c, Apply(operation="log", args=(u,)))) if c is _MINUS_ONE:
                below.append(tamed(u))
            case _:
                rest.append(tamed(each))
    if not above or not below:
        return None
    quotient = _quotient(reduce(_product, above), reduce(_product, below))
    return reduce(_sum, [Apply("log", quotient), *rest])


def _monomial(coefficient: Fraction, exponent: Fraction) -> Expression:
    if not exponent:
        return Number(coefficient)
    power = X if exponent == 1 else Apply("pow", X, Number(exponent))
    return power if coefficient == 1 else _product(Number(coefficient), power)


def _terms(tree: Expression) -> Iterator[Expression]:
    if isinstance(tree, Apply) and tree.operation == "add":
        for each in tree.args:
            yield from _terms(each)
    else:
        yield tree


class _Power(NamedTuple):
    """The monomial coefficient * x**exponent."""

    coefficient: Fraction
    exponent: Fraction


def _is_power(tree: Expression) -> bool:
    found = _power_of_x(tree)
    return found is not None and found.coefficient == 1


def grows(tree: Expression) -> bool:
    """Whether an expression is a monomial that tends to infinity."""
    found = _power_of_x(tree)
    return found is not None and found.coefficient > 0 and found.exponent > 0


def _power_of_x(tree: Expression) -> _Power | None:
    match tree:
        case Number(value=value):
            return _Power(value, Fraction(0))
        case Symbol():
            return _Power(Fraction(1), Fraction(1)) if tree is X else None
        case Apply(operation="neg", args=(u,)):
            inner = _power_of_x(u)
            return inner and _Power(-inner.coefficient, inner.exponent)
        case Apply(operation="sqrt", args=(u,)) if u is X:
            return _Power(Fraction(1), Fraction(1, 2))
        case Apply(operation="pow", args=(u, Number(value=value))) if u is X:
            return _Power(Fraction(1), value)
        case Apply(operation="pow", args=(u, Number(value=value))) if value.denominator == 1:
            inner = _power_of_x(u)
            return inner and _Power(inner.coefficient ** int(value), inner.exponent * value)
        case Apply(operation="mul", args=(u, v)):
            a, b = _power_of_x(u), _power_of_x(v)
            return a and b and _Power(a.coefficient * b.coefficient, a.exponent + b.exponent)
        case Apply(operation="div", args=(u, Number(value=value))) if value:
            inner = _power_of_x(u)
            return inner and _Power(inner.coefficient / value, inner.exponent)
    return None


def _factors(tree: Expression) -> Iterator[Expression]:
    """The factors of a product, and of a quotient by a number, a root or 1 + exp(x)."""
    match tree:
        case Apply(operation="mul", args=(u, v)):
            yield from _factors(u)
            yield from _factors(v)
        case Apply(operation="div", args=(u, Number(value=value))) if value:
            yield from _factors(u)
            yield Number(1 / value)
        case Apply(operation="div", args=(u, Apply(operation="sqrt", args=(v,)))):
            yield from _factors(u)
            yield Apply("pow", v, Number(Fraction(-1, 2)))
        case Apply(
            operation="div", args=(u, Apply(operation="add", args=(one, Apply(operation="exp", args=(v,)))))
        ) if one is ONE and grows(v):
            yield from _factors(u)
            falling = _exp(Apply("neg", v))
            yield falling
            yield _quotient(ONE, _sum(ONE, falling))
        case Apply(operation="div", args=(u, Apply(operation="mul", args=(v, w)))):
            yield from _factors(_quotient(_quotient(u, v), w))
        case Apply(operation="div", args=(u, v)) if (
            v is not X and depends_on_x(v) and None not in map(_power_of_x, _terms(v))
        ):
            yield from _factors(u)
            yield Apply("pow", v, _MINUS_ONE)
        case Apply(operation="exp", args=(Apply(operation="add", args=(u, v)),)) if any(
            grows(Apply("neg", each)) for each in (u, v)
        ):
            yield from _factors(_exp(u))
            yield from _factors(_exp(v))
        case _:
            yield tree
