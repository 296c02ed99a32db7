"""How long a true value takes beside a plain one: `python -m tools.benchmark` prints the ratios.

Each line is 1,000,000 values uniform in [-40, 40], the best of several runs in this process: NumPy's plain
float64 expression first, then actx in float64 and in float32, as multiples of it.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import actx

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COUNT: Final = 1_000_000
RUNS: Final = 7
_erf = np.frompyfunc(math.erf, 1, 1)


def _sigmoid_slope(x: Floats) -> Any:
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def _gelu(x: Floats) -> Any:
    return 0.5 * x * (1 + np.asarray(_erf(x / math.sqrt(2)), dtype=float))


def _mish_slope(x: Floats) -> Any:
    t = np.tanh(np.log1p(np.exp(x)))
    return t + x * (1 - t * t) / (1 + np.exp(-x))


def _best(function: Callable[[], object]) -> float:
    """The shortest time of several, in nanoseconds a value."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) / COUNT * 1e9


def main() -> None:
    x = np.random.default_rng(0).uniform(-40, 40, COUNT)
    print(f"{'1e6 values':12} {'plain':>9} {'float64':>9} {'times':>6} {'float32':>9} {'times':>6}")  # noqa: T201
    lines: list[tuple[str, Callable[[Floats], Any], Callable[..., Any]]] = [
        ("sigmoid'", _sigmoid_slope, actx.sigmoid.deriv),
        ("gelu", _gelu, actx.gelu),
        ("mish'", _mish_slope, actx.mish.deriv),
    ]
    for name, plain, true in lines:
        alone = _best(lambda plain=plain: plain(x))  # type: ignore[misc]
        wide, narrow = (
            _best(lambda true=true, dtype=dtype: true(x, dtype=dtype))  # type: ignore[misc]
            for dtype in ("float64", "float32")
        )
        cells = (f"{each:6.1f} ns {each / alone:6.1f}" for each in (wide, narrow))
        print(f"{name:12} {alone:6.1f} ns", *cells)  # noqa: T201


if __name__ == "__main__":
    main()
