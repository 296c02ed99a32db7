"""What actx gives at the ends, as in tests/data/ends.tsv: `python -m tools.make_ends` prints the table.

A new activation's rows are taken from here; test_ends holds them against mpmath.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from actx.core.activation import Activation
from actx.core.names.lookup import activations

ENDS: Final = (-math.inf, -0.0, 0.0, math.inf)


def main() -> None:
    print("activation", "order", *("-inf", "-0", "0", "inf"), sep="\t")  # noqa: T201
    for record in activations():
        if isinstance(record, Activation):
            for order in range(3):
                row = record.deriv(np.array(ENDS), order).tolist()
                print(record.name, order, *map(repr, row), sep="\t")  # noqa: T201


if __name__ == "__main__":
    main()
