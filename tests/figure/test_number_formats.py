"""Functions in a number format: a step for each number, between midpoints, at the rounded true value."""

from __future__ import annotations

import math
from typing import Any, Final

import ml_dtypes
import mpmath
import numpy as np
import pytest
from drawings import drawn, lines, pieces

from actx.core.rounding.formats import FORMATS

TYPES: Final[dict[str, Any]] = {
    "float8_e4m3fn": ml_dtypes.float8_e4m3fn,
    "float8_e5m2": ml_dtypes.float8_e5m2,
    "bfloat16": ml_dtypes.bfloat16,
    "float16": np.float16,
}


def numbers(name: str) -> np.ndarray:
    """All finite numbers of a format, in order, by ml_dtypes."""
    bits = np.arange(256, dtype=np.uint8) if "8" in name[:6] else np.arange(1 << 16, dtype=np.uint16)
    with np.errstate(invalid="ignore"):
        every = bits.view(TYPES[name]).astype(np.float64)
    return np.unique(every[np.isfinite(every)])


def steps(
    spec: str, name: str, interval: tuple[float, float], order: int = 0
) -> list[tuple[float, float, float]]:
    """Left end, right end and height of each step that is drawn."""
    found = drawn(spec, orders=(order,), interval=interval, form=FORMATS[name])
    assert [line for line in found.axes[0].lines if line.get_marker() == "o"] == []
    said = [found.get_supxlabel(), *(legend.get_title().get_text() for legend in found.legends)]
    assert any(f"evaluated in {name}" in text for text in said)
    (line,) = lines(found).values()
    return [
        (float(x[k]), float(x[k + 1]), float(y[k]))
        for x, y in pieces(line)
        for k in range(0, len(x), 2)
        if y[k] == y[k + 1]
    ]


def tanh(x: float) -> Any:
    return mpmath.tanh(x)


def tanh_slope(x: float) -> Any:
    return mpmath.sech(x) ** 2


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("float8_e4m3fn", (0.25, 4.0)),
        ("float8_e5m2", (-3.0, 1.0)),
        ("bfloat16", (1.0, 1.5)),
        ("float16", (1.0, 1.125)),
    ],
)
@pytest.mark.parametrize(("order", "true"), [(0, tanh), (1, tanh_slope)])
def test_a_step_goes_from_midpoint_to_midpoint_at_the_rounded_value(
    name: str, interval: tuple[float, float], order: int, true: Any
) -> None:
    low, high = interval
    seen = (high - low) / 400  # a narrower step is none to the eye
    every = numbers(name)
    own = every[(every >= low) & (every <= high)]  # with both ends of the interval
    ends = [low, *(own[:-1] / 2 + own[1:] / 2), high]
    heights = [float(np.float64(true(float(x))).astype(TYPES[name])) for x in own]
    right = [each for each in zip(ends[:-1], ends[1:], heights, strict=True) if each[1] - each[0] > seen]
    found = [each for each in steps("tanh", name, interval, order) if each[1] - each[0] > seen]
    assert len(right) > 10
    assert found == right


def test_a_jump_is_not_joined() -> None:
    line = lines(drawn("sign(x)", interval=(-2, 2), form=FORMATS["bfloat16"]))["sign(x)"]
    heights = [set(y.tolist()) for _, y in pieces(line)]
    assert heights == [{-1.0}, {0.0}, {1.0}]


def test_numbers_end_at_the_largest_and_what_overflows_is_the_limit_or_nothing() -> None:
    edge = 448 + 16  # the numbers of float8_e4m3fn beside 448 are 32 apart
    for spec, name, interval, end in (
        ("sigmoid", "float8_e4m3fn", (0.0, 1000.0), edge),
        ("sigmoid", "float8_e5m2", (0.0, 1e6), 1e6),  # of infinity
        ("gelu", "float8_e5m2", (0.0, 1e6), 57344 + 4096),
        ("exp(x)", "float16", (0.0, 100.0), math.log(65520)),
    ):
        assert max(b for _, b, _ in steps(spec, name, interval)) == pytest.approx(end, rel=2e-3)


def test_beyond_all_numbers_of_a_format_nothing_is_drawn() -> None:
    assert steps("sigmoid", "float8_e4m3fn", (1000.0, 2000.0)) == []
    assert {y for _, _, y in steps("sigmoid", "float16", (1e6, 1e7))} == {1.0}
