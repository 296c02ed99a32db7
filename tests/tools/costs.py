"""What a number costs where: `python -m tools.costs [NAME ...]` prints the table.

For every scalar activation, or those named, for its value and first two derivatives, and for binades of both
signs from the least to the largest: the time for each number in an array of 256 from that binade, and alone.
A line gives, for each, the median over the binades, the worst of them, their ratio, and where that is. What
is worked out once for a formula, as its derivative or a model of it, is worked out before. Where a number of
a few takes milliseconds, fewer than 256 are taken.
"""

from __future__ import annotations

import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actx.core.activation import Activation
from actx.core.names.lookup import activations
from actx.core.rounding.arrays import rounded
from actx.core.rounding.formats import FLOAT64

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

SEED: Final = 18
BINADES: Final = (
    *(-1074, -1060, -1022, -700, -400, -200, -100, -60, -40, -27, -20, -14, -10),
    *range(-8, 11),
    *(12, 16, 20, 30, 53, 60, 100, 200, 400, 511, 700, 1000, 1023),
)
MANY: Final = 256
SOME: Final = 16
SLOW: Final = 1e-3


class Cost(NamedTuple):
    """Seconds for a number."""

    together: float
    alone: float


def points(exponent: int, sign: int) -> Floats:
    """Numbers of a binade."""
    rng = np.random.default_rng((SEED, exponent + 2000))
    numbers = np.ldexp(rng.uniform(1, 2, MANY), exponent) * sign
    found: Floats = numbers[np.isfinite(numbers) & (numbers != 0)]
    return found


def seconds(f: Expression, x: Floats, order: int) -> float:
    """The time for each number."""
    start = perf_counter()
    rounded(f, x, FLOAT64, order)
    return (perf_counter() - start) / x.size


def cost(f: Expression, order: int, exponent: int, sign: int) -> Cost:
    x = points(exponent, sign)
    seconds(f, x[:SOME], order)
    together = min(seconds(f, x[:SOME], order) for _ in range(2))
    if together < SLOW:
        together = min(seconds(f, x, order) for _ in range(3))
    alone = median(min(seconds(f, x[k : k + 1], order) for _ in range(2)) for k in range(5))
    return Cost(together, alone)


def main() -> None:
    names = sys.argv[1:]
    worst: dict[str, list[float]] = {"together": [], "alone": []}
    print(f"{'':28} together: median us  worst us  ratio  binade | alone: median ms  worst ms  ratio  binade")  # noqa: T201
    for record in activations():
        if not isinstance(record, Activation) or (names and record.name not in names):
            continue
        for order in (0, 1, 2):
            cells = [
                (sign, exponent, cost(record.function, order, exponent, sign))
                for sign in (-1, 1)
                for exponent in BINADES
            ]
            line = f"{record.name + chr(39) * order:28}"
            for kind, unit in (("together", 1e6), ("alone", 1e3)):
                times = [getattr(each, kind) for *_, each in cells]
                middle = median(times)
                sign, exponent, most = max(cells, key=lambda cell: getattr(cell[2], kind))
                ratio = getattr(most, kind) / middle
                worst[kind].append(ratio)
                line += f" {middle * unit:10.3f} {getattr(most, kind) * unit:10.3f} {ratio:9.1f}  "
                line += f"{'+' if sign > 0 else '-'}2^{exponent:<6}"
            print(line, flush=True)  # noqa: T201
    for kind, ratios in worst.items():
        over = sum(ratio > 10 for ratio in ratios)
        print(f"{kind}: the worst ratio is {max(ratios):.0f}; {over} of {len(ratios)} are over 10")  # noqa: T201


if __name__ == "__main__":
    main()
