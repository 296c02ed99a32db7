"""Smooth rectifiers, bumps, waves, and the functions of analysis used as they are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import flint
import mpmath

from judges.references.kink import LEFT, NEITHER, RIGHT, Kink
from judges.series import (
    Series,
    cos,
    exp,
    expm1,
    log,
    log1p,
    log_one_plus_exp,
    number,
    pi,
    sin,
    sqrt,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


def _log_two(like: Any) -> Any:
    return log(2 + 0 * like)


def _bent_identity(x: Any, beta: Any) -> Any:
    return x + beta * x * x / (1 + sqrt(1 + x * x))


def _sinc(x: Any) -> Any:
    if abs(x) >= 2.0**-30:
        return sin(x) / x
    precision = flint.ctx.prec if isinstance(x, Series) else mpmath.mp.prec
    total = 1 + 0 * x
    for k in range(precision // 60 + 4, 0, -1):  # the rest is below 2**-precision, and so are its slopes
        total = 1 - x * x * total / (2 * k * (2 * k + 1))
    return total


def _ricker(x: Any) -> Any:
    return 2 * (1 - x * x) * exp(-x * x / 2) / (sqrt(3 + 0 * x) * sqrt(sqrt(pi(x))))


def _arcsinh(x: Any) -> Any:
    return log(x + sqrt(x * x + 1))  # cancels on the left


def _soft_modulus_q(x: Any) -> Any:
    if x > 1 or x < -1:
        return abs(x)
    return 2 * x * x - abs(x) ** 3


def _horner(x: Any, coefficients: tuple[str, ...]) -> Any:
    """The polynomial with these coefficients, the lowest first."""
    value = 0 * x
    for text in reversed(coefficients):
        value = value * x + number(Fraction(text), x)
    return value


def _pau(x: Any) -> Any:
    above = ("0.029792778657264946", "0.6183735264987601", "2.323309062531321", "3.051936237265109")
    below = ("1", "1.1419548357285474", "4.393159974992486", "0.8714712309957245", "0.34719662339598834")
    numerator = _horner(x, (*above, "1.4854203263828845", "0.2510244961111299"))
    return numerator / _horner(x if x >= 0 else -x, below)


def _rational_relu(x: Any) -> Any:
    return _horner(x, ("0.0218", "0.5", "1.5957", "1.1915")) / _horner(x, ("1", "0", "2.383"))


REFERENCES: Final[Mapping[str, Reference]] = {
    "parametric_softplus": lambda x, alpha, beta: alpha * log_one_plus_exp(beta * x),
    "shifted_softplus": lambda x: log_one_plus_exp(x) - _log_two(x),
    "soft_plus_plus": lambda x, k, c: log_one_plus_exp(k * x) - _log_two(x) + x / c,
    "bent_identity": _bent_identity,
    "inverse_quadratic": lambda x, a: 1 / (1 + a * a * x * x),
    "inverse_multiquadric": lambda x, a: 1 / sqrt(1 + a * a * x * x),
    "laplacian": lambda x, a: exp(-x / a) if x >= 0 else exp(x / a),
    "sech": lambda x: 2 / (exp(x) + exp(-x)),
    "ricker": _ricker,
    "wave": lambda x, a: exp(-a * x * x) - x * x * exp(-a * x * x),
    "gaussian_derivative": lambda x: -x / exp(x * x / 2),
    "cosine": cos,
    "siren_sine": lambda x, omega: sin(omega * x),
    "snake": lambda x, a: x + sin(a * x) * sin(a * x) / a,
    "snake_beta": lambda x, alpha, beta: x + sin(alpha * x) * sin(alpha * x) / beta,
    "cosid": lambda x: cos(x) - x,
    "sinp": lambda x, a: sin(x) - a * x,
    "exp_sin": lambda x, a: exp(-sin(a * x)),
    "hosc": lambda x, beta: tanh(beta * sin(x)),
    "pinnsformer_wavelet": lambda x, omega1, omega2: omega1 * sin(x) + omega2 * cos(x),
    "arcsinh": _arcsinh,
    "symlog": lambda x: log1p(x) if x >= 0 else -log1p(-x),
    "symexp": lambda x: expm1(x) if x >= 0 else -expm1(-x),
    "soft_modulus_q": _soft_modulus_q,
    "multiquadric": lambda x, a: sqrt(1 + a * a * x * x),
    "square": lambda x: x * x,
    "cube": lambda x: x * x * x,
    "squ": lambda x: x * (x + 1),
    "ncu": lambda x: x * (1 - x) * (1 + x),
    "rational_relu": _rational_relu,
    "pau": _pau,
    "sqrt_softplus": lambda x: sqrt(log_one_plus_exp(x)),
    "morlet": lambda x, omega: cos(omega * x) / exp(x * x / 2),
    "sinc": _sinc,
    "gcu": lambda x: x * cos(x),
    "asu": lambda x: x * sin(x),
    "finer": lambda x, omega: sin(omega * x + omega * x * abs(x)),
}


# --- branch points ---------------------------------------------------------------------------------------

_ZERO: Final = Fraction(0)


def _at_zero(**_: Fraction) -> list[Kink]:
    return [Kink(_ZERO, RIGHT)]


KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "sinc": lambda **_: [Kink(Fraction(0), RIGHT)],  # the gap that is filled
    "laplacian": _at_zero,
    "symexp": _at_zero,
    "symlog": _at_zero,
    "soft_modulus_q": lambda: [
        Kink(Fraction(-1), RIGHT),
        Kink(Fraction(0), NEITHER),
        Kink(Fraction(1), LEFT),
    ],
    "pau": _at_zero,
    "finer": lambda **_: [Kink(Fraction(0), NEITHER)],  # sin(u) has the same slope on either side
}


# --- settings --------------------------------------------------------------------------------------------

SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "parametric_softplus": {"alpha": ("0.613", "-0.3"), "beta": ("1", "-0.5")},
    "soft_plus_plus": {"k": ("2", "-0.3"), "c": ("1", "10")},
    "bent_identity": {"beta": ("1", "-0.3")},
    "inverse_quadratic": {"a": ("0.1", "-7.3")},
    "inverse_multiquadric": {"a": ("0.1", "-7.3")},
    "laplacian": {"a": ("0.1", "5")},
    "wave": {"a": ("0.37", "3")},
    "siren_sine": {"omega": ("10", "-0.3")},
    "snake": {"a": ("0.1", "5")},
    "snake_beta": {"alpha": ("0.1", "-2"), "beta": ("0.3", "5")},
    "sinp": {"a": ("0.25", "-1.5")},
    "exp_sin": {"a": ("0.1", "-3")},
    "hosc": {"beta": ("1", "-0.5")},
    "pinnsformer_wavelet": {"omega1": ("0.3", "-2"), "omega2": ("0", "0.7")},
    "multiquadric": {"a": ("0.1", "-7.3")},
    "morlet": {"omega": ("1.75", "-0.3")},
    "finer": {"omega": ("1", "-5")},
}
