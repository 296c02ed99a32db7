"""The shape of a function in words and in data, for `info --all`."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeVar

from actx.core.analysis.facts import Endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from actx.core.analysis.facts import Bound, Line, Stretch
    from actx.core.analysis.shape import Shape

T = TypeVar("T")

# |f'| is said to stay below these.
_SMALL_SLOPES: Final = ("0.01", "0.001", "1e-06")
_SIDES: Final = {"left": -1, "right": 1}
ENDLESS: Final = "endlessly many"
"""What stands for places that no list can have all of."""

_CONVEX: Final = {"no": "neither convex nor concave", "linear": "a straight line"}


def fields(shape: Shape) -> dict[str, Any]:
    """Each property under its key; what is not decided is None, and named under `not_decided`."""
    found: dict[str, Any] = {
        **_places("zeros", shape.zeros, _point_or_ends),
        **_places("minima", shape.extrema, lambda each: each.x if each.is_minimum else None),
        **_places("maxima", shape.extrema, lambda each: None if each.is_minimum else each.x),
        **_bound("infimum", shape.infimum),
        **_bound("supremum", shape.supremum),
        "monotone": shape.monotone,
        "convex": shape.convex,
        **_places("inflections", shape.inflections, lambda x: x),
        **_bound("least_slope", shape.least_slope),
        **_bound("greatest_slope", shape.greatest_slope),
        "lipschitz": shape.lipschitz,
        "dead": _stretches(shape.dead),
        "linear": _stretches(shape.linear),
        "parity": shape.parity,
    }
    for name, side in _SIDES.items():
        for bound, end in _small_slopes(shape, side).items():
            found[f"slope_below_{bound}_{name}"] = end
    undecided = [key for key, value in found.items() if value is None and not key.endswith("_within_10")]
    # Of these there may be none.
    for name, side in _SIDES.items():
        line = shape.asymptote(side)
        found[f"asymptote_{name}"] = [] if line is None else [*line]
    found["center"] = [*(shape.center or ())]
    return {**found, "not_decided": undecided}


def _small_slopes(shape: Shape, side: int) -> dict[str, float | None]:
    """Beyond which x the slope is small; after a bound that is not decided no smaller one is tried."""
    found: dict[str, float | None] = dict.fromkeys(_SMALL_SLOPES)
    for bound in _SMALL_SLOPES:
        found[bound] = shape.slope_below(Fraction(bound), side)
        if found[bound] is None:
            break
    return found


def _bound(key: str, found: Bound | None) -> dict[str, Any]:
    names = (key, f"{key}_at", f"{key}_attained")
    return dict.fromkeys(names) if found is None else dict(zip(names, found, strict=True))


def _places(key: str, found: Sequence[T] | Endless[T] | None, item: Callable[[T], Any]) -> dict[str, Any]:
    """The places under a key; of endlessly many the word, and under keys of their own those listed."""
    if not isinstance(found, Endless):
        return {key: None if found is None else _items(found, item)}
    listed = None if found.listed is None else _items(found.listed, item)
    if found.period is None:
        return {key: ENDLESS, f"{key}_within_10": listed}
    if not listed:
        return {key: []}
    return {key: ENDLESS, f"{key}_period": found.period, f"{key}_in_period": listed}


def _items(found: Sequence[T], item: Callable[[T], Any]) -> list[Any]:
    return [value for each in found if (value := item(each)) is not None]


def _point_or_ends(stretch: Stretch) -> Any:
    """A point as a number, an interval as a list of its ends."""
    low, high = stretch
    return low if low == high else [low, high]


def _stretches(found: Sequence[Stretch] | None) -> list[Any] | None:
    return None if found is None else [_point_or_ends(each) for each in found]


# --- in words --------------------------------------------------------------------------------------------


def sentences(shape: Shape, text: Callable[[float], str]) -> Iterator[str]:
    """What is decided, a property a line."""
    if isinstance(shape.zeros, Endless):
        yield from _endless("f = 0", shape.zeros, lambda each: text(each[0]), text)
    elif shape.zeros is not None:
        yield f"f = 0 {_where(shape.zeros, text) or 'nowhere'}"
    if shape.infimum is not None and shape.supremum is not None:
        yield f"values from {_height(shape.infimum, text)} to {_height(shape.supremum, text)}"
    if isinstance(shape.extrema, Endless):
        for minimum, what in ((True, "local minimum"), (False, "local maximum")):
            own = [each.x for each in shape.extrema.listed or () if each.is_minimum is minimum]
            if own or shape.extrema.period is None:
                yield from _endless(what, shape.extrema._replace(listed=own), text, text)
    for each in () if isinstance(shape.extrema, Endless) else shape.extrema or ():
        what = "minimum" if each.is_minimum else "maximum"
        yield f"local {what} {text(each.value)} at {text(each.x)}"
    if shape.monotone is not None:
        yield "not monotone" if shape.monotone == "no" else shape.monotone
    yield from _curvature(shape, text)
    low, high = shape.least_slope, shape.greatest_slope
    if low is not None and high is not None:
        yield f"f' from {_height(low, text)} to {_height(high, text)}"
    if shape.lipschitz is not None:
        yield f"Lipschitz constant {text(shape.lipschitz)}" if shape.lipschitz < inf else "not Lipschitz"
    if shape.dead:
        yield f"f' = 0 {_where(shape.dead, text)}"
    if shape.linear and shape.linear != shape.dead:
        yield f"straight {_where(shape.linear, text)}"
    if shape.parity in ("odd", "even"):
        yield shape.parity
    elif shape.center is not None:
        yield f"symmetric about ({', '.join(map(text, shape.center))})"
    yield from _ends(shape, text)
    undecided = [name for name, found in _decided(shape).items() if found is None]
    if undecided:
        yield f"not decided: {', '.join(undecided)}"


def _decided(shape: Shape) -> dict[str, Any]:
    return {
        "zeros": shape.zeros,
        "infimum": shape.infimum,
        "supremum": shape.supremum,
        "extrema": shape.extrema,
        "whether monotone": shape.monotone,
        "whether convex": shape.convex,
        "inflections": shape.inflections,
        "slopes": shape.lipschitz,
        "symmetry": shape.parity,
    }


def _curvature(shape: Shape, text: Callable[[float], str]) -> Iterator[str]:
    if shape.convex is not None:
        yield _CONVEX.get(shape.convex, shape.convex)
    if isinstance(shape.inflections, Endless):
        yield from _endless("inflection", shape.inflections, text, text)
    elif shape.inflections:
        yield f"inflections at {', '.join(map(text, shape.inflections))}"


def _ends(shape: Shape, text: Callable[[float], str]) -> Iterator[str]:
    for side in _SIDES.values():
        line = shape.asymptote(side)
        if line is not None:
            yield f"tends to y = {_line(line, text)} at {text(side * inf)}"
    ends = {side: _small_slopes(shape, side) for side in _SIDES.values()}
    for bound in _SMALL_SLOPES:
        beyond = [(side, found[bound]) for side, found in ends.items()]
        told = [
            f"x {'below' if side < 0 else 'above'} {text(end)}"
            for side, end in beyond
            if end is not None and abs(end) < inf
        ]
        if told:
            yield f"|f'| < {text(float(bound))} for {' and '.join(told)}"


def _height(bound: Bound, text: Callable[[float], str]) -> str:
    where = "at" if bound.is_attained else "towards"
    return f"{text(bound.value)} {where} {text(bound.x)}" if abs(bound.value) < inf else text(bound.value)


def _line(line: Line, text: Callable[[float], str]) -> str:
    slope, intercept = line
    if not slope:
        return text(intercept)
    start = {1.0: "x", -1.0: text(-1.0)[0] + "x"}.get(slope, f"{text(slope)}x")
    if not intercept:
        return start
    return f"{start} {'+' if intercept > 0 else text(-1.0)[0]} {text(abs(intercept))}"


def _endless(
    what: str, found: Endless[T], place: Callable[[T], str], text: Callable[[float], str]
) -> Iterator[str]:
    """A sentence about endlessly many places, with a part of them."""
    listed = ", ".join(map(place, found.listed or ()))
    if found.period is not None:
        yield f"{what} at {listed} and every {text(found.period)} from there, both ways"
    elif not listed:
        yield f"{what} endlessly often"
    else:
        yield f"{what} endlessly often: for |x| up to 10 at {listed}"


def _where(stretches: Sequence[Stretch], text: Callable[[float], str]) -> str:
    return ", ".join(
        f"at {text(low)}" if low == high else f"from {text(low)} to {text(high)}" for low, high in stretches
    )
