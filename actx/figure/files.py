"""Figures as the bytes of files: the same ones, whatever the date and the user's matplotlibrc."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Protocol

import matplotlib as mpl
from matplotlib.backend_bases import FigureCanvasBase

from actx.figure.provenance import saving_options
from actx.figure.style import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from actx.core.activation import AnyActivation

_LOOK: Final = Look()
# The suffixes of the formats of matplotlib that any viewer opens (raw and rgba are not), that need no other
# program (pgf does), and that can be written without a date (eps and ps cannot).
_FORMATS: Final = ("png", "svg", "pdf", "jpg", "jpeg", "webp", "tif", "tiff", "gif")


class Drawing(Protocol):
    """What makes a figure, given the look of it."""

    def __call__(self, *, look: Look) -> Figure: ...


def suffixes() -> tuple[str, ...]:
    """The suffixes of the files that can be written, without the dot: those that matplotlib supports here."""
    return tuple(suffix for suffix in _FORMATS if suffix in FigureCanvasBase.get_supported_filetypes())


def rendered(
    draw: Drawing,
    activations: Sequence[AnyActivation],
    *,
    look: Look = _LOOK,
    command: str = "",
    suffix: str = "png",
) -> bytes:
    """The bytes of a file of the figure of these activations that `draw` makes, given the `look`.

    `suffix` is one of `suffixes()`. The file holds what is drawn, and the `command`, the command line that
    draws it. Raises ValueError for any other suffix, and what `draw` raises.
    """
    if suffix not in suffixes():
        raise ValueError(f"no figure can be written as '{suffix}': choose one of {', '.join(suffixes())}")
    file = BytesIO()
    origin = saving_options(suffix, ", ".join(each.label for each in activations), command)
    with own_settings(look):
        draw(look=look).savefig(file, format=suffix, dpi=look.dpi, transparent=look.transparent, **origin)
    return file.getvalue()


@contextmanager
def own_settings(look: Look) -> Iterator[None]:
    """The settings of the look, whatever the user has set; those are restored at the end."""
    with mpl.rc_context(), warnings.catch_warnings():
        # As mpl.rcdefaults does, which reads all style sheets to know that the backend is to stay.
        settings: Any = {**mpl.rcParamsDefault, **look.settings}
        del settings["backend"]
        mpl.rcParams.update(settings)
        # Letters that the font lacks are drawn as boxes, which needs no warning.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield
