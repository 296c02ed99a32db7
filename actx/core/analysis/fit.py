"""The parameters, and the scaling, with which one function has the values of another: by least squares.

What is found here is a guess in float64, which is for others to round and to prove.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.arithmetic.unbounded import quick_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from actx.core.formula.expression import Expression

    Floats = NDArray[np.floating[Any]]

# Where functions are compared: spread over [-6, 6], none at a usual kink or the mirror image of another.
POINTS: Final = 12 * (np.arange(1, 25) * 0.6180339887498949 % 1) - 5.9873
# Two functions are the same at the points if they differ by less than this share of the spread of the values.
SAME: Final = 1e-9
# A start that is farther from the values than this share of their spread is not tried.
_FAR: Final = 0.1
_MOST_STARTS: Final = 3
_MOST_STEPS: Final = 60
# Where parameters start, by how many are sought.
_MAGNITUDES: Final = (0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.4, 2, 3, 5, 10, 20)
_STARTS: Final = {
    1: (0, *_MAGNITUDES, *(-each for each in _MAGNITUDES)),
    2: (-3, -1.5, -0.7, -0.3, -0.1, 0, 0.1, 0.3, 0.7, 1, 1.5, 2, 3, 6),
    3: (-1.2, -0.3, 0.1, 0.4, 0.8, 1.2, 2.4),
}
# Scales that are tried, factors from one of them to beyond its neighbours, and how far what is left must fall
# between these.
_SCALES: Final = np.geomspace(1 / 16, 16, 49)
_BESIDE: Final = np.geomspace(1 / 1.13, 1.13, 41)
_SHARP: Final = 0.1


class Scaling(NamedTuple):
    """a*g(b*x) + c."""

    a: float
    b: float
    c: float


def alike(f: Floats, g: Floats, tolerance: float = SAME) -> bool:
    """Whether values are the same, as far as float64 shows, where they are defined."""
    return bool(np.max(_apart(f, g)) <= tolerance * spread(f))


def parameters(
    f: Floats, tree: Expression, values: Mapping[str, float], varying: Sequence[str]
) -> Floats | None:
    """The values of the varying names with which a tree has the values f at the POINTS, if any are found.

    `values` are those of all its names. At most three may vary.
    """
    fixed = {name: value for name, value in values.items() if name not in varying}

    def model(found: Floats) -> Floats:
        """The values, shape (..., points), for parameters of shape (..., varying)."""
        own = {name: found[..., k, None] for k, name in enumerate(varying)}
        return quick_values(tree, POINTS, {**fixed, **own})

    starts = np.array([*product(_STARTS[len(varying)], repeat=len(varying))], dtype=np.float64)
    starts = np.concatenate([[[values[name] for name in varying]], starts])
    return _best(f, model, starts)


def scaling(f: Floats, g: Expression) -> Scaling | None:
    """The scaling with which g has the values f at the POINTS, if one is found; b is 1 or -1 if it can be."""
    size = spread(f)
    found = _scaling(f / size, g) if size else None  # squares of tiny values would underflow
    return None if found is None else Scaling(found.a * size, found.b, found.c * size)


def _scaling(f: Floats, g: Expression) -> Scaling | None:

    def model(found: Floats) -> Floats:
        a, b, c = found.tolist()
        return np.asarray(a * quick_values(g, b * POINTS) + c)

    def lines(scales: Floats) -> tuple[Floats, Floats]:
        return _lines(f, quick_values(g, scales[:, None] * POINTS), scales)

    for sign in (1, -1):
        starts, apart = lines(np.array([float(sign)]))
        if apart[0] <= SAME * spread(f):  # so for relu, of which every scale does
            return Scaling(*map(float, starts[0]))
        scales = sign * _SCALES
        starts, apart = lines(scales)
        for k in np.flatnonzero(_is_dip(apart) & (apart <= _FAR * spread(f))).tolist():
            near, there = lines(scales[k] * _BESIDE)
            # Where g has the values of f, what is left falls to 0 in proportion to the distance from there.
            if there.min() > _SHARP * max(there[0], there[-1]):
                continue
            found = _refined(f, model, near[there.argmin()])
            if alike(f, model(found)) and found[0] and found[1]:
                return Scaling(*map(float, found))
    return None


def _is_dip(values: Floats) -> NDArray[np.bool_]:
    """Which values are not above their neighbours."""
    padded = np.concatenate([[np.inf], values, [np.inf]])
    return (values <= padded[:-2]) & (values <= padded[2:])


def _lines(f: Floats, values: Floats, scales: Floats) -> tuple[Floats, Floats]:
    """For each row g of values, a and c with the least squares of f - (a*g + c), and what is left on average.

    The former stand in rows a, b, c, with the scale as b; nothing but inf is left of what is not defined.
    """
    defined = np.isfinite(f)
    g, to = values[:, defined], f[defined]
    with np.errstate(all="ignore"):
        mean = g.mean(axis=1, keepdims=True)
        a = (g - mean) @ (to - to.mean()) / np.square(g - mean).sum(axis=1)
        c = to.mean() - a * mean[:, 0]
        apart = np.mean(np.abs(a[:, None] * g + c[:, None] - to), axis=1)
    return np.stack([a, scales, c], axis=-1), np.where(np.isfinite(apart), apart, np.inf)


def _best(f: Floats, model: Callable[[Floats], Floats], starts: Floats) -> Floats | None:
    """What makes the model run through the values, from the best of the starts."""
    apart = np.mean(_apart(f, model(starts)), axis=-1)
    for k in np.argsort(apart, kind="stable")[:_MOST_STARTS]:
        if apart[k] > _FAR * spread(f):
            return None
        found = _refined(f, model, starts[k])
        if alike(f, model(found)):
            return found
    return None


@np.errstate(all="ignore")
def _refined(f: Floats, model: Callable[[Floats], Floats], start: Floats) -> Floats:
    """The parameters after steps of Levenberg and Marquardt, as long as they come nearer."""
    found, damping = start, 1e-3
    rest = _rest(f, model(found))
    for _ in range(_MOST_STEPS):
        steps = 1e-6 * np.maximum(np.abs(found), 1e-2)
        columns = [
            (_rest(f, model(found + step)) - _rest(f, model(found - step))) / (2 * step[k])
            for k, step in enumerate(np.diag(steps))
        ]
        slopes = np.stack(columns, axis=-1)
        normal = slopes.T @ slopes
        size = float(rest @ rest)
        for _ in range(8):
            damped = normal + damping * np.diag(np.maximum(np.diag(normal), 1e-12))
            try:
                step = np.linalg.solve(damped, -slopes.T @ rest)
            except np.linalg.LinAlgError:
                return found
            there = _rest(f, model(found + step))
            if float(there @ there) < size:
                break
            damping *= 8
        else:
            return found
        found, rest, damping = found + step, there, damping / 8
        if float(rest @ rest) > 0.9 * size or np.max(np.abs(rest)) < 1e-14 * spread(f):
            return found
    return found


def _rest(f: Floats, g: Floats) -> Floats:
    """The differences, with a large one where only one is a number."""
    same = (np.isnan(f) & np.isnan(g)) | (f == g)
    with np.errstate(invalid="ignore"):  # inf - inf
        rest = g - f
    return np.where(same, 0.0, np.where(np.isfinite(rest), rest, 1e3 * spread(f)))


def _apart(f: Floats, g: Floats) -> Floats:
    return np.abs(_rest(f, g))


def spread(f: Floats) -> float:
    """How far the finite values are from their mean, at most: 0 of a constant."""
    finite = f[np.isfinite(f)]
    return float(np.max(np.abs(finite - finite.mean()), initial=0.0))
