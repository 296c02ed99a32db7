"""Families: the values that a list or a range gives a parameter, and the activations that come of them."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Final

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import actx
from actx.core.names.families import MOST_MEMBERS, values_of
from actx.core.names.spec import meaning

if TYPE_CHECKING:
    from actx.core.names.families import Family

# --- values ----------------------------------------------------------------------------------------------

VALUES: Final = {
    "0.01..0.3:5": "0.01 0.0825 0.155 0.2275 0.3",
    "0.3..0.01:5": "0.3 0.2275 0.155 0.0825 0.01",
    "-1..1:3": "-1 0 1",
    "0..1:4": "0 1/3 2/3 1",
    "1/3..1:3": "1/3 2/3 1",
    "1e-2 .. 3e-2 : 3": "1e-2 0.02 3e-2",
    "0.1..0.2:2": "0.1 0.2",
    "0.01..1:3:log": "0.01 0.1 1",
    "0.01..1:5:log": "0.01 0.0316228 0.1 0.316228 1",
    "1..100:3:LOG": "1 10 100",
    "-4..-1:3:log": "-4 -2 -1",
    "1/4..4:5:log": "1/4 0.5 1 2 4",
    "1e-300..1e300:5:log": "1e-300 1e-150 1 1e150 1e300",
    "1e-20..1e-19:3:log": "1e-20 3.16228e-20 1e-19",
    # The squares of 2.000015 and 2.000025, and the cube of 1.000015: the roots are ties of six digits, which
    # go to even, however far apart the ends are.
    "1..4.000060000225:3:log": "1 2.00002 4.000060000225",
    "1..4.000100000625:3:log": "1 2.00002 4.000100000625",
    "1e-350..1.000045000675003375e250:4:log": "1e-350 1.00002e-150 1.00003e50 1.000045000675003375e250",
    "0.1|0.2|1/3": "0.1 0.2 1/3",
    "none | tanh": "none tanh",
    "0.1|1..2:3": "0.1 1 1.5 2",
    "0.2": "0.2",
    "...": "...",
}


@pytest.mark.parametrize("text", VALUES)
def test_a_list_or_a_range_means_these_values(text: str) -> None:
    assert " ".join(map(str, values_of("alpha", text))) == VALUES[text]


DECIMALS: Final = st.decimals(-1000, 1000, places=4)


@given(DECIMALS, DECIMALS, st.integers(2, MOST_MEMBERS))
def test_the_steps_of_a_range_are_even_exactly(low: Decimal, high: Decimal, count: int) -> None:
    if low != high:
        values = [Fraction(str(each)) for each in values_of("alpha", f"{low}..{high}:{count}")]
        step = (Fraction(high) - Fraction(low)) / (count - 1)
        assert values == [Fraction(low) + k * step for k in range(count)]


@given(st.decimals("0.001", 1, places=5), st.decimals(2, 1000, places=5), st.integers(2, MOST_MEMBERS))
def test_a_geometric_range_has_the_nearest_decimals_of_six_digits(
    low: Decimal, high: Decimal, count: int
) -> None:
    first, *between, last = (Decimal(str(each)) for each in values_of("a", f"{low}..{high}:{count}:log"))
    assert (first, last) == (low, high)
    with mpmath.workdps(40):
        a, b = mpmath.mpf(str(low)), mpmath.mpf(str(high))
        true = [a * (b / a) ** (mpmath.mpf(k) / (count - 1)) for k in range(1, count - 1)]
        expected = [Context(prec=6).create_decimal(mpmath.nstr(each, 30)) for each in true]
    assert between == expected


MISTAKES: Final = {
    "1|": "lacks a value beside a |",
    "||": "lacks a value beside a |",
    "1|1.0": "has 1.0 twice",
    "1|1": "has 1 twice",
    "tanh|tanh": "has tanh twice",
    "0..1:3|0.5": "has 0.5 twice",
    "1..2": "has no count: write 1..2:5",
    "1..2:": "must be a whole number from 2 to 100",
    "1..2:1": "must be a whole number from 2 to 100",
    "1..2:101": "must be a whole number from 2 to 100",
    "1..2:2.5": "must be a whole number from 2 to 100",
    "1..2:-3": "must be a whole number from 2 to 100",
    "1..2:\u0663": "must be a whole number from 2 to 100",
    "1..2:" + "9" * 5000: "must be a whole number from 2 to 100",
    "1..1.0:3": "are equal: write alpha=1",
    "1...3:3": "too many points in a row",
    "1....5:3": "too many points in a row",
    "a..b:3": "'a' is not a number",
    "0..inf:3": "'inf' is not a finite number",
    "1..2:3:lin": "'lin' in '1..2:3:lin' is no spacing",
    "1..2:3:": "is no spacing",
    "0..1:3:log": "must have one sign",
    "1..0:3:log": "must have one sign",
    "-1..1:3:log": "must have one sign",
    "1..1.00001:4:log": "too near for 4 values of 6 digits",
    "1.0000004..1.0000006:3:log": "too near for 3 values of 6 digits",
    "1.000001..1.0000099:3:log": "too near for 3 values of 6 digits",
    "1..2:60|3..4:60": "120 activations",
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:20])
def test_what_is_no_list_and_no_range_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(actx.ParameterError, match="alpha") as refused:
        values_of("alpha", text)
    assert MISTAKES[text] in str(refused.value)


def test_what_is_no_text_is_one_value() -> None:
    assert values_of("alpha", 0.5) == [0.5]
    assert values_of("max_value", None) == [None]


# --- members ---------------------------------------------------------------------------------------------


def test_the_members_of_two_parameters_are_all_combinations_the_last_varying_fastest() -> None:
    found = meaning("selu:scale=1|2").members({"alpha": "3..5:3"})
    places: list[Family] = [family for _, _, family in found if family]

    assert [each.varying for each in places] == [
        {"scale": scale, "alpha": alpha} for scale, alpha in product("12", "345")
    ]
    assert [(each.place, each.size) for each in places] == [(k, 6) for k in range(6)]
    assert places[-1].tag == "scale=2 alpha=5"
    assert [each.spec for each, _, _ in found] == ["selu:scale=1"] * 3 + ["selu:scale=2"] * 3
    assert [dict(given) for _, given, _ in found] == [{"alpha": alpha} for alpha in "345345"]


def test_a_parameter_with_one_value_does_not_vary_and_is_kept() -> None:
    one, other = meaning("selu : scale=1|2, alpha=3").members({})
    assert one[2] is not None
    assert (one[2].varying, one[0].spec, other[0].spec) == (
        {"scale": "1"},
        "selu:scale=1,alpha=3",
        "selu:scale=2,alpha=3",
    )
    assert meaning("selu:alpha=3").members({}) == [(meaning("selu:alpha=3"), {}, None)]


def test_a_hundred_activations_are_the_most() -> None:
    assert len(actx.activations("selu:alpha=1..2:10,scale=1..2:10")) == 100
    with pytest.raises(actx.ParameterError, match="110 activations, by the values of alpha and scale"):
        actx.activations("selu:alpha=1..2:11,scale=1..2:10")


def test_python_gets_them_as_a_list() -> None:
    assert [each(-10.0) for each in actx.activations("leaky_relu:alpha=0.1|0.2")] == [-1.0, -2.0]
    assert [each(-10.0) for each in actx.activations("leaky_relu", alpha="0.1..0.3:3")] == [-1.0, -2.0, -3.0]
    assert [each(1.0) for each in actx.activations("b*x", b="2|4")] == [2.0, 4.0]
    assert [each.name for each in actx.activations("torch.gelu:approximate=none|tanh")] == [
        "gelu",
        "gelu_tanh",
    ]
    assert [each.name for each in actx.activations("relu")] == ["relu"]
    with pytest.raises(TypeError):
        actx.activations(1)  # type: ignore[arg-type]


def test_one_activation_is_not_made_of_several() -> None:
    for make in (actx.activation, lambda spec: actx.exact(spec, "1", 5)):
        with pytest.raises(actx.ParameterError, match=r"means 2 activations: actx\.activations"):
            make("leaky_relu:alpha=0.1|0.2")
    with pytest.raises(actx.ParameterError, match="not a number"):
        actx.leaky_relu(1.0, alpha="0.1|0.2")
    with pytest.raises(actx.ParameterError, match="outside the domain"):
        actx.activations("softplus:beta=-1..1:3")
    with pytest.raises(actx.ParameterError, match="'alpha' is given twice"):
        actx.activations("elu:alpha=1|2", alpha="3")
