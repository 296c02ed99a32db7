"""Signs that the form of an expression shows: 1 + x**2 is positive, and x**2 is never negative.

With `simplify`, which stands above `algebra`, they see that |a| < sqrt(b), too, where b - a**2 is positive.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.formula.expression import Apply, Expression, Number, Symbol
from actx.core.formula.language import RANGES

if TYPE_CHECKING:
    from collections.abc import Callable

Simplify: TypeAlias = "Callable[[Expression], Expression] | None"

_WITH_THE_SIGN_OF_ITS_ARGUMENT: Final = ("log1p", "sinh", "tanh", "asinh", "atan", "erf", "expm1")


@lru_cache(maxsize=4096)
def is_positive(u: Expression, simplify: Simplify = None) -> bool:
    """Whether the form of u shows u > 0 wherever u is defined: 1 + x**2, exp(x). False proves nothing."""
    if isinstance(u, Number):
        return u.value > 0
    if isinstance(u, Symbol):
        return u.name in ("pi", "e", "inf")
    args = u.args
    match u.operation:
        case "add":
            plainly = any(is_positive(a, simplify) for a in args) and all(
                is_never_negative(a, simplify) for a in args
            )
            a, b = args
            return plainly or _is_below_root(a, b, simplify) or _is_below_root(b, a, simplify)
        case "sub":
            return _is_below_root(args[1], args[0], simplify)
        case "mul" | "div" | "min":
            return all(is_positive(a, simplify) for a in args)
        case "max":
            return any(is_positive(a, simplify) for a in args)
        case "where":
            return is_positive(args[1], simplify) and is_positive(args[2], simplify)
    if u.operation in ("sqrt", "abs", "pow", *_WITH_THE_SIGN_OF_ITS_ARGUMENT):
        return is_positive(args[0], simplify)
    return RANGES.get(u.operation, (-inf, inf))[0] >= 0  # 0 itself is the value of sqrt alone


def _is_below_root(a: Expression, root: Expression, simplify: Simplify) -> bool:
    """Whether |a| < root is shown by the form of both, as for |x| < sqrt(1 + x**2)."""
    if simplify is None or not (isinstance(root, Apply) and root.operation == "sqrt"):
        return False
    return is_positive(simplify(Apply("sub", root.args[0], Apply("mul", a, a))), simplify)


@lru_cache(maxsize=4096)
def is_never_negative(u: Expression, simplify: Simplify = None) -> bool:
    """Whether the form of u shows u >= 0 wherever u is defined: x**2, abs(x). False proves nothing."""
    if is_positive(u, simplify):
        return True
    if isinstance(u, Number):
        return u.value >= 0
    if isinstance(u, Symbol):
        return False
    args = u.args
    match u.operation:
        case "add" | "div" | "min":
            return all(is_never_negative(a, simplify) for a in args)
        case "mul":
            return args[0] is args[1] or all(is_never_negative(a, simplify) for a in args)
        case "max":
            return any(is_never_negative(a, simplify) for a in args)
        case "pow":
            is_even = isinstance(args[1], Number) and args[1].value % 2 == 0
            return is_even or is_never_negative(args[0], simplify)
        case "where":
            return is_never_negative(args[1], simplify) and is_never_negative(args[2], simplify)
    if u.operation in ("sign", *_WITH_THE_SIGN_OF_ITS_ARGUMENT):
        return is_never_negative(args[0], simplify)
    return u.operation in ("abs", "sqrt")
