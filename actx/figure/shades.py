"""Colours of numbers by their sign and size, and what stands out on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize, to_rgb

if TYPE_CHECKING:
    from actx.figure.functions import Floats
    from actx.figure.style import Theme


class Shades(NamedTuple):
    """The colours of numbers from -`limit` to `limit`; 0 has that of the ground."""

    limit: float
    colours: Colormap

    @property
    def scale(self) -> Normalize:
        return Normalize(-self.limit, self.limit)

    def ink(self, number: float) -> str:
        """Black or white, whichever stands out more from the colour of the number.

        Both have the same contrast, as the WCAG define it, to a ground of relative luminance 0.179.
        """
        channels = np.array(to_rgb(self.colours(self.scale(np.clip(number, -self.limit, self.limit)))))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return "#000000" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "#FFFFFF"


def shades_of(numbers: Floats, theme: Theme) -> Shades:
    """The colours of these numbers, up to the largest |number| that is finite; nan has that of shading."""
    limit = float(np.max(np.abs(numbers), where=np.isfinite(numbers), initial=0.0))
    colours = LinearSegmentedColormap.from_list("signed", theme.signed)
    return Shades(limit or 1.0, colours.with_extremes(bad=theme.shade))
