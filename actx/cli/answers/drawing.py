"""Figures in text, for `plot --term`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.io.output import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.activation import AnyActivation
    from actx.figure.request import Request
    from actx.io.screen import Screen

_ROWS: Final = 20  # of a figure, or more on a wide terminal, if that is high enough
_LEAST_ROWS: Final = 8
_PROMPT: Final = 4  # rows of the terminal that are left to what stands before and after


def show_figure(
    activations: Sequence[AnyActivation], request: Request, screen: Screen, *, legend: bool
) -> None:
    """Write the figure to standard output, as wide as the screen."""
    from actx.figure.scene import scene  # for start-up time: it imports NumPy
    from actx.figure.text import text_figure

    rows = max(_LEAST_ROWS, min(screen.height - _PROMPT, max(_ROWS, screen.width // 4)))
    lines = text_figure(scene(activations, request), screen, rows, title=request.title, legend=legend)
    write_text(None, "".join(f"{line}\n" for line in lines))
