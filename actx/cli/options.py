"""The arguments and options that commands share, each declared once."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer
from typer._click.types import IntRange

from actx.cli.completion import offers
from actx.cli.status import UsageError
from actx.core.catalog.record import FAMILIES
from actx.core.naming import key, suggest
from actx.core.rounding.layouts import LAYOUTS
from actx.io.screen import NO_SCREEN, Screen, has_color
from actx.io.writers import OutputFormat, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Color(StrEnum):
    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Count(IntRange):
    """A whole number of a range, which help and errors tell in words."""

    name = "whole number"

    def _describe_range(self) -> str:
        return f"{self.min} to {self.max}"


NUMBER_FORMATS: Final = [layout.name for layout in LAYOUTS]

Spec = Annotated[
    str,
    typer.Argument(
        metavar="SPEC",
        help="An activation: a name, name:param=value, a framework's name (torch.gelu), or a formula of x.",
        autocompletion=offers.specs,
        show_default=False,
    ),
]
Specs = Annotated[
    list[str],
    typer.Argument(
        metavar="SPEC...",
        help="Activations: names, name:param=value, frameworks' names (torch.gelu), or formulas of x.",
        autocompletion=offers.specs,
        show_default=False,
    ),
]
OptionalSpecs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SPEC...]",
        help="Activations: names, name:param=value, frameworks' names (torch.gelu), or formulas of x.",
        autocompletion=offers.specs,
        show_default=False,
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[X...]",
        help="Numbers, or constants such as 1/3 and -pi/2; or '-' alone for standard input.",
        show_default=False,
    ),
]
Params = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        "-p",
        metavar="NAME=VALUE",
        help="Set a parameter, or a free name of a formula.",
        autocompletion=offers.settings,
        show_default=False,
    ),
]
Range = Annotated[
    str | None,
    typer.Option("--range", metavar="A:B:N", help="N evenly spaced inputs from A to B, both included."),
]
Interval = Annotated[
    str | None,
    typer.Option("--range", metavar="A:B", help="The inputs from A to B."),
]
Family = Annotated[
    str | None,
    typer.Option(
        "--family",
        metavar="FAMILY",
        help="Only this family: " + ", ".join(FAMILIES) + ".",
        autocompletion=lambda: list(FAMILIES.items()),
    ),
]
# Whether a file can be read shows when it is opened: Typer's readable=True would make of it a mistake in the
# command line, and refuse to replace a file that may be written but not read.
Input = Annotated[
    Path | None,
    typer.Option(
        "--input",
        "-i",
        metavar="FILE",
        help="Read inputs from a file: text, csv, tsv, json, jsonl, .npy or .npz.",
        readable=False,
    ),
]
Column = Annotated[
    str | None,
    typer.Option(
        "--column",
        metavar="NAME",
        help="Of an input with several columns the one with this name or number, from 1. [default: the only "
        "one, or x]",
        show_default=False,
    ),
]
Dtype = Annotated[
    str | None,
    typer.Option(
        "--dtype",
        metavar="FORMAT",
        help=f"The number format of inputs and results: {', '.join(NUMBER_FORMATS)}. By default float64, or "
        "that of an .npy array.",
        autocompletion=lambda: NUMBER_FORMATS,
        show_default=False,
    ),
]
Hex = Annotated[
    bool, typer.Option("--hex", help="Show the bits, too, and C hexadecimal floats for float64 and float32.")
]
Digits = Annotated[
    int | None,
    typer.Option(
        "--digits",
        click_type=Count(1, 1000),
        metavar="N",
        help="Results to N significant decimal digits, for X exactly as written. A result that is exact has "
        "fewer.",
        show_default=False,
    ),
]
Order = Annotated[
    int, typer.Option("--order", click_type=Count(1, 10), metavar="N", help="The order of the derivative.")
]
All = Annotated[
    bool, typer.Option("--all", help="Every number of an 8- or 16-bit --dtype, in the order of its bits.")
]
Format = Annotated[
    OutputFormat | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write the results; by default a table on a terminal.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to a file, whole or not at all.", readable=False
    ),
]
ColorOption = Annotated[
    Color, typer.Option("--color", help="Colour in text; by default on a terminal, unless NO_COLOR is set.")
]

Full = Annotated[
    bool,
    typer.Option("--full", help="On a terminal, all digits, not 6, and formulas of any length."),
]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Never through the pager.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace a file that is there, even if it is no figure of actx.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes on a terminal, and no progress.")]


class Sink(NamedTuple):
    """Where results go, in which format, and on what screen, if they are for a person to look at."""

    form: OutputFormat
    output: Path | None
    screen: Screen

    @property
    def writer(self) -> type[Writer]:
        """The class that writes the format."""
        return self.form.writer


def sink(format_: OutputFormat | None, output: Path | None, color: Color, *, otherwise: OutputFormat) -> Sink:
    """The sink asked for: the suffix of a file decides, then a table on a terminal, then `otherwise`."""
    terminal = output is None and _is_terminal()
    named = None if output is None else OutputFormat.of_suffix(output.suffix)
    if None not in (format_, named) and format_ != named:
        raise UsageError(
            f"'{output}' is a name for {named}, and --format is {format_}: leave one of them out"
        )
    form = format_ or named or (OutputFormat.TABLE if terminal else otherwise)
    return Sink(form, output, screen(color, terminal=terminal) if form.writer.for_people else NO_SCREEN)


def screen(color: Color, *, terminal: bool | None = None) -> Screen:
    """The screen of what is for people; `terminal` says whether it goes to one, by default as stdout does.

    The flag decides on colour, then NO_COLOR and FORCE_COLOR, then whether a terminal is there to show it.
    """
    shown = _is_terminal() if terminal is None else terminal
    return Screen.of_terminal(
        color=color is Color.ALWAYS if color is not Color.AUTO else has_color(terminal=shown)
    )


def _is_terminal() -> bool:
    # Python has no standard output where it was closed before the start: actx list >&-
    return sys.stdout is not None and sys.stdout.isatty()


def refuse_beside(option: str, others: Mapping[str, object], why: str = "") -> None:
    """Raise UsageError for the first of the others that is given: it would be ignored beside the option."""
    for other, value in others.items():
        if value:
            raise UsageError(f"{option} does not go with {other}{why and f': {why}'}")


def family_named(name: str | None) -> str | None:
    """The family of this name, in which case, - and _ make no difference; None if none is given."""
    if name is None:
        return None
    try:
        return {key(each.replace(" ", "_")): each for each in FAMILIES}[key(name.replace(" ", "_"))]
    except KeyError:
        hint = suggest(name, FAMILIES) or f": choose one of {', '.join(FAMILIES)}"
        raise UsageError(f"unknown family '{name}'{hint}") from None


def settings(params: Iterable[str] | None) -> dict[str, str]:
    """The values of `-p name=value`, each name once."""
    values: dict[str, str] = {}
    for param in params or ():
        name, equals, value = (part.strip() for part in param.partition("="))
        if not (name and equals and value):
            raise UsageError(f"'{param}' is not of the form name=value")
        if name in values:
            raise UsageError(f"parameter '{name}' is given twice")
        values[name] = value
    return values
