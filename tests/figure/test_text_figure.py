"""Figures in text: every dot is on a curve, every curve has its dots, and they are as large as was asked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pytest

from actx.core.names.spec import lookup
from actx.figure.text import text_figure

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS: Final = 60
ROWS: Final = 16
# The eight dots of a Braille cell by their bits: the column and the row from the top.
DOTS: Final = {1: (0, 0), 2: (0, 1), 4: (0, 2), 64: (0, 3), 8: (1, 0), 16: (1, 1), 32: (1, 2), 128: (1, 3)}


def dots(lines: list[str]) -> tuple[list[tuple[float, float]], float, float]:
    """The points (x, y) of all dots by the numbers at the axes, and the width and the height of a dot."""
    *body, below = lines
    high, low = float(body[0].split()[0]), float(body[-1].split()[0])
    gutter = len(below) - len(below.lstrip())
    left, right = float(below.split()[0]), float(below.split()[-1])
    across, up = 2 * (len(below) - gutter), 4 * len(body)
    found = []
    for i, line in enumerate(body):
        for j, cell in enumerate(line[gutter:]):
            for bit, (dx, dy) in DOTS.items():
                if 0x2800 <= ord(cell) < 0x2900 and (ord(cell) - 0x2800) & bit:
                    x = left + (right - left) * (2 * j + dx) / (across - 1)
                    y = high - (high - low) * (4 * i + dy) / (up - 1)
                    found.append((x, y))
    return found, (right - left) / (across - 1), (high - low) / (up - 1)


def gelu(x: float) -> float:
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


def gelu_slope(x: float) -> float:
    return (1 + math.erf(x / math.sqrt(2))) / 2 + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


CURVES: Final[dict[str, list[Callable[[float], float]]]] = {
    "identity": [lambda x: x, lambda _: 1.0],
    "tanh": [math.tanh, lambda x: 1 - math.tanh(x) ** 2],
    "gelu": [gelu, gelu_slope],
    "absolute": [abs, lambda x: math.copysign(1, x)],
    "sine": [math.sin, math.cos],
}


@pytest.mark.parametrize("name", CURVES)
def test_a_dot_is_on_a_curve_and_a_curve_has_its_dots(name: str) -> None:
    found, width, height = dots(text_figure(lookup(name), COLUMNS, ROWS, unicode=True))

    def away(x: float, y: float, curve: Callable[[float], float]) -> float:
        """The least distance from the curve, in dots, within two dots to either side."""
        near = (x + k * width / 8 for k in range(-16, 17))
        return min(math.hypot((u - x) / width, (curve(u) - y) / height) for u in near)

    for x, y in found:
        # A dot is off by half of one; the numbers at the axes have three digits.
        assert min(away(x, y, curve) for curve in CURVES[name]) < 1.5, (x, y)
    left = min(x for x, _ in found)
    f, slope = (
        {round((x - left) / width) for x, y in found if away(x, y, curve) < 1.5} for curve in CURVES[name]
    )
    assert len(f) > 0.7 * 2 * (COLUMNS - 7), "f has gaps"
    # Every third column of dots; of a steep f' some have several, beside columns that have none.
    assert len(slope) > 0.2 * 2 * (COLUMNS - 7), "f' is not dotted, but missing"


def test_a_figure_is_as_large_as_was_asked() -> None:
    for columns, rows, unicode in ((40, 5, True), (30, 9, False), (64, 12, True)):
        lines = text_figure(lookup("silu"), columns, rows, unicode=unicode)
        assert len(lines) == rows
        assert max(map(len, lines)) == columns
        assert "".join(lines).isascii() is not unicode


def test_a_jump_is_not_drawn_as_a_line() -> None:
    lines = text_figure(lookup("step"), 41, 9, unicode=False)
    assert "*" not in "".join(lines[2:-3])


def test_a_vector_activation_has_a_curve_for_each_component() -> None:
    lines = text_figure(lookup("softmax"), COLUMNS, ROWS, unicode=True)
    assert "y of (x, 0, 1)" in lines[-1]
    found, width, height = dots(lines)
    total = [math.exp(x) + 1 + math.e for x, _ in found]
    for (x, y), below in zip(found, total, strict=True):
        components = (math.exp(x) / below, 1 / below, math.e / below)
        slack = height + width / 4  # no component is steeper than 1/4
        assert min(abs(y - each) for each in components) < slack, (x, y)
