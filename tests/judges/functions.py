"""The functions of the formula language as power series over Arb's balls.

Where a value is known better than its series knows it, expm1(u) near 0, it replaces the constant term; the
other terms come from derivatives that cancel nowhere, as 4*exp(-2u)/(1+exp(-2u))**2 for tanh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series

if TYPE_CHECKING:
    from collections.abc import Callable

# From here on Arb's erfc knows no more of the tail than that it is small.
_TAIL: Final = 50
# Arb has exponentials up to 2**_REACH, if its precision is half that; past them there is a stand-in.
_REACH: Final = 17_000
_BEYOND: Final = 1 << (_REACH + 10)


class Tower(ArithmeticError):  # noqa: N818  (said of a formula, which is not at fault)
    """Exponentials on top of one that is out of reach."""


def _with_value(series: Any, value: Any) -> Any:
    series[0] = value
    return series


def _integral(slope: Any, value: Any) -> Any:
    return _with_value(slope.integral(), value)


def _exp(u: Any) -> Any:
    """The exponential, and past all reach something else that is as large or as small as no format knows."""
    if not abs(u[0]) > arb(2) ** _REACH:
        return u.exp()
    if stands_in(u[0]):
        raise Tower
    rest = _with_value(1 * u, 0).exp()
    return rest * arb((3, _BEYOND if u[0] > 0 else -_BEYOND))


def _expm1(u: Any) -> Any:
    return _with_value(_exp(u), u[0].expm1())


def _log1p(u: Any) -> Any:
    return _with_value((1 + u).log(), u[0].log1p())


def _sigmoid(u: Any) -> Any:
    return 1 / (1 + _exp(-u))


def _log1pexp(u: Any) -> Any:
    value = u[0].exp().log1p() if u[0] < 0 else u[0] + (-u[0]).exp().log1p()
    return _integral(u.derivative() * _sigmoid(u), value)


def _sinh(u: Any) -> Any:
    return _with_value((_exp(u) - _exp(-u)) / 2, u[0].sinh())


def _cosh(u: Any) -> Any:
    return (_exp(u) + _exp(-u)) / 2


def _tanh(u: Any) -> Any:
    decay = _exp(-2 * u if u[0] > 0 else 2 * u)
    return _integral(4 * u.derivative() * decay / (1 + decay) ** 2, u[0].tanh())


def _asinh(u: Any) -> Any:
    return _integral(u.derivative() / (1 + u * u).sqrt(), u[0].asinh())


def _bell(u: Any) -> Any:
    """The derivative of erf(u)."""
    return 2 * u.derivative() * _exp(-u * u) / arb.pi().sqrt()


def _erf(u: Any) -> Any:
    return _integral(_bell(u), u[0].erf())


def _erfc(u: Any) -> Any:
    return _integral(-_bell(u), _tail(u[0]) if u[0] > _TAIL else u[0].erfc())


def _tail(u: Any) -> Any:
    half = arb(1) / 2
    return _exp(arb_series([-u * u]))[0] * (u * u).hypgeom_u(half, half) / arb.pi().sqrt()


def _normcdf(u: Any) -> Any:
    return _erfc(-u / arb(2).sqrt()) / 2


def _normpdf(u: Any) -> Any:
    return _exp(-u * u / 2) / (2 * arb.pi()).sqrt()


def stands_in(ball: Any) -> bool:
    """Whether a number is as large or small as what stands in, so that its logarithm means nothing."""
    mantissa, exponent = ball.mid().man_exp()
    return bool(mantissa) and abs(int(exponent)).bit_length() > _REACH + 5


def power_of_nothing(ball: Any, n: int) -> Any:
    """A whole power of a number that may be 0, of which flint makes nan."""
    result, factor = arb(1), ball
    while n:
        if n % 2:
            result *= factor
        factor *= factor
        n //= 2
    return result


# Those that are smooth wherever they are defined, and defined everywhere but for log, log1p, sqrt and tan.
SMOOTH: Final[dict[str, Callable[[Any], Any]]] = {
    "exp": _exp,
    "expm1": _expm1,
    "log": lambda u: u.log(),
    "log1p": _log1p,
    "log1pexp": _log1pexp,
    "sqrt": lambda u: u.sqrt(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "asinh": _asinh,
    "atan": lambda u: u.atan(),
    "erf": _erf,
    "erfc": _erfc,
    "normcdf": _normcdf,
    "normpdf": _normpdf,
    "sigmoid": _sigmoid,
}
