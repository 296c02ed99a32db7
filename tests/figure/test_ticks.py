"""Ticks: a label is the number at which it stands, no two are alike, and none covers another."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest
from drawings import drawn

from actx.figure.plane import Interval
from actx.figure.ticks import Ticks, x_ticks, y_ticks

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTHS: Final = [10.0**k for k in range(-12, 13)]
INTERVALS: Final = [
    *((-w, w) for w in WIDTHS),
    *((0.0, 3 * w) for w in WIDTHS),
    *((1e9, 1e9 + w) for w in (1e-6, 0.1, 1.0, 7.0, 1e4, 1e9)),
    *((a, b) for a, b in ((1, 1.0000001), (0.731057, 0.731059), (-1e9 - 1, -1e9), (-0.25, 12.3))),
    *((a, b) for a, b in ((99999.5, 100000.5), (1e20, 1.0000001e20), (-1e200, 1e290), (1e16, 1e16 + 4))),
    *((a, b) for a, b in ((5e-324, 1e-322), (1.0, math.nextafter(1.0, 2)), (-1e308, -1e307))),
]
SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def power(text: str) -> Fraction:
    return Fraction(10) ** int(text.translate(SUPERSCRIPTS))


def read(number: str) -> Fraction:
    """A number as a person reads it: −0.5, 1 000 000, 10²⁰, 1.5×10²⁰."""
    number = number.replace("\u2009", "").replace(" ", "").replace("−", "-")
    mantissa, times, exponent = number.rpartition("×")
    if times or exponent[2:].translate(SUPERSCRIPTS) != exponent[2:]:
        return Fraction(mantissa or 1) * power(exponent.removeprefix("10"))
    return Fraction(number)


def meant(ticks: Ticks) -> list[float]:
    """What the labels with the note mean, by the rules of arithmetic."""
    note = ticks.note.replace("−", "+ −").lstrip()
    scale, _, offset = note.partition("+") if "+" in note else (note, "", "")
    factor = power(scale.strip().removeprefix("×10")) if scale.strip() else Fraction(1)
    return [float(read(label) * factor + read(offset or "0")) for label in ticks.labels]


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("ticks_of", [x_ticks, y_ticks])
def test_a_label_with_the_note_is_the_number_where_it_stands(
    ticks_of: Callable[[Interval, float], Ticks], interval: tuple[float, float]
) -> None:
    low, high = map(float, interval)
    ticks = ticks_of(Interval(low, high), 40.0)
    assert ticks.positions == meant(ticks)
    assert all(low <= position <= high for position in ticks.positions)
    assert len(set(ticks.positions)) == len(set(ticks.labels)) == len(ticks.labels)
    assert len(ticks.labels) >= (3 if high - low > 8 * math.ulp(max(-low, high)) else 1)
    assert max(map(len, ticks.labels)) <= 8
    gaps = [Fraction(b) - Fraction(a) for a, b in pairwise(map(repr, ticks.positions))]
    assert not gaps or max(gaps) <= 2 * min(gaps)


@pytest.mark.parametrize(
    ("interval", "labels", "note"),
    [
        ((-0.002, 0.002), ["−2.0", "−1.5", "−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5", "2.0"], "×10⁻³"),
        ((1e9, 1e9 + 1), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], "+ 1\u2009000\u2009000\u2009000"),
        ((0.731057, 0.73106), ["−3.0", "−2.5", "−2.0", "−1.5", "−1.0", "−0.5", "0.0"], "×10⁻⁶ + 0.73106"),
        ((1000, 1001), ["1000.0", "1000.2", "1000.4", "1000.6", "1000.8", "1001.0"], ""),
    ],
)
def test_a_person_reads_the_labels(interval: tuple[float, float], labels: list[str], note: str) -> None:
    assert x_ticks(Interval(*interval), 40.0)[1:] == (labels, note)


@pytest.mark.parametrize(
    "interval",
    [(-0.001, 0.001), (-1e-12, 1e-12), (-1e12, 1e12), (0, 1), (1, 1.0000001), (1e5, 1e5 + 1), (-1000, -999)],
)
@pytest.mark.thorough
def test_no_two_labels_nor_the_note_and_the_title_overlap(interval: tuple[float, float]) -> None:
    found = drawn(
        "x+tanh(x)", interval=interval, title="a title that is as wide as the figure is, or nearly so"
    )
    found.draw_without_rendering()
    axes = found.axes[0]
    across = [label.get_window_extent() for label in axes.get_xticklabels()]
    up = [label.get_window_extent() for label in axes.get_yticklabels()]
    assert all(a.x1 + 3 < b.x0 for a, b in pairwise(across))
    assert all(a.y1 + 1 < b.y0 for a, b in pairwise(up))
    title = axes.title.get_window_extent()
    notes = axes.yaxis.get_offset_text(), axes.xaxis.get_offset_text()
    for note in (note.get_window_extent() for note in notes if note.get_text()):
        assert not note.overlaps(title)
        assert note.x1 <= found.bbox.x1
