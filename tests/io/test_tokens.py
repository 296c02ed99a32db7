"""Numbers as they are typed: tokens, ranges, intervals."""

from __future__ import annotations

import io
import math
from fractions import Fraction
from typing import Final

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actx.io.errors import InputError
from actx.io.input import read_numbers
from actx.io.tokens import (
    BadRange,
    NotANumber,
    looks_numeric,
    parse_interval,
    parse_number,
    parse_range,
    tokens_of,
)

NUMBERS = (
    "3 -3 +3 -.5 5. -3e-2 1E5 inf -inf +Infinity -nan NaN 1_000 -1_0.0_1e1_0 0x1.8p-3 -0X1P5 0x10 0x.8 1e999"
)
NOT_NUMBERS = [
    "",
    "-",
    "+",
    ".",
    "-3x",
    "--foo",
    "-q",
    "1__0",
    "_1",
    "1_",
    "1_.5",
    "e5",
    "1e",
    "1e+",
    "infin",
    "in",
]
NOT_NUMBERS += [
    "--3",
    "0x",
    "0x.",
    "0x1p",
    "1p5",
    "1.8p3",
    "0x1_0",
    " 3",
    "3 ",
    "3\n",
    "٣",
    "ınf",
    "1,5",
    "1e5.0",
    "f",
    "-f",
    ".f",
    "1ff",
    "infF",
    "nanf",
    "1_0f",
    "1\u22123",
]


def is_number_to_python(token: str) -> bool:
    """Asks Python itself: float(), or float.fromhex() where the token says that it is hexadecimal.

    The f of a C float, which follows a digit or a point, is left to be asked about without it.
    """
    if not token.isascii() or token != token.strip():
        return False
    if token[-1:] in ("f", "F") and token[-2:-1] in "0123456789." and not {"x", "X", "_"} & set(token):
        token = token[:-1]
    try:
        float.fromhex(token) if "0x" in token.lower() else float(token)
    except OverflowError:
        return True
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("token", NUMBERS.split())
def test_a_number_as_python_reads_it_or_a_hexadecimal_float_looks_numeric(token: str) -> None:
    assert looks_numeric(token)
    parse_number(token)


@pytest.mark.parametrize("token", NOT_NUMBERS)
def test_anything_else_does_not_look_numeric_and_is_quoted_by_the_error(token: str) -> None:
    assert not looks_numeric(token)
    with pytest.raises(NotANumber) as caught:
        parse_number(token)
    assert caught.value.token == token
    assert str(caught.value) == f"{token!r} is not a number"


@given(st.text("0123456789+-._eExXpPinfatyINF aA\n", max_size=8))
def test_looks_numeric_agrees_with_python_on_every_token(token: str) -> None:
    assert looks_numeric(token) == is_number_to_python(token)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("1_000", 1000.0),
        ("0x1.8p-3", 0.1875),
        ("-0X1P5", -32.0),
        ("0x10", 16.0),
        ("1e999", math.inf),
        ("-1e999", -math.inf),
        ("0x1p99999", math.inf),
        ("-0x1p99999", -math.inf),
        ("0x1p-99999", 0.0),
        ("-Infinity", -math.inf),
        ("1.5f", 1.5),
        ("-.5F", -0.5),
        ("2.f", 2.0),
        ("1e-3f", 0.001),
        ("0x1f", 31.0),
        ("\u22123", -3.0),
        ("\u2212inf", -math.inf),
    ],
)
def test_a_number_is_read_and_rounded_as_ieee_754_does(token: str, value: float) -> None:
    assert parse_number(token) == value


def test_a_negative_zero_is_kept() -> None:
    assert math.copysign(1, parse_number("-0")) == -1
    assert math.copysign(1, parse_number("-0x0")) == -1


def test_a_long_or_strange_token_makes_one_short_line() -> None:
    for token in ("9" * 10_000 + "x", "a\nb", "\x1b[31m", "\udc80"):
        with pytest.raises(NotANumber) as caught:
            parse_number(token)
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 100


LONG: Final = 50_000  # characters: what takes the square of it is never done


@pytest.mark.parametrize("shape", ["1", "1_1", ".1", "1.1", "1e1", "1.1e1", "0x1", "0x.1p1", "1f"])
@pytest.mark.parametrize("end", ["", "x", ".", "f", "_", "(", "e"])
def test_a_token_of_any_length_takes_as_long_as_it_is_long(shape: str, end: str) -> None:
    for digit in sorted({*shape} & {"1", "."}):
        token = shape.replace(digit, digit * LONG, 1) + end
        assert looks_numeric(token) == looks_numeric(shape.replace(digit, digit * 2, 1) + end)
        assert len(tokens_of(token)) == 1


@pytest.mark.parametrize("part", ["(", "()", "(a", "(()", "a(", "((a)", "[", " ", "\u2212", "a."])
def test_so_do_brackets(part: str) -> None:
    assert "".join(tokens_of(part * LONG)) == (part * LONG).replace(" ", "")


@pytest.mark.parametrize(
    "part", ["-=", "- ", "| ", " ", "a.", "tensor(", "array([", ", ", ",", "{", '"', "1,"]
)
def test_so_does_a_line_of_a_file(part: str) -> None:
    line = (part * (LONG // len(part)) + "x").encode()
    with pytest.raises(InputError):
        list(read_numbers(io.BytesIO(b"1\n" + line + b"\n2\n"), "it"))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("-3:3:7", [-3, -2, -1, 0, 1, 2, 3]),
        ("3:-3:3", [3, 0, -3]),
        ("0:1:11", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ("-.1:.5:7", [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ("2:2:3", [2, 2, 2]),
        ("2:2:1", [2]),
        ("0x1p-1:1_0:2", [0.5, 10]),
        ("1e-999999999:1:3", [0, 0.5, 1]),
        (
            "-1.7976931348623157e308:1.7976931348623157e308:3",
            [-1.7976931348623157e308, 0, 1.7976931348623157e308],
        ),
        ("0:5e-324:2", [0, 5e-324]),
    ],
)
def test_a_range_has_evenly_spaced_points_and_both_ends(text: str, points: list[float]) -> None:
    values = parse_range(text)
    assert values.dtype == np.float64
    assert values.tolist() == points


def test_a_range_from_minus_zero_keeps_the_sign() -> None:
    assert np.signbit(parse_range("-0:1:2")).tolist() == [True, False]
    assert np.signbit(parse_range("-0:0:1")).tolist() == [False]


@given(
    st.decimals(-1000, 1000, places=3).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-1000, 1000, places=3).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(2, 50),
)
@example("1e-300", "3.3333333333333333333333333", 50)
def test_every_point_of_a_range_is_the_float_nearest_to_its_exact_place(a: str, b: str, count: int) -> None:
    first, last = Fraction(a), Fraction(b)
    exact = [first + (last - first) * i / (count - 1) for i in range(count)]
    assert parse_range(f"{a}:{b}:{count}").tolist() == [float(point) for point in exact]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1:2", "expected A:B:N"),
        ("1:2:3:4", "expected A:B:N"),
        ("", "expected A:B:N"),
        ("a:2:3", "'a' is not a number"),
        ("1::3", "'' is not a number"),
        ("1:inf:3", "'inf' is not finite"),
        ("nan:1:3", "'nan' is not finite"),
        ("1:1e999:3", "'1e999' is not finite"),
        ("1:2:0", "'0' is not a count from 1 to 100000000"),
        ("1:2:-5", "'-5' is not a count"),
        ("1:2:2.5", "'2.5' is not a count"),
        ("1:2:100000001", "is not a count"),
        ("1:2:" + "9" * 5000, "is not a count"),
        ("1:2:٣", "is not a count"),
        ("1:2:1", "one point cannot be both ends"),
    ],
)
def test_a_bad_range_is_one_line_that_names_the_culprit(text: str, complaint: str) -> None:
    with pytest.raises(BadRange) as caught:
        parse_range(text)
    message = str(caught.value)
    assert message.startswith("bad range '")
    assert complaint in message
    assert message.isprintable()
    assert len(message) < 200


def test_an_interval_is_two_finite_ends_in_order() -> None:
    assert parse_interval("-5:0x1p3") == (-5.0, 8.0)
    for text, complaint in [
        ("5", "expected A:B"),
        ("1:2:3", "expected A:B"),
        ("1:1", "below"),
        ("2:1", "below"),
        ("1:nan", "'nan' is not finite"),
        ("x:1", "'x' is not a number"),
    ]:
        with pytest.raises(BadRange, match=complaint):
            parse_interval(text)
