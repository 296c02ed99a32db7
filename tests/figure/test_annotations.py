"""Marks with words at what is known of an activation, and the derivatives of a framework at its kinks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from drawings import assert_texts_are_apart, drawn, points
from matplotlib.colors import to_hex

from actx.core.names.slopes import with_slopes_of
from actx.core.names.spec import activation, meaning
from actx.figure.draw import figure
from actx.figure.request import Request

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Point = tuple[float, float]
SIZE: Final = (6.4, 4.4)


def annotated(spec: str, interval: Point = (-6.0, 6.0), orders: tuple[int, ...] = (0, 1)) -> Figure:
    return drawn(spec, orders=orders, interval=interval, annotated=True, size=SIZE)


def dots(found: Figure) -> dict[Point, bool]:
    """The dots in the axes, and whether they are filled."""
    lines = [line for line in found.axes[0].lines if line.get_marker() == "o" and len(points(line)) == 1]
    return {
        (float(points(line)[0, 0]), float(points(line)[0, 1])): to_hex(line.get_markerfacecolor())
        != "#ffffff"
        for line in lines
    }


def limits(found: Figure) -> set[tuple[str, float]]:
    """The dashed lines at limits other than 0: in which half of the axes, and at which height."""
    lines = [line for line in found.axes[0].lines if str(line.get_label()).startswith("_")]
    halves = {(0.0, 0.5): "left", (0.5, 1.0): "right"}
    ends = [(tuple(np.asarray(line.get_xdata()).tolist()), points(line)) for line in lines]
    return {(halves[x], float(xy[0, 1])) for x, xy in ends if x in halves}


class Known(NamedTuple):
    """Of an activation: marks of kinks and of the largest slope, limits, and words that stand beside them."""

    spec: str
    marks: tuple[Point, ...]
    limits: set[tuple[str, float]]
    words: set[str]


KNOWN: Final = (
    Known("elu", ((0.0, 1.0),), {("left", -1.0)}, {"max |f'| = 1 at 0", "f → −1"}),
    Known(
        "hardshrink",
        ((-0.5, 0.0), (0.5, 0.0), (-0.5, 1.0)),
        set(),
        {"jump at −0.5", "jump at 0.5", "max |f'| = 1 beside −0.5"},
    ),
    Known(
        "sigmoid",
        ((0.0, 0.25), (0.0, 0.5)),
        {("right", 1.0)},
        {"max |f'| = 0.25 at 0", "f → 1", "inflection at 0"},
    ),
    Known(
        "lisht",  # x tanh(x): where its second derivative is 0, it is 1, and its slope is x
        ((0.0, 0.0), (1.1996786402577337, 1.0), (-1.1996786402577337, 1.0)),
        set(),
        {
            "minimum 0 at 0",
            "inflection at 1.19968",
            "inflection at −1.19968",
            "max |f'| = 1.19968 at −1.19968",
        },
    ),
    Known(
        "relu6",
        ((0.0, 0.0), (6.0, 6.0), (0.0, 1.0)),
        {("right", 6.0)},
        {"kink at 0", "kink at 6", "max |f'| = 1 beside 0"},
    ),
    Known(
        "softplus",
        ((6.0, 1 / (1 + math.exp(-6))),),
        set(),
        {f"max |f'| = {1 / (1 + math.exp(-6)):.6f} at 6"},
    ),
)


@pytest.mark.parametrize("known", KNOWN, ids=[each.spec for each in KNOWN])
def test_what_is_known_is_marked_and_said(known: Known) -> None:
    found = annotated(known.spec)
    marks = dots(found)
    for x, y in known.marks:
        assert any(np.allclose((x, y), mark, rtol=1e-12, atol=1e-12) for mark in marks), (x, y)
    assert limits(found) == known.limits
    words = {text.get_text() for text in found.axes[0].texts}
    assert known.words <= words
    others = words - known.words - {"f → 0", *(f"f → {limit:g}" for _, limit in known.limits)}
    assert not [text for text in others if "→" in text or " at " in text or "beside" in text]
    assert_texts_are_apart(found)


def test_without_the_derivative_there_is_no_slope() -> None:
    words = {text.get_text() for text in annotated("sigmoid", orders=(0,)).axes[0].texts}
    assert words == {"sigmoid", "f → 0", "f → 1", "inflection at 0"}


@pytest.mark.parametrize("interval", [(100.0, 200.0), (-200.0, -100.0)])
def test_a_limit_is_that_of_an_end_on_its_side_of_0(interval: Point) -> None:
    side = "right" if interval[0] > 0 else "left"
    assert {each for each, _ in limits(annotated("tanh", interval))} <= {side}


# --- conventions -------------------------------------------------------------------------------------------


def as_in(framework: str, spec: str) -> Figure:
    theirs = with_slopes_of(framework, activation(spec), meaning(spec).spelling)
    return figure([theirs], Request(orders=(0, 1), interval=(-7.5, 7.5), convention=framework))


@pytest.mark.parametrize(
    ("framework", "spec", "right"),
    [
        ("jax", "relu", {(0, 0): True, (0, 1): False}),
        ("torch", "relu", {(0, 0): True, (0, 1): False}),
        ("torch", "torch.clamp:min=0,max=6", {(0, 1): True, (0, 0): False, (6, 1): True, (6, 0): False}),
        ("torch", "hard_sigmoid", {(-3, 0): True, (-3, 1 / 6): False, (3, 0): True, (3, 1 / 6): False}),
        (
            "jax",
            "jax.numpy.clip:min=0,max=6",
            {(0, 0): False, (0, 0.5): True, (0, 1): False, (6, 0): False, (6, 0.5): True, (6, 1): False},
        ),
    ],
)
def test_the_filled_dot_is_the_derivative_of_the_framework_and_rings_are_limits(
    framework: str, spec: str, right: dict[Point, bool]
) -> None:
    found = as_in(framework, spec)
    assert {(x, round(y, 12)): filled for (x, y), filled in dots(found).items()} == {
        (x, round(y, 12)): filled for (x, y), filled in right.items()
    }
    said = [found.get_supxlabel(), *(legend.get_title().get_text() for legend in found.legends)]
    assert any(f"at kinks the derivative as in {framework}" in text for text in said)
