"""Typed formulas at hard points: values and derivatives worked out by hand, alone and among others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from judges import examples

from actx.core.activation import Activation
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Block, Sample

_CONSTANTS: Final = {"nan": math.nan, "inf": math.inf, "pi": math.pi, "e": math.e}
# Regular points, and some that are not, of most formulas.
_COMPANY: Final = (-7.5, -2.25, -1.0, -0.75, -1e-9, 1e-300, 0.25, 0.5, 1.0, 1.75, 3.0, 8.0, 1e5, 1e30)


def _examples() -> Iterator[tuple[str, float, list[str]]]:
    tables = (
        examples.UNDEFINED,
        examples.POLES,
        examples.JOINS,
        examples.INFINITIES,
        examples.FAR,
        examples.REPORTED,
    )
    for line in "".join(tables).strip().splitlines():
        if line:
            text, _, rest = line.partition("  ")
            x, *results = rest.split()
            yield text, float(x), results


def test_results_are_those_worked_out_by_hand(block: Block, some: Sample) -> None:
    wrong = []
    for text, x, results in block(list(_examples())):
        record = activation(text)
        assert isinstance(record, Activation)
        for order, result in some(enumerate(results), 1, f"{text} {x}"):
            if result in {"?", "wave"}:
                continue
            right = float(eval(result, dict(_CONSTANTS)))  # noqa: S307  (a number of the table)
            for points in some(([x], [*_COMPANY, x]), 1, f"{text} {x} {order}"):
                inputs = np.array(points)
                got = float(record.deriv(inputs, order)[-1] if order else record(inputs)[-1])
                if not _same(got, right):
                    wrong.append(
                        f"order {order} of {text} at {x}, {len(points)} points: {got!r}, not {right!r}"
                    )
    assert not wrong, "\n".join(wrong)


def _same(got: float, right: float) -> bool:
    """Whether these are equal, to the last bit or so of the table's number; 0 is of either sign."""
    if math.isnan(right) or math.isinf(right):
        return got == right or (math.isnan(got) and math.isnan(right))
    if right == 0:
        return got == 0 and (math.copysign(1, right) > 0 or math.copysign(1, got) < 0)
    return math.isclose(got, right, rel_tol=3e-16)
