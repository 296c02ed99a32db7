"""What is typed goes to a number format in one step: next to a tie, two roundings in turn go wrong."""

from __future__ import annotations

import io
import random
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from judges.rounding import exactly
from judges.truth import FORMATS as TRUE_FORMATS
from process import run

from actx.core.rounding.formats import FORMATS, Format
from actx.io.exact import parse_for_shorter, parse_range_for_shorter
from actx.io.input import read_numbers

SHORTER = [form for form in FORMATS.values() if form.bits < 64]


@pytest.mark.parametrize("form", SHORTER, ids=lambda form: form.name)
def test_a_decimal_next_to_a_tie_goes_to_a_shorter_format_in_one_step(form: Format) -> None:
    rng = random.Random(form.name)
    for _ in range(60):
        low = Fraction(float(form.round(np.array(rng.uniform(0.1, 4) * 2.0 ** rng.randint(-5, 1)))))
        step = Fraction(2) ** (low.numerator.bit_length() - low.denominator.bit_length() - form.precision - 1)
        for offset in (0, 1, -1):
            middle = low + rng.choice((1, 2, 4)) * step
            digits = rng.randint(18, 45)
            with localcontext(prec=200):  # in which a binary fraction is exact
                decimal = Decimal(middle.numerator) / middle.denominator + offset * Decimal(10) ** -digits
            token = f"{decimal:f}"
            right = exactly(Fraction(token), TRUE_FORMATS[form.name]).number
            (values,) = read_numbers(io.BytesIO(token.encode()), "v", parse_for_shorter)
            points = parse_range_for_shorter(f"0:{token}:2")
            for found in (parse_for_shorter(token), values[0], points[-1]):
                assert float(form.round(np.array(found))) == right, f"{token} in {form.name}"


@pytest.mark.parametrize(
    ("token", "dtype", "right"),
    [
        ("1.06250000000000000001", "float8_e4m3fn", "1.125"),
        ("1.0625", "float8_e4m3fn", "1"),
        ("0x1.00000100000001p0", "float32", "1.0000001"),
        ("0x80000080000001", "float32", "36028801313931264"),
        ("1e-400", "float16", "0"),
        ("-1e-400", "float16", "-0"),
        ("1e400", "float16", "inf"),
    ],
)
def test_the_command_line_rounds_what_is_typed_once(token: str, dtype: str, right: str) -> None:
    typed = run("eval", "x*1", token, "--dtype", dtype)
    piped = run("eval", "x*1", "-", "--dtype", dtype, stdin=token.encode())

    for outcome in (typed, piped):
        assert np.float32(outcome.text) == np.float32(right)


def test_a_range_whose_end_is_too_long_to_be_exact_is_still_read() -> None:
    assert parse_range_for_shorter("1e-20000:1:3").tolist() == [0.0, 0.5, 1.0]
