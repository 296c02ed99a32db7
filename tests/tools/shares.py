"""Which tier decides how much: `python -m tools.shares [POINTS]` prints the table.

For every scalar activation, its value and first derivative, on POINTS uniform in [-40, 40] and POINTS whose
exponents are uniform over all of the format's, of both signs: the percentage that float64 and a bound decide
(for the narrow formats), that double-double decides, and how many of a million are left to decimals.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import numpy as np

from actx.core.activation import Activation
from actx.core.formula.differentiate import target
from actx.core.names.lookup import activations
from actx.core.rounding import arrays, tiers
from actx.core.rounding.formats import FORMATS, Format

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.float64]

SEED: Final = 20


def inputs(form: Format, count: int) -> dict[str, Floats]:
    """Numbers of the format, the two kinds of them."""
    rng = np.random.default_rng(SEED)
    exponents = rng.integers(form.emin - form.precision + 1, form.emax + 1, count)
    spread = np.ldexp(rng.uniform(1, 2, count), exponents) * rng.choice([-1.0, 1.0], count)
    kinds = {"uniform": rng.uniform(-40, 40, count), "log-uniform": spread}
    return {kind: form.round(np.clip(points, -form.largest, form.largest)) for kind, points in kinds.items()}


def shares(f: Expression, order: int, points: Floats, form: Format) -> list[float]:
    """The shares of float64, double-double and decimals."""
    expression = tiers.where_regular(f, target(f, order))
    results, places = np.empty_like(points), np.arange(points.size)
    left = [points.size]
    for tier in (tiers.by_float64, tiers.by_double_double):
        if tier is not tiers.by_float64 or form.precision < 53:
            places = arrays._fill_in(tier, expression, points, places, form, results, strict=order > 0)
        left.append(places.size)
    fast, wide = left[0] - left[1], left[1] - left[2]
    return [count / points.size for count in (fast, wide, left[2])]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    for form in FORMATS.values():
        for kind, points in inputs(form, count).items():
            print(f"\n{form.name}, {kind}")  # noqa: T201
            print(f"{'':24} float64 %  double-double %  decimals in 1e6")  # noqa: T201
            for record in activations():
                if not isinstance(record, Activation):
                    continue
                for order in (0, 1):
                    fast, wide, slow = shares(record.function, order, points, form)
                    label = record.name + "'" * order
                    print(f"{label:24} {fast:9.4%}  {wide:15.4%}  {slow * 1e6:15.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
