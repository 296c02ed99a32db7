"""`actx plot`: figures of functions and their derivatives."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actx.cli import figure_options as figures
from actx.cli import options
from actx.cli.answers.drawing import show_figure
from actx.cli.answers.figure import Kind, names_in_figure, plot_command, write_figure
from actx.cli.figure_options import DEFAULT_DPI, Style
from actx.cli.notes import note_meanings
from actx.cli.numbers import interval, is_number, numbers_in, to_number
from actx.cli.specs import file_stem, resolve, scalar
from actx.cli.status import UsageError
from actx.core.activation import VectorActivation
from actx.figure.request import Arrangement, Request
from actx.figure.style import THEMES, Look
from actx.io.output import is_standard_output, write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actx.core.activation import AnyActivation
    from actx.core.rounding.formats import Format

File = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="The figure; its suffix says the format. [default: NAME.png in this folder]",
        show_default=False,
        readable=False,
    ),
]


def command(
    specs: options.Specs,
    deriv: figures.Deriv = False,
    order: figures.Order = None,
    range_: options.Interval = None,
    param: options.Params = None,
    output: File = None,
    term: figures.Term = False,
    together: figures.Together = False,
    grid: figures.Grid = False,
    log: figures.Log = False,
    dtype: figures.Dtype = None,
    convention: figures.Convention = None,
    error: figures.Error = None,
    annotate: figures.Annotate = False,
    at: figures.At = None,
    jacobian: figures.Jacobian = False,
    simplex: figures.Simplex = False,
    ylim: figures.YLim = None,
    title: figures.Title = None,
    no_legend: figures.NoLegend = False,
    style: figures.StyleOption = Style.LIGHT,
    size: figures.Size = None,
    dpi: figures.Dpi = DEFAULT_DPI,
    transparent: figures.Transparent = False,
    force: options.Force = False,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.Quiet = False,
) -> None:
    """\b
    actx plot sigmoid --deriv
    actx plot relu gelu silu --deriv -o hidden.svg
    actx plot leaky_relu:alpha=0.01..0.3:5 --range -2:2
    actx plot 'x*sigmoid(beta*x)' -p beta=2 --order 2
    actx plot gelu --log --range -40:5
    actx plot relu6 --deriv --convention jax
    actx plot gelu --dtype float8_e4m3fn --range 0:4
    actx plot 'log(1+exp(x))' 'log1p(exp(x))' --error float32 --range -20:20
    actx plot softmax --jacobian --at 1 2 3
    actx plot softmax sparsemax --simplex
    actx plot 'tan(x)' --range -pi:pi --ylim -4:4
    actx plot gelu --deriv --style paper --size 3.4x2.6 -o gelu.pdf
    actx plot gelu --deriv --term
    xdg-open "$(actx plot sigmoid --deriv)"

    Draw functions, and with --deriv their derivatives, to a PNG, SVG or PDF file, and print its path.

    Of one activation f and f' share a panel; of several f' is below f. A jump is drawn as a jump: a dot at
    the value there, a ring at the limit that is not reached. An arrow shows where a curve goes on beyond the
    axes.

    With --jacobian it is a map of dy_i/dx_j at one vector, the numbers in its cells. With --simplex it is the
    images of a grid of three numbers on the triangle of probabilities; --range is that of x1-x3 and of x2-x3.

    A file that is no figure of actx is kept, unless you --force it. With -o - the figure is written to
    standard output, as PNG. With --term it is written there as text, in Braille dots, or in ASCII where there
    is no Unicode, and there is no file.
    """
    names = [spec for spec in specs if not is_number(spec)]
    others = [*(at or []), *(spec for spec in specs if is_number(spec))]
    if not names or (others and not at):
        raise UsageError(f"'{specs[0] if not names else others[0]}' is not an activation")
    given: dict[str, object] = {
        "--term": term,
        "--deriv": deriv,
        "--order": order,
        "--jacobian": jacobian,
        "--simplex": simplex,
        "--range": range_,
        "--together": together,
        "--grid": grid,
        "--log": log,
        "--dtype": dtype,
        "--convention": convention,
        "--error": error,
        "--annotate": annotate,
        "--ylim": ylim,
        "--title": title,
        "--no-legend": no_legend,
        "--style": None if style is Style.LIGHT else style,
        "--size": size,
        "--dpi": None if dpi == DEFAULT_DPI else dpi,
        "--transparent": transparent,
    }
    figures.check_together(given | {"--at": others, "--output": output, "--force": force})
    if color is not options.Color.AUTO and not term:
        raise UsageError("--color goes with --term")
    if convention is not None and not (deriv or order):
        raise UsageError("--convention is about derivatives: add --deriv or --order")
    resolved = resolve(names, param)
    activations = [each.activation for each in resolved]
    _check(activations, given, others)
    heights = interval(ylim, "--ylim")
    if log and heights and heights[0] <= 0:
        raise UsageError(f"--log shows magnitudes: --ylim {ylim} must begin above 0")
    if convention is not None:
        from actx.core.names.slopes import with_slopes_of  # it reads tables

        activations = [
            with_slopes_of(convention, each.activation, each.meaning.spelling) for each in resolved
        ]
    request = Request(
        names=names_in_figure(resolved),
        orders=range((order or int(deriv)) + 1),
        interval=interval(range_),
        ylim=heights,
        others=[number for _, number in numbers_in(others, to_number())] or None,
        title=title,
        arrangement=Arrangement("together" if together else "grid" if grid else "stacked"),
        log=log,
        form=_format(dtype),
        error=_format(error),
        annotated=annotate,
        convention=convention or "",
    )
    if term:
        show_figure(activations, request, options.screen(color), legend=not no_legend)
        if not quiet:
            note_meanings(resolved)
        return
    stem = file_stem(activations) + "-jacobian" * jacobian + "-simplex" * simplex
    path = output or Path(f"{stem}.png")
    look = Look(figures.inches(size, dpi), dpi, not no_legend, transparent, THEMES[style])
    again = plot_command(
        names,
        [
            *figures.words(given),
            *(word for setting in param or () for word in ("-p", setting)),
            *(["-o", f"{stem}{path.suffix}"] if path.suffix.lower() not in ("", ".png") else []),
            *(["--at", *others] if others else []),
        ],
    )
    kind = Kind.JACOBIAN if jacobian else Kind.SIMPLEX if simplex else Kind.CURVES
    write_figure(activations, path, request, kind, look=look, command=again, force=force)
    if is_standard_output(path):
        return
    write_bytes(None, os.fsencode(f"{path}\n"))
    if not quiet:
        note_meanings(resolved)


def _check(activations: Sequence[AnyActivation], given: Mapping[str, object], others: Sequence[str]) -> None:
    """Raise UsageError for an option that asks of these activations what they have not."""
    vectors = [each for each in activations if isinstance(each, VectorActivation)]
    if others and not (vectors or given["--jacobian"]):
        raise UsageError("--at is for vector activations: it gives the inputs that stand still")
    for option in ("--jacobian", "--annotate"):
        if given[option] and len(activations) > 1:
            raise UsageError(f"{option} draws one activation: '{activations[1].label}' is a second one")
    for option in ("--dtype", "--error", "--annotate"):
        for each in vectors if given[option] else ():
            scalar(each, f"{option} is for scalar ones")


def _format(name: str | None) -> Format | None:
    """A number format by its name; None if none is given."""
    if name is None:
        return None
    from actx.core.rounding.formats import format_of  # for start-up time: it imports NumPy

    return format_of(name)
