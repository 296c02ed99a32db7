"""The shape of a function in words and in data, for `info --all`."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeVar

from actx.core.analysis.columns import COLUMNS, SHAPE
from actx.core.analysis.facts import ENDLESS, SIDES, Endless
from actx.core.analysis.properties import SMALL_SLOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from actx.core.analysis.columns import Facts
    from actx.core.analysis.facts import Bound, Extremum, Line, Stretch
    from actx.core.analysis.properties import Properties

_MONOTONE: Final = {"no": "not monotone"}
_SATURATES: Final = {
    "no": "does not saturate",
    "left": "saturates on the left",
    "right": "saturates on the right",
    "both": "saturates on both sides",
}
_CONVEX: Final = {"no": "neither convex nor concave", "linear": "a straight line"}

T = TypeVar("T")


def fields(facts: Facts, names: Iterable[str] = SHAPE) -> dict[str, Any]:
    """Each property under its name; what is not decided is None, and named under `not_decided`."""
    found: dict[str, Any] = {}
    for name in names:
        found |= _named(name, COLUMNS[name].of(facts))
    undecided = [name for name, value in found.items() if value is None and not name.endswith("_within_10")]
    return {**found, "not_decided": undecided}


def _named(name: str, value: Any) -> dict[str, Any]:
    """A property under its name; for endlessly many places the word, and those listed under other names."""
    if not isinstance(value, Endless):
        return {name: value}
    if value.period is None:
        return {name: ENDLESS, f"{name}_within_10": value.listed}
    return {name: ENDLESS, f"{name}_period": value.period, f"{name}_in_period": value.listed}


# --- in words --------------------------------------------------------------------------------------------


def sentences(shape: Properties, text: Callable[[float], str]) -> Iterator[str]:
    """What is decided, a property a line."""
    if isinstance(shape.zeros, Endless):
        yield from _endless("f = 0", shape.zeros, lambda each: text(each[0]), text)
    elif shape.zeros is not None:
        yield f"f = 0 {places(shape.zeros, text) or 'nowhere'}"
    if shape.infimum is not None and shape.supremum is not None:
        yield f"values from {_height(shape.infimum, text)} to {_height(shape.supremum, text)}"
    if isinstance(shape.extrema, Endless):
        for minimum, what in ((True, "local minimum"), (False, "local maximum")):
            own = [each.x for each in shape.extrema.listed or () if each.is_minimum is minimum]
            if own or shape.extrema.period is None:
                yield from _endless(what, shape.extrema._replace(listed=own), text, text)
    for each in () if isinstance(shape.extrema, Endless) else shape.extrema or ():
        yield f"local {_extremum(each, text)}"
    if shape.monotone is not None:
        yield _MONOTONE.get(shape.monotone, shape.monotone)
    yield from _curvature(shape, text)
    low, high = shape.least_slope, shape.greatest_slope
    if low is not None and high is not None:
        yield f"f' from {_height(low, text)} to {_height(high, text)}"
    if shape.lipschitz is not None:
        yield f"Lipschitz constant {text(shape.lipschitz)}" if shape.lipschitz < inf else "not Lipschitz"
    if shape.condition is not None:
        size, at = shape.condition.value, text(shape.condition.x)
        yield f"condition number |x f'/f| {f'up to {text(size)}' if size < inf else 'unbounded'} near {at}"
    if shape.dead:
        yield f"f' = 0 {places(shape.dead, text)}"
    if shape.linear and shape.linear != shape.dead:
        yield f"straight {places(shape.linear, text)}"
    yield from _moments(shape, text)
    if shape.parity in ("odd", "even"):
        yield shape.parity
    elif shape.center is not None:
        yield f"symmetric about ({', '.join(map(text, shape.center))})"
    yield from _ends(shape, text)
    undecided = [name for name, found in _decided(shape).items() if found is None]
    if undecided:
        yield f"not decided: {', '.join(undecided)}"


def essentials(facts: Facts, text: Callable[[float], str]) -> Iterator[str]:
    """What matters first, in the order in which it does; no work of seconds is done for it.

    Of a long formula that is on record nowhere it is one line, which says how to get the rest.
    """
    shape = facts.shape
    if not shape.is_quick:
        yield "monotone, range and more: with --all"
        return
    if shape.monotone is not None:
        form = shape.convex if shape.is_on_record and shape.convex in ("convex", "concave") else None
        yield ", ".join(filter(None, [_MONOTONE.get(shape.monotone, shape.monotone), form]))
    if facts.range is not None:
        yield f"range {facts.range.text(text)}"
    if facts.saturates is not None:
        yield _SATURATES[facts.saturates]
    for each in () if isinstance(shape.extrema, Endless) else shape.extrema or ():
        yield _extremum(each, text)
    if shape.is_on_record:
        if shape.parity in ("odd", "even"):
            yield "odd: zero-centred" if shape.parity == "odd" else "even"
        if shape.inflections and not isinstance(shape.inflections, Endless):
            yield f"inflections at {', '.join(map(text, shape.inflections))}"
    if isinstance(shape.zeros, Endless):
        yield "f = 0 endlessly often"
    elif shape.zeros is not None:
        yield f"f = 0 {places(shape.zeros, text) or 'nowhere'}"


def _decided(shape: Properties) -> dict[str, Any]:
    return {
        "zeros": shape.zeros,
        "infimum": shape.infimum,
        "supremum": shape.supremum,
        "extrema": shape.extrema,
        "whether monotone": shape.monotone,
        "whether convex": shape.convex,
        "inflections": shape.inflections,
        "slopes": shape.lipschitz,
        "condition number": shape.condition,
        "symmetry": shape.parity,
    }


def _moments(shape: Properties, text: Callable[[float], str]) -> Iterator[str]:
    """What it does to a normal input."""
    told = {
        "mean": "mean of f",
        "variance": "variance of f",
        "mean_squared_slope": "mean of f'^2",
        "gain": "gain",
    }
    found = {words: shape.moment(name) for name, words in told.items()}
    known = [f"{words} {text(value)}" for words, value in found.items() if value is not None]
    if known:
        yield f"for X ~ N(0, 1): {', '.join(known)}"


def _curvature(shape: Properties, text: Callable[[float], str]) -> Iterator[str]:
    if shape.convex is not None:
        yield _CONVEX.get(shape.convex, shape.convex)
    if isinstance(shape.inflections, Endless):
        yield from _endless("inflection", shape.inflections, text, text)
    elif shape.inflections:
        yield f"inflections at {', '.join(map(text, shape.inflections))}"


def _ends(shape: Properties, text: Callable[[float], str]) -> Iterator[str]:
    for side in SIDES.values():
        line = shape.asymptote(side)
        if line is not None:
            yield f"tends to y = {_line(line, text)} at {text(side * inf)}"
    for bound in SMALL_SLOPES:
        beyond = [(side, shape.slope_below(Fraction(bound), side)) for side in SIDES.values()]
        told = [
            f"x {'below' if side < 0 else 'above'} {text(end)}"
            for side, end in beyond
            if end is not None and abs(end) < inf
        ]
        if told:
            yield f"|f'| < {text(float(bound))} for {' and '.join(told)}"


def _extremum(found: Extremum, text: Callable[[float], str]) -> str:
    what = "minimum" if found.is_minimum else "maximum"
    return f"{what} {text(found.value)} at {text(found.x)}"


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


def places(stretches: Sequence[Stretch], text: Callable[[float], str]) -> str:
    """Points and intervals in words."""
    return ", ".join(
        f"at {text(low)}" if low == high else f"from {text(low)} to {text(high)}" for low, high in stretches
    )
