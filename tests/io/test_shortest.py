"""Numbers are written as the shortest decimals that read back as the same number."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from actx.io.shortest import shortest, shortest_all, six_digits

# Shortest decimals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "-0"),
        (0.0, "0"),
        (0.1, "0.1"),
        (1e-4, "0.0001"),
        (1e-5, "1e-5"),
        (1.5e-7, "1.5e-7"),
        (1e15, "1000000000000000"),
        (1e16, "1e16"),
        (1e22, "1e22"),
        (1.7976931348623157e308, "1.7976931348623157e308"),
        (5e-324, "5e-324"),
        (math.nan, "nan"),
        (-math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (12, "12"),
        (np.float32(0.1), "0.1"),
        (np.float32(16777216), "16777216"),
        (np.float32(1e-45), "1e-45"),
        (np.float16(65504), "65500"),
    ],
)
def test_a_number_is_written_without_what_it_can_be_read_without(value: float, text: str) -> None:
    assert shortest(value) == text
    if isinstance(value, float | np.floating):
        assert shortest_all(np.array([value, value])) == [text, text]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.1289041451851547, "1.12890"),
        (1 / 3, "0.333333"),
        (-2 / 3e5, "-6.66667e-6"),
        (0.1 + 0.2, "0.300000"),
        (0.9999999, "1.00000"),
        (123456.7, "123457"),
        (12345678.5, "1.23457e7"),
        (1.7976931348623157e308, "1.79769e308"),
        (-2.2250738585072014e-308, "-2.22507e-308"),
        (0.1, "0.1"),
        (2.5, "2.5"),
        (1e-300, "1e-300"),
        (1e16, "1e16"),
        (65536.0, "65536"),
        (1234567.0, "1234567"),
        (-0.0, "-0"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (np.float32(0.1), "0.1"),
        (np.float32(1 / 3), "0.333333"),
    ],
)
def test_six_digits_are_shown_unless_fewer_characters_say_all(value: float, text: str) -> None:
    assert six_digits(value) == text


@given(st.floats())
def test_six_digits_are_near_and_never_longer(value: float) -> None:
    text = six_digits(value)
    assert len(text) <= len(shortest(value))
    assert float(text) == pytest.approx(value, rel=5.000001e-6, abs=1e-323, nan_ok=True)
    assert math.copysign(1, float(text)) == math.copysign(1, value) or math.isnan(value)


def test_no_numbers_are_no_texts() -> None:
    assert shortest_all(np.empty(0)) == []
    assert shortest_all(np.empty(0, np.float32)) == []


def digits(text: str) -> int:
    """How many significant digits a decimal has."""
    mantissa = re.split("e", text.lstrip("-"))[0]
    return len(mantissa.replace(".", "").strip("0"))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@given(data=st.data())
def test_the_shortest_decimal_reads_back_and_none_has_fewer_digits(dtype: Any, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(dtype, st.integers(1, 20)))
    for value, text in zip(values, shortest_all(values), strict=True):
        assert shortest(value) == text
        back = dtype(text)
        assert back == value or np.isnan([back, value]).all()
        assert np.signbit(back) == np.signbit(value) or np.isnan(value)
        if np.isfinite(value):
            assert digits(text) == digits(np.format_float_scientific(value, unique=True))
            assert not re.search(r"\.0?$|e\+|e-?0|\.0*e|^\.|\.\d*0$", text)


def test_every_float16_reads_back() -> None:
    values = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = values[np.isfinite(values)]
    back = np.array(shortest_all(finite), np.float64).astype(np.float16)
    assert np.array_equal(back.view(np.uint16), finite.view(np.uint16))
