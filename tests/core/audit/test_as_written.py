"""Formulas evaluated as they are written, against the same done in fractions and mpmath, and by NumPy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from format_numbers import numbers
from judges.dtypes import dtype_of
from judges.formulas import some_formulas
from judges.op_by_op import op_by_op
from judges.reader import read
from judges.sameness import assert_same
from judges.tree import FUNCTIONS
from judges.truth import FORMATS as TRUE_FORMATS

from actx.core.activation import Activation
from actx.core.audit.as_written import as_written
from actx.core.catalog.reading import read_formula
from actx.core.names.spec import activation
from actx.core.rounding.formats import FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

FORMULAS: Final = (
    "x + 1/3",
    "x*(x + 3)/6",
    "(x - 0.1)/(x*x)",
    "-x - (0.7 - x)",
    "x**2",
    "x**3",
    "(x + 1)**-2",
    "x**0.5",
    "x**(1/3)",
    "x**0",
    "(x - x)**x",
    "2**x",
    "(-2)**x",
    "e**-x",
    "abs(x)**x",
    "x**x",
    "min(x, 0)",
    "max(0, x) + max(x, x/x)",
    "min(-0.0*1, x*0)",
    "clip(x, -1, 2/3)",
    "sign(x)*abs(x)",
    "where(x > 0 and not x >= 2, pi*x, where(x == -1 or x != x, 5, 1/x))",
    "where(-1 < x <= 1, x, inf - x)",
    "1/(1 + exp(-x))",
    "log(1 + exp(x))",
    "(exp(x) - 1)/x",
    "(1 - cos(x))/x**2",
    "exp(x)/(1 + exp(x))",
    "0.5*x*(1 + erf(x/sqrt(2)))",
    "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
    "x - tanh(x)",
    "sqrt(x**2 + 1) - x",
)

every_format = pytest.mark.parametrize("name", FORMATS)


def written(formula: str, x: Doubles, form: Format) -> Doubles:
    return as_written(read_formula(formula), x, form)


def assert_as_judged(formula: str, x: Doubles, name: str) -> None:
    tree, form = read(formula), TRUE_FORMATS[name]
    wanted = [op_by_op(tree, each, form) for each in x.tolist()]
    assert_same(written(formula, x, FORMATS[name]), wanted)


@every_format
def test_every_operation_is_rounded_once(name: str, some: Sample) -> None:
    for formula in some(FORMULAS, 10, name):
        assert_as_judged(formula, numbers(name, 20), name)


@every_format
def test_every_function_is_correctly_rounded(name: str, some: Sample) -> None:
    for function in some(FUNCTIONS, 7, name):
        assert_as_judged(f"{function}(x)", numbers(name, 12), name)


def test_random_formulas_are_evaluated_as_they_are_written(thorough: bool) -> None:
    texts = [formula.text for formula in some_formulas(200 if thorough else 9, seed=5)]
    formulas = [text for text in texts if "softplus" not in text]  # the reader knows no activations
    for k, formula in enumerate(formulas):
        name = list(FORMATS)[k % len(FORMATS)]
        assert_as_judged(formula, numbers(name, 6), name)


@pytest.mark.parametrize("name", ["float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_arithmetic_is_that_of_arrays_of_the_format(name: str) -> None:
    dtype = dtype_of(name)
    x = np.concatenate([numbers(name, 3000), np.linspace(-9, 9, 500)]).astype(dtype)
    one, three, six = (np.asarray(value, dtype) for value in (1, 3, 6))
    formulas: dict[str, Callable[[], NDArray[np.generic]]] = {
        "x*(x + 3)/6": lambda: x * (x + three) / six,
        "(x - 1)/(x + 3)": lambda: (x - one) / (x + three),
        "sqrt(x*x + 1) - x": lambda: np.sqrt(x * x + one) - x,
        "1/x - x": lambda: one / x - x,
    }
    for formula, by_arrays in formulas.items():
        with np.errstate(all="ignore"):
            wanted = by_arrays()
        assert wanted.dtype == dtype
        assert_same(written(formula, x.astype(np.float64), FORMATS[name]), wanted.astype(np.float64))


@pytest.mark.parametrize(
    ("formula", "name", "x", "value"),
    [
        ("log(1+exp(x))", "float32", -20.0, 0.0),
        ("log(1+exp(x))", "float64", 800.0, math.inf),
        ("(1-cos(x))/x**2", "float32", float(np.float32(1e-4)), 0.0),
        ("exp(x)/(1+exp(x))", "float32", 100.0, math.nan),
        ("exp(x)/(1+exp(x))", "float32", -200.0, 0.0),
        ("1/(1/x)", "float64", -0.0, -0.0),
        ("1/x", "float16", -0.0, -math.inf),
        ("log(x)", "float32", -0.0, -math.inf),
        ("sqrt(x)", "float32", -0.0, -0.0),
        ("abs(x)", "float32", -0.0, 0.0),
        ("-x", "float32", 0.0, -0.0),
        ("x*0", "float64", math.inf, math.nan),
        ("x**0", "float64", math.nan, 1.0),
        ("where(x > 0, 1, 2)", "float64", math.nan, 2.0),
        ("max(x, 0)", "float64", math.nan, math.nan),
        ("min(x, 0)", "float64", -0.0, -0.0),
        ("max(x, 0)", "float64", -0.0, 0.0),
        ("exp(x)", "float16", -17.0, math.ldexp(1, -24)),  # subnormal
        ("x*x", "float8_e4m3fn", 32.0, math.nan),  # 1,024 overflows, and there is no infinity
        ("x*x", "float8_e5m2", 2048.0, math.inf),
        ("x**x", "float8_e4m3fn", 3.0, 28.0),  # 27 is half-way from 26, which is odd
        ("min(x, inf)", "float8_e4m3fn", 1.0, math.nan),
        ("x + 2049", "float16", 0.0, 2048.0),
        ("x/3", "float32", 1.0, float(np.float32(1) / np.float32(3))),
        ("exp(x)", "float32", 1.0, float.fromhex("0x1.5bf0a8p+1")),
    ],
)
def test_known_cases(formula: str, name: str, x: float, value: float) -> None:
    assert_same(written(formula, np.array([x]), FORMATS[name]), [value])


def test_a_parameter_and_a_constant_are_numbers_of_the_format() -> None:
    x = np.array([-3.0, 2.0])
    leaky = activation("leaky_relu:alpha=0.1")
    assert isinstance(leaky, Activation)
    alpha = np.float16(0.1)
    assert_same(as_written(leaky.function, x, FORMATS["float16"]), [float(np.float16(-3) * alpha), 2.0])
    turned = np.float32(math.pi) * np.float32(2)
    assert_same(written("pi*x", x, FORMATS["float32"])[1], float(turned))


def test_an_activation_in_a_formula_is_its_own_formula_as_written() -> None:
    x = numbers("float32", 50)
    gelu = written("gelu(2*x) - silu(x)", x, FORMATS["float32"])
    assert_same(gelu, written("2*x*normcdf(2*x) - x*sigmoid(x)", x, FORMATS["float32"]))


def test_the_shape_of_the_points_is_kept_and_nothing_is_simplified() -> None:
    x = np.array([[0.1, math.inf], [1e30, -2.0]])
    assert written("7 + 0", x, FORMATS["float64"]).shape == (2, 2)
    assert_same(written("x - x", x, FORMATS["float64"]), [[0, math.nan], [0, 0]])
    assert_same(written("(x + 1) - x", x, FORMATS["float64"]), [[1.0, math.nan], [0.0, 1.0]])
    assert written("x + 1", np.empty((0,)), FORMATS["float64"]).shape == (0,)
