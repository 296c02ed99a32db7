"""How far apart two activations are on the whole line or on a range, for `compare --apart`."""

from __future__ import annotations

from math import inf
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from actx.cli.answers.records import write_fields
from actx.cli.answers.shape import places
from actx.core.analysis.facts import ENDLESS, Endless
from actx.io.output import write_text
from actx.io.shortest import shortest, six_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.analysis.apart import Apart
    from actx.core.analysis.facts import Bound, Stretch
    from actx.core.analysis.ulps import Ulps


class Asked(NamedTuple):
    """What is asked of two activations: where, None for the whole line, and in the ulps of which format."""

    between: tuple[float, float] | None
    dtype: str | None


def write_apart(
    f: Activation, g: Activation, labels: Sequence[str], asked: Asked, sink: Sink, *, full: bool
) -> None:
    """Write sentences for a person, else the fields, one a row or as one object.

    What is not decided is said to be, or is null.
    """
    from actx.core.analysis.apart import Apart  # for start-up time: it imports NumPy
    from actx.core.rounding.formats import format_of

    found = Apart(f.function, g.function, asked.between)
    ulps = {} if asked.dtype is None else {asked.dtype: found.in_ulps(format_of(asked.dtype))}
    if sink.writer.for_people:
        said = _sentences(found, ulps, labels, asked, shortest if full else six_digits)
        width = sink.screen.width
        lines = [fill(each, width, subsequent_indent="  ", break_on_hyphens=False) for each in said]
        write_text(sink.output, "".join(f"{line}\n" for line in lines))
        return
    fields = _bound("max_diff", found.values) | _bound("max_relative_diff", found.relative)
    for most in ulps.values():
        fields |= {"max_ulps": most and most.value, "max_ulps_at": most and most.x}
    fields |= _bound("max_slope_diff", found.slopes)
    fields |= {"crossings": _listed(found.crossings), "opposed": _listed(found.opposed)}
    for name, jumps in zip("fg", found.jumps, strict=True):
        fields[f"{name}_jumps"] = jumps and [[each.x, each.height] for each in jumps]
    fields["mean_square_diff"] = None if found.mean_square is None else found.mean_square.value
    write_fields([fields], sink)


def _listed(crossings: Sequence[Stretch] | Endless[Stretch] | None) -> Any:
    if isinstance(crossings, Endless):
        return ENDLESS
    return crossings and [low if low == high else [low, high] for low, high in crossings]


def _bound(name: str, found: Bound | None) -> dict[str, Any]:
    names = (name, f"{name}_at", f"{name}_attained")
    return dict.fromkeys(names) if found is None else dict(zip(names, found, strict=True))


def _sentences(
    found: Apart,
    ulps: Mapping[str, Ulps | None],
    labels: Sequence[str],
    asked: Asked,
    text: Callable[[float], str],
) -> Iterator[str]:
    """What is known of f and g, each with what it is called."""
    f, g = labels
    where = "" if asked.between is None else f", for x from {' to '.join(map(text, asked.between))}"
    yield f"f is {f}, and g is {g}{where}."
    nothing = "is 0" if found.are_equal else "rounds to 0"
    yield _largest("|f - g|", found.values, nothing, text)
    yield _largest("|f - g|/|f|", found.relative, nothing, text)
    for form, most in ulps.items():
        if most is None:
            yield f"How large |f - g| gets in ulps of f in {form} is not decided."
        else:
            yield f"|f - g| is up to {text(most.value)} ulps of f in {form}, at or near x = {text(most.x)}."
    yield _largest("|f' - g'|", found.slopes, nothing, text)
    if isinstance(found.crossings, Endless):
        yield "f = g endlessly often."
    elif found.crossings is not None:
        yield f"f = g {places(found.crossings, text) or 'nowhere'}."
    else:
        yield "Where f = g is not decided."
    if found.opposed is None:
        yield "Where one of them rises and the other falls is not decided."
    elif found.opposed:
        yield f"One of them rises and the other falls {places(found.opposed, text)}."
    else:
        yield "Nowhere does one of them rise where the other falls."
    for name, jumps in zip("fg", found.jumps, strict=True):
        if jumps:
            told = [f"at {text(x)} by {text(height)}" for x, height in jumps]
            yield f"{name} jumps {', '.join(told)}."
    mean = "not decided" if found.mean_square is None else text(float(found.mean_square.value))
    within = "" if asked.between is None else ", 0 for X outside,"
    yield f"For X ~ N(0, 1) the mean of (f(X) - g(X))^2{within} is {mean}."


def _largest(what: str, found: Bound | None, nothing: str, text: Callable[[float], str]) -> str:
    if found is None:
        return f"How large {what} gets is not decided."
    value, at = text(found.value), f"x = {text(found.x)}"
    if not found.value:
        return f"{what} {nothing} everywhere."
    if found.is_attained:
        return f"{what} is largest at {at}: {value}."
    if found.value == inf:
        return f"{what} is unbounded, near {at}."
    return f"{what} is {'below' if found.is_attained is False else 'at most'} {value}, its limit at {at}."
