"""Constructors of sums, products and powers that simplify, so that derivatives stay short and readable.

A sum is collected as {term: coefficient}, a product as {base: exponent}; equal terms and bases merge. Then a
few identities replace forms that cancel or overflow: 1 + tanh(u) becomes 2 sigmoid(2u), 1/(1 + exp(-u))
becomes sigmoid(u), x*sign(x) becomes abs(x).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.formula.expression import Apply, E, Expression, Number, applies
from actx.core.formula.rationals import has_short_decimal, rational_power
from actx.core.formula.signs import is_never_negative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))
TWO: Final = Number(Fraction(2))
HALF: Final = Number(Fraction(1, 2))
_HALF: Final = Fraction(1, 2)
_ONE: Final = Fraction(1)
# Entries of each cache. A long sum is built from its first terms on, so that each of them is met many times.
_CACHED: Final = 8192

# An int where the exponent is whole, which is nearly always: Fractions are slow.
_Exponent: TypeAlias = int | Fraction
_Factors: TypeAlias = frozenset[tuple[Expression, _Exponent]]


def number(value: Fraction | int | str) -> Number:
    return Number(Fraction(value))


# --- sums ------------------------------------------------------------------------------------------------


def add(*args: Expression) -> Expression:
    return total((term, coefficient) for argument in args for term, coefficient in terms(argument))


def total(parts: Iterable[tuple[Expression, Fraction]]) -> Expression:
    """The sum of coefficient * term. Terms with the same factors, in any order, merge."""
    collected: dict[_Factors, tuple[Expression, Fraction]] = {}
    for term, coefficient in parts:
        key = _factors_of(term)
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
    """The summands of `expression` as (term, rational coefficient), nested sums flattened."""
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
    """`expression` as (term, rational coefficient)."""
    coefficient, bases = factors(expression)
    if coefficient == 1:
        return expression, coefficient
    return _build_product(_ONE, bases), coefficient


@lru_cache(maxsize=_CACHED)
def _factors_of(term: Expression) -> _Factors:
    return frozenset(factors(term)[1].items())


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


@lru_cache(maxsize=_CACHED)
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
    """c*(1 ± f(u)) in a form that does not cancel, such as 2c*sigmoid(2u) for c*(1 + tanh(u)); else None."""
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
        compound = mul(number(2), Apply("sigmoid", mul(number(2 if plus else -2), u)))
    elif operation == "erf":
        compound = Apply("erfc", neg(u) if plus else u)
    elif operation in ("sigmoid", "normcdf") and not plus:
        compound = Apply(operation, neg(u))
    elif operation == "erfc" and not plus:
        compound = Apply("erf", u)
    elif operation == "exp" and not plus:
        compound = neg(Apply("expm1", u))
    elif not plus and len(bases := factors(term)[1]) == 1:
        ((base, exponent),) = bases.items()
        if isinstance(base, Apply) and (base.operation, exponent) in _SQUARES:
            other, power_of_it = _SQUARES[base.operation, exponent]
            compound = power(Apply(other, base.args[0]), number(power_of_it))
    return None if compound is None else mul(Number(constant), compound)


# --- products --------------------------------------------------------------------------------------------


def mul(*args: Expression) -> Expression:
    return product([(argument, 1) for argument in args])


def div(a: Expression, b: Expression) -> Expression:
    return product([(a, 1), (b, -1)])


def power(base: Expression, exponent: Expression) -> Expression:
    if isinstance(exponent, Number):
        if exponent.value.denominator in (1, 2):
            return product([(base, _exponent(exponent.value))])
        if isinstance(base, Number) and base.value >= 0:
            exact = rational_power(base.value, exponent.value)
            if exact is not None:
                return Number(exact)
    elif base is E:
        return Apply("exp", exponent)
    return Apply("pow", base, exponent)


def sqrt(a: Expression) -> Expression:
    return product([(a, _HALF)])


def _exponent(value: Fraction) -> _Exponent:
    return value.numerator if value.denominator == 1 else value


def product(parts: Iterable[tuple[Expression, _Exponent]]) -> Expression:
    coefficient = _ONE
    bases: dict[Expression, _Exponent] = {}
    for part, exponent in parts:
        coefficient *= _include(bases, part, exponent)
    if coefficient == 0 and not any(base is ZERO for base in bases):
        return ZERO
    return _build_product(coefficient, _combine(bases))


def _include(bases: dict[Expression, _Exponent], part: Expression, exponent: _Exponent) -> Fraction:
    """Multiply `bases` by part**exponent and return the rational number that is a factor of it."""
    factor, inner = factors(part)
    if exponent.denominator != 1 and (inner or factor < 0):
        return _merge(bases, part, exponent)  # a root is not split over a product: sqrt(x*x) is not x
    coefficient = _ONE
    if factor != 1:
        exact = rational_power(factor, exponent)
        coefficient = _merge(bases, Number(factor), exponent) if exact is None else exact
    for base, inner_exponent in inner.items():
        power_of_it = inner_exponent * exponent
        if inner_exponent.denominator != 1 and power_of_it.denominator == 1:
            coefficient *= _of_roots(bases, base, int(power_of_it), inner_exponent.denominator)
        else:
            coefficient *= _merge(bases, base, power_of_it)
    return coefficient


def _merge(bases: dict[Expression, _Exponent], base: Expression, exponent: _Exponent) -> Fraction:
    """Multiply `bases` by base**exponent, `base` a single factor; return the rational number split off."""
    merged: _Exponent = bases.get(base, 0) + exponent
    if exponent.denominator != 1 and merged.denominator == 1:
        del bases[base]
        return _of_roots(bases, base, int(merged), exponent.denominator)
    whole = int(merged)
    bases[base] = whole if merged == whole else merged
    if not whole or merged == whole or factors(base) == (_ONE, {base: 1}):
        return _ONE
    # Split off the whole power: (-x)**1.5 is -x*sqrt(-x), whose coefficient -1 merges with others.
    if not isinstance(base, Number):
        bases[base] = merged - whole
        return _include(bases, base, whole)
    exact = rational_power(base.value, whole)
    if exact is None:
        return _ONE
    bases[base] = merged - whole
    return exact


def _of_roots(bases: dict[Expression, _Exponent], base: Expression, exponent: int, degree: int) -> Fraction:
    """Multiply `bases` by base**exponent, a product of roots: sqrt(x)**2 is x only where x >= 0."""
    if is_never_negative(base):
        return _include(bases, base, exponent)  # also splits off the 2 of sqrt(2*x**2)**2
    root = Apply("sqrt", base) if degree == 2 else Apply("pow", base, number(Fraction(1, degree)))
    bases[root] = bases.get(root, 0) + degree * exponent
    return _ONE


@lru_cache(maxsize=_CACHED)
def factors(expression: Expression) -> tuple[Fraction, Mapping[Expression, _Exponent]]:
    """`expression` as a rational coefficient and {base: exponent}, nested products flattened."""
    if isinstance(expression, Number):
        return expression.value, {}
    if isinstance(expression, Apply):
        args = expression.args
        if expression.operation == "neg":
            coefficient, inner = factors(args[0])
            return -coefficient, inner
        if expression.operation in ("mul", "div"):
            sign = 1 if expression.operation == "mul" else -1
            coefficient, left = factors(args[0])
            factor, right = factors(args[1])
            if factor:
                bases: dict[Expression, _Exponent] = dict(left)
                coefficient *= factor**sign
                for base, exponent in right.items():
                    coefficient *= _merge(bases, base, sign * exponent)
                return coefficient, bases
        if expression.operation == "pow" and isinstance(args[1], Number):
            powers: dict[Expression, _Exponent] = {}
            return _include(powers, args[0], _exponent(args[1].value)), powers
        if expression.operation == "sqrt":
            return _ONE, {args[0]: _HALF}
    return _ONE, {expression: 1}


def _combine(bases: dict[Expression, _Exponent]) -> dict[Expression, _Exponent]:
    """The factors with the identities between factors of one product applied."""
    result: dict[Expression, _Exponent] = {}
    for base, exponent in bases.items():
        logistic = _one_plus_exp(base) if exponent.denominator == 1 and exponent < 0 else None
        if logistic is not None:  # 1/(1 + e^u) = sigmoid(-u)
            base, exponent = Apply("sigmoid", neg(logistic)), -exponent  # noqa: PLW2901
        result[base] = result.get(base, 0) + exponent
    for base in list(result):
        if not isinstance(base, Apply):
            continue
        u = base.args[0]
        if base.operation == "sign" and result[base] == 1 and result.get(u, 0) >= 1:  # u*sign(u) = |u|
            del result[base]
            result[u] -= 1
            magnitude = Apply("abs", u)
            result[magnitude] = result.get(magnitude, 0) + 1
        elif base.operation == "exp" and result[base] == 1 and _any_sigmoid(result):
            # e^u sigmoid(-u) = sigmoid(u). Building -u may be slow, so only if there is a sigmoid at all.
            mirror = Apply("sigmoid", neg(u))
            if result.get(mirror, 0) >= 1:
                del result[base]
                result[mirror] -= 1
                logistic = Apply("sigmoid", u)
                result[logistic] = result.get(logistic, 0) + 1
        elif base.operation == "sinh" and result[base] == 1:  # sinh/cosh = tanh
            cosh = Apply("cosh", u)
            if result.get(cosh, 0) <= -1:
                del result[base]
                result[cosh] += 1
                tanh = Apply("tanh", u)
                result[tanh] = result.get(tanh, 0) + 1
    _join_exponentials(result)
    return {base: exponent for base, exponent in result.items() if exponent}


def _join_exponentials(bases: dict[Expression, _Exponent]) -> None:
    """Replace exp(u)*exp(v) by exp(u + v) in `bases`, if an exponent contains an exponential.

    Evaluated apart, one factor may underflow and the other overflow.
    """
    found = [base for base in bases if isinstance(base, Apply) and base.operation == "exp"]
    if len(found) < 2 or not any(applies(base.args[0], ("exp",)) for base in found):
        return
    powers = {base: Fraction(bases.pop(base)) for base in found}
    parts = [(term, c * powers[base]) for base in found for term, c in terms(base.args[0])]
    joined = total(parts)
    merged: Expression = ONE if joined is ZERO else Apply("exp", joined)
    bases[merged] = bases.get(merged, 0) + 1


def _any_sigmoid(bases: Iterable[Expression]) -> bool:
    return any(isinstance(base, Apply) and base.operation == "sigmoid" for base in bases)


def _one_plus_exp(base: Expression) -> Expression | None:
    if isinstance(base, Apply) and base.operation == "add" and ONE in base.args:
        other = base.args[1] if base.args[0] is ONE else base.args[0]
        if isinstance(other, Apply) and other.operation == "exp":
            return other.args[0]
    return None


def _build_product(coefficient: Fraction, bases: Mapping[Expression, _Exponent]) -> Expression:
    if not bases:
        return Number(coefficient)
    above = [_raised(base, exponent) for base, exponent in bases.items() if exponent > 0]
    below = [_raised(base, -exponent) for base, exponent in bases.items() if exponent < 0]
    magnitude = abs(coefficient)
    # Write 2*u and 0.5*u, but u/6: coefficients without a finite decimal go into the denominator.
    if magnitude.denominator != 1 and not has_short_decimal(magnitude):
        below.insert(0, number(magnitude.denominator))
        magnitude = Fraction(magnitude.numerator)
    if magnitude != 1 or not above:
        above.insert(0, Number(magnitude))
    result = _chain(above)
    if below:
        result = Apply("div", result, _chain(below))
    return result if coefficient >= 0 else Apply("neg", result)


def _raised(base: Expression, exponent: _Exponent) -> Expression:
    """base**exponent for a positive exponent; half-integer powers are written with sqrt."""
    if exponent == 1:
        return base
    if exponent.denominator == 2:
        whole = exponent - _HALF
        root = Apply("sqrt", base)
        return Apply("mul", _raised(base, whole), root) if whole else root
    return Apply("pow", base, number(exponent))


def _chain(factors: list[Expression]) -> Expression:
    result = factors[0]
    for factor in factors[1:]:
        result = Apply("mul", result, factor)
    return result
