"""The words of the formula language. What each means is said elsewhere, once for each use:

derivatives in `differentiate`, typesetting in `typeset`, values in the arithmetics of
`actx.core.arithmetic`. A test holds that all of them know all of these words.
"""

from __future__ import annotations

from typing import Final

ARITHMETIC: Final = {"add": 2, "sub": 2, "mul": 2, "div": 2, "pow": 2, "neg": 1}

# Besides the elementary functions, the two compounds that overflow when they are spelled out:
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
