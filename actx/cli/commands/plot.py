"""`actx plot`: figures of functions and their derivatives."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from actx.cli import options
from actx.cli.answers.drawing import show_figure
from actx.cli.answers.figure import plot_command, write_figure
from actx.cli.notes import note_meanings
from actx.cli.numbers import is_number, numbers_in, to_number
from actx.cli.specs import file_stem, resolve
from actx.cli.status import UsageError
from actx.core.activation import VectorActivation
from actx.io.output import is_standard_output, write_bytes
from actx.io.tokens import parse_interval


class Style(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    PAPER = "paper"


Deriv = Annotated[bool, typer.Option("--deriv", "-d", help="Draw the derivative of each, too.")]
Order = Annotated[
    int | None,
    typer.Option(
        "--order",
        min=1,
        max=10,
        metavar="N",
        help="Draw the derivatives up to this order.",
        show_default=False,
    ),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        metavar="X...",
        help="For a vector activation: the other inputs, while the first one runs. [default: 0 1]",
        show_default=False,
    ),
]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title.", show_default=False)]
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
YLim = Annotated[
    str | None,
    typer.Option(
        "--ylim",
        metavar="A:B",
        help="The y axis from A to B. [default: what holds the curves]",
        show_default=False,
    ),
]
Size = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="WxH",
        help="The width and the height in inches, exactly. [default: 6.4x4.4, or what the legend needs]",
        show_default=False,
    ),
]
Dpi = Annotated[int, typer.Option("--dpi", min=20, max=1200, metavar="N", help="Pixels per inch.")]
NoLegend = Annotated[bool, typer.Option("--no-legend", help="Without a legend.")]
Transparent = Annotated[bool, typer.Option("--transparent", help="Without a ground.")]
StyleOption = Annotated[
    Style, typer.Option("--style", help="Light, dark for slides, or paper: serif, and 5x3.5 inches.")
]
Term = Annotated[bool, typer.Option("--term", help="In text, on standard output, as wide as the terminal.")]
_DPI: Final = 150
_SIZE: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)x(\d+(?:\.\d*)?|\.\d+)")
_LEAST_INCHES: Final = 2.0
_MOST_INCHES: Final = 50.0
_MOST_PIXELS: Final = 60_000_000  # of a picture, which is held in memory


def command(
    specs: options.Specs,
    deriv: Deriv = False,
    order: Order = None,
    range_: options.Interval = None,
    at: At = None,
    param: options.Params = None,
    ylim: YLim = None,
    title: Title = None,
    no_legend: NoLegend = False,
    style: StyleOption = Style.LIGHT,
    size: Size = None,
    dpi: Dpi = _DPI,
    transparent: Transparent = False,
    output: File = None,
    force: options.Force = False,
    term: Term = False,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.Quiet = False,
) -> None:
    """\b
    actx plot sigmoid --deriv
    actx plot relu gelu silu -o hidden.svg
    actx plot leaky_relu:alpha=0.1 leaky_relu:alpha=0.3 --range -2:2
    actx plot 'x*sigmoid(beta*x)' -p beta=2 --order 2
    actx plot softmax --deriv --at 0 1 2
    actx plot 'tan(x)' --ylim -4:4 --style paper --size 3.4x2.6 -o tan.pdf
    actx plot gelu --deriv --term
    xdg-open "$(actx plot sigmoid --deriv)"

    Draw functions, and with --deriv their derivatives, to a PNG, SVG or PDF file, and print its path.

    A jump is drawn as a jump: a dot at the value there, a ring at the limit that is not reached. An arrow
    shows where a curve goes on beyond the axes.

    A file that is no figure of actx is kept, unless you --force it. With -o - the figure is written to
    standard output, as PNG. With --term it is written there as text, in Braille dots, or in ASCII where there
    is no Unicode, and there is no file.
    """
    names = [spec for spec in specs if not is_number(spec)]
    others = [*(at or []), *(spec for spec in specs if is_number(spec))]
    if not names or (others and not at):
        raise UsageError(f"'{specs[0] if not names else others[0]}' is not an activation")
    resolved = resolve(names, param)
    activations = [each.activation for each in resolved]
    if others and not any(isinstance(each, VectorActivation) for each in activations):
        raise UsageError("--at is for vector activations: it gives the inputs that stand still")
    if term:
        _refuse_for_text(output, style, size, dpi, transparent=transparent, force=force)
        show_figure(
            resolved,
            options.screen(color),
            orders=range((order or int(deriv)) + 1),
            interval=parse_interval(range_) if range_ is not None else None,
            others=[number for _, number in numbers_in(others, to_number())] or None,
            ylim=parse_interval(ylim) if ylim is not None else None,
            title=title,
            legend=not no_legend,
        )
        if not quiet:
            note_meanings(names, activations)
        return
    if color is not options.Color.AUTO:
        raise UsageError("--color goes with --term")
    stem = file_stem(activations)
    path = output or Path(f"{stem}.png")
    again = [
        *(["--deriv"] if deriv else []),
        *([f"--order={order}"] if order is not None else []),
        *([f"--range={range_}"] if range_ is not None else []),
        *(word for setting in param or () for word in ("-p", setting)),
        *([f"--ylim={ylim}"] if ylim is not None else []),
        *([f"--title={title}"] if title is not None else []),
        *(["--no-legend"] if no_legend else []),
        *([f"--style={style}"] if style is not Style.LIGHT else []),
        *([f"--size={size}"] if size is not None else []),
        *([f"--dpi={dpi}"] if dpi != _DPI else []),
        *(["--transparent"] if transparent else []),
        *(["-o", f"{stem}{path.suffix}"] if path.suffix.lower() not in ("", ".png") else []),
        *(["--at", *others] if others else []),
    ]
    write_figure(
        resolved,
        path,
        orders=range((order or int(deriv)) + 1),
        interval=parse_interval(range_) if range_ is not None else None,
        others=[number for _, number in numbers_in(others, to_number())] or None,
        ylim=parse_interval(ylim) if ylim is not None else None,
        title=title,
        style=style,
        size=_inches(size, dpi) if size is not None else None,
        dpi=dpi,
        legend=not no_legend,
        transparent=transparent,
        command=plot_command(names, again),
        force=force,
    )
    if is_standard_output(path):
        return
    write_bytes(None, os.fsencode(f"{path}\n"))
    if not quiet:
        note_meanings(names, activations)


def _refuse_for_text(
    output: Path | None, style: Style, size: str | None, dpi: int, *, transparent: bool, force: bool
) -> None:
    """Raise UsageError if an option was given that a figure in text has no use for."""
    given = {
        "--output": output is not None,
        "--style": style is not Style.LIGHT,
        "--size": size is not None,
        "--dpi": dpi != _DPI,
        "--transparent": transparent,
        "--force": force,
    }
    if option := next((name for name, is_given in given.items() if is_given), None):
        raise UsageError(f"{option} is for figures in files, and --term writes text: leave one of them out")


def _inches(size: str, dpi: int) -> tuple[float, float]:
    """The width and the height that a size such as 6.4x4.4 says."""
    found = _SIZE.fullmatch(size.strip())
    if found is None:
        raise UsageError(f"'{size}' is not a size: give width and height in inches, as in 6.4x4.4")
    width, height = (float(side) for side in found.groups())
    if not (min(width, height) >= _LEAST_INCHES and max(width, height) <= _MOST_INCHES):
        raise UsageError(f"--size {size}: a side has from {_LEAST_INCHES:g} to {_MOST_INCHES:g} inches")
    if width * height * dpi**2 > _MOST_PIXELS:
        raise UsageError(f"--size {size} at --dpi {dpi} is more than {_MOST_PIXELS // 10**6} million pixels")
    return width, height
