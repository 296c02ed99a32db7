"""The activations that most frameworks have."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from judges.references.kink import LEFT, NEITHER, RIGHT, Kink
from judges.series import (
    exp,
    expm1,
    log_one_plus_exp,
    logistic,
    normcdf,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


# --- functions -------------------------------------------------------------------------------------------


def _gelu_tanh(x: Any) -> Any:
    inner = sqrt(2 / pi(x)) * (x + 44715 * x**3 / 10**6)
    return x * logistic(2 * inner)  # (1 + tanh u) / 2 is the logistic function of 2u


def _clamped(x: Any, min_val: Any, max_val: Any) -> Any:
    if x <= min_val:
        return min_val
    return min(x, max_val)


def _hard_sigmoid(x: Any) -> Any:
    return _clamped(x + 3, 0 * x, 6 + 0 * x) / 6


def _softshrink(x: Any, lambd: Any) -> Any:
    return sign(x) * max(abs(x) - lambd, 0 * x)


def _positive_part(x: Any) -> Any:
    return x if x > 0 else 0 * x


REFERENCES: Final[Mapping[str, Reference]] = {
    "identity": lambda x: x,
    "relu": _positive_part,
    "leaky_relu": lambda x, alpha: x if x > 0 else alpha * x,
    "prelu": lambda x, alpha: _positive_part(x) - alpha * _positive_part(-x),
    "relu6": lambda x: _clamped(x, 0 * x, 6 + 0 * x),
    "relu_squared": lambda x: x * x if x > 0 else 0 * x,
    "threshold": lambda x, threshold, value: x if x > threshold else value,
    "elu": lambda x, alpha: x if x > 0 else alpha * expm1(x),
    "celu": lambda x, alpha: x if x > 0 else alpha * expm1(x / alpha),
    "selu": lambda x, alpha, scale: scale * x if x > 0 else scale * alpha * expm1(x),
    "sigmoid": logistic,
    "tanh": tanh,
    "hard_sigmoid": _hard_sigmoid,
    "hard_tanh": _clamped,
    "softsign": lambda x: x / (1 + abs(x)),
    "isru": lambda x, alpha: x / sqrt(1 + alpha * x * x),
    "step": lambda x, threshold: int(x >= threshold) + 0 * x,
    "gelu": lambda x: x * normcdf(x),
    "gelu_tanh": _gelu_tanh,
    "quick_gelu": lambda x: x * logistic(1702 * x / 1000),
    "silu": lambda x: x * logistic(x),
    "swish": lambda x, beta: x * logistic(beta * x),
    "mish": lambda x: x * tanh(log_one_plus_exp(x)),
    "hard_swish": lambda x: x * _hard_sigmoid(x),
    "softplus": lambda x, beta: log_one_plus_exp(beta * x) / beta,
    "squareplus": lambda x, b: (x + sqrt(x * x + b)) / 2,
    "log_sigmoid": lambda x: -log_one_plus_exp(-x),
    "tanhshrink": lambda x: x - tanh(x),
    "softshrink": _softshrink,
    "hardshrink": lambda x, lambd: x if abs(x) > lambd else 0 * x,
    "gaussian": lambda x: exp(-x * x),
    "sine": sin,
    "exponential": exp,
}


# --- branch points ---------------------------------------------------------------------------------------

_ZERO: Final = Fraction(0)


def _at_zero(**_: Fraction) -> list[Kink]:
    return [Kink(_ZERO, LEFT)]


KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "relu": _at_zero,
    "leaky_relu": _at_zero,
    "prelu": _at_zero,
    "relu6": lambda: [Kink(_ZERO, LEFT), Kink(Fraction(6), RIGHT)],
    "relu_squared": _at_zero,
    "threshold": lambda threshold, **_: [Kink(threshold, LEFT)],
    "elu": _at_zero,
    "celu": _at_zero,
    "selu": _at_zero,
    "hard_sigmoid": lambda: [Kink(Fraction(-3), LEFT), Kink(Fraction(3), RIGHT)],
    "hard_tanh": lambda min_val, max_val: [Kink(min_val, LEFT), Kink(max_val, RIGHT)],
    "softsign": lambda: [Kink(_ZERO, NEITHER)],  # there abs, as in PyTorch, has the slope 0
    "step": lambda threshold: [Kink(threshold, RIGHT)],
    "hard_swish": lambda: [Kink(Fraction(-3), LEFT), Kink(Fraction(3), RIGHT)],
    "softshrink": lambda lambd: [Kink(-lambd, RIGHT), Kink(lambd, LEFT)],
    "hardshrink": lambda lambd: [Kink(-lambd, RIGHT), Kink(lambd, LEFT)],
}


# --- settings --------------------------------------------------------------------------------------------

# For every parameter two values besides the default, in the decimals that a person would type.
SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "leaky_relu": {"alpha": ("0.2", "-0.3")},
    "prelu": {"alpha": ("0", "1.1")},
    "threshold": {"threshold": ("0.1", "-20"), "value": ("-20", "0.7")},
    "elu": {"alpha": ("0.1", "-2.5")},
    "celu": {"alpha": ("0.3", "12")},
    "selu": {"alpha": ("1.6733", "-0.1"), "scale": ("1.0507", "3")},
    "hard_tanh": {"min_val": ("-0.1", "1"), "max_val": ("0.3", "20")},
    "isru": {"alpha": ("0.1", "3")},
    "step": {"threshold": ("0.1", "-3")},
    "swish": {"beta": ("0.7", "-1.5")},
    "softplus": {"beta": ("0.1", "20")},
    "squareplus": {"b": ("0.1", "1e-8")},
    "softshrink": {"lambd": ("0.1", "3")},
    "hardshrink": {"lambd": ("0.1", "3")},
}
