"""How far apart two activations are on the whole line, for `compare --whole`."""

from __future__ import annotations

from math import inf
from textwrap import fill
from typing import TYPE_CHECKING, Any

from actx.cli.answers.records import write_fields
from actx.cli.answers.shape import places
from actx.core.analysis.facts import ENDLESS, Endless
from actx.io.output import write_text
from actx.io.shortest import shortest, six_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.analysis.apart import Apart
    from actx.core.analysis.facts import Bound, Stretch


def write_apart(f: Activation, g: Activation, labels: Sequence[str], sink: Sink, *, full: bool) -> None:
    """Write sentences for a person, else the fields, one a row or as one object.

    What is not decided is said to be, or is null.
    """
    from actx.core.analysis.apart import apart  # for start-up time: it imports NumPy

    found = apart(f.function, g.function)
    if sink.writer.for_people:
        said = _sentences(found, labels, shortest if full else six_digits)
        width = sink.screen.width
        lines = [fill(each, width, subsequent_indent="  ", break_on_hyphens=False) for each in said]
        write_text(sink.output, "".join(f"{line}\n" for line in lines))
        return
    fields = {
        **_bound("max_diff", found.values),
        **_bound("max_slope_diff", found.slopes),
        "crossings": _listed(found.crossings),
        "mean_square_diff": None if found.mean_square is None else found.mean_square.value,
    }
    write_fields([fields], sink)


def _listed(crossings: Sequence[Stretch] | Endless[Stretch] | None) -> Any:
    if isinstance(crossings, Endless):
        return ENDLESS
    return crossings and [low if low == high else [low, high] for low, high in crossings]


def _bound(name: str, found: Bound | None) -> dict[str, Any]:
    names = (name, f"{name}_at", f"{name}_attained")
    return dict.fromkeys(names) if found is None else dict(zip(names, found, strict=True))


def _sentences(found: Apart, labels: Sequence[str], text: Callable[[float], str]) -> Iterator[str]:
    """What is known of f and g on the whole line, each with what it is called."""
    f, g = labels
    yield f"f is {f}, and g is {g}."
    yield _largest("|f - g|", found.values, text)
    yield _largest("|f' - g'|", found.slopes, text)
    if isinstance(found.crossings, Endless):
        yield "f = g endlessly often."
    elif found.crossings is not None:
        yield f"f = g {places(found.crossings, text) or 'nowhere'}."
    else:
        yield "Where f = g is not decided."
    mean = "not decided" if found.mean_square is None else text(float(found.mean_square.value))
    yield f"For X ~ N(0, 1) the mean of (f(X) - g(X))^2 is {mean}."


def _largest(what: str, found: Bound | None, text: Callable[[float], str]) -> str:
    if found is None:
        return f"How large {what} gets is not decided."
    value, at = text(found.value), f"x = {text(found.x)}"
    if not found.value:
        return f"{what} is 0 everywhere."
    if found.is_attained:
        return f"{what} is largest at {at}: {value}."
    if found.value == inf:
        return f"{what} is unbounded, near {at}."
    return f"{what} is {'below' if found.is_attained is False else 'at most'} {value}, its limit at {at}."
