"""Inputs from Python: arrays of every type and byte order, masks, numbers of any size, tensors of frameworks.

What an input is rounded to is told by Fractions: of all numbers of the format, the nearest to the exact
value.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import inf, nan
from typing import TYPE_CHECKING, Any, Final

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges.sameness import same
from process import execute, run

import actx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LACKING: Final = {name: getattr(ml_dtypes, name) for name in ("bfloat16", "float8_e4m3fn", "float8_e5m2")}
NARROW: Final = ["float32", "float16", *LACKING]
# Signalling nans, as arrays of these types hold them.
SIGNALLING: Final = {
    "float16": np.array([0x7D00], np.uint16).view(np.float16),
    "float32": np.array([0x7F800001], np.uint32).view(np.float32),
    "float64": np.array([0x7FF0000000000001], np.uint64).view(np.float64),
    "bfloat16": np.array([0x7F81], np.uint16).view(ml_dtypes.bfloat16),
}


# --- the nearest number of a format ----------------------------------------------------------------------


@cache
def magnitudes(name: str) -> list[Fraction]:
    """All finite numbers from 0 up of a format of 16 or 8 bits in order: the index is the code."""
    dtype = np.dtype(LACKING.get(name, name))
    codes = np.arange(1 << (8 * dtype.itemsize - 1), dtype=f"u{dtype.itemsize}")
    with np.errstate(invalid="ignore"):  # of signalling nans
        values = codes.view(dtype).astype(np.float64)
    return [Fraction(value) for value in values[np.isfinite(values)].tolist()]


def nearest(value: Fraction, name: str) -> float:
    """The number of the format nearest to the value, ties to the even code, by comparing all of them."""
    if name == "float32":
        return nearest_float32(value)
    numbers = magnitudes(name)
    size = abs(value)
    above = min(bisect_left(numbers, size), len(numbers) - 1)
    code = min((above - 1, above), key=lambda code: (abs(numbers[max(code, 0)] - size), code % 2))
    half_a_step = (numbers[-1] - numbers[-2]) / 2
    beyond = size - numbers[-1]
    # The code after the largest number is even in IEEE formats; float8_e4m3fn's largest one is itself even.
    if beyond > half_a_step or (beyond == half_a_step and name != "float8_e4m3fn"):
        magnitude = nan if name == "float8_e4m3fn" else inf
    else:
        magnitude = float(numbers[max(code, 0)])
    return -magnitude if value < 0 else magnitude


def nearest_float32(value: Fraction) -> float:
    """The same by the neighbours of NumPy's guess, which may be one of them."""
    guess = np.float32(float(value))
    around = [guess, np.nextafter(guess, np.float32(inf)), np.nextafter(guess, np.float32(-inf))]
    return float(
        min(around, key=lambda each: (abs(Fraction(float(each)) - value), int(each.view(np.int32)) % 2))
    )


def read_as(values: Any, name: str | None = None, **options: Any) -> Any:
    """What actx takes the values for."""
    return actx.identity(values, dtype=name, **options)


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


@given(st.integers(1, 40), st.integers(-1, 1), st.sampled_from(NARROW), st.sampled_from([1, -1]))
def test_integers_beside_a_tie_of_a_narrow_format_round_to_their_own_side(
    odd: int, beside: int, name: str, sign: int
) -> None:
    bits = {"float32": 24, "float16": 11, "bfloat16": 8, "float8_e4m3fn": 4, "float8_e5m2": 3}[name]
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


@given(st.fractions(), st.sampled_from([*NARROW, "float64"]))
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


# --- types that NumPy lacks ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LACKING)
def test_arrays_of_ml_dtypes_are_taken_exactly_and_have_their_format(name: str) -> None:
    dtype = np.dtype(LACKING[name])
    codes = np.arange(1 << 8 * dtype.itemsize, dtype=f"u{dtype.itemsize}")
    array = codes.view(dtype)
    with np.errstate(invalid="ignore"):  # of signalling nans
        wanted = array.astype(np.float64)
    found = read_as(array)
    assert found.dtype == np.float64
    assert same(found, wanted)
    # ml_dtypes rounds x/3 from float64, which is never so near to a tie that the first rounding counts.
    assert same(actx.activation("x/3")(array), (wanted / 3).astype(dtype).astype(np.float64))
    assert same(actx.activation("x/3")(array, dtype="float64"), wanted / 3)


@pytest.mark.parametrize("name", LACKING)
def test_scalars_and_lists_of_ml_dtypes_are_taken_too(name: str) -> None:
    kind = LACKING[name]
    third = float(kind(1 / 3))
    f = actx.activation("x/3")
    for each in (kind(1), [kind(1)], np.array(1, kind), [np.array([1], kind)]):
        assert (f(each) == third).all()
    assert actx.softmax(np.zeros(3, kind)).tolist() == [third] * 3
    # Among other numbers they are what they are, in the format of these.
    assert f([kind(1), 1]).tolist() == [1 / 3, 1 / 3]
    assert f([kind(1), 2**70, 1.0])[2] == 1 / 3


def test_other_types_of_ml_dtypes_are_float64() -> None:
    f = actx.activation("x/3")
    for name in ("float8_e4m3", "float8_e3m4", "int4", "uint4"):
        if hasattr(ml_dtypes, name):
            assert f(np.array([1], getattr(ml_dtypes, name))).tolist() == [1 / 3], name


@pytest.mark.parametrize(
    "array",
    [
        np.array([1j]),
        np.array(["a"]),
        np.array([b"a"]),
        np.array([(1, 2.0)], "i4,f8"),
        np.array([b"ab"], "V2"),
        np.array(["2020-01-01"], "M8[D]"),
        np.array([1], "m8[s]"),
        np.array([None], object),
        np.array(["1"], object),
        np.array([1j, 2**70], object),
    ],
)
def test_arrays_of_anything_but_real_numbers_are_a_type_error(array: Any) -> None:
    for each in (array, array[0], np.ma.array(array)):
        with pytest.raises(TypeError):
            actx.relu(each)
    with pytest.raises(TypeError):
        actx.softmax(array)


def test_a_list_that_holds_itself_is_an_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises((TypeError, ValueError)):
        actx.relu(endless)


@pytest.mark.parametrize("dtype", [ml_dtypes.bfloat16, np.dtype(ml_dtypes.bfloat16), "bfloat16"])
def test_a_format_may_be_asked_for_by_a_type_of_ml_dtypes(dtype: Any) -> None:
    assert actx.activation("x/3")(1.0, dtype=dtype) == float(ml_dtypes.bfloat16(1 / 3))


# --- tensors, without a framework ------------------------------------------------------------------------


class Dtype:
    """A framework's type: `torch.bfloat16` is printed so."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class Tensor:
    """What torch's tensors are to NumPy, for which bfloat16 has no array."""

    def __init__(self, values: Any, name: str, *, requires_grad: bool = False) -> None:
        self.values = np.asarray(values, np.float32)
        self.name = name
        self.requires_grad = requires_grad

    @property
    def dtype(self) -> Dtype:
        return Dtype(f"torch.{self.name}")

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.requires_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad.\nUse tensor.detach().numpy() instead."
            )
        if self.name in LACKING:
            raise TypeError(f"Got unsupported ScalarType {self.name}")
        return self.values.astype(self.name)

    def float(self) -> Tensor:
        return Tensor(self.values, "float32", requires_grad=self.requires_grad)

    def item(self) -> Any:
        return self.values.item()


class Exported:
    """An array that is passed on by DLPack only."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __dlpack__(self, **options: Any) -> Any:
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self.values.__dlpack_device__()


@pytest.mark.parametrize("name", ["float64", *NARROW])
def test_a_tensor_has_the_format_of_its_type(name: str) -> None:
    third = actx.activation("x/3")(1.0, dtype=name)
    f = actx.activation("x/3")
    x = Tensor([1, 1], name)
    assert f(x).tolist() == [third] * 2
    assert f(x).dtype == (name if name not in LACKING else np.float64)
    assert f([x, x]).tolist() == [[third] * 2] * 2
    assert f(Tensor(1, name)) == third
    assert actx.softmax(Tensor([0, 0, 0], name)).tolist() == [third] * 3
    assert f([x, [1.0, 1]]).tolist() == [[1 / 3] * 2] * 2
    assert f(x, dtype=Tensor(1, "float16").dtype).dtype == np.float16


@pytest.mark.parametrize("name", ["float32", "bfloat16"])
def test_a_tensor_that_gives_no_array_is_a_type_error_with_its_own_words(name: str) -> None:
    for each in (Tensor(1, name, requires_grad=True), [Tensor(1, name, requires_grad=True)]):
        with pytest.raises(TypeError, match="requires grad") as caught:
            actx.gelu(each)
        assert "\n" not in str(caught.value)


def test_what_is_passed_on_by_dlpack_is_an_array() -> None:
    found = actx.relu(Exported(np.array([-1, 2], np.float32)))
    assert found.dtype == np.float32
    assert found.tolist() == [0, 2]
    with pytest.raises(TypeError, match="Exported"):
        actx.relu(Exported(np.array(["a"])))


def test_no_framework_is_imported() -> None:
    code = (
        "import sys, numpy as np, actx; actx.gelu(np.ones(2, '>f4')); actx.softmax([1, 2**70]);"
        "actx.leaky_relu(1., alpha=np.float32(.2)); actx.exact('gelu', np.longdouble(1), 9);"
        "print(*{'torch', 'jax', 'ml_dtypes', 'tensorflow', 'mlx', 'tinygrad'} & set(sys.modules))"
    )
    outcome = execute([sys.executable, "-W", "error", "-c", code])
    assert (outcome.text, outcome.stderr, outcome.status) == ("\n", "", 0)


# --- tensors of the frameworks ---------------------------------------------------------------------------


def framework(test: Callable[[], None]) -> Callable[[], None]:
    """A test that runs where its framework is installed, whatever that warns of when it is imported."""
    marked: Callable[[], None] = pytest.mark.peers(pytest.mark.filterwarnings("ignore")(test))
    return marked


@framework
def test_tensors_of_torch() -> None:
    torch = pytest.importorskip("torch")
    f = actx.activation("x/3")
    for name in ("float64", *NARROW):
        x = torch.tensor([1.0, -2.0, 0.0625]).to(getattr(torch, name))
        wanted = f(np.array([1.0, -2.0, 0.0625]), dtype=name)
        for each in (
            x,
            x.repeat_interleave(2)[::2],
            x.reshape(1, 3)[0],
            torch.nn.Parameter(x, requires_grad=False),
        ):
            assert same(f(each), wanted), name
        assert same(f([x, x]), [wanted, wanted])
        assert f(x[0]) == wanted[0]
        assert same(f([1.0, -2.0, 0.0625], dtype=x.dtype), wanted)
        assert same(actx.softmax(x.reshape(1, 3)), actx.softmax([[1.0, -2.0, 0.0625]], dtype=name))
        if name not in ("float8_e4m3fn", "float8_e5m2"):
            with pytest.raises(TypeError, match="detach"):
                f(x.clone().requires_grad_())
    every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    assert same(read_as(every), every.double().numpy())
    assert read_as(torch.tensor([2**53 + 1, 1])).tolist() == [2.0**53, 1]
    assert read_as(torch.tensor([True])).tolist() == [1]
    for bad in (torch.tensor([1j]), torch.ones(1, device="meta"), torch.eye(2).to_sparse()):
        with pytest.raises(TypeError):
            f(bad)


@framework
def test_numbers_of_torch_are_parameters_and_exact() -> None:
    torch = pytest.importorskip("torch")
    for name in ("float64", "float32", "float16", "bfloat16"):
        alpha = torch.tensor(0.2, dtype=getattr(torch, name))
        assert actx.leaky_relu(-1.0, alpha=alpha) == -0.2
        assert actx.activation("torch.nn.LeakyReLU", negative_slope=alpha)(-1.0) == -0.2
        assert Fraction(actx.exact("identity", alpha, 100)) == Fraction(alpha.item())


@framework
def test_arrays_of_jax() -> None:
    jax = pytest.importorskip("jax")
    jnp = jax.numpy
    f = actx.activation("x/3")
    for name in NARROW:
        x = jnp.array([1.0, -2.0, 0.0625], name)
        wanted = f(np.array([1.0, -2.0, 0.0625]), dtype=name)
        assert same(f(x), wanted), name
        assert same(f([x, x]), [wanted, wanted])
        assert same(f(x[0]), wanted[0])
        assert same(f([1.0, -2.0, 0.0625], dtype=getattr(jnp, name)), wanted)
        assert same(actx.softmax(x), actx.softmax([1.0, -2.0, 0.0625], dtype=name))
    assert actx.leaky_relu(-1.0, alpha=jnp.float32(0.2)) == -0.2
    assert f([jnp.bfloat16(1), 1])[1] == 1 / 3
    for transform in (jax.jit, jax.grad):
        with pytest.raises(TypeError):
            transform(actx.gelu)(1.0)


@framework
def test_tensors_of_tensorflow() -> None:
    tf = pytest.importorskip("tensorflow")
    f = actx.activation("x/3")
    for name in ("float64", "float32", "float16", "bfloat16"):
        x = tf.constant([1.0, -2.0], getattr(tf, name))
        wanted = f([1.0, -2.0], dtype=name)
        for each in (x, tf.Variable(x)):
            assert same(f(each), wanted), name
        assert same(f([1.0, -2.0], dtype=x.dtype), wanted)
        assert actx.leaky_relu(-1.0, alpha=tf.constant(0.2, x.dtype)) == -0.2


@framework
def test_arrays_of_mlx() -> None:
    mx = pytest.importorskip("mlx.core")
    f = actx.activation("x/3")
    for name in ("float32", "float16", "bfloat16"):
        x = mx.array([1.0, -2.0], dtype=getattr(mx, name))
        wanted = f([1.0, -2.0], dtype=name)
        assert same(f(x), wanted), name
        assert same(f([1.0, -2.0], dtype=x.dtype), wanted)
        assert actx.leaky_relu(-1.0, alpha=mx.array(0.2, dtype=x.dtype)) == -0.2
