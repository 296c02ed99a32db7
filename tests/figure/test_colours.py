"""The curves of each theme as the colour-blind see them, and printed in grey."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pytest

from actx.core.names.families import Family
from actx.core.names.spec import activation
from actx.figure.functions import Plottable, plottables
from actx.figure.labels import Name
from actx.figure.style import DISTINCT, THEMES, Theme, legible, pens

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", table 1: severity 1, for linear RGB.
VISIONS: Final = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
# Linear sRGB to CIE XYZ (IEC 61966-2-1).
TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
THEME: Final = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def linear(colour: str) -> np.ndarray:
    """The linear RGB of an sRGB colour."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    """CIE L*a*b* (CIE 15) of a colour as it is seen."""
    seen = TO_XYZ @ np.clip(VISIONS[vision] @ linear(colour), 0, 1) / (TO_XYZ @ np.ones(3))
    cube = np.where(seen > (6 / 29) ** 3, np.cbrt(seen), seen * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * cube[1] - 16, 500 * (cube[0] - cube[1]), 200 * (cube[1] - cube[2])])


def difference(one: str, other: str) -> float:
    """The least Delta E of two colours (CIE 1976) in any vision."""
    return min(float(np.linalg.norm(lab(one, vision) - lab(other, vision))) for vision in VISIONS)


def in_grey(one: str, other: str) -> float:
    """The difference in lightness."""
    return float(abs(lab(one)[0] - lab(other)[0]))


def many(subjects: int, orders: int) -> list[Plottable]:
    return [
        Plottable("", "", subject, subject, order, lambda x, _: np.sin(x), hue=subject)
        for subject in range(subjects)
        for order in range(orders)
    ]


def test_the_simulation_makes_red_and_green_alike_and_keeps_grey() -> None:
    assert difference("#808080", "#808080") == 0
    for vision in ("protanopia", "deuteranopia"):
        assert np.linalg.norm(lab("#777777", vision) - lab("#777777")) < 0.1
    # Two colours of the Ishihara kind, far apart for most.
    assert np.linalg.norm(lab("#B08A5A") - lab("#8F9A55")) > 20
    assert np.linalg.norm(lab("#B08A5A", "deuteranopia") - lab("#8F9A55", "deuteranopia")) < 10


@THEME
def test_the_first_colours_differ_for_the_colour_blind_and_in_grey(theme: Theme) -> None:
    for one, other in combinations(theme.colours[:DISTINCT], 2):
        assert difference(one, other) > 45
        assert in_grey(one, other) > 15


@THEME
def test_of_twelve_curves_two_with_the_same_dashes_and_marker_differ_in_colour(theme: Theme) -> None:
    for orders in (1, 3):
        for one, other in combinations(pens(many(12, orders), theme), 2):
            if (one.dashes, one.marker) == (other.dashes, other.marker):
                assert difference(one.colour, other.colour) > 45
                assert in_grey(one.colour, other.colour) > 15


@THEME
def test_all_colours_stand_out_from_the_ground_and_differ_a_little(theme: Theme) -> None:
    for colour in theme.colours:
        assert difference(colour, theme.ground) > 37
    for one, other in combinations(theme.colours, 2):
        assert difference(one, other) > 17


@THEME
@pytest.mark.parametrize("size", [2, 5, 8])
def test_the_members_of_a_family_are_even_steps_apart_for_everyone(theme: Theme, size: int) -> None:
    names = [Name("elu", {"alpha": str(k)}, Family({"alpha": str(k)}, k, size)) for k in range(size)]
    records = [activation(f"elu:alpha={k + 1}") for k in range(size)]
    found = [pen.colour for pen in pens(plottables(records, [0], (), names), theme)]
    steps = [lab(b)[0] - lab(a)[0] for a, b in pairwise(found)]
    assert max(map(abs, steps)) - min(map(abs, steps)) < 3.5
    assert min(difference(a, b) for a, b in pairwise(found)) > 40 / size
    assert difference(found[0], theme.ground) > 30
    # The third colour is that of ink, to which a family goes.
    assert min(difference(one, other) for one in found for other in theme.colours[1:DISTINCT]) > 22


@THEME
def test_labels_have_the_contrast_of_text_in_the_hue_of_their_curves(theme: Theme) -> None:
    def luminance(colour: str) -> float:
        return float(TO_XYZ[1] @ linear(colour))

    for colour in theme.colours:
        label = legible(colour, theme)
        low, high = sorted((luminance(label), luminance(theme.ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
        hues = [np.arctan2(*lab(each)[:0:-1]) for each in (colour, label)]
        assert np.linalg.norm(lab(colour)[1:]) < 1 or abs(hues[1] - hues[0]) < 0.3
