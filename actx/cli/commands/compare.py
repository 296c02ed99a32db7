"""`actx compare`: activations side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actx.cli import options
from actx.cli.answers.records import write_records
from actx.cli.numbers import is_number, numbers_in, to_number
from actx.cli.specs import scalars_of
from actx.cli.status import UsageError
from actx.io.tokens import parse_interval
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.cli.options import Sink
    from actx.core.activation import Activation

CLASSIC = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")

At = Annotated[
    list[str] | None,
    typer.Option(
        "--at", metavar="X...", help="Values and derivatives at these inputs instead.", show_default=False
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        metavar="FILE",
        help="Draw them with their derivatives, too.",
        show_default=False,
        readable=False,
    ),
]


def command(
    specs: options.OptionalSpecs = None,
    at: At = None,
    range_: options.Interval = None,
    param: options.Params = None,
    plot: Plot = None,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """\b
    actx compare
    actx compare sigmoid tanh
    actx compare gelu gelu_tanh quick_gelu --at -3 0 3
    actx compare elu celu -p alpha=2 --format json
    actx compare relu 'x*sigmoid(10*x)' --range -1:1 --plot sharp.png

    Activations side by side: f and f' at 0, the limits at both ends, and the largest |f'| on the range with
    the x where it is. For two, also how far apart f and f' get, and where, and whether they are equal at all
    x. What is only a lower bound stands under at_least. With no SPEC, the classic set.
    """
    names, points = _split(specs or [], at)
    names = names or list(CLASSIC)
    activations = scalars_of(names, param)
    labels = _labels(names, activations)
    interval = parse_interval(range_) if range_ is not None else None
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    inputs = [number for _, number in numbers_in(points, to_number())]
    if plot is not None:  # first, so that what is wrong with it is said before anything is written
        from actx.cli.answers.figure import write_figure

        write_figure(activations, plot, orders=(0, 1), interval=interval)
    if inputs:
        _write_points(activations, labels, inputs, sink)
    else:
        _write_properties(activations, labels, interval, sink)


def _split(arguments: Sequence[str], at: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The SPECs, and the points: --at takes one, and the numbers among the arguments follow it."""
    names = [argument for argument in arguments if not is_number(argument)]
    numbers = [argument for argument in arguments if is_number(argument)]
    if numbers and not at:
        raise UsageError(f"'{numbers[0]}' is not an activation: inputs go after --at")
    return names, [*(at or []), *numbers]


def _write_properties(
    activations: list[Activation], labels: list[str], interval: tuple[float, float] | None, sink: Sink
) -> None:
    from actx.core.analysis.properties import DEFAULT_RANGE, PROPERTIES, distance, equality, steepest

    low, high = interval or DEFAULT_RANGE
    rows: list[dict[str, Any]] = [
        {"name": label} | {item.key: item.of(each, low, high) for item in PROPERTIES}
        for each, label in zip(activations, labels, strict=True)
    ]
    lower_bounds = [[] if steepest(each, low, high).proved else ["max_slope"] for each in activations]
    headings = {item.key: item.heading for item in PROPERTIES} | {"at_least": "at least"}
    if len(activations) == 2:
        f, g = activations
        for order, key, heading in ((0, "diff", "|f - g|"), (1, "slope_diff", "|f' - g'|")):
            apart = distance(f, g, low, high, order)
            for row, bounds in zip(rows, lower_bounds, strict=True):
                row |= {f"max_{key}": apart.magnitude, f"max_{key}_at": apart.x}
                bounds.extend([] if apart.proved else [f"max_{key}"])
            headings |= {f"max_{key}": f"max {heading}", f"max_{key}_at": f"{heading} at x"}
        for row in rows:
            row["equal"] = equality(f, g)
    if any(lower_bounds) or not sink.writer.for_people:  # a column of nothing tells people nothing
        rows = [row | {"at_least": bounds} for row, bounds in zip(rows, lower_bounds, strict=True)]
    write_records(rows, sink, answer="name", headings=headings)


def _write_points(activations: list[Activation], labels: list[str], points: list[float], sink: Sink) -> None:
    rows: list[dict[str, Any]] = [{"x": point} for point in points]
    for each, label in zip(activations, labels, strict=True):
        for row in rows:
            row |= {label: float(each(row["x"])), f"{label}'": float(each.deriv(row["x"]))}
    write_records(rows, sink, answer=labels[0])


def _labels(specs: Sequence[str], activations: list[Activation]) -> list[str]:
    """A label for each, no two alike: what it is; or, where others are that too, what was typed."""
    known = [each.label for each in activations]
    labels: list[str] = []
    for spec, label in zip(specs, known, strict=True):
        text = label if known.count(label) == 1 else spec.strip()
        labels.append(text if text not in labels else f"{text} ({len(labels) + 1})")
    return labels
