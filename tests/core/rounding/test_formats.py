"""Number formats: against NumPy, and against ml_dtypes for those that NumPy lacks."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges.dtypes import dtype_of
from judges.reference import REFERENCES
from judges.sameness import same
from judges.truth import FORMATS as TRUE_FORMATS

import actx
from actx.core.errors import FormatError
from actx.core.rounding.formats import FORMATS, Format, format_of, shortest_decimal

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODES = {8: np.uint8, 16: np.uint16, 32: np.uint32, 64: np.uint64}
NARROW = [form for form in FORMATS.values() if form.bits <= 16]

every_format = pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS.keys())
narrow_formats = pytest.mark.parametrize("form", NARROW, ids=lambda form: form.name)


def other(form: Format, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values rounded by the other implementation."""
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype(dtype_of(form.name)).astype(np.float64)


def neighbourhood(form: Format) -> NDArray[np.float64]:
    """All numbers of a narrow format, the ties between them, and what lies just beside each."""
    finite = finite_numbers(form)
    ties = (finite[:-1] + finite[1:]) / 2
    points = np.concatenate(
        [finite, ties, [form.largest * 1.01, form.largest * 2, 1e30, 1e300, 1e-300, 5e-324]]
    )
    points = np.concatenate([points, np.nextafter(points, np.inf), np.nextafter(points, -np.inf)])
    return np.concatenate([points, -points, [np.inf, -np.inf, np.nan, 0.0, -0.0]])


def test_every_format_has_a_judge() -> None:
    missing = [name for name in FORMATS if name not in TRUE_FORMATS]
    assert not missing, "\n".join(
        f"the judge does not know the format '{name}': add it to FORMATS in tests/judges/truth.py"
        for name in missing
    )
    over = TRUE_FORMATS.keys() - FORMATS.keys()
    assert not over, f"FORMATS in tests/judges/truth.py has {', '.join(sorted(over))}, which actx has not"


@narrow_formats
def test_arrays_round_to_the_nearest_number_ties_to_even(form: Format, thorough: bool) -> None:
    points = neighbourhood(form)
    # The other implementation rounds by way of float32: it judges what float32 holds, a search the rest.
    with np.errstate(over="ignore"):
        direct = (points.astype(np.float32).astype(np.float64) == points) | ~np.isfinite(points)
    assert same(form.round(points)[direct], other(form, points)[direct])
    rest = points[~direct]
    rest = rest[:: 1 + len(rest) // (2000 if thorough else 400)]
    assert same(
        form.round(rest), np.array([nearest_by_search(form, Fraction(point)) for point in rest.tolist()])
    )


@lru_cache
def finite_numbers(form: Format) -> NDArray[np.float64]:
    return np.unique(form.every()[np.isfinite(form.every())])


def nearest_by_search(form: Format, value: Fraction) -> float:
    """The nearest number, found among all."""
    finite = finite_numbers(form)
    place = int(np.searchsorted(finite, float(value)))
    around = finite[max(place - 2, 0) : place + 2].tolist()
    best = min(abs(Fraction(number) - value) for number in around)
    candidates = [number for number in around if abs(Fraction(number) - value) == best]
    spacing = Fraction(form.largest) - Fraction(float(finite[-2]))
    odd = int(form.to_bits(finite[-1:])[0]) & 1
    if abs(value) > form.largest and (best * 2 > spacing or (best * 2 == spacing and odd)):
        return float(np.copysign(np.inf if form.has_infinity else np.nan, float(value)))
    codes = form.to_bits(np.array(candidates))
    return float(np.copysign(candidates[int(np.argmin(codes & np.uint64(1)))], float(value)))


@given(st.floats(width=32))
def test_float32_arrays_round_as_numpy_does(value: float) -> None:
    points = np.array([value, value * (1 + 2**-25), value * 1.5, value / 3])
    assert same(FORMATS["float32"].round(points), other(FORMATS["float32"], points))


@every_format
@given(value=st.floats(allow_nan=False))
def test_decimals_round_as_arrays_do(form: Format, value: float) -> None:
    assert same(np.array([form.nearest(Decimal(value))]), form.round(np.array([value])))


@every_format
def test_a_decimal_beside_a_tie_is_told_from_it(form: Format) -> None:
    with localcontext(prec=80):
        one, above = Decimal(1), Decimal(1) + Decimal(2) ** (1 - form.precision)
        tie = (one + above) / 2
        crumb = Decimal("1e-25")
        assert form.nearest(tie) == 1.0
        assert form.nearest(tie + crumb) == float(above)
        assert form.nearest(tie - crumb) == 1.0


@every_format
@pytest.mark.parametrize(
    "text", ["1e999999", "-1e999999", "Infinity", "1e-999999", "-1e-999999", "NaN", "-0"]
)
def test_decimals_past_all_formats_round_at_once(form: Format, text: str) -> None:
    got = form.nearest(Decimal(text))
    expected = float(text) if form.has_infinity or "-999999" in text or text == "-0" else np.nan
    assert same(np.array([got]), np.array([expected]))


@narrow_formats
def test_codes_and_numbers_are_those_of_the_other_implementation(form: Format) -> None:
    codes = np.arange(1 << form.bits).astype(CODES[form.bits])
    with np.errstate(invalid="ignore"):  # ml_dtypes warns of signalling nans
        numbers = codes.view(dtype_of(form.name)).astype(np.float64)
    assert same(form.every(), numbers)
    finite = ~np.isnan(numbers)
    assert np.array_equal(form.to_bits(numbers)[finite], codes[finite])
    assert np.isnan(form.from_bits(form.to_bits(np.array([np.nan])))).all()


@pytest.mark.parametrize("name", ["float64", "float32"])
@given(values=st.lists(st.floats(width=32), min_size=1))
def test_codes_of_the_wide_formats_are_numpys(name: str, values: list[float]) -> None:
    form = FORMATS[name]
    numbers = np.array(values, dtype_of(name))
    codes = form.to_bits(numbers.astype(np.float64))
    known = ~np.isnan(numbers)
    assert np.array_equal(codes[known], numbers.view(CODES[form.bits]).astype(np.uint64)[known])
    assert same(form.from_bits(codes), numbers.astype(np.float64))


@narrow_formats
def test_the_shortest_decimal_reads_back_and_none_is_shorter(form: Format) -> None:
    numbers = form.every()[:: 1 if form.bits == 8 else 131]
    decimals = [shortest_decimal(form, number) for number in numbers.tolist()]
    assert same(form.round(np.array(decimals)), numbers)
    for number, decimal in zip(numbers.tolist(), decimals, strict=True):
        digits = len(Decimal(repr(decimal)).normalize().as_tuple().digits) if np.isfinite(decimal) else 1
        for shorter in range(1, digits):
            # The decimals of fewer digits on either side lie outside what rounds to the number.
            spacing = Decimal(1).scaleb(Decimal(number).adjusted() - shorter + 1)
            below = Decimal(number) // spacing * spacing
            assert all(form.nearest(side) != number for side in (below - spacing, below, below + spacing))


def test_codes_are_spelled_in_the_format_s_width() -> None:
    assert FORMATS["float16"].spelled(np.array([1.0, -0.0])) == ["0x3c00", "0x8000"]
    assert FORMATS["float8_e5m2"].spelled(np.array([np.inf])) == ["0x7c"]
    assert FORMATS["float64"].spelled(np.array([1.0])) == ["0x3ff0000000000000"]


def test_e4m3fn_overflows_to_nan_and_has_no_infinity() -> None:
    form = FORMATS["float8_e4m3fn"]
    assert form.largest == 448
    assert form.round(np.array([464.0]))[0] == 448  # the tie with 480, which is not there, goes to even
    assert np.isnan(form.round(np.array([464.1, np.inf]))).all()


@pytest.mark.parametrize("name", ["float64", "float32"])
def test_wide_formats_are_not_listed(name: str) -> None:
    with pytest.raises(FormatError, match="too wide"):
        FORMATS[name].every()


def test_a_format_is_meant_by_name_or_type() -> None:
    assert format_of("bfloat16") is format_of(FORMATS["bfloat16"])
    assert format_of(np.float32).name == "float32"
    assert format_of(np.dtype("float16")).name == "float16"
    with pytest.raises(ValueError, match="did you mean bfloat16"):
        format_of("bfloat61")
    with pytest.raises(ValueError, match=f"choose one of {', '.join(FORMATS)}"):
        format_of(np.int32)


def test_values_in_a_format_take_their_inputs_in_it() -> None:
    # 0.1 is 0.10009765625 in bfloat16, whose double is 0.2001953125.
    assert actx.activation("2*x")(0.1, dtype="bfloat16") == 0.2001953125
    assert actx.gelu([1.0, 2.0], dtype="float16").dtype == np.float16
    assert actx.sigmoid.deriv(18, dtype="float32") == np.float32(1.5229979280808073e-08)
    assert actx.softmax([1.0, 1.0], dtype="float8_e5m2").tolist() == [0.5, 0.5]


def test_a_slope_is_there_where_the_value_overflows() -> None:
    assert actx.bent_identity(448.0, dtype="float8_e4m3fn") != 448.0
    assert float(actx.bent_identity.deriv(448.0, dtype="float8_e4m3fn")) == 1.5
    assert np.isnan(actx.activation("log(x)").deriv(-1.0, dtype="float8_e4m3fn"))


@pytest.mark.parametrize("form", [form for form in NARROW if form.bits == 8], ids=lambda form: form.name)
@pytest.mark.parametrize("activation", ["sigmoid", "gelu", "tanh", "silu"])
def test_every_float8_value_is_the_true_one_rounded_once(form: Format, activation: str) -> None:
    inputs = finite_numbers(form)
    got = actx.activation(activation)(inputs, dtype=form.name)
    with mpmath.workdps(60):
        true = [REFERENCES[activation](mpmath.mpf(x)) for x in inputs.tolist()]
        texts = [mpmath.nstr(value if abs(value) > 1e-300 else value * 0, 50) for value in true]
    expected = np.array([nearest_by_search(form, Fraction(text)) for text in texts])
    assert np.array_equal(np.abs(got), np.abs(expected), equal_nan=True)
    assert np.array_equal(np.signbit(got[got != 0]), np.signbit(expected[expected != 0]))
