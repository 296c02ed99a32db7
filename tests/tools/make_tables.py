"""Makes the tables of actx.core.arithmetic.double_double: `python -m tools.make_tables` writes them anew.

mpmath computes them, so that the tool itself needs none of it; a test holds that the files are what
this makes. Every number is a pair of doubles, the value rounded and what that leaves, rounded.

- exp_coarse, exp_fine: 2**(i/64) and 2**(i/4096) for i < 64, rows of (high, low).
- circle: the sine and cosine of i*pi/64 for i < 128, rows of (sin high, sin low, cos high, cos low).
- mills: exp(u*u/2) * normcdf(-u) for u >= 0, by polynomials in t on PIECES_PER_OCTAVE equal pieces of each
  octave of 1 + u, t going from -1 to 1 over a piece. Row n has the high words of the coefficients of t**n, a
  column for each piece; the low words of the first WIDE coefficients follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
from mpmath import mp
from places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDER: Final = ROOT / "actx/core/arithmetic/double_double/tables"
PIECES_PER_OCTAVE: Final = 32
PIECES: Final = 172  # up to u = 40.5, where normcdf(-u) has underflowed
DEGREE: Final = 14
WIDE: Final = 7


def tables(pieces: Iterable[int] = range(PIECES)) -> dict[str, Floats]:
    """The tables by name; of that of mills these pieces."""
    with mp.workprec(400):
        return {
            "exp_coarse": np.array([_pair(mpmath.mpf(2) ** (mpmath.mpf(i) / 64)) for i in range(64)]),
            "exp_fine": np.array([_pair(mpmath.mpf(2) ** (mpmath.mpf(i) / 4096)) for i in range(64)]),
            "circle": np.array([_sine_and_cosine(i) for i in range(128)]),
            "mills": _mills(pieces),
        }


def _pair(value: Any) -> tuple[float, float]:
    high = float(value)
    return high, float(value - high)


def _sine_and_cosine(i: int) -> tuple[float, ...]:
    # sinpi and cospi are exact zeros where they should be.
    angle = mpmath.mpf(i) / 64
    return (*_pair(mpmath.sinpi(angle)), *_pair(mpmath.cospi(angle)))


def _mills(pieces: Iterable[int]) -> Floats:
    columns = []
    for piece in pieces:
        octave, step = divmod(piece, PIECES_PER_OCTAVE)
        half = mpmath.ldexp(1, octave) / (2 * PIECES_PER_OCTAVE)
        middle = mpmath.ldexp(1, octave) + (2 * step + 1) * half
        pairs = [_pair(value) for value in _interpolation(middle, half)]
        columns.append([high for high, _ in pairs] + [low for _, low in pairs[:WIDE]])
    return np.array(columns).T.copy()


def _interpolation(middle: Any, half: Any) -> list[Any]:
    """The polynomial through the function at the Chebyshev points of a piece."""
    count = DEGREE + 1
    nodes = [mpmath.cospi(mpmath.mpf(2 * k + 1) / (2 * count)) for k in range(count)]
    vandermonde = mpmath.matrix(count, count)
    for row, node in enumerate(nodes):
        for power in range(count):
            vandermonde[row, power] = node**power
    values = mpmath.matrix([_scaled_tail(middle + half * node - 1) for node in nodes])
    return list(mpmath.lu_solve(vandermonde, values))


def _scaled_tail(u: Any) -> Any:
    return mpmath.exp(u * u / 2) * mpmath.erfc(u / mpmath.sqrt(2)) / 2


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, table in tables().items():
        np.save(FOLDER / f"{name}.npy", table)


if __name__ == "__main__":
    main()
