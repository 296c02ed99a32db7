"""Figures in text, for `plot --term`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.io.output import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.cli.specs import Resolved
    from actx.io.screen import Screen

_ROWS: Final = 20  # of a figure, or more on a wide terminal, if that is high enough
_LEAST_ROWS: Final = 8
_PROMPT: Final = 4  # rows of the terminal that are left to what stands before and after


def show_figure(
    resolved: Sequence[Resolved],
    screen: Screen,
    *,
    orders: Sequence[int],
    interval: tuple[float, float] | None,
    others: Sequence[float] | None,
    ylim: tuple[float, float] | None,
    title: str | None,
    legend: bool,
) -> None:
    """Write the figure to standard output, as wide as the screen."""
    from actx.figure.labels import Name  # for start-up time: it imports NumPy
    from actx.figure.scene import scene
    from actx.figure.text import text_figure

    shown = scene(
        [each.activation for each in resolved],
        orders=tuple(orders),
        interval=interval,
        others=others,
        names=[Name(*each.typed) for each in resolved],
        ylim=ylim,
    )
    rows = max(_LEAST_ROWS, min(screen.height - _PROMPT, max(_ROWS, screen.width // 4)))
    lines = text_figure(shown, screen, rows, title=title, legend=legend)
    write_text(None, "".join(f"{line}\n" for line in lines))
