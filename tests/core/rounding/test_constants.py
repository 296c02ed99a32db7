"""Constants of the formula language as inputs: evenly spaced points between two of them."""

from __future__ import annotations

import mpmath
import pytest

from actx.core.rounding.constant import evenly_spaced, read_constant, round_constant
from actx.core.rounding.formats import FLOAT64


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("-pi", "pi", 9), ("-pi", "2*pi", 7), ("sqrt(2)", "-exp(3)", 40), ("1/3", "log(7)", 13), ("e", "e", 3)],
)
def test_every_point_between_constants_is_the_float_nearest_to_its_place(
    first: str, last: str, count: int
) -> None:
    found = [
        round_constant(point, FLOAT64)
        for point in evenly_spaced(read_constant(first), read_constant(last), count)
    ]
    with mpmath.workdps(80):
        a, b = (eval(end, vars(mpmath) | {"log": mpmath.log}) for end in (first, last))  # noqa: S307
        places = [a + (b - a) * k / (count - 1) for k in range(count)]
        right = [0.0 if abs(place) < 1e-60 else float(place) for place in places]
    assert found == right


def test_one_point_is_both_ends() -> None:
    pi = read_constant("pi")
    assert list(evenly_spaced(pi, pi, 1)) == [pi]
