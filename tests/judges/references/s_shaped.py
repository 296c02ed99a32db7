"""Sigmoids beside the classic ones: smooth, piecewise, and without bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath

from judges.references.kink import LEFT, NEITHER, RIGHT, Kink, irrational
from judges.series import (
    Undecided,
    atan,
    erf,
    exp,
    expm1,
    log,
    log_one_plus_exp,
    logistic,
    normcdf,
    pi,
    sin,
    sinh,
    sqrt,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reference = Callable[..., Any]


# --- functions -------------------------------------------------------------------------------------------


def _arctan_sigmoid(x: Any, alpha: Any) -> Any:
    angle = pi(x) * alpha * x / 2
    return atan(-1 / angle) / pi(x) if x < 0 else (1 + 2 * atan(angle) / pi(x)) / 2


def _elliott(x: Any) -> Any:
    return 1 / (2 * (1 - x)) if x < 0 else (1 + 2 * x) / (2 * (1 + x))


def _rational_tanh(x: Any) -> Any:
    side = 1 if x >= 0 else -1
    y = side * 2 * x / 3
    rest = y + y * y + 141645 * y**4 / 10**5
    return side * 17159 * rest / (1 + rest) / 10**4


def _soft_root_sign(x: Any, alpha: Any, beta: Any) -> Any:
    if x > 1:  # in the form whose slope does not cancel far out
        return alpha / (1 + alpha * exp(-x / beta) / x)
    return alpha * x / (x + alpha * exp(-x / beta))


def _clamped(y: Any, low: int, high: int) -> Any:
    try:
        if y <= low:
            return low + 0 * y
        return y if y < high else high + 0 * y
    except Undecided:  # y is a bound, computed from a parameter that is no binary fraction
        return (low if 2 * y < low + high else high) + 0 * y


def _smooth_step(x: Any, gamma: Any) -> Any:
    t = _clamped((2 * x + gamma) / (2 * gamma), 0, 1)
    return t * t * (3 - 2 * t)


def _cosine_squasher(x: Any) -> Any:
    right_angle = pi(x) / 2
    if x <= -right_angle:
        return 0 * x
    return sin((x + right_angle) / 2) ** 2 if x < right_angle else 1 + 0 * x


def _sqnl(x: Any) -> Any:
    if x > 2:
        return 1 + 0 * x
    if x < -2:
        return -1 + 0 * x
    return x * (4 - x) / 4 if x >= 0 else x * (4 + x) / 4


def _log_sqnl(x: Any) -> Any:
    if x > 2:
        return 1 + 0 * x
    if x < -2:
        return 0 * x
    return (8 - (2 - x) ** 2) / 8 if x >= 0 else (2 + x) ** 2 / 8


def _plan(u: Any) -> Any:
    """The published table, which is for u >= 0: slopes of 1/4, 1/8 and 1/32."""
    if u >= 5:
        return 1 + 0 * u
    if 8 * u >= 19:
        return (u + 27) / 32
    return (u + 5) / 8 if u >= 1 else (u + 2) / 4


def _improved_sigmoid(x: Any, alpha: Any, a: Any) -> Any:
    if x >= a:
        return logistic(a) + alpha * (x - a)
    return logistic(x) if x > -a else logistic(-a) + alpha * (x + a)


def _plu(x: Any, alpha: Any, c: Any) -> Any:
    if x > c:
        return alpha * x + (1 - alpha) * c
    return x if x >= -c else alpha * x - (1 - alpha) * c


def _tangent(x: Any, at: Any) -> Any:
    return tanh(at) + (1 - tanh(at) ** 2) * (x - at)


def _reltanh(x: Any, low: Any, high: Any) -> Any:
    if x >= high:
        return _tangent(x, high)
    return tanh(x) if x > low else _tangent(x, low)


REFERENCES: Final[Mapping[str, Reference]] = {
    "gudermannian": lambda x: atan(sinh(x)),
    "cloglog": lambda x: -expm1(-exp(x)),
    "loglog": lambda x: exp(-exp(-x)),
    "arctan": atan,
    "arctan_sigmoid": _arctan_sigmoid,
    "lecun_tanh": lambda x: 17159 * tanh(2 * x / 3) / 10**4,
    "penalized_tanh": lambda x, a: (1 if x > 0 else a) * tanh(x),
    "rescaled_sigmoid": lambda x: 4 * logistic(x) - 2,
    "bipolar_sigmoid": lambda x, alpha: 2 * logistic(alpha * x) - 1,
    "root_sigmoid": lambda x: x / (1 + sqrt(1 + x * x)),
    "scaled_softsign": lambda x, alpha, beta: alpha * x / (beta + abs(x)),
    "elliott": _elliott,
    "elliot2": lambda x: x * abs(x) / (1 + x * x),
    "rational_tanh": _rational_tanh,
    "erf": erf,
    "dynamic_tanh": lambda x, alpha, gamma, beta: gamma * tanh(alpha * x) + beta,
    "dynamic_erf": lambda x, alpha, s, gamma, beta: gamma * erf(alpha * x + s) + beta,
    "normcdf": normcdf,
    "laplace": lambda x: normcdf((x - sqrt(2 + 0 * x) / 2) * 2 * sqrt(pi(x))),
    "soft_root_sign": _soft_root_sign,
    "aranda_ordaz": lambda x, lambd: -expm1(-log_one_plus_exp(x + log(lambd)) / lambd),
    "hard_sigmoid_02": lambda x, alpha, beta: _clamped(alpha * x + beta, 0, 1),
    "sparse_sigmoid": lambda x: (_clamped(x, -1, 1) + 1) / 2,
    "hard_concrete": lambda x, gamma, zeta: _clamped(gamma + (zeta - gamma) * logistic(x), 0, 1),
    "smooth_step": _smooth_step,
    "cosine_squasher": _cosine_squasher,
    "sqnl": _sqnl,
    "log_sqnl": _log_sqnl,
    "plan_sigmoid": lambda x: 1 - _plan(-x) if x < 0 else _plan(x),
    "bipolar_step": lambda x: 2 * int(x >= 0) - 1 + 0 * x,
    "hexpo": lambda x, a, b, c, d: -a * expm1(-x / b) if x >= 0 else c * expm1(x / d),
    "improved_sigmoid": _improved_sigmoid,
    "plu": _plu,
    "reltanh": _reltanh,
}


# --- branch points ---------------------------------------------------------------------------------------

_ZERO: Final = Fraction(0)


def _logarithm(ratio: Fraction) -> Fraction:
    return irrational(lambda: mpmath.log(mpmath.mpf(ratio.numerator) / ratio.denominator))


def _outward(size: Fraction) -> list[Kink]:
    """At a number and its negative, the branch that is farther from 0."""
    return [Kink(-size, LEFT), Kink(size, RIGHT)]


KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = {
    "penalized_tanh": lambda **_: [Kink(_ZERO, LEFT)],
    "scaled_softsign": lambda **_: [Kink(_ZERO, NEITHER)],
    "elliott": lambda: [Kink(_ZERO, RIGHT)],
    "elliot2": lambda: [Kink(_ZERO, NEITHER)],
    "hard_sigmoid_02": lambda alpha, beta: [Kink(-beta / alpha, LEFT), Kink((1 - beta) / alpha, RIGHT)],
    "sparse_sigmoid": lambda: _outward(Fraction(1)),
    "hard_concrete": lambda gamma, zeta: [
        Kink(_logarithm(-gamma / zeta), LEFT),
        Kink(_logarithm((1 - gamma) / (zeta - 1)), RIGHT),
    ],
    "smooth_step": lambda gamma: _outward(gamma / 2),
    "cosine_squasher": lambda: _outward(irrational(lambda: mpmath.pi / 2)),
    "sqnl": lambda: [Kink(Fraction(-2), RIGHT), Kink(_ZERO, RIGHT), Kink(Fraction(2), LEFT)],
    "log_sqnl": lambda: [Kink(Fraction(-2), RIGHT), Kink(_ZERO, RIGHT), Kink(Fraction(2), LEFT)],
    "plan_sigmoid": lambda: [
        kink for size in (Fraction(1), Fraction(19, 8), Fraction(5)) for kink in _outward(size)
    ],
    "bipolar_step": lambda: [Kink(_ZERO, RIGHT)],
    "hexpo": lambda **_: [Kink(_ZERO, RIGHT)],
    "improved_sigmoid": lambda a, **_: _outward(a),
    "plu": lambda c, **_: [Kink(-c, RIGHT), Kink(c, LEFT)],
    "reltanh": lambda low, high: [Kink(low, LEFT), Kink(high, RIGHT)],
}


# --- settings --------------------------------------------------------------------------------------------

SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "arctan_sigmoid": {"alpha": ("0.3", "5")},
    "penalized_tanh": {"a": ("0.1", "-2")},
    "bipolar_sigmoid": {"alpha": ("0.1", "2")},
    "scaled_softsign": {"alpha": ("0.3", "-2"), "beta": ("0.3", "2")},
    "dynamic_tanh": {"alpha": ("0.8", "-3"), "gamma": ("0.1", "3"), "beta": ("0.3", "-2")},
    "dynamic_erf": {
        "alpha": ("0.8", "-3"),
        "s": ("0.1", "-1"),
        "gamma": ("0.1", "3"),
        "beta": ("0.3", "-2"),
    },
    "soft_root_sign": {"alpha": ("1.3", "5"), "beta": ("0.7", "2")},
    "aranda_ordaz": {"lambd": ("0.1", "3")},
    "hard_sigmoid_02": {"alpha": ("0.5", "3"), "beta": ("0.1", "0")},
    "hard_concrete": {"gamma": ("-0.2", "-1"), "zeta": ("1.2", "3")},
    "smooth_step": {"gamma": ("0.1", "3")},
    "hexpo": {"a": ("0.3", "-2"), "b": ("0.3", "2"), "c": ("0.3", "-2"), "d": ("0.3", "2")},
    "improved_sigmoid": {"alpha": ("0.1", "1"), "a": ("0.3", "5")},
    "plu": {"alpha": ("0.3", "0"), "c": ("0.3", "3")},
    "reltanh": {"low": ("-2", "-0.3"), "high": ("0.3", "0.5")},
}
