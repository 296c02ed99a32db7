"""Which mathematics a vector activation of the catalog has.

Each kind is imported when it is asked for: gates and noise take the whole of the formula arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from actx.core.catalog.record import Vector
    from actx.core.vector.function import VectorFunction


def function(record: Vector, values: Mapping[str, Fraction]) -> VectorFunction:
    """The function of a record for values of its parameters. Raises LookupError if it has none."""
    if record.gate is not None or record.name == "crelu":
        from actx.core.vector import gates

        return gates.gated(record.name, record.gate, values) if record.gate else gates.both_sides("relu(x)")
    match record.name:
        case "softmax" | "softmin" | "log_softmax" | "quiet_softmax" | "logsumexp":
            from actx.core.vector import softmax

            return {
                "softmax": softmax.softmax,
                "softmin": softmax.softmin,
                "log_softmax": softmax.log_softmax,
                "quiet_softmax": softmax.quiet_softmax,
                "logsumexp": softmax.logsumexp,
            }[record.name]
        case "sparsemax":
            from actx.core.vector.sparsemax import sparsemax

            return sparsemax
        case "entmax15":
            from actx.core.vector.sparsemax import entmax15

            return entmax15
        case "hardmax":
            from actx.core.vector.largest import hardmax

            return hardmax
        case "maxout":
            from actx.core.vector.largest import maxout

            return maxout(**values)
        case "gumbel_softmax":
            from actx.core.vector.gumbel import gumbel_softmax

            return gumbel_softmax(**values)
    raise LookupError(f"{record.name} has no function: add it here")
