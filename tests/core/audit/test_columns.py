"""The largest error in each of the equal parts of a range: where numbers are few, against all of them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from judges.sameness import assert_same
from scalar import scalar

from actx.core.audit.columns import largest_in_columns
from actx.core.audit.errors import error_in_ulps
from actx.core.rounding.formats import FORMATS

if TYPE_CHECKING:
    from conftest import Sample
    from numpy.typing import NDArray

    from actx.core.rounding.formats import Format

    Doubles = NDArray[np.float64]


def column_of(x: Doubles, low: float, high: float, columns: int) -> list[int]:
    """The part of [low, high] that each number lies in: a part has its left end, the last one both."""
    width = (Fraction(high) - Fraction(low)) / columns
    return [min(math.floor((Fraction(each) - Fraction(low)) / width), columns - 1) for each in x.tolist()]


def all_numbers(form: Format, low: float, high: float) -> Doubles:
    x = form.every()
    return np.unique(x[(x >= low) & (x <= high)])


def by_all_numbers(text: str, low: float, high: float, columns: int, form: Format, order: int) -> Doubles:
    largest = np.full(columns, np.nan)
    x = all_numbers(form, low, high)
    errors = error_in_ulps(scalar(text), x, form, order)
    for column, error in zip(column_of(x, low, high, columns), errors.tolist(), strict=True):
        largest[column] = np.fmax(largest[column], error)
    return largest


@pytest.mark.parametrize(
    ("name", "low", "high", "columns"),
    [
        ("float8_e4m3fn", -3.0, 5.0, 8),
        ("float8_e4m3fn", -600.0, 424.0, 512),
        ("float8_e5m2", -1.0, 0.0, 64),
        ("float16", 1.0, 1.5, 16),
        ("float16", -1.75, -1.0, 16),  # 48 in each part
        ("bfloat16", 1.5, 9.5, 32),
    ],
)
def test_where_numbers_are_few_all_are_tried(name: str, low: float, high: float, columns: int) -> None:
    form = FORMATS[name]
    for text, order in (("log(1+exp(x))", 0), ("(exp(x)-1)/x", 0), ("x*normcdf(x)", 1), ("sqrt(x)-1", 0)):
        found = largest_in_columns(scalar(text), low, high, columns, form, order)
        assert_same(found.errors, by_all_numbers(text, low, high, columns, form, order))
        having = column_of(all_numbers(form, low, high), low, high, columns)
        assert sorted(set(having)) == np.flatnonzero(found.tried).tolist()


@pytest.mark.parametrize("name", FORMATS)
def test_each_error_is_that_of_a_number_of_its_part(name: str) -> None:
    form, f = FORMATS[name], scalar("log(1+exp(x))")
    found = largest_in_columns(f, -20.0, 12.0, 128, form)
    has = ~np.isnan(found.at)

    assert found.errors.shape == found.at.shape == (128,)
    assert has.all() or form.bits == 8
    assert (np.isnan(found.errors) == ~has).all()
    at = found.at[has]
    assert_same(form.round(at), at)
    assert_same(error_in_ulps(f, at, form), found.errors[has])
    assert column_of(at, -20.0, 12.0, 128) == np.nonzero(has)[0].tolist()


def test_of_many_numbers_enough_are_tried(some: Sample) -> None:
    form = FORMATS["float16"]
    for text, order in some([("gelu(x)", 0), ("gelu(x)", 1), ("log(1+exp(x))", 0), ("mish(x)", 0)], 2):
        found = largest_in_columns(scalar(text), -9.0, -1.0, 32, form, order).errors
        most = by_all_numbers(text, -9.0, -1.0, 32, form, order)
        assert (found <= most).all()
        assert (found >= most / 2).all()
        assert np.median(found / most) > 0.9


def test_what_is_lost_is_found_where_it_is() -> None:
    form = FORMATS["float32"]
    found = largest_in_columns(scalar("(exp(x)-1)/x"), -1.0, 1.0, 20, form).errors
    assert (found[9:11] > 1e6).all()
    assert (found[[0, -1]] < 10).all()
    overflow = largest_in_columns(scalar("exp(x)/(1+exp(x))"), 0.0, 100.0, 10, form).errors
    assert (overflow[:8] < 2).all()
    assert np.isinf(overflow[8:]).all()


def test_round_numbers_are_not_the_only_ones() -> None:
    # x*x is exact for whole numbers: those that are spread evenly are whole, or nearly so.
    for name in ("float32", "float64"):
        found = largest_in_columns(scalar("x*x"), 0.0, 23 * 64.0, 64, FORMATS[name])
        assert (found.errors > 0.3).all()


def test_zero_and_small_numbers_of_both_signs_are_tried() -> None:
    form = FORMATS["float32"]
    at_zero = largest_in_columns(scalar("where(x == 0, 1/3, x)"), -1.0, 2.0, 3, form)
    assert_same(at_zero.at[1], 0.0)
    assert at_zero.errors.tolist() == [0.0, pytest.approx(1 / 3, abs=1e-6), 0.0]
    for sign in "<>":
        tiny = largest_in_columns(
            scalar(f"where({sign}0, x/3, x)".replace(sign, f"x {sign} ")), -1, 1, 1, form
        )
        assert 0.3 < tiny.errors[0] <= 0.5


def test_a_part_has_its_left_end_and_the_last_one_its_right_end() -> None:
    f, form = scalar("where(abs(x-1.5) == 0.5, 1/3, x)"), FORMATS["float64"]
    assert largest_in_columns(f, 0.0, 2.0, 4, form).at.tolist()[2:] == [1.0, 2.0]
    assert (largest_in_columns(f, 0.0, 2.0, 4, form).errors > 0).tolist() == [False, False, True, True]
    assert (largest_in_columns(f, 0.0, 3.0, 3, form).errors > 0).tolist() == [False, True, True]


def test_the_same_range_has_the_same_errors() -> None:
    f, form = scalar("mish(x)"), FORMATS["float32"]
    first, second = (largest_in_columns(f, -5.0, 3.0, 50, form, 1) for _ in range(2))
    assert_same(first.errors, second.errors)
    assert_same(first.at, second.at)


def test_where_there_is_nothing_to_try_there_is_nan() -> None:
    e4m3 = FORMATS["float8_e4m3fn"]
    narrow = largest_in_columns(scalar("exp(x)"), 1.01, 1.1, 9, e4m3)
    assert np.isnan(narrow.errors).all()
    assert np.isnan(narrow.at).all()
    undefined = largest_in_columns(scalar("log(x)"), -2.0, 2.0, 2, FORMATS["float32"])
    assert np.isnan(undefined.errors).tolist() == np.isnan(undefined.at).tolist() == [True, False]
    for form in (e4m3, FORMATS["float8_e5m2"]):
        far = largest_in_columns(scalar("x"), -1e6, 1e6, 10, form)
        assert np.isnan(far.errors).tolist() == [True] * 4 + [False] * 2 + [True] * 4


def test_ranges_of_any_size_are_searched() -> None:
    most = FORMATS["float64"].largest
    for low, high in ((-most, most), (-1e-320, 1e-320), (-3.0, 1e300)):
        found = largest_in_columns(scalar("x/3"), low, high, 5, FORMATS["float64"])
        has = ~np.isnan(found.at)
        assert has.any()
        assert (found.errors[has] <= 0.5).all()
        assert ((found.at >= low) & (found.at <= high))[has].all()


def test_neighbouring_numbers_of_float64_are_told_apart() -> None:
    ulp = 2.0**-52
    found = largest_in_columns(scalar("x/3"), 1.0, 1.0 + 4 * ulp, 4, FORMATS["float64"])
    assert found.at[:3].tolist() == [1.0, 1.0 + ulp, 1.0 + 2 * ulp]
