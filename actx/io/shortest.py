"""The shortest decimal that reads back as the same number in its format.

repr finds the fewest digits for float64, NumPy for float32 and float16. In every format the notation is
positional or exponential as repr has it for float64. A final `.0`, a `+` and a leading 0 of an exponent are
dropped: `3`, `1e-5`, `1e16`. Importing this module does not import NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def shortest(value: float | np.number[Any]) -> str:
    """The shortest decimal of one number: a Python float is a float64, a NumPy scalar has its own format."""
    text = str(value)
    # By repr, since NumPy uses exponents from other powers of ten on.
    return _tidy(repr(float(text)) if "e" in text else text)


def six_digits(value: float | np.number[Any]) -> str:
    """A number to 6 significant digits, see `significant`."""
    return significant(value, 6)


def significant(value: float | np.number[Any], digits: int) -> str:
    """A number to 2 or more significant digits, unless its shortest decimal has fewer characters.

    So to 6 of them 1.1289041 is 1.12890: zeros at the end show that it was rounded, and 0.1 and 65536 are as
    they were.
    """
    rounded = _tidy(f"{value:#.{digits}g}".removesuffix(".").replace("e+0", "e"))
    return min(rounded, shortest(value), key=len)


def shortest_all(values: NDArray[np.floating[Any]]) -> list[str]:
    """The shortest decimals of an array, shape (n,), of float64, float32 or float16."""
    if not values.size:
        return []
    if values.dtype.itemsize < 8:
        # A decimal of so few digits is also the shortest one of the float64 nearest to it.
        values = values.astype("U").astype("f8")
    return _tidy(repr(values.tolist())[1:-1]).split(", ")


def _tidy(numbers: str) -> str:
    """Numbers, separated by `, `, without what they can be read without."""
    # On the text of the whole block: that is several times as fast as number by number.
    return (numbers + ",").replace(".0,", ",").replace("e+", "e").replace("e-0", "e-")[:-1]
