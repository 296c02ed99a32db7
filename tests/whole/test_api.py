"""The Python API: arrays in, arrays out, and the exceptions a Python programmer expects."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from judges.dtypes import dtype_of
from judges.truth import SHORTER

import actx


def test_the_examples_in_the_package_docstring_hold() -> None:
    assert doctest.testmod(actx).failed == 0


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 4)])
def test_shapes_are_kept(shape: tuple[int, ...]) -> None:
    x = np.ones(shape)
    assert actx.gelu(x).shape == shape
    assert actx.gelu.deriv(x, order=2).shape == shape


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_floating_types_are_kept(dtype: type) -> None:
    assert actx.tanh(np.ones(2, dtype)).dtype == dtype
    assert actx.tanh.deriv(np.ones(2, dtype)).dtype == dtype
    assert actx.softmax(np.ones(2, dtype)).dtype == dtype


@pytest.mark.parametrize("values", [3, True, [1, 2], np.arange(3), np.ones(2, np.longdouble)])
def test_other_real_numbers_become_float64(values: object) -> None:
    assert actx.relu(values).dtype == np.float64


@pytest.mark.parametrize("values", ["1", [1j], [None], ["1", 2**70], [[1], [1, 2]], None, {1}, 2**70 * 1j])
def test_what_is_not_real_numbers_is_a_type_error(values: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        actx.relu(values)


def test_float32_results_are_rounded_once() -> None:
    # sigmoid'(18) in float32, which frameworks give as 0, and the float32 nearest to the true value.
    assert actx.sigmoid.deriv(np.float32(18)) == np.float32(1.5229979280808073e-08)
    # The float64 nearest to each of these lies on a tie of float32; the value itself above, below, on it.
    x, one = np.float32(0), np.float32(1)
    assert actx.activation("1 + 2**-24 + 2**-80 + 0*x")(x) == np.nextafter(one, np.float32(2))
    assert actx.activation("1 + 2**-24 - 2**-80 + 0*x")(x) == one
    assert actx.activation("1 + 2**-24 + 0*x")(x) == one


def test_nan_gives_nan_even_where_the_formula_would_choose_a_branch() -> None:
    assert np.isnan(actx.relu(np.nan))
    assert np.isnan(actx.step.deriv(np.nan))


def test_a_derivative_outside_the_domain_is_nan() -> None:
    assert np.isnan(actx.activation("log(x)").deriv(-1.0))


@pytest.mark.parametrize("alpha", ["0.2", " 0.2 ", "2_0e-0_2", 0.2, Decimal("0.2"), Fraction(1, 5), "1/5"])
def test_a_parameter_means_the_decimal_as_written(alpha: object) -> None:
    assert actx.leaky_relu(-3.0, alpha=alpha) == -0.6
    assert actx.leaky_relu.bind(alpha=alpha)(-3.0) == -0.6


@pytest.mark.parametrize(
    "alpha",
    [
        *(kind(0.2) for kind in (np.float64, np.float32, np.float16, ml_dtypes.bfloat16)),
        *(np.array(0.2, kind) for kind in (float, np.float32, np.float16, ml_dtypes.bfloat16)),
        np.longdouble("0.2"),
        np.array(np.longdouble("0.2")),
        np.array(Decimal("0.2"), object),
    ],
    ids=lambda alpha: f"{type(alpha).__name__} of {alpha.dtype}",
)
def test_a_number_of_numpys_is_the_decimal_it_prints_as_in_its_own_type(alpha: Any) -> None:
    assert actx.leaky_relu(-1.0, alpha=alpha) == -0.2
    assert actx.leaky_relu.bind(alpha=alpha).label == "leaky_relu:alpha=0.2"
    assert actx.activation("x + b", b=alpha).values == {"b": Fraction(1, 5)}
    theirs = actx.activation("torch.nn.LeakyReLU", negative_slope=alpha)
    assert theirs.values == {"alpha": Fraction(1, 5)}


def test_a_long_number_is_a_parameter_to_its_last_digit() -> None:
    for value in (10**300 + 1, Fraction(10**40 + 1, 10**41 + 3)):
        assert actx.activation("x + b", b=value).values["b"] == value


def test_the_decimal_of_a_narrow_parameter_is_the_shortest_that_reads_back() -> None:
    for kind in (dtype_of(name).type for name in SHORTER):
        for value in filter(np.isfinite, map(kind, (1 / 3, -1.702, 448.0, 2.0**-9, 0.0))):
            meant = actx.activation("x + b", b=value).values["b"]
            assert kind(float(meant)) == value
            # No decimal with fewer digits reads back as the number.
            digits = len((Decimal(meant.numerator) / meant.denominator).normalize().as_tuple().digits)
            for fewer in range(1, digits):
                assert kind(float(f"{float(value):.{fewer - 1}e}")) != value, (value, meant)


@pytest.mark.parametrize(
    "whole", [2, np.int64(2), np.uint8(2), np.array(2), np.array(2, ">i4"), np.float16(2)]
)
def test_an_integer_of_numpys_is_a_parameter(whole: object) -> None:
    assert actx.elu(-1.0, alpha=whole) == actx.elu(-1.0, alpha="2")


@pytest.mark.parametrize(
    "value",
    [
        "٠.٢",  # what Decimal, float and Fraction read as 0.2
        "٠/٢",
        "1/٢",
        "०.२",
        "1e٢",
        "1__0",
        "_1",
        "1_",
        "1_.5",
        "0x1p-3",
        "1e5.0",
        "1/2/3",
        "1.5/2",
        "",
        "-",
        "sNaN",
        "nan12",
        Decimal("sNaN"),
        True,
        np.True_,
        None,
        1j,
        np.complex64(1),
        np.array([0.2]),
        np.array([0.1, 0.2]),
        np.ma.masked,
        [0.2],
        b"0.2",
    ],
    ids=repr,
)
def test_what_is_no_number_is_no_parameter(value: object) -> None:
    for call in (
        lambda: actx.elu.bind(alpha=value),
        lambda: actx.activation("x + b", b=value),  # type: ignore[arg-type]
        lambda: actx.activation("torch.nn.Threshold", threshold=value, value=1),  # type: ignore[arg-type]
    ):
        with pytest.raises(actx.ParameterError, match="not a number"):
            call()


@pytest.mark.parametrize(
    "value", [10**5000, Fraction(10**5000 + 1, 3), Fraction(1, 10**5000), "9" * 5000], ids=type
)
def test_a_parameter_of_thousands_of_digits_is_out_of_reach(value: object) -> None:
    for call in (
        lambda: actx.elu.bind(alpha=value),
        lambda: actx.activation("torch.nn.ELU", alpha=value),  # type: ignore[arg-type]
    ):
        with pytest.raises(actx.ParameterError, match="1000 characters, not"):
            call()


@pytest.mark.parametrize("size", [10**401, Fraction(10**402, 7), Fraction(1, 10**400 + 1)], ids=type)
def test_the_exponent_of_a_parameter_is_limited_however_it_is_written(size: int | Fraction) -> None:
    quotient = f"{size.numerator}/{size.denominator}"
    for value in (size, -size, str(size), quotient):
        with pytest.raises(actx.ParameterError, match="must lie between -400 and 400"):
            actx.elu.bind(alpha=value)


@pytest.mark.parametrize("size", [10**401 - 1, Fraction(10**401, 7), Fraction(1, 10**400)], ids=type)
def test_a_parameter_within_the_limit_is_exact(size: int | Fraction) -> None:
    assert actx.elu.bind(alpha=size).values["alpha"] == size
    assert actx.elu.bind(alpha=str(-size)).values["alpha"] == -size


@pytest.mark.parametrize("value", [np.float64("nan"), np.float32("inf"), np.array(-np.inf), Decimal("nan")])
def test_a_parameter_is_finite(value: object) -> None:
    with pytest.raises(actx.ParameterError, match="finite"):
        actx.elu.bind(alpha=value)


def test_activations_are_found_by_spec() -> None:
    assert actx.activation("LEAKY-ReLU:alpha=0.2")(-3.0) == -0.6
    assert actx.activation("swish", beta=2)(1.0) == actx.activation("x*sigmoid(2*x)")(1.0)
    assert actx.activation("x*sigmoid(b*x)", b="2")(1.0) == actx.activation("swish:beta=2")(1.0)
    assert actx.activation("logistic").name == "sigmoid"
    assert "gelu" in actx.names()
    assert {"gelu", "activation", "__version__"} <= set(dir(actx))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: actx.activation("gleu"), KeyError, "did you mean gelu"),
        (lambda: actx.gleu, AttributeError, "did you mean gelu"),
        (lambda: actx._nothing, AttributeError, "no attribute"),
        (lambda: actx.activation(3), TypeError, "str"),  # type: ignore[arg-type]
        (lambda: actx.activation("3 + 4"), KeyError, "mention x"),
        (lambda: actx.activation("elu:alpha"), ValueError, "param=value"),
        (lambda: actx.activation("elu:alpha=1,alpha=2"), ValueError, "twice"),
        (lambda: actx.activation("elu:alpha=1", alpha=2), ValueError, "twice"),
        (lambda: actx.activation("elu:alpah=1"), ValueError, "did you mean alpha"),
        (lambda: actx.activation("elu:alpha=nan"), ValueError, "finite"),
        (lambda: actx.activation("elu:alpha=1e999"), ValueError, "between -400 and 400"),
        (lambda: actx.activation("elu:alpha=1/0"), ValueError, "not a number"),
        (lambda: actx.activation("celu:alpha=-1"), ValueError, "domain"),
        (lambda: actx.activation("hard_tanh:min_val=2"), ValueError, "domain"),
        (lambda: actx.activation("x + b", c=1), ValueError, "no value"),
        (lambda: actx.activation("x", c=1), ValueError, "no parameter 'c'"),
        (lambda: actx.gelu(1.0, alpha=1), ValueError, "no parameter"),
        (lambda: actx.gelu.deriv(1.0, order=11), ValueError, "0 to 10"),
        (lambda: actx.gelu.deriv(1.0, order=1.5), TypeError, "integer"),
        (lambda: actx.softmax(1.0), TypeError, "vectors"),
        (lambda: actx.softmax.deriv([1.0], order=2), ValueError, "order 1"),
    ],
)
def test_mistakes_raise_what_a_programmer_expects(call: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()  # type: ignore[operator]


def test_bound_parameters_show_in_the_label() -> None:
    assert actx.leaky_relu.bind(alpha=0.2).label == "leaky_relu:alpha=0.2"
    assert actx.leaky_relu.label == "leaky_relu"


def test_the_jacobian_has_the_outputs_in_rows() -> None:
    jacobian = actx.log_softmax.deriv([0.0, np.log(3.0)])
    assert jacobian == pytest.approx(np.array([[0.75, -0.75], [-0.25, 0.25]]))


def test_properties_are_those_of_the_parameters_and_of_scalars_only() -> None:
    assert actx.properties("elu", alpha=2).infimum == (-2.0, float("-inf"), False)
    assert actx.properties("x*tanh(x)").parity == "even"
    with pytest.raises(TypeError, match="softmax is an activation of vectors"):
        actx.properties("softmax")


def test_moments_are_numbers_with_bounds() -> None:
    found = actx.moments("relu", sigma=2).second_moment
    third = actx.moments("relu", sigma=Fraction(1, 3)).second_moment
    gain = actx.moments("relu", digits=20).gain
    identity = actx.moments("leaky_relu", alpha=1).second_moment
    assert found is not None
    assert third is not None
    assert gain is not None
    assert identity is not None
    assert found.low <= 2 <= found.high
    assert (found.value, third.value, identity.value) == (2, 1 / 18, 1)
    assert str(gain.value) == "1.4142135623730950488"
    with pytest.raises(TypeError, match="softmax is an activation of vectors"):
        actx.moments("softmax")
    with pytest.raises(ValueError, match="sigma must be positive"):
        actx.moments("relu", sigma=0)
    with pytest.raises(ValueError, match="digits must be from 1 to 100"):
        actx.moments("relu", digits=101)
