"""The options of figures: what is drawn, how it looks, and which of them go together."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from actx.cli.completion import offers
from actx.cli.options import NUMBER_FORMATS, Count
from actx.cli.status import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Style(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    PAPER = "paper"


_CONTENT: Final = "What is drawn"
_LOOKS: Final = "How it looks"


def _flag(name: str, help_: str, panel: str) -> Any:
    return typer.Option(name, help=help_, rich_help_panel=panel)


def _value(name: str, metavar: str, help_: str, panel: str, **more: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=help_, rich_help_panel=panel, show_default=False, **more)


Deriv = Annotated[bool, typer.Option("--deriv", "-d", help="Draw the derivative of each, too.")]
Order = Annotated[
    int | None,
    typer.Option(
        "--order",
        click_type=Count(1, 10),
        metavar="N",
        help="Draw the derivatives up to this order.",
        show_default=False,
    ),
]
Term = Annotated[bool, typer.Option("--term", help="In text, on standard output, as wide as the terminal.")]
Together = Annotated[bool, _flag("--together", "All curves in one panel, f' with f.", _CONTENT)]
Grid = Annotated[bool, _flag("--grid", "A small panel for each activation.", _CONTENT)]
Log = Annotated[bool, _flag("--log", "Magnitudes on a logarithmic axis: tails as far as 1e-308.", _CONTENT)]
Dtype = Annotated[
    str | None,
    _value(
        "--dtype",
        "FORMAT",
        "x and the results rounded to this number format: a staircase.",
        _CONTENT,
        autocompletion=lambda: NUMBER_FORMATS,
    ),
]
Convention = Annotated[
    str | None,
    _value(
        "--convention",
        "FRAMEWORK",
        "At kinks, the derivative that this framework returns.",
        _CONTENT,
        autocompletion=offers.conventions,
    ),
]
Error = Annotated[
    str | None,
    _value(
        "--error",
        "FORMAT",
        "In a panel below, the error in ulps of each formula evaluated as it is written in this format.",
        _CONTENT,
        autocompletion=lambda: NUMBER_FORMATS,
    ),
]
Annotate = Annotated[
    bool,
    _flag(
        "--annotate",
        "Coordinates of kinks, extrema, inflections, limits and max |f'| of one activation.",
        _CONTENT,
    ),
]
At = Annotated[
    list[str] | None,
    _value(
        "--at",
        "X...",
        "For a vector activation: the other inputs, while the first one runs [default: 0 1]; with "
        "--jacobian all of them [default: -1 0 1 2].",
        _CONTENT,
    ),
]
Jacobian = Annotated[
    bool, _flag("--jacobian", "The Jacobian of a vector activation at one vector: --at.", _CONTENT)
]
Simplex = Annotated[
    bool, _flag("--simplex", "Softmax, sparsemax and the like on the triangle of probabilities.", _CONTENT)
]
YLim = Annotated[
    str | None,
    _value("--ylim", "A:B", "The y axis from A to B. [default: what holds the curves]", _LOOKS),
]
Title = Annotated[str | None, _value("--title", "TEXT", "The title.", _LOOKS)]
NoLegend = Annotated[
    bool, _flag("--no-legend", "Without labels and legend, a bar of colours, or the plane of inputs.", _LOOKS)
]
StyleOption = Annotated[
    Style,
    typer.Option(
        "--style",
        help="Light, dark for slides, or paper: serif, 8 pt, as wide as a column, 3.4 inches.",
        rich_help_panel=_LOOKS,
    ),
]
Size = Annotated[
    str | None,
    _value(
        "--size",
        "WxH",
        "The width and the height in inches, exactly. [default: 6.4x4.4, or what the panels need]",
        _LOOKS,
    ),
]
Dpi = Annotated[
    int,
    typer.Option(
        "--dpi", click_type=Count(20, 1200), metavar="N", help="Pixels per inch.", rich_help_panel=_LOOKS
    ),
]
Transparent = Annotated[bool, _flag("--transparent", "Without a ground.", _LOOKS)]

DEFAULT_DPI: Final = 150
_SIZE: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)x(\d+(?:\.\d*)?|\.\d+)")
_LEAST_INCHES: Final = 2.0
_MOST_INCHES: Final = 50.0
_MOST_PIXELS: Final = 60_000_000  # of a picture, which is held in memory
_OF_FILES: Final = frozenset(("--style", "--size", "--dpi", "--transparent", "--output", "--force"))
_OF_CURVES: Final = frozenset(("--deriv", "--order", "--range", "--at", "--ylim", "--title", "--no-legend"))
# What goes with an option that makes the figure another one.
_WITH: Final = {
    "--term": _OF_CURVES | {"--dtype", "--convention"},
    "--jacobian": _OF_FILES | {"--at", "--title", "--no-legend"},
    "--simplex": _OF_FILES | {"--range", "--title", "--no-legend"},
    "--error": _OF_FILES | _OF_CURVES,
    "--annotate": _OF_FILES | _OF_CURVES | {"--dtype", "--convention"},
    "--grid": _OF_FILES | _OF_CURVES | {"--log", "--dtype", "--convention"},
}


def check_together(given: Mapping[str, object]) -> None:
    """Raise UsageError for two options of those that are given, which do not go together."""
    used = [name for name, value in given.items() if _is_given(value)]
    for name in used:
        for other in used:
            if name in _WITH and other != name and other not in _WITH[name]:
                raise UsageError(f"{other} does not go with {name}")


def words(given: Mapping[str, object]) -> list[str]:
    """The options as they are typed."""
    return [name if value is True else f"{name}={value}" for name, value in given.items() if _is_given(value)]


def _is_given(value: object) -> bool:
    return bool(value) or value == ""  # an empty title is one


def inches(size: str | None, dpi: int) -> tuple[float, float] | None:
    """The width and the height that a size such as 6.4x4.4 says; None if it is not given."""
    if size is None:
        return None
    found = _SIZE.fullmatch(size.strip())
    if found is None:
        raise UsageError(f"'{size}' is not a size: give width and height in inches, as in 6.4x4.4")
    width, height = (float(side) for side in found.groups())
    if not (min(width, height) >= _LEAST_INCHES and max(width, height) <= _MOST_INCHES):
        raise UsageError(f"--size {size}: a side has from {_LEAST_INCHES:g} to {_MOST_INCHES:g} inches")
    if width * height * dpi**2 > _MOST_PIXELS:
        raise UsageError(f"--size {size} at --dpi {dpi} is more than {_MOST_PIXELS // 10**6} million pixels")
    return width, height
