"""Numbers from .npy files: types and shapes kept, damage refused."""

from __future__ import annotations

import contextlib
import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actx.io.arrays import read_array
from actx.io.errors import InputError
from actx.io.stream import BadInput, EmptyInput, open_input

if TYPE_CHECKING:
    from pathlib import Path


def read_npy(path: Path, column: str | None = None) -> Any:
    with open_input(path) as stream:
        return read_array(stream, repr(str(path)), column)


def saved(path: Path, array: Any, **options: Any) -> Path:
    np.save(path, array, **options)
    return path


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f8", ">f4"])
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 2)])
def test_floats_keep_their_format_and_shape(tmp_path: Path, dtype: Any, shape: tuple[int, ...]) -> None:
    array = np.arange(math.prod(shape), dtype=dtype).reshape(shape) + np.asarray(1 / 3, dtype)
    array = array.astype(dtype)  # NumPy computes in the machine's byte order
    found = read_npy(saved(tmp_path / "a.npy", array))
    assert found.dtype == np.dtype(dtype).newbyteorder("=")
    assert found.dtype.isnative
    assert found.shape == shape
    assert np.array_equal(found, array)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, ">i2", np.longdouble])
def test_other_real_numbers_are_kept_too(tmp_path: Path, dtype: Any) -> None:
    found = read_npy(saved(tmp_path / "a.npy", np.array([0, 1, 1], dtype)))
    assert found.dtype == np.dtype(dtype).newbyteorder("=")
    assert found.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.array([1j]), "it holds complex128, not real numbers"),
        (np.array(["a"]), "it holds str32, not real numbers"),
        (np.array([b"a"]), "it holds bytes8, not real numbers"),
        (np.array([(1, 2.0)], "i4,f8"), "not real numbers"),
        (np.array(["2020-01-01"], "M8[D]"), "not real numbers"),
        (np.array([1, "a", None], object), "it holds objects, not numbers"),
    ],
)
def test_an_npy_of_anything_but_real_numbers_is_refused(tmp_path: Path, array: Any, complaint: str) -> None:
    path = saved(tmp_path / "a.npy", array, allow_pickle=True)
    with pytest.raises(BadInput) as caught:
        read_npy(path)
    assert str(caught.value).startswith(f"cannot read {str(path)!r}: ")
    assert complaint in str(caught.value)


def test_an_empty_npy_array_is_empty_input(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput, match="no numbers in it"):
        read_npy(saved(tmp_path / "a.npy", np.empty((0, 3))))


def test_what_is_not_npy_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    for content in (b"", b"1 2 3\n", b"\x93NUM", b"PK"):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="it is neither"):
            read_npy(path)


def test_of_several_arrays_the_one_that_is_asked_for_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, x=np.arange(3, dtype=np.float32), weights=np.ones((2, 2)))
    assert read_npy(path).tolist() == [0, 1, 2]
    assert read_npy(path).dtype == np.float32
    for column in ("weights", "2"):
        assert read_npy(path, column).tolist() == [[1, 1], [1, 1]]
    with pytest.raises(BadInput, match="no column 'bias': there are x, weights"):
        read_npy(path, "bias")
    np.savez(path, weights=np.ones(2), bias=np.ones(2))
    with pytest.raises(BadInput, match="choose a column with --column: weights, bias"):
        read_npy(path)
    np.savez(path)
    with pytest.raises(EmptyInput):
        read_npy(path)
    np.savez(path, x=np.array(["a"]))
    with pytest.raises(BadInput, match="not real numbers"):
        read_npy(path)


def test_one_array_has_no_columns(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no columns"):
        read_npy(saved(tmp_path / "a.npy", np.ones(2)), "x")


def test_a_truncated_npy_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npy", np.arange(3.0))
    content = path.read_bytes()
    for length in range(6, len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(BadInput, match="damaged or cut short"):
            read_npy(path)


@pytest.mark.parametrize(
    "shape", ["(10**30,)", "(1000000000000000,)", f"({10**30},)", "(-1,)", "(1.5,)", "(" * 300]
)
def test_a_hostile_npy_header_is_refused(tmp_path: Path, shape: str) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(501) + "\n"
    path = tmp_path / "a.npy"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(24))
    with pytest.raises(InputError):
        read_npy(path)


@given(st.data())
def test_a_damaged_npy_never_raises_anything_but_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = saved(tmp_path_factory.getbasetemp() / "damaged.npy", np.arange(3.0))
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(6, 80), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with warnings.catch_warnings():  # NumPy's, of headers that need a second look
        warnings.simplefilter("ignore")
        with contextlib.suppress(InputError):
            read_npy(path)
