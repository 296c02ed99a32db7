"""Single real numbers as a caller of the library passes them: their exact values, and their text.

They are Python's numbers, NumPy's and ml_dtypes' scalars, and arrays and tensors of shape (). Importing this
module does not import NumPy.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isnan
from numbers import Integral, Rational, Real
from typing import Any, Final

_NAN: Final = Decimal("nan")


def exact_value(x: Any) -> Decimal | Fraction:
    """The number that `x` is, not rounded. A zero keeps its sign; every nan is the quiet one.

    Raises TypeError for anything but one real number, such as text, a complex number, an array with axes or a
    masked element.
    """
    if isinstance(x, Decimal):
        return _NAN if x.is_nan() else x
    if isinstance(x, Integral):
        return Decimal(int(x))
    if isinstance(x, Rational):
        return Fraction(x)
    if isinstance(x, Real):
        nearest = float(x)
        if isnan(nearest):
            return _NAN
        if x == nearest or not hasattr(x, "as_integer_ratio"):
            return Decimal(nearest)  # keeps the sign of -0, as a Fraction would not
        return Fraction(*x.as_integer_ratio())  # a longdouble between two float64
    inner = _content(x)
    if inner is x:
        raise TypeError(f"expected a real number, not {type(x).__name__}")
    return exact_value(inner)


def decimal_text(x: Any) -> str:
    """The decimal that `x` prints as: of a float the shortest one that reads back as `x` in its own type.

    So it is "0.2" for float32(0.2) and for bfloat16(0.2), too. Anything but a single number is printed as
    str() prints it.
    """
    if isinstance(x, float):  # NumPy's float64 is one, too, and its repr is "np.float64(0.2)"
        return float.__repr__(x)
    if isinstance(x, int | Fraction) and not isinstance(x, bool):
        # By way of Decimal: str() refuses integers of more than 4,300 digits.
        numerator, denominator = (f"{Decimal(part):f}" for part in x.as_integer_ratio())
        return numerator if isinstance(x, int) else f"{numerator}/{denominator}"
    inner = _content(x)
    if inner is x:
        return str(x)
    name = type_name(x.dtype)
    if isinstance(inner, float) and name.startswith(("float", "bfloat")):
        # For start-up time; that it imports NumPy matters no more, since `x` is NumPy's or a framework's.
        from actx.core.rounding.formats import FORMATS, shortest_decimal

        if name in FORMATS:
            return repr(shortest_decimal(FORMATS[name], inner))
    return decimal_text(inner)


def type_name(dtype: Any) -> str:
    """The bare name of a NumPy or framework type: "bfloat16" of `torch.bfloat16`, "float32" of '>f4'."""
    text = str(dtype).rstrip("'>").rpartition("'")[2].rpartition(".")[2]
    return text if text.startswith(("float", "bfloat")) else str(getattr(dtype, "name", text))


def _content(x: Any) -> Any:
    """The scalar in an array or a tensor of shape (), and Python's number for NumPy's; else `x` itself."""
    if getattr(x, "shape", None) != () or getattr(x, "mask", False):
        return x
    if hasattr(x, "item"):
        inner = x.item()
        return x if type(inner) is type(x) else inner  # item() of a longdouble is a longdouble
    return x.__array__() if hasattr(x, "__array__") else x
