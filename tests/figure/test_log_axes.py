"""A logarithmic axis: heights are logarithms of true magnitudes, however small, and zeros leave the axes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from drawings import assert_texts_are_apart, drawn, entries, pieces, points
from matplotlib.markers import CARETDOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

FAR: Final = (-37.0, 3.0)


def gelu(x: Any) -> Any:
    return x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def gelu_slope(x: Any) -> Any:
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2 + x * mpmath.npdf(x)


def curves(found: Figure, label: str) -> dict[bool, Line2D]:
    """The lines of a function: that of its negative values is dashed."""
    return {line.get_linestyle() == "--": line for line in found.axes[0].lines if line.get_label() == label}


@pytest.mark.parametrize(("order", "true"), [(0, gelu), (1, gelu_slope)])
def test_heights_are_logarithms_of_true_magnitudes_down_to_1e_300(
    order: int, true: Callable[[Any], Any]
) -> None:
    found = drawn("gelu", orders=(order,), interval=FAR, log=True)
    lowest = found.axes[0].get_ylim()[0]
    seen = 0.0
    for is_negative, line in curves(found, "gelu'" if order else "gelu").items():
        for xs, ys in pieces(line):
            for x, y in list(zip(xs, ys, strict=True))[1:-1:7]:
                with mpmath.workdps(60):
                    value = true(mpmath.mpf(float(x)))
                assert (value < 0) == is_negative
                assert y == pytest.approx(float(mpmath.log10(abs(value))), abs=1e-8 * abs(lowest))
                seen = min(seen, y)
    assert seen < -280


def test_the_ends_of_a_curve_at_a_zero_leave_the_axes_with_an_arrow() -> None:
    found = drawn("x**2-2", interval=(-3, 3), ylim=(1e-40, 10), log=True)
    (axes,) = found.axes
    drawn_ = [piece for line in curves(found, "x**2-2").values() for piece in pieces(line)]
    ends = [(float(x[k]), float(y[k])) for x, y in drawn_ for k in (0, -1)]
    at_zeros = [end for end in ends if abs(abs(end[0]) - math.sqrt(2)) < 1e-9]
    assert len(at_zeros) == 4
    assert all(y < -40 for _, y in at_zeros)
    arrows = [points(line)[0] for line in axes.lines if line.get_marker() == CARETDOWN]
    assert sorted(abs(float(x)) for x, _ in arrows) == pytest.approx([math.sqrt(2)] * 4, abs=0.005)


@pytest.mark.parametrize("spec", ["sign(x)", "where(x>0, 1, -1)", "1/x"])
def test_where_the_sign_changes_without_a_zero_no_curve_goes_down(spec: str) -> None:
    found = drawn(spec, interval=(-2, 2), ylim=(1e-9, 10), log=True)
    heights = [float(y.min()) for line in curves(found, spec).values() for _, y in pieces(line)]
    assert len(heights) == 2
    assert min(heights) >= math.log10(0.5) - 1e-12


def test_of_what_is_zero_nothing_is_drawn() -> None:
    assert not any(len(pieces(line)) for line in curves(drawn("0*x", log=True), "0*x").values())
    constant = curves(drawn("0*x-3", log=True), "0*x-3")
    assert {is_negative: len(pieces(line)) for is_negative, line in constant.items()} == {False: 0, True: 1}


def test_ticks_are_at_powers_of_ten_and_each_function_has_one_label() -> None:
    found = drawn("gelu", "silu", interval=(-30, 5), log=True, size=(6.4, 4.4))
    (axes,) = found.axes
    assert all(place == round(place) for place in axes.get_yticks())
    names = {-200: "10⁻²⁰⁰", -100: "10⁻¹⁰⁰", 0: "1"}
    labels = dict(zip(axes.get_yticks(), (each.get_text() for each in axes.get_yticklabels()), strict=True))
    assert names.items() <= labels.items()
    assert sorted(entries(found)) == ["gelu", "silu"]
    assert "magnitudes, dotted where the value is negative" in found.get_supxlabel()
    assert_texts_are_apart(found)


def test_the_ticks_of_a_short_axis_are_numbers_between_two_powers() -> None:
    (axes,) = drawn("cosh(x)", interval=(-1, 1), log=True, size=(6.4, 4.4)).axes
    numbers = [float(each.get_text()) for each in axes.get_yticklabels()]
    assert len(numbers) > 1
    assert np.allclose(np.log10(numbers), axes.get_yticks())
