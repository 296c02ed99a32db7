"""Figures as files, for `plot` and `compare`."""

from __future__ import annotations

import os
import shlex
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Final

from actx.cli.status import Failure, UsageError
from actx.figure.style import Look
from actx.io.output import is_standard_output, write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from actx.cli.specs import Resolved
    from actx.core.activation import AnyActivation
    from actx.figure.files import Drawing
    from actx.figure.labels import Name
    from actx.figure.request import Request

_LOOK: Final = Look()
_SEARCHED: Final = 65_536  # bytes at either end of a file in which it says who drew it


class Kind(Enum):
    """What a figure is: curves, the map of a Jacobian, or triangles of probabilities."""

    CURVES = "curves"
    JACOBIAN = "jacobian"
    SIMPLEX = "simplex"


def write_figure(
    activations: Sequence[AnyActivation],
    path: Path,
    request: Request,
    kind: Kind = Kind.CURVES,
    *,
    look: Look = _LOOK,
    command: str = "",
    force: bool = False,
) -> None:
    """Write the figure in the format that the path's suffix names; PNG to standard output.

    `command` is the command line that draws it. Raises UsageError for any other suffix, and Failure if the
    file is there and is no figure of actx, unless `force` is given.
    """
    from actx.figure.files import rendered, suffixes  # matplotlib takes longer than all the rest

    suffix = "png" if is_standard_output(path) else path.suffix.lstrip(".").lower()
    if suffix not in suffixes():
        named = f"'{path.suffix}' is no figure format" if suffix else f"'{path}' has no suffix"
        raise UsageError(f"{named}: choose one of {', '.join(suffixes())}")
    if not (force or _may_be_replaced(path)):
        raise Failure(f"'{path}' is there, and is no figure of actx: --force replaces it")
    draw = _drawing(kind, activations, request)
    write_bytes(path, rendered(draw, activations, look=look, command=command, suffix=suffix))


def _drawing(kind: Kind, activations: Sequence[AnyActivation], request: Request) -> Drawing:
    """What draws the figure, given its look."""
    title, names = request.title, request.names
    match kind:
        case Kind.JACOBIAN:
            from actx.figure.jacobian import figure as jacobian

            name = names[0] if names else None
            return partial(jacobian, activations[0], request.others, title=title, name=name)
        case Kind.SIMPLEX:
            from actx.figure.triangles import figure as triangles

            return partial(triangles, activations, request.interval, title=title, names=names)
    from actx.figure.draw import figure as curves

    return partial(curves, activations, request)


def names_in_figure(resolved: Sequence[Resolved]) -> list[Name]:
    """What a figure calls the activations."""
    from actx.figure.labels import Name

    return [Name(*each.typed, each.family) for each in resolved]


def plot_command(specs: Sequence[str], options: Sequence[str], command: str = "plot") -> str:
    """The command line that draws a figure again. It names no folder: the same figure has the same bytes."""
    # After --, a formula that starts with a minus is no option.
    separator = ["--"] if any(spec.startswith("-") for spec in specs) else []
    return shlex.join(["actx", command, *options, *separator, *specs])


def _may_be_replaced(path: Path) -> bool:
    """Whether there is no file, or one that is empty, that actx drew, or that is no regular one."""
    from actx.figure.provenance import is_own

    if not path.is_file():
        return True
    try:
        with path.open("rb") as file:
            content = file.read(_SEARCHED)
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - _SEARCHED))
            content += file.read(_SEARCHED)
    except OSError:
        return False
    return not content or is_own(content)
