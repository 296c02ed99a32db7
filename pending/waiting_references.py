"""References of the records that wait."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from series import (
    cos,
    erf,
    erfc,
    exp,
    expm1,
    log1p,
    log_one_plus_exp,
    logistic,
    normcdf,
    sign,
    sin,
    sqrt,
    tanh,
)

from references.kink import NEITHER, Kink

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


def _gelu_10(x: Any) -> Any:
    y = x * normcdf(x)
    return y if abs(y) < 10 else 10 * sign(y) + 0 * y


REFERENCES: Final[Mapping[str, Reference]] = {
    "tanhexp": lambda x: x * tanh(exp(x)),
    "loglogish": lambda x: -x * expm1(-exp(x)),
    "phish": lambda x: x * tanh(x * erfc(-x / sqrt(2 + 0 * x)) / 2),
    "gish": lambda x: x * log1p(-expm1(-exp(x))),
    "golu": lambda x: x / exp(exp(-x)),
    "gelu_10": _gelu_10,
    "colu": lambda x: x / (1 - x * exp(-(x + exp(x)))),
    "generalized_swish": lambda x: x * logistic(exp(-x)),
    "e_swish": lambda x, beta: beta * x / (1 + exp(-x)),
    "erfact": lambda x, alpha, beta: x * erf(alpha * exp(beta * x)),
    "tanhsoft_2": lambda x, beta, gamma: x * tanh(beta * exp(gamma * x)),
    "sqrt_softplus": lambda x: sqrt(log_one_plus_exp(x)),
    "morlet": lambda x, omega: cos(omega * x) / exp(x * x / 2),
    "gcu": lambda x: x * cos(x),
    "asu": lambda x: x * sin(x),
    "finer": lambda x, omega: sin(omega * x + omega * x * abs(x)),
}

KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "finer": lambda **_: [Kink(Fraction(0), NEITHER)],  # sin(u) has the same slope on either side
}

SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "e_swish": {"beta": ("1", "2")},
    "erfact": {"alpha": ("0.5", "1"), "beta": ("1", "-0.3")},
    "tanhsoft_2": {"beta": ("1", "0.3"), "gamma": ("2", "-0.7")},
    "morlet": {"omega": ("1.75", "-0.3")},
    "finer": {"omega": ("1", "-5")},
}
