"""Figures as files, for `plot` and `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.cli.status import UsageError
from actx.io.output import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from actx.core.activation import AnyActivation


def write_figure(
    activations: Sequence[AnyActivation],
    path: Path,
    *,
    orders: Sequence[int],
    interval: tuple[float, float] | None,
    others: Sequence[float] | None = None,
    title: str | None = None,
) -> None:
    """Write the figure in the format that the path's suffix names. Raises UsageError for any other suffix."""
    from actx.figure.draw import render, suffixes  # matplotlib takes longer than all the rest

    suffix = path.suffix.lstrip(".").lower()
    if suffix not in suffixes():
        named = f"'{path.suffix}' is no figure format" if suffix else f"'{path}' has no suffix"
        raise UsageError(f"{named}: choose one of {', '.join(suffixes())}")
    figure = render(
        activations,
        orders=tuple(orders),
        interval=interval,
        others=others,
        title=title,
        suffix=suffix,
    )
    write_bytes(path, figure)
