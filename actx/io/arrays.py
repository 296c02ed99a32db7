"""Arrays of numbers in NumPy's files: .npy, and .npz with several under names."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from actx.io.errors import InputError
from actx.io.layout import Picked
from actx.io.stream import BadInput, EmptyInput

if TYPE_CHECKING:
    from io import BufferedReader

    from numpy.typing import NDArray

_NPY: Final = b"\x93NUMPY"
_NPZ: Final = (b"PK\x03\x04", b"PK\x05\x06")
SUFFIXES: Final = (".npy", ".npz")


def is_array(stream: BufferedReader) -> bool:
    """Whether a stream begins as an .npy or .npz file does; it stays at its start."""
    return stream.peek(len(_NPY)).startswith((_NPY, *_NPZ))


def read_array(stream: BinaryIO, name: str, column: str | None = None) -> NDArray[Any]:
    """The array of real numbers in an .npy or .npz file, of any shape but an empty one.

    It has the type of the file, floats, integers or booleans, in the machine's byte order. Objects are never
    unpickled. Of several arrays, `column` is the name or the number, from 1, of one; without it, it is the
    only one or the one called x.

    Raises BadInput for what is neither .npy nor .npz inside, is damaged, holds anything but real numbers, or
    not that column; EmptyInput for an array of no elements.
    """
    data = stream.read()
    if not data.startswith((_NPY, *_NPZ)):
        raise BadInput(f"cannot read {name}: it is neither .npy nor .npz inside")
    if column is not None and data.startswith(_NPY):
        raise BadInput(f"cannot read {name}: an .npy file has no columns")
    try:
        loaded: Any = np.load(io.BytesIO(data), allow_pickle=False)
        array = loaded if isinstance(loaded, np.ndarray) else _picked(loaded, name, column)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged header makes NumPy raise any of a dozen types
        what = (
            "it holds objects, not numbers" if "Object arrays" in str(error) else "it is damaged or cut short"
        )
        raise BadInput(f"cannot read {name}: {what}") from None
    if array.dtype.kind not in "fiub":
        raise BadInput(f"cannot read {name}: it holds {array.dtype.name}, not real numbers")
    if not array.size:
        raise EmptyInput(name)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _picked(arrays: Any, name: str, column: str | None) -> NDArray[Any]:
    if not arrays.files:
        raise EmptyInput(name)
    (place,) = Picked.of(name, arrays.files, column, vectors=False).places
    array: NDArray[Any] = arrays[arrays.files[place]]
    return array
