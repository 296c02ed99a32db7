"""Inputs from Python: what a caller passes as `x`, read into numbers of one format.

`x` is a real number, a nested list of them, a NumPy array of any byte order, a masked array, an array of
ml_dtypes, or a tensor of a framework. No framework is imported: a tensor is asked for its array. Whatever its
type, a number is rounded once, from its exact value to the format: an int64 goes to bfloat16 directly, and
not by way of float64.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from math import inf, isinf, isnan, nan
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.rounding.formats import FLOAT64, FORMATS, Format, format_of
from actx.core.rounding.scalars import exact_value, type_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import SupportsFloat

    from numpy.typing import ArrayLike, DTypeLike, NDArray

    # A number, an array, a tensor or a nested list of these. A type of numbers may be a framework's, such as
    # torch.bfloat16.
    Numbers = ArrayLike | SupportsFloat | Sequence[Any]
    NumberType = DTypeLike | Any
    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]

# Above this, float64 does not have every integer.
_MOST_INTEGERS: Final = 2.0**53
# How deep NumPy lets lists be nested.
_DEEPEST: Final = 64


class Points(NamedTuple):
    """The numbers of an input, in its shape.

    `numbers` are float64, each a number of the format `form`. `mask` is None unless the input is masked; it
    is True where an element is missing, and the number there is nan.
    """

    numbers: Doubles
    form: Format
    mask: Truths | None
    fill_value: Any = None

    def answer(self, results: Doubles) -> Any:
        """The results, one for each number, as the caller gets them: in the format's NumPy type.

        Shape () becomes a NumPy scalar, and a masked input gives a masked array with the same mask.
        """
        return self._masked(results, self.mask)[()]

    def images(self, results: Doubles) -> Any:
        """The images or Jacobians of the vectors along the last axis, in the format's NumPy type.

        If a component of a vector is masked, so is its whole image or Jacobian, which depends on it.
        """
        if self.mask is None:
            return self._masked(results, None)
        missing = self.mask.any(axis=-1)
        axes = (1,) * (results.ndim - missing.ndim)
        return self._masked(results, np.broadcast_to(missing.reshape(missing.shape + axes), results.shape))

    def _masked(self, results: Doubles, mask: Truths | None) -> NDArray[Any]:
        values = results.astype(self.form.dtype)
        if mask is None:
            return values
        masked: NDArray[Any] = np.ma.array(values, mask=mask, fill_value=self.fill_value)
        return masked


@np.errstate(all="ignore")  # no warning for a signalling nan, nor for a longdouble beyond float64's range
def read(x: Numbers | Points, dtype: NumberType | None = None) -> Points:
    """The numbers of `x`, rounded to a format: that of `dtype`, or else the one that `x` has.

    Arrays and tensors of a type that has the name of a format are in that format; all other numbers go to
    float64. Raises TypeError for anything but real numbers, and for a tensor that gives no array, such as one
    that requires a gradient; FormatError (a ValueError) for an unknown format. Points that were read before
    stay as they are.
    """
    if isinstance(x, Points):
        return x
    array, own = _array(x)
    form = own if dtype is None else _asked_for(dtype)
    if not _is_masked(type(array)):
        return Points(form.round(np.asarray(_doubles(array, form))), form, None)
    data, mask = np.ma.getdata(array), np.ma.getmaskarray(array)
    if data.dtype == object:
        data = np.where(mask, nan, data)  # a masked element may be anything
    numbers = form.round(np.asarray(_doubles(data, form)))
    fill_value = getattr(array, "fill_value", None) if array.dtype == form.dtype else None
    return Points(np.where(mask, nan, numbers), form, mask, fill_value)


def own_format(dtype: np.dtype[Any]) -> Format:
    """The format whose numbers a NumPy or ml_dtypes type holds, and float64 for any other type."""
    return FORMATS.get(dtype.name, FLOAT64)


def _asked_for(dtype: NumberType) -> Format:
    """The format of a `dtype` argument, which may be a framework's type: torch.bfloat16."""
    if isinstance(dtype, str | Format):
        return format_of(dtype)
    return FORMATS.get(type_name(dtype)) or format_of(dtype)


# --- from what is passed to an array of any type ---------------------------------------------------------


def _array(x: Any, depth: int = _DEEPEST) -> tuple[NDArray[Any], Format]:
    """`x` as an array, its numbers not yet rounded, and the format that it has."""
    if isinstance(x, list | tuple):
        return _stacked(x, depth) if _holds_tensors(x, depth) else _of_numbers(x)
    if _is_tensor(type(x)):
        return _of_tensor(x)
    array = x if _is_masked(type(x)) else np.asarray(x)
    return array, own_format(array.dtype)


def _of_numbers(x: Sequence[Any]) -> tuple[NDArray[Any], Format]:
    """A nested list of numbers and arrays, as one array."""
    array = np.asarray(x)
    if array.dtype == np.float64 and (np.isfinite(array) & (np.abs(array) > _MOST_INTEGERS)).any():
        return np.array(x, dtype=object), FLOAT64  # NumPy has rounded the integers among them to float64
    return array, own_format(array.dtype)


def _holds_tensors(x: Sequence[Any], depth: int) -> bool:
    """Whether a nested list holds tensors, or masked arrays, whose masks np.asarray would drop."""
    kinds = set(map(type, x))
    lists = {kind for kind in kinds if issubclass(kind, list | tuple)}
    if any(_is_masked(kind) or _is_tensor(kind) for kind in kinds - lists):
        return True
    inner = (each for each in x if type(each) in lists)
    return bool(lists) and depth > 0 and any(_holds_tensors(each, depth - 1) for each in inner)


def _is_masked(kind: type) -> bool:
    """Whether this is a type of masked arrays."""
    masked = sys.modules.get("numpy.ma")  # not imported, which takes 10 ms: without it there are none
    return masked is not None and issubclass(kind, masked.MaskedArray)


def _is_tensor(kind: type) -> bool:
    return not issubclass(kind, np.ndarray | np.generic) and (
        hasattr(kind, "dtype") or hasattr(kind, "__dlpack__")
    )


def _stacked(x: Sequence[Any], depth: int) -> tuple[NDArray[Any], Format]:
    """A nested list that holds masked arrays or tensors, as one array."""
    arrays, formats = zip(*(_array(each, depth - 1) for each in x), strict=True)
    if len({each.dtype for each in arrays}) > 1:  # ml_dtypes' bfloat16 has no common type with integers
        arrays = [each.astype(np.float32) if each.dtype.kind == "V" else each for each in arrays]
    array = np.ma.stack(arrays) if any(_is_masked(type(each)) for each in arrays) else np.stack(arrays)
    return array, formats[0] if len(set(formats)) == 1 else own_format(array.dtype)


def _of_tensor(x: Any) -> tuple[NDArray[Any], Format]:
    """A framework's tensor as an array, by what it offers: `__array__`, DLPack or numpy().

    torch exports neither bfloat16 nor float8 to NumPy, and mlx no bfloat16. torch converts them to float32,
    and mlx to Python's floats, both exactly.
    """
    form = FORMATS.get(type_name(getattr(x, "dtype", None)))
    try:
        try:
            array = _exported(x)
        except Exception:
            if form is None or form.dtype.name == form.name:
                raise
            array = np.asarray(x.float() if hasattr(x, "float") else x.tolist())
    except TypeError:
        raise
    except Exception as error:  # frameworks raise RuntimeError, BufferError, ValueError and their own
        words = (str(error) or type(error).__name__).partition("\n")[0]
        raise TypeError(f"{type(x).__name__} cannot be read as an array: {words}") from error
    return array, form or own_format(array.dtype)


def _exported(x: Any) -> NDArray[Any]:
    if hasattr(x, "__array__"):
        return np.asarray(x)
    if hasattr(x, "__dlpack__"):
        return np.from_dlpack(x)
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


# --- from an array of any type to float64 ----------------------------------------------------------------


def _doubles(data: NDArray[Any], form: Format) -> Doubles:
    """float64 numbers that `form.round` takes to the numbers of the format nearest to the exact values.

    A number that float64 does not have is rounded to the nearest float64 if that is the format. For a
    narrower format it is rounded to odd: to that one of its two neighbours in float64 whose last bit is 1. So
    it stays on its side of each tie of the narrower format, and rounding twice gives the same as once.
    """
    kind, size = data.dtype.kind, data.dtype.itemsize
    if kind == "O":
        nearest, rest = _of_objects(data)
    elif kind in "iu" and size == 8:
        upper, lower = data >> data.dtype.type(32), data & data.dtype.type(0xFFFFFFFF)
        high, low = upper.astype(np.float64) * 2.0**32, lower.astype(np.float64)
        nearest = high + low
        rest = low - (nearest - high)  # exact: |high| > low, or high is 0
    elif kind == "f" and size > 8:
        nearest = data.astype(np.float64)
        rest = np.sign(data - nearest).astype(np.float64)
    elif kind in "biufV" and np.can_cast(
        data.dtype, np.float64
    ):  # V: ml_dtypes' bfloat16; records cannot be cast
        return data.astype(np.float64)
    else:
        raise TypeError(f"expected real numbers, not {data.dtype}")
    if form is FLOAT64:
        return nearest
    even = np.isfinite(nearest) & (nearest.view(np.int64) & 1 == 0) & (rest != 0)
    return np.where(even, np.nextafter(nearest, np.copysign(inf, rest)), nearest)


def _of_objects(data: NDArray[Any]) -> tuple[Doubles, Doubles]:
    """The float64 nearest to each object, and the sign of the object minus that."""
    pairs = [
        (each, 0.0) if type(each) is float else _nearest(exact_value(each)) for each in data.ravel().tolist()
    ]
    numbers = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return numbers[:, 0].reshape(data.shape), numbers[:, 1].reshape(data.shape)


def _nearest(value: Decimal | Fraction) -> tuple[float, float]:
    try:
        nearest = float(value)  # correctly rounded, also from a Fraction
    except OverflowError:
        return inf if value > 0 else -inf, 0.0
    if isnan(nearest) or isinf(nearest):
        return nearest, 0.0
    if isinstance(value, Decimal):
        back = Decimal(nearest)
        return nearest, float((value > back) - (value < back))
    exact = Fraction(nearest)
    return nearest, float((value > exact) - (value < exact))
