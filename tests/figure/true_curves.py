"""Formulas with their closed forms in NumPy's extended precision: what their curves are. Many are hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Real: TypeAlias = Any  # an array of np.longdouble
Interval: TypeAlias = tuple[float, float]
exp, expm1, log, log1p, sqrt, sign, where = np.exp, np.expm1, np.log, np.log1p, np.sqrt, np.sign, np.where
sin, cos, tan, tanh = np.sin, np.cos, np.tan, np.tanh
WIDE: Final = ((-6.0, 6.0),)
PI: Final = 4 * np.arctan(np.longdouble(1))


class Truth(NamedTuple):
    """A formula, what it means, and where its curve is broken.

    `values` and `slopes` map x to f and f'; without `slopes` f' is not drawn. `breaks` are the jumps, poles
    and gaps of f, those of f' besides are `slope_breaks`. About each of `spikes`, at all distances from it, f
    is looked at more closely.
    """

    formula: str
    values: Callable[[Real], Real]
    slopes: Callable[[Real], Real] | None = None
    breaks: tuple[float, ...] = ()
    slope_breaks: tuple[float, ...] = ()
    spikes: tuple[float, ...] = ()
    intervals: tuple[Interval, ...] = WIDE


def sigmoid(x: Real) -> Real:
    return where(x > 0, 1 / (1 + exp(-abs(x))), exp(-abs(x)) / (1 + exp(-abs(x))))


def bump(x: Real, at: str, width: float) -> Real:
    """A bell about a point, which is given as a decimal."""
    return exp(-(((x - np.longdouble(at)) / width) ** 2))


def steps(x: Real, *at: str) -> Real:
    """How many of these points are below x."""
    return sum(where(x > np.longdouble(each), 1, 0) for each in at) + 0 * x


def multiples(distance: float, first: int, last: int, shift: float = 0.0) -> tuple[float, ...]:
    return tuple(float(distance * (k + shift)) for k in range(first, last + 1))


FORMULAS: Final = (
    # smooth
    Truth("sin(30*x)", lambda x: sin(30 * x), lambda x: 30 * cos(30 * x), intervals=((-6, 6), (-0.2, 0.5))),
    Truth("sin(300*x)", lambda x: sin(300 * x), lambda x: 300 * cos(300 * x), intervals=((-6, 6),)),
    Truth("sin(5000*x)", lambda x: sin(5000 * x), intervals=((-6, 6), (1, 1.01))),
    Truth("sin(x)", sin, cos, intervals=((-6, 6), (-1000, 1000), (1e6, 1e6 + 20))),
    Truth("sin(x**2)", lambda x: sin(x * x), lambda x: 2 * x * cos(x * x), intervals=((-6, 6), (-30, 30))),
    Truth("x**3-x", lambda x: x**3 - x, lambda x: 3 * x * x - 1, intervals=((-6, 6), (-1e5, 1e5))),
    Truth("x*1e-300", lambda x: x * np.longdouble("1e-300"), intervals=((-6, 6), (-1e-5, 1e-5))),
    Truth("x*1e290", lambda x: x * np.longdouble("1e290")),
    Truth("x+1e9", lambda x: x + 10**9, lambda x: 1 + 0 * x, intervals=((-6, 6), (0, 1e-3), (-1e12, 1e12))),
    Truth("1e-6*x**2+1", lambda x: np.longdouble("1e-6") * x * x + 1, intervals=((-6, 6), (0, 1e-2))),
    Truth("exp(x)", exp, intervals=((-6, 6), (-700, 700), (0, 1e-9))),
    Truth(
        "exp(-x**2)", lambda x: exp(-x * x), lambda x: -2 * x * exp(-x * x), intervals=((-6, 6), (-1e4, 1e4))
    ),
    Truth("tanh", tanh, lambda x: 1 / np.cosh(x) ** 2, intervals=((-6, 6), (-1e4, 1e4), (19, 20))),
    Truth("tanh(200*(x-0.3))", lambda x: tanh(200 * (x - np.longdouble("0.3")))),
    Truth("tanh(1e7*x)", lambda x: tanh(x * 10**7), lambda x: 10**7 / np.cosh(x * 10**7) ** 2),
    Truth(
        "sigmoid", sigmoid, lambda x: sigmoid(x) * sigmoid(-x), intervals=((-6, 6), (-40, 40), (-1e9, 1e9))
    ),
    Truth("sigmoid(1e4*(x-0.777))", lambda x: sigmoid(10**4 * (x - np.longdouble("0.777")))),
    Truth(
        "softplus",
        lambda x: np.maximum(x, 0) + log1p(exp(-abs(x))),
        sigmoid,
        intervals=((-6, 6), (-800, 800), (30, 31)),
    ),
    Truth("x*sigmoid(x)", lambda x: x * sigmoid(x), intervals=((-6, 6), (-100, 100), (-1.3, -1.25))),
    Truth("x/(0.001+abs(x))", lambda x: x / (np.longdouble("0.001") + abs(x))),
    Truth("cos(x)/(2+sin(9*x))", lambda x: cos(x) / (2 + sin(9 * x)), intervals=((-6, 6), (-100, 100))),
    Truth(
        "x**7-3*x**6", lambda x: x**7 - 3 * x**6, lambda x: 7 * x**6 - 18 * x**5, intervals=((-6, 6), (-1, 4))
    ),
    Truth("(x-1)**9", lambda x: (x - 1) ** 9, intervals=((-6, 6), (0.99, 1.01))),
    Truth("log1p(exp(30*x))", lambda x: np.maximum(30 * x, 0) + log1p(exp(-abs(30 * x)))),
    # spikes
    Truth(
        "exp(-1e6*x**2)",
        lambda x: bump(x, "0", 1e-3),
        spikes=(0,),
        intervals=((-6, 6), (-5.9, 6), (-0.01, 0.02)),
    ),
    Truth("exp(-1e6*(x-0.1234)**2)", lambda x: bump(x, "0.1234", 1e-3), spikes=(0.1234,)),
    Truth("3*exp(-1e12*(x+2.345)**2)", lambda x: 3 * bump(x, "-2.345", 1e-6), spikes=(-2.345,)),
    Truth("x-5*exp(-1e10*(x-1.111)**2)", lambda x: x - 5 * bump(x, "1.111", 1e-5), spikes=(1.111,)),
    Truth(
        "sin(x)+exp(-1e8*(x-2)**2)-exp(-1e8*(x+1/3)**2)",
        lambda x: sin(x) + bump(x, "2", 1e-4) - exp(-(10**8) * (x + 1 / np.longdouble(3)) ** 2),
        spikes=(2, -1 / 3),
    ),
    Truth("1/(1+1e8*(x-0.7)**2)", lambda x: 1 / (1 + 10**8 * (x - np.longdouble("0.7")) ** 2), spikes=(0.7,)),
    Truth(
        "max(0, 1-1e5*abs(x-0.4321))",
        lambda x: np.maximum(0, 1 - 10**5 * abs(x - np.longdouble("0.4321"))),
        spikes=(0.4321,),
    ),
    Truth("x*exp(-1e6*x**2)*1000", lambda x: 1000 * x * bump(x, "0", 1e-3), spikes=(0, 7e-4, -7e-4)),
    Truth(
        "tanh(1e6*(x-0.2))-tanh(1e6*(x-0.20001))",
        lambda x: tanh(10**6 * (x - np.longdouble("0.2"))) - tanh(10**6 * (x - np.longdouble("0.20001"))),
        spikes=(0.2, 0.20001, 0.200005),
    ),
    # kinks and roots
    Truth("abs(x)", abs, sign, slope_breaks=(0,), intervals=((-6, 6), (-1, 7))),
    Truth("abs(x-0.3333)**0.5", lambda x: sqrt(abs(x - np.longdouble("0.3333"))), spikes=(0.3333,)),
    Truth("abs(x)**0.05", lambda x: abs(x) ** np.longdouble("0.05"), spikes=(0,)),
    Truth("sign(x)*abs(x)**(1/3)", np.cbrt, spikes=(0,)),
    Truth(
        "sqrt(x)",
        lambda x: sqrt(where(x < 0, np.nan, x)),
        breaks=(0,),
        spikes=(0,),
        intervals=((-6, 6), (0, 1e-6), (-1, 1e4)),
    ),
    Truth(
        "sqrt(1-x**2)",
        lambda x: sqrt(where(abs(x) > 1, np.nan, (1 - x) * (1 + x))),
        breaks=(-1, 1),
        spikes=(-1, 1),
    ),
    Truth("x*log(x)", lambda x: where(x > 0, x * log(abs(x)), np.nan), breaks=(0,), spikes=(0,)),
    Truth(
        "relu",
        lambda x: np.maximum(x, 0),
        lambda x: where(x > 0, 1, 0) + 0 * x,
        slope_breaks=(0,),
        intervals=((-6, 6), (-1e-9, 1e-9)),
    ),
    Truth(
        "clip(x, -0.123, 1/3)",
        lambda x: np.clip(x, np.longdouble("-0.123"), 1 / np.longdouble(3)),
        intervals=((-6, 6), (-1, 1)),
    ),
    Truth(
        "elu",
        lambda x: where(x > 0, x, expm1(np.minimum(x, 0))),
        lambda x: where(x > 0, 1, exp(np.minimum(x, 0))),
        intervals=((-6, 6), (-1e3, 10)),
    ),
    Truth("max(sin(40*x), cos(x))", lambda x: np.maximum(sin(40 * x), cos(x))),
    # jumps
    Truth(
        "where(x>0.1234567, 1, 0)",
        lambda x: steps(x, "0.1234567"),
        breaks=(0.1234567,),
        intervals=((-6, 6), (0.1234566, 0.12345675)),
    ),
    Truth(
        "where(x>0.1,1,0)+where(x>0.10001,1,0)", lambda x: steps(x, "0.1", "0.10001"), breaks=(0.1, 0.10001)
    ),
    Truth(
        "where(x>-1,1,0)+where(x>0.5,1,0)+where(x>2.25,1,0)",
        lambda x: steps(x, "-1", "0.5", "2.25"),
        breaks=(-1, 0.5, 2.25),
    ),
    Truth(
        "x-where(x>1, 1, 0)-where(x>2, 1, 0)",
        lambda x: x - steps(x, "1", "2"),
        lambda x: 1 + 0 * x,
        breaks=(1, 2),
    ),
    Truth("sign(x)+x/10", lambda x: sign(x) + x / 10, breaks=(0,)),
    Truth("sign(sin(3*x))", lambda x: sign(sin(3 * x)), breaks=multiples(PI / 3, -6, 6)),
    Truth("sign(sin(40*x))", lambda x: sign(sin(40 * x)), breaks=multiples(PI / 40, -80, 80)),
    Truth("x*sign(cos(x))", lambda x: x * sign(cos(x)), breaks=multiples(PI, -3, 2, 0.5)),
    Truth("where(x*x < 2, x, -x)", lambda x: where(x * x < 2, x, -x), breaks=(-(2**0.5), 2**0.5)),
    Truth(
        "hardshrink",
        lambda x: where(abs(x) > 0.5, x, 0),
        lambda x: where(abs(x) > 0.5, 1, 0) + 0 * x,
        breaks=(-0.5, 0.5),
    ),
    Truth(
        "where(abs(x-1)<1e-5, 2, 0)",
        lambda x: where(abs(x - 1) < np.longdouble("1e-5"), 2, 0) + 0 * x,
        breaks=(1 - 1e-5, 1 + 1e-5),
        spikes=(1,),
    ),
    Truth("atan(1/(x-0.1234))", lambda x: np.arctan(1 / (x - np.longdouble("0.1234"))), breaks=(0.1234,)),
    # poles and gaps
    Truth(
        "1/x",
        lambda x: 1 / x,
        lambda x: -1 / x**2,
        breaks=(0,),
        spikes=(0,),
        intervals=((-6, 6), (-6, 5), (1e-3, 1), (-1e5, 1e6)),
    ),
    Truth(
        "1/(x-0.1234)**2", lambda x: (x - np.longdouble("0.1234")) ** -2, breaks=(0.1234,), spikes=(0.1234,)
    ),
    Truth(
        "tan(x)",
        tan,
        lambda x: 1 / cos(x) ** 2,
        breaks=multiples(PI, -3, 2, 0.5),
        spikes=multiples(PI, -3, 2, 0.5),
    ),
    Truth("1e-6/(x-1)+x", lambda x: np.longdouble("1e-6") / (x - 1) + x, breaks=(1,), spikes=(1,)),
    Truth(
        "log(x)",
        lambda x: log(where(x > 0, x, np.nan)),
        breaks=(0,),
        spikes=(0,),
        intervals=((-6, 6), (0, 1e3), (1, 1 + 1e-9)),
    ),
    Truth(
        "log(abs(x-0.1234))",
        lambda x: log(abs(x - np.longdouble("0.1234"))),
        breaks=(0.1234,),
        spikes=(0.1234,),
    ),
    Truth("exp(1/x)", lambda x: exp(1 / x), breaks=(0,), spikes=(0,)),
    # endless oscillation
    Truth("sin(1/x)", lambda x: sin(1 / x), breaks=(0,), intervals=((-1, 1), (0.001, 0.1))),
    Truth("x*sin(1/x)", lambda x: x * sin(1 / x), breaks=(0,), intervals=((-1, 1), (-0.01, 0.01))),
)
