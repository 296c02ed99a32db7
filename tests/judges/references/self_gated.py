"""x times a gate of x, in the forms that their papers print or in others."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath

from judges.references.kink import LEFT, RIGHT, Kink, irrational
from judges.series import (
    atan,
    cos,
    erf,
    erfc,
    exp,
    expm1,
    log1p,
    log_one_plus_exp,
    logistic,
    normcdf,
    number,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


def _decimal(text: str, like: Any) -> Any:
    return number(Fraction(text), like)


def _clamped(x: Any, low: int, high: int) -> Any:
    """x between two whole numbers; at one of them that number, a constant."""
    if x <= low:
        return low + 0 * x
    return x if x < high else high + 0 * x


def _elish(x: Any) -> Any:
    return x / (1 + exp(-x)) if x >= 0 else expm1(x) / (1 + exp(-x))


def _hard_elish(x: Any) -> Any:
    gate = _clamped(x + 1, 0, 2) / 2
    return x * gate if x >= 0 else expm1(x) * gate


def _i_gelu(x: Any) -> Any:
    b = _decimal("-1.769", x)
    u = abs(x) / sqrt(2 + 0 * x)
    polynomial = 1 + 0 * x if u >= -b else _decimal("-0.2888", x) * (u + b) ** 2 + 1
    return x * (1 + polynomial) / 2 if x >= 0 else x * (1 - polynomial) / 2


def _lalu(x: Any) -> Any:
    return x * (1 - exp(-x) / 2) if x >= 0 else x * exp(x) / 2


def _smish(x: Any) -> Any:
    odds = 1 + logistic(x)  # tanh(log(t)) is (t*t - 1) / (t*t + 1)
    return x * logistic(x) * (1 + odds) / (odds * odds + 1)


def _eis_1(x: Any) -> Any:
    factor = _decimal("1.16", x)
    if x < 0:
        return x * log_one_plus_exp(x) * exp(x) / (x * exp(x) + factor)
    return x * log_one_plus_exp(x) / (x + factor * exp(-x))


def _acon_c(x: Any, p1: Any, p2: Any, beta: Any) -> Any:
    return p1 * x * logistic(beta * (p1 - p2) * x) + p2 * x * logistic(beta * (p2 - p1) * x)


def _smu(x: Any, alpha: Any, mu: Any) -> Any:
    u = mu * (1 - alpha) * x
    return x * erfc(-u) / 2 + alpha * x * erfc(u) / 2


def _smu_1(x: Any, alpha: Any, mu: Any) -> Any:
    return ((1 + alpha) * x + sqrt(((1 - alpha) * x) ** 2 + mu * mu)) / 2


def _swim(x: Any, k: Any) -> Any:
    return x / 2 + k * x * x / (2 * sqrt(1 + x * x))


def _arctan_gate(x: Any) -> Any:
    return atan(x) / pi(x) + (1 + 0 * x) / 2


def _mirrored(gate: Callable[[Any], Any]) -> Reference:
    """The gate expanded, where 1 - gate(x) is gate(-x)."""
    return lambda x, alpha: (1 + alpha) * x * gate(x) - alpha * x * gate(-x)


def _gelu_10(x: Any) -> Any:
    y = x * normcdf(x)
    return y if abs(y) < 10 else 10 * sign(y) + 0 * y


REFERENCES: Final[Mapping[str, Reference]] = {
    "serf": lambda x: x * (1 - erfc(log_one_plus_exp(x))) if x > 0 else x * erf(log_one_plus_exp(x)),
    "smish": _smish,
    "logish": lambda x: x * log1p(logistic(x)),
    "elish": _elish,
    "hard_elish": _hard_elish,
    "hard_mish": lambda x: x * _clamped(x + 2, 0, 2) / 2,
    "i_gelu": _i_gelu,
    "lisht": lambda x: x * tanh(x),
    "eanaf": lambda x: x / (1 + 2 * exp(-x)),
    "sinsig": lambda x: x * sin(pi(x) * logistic(x) / 2),
    "double_silu": lambda x: x / (1 + exp(-x / (1 + exp(-x)))),
    "swat": lambda x: x / (1 + exp(-atan(x))),
    "lalu": _lalu,
    "rehsec": lambda x: 2 * x / (exp(x) + exp(-x)),
    "eis_1": _eis_1,
    "eis_2": lambda x: x * log_one_plus_exp(x) / sqrt(1 + x * x),
    "scaled_silu": lambda x, alpha: alpha * x / (1 + exp(-alpha * x)),
    "pserf": lambda x, gamma, delta: x * erf(gamma * log_one_plus_exp(delta * x)),
    "aria2": lambda x, alpha, beta: x / exp(alpha * log_one_plus_exp(-beta * x)),
    "acon_c": _acon_c,
    "smu": _smu,
    "smu_1": _smu_1,
    "sinlu": lambda x, a, b: x * logistic(x) + a * sin(b * x) * logistic(x),
    "coslu": lambda x, alpha, beta: x * logistic(x) + alpha * cos(beta * x) * logistic(x),
    "crrelu": lambda x, epsilon: (x if x > 0 else 0 * x) + epsilon * x / exp(x * x / 2),
    "swim": _swim,
    "xatlu": _mirrored(_arctan_gate),
    "xgelu": _mirrored(normcdf),
    "xsilu": _mirrored(logistic),
    "swish_t": lambda x, beta, alpha: x / (1 + exp(-beta * x)) + alpha * tanh(x),
    "swish_t_c": lambda x, beta, alpha: (x + 2 * alpha / beta) * logistic(beta * x) - alpha / beta,
    "sgelu": lambda x, alpha: alpha * x * (1 - 2 * normcdf(-x)),
    "tanhsoft_1": lambda x, alpha: tanh(alpha * x) * log_one_plus_exp(x),
    "stan": lambda x, beta: tanh(x) * (1 + beta * x),
    "tanhexp": lambda x: x * tanh(exp(x)),
    "loglogish": lambda x: -x * expm1(-exp(x)),
    "phish": lambda x: x * tanh(x * erfc(-x / sqrt(2 + 0 * x)) / 2),
    "gish": lambda x: x * log1p(-expm1(-exp(x))),
    "golu": lambda x: x * exp(-exp(-x)),
    "gelu_10": _gelu_10,
    "colu": lambda x: x / (1 - x * exp(-(x + exp(x)))),
    "exp_swish": lambda x: 1 / (1 + exp(x)),
    "generalized_swish": lambda x: x * logistic(exp(-x)),
    "e_swish": lambda x, beta: beta * x / (1 + exp(-x)),
    "erfact": lambda x, alpha, beta: x * erf(alpha * exp(beta * x)),
    "tanhsoft_2": lambda x, beta, gamma: x * tanh(beta * exp(gamma * x)),
}


# --- branch points ---------------------------------------------------------------------------------------

_ZERO: Final = Fraction(0)


def _kinks_of_i_gelu() -> list[Kink]:
    """At 0, and where |x|/sqrt(2) reaches 1.769 and the parabola its vertex."""
    end = irrational(lambda: mpmath.mpf(1769) / 1000 * mpmath.sqrt(2))
    return [Kink(-end, LEFT), Kink(_ZERO, RIGHT), Kink(end, RIGHT)]


KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "elish": lambda: [Kink(_ZERO, RIGHT)],
    "hard_elish": lambda: [Kink(Fraction(-1), LEFT), Kink(_ZERO, RIGHT), Kink(Fraction(1), RIGHT)],
    "hard_mish": lambda: [Kink(Fraction(-2), LEFT), Kink(_ZERO, RIGHT)],
    "i_gelu": _kinks_of_i_gelu,
    "lalu": lambda: [Kink(_ZERO, RIGHT)],
    "crrelu": lambda **_: [Kink(_ZERO, LEFT)],
    # where gelu reaches 10
    "gelu_10": lambda **_: [
        Kink(Fraction("10.000000000000000000000076198530241605260659675381426978771"), RIGHT)
    ],
}


# --- settings --------------------------------------------------------------------------------------------

SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "scaled_silu": {"alpha": ("1.702", "-0.5")},
    "pserf": {"gamma": ("1", "0.3"), "delta": ("1", "-0.7")},
    "aria2": {"alpha": ("1", "2.5"), "beta": ("1", "0.5")},
    "acon_c": {"p1": ("1.3", "-0.2"), "p2": ("0.25", "-1.13"), "beta": ("0.1", "4")},
    "smu": {"alpha": ("0.1", "0.01"), "mu": ("2.5", "1e6")},
    "smu_1": {"alpha": ("0", "0.01"), "mu": ("0.1", "4.352665993287951e-9")},
    "sinlu": {"a": ("0.3", "-2"), "b": ("0.5", "3")},
    "coslu": {"alpha": ("0.3", "-1.7"), "beta": ("0.5", "3")},
    "crrelu": {"epsilon": ("0.1", "-0.5")},
    "swim": {"k": ("1", "-0.3")},
    "xatlu": {"alpha": ("0.1", "-0.3")},
    "xgelu": {"alpha": ("0.13", "-0.3")},
    "xsilu": {"alpha": ("0.1", "-0.3")},
    "swish_t": {"beta": ("0.5", "2"), "alpha": ("0", "-0.3")},
    "swish_t_c": {"beta": ("0.5", "2"), "alpha": ("0", "-0.3")},
    "sgelu": {"alpha": ("0.1", "-2")},
    "tanhsoft_1": {"alpha": ("1", "-0.3")},
    "stan": {"beta": ("0.1", "-2")},
    "e_swish": {"beta": ("1", "2")},
    "erfact": {"alpha": ("0.5", "1"), "beta": ("1", "-0.3")},
    "tanhsoft_2": {"beta": ("1", "0.3"), "gamma": ("2", "-0.7")},
}
