"""Float64 arrays without error bounds: quick values, for searches whose finds are proved by other means."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.arithmetic.conditions import COMPARISONS
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.choices import clip_by
from actx.core.formula.expression import Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

_ROOT_TWO: Final = math.sqrt(2)
_erf: Final = np.vectorize(math.erf, otypes=[np.float64])
_erfc: Final = np.vectorize(math.erfc, otypes=[np.float64])

_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **COMPARISONS,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "min": np.minimum,
    "max": np.maximum,
    "clip": clip_by(np.minimum, np.maximum),
    "where": np.where,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "log1pexp": lambda u: np.logaddexp(0.0, u),
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "erf": _erf,
    "erfc": _erfc,
    "normcdf": lambda u: _erfc(-u / _ROOT_TWO) / 2,
    "normpdf": lambda u: np.exp(-u * u / 2) / math.sqrt(2 * math.pi),
    "sigmoid": lambda u: np.exp(-np.logaddexp(0.0, -u)),
}


class Unbounded:
    """The arithmetic, for `interpret`."""

    @staticmethod
    def number(value: Fraction) -> Any:
        try:
            return np.float64(value)
        except OverflowError:
            return np.float64(math.copysign(math.inf, value))

    @staticmethod
    def constant(name: str) -> Any:
        return np.float64(getattr(math, name))

    @staticmethod
    def apply(operation: str, *args: Any) -> Any:
        return _OPERATIONS[operation](*args)


def quick_values(
    expression: Expression, points: NDArray[np.floating[Any]], settings: Mapping[str, Any] | None = None
) -> NDArray[np.floating[Any]]:
    """Values at points, without a promise; nan where they are undefined.

    `settings` are the values of free names, arrays that are broadcast with the points.
    """
    known: dict[Expression, Any] = {
        Symbol(name): np.asarray(value) for name, value in (settings or {}).items()
    }
    with np.errstate(all="ignore"):
        values = interpret(expression, Unbounded(), points, known)
    shape = np.broadcast_shapes(points.shape, *(np.shape(value) for value in (settings or {}).values()))
    return np.broadcast_to(np.asarray(values, dtype=np.float64), shape)
