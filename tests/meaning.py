"""What a tree of actx is worth, by mpmath: each operation literally, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import mpmath
from judges.formulas import END, OPERATIONS, within

from actx.core.formula.expression import Apply, Number, Symbol

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.formula.expression import Expression


LITERAL: Final[dict[str, Callable[..., Any]]] = {
    **OPERATIONS,
    **{name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sign", "sin", "cos", "tan", "sinh")},
    **{name: getattr(mpmath, name) for name in ("cosh", "tanh", "asinh", "atan", "erf", "erfc")},
    "abs": abs,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a ** int(b) if b == int(b) else a**b,
    "expm1": mpmath.expm1,
    "log1p": mpmath.log1p,
    "log1pexp": lambda u: mpmath.log1p(mpmath.exp(u)),
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "normcdf": lambda u: mpmath.erfc(-u / mpmath.sqrt(2)) / 2,
    "normpdf": lambda u: mpmath.exp(-u * u / 2) / mpmath.sqrt(2 * mpmath.pi),
    "min": min,
    "max": max,
    "clip": lambda u, low, high: min(max(u, low), high),
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}


def meaning(tree: Expression, x: Any, *, judgeable: bool = True) -> Any:
    """What a tree is worth at x, in the precision at hand.

    Where nothing can be judged (see `judges.formulas`) OutOfBounds is raised, unless `judgeable` is false.
    """
    known: dict[Expression, Any] = {}
    operations = OPERATIONS if judgeable else LITERAL

    def worth(node: Expression) -> Any:
        if node not in known:
            match node:
                case Number(value=value):
                    known[node] = mpmath.mpf(value.numerator) / value.denominator
                case Symbol(name=name):
                    known[node] = x if name == "x" else {"pi": +mpmath.pi, "e": +mpmath.e}[name]
                case Apply(operation="where", args=(condition, yes, no)):
                    # The other branch may be outside its domain.
                    known[node] = worth(yes if worth(condition) else no)
                case Apply(operation=operation, args=args):
                    known[node] = result = operations[operation](*map(worth, args))
                    if judgeable:
                        within(isinstance(result, bool) or abs(result) < END)
        return known[node]

    return worth(tree)
