"""From where on a function is constant, or x, in a format: every number of a short format is looked at.

Whether the values are rounded rightly is what the tests of accuracy hold against Arb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from actx.core.activation import Activation
from actx.core.analysis.saturation import Saturation, saturations
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.core.rounding.formats import FORMATS

if TYPE_CHECKING:
    from conftest import Sample
    from numpy.typing import NDArray

SCALARS: Final = {each.name: each for each in activations() if isinstance(each, Activation)}


def found(spec: str, form: str, side: int) -> dict[int, Saturation]:
    of = activation(spec)
    assert isinstance(of, Activation)
    return {each.order: each for each in saturations(of.function, FORMATS[form], side)}


def numbers(form: str, side: int) -> NDArray[np.float64]:
    """All finite numbers of a format, outwards to a side."""
    every = FORMATS[form].every()
    return np.sort(side * np.unique(every[np.isfinite(every)])) * side


def is_first(of: Saturation, function: Activation, form: str, side: int) -> bool:
    """Whether it holds for all numbers from x on, and for the one before x if none is asked for at a turn."""
    x = numbers(form, side)
    y = np.asarray(function.deriv(x, of.order, dtype=form), dtype=np.float64)
    holds = y == (x if of.value is None else of.value)
    start = int(np.flatnonzero(x == of.x)[-1 if of.x else 0])
    return bool(holds[start:].all())


@pytest.mark.parametrize("form", ["float8_e4m3fn", pytest.param("bfloat16", marks=pytest.mark.thorough)])
def test_from_there_on_every_number_of_the_format_gives_it(form: str, drawn: Sample, thorough: bool) -> None:
    candidates = [*SCALARS.items()][:: 1 if form.startswith("float8") else 15]
    for name, function in drawn(candidates, 12 if thorough else 3, form):
        for side in (-1, 1):
            for order, of in found(name, form, side).items():
                assert is_first(of, function, form, side), (name, side, order, of)


@pytest.mark.parametrize("form", ["float8_e4m3fn", pytest.param("bfloat16", marks=pytest.mark.thorough)])
def test_of_what_is_monotone_no_number_before_it_gives_it(form: str, some: Sample) -> None:
    names = ("sigmoid", "tanh", "softplus", "softsign", "relu6", "elu", "hard_tanh", "arctan", "erf", "step")
    for name in some(names, 3, form):
        for side in (-1, 1):
            of = found(name, form, side).get(0)
            if of is None or of.value is None:
                continue
            x = numbers(form, side)
            y = np.asarray(SCALARS[name](x, dtype=form), dtype=np.float64)
            first = int(np.flatnonzero(x == of.x)[0])
            assert first == 0 or y[first - 1] != of.value, (name, side, of)


# By mpmath at 40 digits, of the numbers of float32 beside them.
KNOWN: Final = (
    ("gelu", "float32", 1, 0, 5.3475156, None),
    ("gelu", "float32", 1, 1, 5.910161, 1.0),
    ("silu", "float32", 1, 0, 16.676973, None),
    ("tanh", "float32", 1, 0, 9.010914, 1.0),
    ("tanh", "float32", -1, 0, -9.010914, -1.0),
    ("gelu", "bfloat16", 1, 0, 2.78125, None),
    ("relu6", "float32", 1, 0, 6.0, 6.0),
    ("relu6", "float32", 1, 1, 6.0, 0.0),
    ("relu", "float32", -1, 0, 0.0, 0.0),
    ("hard_swish", "bfloat16", -1, 0, -3.0, 0.0),
    # 2**-150 rounds to 0, and so does what is below it: log(2**-150).
    ("sigmoid", "float32", -1, 0, -103.972084, 0.0),
    ("sigmoid", "float64", -1, 0, -745.1332191019412, 0.0),
)


@pytest.mark.parametrize(("spec", "form", "side", "order", "x", "value"), KNOWN)
def test_known_thresholds(spec: str, form: str, side: int, order: int, x: float, value: float | None) -> None:
    of = found(spec, form, side)[order]
    assert (np.float32(of.x), of.value) == (np.float32(x), value)


@pytest.mark.parametrize("spec", ["sin(x)", "x**2", "x+sin(x)", "x*1.5"])
def test_what_has_no_limit_and_is_not_x_in_the_end_does_not_saturate(spec: str) -> None:
    assert 0 not in found(spec, "float32", 1)


def test_what_is_constant_everywhere_has_no_threshold() -> None:
    assert found("3+0*x", "float32", 1) == {}
