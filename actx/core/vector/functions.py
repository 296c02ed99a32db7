"""The function of each vector activation of the catalog, by name or by its gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.vector import gates, gumbel, largest, softmax, sparsemax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from actx.core.catalog.record import Vector
    from actx.core.vector.function import VectorFunction

_FUNCTIONS: Final[dict[str, VectorFunction]] = {
    "softmax": softmax.softmax,
    "log_softmax": softmax.log_softmax,
    "softmin": softmax.softmin,
    "quiet_softmax": softmax.quiet_softmax,
    "logsumexp": softmax.logsumexp,
    "sparsemax": sparsemax.sparsemax,
    "entmax15": sparsemax.entmax15,
    "hardmax": largest.hardmax,
    "crelu": gates.both_sides("relu(x)"),
}
# Of those with parameters: from the values of these, by keyword, to the function.
_MAKERS: Final[dict[str, Callable[..., VectorFunction]]] = {
    "gumbel_softmax": gumbel.gumbel_softmax,
    "maxout": largest.maxout,
}


def function(record: Vector, values: Mapping[str, Fraction]) -> VectorFunction:
    """The function of a record with these values of its parameters."""
    if record.gate is not None:
        return gates.gated(record.name, record.gate, values)
    if record.name in _MAKERS:
        return _MAKERS[record.name](**values)
    return _FUNCTIONS[record.name]
