"""The words of the formula language, each with its arity or symbol, and the shapes of the functions.

A function that is a formula of others needs no word: it is a record of the catalog, and every formula may use
it. One that is not has its derivative in `differentiate`, its values in `lower` or in the array arithmetics,
and in `decimals`, and its expansion in `asymptotic.functions`; a test names the one that is missing. It may
have a canonical form, a model and a LaTeX of its own.
"""

from __future__ import annotations

from math import inf
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
# What the functions' values lie between, in float64 rounded outwards; an end that is 0 is reached by sqrt
# alone. Those that are not listed are unbounded on both sides, or, as abs and sign, have rules of their own.
RANGES: Final = {
    "exp": (0.0, inf),
    "expm1": (-1.0, inf),
    "log1pexp": (0.0, inf),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "atan": (-1.5707963267948968, 1.5707963267948968),
    "erf": (-1.0, 1.0),
    "erfc": (0.0, 2.0),
    "normcdf": (0.0, 1.0),
    "normpdf": (0.0, 0.3989422804014327),
    "sin": (-1.0, 1.0),
    "cos": (-1.0, 1.0),
    "cosh": (1.0, inf),
    "sqrt": (0.0, inf),
}
EVEN: Final = ("cosh", "normpdf")
ODD: Final = ("sin", "tan", "sinh", "tanh", "asinh", "atan", "erf")
# Those that decrease for x >= 0; but for sin, cos and tan the others increase there. What is not even is
# monotone on its whole domain.
FALLING: Final = ("erfc", "normpdf")
WAVES: Final = ("sin", "cos", "tan")
CHOICES: Final = {"min": 2, "max": 2, "clip": 3, "where": 3}
COMPARISONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
CONNECTIVES: Final = {"and": 2, "or": 2, "not": 1}
CONDITIONS: Final = frozenset(COMPARISONS) | frozenset(CONNECTIVES)
