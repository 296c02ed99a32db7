"""The words of the formula language, with their arity or, for comparisons, their symbol.

Their derivatives are in `differentiate`, their typesetting in `typeset`, their values in the arithmetics
of `actx.core.arithmetic`. A test checks that each of these knows every word.
"""

from __future__ import annotations

from typing import Final

ARITHMETIC: Final = {"add": 2, "sub": 2, "mul": 2, "div": 2, "pow": 2, "neg": 1}

# sigmoid and log1pexp are words of their own, because their spelled-out forms overflow:
# sigmoid(u) = 1/(1 + e^-u) and log1pexp(u) = log(1 + e^u).
FUNCTIONS: Final = dict.fromkeys(
    (
        *("exp", "expm1", "log", "log1p", "log1pexp", "sqrt", "abs", "sign"),
        *("sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "atan"),
        *("erf", "erfc", "normcdf", "normpdf", "sigmoid"),
    ),
    1,
)
CHOICES: Final = {"min": 2, "max": 2, "clip": 3, "where": 3}
COMPARISONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
CONNECTIVES: Final = {"and": 2, "or": 2, "not": 1}
CONDITIONS: Final = frozenset(COMPARISONS) | frozenset(CONNECTIVES)
