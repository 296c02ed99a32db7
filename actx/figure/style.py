"""How curves are told apart: by colours that differ in luminance, dashes and markers; never by hue alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actx.figure.functions import Plottable

Dashes: TypeAlias = "Literal['-'] | tuple[int, tuple[float, ...]]"

# The colours of Okabe and Ito (2008) without yellow, which is too light on white, and with a darker blue and
# green, so that the lightnesses (CIE L*) of the first DISTINCT ones differ by 16.9 at least. Curves of the
# other colours have markers, too.
COLOURS: Final = ("#00599A", "#E8A300", "#000000", "#00936B", "#D55E00", "#56B4E9", "#CC79A7")
DISTINCT: Final = 4
# No discs, which would be values at jumps.
_MARKERS: Final = ("s", "^", "D", "v", "P", "X", "<", ">", "*", "d")
_DASHES: Final[tuple[Dashes, ...]] = (
    "-",
    (0, (4, 1.8)),
    (0, (1, 1.3)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (6, 1.5, 1, 1.5, 1, 1.5)),
    (0, (9, 2)),
)
_DOTS: Final = 2  # the number of dots among these

# Of a family: the most of the ground and of ink that is mixed into its colour, and among how many such tones
# those of its members are chosen.
_MOST_GROUND: Final = 0.5
_MOST_INK: Final = 0.45
_TONES: Final = 32
_CONTRAST: Final = 4.5  # of text to the ground, at least, as the WCAG want it

# Settings of matplotlib that differ from its defaults in every look.
_SETTINGS: Final[Mapping[str, Any]] = {
    "svg.hashsalt": "actx",  # without it the ids in an SVG file differ each time
    "svg.fonttype": "none",  # text that can be searched and edited, not outlines
    "pdf.fonttype": 42,  # TrueType: publishers refuse the Type 3 of matplotlib's default
    "legend.borderpad": 0.1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "legend.handlelength": 2.8,
    "legend.edgecolor": "none",
    "legend.framealpha": 1.0,
}


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours: of the ground, of text, of the axes and the lines at 0, of the grid, of shading, of curves.

    `signed` are those of numbers: from the most negative, through the ground for 0, to the most positive.
    `settings` are those of matplotlib that only this theme has.
    """

    ground: str
    ink: str
    axes: str
    grid: str
    shade: str
    colours: tuple[str, ...]
    signed: tuple[str, ...]
    size: tuple[float, float] = (6.4, 4.4)  # of a figure in inches, by default
    scale: float = 1.0  # of letters and lines
    settings: Mapping[str, Any] = field(default_factory=dict)

    def sizes(self, share: float = 1.0) -> dict[str, float]:
        """The settings of matplotlib that say how large letters and lines are, at such a scale."""
        return {name: size * self.scale * share for name, size in _SIZES.items()}


# Orange for negative numbers and blue for positive ones, which the colour-blind can tell apart. Opposite
# numbers have the same lightness, from that of the ground in even steps: CIE L* 90, 79, 66, 52 and 40; on the
# dark ground 26, 40, 54, 68 and 82.
_SIGNED_ON_WHITE: Final = (
    *("#9A4607", "#C75E13", "#E58951", "#F4B693", "#FADDCD", "#FFFFFF"),
    *("#D3E4F9", "#9EC8F3", "#56A7E7", "#0883C3", "#066496"),
)
_SIGNED_ON_DARK: Final = (
    *("#F8C0A1", "#EC8F56", "#CA6522", "#974811", "#5F3215", "#1B1D22"),
    *("#18415E", "#156393", "#1A88C9", "#62ACE9", "#ADCFF4"),
)

_LIGHT: Final = Theme("#FFFFFF", "#000000", "#808080", "#E6E6E6", "#EDEDED", COLOURS, _SIGNED_ON_WHITE)
# In points. Labels beside curves, and headings of panels, are as large as those of a legend.
_SIZES: Final = {
    "font.size": 10.5,
    "axes.titlesize": 12.0,
    "legend.fontsize": 9.5,
    "lines.linewidth": 2.0,
    "lines.markersize": 6.0,
    "axes.linewidth": 0.8,
    "grid.linewidth": 0.7,
    "axes.titlepad": 6.0,
    "axes.labelpad": 3.5,
    **{
        f"{axis}tick.major.{part}": size
        for axis in "xy"
        for part, size in (("size", 3.5), ("pad", 3.5), ("width", 0.8))
    },
}
# Letters and formulas as journals set them.
_SERIF: Final = {"font.family": ["STIXGeneral", "DejaVu Sans"], "mathtext.fontset": "stix"}
THEMES: Final = {
    "light": _LIGHT,
    # Lighter ones, and white for black. The lightnesses of the first DISTINCT ones differ by 15 at least.
    "dark": Theme(
        *("#1B1D22", "#E6E6E6", "#8A8D93", "#33363D", "#2A2D33"),
        ("#60AFF0", "#FFCB55", "#FFFFFF", "#00936A", "#E86A17", "#A6D8F5", "#CE7CAB"),
        _SIGNED_ON_DARK,
    ),
    "paper": replace(_LIGHT, size=(3.4, 2.6), scale=8 / 10.5, settings=_SERIF),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a figure looks, whatever it shows. `size` is in inches, and then exact; `dpi` is dots per inch."""

    size: tuple[float, float] | None = None
    dpi: int = 150
    legend: bool = True
    transparent: bool = False
    theme: Theme = _LIGHT

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of matplotlib that differ from its defaults."""
        theme = self.theme
        ink = ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.labelcolor", "ytick.labelcolor")
        ground = ("figure.facecolor", "axes.facecolor", "legend.facecolor")
        lines = ("axes.edgecolor", "xtick.color", "ytick.color")
        return {
            **_SETTINGS,
            **dict.fromkeys(ink, theme.ink),
            **dict.fromkeys(ground, theme.ground),
            **dict.fromkeys(lines, theme.axes),
            **theme.sizes(),
            "grid.color": theme.grid,
            **theme.settings,
        }


class Pen(NamedTuple):
    """How a curve is drawn; `marker` is empty where colour and dashes tell it apart."""

    colour: str
    dashes: Dashes
    marker: str = ""


def pens(functions: Sequence[Plottable], theme: Theme = _LIGHT, *, of_subjects: bool = False) -> list[Pen]:
    """The pens for the curves of a panel.

    Colour shows the subject, or the order if there is only one subject, unless colours are `of_subjects`; the
    members of a family have one hue, the first one the faintest. Dashes show the order, if there are several;
    on a logarithmic axis dots show what is negative.
    """
    subjects = {function.subject for function in functions}
    hues = sorted({function.hue for function in functions})
    orders = sorted({function.order for function in functions})
    found = []
    for function in functions:
        order = orders.index(function.order)
        number = order if len(subjects) == 1 and not of_subjects else hues.index(function.hue)
        colour = theme.colours[number % len(theme.colours)]
        if function.shade is not None:
            colour = _shaded(colour, function.shade, theme)
        dashes = _DOTS * (function.sign < 0) if function.sign else order
        marker = _MARKERS[(number - DISTINCT) % len(_MARKERS)] if number >= DISTINCT else ""
        found.append(Pen(colour, _DASHES[dashes % len(_DASHES)], marker))
    return found


def _shaded(colour: str, shade: float, theme: Theme) -> str:
    """A colour with the ground in it, for a shade of 0, with ink in it, for 1, in even steps between."""
    tones = [
        *(_mixed(colour, theme.ground, _MOST_GROUND * (1 - i / _TONES)) for i in range(_TONES)),
        *(_mixed(colour, theme.ink, _MOST_INK * i / _TONES) for i in range(_TONES + 1)),
    ]
    first, last = lightness(tones[0]), lightness(tones[-1])
    return min(tones, key=lambda tone: abs(lightness(tone) - first - shade * (last - first)))


def _mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one."""
    channels = [round((1 - share) * a + share * b) for a, b in zip(_rgb(colour), _rgb(other), strict=True)]
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def _rgb(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def legible(colour: str, theme: Theme) -> str:
    """A colour for text on the ground of a theme: with as much ink in it as is needed for its contrast."""
    ground = _luminance(theme.ground)
    tones = (_mixed(colour, theme.ink, i / _TONES) for i in range(_TONES))
    return next((tone for tone in tones if _contrast(_luminance(tone), ground) >= _CONTRAST), theme.ink)


def _contrast(one: float, other: float) -> float:
    """The contrast of two relative luminances, from 1 to 21 (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour, from 0 for black to 100 for white (CIE 15)."""
    y = _luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > (6 / 29) ** 3 else y * (29 / 3) ** 3


def _luminance(colour: str) -> float:
    """The relative luminance of an sRGB colour, from 0 to 1 (IEC 61966-2-1)."""
    channels = [channel / 255 for channel in _rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
