"""Inputs from Python: arrays of every type and byte order, masks, numbers of any size.

Fractions tell what an input is rounded to: of all numbers of the format, the nearest to the exact value.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import TYPE_CHECKING, Any, Final

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges.sameness import same
from judges.truth import FORMATS, SHORTER
from nearest_input import SIGNALLING, nearest, read_as
from process import run

import actx

if TYPE_CHECKING:
    from pathlib import Path

# --- NumPy's arrays --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2"])
def test_byte_order_is_no_matter_and_the_format_is_kept(dtype: str) -> None:
    native = np.array([0.1, -2.5, 0.0, -0.0, inf, nan], dtype)
    orders: Final = ("<", ">")
    for order in orders:
        swapped = native.astype(np.dtype(dtype).newbyteorder(order))
        found = actx.tanh(swapped)
        assert found.dtype == np.dtype(dtype)
        assert found.dtype.isnative
        assert same(found, actx.tanh(native))
        assert same(actx.softmax.deriv(swapped[:4]), actx.softmax.deriv(native[:4]))
        assert actx.softmax(swapped[:4]).dtype == np.dtype(dtype)
        assert actx.tanh(swapped[0]).dtype == np.dtype(dtype)


@pytest.mark.parametrize("dtype", [">i2", "<i8", ">i8", ">u8", "?", "u1"])
def test_integers_and_booleans_of_any_byte_order_are_float64(dtype: str) -> None:
    found = read_as(np.array([0, 1, 1], dtype))
    assert found.dtype == np.float64
    assert found.tolist() == [0, 1, 1]


@pytest.mark.parametrize("name", SIGNALLING)
def test_a_signalling_nan_is_a_nan_without_a_warning(name: str) -> None:
    array = SIGNALLING[name]
    for each in (array, array[0], array.reshape(1, 1)):
        assert np.isnan(read_as(each)).all()
        assert np.isnan(actx.gelu.deriv(each, dtype="float16")).all()
    if name != "bfloat16":
        assert np.isnan(read_as(array.astype(array.dtype.newbyteorder(">")))).all()
    assert np.isnan(actx.softmax(array)).all()
    assert actx.exact("gelu", array[0], 20).is_nan()


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
@pytest.mark.parametrize(
    "command", ["eval", "deriv --format json", "eval --dtype bfloat16", "eval --digits 9"]
)
def test_a_signalling_nan_in_an_npy_file_is_a_nan_without_a_warning(
    name: str, command: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "nan.npy", SIGNALLING[name])
    words, *options = command.split(" ", 1)
    outcome = run(words, "gelu", "-i", "nan.npy", *" ".join(options).split(), cwd=tmp_path)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert "nan" in outcome.text


@pytest.mark.skipif(np.finfo(np.longdouble).nmant <= 52, reason="longdouble is float64 here")
def test_a_longdouble_is_rounded_once() -> None:
    tiny = np.longdouble(2) ** -60
    for name, bits in {"float32": 24, "float16": 11, "bfloat16": 8}.items():
        tie = 1 + np.longdouble(2) ** -bits  # halfway between 1 and the number after it
        after = 1 + 2.0 ** (1 - bits)
        assert read_as([tie - tiny, tie, tie + tiny], name).tolist() == [1, 1, after]
        assert read_as(-(tie + tiny), name) == -after
    third = np.longdouble(1) / 3
    assert read_as(third) == float(third)
    assert read_as(np.array([third], np.dtype(np.longdouble).newbyteorder())).tolist() == [float(third)]
    far = np.array([np.longdouble(10) ** 400, -(np.longdouble(10) ** 400), np.longdouble(10) ** -400])
    assert same(read_as(far), [inf, -inf, 0.0])
    assert same(read_as(far, "float8_e4m3fn"), [nan, nan, 0.0])


@pytest.mark.skipif(np.finfo(np.longdouble).nmant <= 52, reason="longdouble is float64 here")
def test_exact_takes_a_longdouble_as_it_is() -> None:
    third = np.longdouble(1) / 3
    means = Fraction(*third.as_integer_ratio())
    assert means != Fraction(float(third))
    for x in (third, np.array(third)):
        found = actx.exact("identity", x, 100)
        assert Fraction(found) == means
    far = np.longdouble(10) ** 400
    assert Fraction(actx.exact("identity", far, 500)) == Fraction(*far.as_integer_ratio())
    assert actx.exact("identity", np.longdouble(inf), 5) == Decimal("inf")
    assert actx.exact("relu", np.longdouble("nan"), 5).is_nan()
    assert actx.exact("identity", np.longdouble("-0.0"), 5).is_signed()


def test_digits_of_an_npy_file_are_those_of_its_numbers(tmp_path: Path) -> None:
    np.save(tmp_path / "whole.npy", np.array([2**53 + 1, -(2**63)]))
    outcome = run("eval", "identity", "-i", "whole.npy", "--digits", "30", cwd=tmp_path)
    assert [int(line) for line in outcome.lines] == [2**53 + 1, -(2**63)]
    third = np.longdouble(1) / 3
    np.save(tmp_path / "third.npy", third)
    outcome = run("eval", "identity", "-i", "third.npy", "--digits", "100", cwd=tmp_path)
    assert Fraction(outcome.text.strip()) == Fraction(*third.as_integer_ratio())


def test_the_numbers_of_an_npy_file_are_rounded_once(tmp_path: Path) -> None:
    above_a_tie = 2**60 + 2**36 + 1  # of float32
    np.save(tmp_path / "whole.npy", np.array([above_a_tie, above_a_tie - 1]))
    outcome = run("eval", "identity", "-i", "whole.npy", "--dtype", "float32", cwd=tmp_path)
    assert [float(np.float32(line)) for line in outcome.lines] == [2.0**60 + 2**37, 2.0**60]


# --- integers, fractions and decimals --------------------------------------------------------------------


@pytest.mark.parametrize("whole", [2**64, 2**64 + 1, 2**63, -(2**64) - 12345, 2**53 + 1, 10**22 + 1, 10**400])
def test_an_integer_of_any_size_is_rounded_once(whole: int) -> None:
    try:
        right = float(whole)
    except OverflowError:
        right = inf
    for each in (whole, [whole], np.array([whole], object), np.array(whole, object)):
        found = read_as(each)
        assert found.dtype == np.float64
        assert (found == right).all()
    assert read_as(-whole) == -right
    assert read_as([whole, 0.5]).tolist() == [right, 0.5]
    assert read_as([[whole, 1], [True, -1]]).tolist() == [[right, 1], [1, -1]]


@given(st.integers(1, 40), st.integers(-1, 1), st.sampled_from(SHORTER), st.sampled_from([1, -1]))
def test_integers_beside_a_tie_of_a_narrow_format_round_to_their_own_side(
    odd: int, beside: int, name: str, sign: int
) -> None:
    bits = FORMATS[name].bits
    tie = ((2 * odd + 1 | 1 << bits) & (1 << bits + 1) - 1) << (62 - bits - 1)
    whole = sign * (tie + beside)
    right = nearest(Fraction(whole), name)
    assert same(read_as(np.array([whole], np.int64), name), [right])
    assert same(read_as(np.int64(whole), name), right)
    assert same(read_as([whole, 0.5], name)[0], right)
    assert same(read_as(whole * 2**40, name), nearest(Fraction(whole * 2**40), name))
    assert same(read_as(Fraction(whole, 2**60), name), nearest(Fraction(whole, 2**60), name))
    assert same(read_as([Decimal(whole) / 2**10], name), [nearest(Fraction(whole, 2**10), name)])
    if sign > 0:
        assert same(read_as(np.array([whole], ">u8"), name), [right])


@given(st.fractions(), st.sampled_from(list(FORMATS)))
def test_a_fraction_is_rounded_once(value: Fraction, name: str) -> None:
    right = float(value) if name == "float64" else nearest(value, name)
    if right == 0 and value < 0:
        right = -0.0
    assert same(read_as(value, name), right)
    assert same(read_as([[value, 1]], name)[0, 0], right)


def test_a_fraction_beyond_float64_overflows_as_any_number_does() -> None:
    far = [Fraction(10**400, 3), Fraction(-(10**400), 3), Fraction(1, 10**400)]
    assert same(read_as(far), [inf, -inf, 0.0])
    assert same(read_as(far, "float32"), [inf, -inf, 0.0])
    assert same(read_as(far, "float8_e4m3fn"), [nan, nan, 0.0])


def test_decimals_are_numbers_too() -> None:
    values = [
        Decimal("0.1"),
        Decimal("-0"),
        Decimal("inf"),
        Decimal("nan"),
        Decimal("sNaN"),
        Decimal("-1e-999999"),
    ]
    assert same(read_as(values), [0.1, -0.0, inf, nan, nan, -0.0])
    assert read_as(Decimal("1e999999999")) == inf
    assert actx.softmax([Decimal(1), Fraction(1), 2**70 * 0 + 1]).tolist() == [1 / 3] * 3
    assert read_as([np.float32(0.1), Fraction(1, 3)]).tolist() == [float(np.float32(0.1)), 1 / 3]


def test_a_signalling_nan_of_decimal_is_a_nan() -> None:
    for each in (Decimal("sNaN"), Decimal("-sNaN12"), Decimal("NaN123")):
        assert actx.exact("gelu", each, 20).is_nan()
        assert actx.exact("gelu", each, 20, 1).is_nan()
        assert np.isnan(actx.gelu(each))
    assert np.isnan(actx.gelu([Decimal("sNaN"), 1.0])).tolist() == [True, False]


def test_exact_takes_numbers_of_any_type_as_they_are() -> None:
    for x in (
        np.float32(0.1),
        ml_dtypes.bfloat16(0.1),
        np.array(0.1, np.float16),
        np.int64(2**62 + 1),
        2**70 + 1,
    ):
        means = Fraction(int(x)) if "int" in type(x).__name__ else Fraction(float(x))
        assert Fraction(actx.exact("identity", x, 100)) == means
    for x in (None, 1j, np.array([0.1]), np.complex64(1), np.ma.masked, np.datetime64("2020"), b"1"):
        with pytest.raises(TypeError):
            actx.exact("identity", x, 5)  # type: ignore[arg-type]


# --- masks -----------------------------------------------------------------------------------------------


def test_the_mask_of_a_masked_array_is_kept() -> None:
    x: Any = np.ma.array([[1.0, 2.0], [3.0, nan]], mask=[[False, True], [False, False]])
    for found in (actx.tanh(x), actx.tanh.deriv(x), actx.tanh(x, dtype="bfloat16")):
        assert isinstance(found, np.ma.MaskedArray)
        assert found.mask.tolist() == x.mask.tolist()
    assert same(actx.tanh(x).compressed(), actx.tanh(x.compressed()))
    assert isinstance(actx.tanh(np.ma.array([1.0])), np.ma.MaskedArray)
    assert actx.tanh(np.ma.masked) is np.ma.masked
    assert isinstance(actx.tanh(np.ma.array(1.0)), np.float64)
    assert x.mask.tolist() == [[False, True], [False, False]]
    assert x.data[0, 1] == 2


def test_a_masked_array_keeps_its_type_and_what_it_is_filled_with() -> None:
    x = np.ma.array([1, 2], mask=[False, True], dtype=np.float32, fill_value=-7)
    found = actx.relu(x)
    assert found.dtype == np.float32
    assert found.filled().tolist() == [1, -7]
    whole = actx.relu(np.ma.array([1, 2], mask=[False, True]))
    assert whole.dtype == np.float64
    assert whole.tolist() == [1, None]
    narrow = actx.relu(np.ma.array(np.array([1, 2], ml_dtypes.bfloat16), mask=[False, True]))
    assert narrow.tolist() == [1, None]
    swapped = actx.relu(np.ma.array(np.array([1, 2], ">f4"), mask=[False, True]))
    assert swapped.dtype == np.float32
    assert swapped.tolist() == [1, None]


def test_what_stands_under_a_mask_need_not_be_a_number() -> None:
    x: Any = np.ma.array([None, 2**70, 1], mask=[True, False, False], dtype=object)
    assert actx.relu(x).tolist() == [None, float(2**70), 1]


def test_masks_in_a_list_are_kept() -> None:
    row = np.ma.array([1.0, 2.0], mask=[False, True])
    assert actx.relu([row, row]).tolist() == [[1, None], [1, None]]
    assert actx.relu((row, [3.0, 4.0])).tolist() == [[1, None], [3, 4]]
    assert actx.relu([[1.0, np.ma.masked]]).tolist() == [[1, None]]
    assert actx.relu([row.astype(np.float32)]).dtype == np.float32


def test_an_image_is_masked_where_any_component_of_its_vector_is() -> None:
    x = np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[False, True], [False, False]])
    found = actx.softmax(x)
    assert found.mask.tolist() == [[True, True], [False, False]]
    assert same(found[1], actx.softmax([3.0, 4.0]))
    jacobian = actx.softmax.deriv(x)
    assert jacobian.shape == (2, 2, 2)
    assert jacobian.mask[0].all()
    assert not jacobian.mask[1].any()
    assert actx.logsumexp(x).mask.tolist() == [[True], [False]]
    assert actx.softmax(x[1]).mask.tolist() == [False, False]
