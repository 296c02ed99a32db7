"""Where a formula is defined and where it is regular, as conditions of the formula language.

A formula is defined at a point if all parts that matter there are: of `where` the condition and the branch
taken; of `and` and `or` either both sides, or one side that decides by itself (Kleene's logic). It is regular
if, besides, none of these parts is at the edge of its domain or at a pole: no logarithm or root of 0, no
division by 0. At regular points, and only there, a formula may be simplified like a real expression: x/x is 1
except at 0, sqrt(x)**2 is x for x > 0.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import Final, NamedTuple

from actx.core.formula.algebra import ONE, ZERO
from actx.core.formula.expression import INF, Apply, Expression, Number, Symbol, nodes
from actx.core.formula.language import COMPARISONS, RANGES
from actx.core.formula.simplify import simplify


class Domain(NamedTuple):
    """The conditions under which a formula is defined, and regular. None is a condition that always holds."""

    defined: Expression | None
    regular: Expression | None


_EVERYWHERE: Final = Domain(None, None)
_MINUS_INF: Final = Apply("neg", INF)
_NEVER: Final = Apply("lt", ONE, ZERO)
_ANY: Final = (-inf, inf)


@lru_cache(maxsize=512)
def domain(expression: Expression) -> Domain:
    """The domain of a formula as written, before any simplification."""
    known: dict[Expression, Domain] = {}
    for node in nodes(expression):
        known[node] = _domain(node, known)
    return known[expression]


def _domain(node: Expression, known: dict[Expression, Domain]) -> Domain:
    if not isinstance(node, Apply):
        return Domain(None, _NEVER) if node is INF else _EVERYWHERE
    parts = [known[argument] for argument in node.args]
    if _bounds_nothing(node):  # min(u, inf) is u, and u < inf is true
        parts = [known[argument] for argument in node.args if argument not in (INF, _MINUS_INF)]
    if node.operation == "where":
        return Domain(*(_of_choice(node, *each) for each in zip(*parts, strict=True)))
    if node.operation in ("and", "or"):
        return Domain(*(_of_connective(node, *each) for each in zip(*parts, strict=True)))
    own = _own(node)
    return Domain(*(_all(*each) for each in zip(own, *parts, strict=True)))


def _bounds_nothing(node: Apply) -> bool:
    """Whether an infinite argument of this operation leaves the result finite, or is that of a comparison."""
    match node.operation:
        case "min":
            return _MINUS_INF not in node.args
        case "max":
            return INF not in node.args
        case "clip":
            return (
                node.args[1] is not INF
                and node.args[2] is not _MINUS_INF
                and node.args[0] not in (INF, _MINUS_INF)
            )
    return node.operation in COMPARISONS


def _of_choice(
    node: Apply, condition: Expression | None, yes: Expression | None, no: Expression | None
) -> Expression | None:
    if yes is None and no is None:
        return condition
    test = simplify(node.args[0])
    branches = _any(
        _all(test, yes),
        _all(Apply("not", test), no),
    )
    return _all(condition, branches)


def _of_connective(node: Apply, left: Expression | None, right: Expression | None) -> Expression | None:
    """The condition of an `and` or `or`, given those of its sides: both hold, or one side decides."""
    if left is None and right is None:
        return None
    sides = map(simplify, node.args)
    decisive = [side if node.operation == "or" else Apply("not", side) for side in sides]
    return _any(_all(left, right), _all(left, decisive[0]), _all(right, decisive[1]))


def _own(node: Apply) -> Domain:
    """The domain of the operation itself, in terms of its arguments."""
    args = node.args
    match node.operation:
        case "log":
            return _at_least_zero(args[0])
        case "log1p":
            return _at_least_zero(Apply("add", ONE, args[0]))
        case "sqrt":
            return _at_least_zero(args[0])
        case "div":
            return Domain(None, None if is_positive(args[1]) else _not_zero(args[1]))
        case "tan":
            return Domain(None, _not_zero(Apply("cos", args[0])))
        case "pow":
            return _of_power(*args)
    return _EVERYWHERE


def _of_power(base: Expression, exponent: Expression) -> Domain:
    exponent = simplify(exponent)
    if isinstance(exponent, Number):
        if exponent.value.denominator != 1:
            return _at_least_zero(base)
        return Domain(None, None if exponent.value >= 0 or is_positive(base) else _not_zero(base))
    # For a negative base the power is still defined at the points where the exponent is an integer.
    return Domain(None, None if is_positive(base) else Apply("gt", base, ZERO))


def _at_least_zero(u: Expression) -> Domain:
    u = simplify(u)
    if is_positive(u):
        return _EVERYWHERE
    return Domain(None if is_never_negative(u) else Apply("ge", u, ZERO), Apply("gt", u, ZERO))


def _not_zero(u: Expression) -> Expression | None:
    u = simplify(u)
    return None if isinstance(u, Number) and u.value else Apply("ne", u, ZERO)


def _all(*conditions: Expression | None) -> Expression | None:
    """The conjunction, without the conditions that always hold."""
    return _joined("and", conditions)


def _joined(operation: str, conditions: tuple[Expression | None, ...]) -> Expression | None:
    result: Expression | None = None
    for each in conditions:
        if each is not None and each is not result:
            result = each if result is None else Apply(operation, result, each)
    return result


def _any(*conditions: Expression | None) -> Expression | None:
    """The disjunction; None, which always holds, if any of the conditions is None."""
    return None if None in conditions else _joined("or", conditions)


# --- signs that the form of an expression shows ---------------------------------------------------------


@lru_cache(maxsize=4096)
def is_positive(u: Expression) -> bool:
    """Whether the form of u shows u > 0 wherever u is defined: 1 + x**2, exp(x). False proves nothing."""
    if isinstance(u, Number):
        return u.value > 0
    if isinstance(u, Symbol):
        return u.name in ("pi", "e", "inf")
    args = u.args
    match u.operation:
        case "add":
            plainly = any(map(is_positive, args)) and all(is_never_negative(a) for a in args)
            return plainly or _is_less_than_root(*args) or _is_less_than_root(*reversed(args))
        case "sub":
            return _is_less_than_root(args[1], args[0])
        case "mul" | "div" | "min":
            return all(map(is_positive, args))
        case "max":
            return any(map(is_positive, args))
        case "sqrt" | "abs":
            return is_positive(args[0])
        case "pow":
            return is_positive(args[0])
        case "where":
            return is_positive(args[1]) and is_positive(args[2])
        case "log1p" | "sinh" | "tanh" | "asinh" | "atan" | "erf" | "expm1":
            return is_positive(args[0])
    return RANGES.get(u.operation, _ANY)[0] >= 0


def _is_less_than_root(a: Expression, root: Expression) -> bool:
    """Whether |a| < root is shown by the form of both, as for |x| < sqrt(1 + x**2)."""
    if not (isinstance(root, Apply) and root.operation == "sqrt"):
        return False
    return is_positive(simplify(Apply("sub", root.args[0], Apply("mul", a, a))))


@lru_cache(maxsize=4096)
def is_never_negative(u: Expression) -> bool:
    """Whether the form of u shows u >= 0 wherever u is defined: x**2, abs(x). False proves nothing."""
    if is_positive(u):
        return True
    if isinstance(u, Number):
        return u.value >= 0
    if isinstance(u, Symbol):
        return False
    args = u.args
    match u.operation:
        case "add" | "div" | "min":
            return all(map(is_never_negative, args))
        case "mul":
            return args[0] is args[1] or all(map(is_never_negative, args))
        case "max":
            return any(map(is_never_negative, args))
        case "pow":
            whole = isinstance(args[1], Number) and args[1].value % 2 == 0
            return whole or is_never_negative(args[0])
        case "where":
            return is_never_negative(args[1]) and is_never_negative(args[2])
        case "log1p" | "sinh" | "tanh" | "asinh" | "atan" | "erf" | "expm1" | "sign":
            return is_never_negative(args[0])
    return u.operation in ("abs", "sqrt")
