"""A figure of each kind, for the tests of files: functions of a suffix and a look that give its bytes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from drawings import render

from actx.core.names.families import Family
from actx.core.names.spec import activation
from actx.core.rounding.formats import format_of
from actx.figure import jacobian, triangles
from actx.figure.files import rendered
from actx.figure.labels import Name
from actx.figure.request import Arrangement, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def _curves(*specs: str, orders: Sequence[int] = (0, 1), **options: Any) -> Callable[..., bytes]:
    return partial(render, [activation(spec) for spec in specs], Request(orders=orders, **options))


_VECTORS: Final = [activation("softmax"), activation("sparsemax")]
_VALUES: Final = ("0.1", "0.2", "0.4")

KINDS: Final[Mapping[str, Callable[..., bytes]]] = {
    "alone": _curves("step"),
    "stacked": _curves("relu", "gelu"),
    "together": _curves("relu", "gelu", arrangement=Arrangement.TOGETHER),
    "grid": _curves("relu", "softmax", "glu", arrangement=Arrangement.GRID),
    "difference": _curves("relu", "softplus", arrangement=Arrangement.DIFFERENCE),
    "family": _curves(
        *(f"leaky_relu:alpha={value}" for value in _VALUES),
        names=[
            Name("leaky_relu", {"alpha": value}, Family({"alpha": value}, place, len(_VALUES)))
            for place, value in enumerate(_VALUES)
        ],
    ),
    "logarithms": _curves("gelu", log=True, interval=(-40, 5)),
    "format": _curves("gelu", form=format_of("float8_e4m3fn"), interval=(0, 4)),
    "errors": _curves("log(1+exp(x))", "log1p(exp(x))", orders=(0,), error=format_of("float32")),
    "annotated": _curves("hard_sigmoid", annotated=True),
    "jacobian": partial(rendered, partial(jacobian.figure, _VECTORS[0], (1.0, 2.0, 3.0)), _VECTORS[:1]),
    "simplex": partial(rendered, partial(triangles.figure, _VECTORS), _VECTORS),
}
