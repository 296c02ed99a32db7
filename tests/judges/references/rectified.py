"""Rectifiers of three and more pieces, exponential linear units, a shrinkage, and two bumps."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from judges.references.kink import LEFT, NEITHER, RIGHT, Kink
from judges.series import cos, erf, exp, expm1, log1p, sign, sin, sqrt, tanh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


# --- functions -------------------------------------------------------------------------------------------


def _positive_part(x: Any) -> Any:
    return x if x > 0 else 0 * x


def _relu_keras(x: Any, negative_slope: Any, max_value: Any, threshold: Any) -> Any:
    if x > threshold:
        return min(x, max_value) if x < max_value else max_value
    return negative_slope * (x - threshold) if x < max_value else max_value


def _srelu(x: Any, t_left: Any, a_left: Any, t_right: Any, a_right: Any) -> Any:
    if x >= t_right:
        return a_right * x + (1 - a_right) * t_right
    return x if x > t_left else a_left * x + (1 - a_left) * t_left


def _bounded_leaky_relu(x: Any, a: Any, b: Any) -> Any:
    return a * x + (1 - a) * (_positive_part(x) if x < b else b)


def _bi_firing(x: Any, a: Any) -> Any:
    size = x if x > 0 else -x
    return size - a / 2 if size > a else x * x / (2 * a)


def _bounded_bi_firing(x: Any, a: Any, b: Any) -> Any:
    size = x if x > 0 else -x
    if size <= a:
        return x * x / (2 * a)
    return size - a / 2 if size <= b + a / 2 else b


def _sparse_plus(x: Any) -> Any:
    if x <= -1:
        return 0 * x
    return x if x >= 1 else ((x + 1) / 2) ** 2


def _onnx_shrink(x: Any, lambd: Any, bias: Any) -> Any:
    return x - sign(x) * bias if abs(x) > lambd else 0 * x


def _tent(x: Any, delta: Any) -> Any:
    return delta - abs(x) if abs(x) < delta else 0 * x


def _sq_rbf(x: Any) -> Any:
    size = x if x > 0 else -x
    if size <= 1:
        return (2 - x * x) / 2
    return (size - 2) ** 2 / 2 if size < 2 else 0 * x


def _pdelu(x: Any, alpha: Any, t: Any) -> Any:
    if x > 0:
        return x
    base = (1 - t) * x
    return alpha * expm1(log1p(base) / (1 - t)) if base > -1 else -alpha


def _sqlu(x: Any) -> Any:
    if x > 0:
        return x
    return (1 + x / 2) ** 2 - 1 if x >= -2 else -1 + 0 * x


REFERENCES: Final[Mapping[str, Reference]] = {
    "relu_keras": _relu_keras,
    "rrelu": lambda x, lower, upper: x if x > 0 else x * (lower + upper) / 2,
    "clipped_relu": lambda x, upper: _positive_part(x) if x < upper else upper,
    "displaced_relu": lambda x, delta: max(x, -delta),
    "flexible_relu": lambda x, b: _positive_part(x) + b,
    "star_relu": lambda x, s, b: s * _positive_part(x) * x + b,
    "relu_cubed": lambda x: _positive_part(x) ** 3,
    "nlrelu": lambda x, beta: log1p(beta * _positive_part(x)),
    "rectified_tanh": lambda x: tanh(_positive_part(x)),
    "absolute": abs,
    "bi_firing": _bi_firing,
    "bounded_bi_firing": _bounded_bi_firing,
    "bounded_leaky_relu": _bounded_leaky_relu,
    "srelu": _srelu,
    "dual_line": lambda x, alpha, beta, m: (alpha if x > 0 else beta) * x + m,
    "sine_relu": lambda x, epsilon: x if x > 0 else epsilon * (sin(x) - cos(x)),
    "sparse_plus": _sparse_plus,
    "onnx_shrink": _onnx_shrink,
    "tent": _tent,
    "sq_rbf": _sq_rbf,
    "pelu": lambda x, a, b: x * a / b if x >= 0 else a * expm1(x / b),
    "mpelu": lambda x, alpha, beta: x if x > 0 else alpha * expm1(beta * x),
    "pdelu": _pdelu,
    "preu": lambda x, alpha, beta: alpha * x * exp(-beta * _positive_part(-x)),
    "isrlu": lambda x, alpha: x / sqrt(1 + alpha * _positive_part(-x) ** 2),
    "sqlu": _sqlu,
    "softplus_linear_unit": lambda x: x if x >= 0 else 2 * log1p(expm1(x) / 2),
    "ptelu": lambda x, alpha, beta: x if x > 0 else alpha * tanh(beta * x),
    "erf_relu": lambda x, alpha: x if x > 0 else alpha * erf(x),
    "xielu": lambda x, alpha_p, alpha_n, beta: (
        (alpha_p * x + beta) * x if x > 0 else alpha_n * expm1(x) + (beta - alpha_n) * x
    ),
    "soft_exponential": lambda x, alpha: (exp(alpha * x) - 1) / alpha + alpha,
}


# --- branch points ---------------------------------------------------------------------------------------

_ZERO: Final = Fraction(0)


def _left_at_zero(**_: Fraction) -> list[Kink]:
    return [Kink(_ZERO, LEFT)]


def _right_at_zero(**_: Fraction) -> list[Kink]:
    return [Kink(_ZERO, RIGHT)]


def _outward(*sizes: Fraction) -> list[Kink]:
    """At a number and its negative, the branch that is farther from 0."""
    return [kink for size in sizes for kink in (Kink(-size, LEFT), Kink(size, RIGHT))]


def _inward(*sizes: Fraction) -> list[Kink]:
    return [kink for size in sizes for kink in (Kink(-size, RIGHT), Kink(size, LEFT))]


KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "relu_keras": lambda max_value, threshold, **_: [
        *([Kink(threshold, LEFT)] if threshold < max_value else []),
        Kink(max_value, RIGHT),
    ],
    "rrelu": _left_at_zero,
    "clipped_relu": lambda upper: [Kink(_ZERO, LEFT), Kink(upper, RIGHT)],
    "displaced_relu": lambda delta: [Kink(-delta, LEFT)],
    "flexible_relu": _left_at_zero,
    "star_relu": _left_at_zero,
    "relu_cubed": _left_at_zero,
    "nlrelu": _left_at_zero,
    "rectified_tanh": _left_at_zero,
    "absolute": lambda: [Kink(_ZERO, NEITHER)],  # level there, as in PyTorch
    "bi_firing": lambda **values: _inward(*values.values()),
    "bounded_bi_firing": lambda a, b: _inward(a, b + a / 2),
    "bounded_leaky_relu": lambda b, **_: [Kink(_ZERO, LEFT), Kink(b, RIGHT)],
    "srelu": lambda t_left, t_right, **_: [Kink(t_left, LEFT), Kink(t_right, RIGHT)],
    "dual_line": _left_at_zero,
    "sine_relu": _left_at_zero,
    "sparse_plus": lambda: _outward(Fraction(1)),
    "onnx_shrink": lambda lambd, **_: _inward(lambd),
    "tent": lambda delta: [Kink(_ZERO, LEFT), *_outward(delta)],
    "sq_rbf": lambda: [*_inward(Fraction(1)), *_outward(Fraction(2))],
    "pelu": _right_at_zero,
    "mpelu": _left_at_zero,
    "pdelu": lambda t, **_: [Kink(_ZERO, LEFT), Kink(-1 / (1 - t), LEFT)],
    "preu": _left_at_zero,
    "isrlu": _right_at_zero,
    "sqlu": lambda: [Kink(Fraction(-2), RIGHT), Kink(_ZERO, LEFT)],
    "softplus_linear_unit": _right_at_zero,
    "ptelu": _left_at_zero,
    "erf_relu": _left_at_zero,
    "xielu": _left_at_zero,
}


# --- settings --------------------------------------------------------------------------------------------

SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "relu_keras": {
        "negative_slope": ("0.1", "0.5"),
        "max_value": ("5", "0.3"),
        "threshold": ("1", "0.3"),
    },
    "rrelu": {"lower": ("0.1", "0"), "upper": ("0.5", "0.2")},
    "clipped_relu": {"upper": ("1", "0.7")},
    "displaced_relu": {"delta": ("1", "0.2")},
    "flexible_relu": {"b": ("0", "-0.4")},
    "star_relu": {"s": ("1", "0.3"), "b": ("0", "0.1")},
    "nlrelu": {"beta": ("0.7", "3")},
    "bi_firing": {"a": ("0.1", "3")},
    "bounded_bi_firing": {"a": ("0.1", "3"), "b": ("1", "20.3")},
    "bounded_leaky_relu": {"a": ("0.01", "0"), "b": ("6", "0.3")},
    "srelu": {
        "t_left": ("-1", "0.1"),
        "a_left": ("0", "-0.3"),
        "t_right": ("3", "0.7"),
        "a_right": ("1", "2.1"),
    },
    "dual_line": {"alpha": ("0.9", "-2"), "beta": ("0", "0.3"), "m": ("0", "1.1")},
    "sine_relu": {"epsilon": ("0.025", "1")},
    "onnx_shrink": {"lambd": ("1.5", "0.1"), "bias": ("0.5", "1.5")},
    "tent": {"delta": ("0.3", "6")},
    "pelu": {"a": ("0.3", "2"), "b": ("0.7", "3")},
    "mpelu": {"alpha": ("1", "-0.3"), "beta": ("0.2", "3")},
    "pdelu": {"alpha": ("0.3", "-2"), "t": ("0.5", "0.7")},
    "preu": {"alpha": ("0.3", "2"), "beta": ("0.1", "3")},
    "isrlu": {"alpha": ("0.1", "3")},
    "ptelu": {"alpha": ("0.3", "2"), "beta": ("0.1", "3")},
    "erf_relu": {"alpha": ("0.01", "-0.3")},
    "xielu": {"alpha_p": ("0.3", "2"), "alpha_n": ("0.3", "2"), "beta": ("0.1", "1")},
    "soft_exponential": {"alpha": ("0.1", "1.3")},
}
