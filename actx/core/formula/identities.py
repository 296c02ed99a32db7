"""Whether an expression in `x` vanishes identically, by canonical forms; with what these need to see it.

Sines and cosines of multiples of one angle become polynomials in those of that angle, asinh a logarithm.
Choices that are not made, as abs(sin(x)), become names of their own, the same for the same choice.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import comb, gcd, lcm
from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF, ONE, number
from actx.core.formula.canonical import NoForm, canonical, is_zero
from actx.core.formula.expression import Apply, Expression, Number, Symbol, X, nodes, substitute, transform
from actx.core.formula.forms import scaled
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST_MULTIPLE: Final = 8


def is_identically_zero(expression: Expression, low: Fraction | None, high: Fraction | None) -> bool:
    """Whether it is proved that an expression without choices is 0 on an interval on one side of 0.

    It is where the expression is regular.
    """
    return any(_vanishes(each) for each in _substituted(expression, low, high))


def _substituted(expression: Expression, low: Fraction | None, high: Fraction | None) -> Iterator[Expression]:
    """The expression with x > 0, and then with 0 at the only end of the interval."""
    negative = low is None or low < 0
    yield substitute(expression, {"x": Apply("neg", X)}) if negative else expression
    if high is None and low:
        yield substitute(expression, {"x": Apply("add", Number(low), X)})
    elif low is None and high:
        yield substitute(expression, {"x": Apply("sub", Number(high), X)})


def _vanishes(expression: Expression) -> bool:
    """Whether an expression vanishes for all x > 0."""
    forms = (
        expression,
        simplify(expression),
        _in_single_angles(expression),
        without_inverses(expression),
    )
    return any(map(_is_zero, dict.fromkeys(forms)))


def _is_zero(expression: Expression) -> bool:
    try:
        return is_zero(canonical(expression, positive=True))
    except NoForm:
        return False


def without_choices(expression: Expression) -> Expression | None:
    """The expression with a name for each choice that it leaves open; None where that cannot be read.

    If it vanishes whatever the names stand for, so does the expression.
    """
    try:
        return _Named().named(expression)
    except NoForm:
        return None


# --- multiples of an angle -------------------------------------------------------------------------------


def _in_single_angles(expression: Expression) -> Expression:
    """sin(n*u) and cos(n*u) as polynomials in sin(u) and cos(u)."""
    angles: dict[Expression, tuple[frozenset[object], Fraction]] = {}
    for node in nodes(expression):
        if isinstance(node, Apply) and node.operation in ("sin", "cos", "tan"):
            (u,) = node.args
            found = _direction(u)
            if found is not None:
                angles[u] = found
    units: dict[frozenset[object], Fraction] = {}
    for direction, size in angles.values():
        units[direction] = _common(units[direction], size) if direction in units else abs(size)

    def apply(operation: str, *args: Expression) -> Expression:
        if operation not in ("sin", "cos", "tan") or args[0] not in angles:
            return Apply(operation, *args)
        direction, size = angles[args[0]]
        n = int(size / units[direction])
        if abs(n) < 2 or abs(n) > _LARGEST_MULTIPLE:
            return Apply(operation, *args)
        u = Apply("div", args[0], number(n))
        if operation == "tan":
            return Apply("div", _multiple("sin", n, u), _multiple("cos", n, u))
        return _multiple(operation, n, u)

    return transform(expression, lambda leaf: leaf, apply) if angles else expression


def _direction(u: Expression) -> tuple[frozenset[object], Fraction] | None:
    """An angle as a multiple of one that all its multiples share."""
    try:
        form = canonical(u, positive=True)
    except NoForm:
        return None
    if not form:
        return None
    size = form[min(form, key=hash)]
    return frozenset(scaled(form, 1 / size).items()), size


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest number of which both are multiples."""
    denominator = lcm(a.denominator, b.denominator)
    return Fraction(gcd(int(a * denominator), int(b * denominator)), denominator)


def _multiple(operation: str, n: int, u: Expression) -> Expression:
    """sin or cos of n*u, from (cos(u) + i*sin(u))**n."""
    odd = operation == "sin"
    sine, cosine, count = Apply("sin", u), Apply("cos", u), abs(n)
    summands = [
        Apply(
            "mul",
            number((-1) ** (k // 2) * comb(count, k) * (-1 if odd and n < 0 else 1)),
            Apply("mul", _power(sine, k), _power(cosine, count - k)),
        )
        for k in range(int(odd), count + 1, 2)
    ]
    return reduce(lambda a, b: Apply("add", a, b), summands)


def _power(base: Expression, exponent: int) -> Expression:
    return Apply("pow", base, number(exponent)) if exponent else ONE


def without_inverses(expression: Expression) -> Expression:
    """asinh(u) as log(u + sqrt(1 + u**2)), and sin(atan(u)) and cos(atan(u)) by roots."""

    def apply(operation: str, *args: Expression) -> Expression:
        u = args[0]
        if operation == "asinh":
            return Apply("log", Apply("add", u, _root(u)))
        if isinstance(u, Apply) and u.operation == "atan" and operation in ("sin", "cos", "tan"):
            (v,) = u.args
            return v if operation == "tan" else Apply("div", v if operation == "sin" else ONE, _root(v))
        return Apply(operation, *args)

    return transform(expression, lambda leaf: leaf, apply)


def _root(u: Expression) -> Expression:
    return Apply("sqrt", Apply("add", ONE, Apply("mul", u, u)))


# --- choices that stay open ------------------------------------------------------------------------------


class _Named:
    """Names for abs(u), for sign(u) and for whether conditions hold, by the canonical form of u."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, frozenset[object]], Symbol] = {}

    def named(self, expression: Expression) -> Expression:
        done: dict[Expression, Expression] = {}
        for node in nodes(expression):
            if isinstance(node, Apply):
                done[node] = self._named(node.operation, [done[argument] for argument in node.args])
            else:
                done[node] = node
        return done[expression]

    def _named(self, operation: str, args: list[Expression]) -> Expression:
        match operation:
            case "abs":
                return self._name("abs", args[0], odd=False)
            case "sign":
                return self._name("sign", args[0], odd=True)
            case "max" | "min":
                return self._of_two(operation, *args)
            case "clip":
                return self._of_two("min", self._of_two("max", args[0], args[1]), args[2])
            case "where":
                truth, yes, no = args
                return Apply("add", no, Apply("mul", truth, Apply("sub", yes, no)))
            case "not":
                return Apply("sub", ONE, args[0])
            case "and":
                return Apply("mul", *args)
            case "or":
                return Apply("sub", Apply("add", *args), Apply("mul", *args))
            case "gt" | "lt" | "ge" | "le":
                return self._order(operation, *args)
            case "eq" | "ne":
                equal = self._name("eq", Apply("sub", *args), odd=False)
                return equal if operation == "eq" else Apply("sub", ONE, equal)
        return Apply(operation, *args)

    def _of_two(self, operation: str, a: Expression, b: Expression) -> Expression:
        """max and min as half of a + b ± |a - b|."""
        apart = self._name("abs", Apply("sub", a, b), odd=False)
        both = Apply("add" if operation == "max" else "sub", Apply("add", a, b), apart)
        return Apply("mul", Number(HALF), both)

    def _order(self, operation: str, a: Expression, b: Expression) -> Expression:
        """1 if a > b, else 0, and what is said by it."""
        if operation in ("lt", "ge"):
            a, b = b, a
        above = self._name("gt", Apply("sub", a, b), odd=None)
        return above if operation in ("gt", "lt") else Apply("sub", ONE, above)

    def _name(self, operation: str, u: Expression, *, odd: bool | None) -> Expression:
        """A name for a function of u that is odd, or even, or neither."""
        form = canonical(u)
        if not form:
            return Symbol(f"<{operation} 0>")
        size = form[min(form, key=hash)]
        turned = odd is not None and size < 0
        key = operation, frozenset(scaled(form, 1 / (size if turned else abs(size))).items())
        name: Expression = self._names.setdefault(key, Symbol(f"<{len(self._names)}>"))
        if operation == "abs":
            name = Apply("mul", Number(abs(size)), name)
        return Apply("neg", name) if turned and odd else name
