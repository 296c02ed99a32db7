"""Proofs that an expression in `x` is zero on an interval, by canonical forms.

Before the form is taken, sines and cosines of multiples of an angle are written as polynomials in those of
the angle, and asinh as a logarithm. A choice that stays open, as abs(sin(x)), is replaced by a name, equal
choices by the same name.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce
from math import comb, gcd, lcm
from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF, ONE, number
from actx.core.formula.canonical import canonical
from actx.core.formula.choices import clip_by
from actx.core.formula.expression import (
    Apply,
    Expression,
    Number,
    Symbol,
    X,
    mirrored,
    nodes,
    substitute,
    transform,
)
from actx.core.formula.forms import NoForm, is_zero, scaled
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LARGEST_MULTIPLE: Final = 8


def is_identically_zero(expression: Expression, low: Fraction | None, high: Fraction | None) -> bool:
    """Whether an expression is proved to be 0 from `low` to `high`; False proves nothing.

    The expression has no choices and is regular on the interval, which lies on one side of 0. None is an
    infinite end.
    """
    return any(_vanishes(each) for each in _substituted(expression, low, high))


def _substituted(expression: Expression, low: Fraction | None, high: Fraction | None) -> Iterator[Expression]:
    """The expression in a variable x > 0: mirrored if x < 0, then with a finite end moved to 0."""
    negative = low is None or low < 0
    yield mirrored(expression) if negative else expression
    if high is None and low:
        yield substitute(expression, {"x": Apply("add", Number(low), X)})
    elif low is None and high:
        yield substitute(expression, {"x": Apply("sub", Number(high), X)})


def _vanishes(expression: Expression) -> bool:
    """Whether an expression is proved to vanish for all x > 0."""
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
    """The expression with a name in place of each choice; None where a choice has no canonical form.

    If the result vanishes whatever the names stand for, so does the expression.
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
    """(direction, size) of an angle; angles of one direction are rational multiples of each other."""
    try:
        form = canonical(u, positive=True)
    except NoForm:
        return None
    if not form:
        return None
    size = form[min(form, key=hash)]
    return frozenset(scaled(form, 1 / size).items()), size


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest rational number of which both are integer multiples."""
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
    """Replaces abs(u), sign(u) and conditions on u by names, one for each canonical form of u."""

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
                rule: Callable[..., Expression] = clip_by(
                    partial(self._of_two, "min"), partial(self._of_two, "max")
                )
                return rule(*args)
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
        """max(a, b) and min(a, b) as (a + b ± |a - b|)/2."""
        apart = self._name("abs", Apply("sub", a, b), odd=False)
        both = Apply("add" if operation == "max" else "sub", Apply("add", a, b), apart)
        return Apply("mul", HALF, both)

    def _order(self, operation: str, a: Expression, b: Expression) -> Expression:
        """A comparison as an expression that is 1 where it holds and 0 elsewhere, by the name for a > b."""
        if operation in ("lt", "ge"):
            a, b = b, a
        above = self._name("gt", Apply("sub", a, b), odd=None)
        return above if operation in ("gt", "lt") else Apply("sub", ONE, above)

    def _name(self, operation: str, u: Expression, *, odd: bool | None) -> Expression:
        """The name for a function of u, which is odd (True), even (False) or neither (None)."""
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
