"""Figures as files, for `plot` and `compare`."""

from __future__ import annotations

import os
import shlex
from functools import partial
from typing import TYPE_CHECKING, Final

from actx.cli.status import Failure, UsageError
from actx.figure.style import Look
from actx.io.output import is_standard_output, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from actx.cli.specs import Resolved
    from actx.core.activation import AnyActivation
    from actx.figure.labels import Name
    from actx.figure.request import Request

_LOOK: Final = Look()
_SEARCHED: Final = 65_536  # bytes at either end of a file in which it says who drew it


def write_figure(
    activations: Sequence[AnyActivation],
    path: Path,
    request: Request,
    *,
    look: Look = _LOOK,
    command: str = "",
    force: bool = False,
) -> None:
    """Write the figure in the format that the path's suffix names; PNG to standard output.

    `command` is the command line that draws it. Raises UsageError for any other suffix, and Failure if the
    file is there and is no figure of actx, unless `force` is given.
    """
    from actx.figure.draw import render  # matplotlib takes longer than all the rest

    _write(path, partial(render, activations, request), look=look, command=command, force=force)


def names_in_figure(resolved: Sequence[Resolved]) -> list[Name]:
    """What a figure calls the activations."""
    from actx.figure.labels import Name

    return [Name(*each.typed, each.family) for each in resolved]


def write_jacobian(
    activations: Sequence[AnyActivation],
    path: Path,
    request: Request,
    *,
    look: Look,
    command: str,
    force: bool,
) -> None:
    """Write the map of a Jacobian at the inputs of the request, as `write_figure` writes curves."""
    from actx.figure.jacobian import render

    name = request.names[0] if request.names else None
    draw = partial(render, activations[0], request.others, title=request.title, name=name)
    _write(path, draw, look=look, command=command, force=force)


def write_simplex(
    activations: Sequence[AnyActivation],
    path: Path,
    request: Request,
    *,
    look: Look,
    command: str,
    force: bool,
) -> None:
    """Write the triangles of probabilities, as `write_figure` writes curves."""
    from actx.figure.triangles import render

    draw = partial(render, activations, request.interval, title=request.title, names=request.names)
    _write(path, draw, look=look, command=command, force=force)


def _write(path: Path, draw: Callable[..., bytes], *, look: Look, command: str, force: bool) -> None:
    from actx.figure.files import suffixes

    suffix = "png" if is_standard_output(path) else path.suffix.lstrip(".").lower()
    if suffix not in suffixes():
        named = f"'{path.suffix}' is no figure format" if suffix else f"'{path}' has no suffix"
        raise UsageError(f"{named}: choose one of {', '.join(suffixes())}")
    if not (force or _may_be_replaced(path)):
        raise Failure(f"'{path}' is there, and is no figure of actx: --force replaces it")
    write_bytes(path, draw(look=look, command=command, suffix=suffix))


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
