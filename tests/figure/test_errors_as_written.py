"""The panel of errors: the largest in each column of pixels, in ulps, on an axis of logarithms.

That these are the errors of a formula as it is written is a matter of `tests/core/audit`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawings import assert_texts_are_apart, drawn, pieces, points
from matplotlib.markers import CARETUP

from actx.core.activation import Activation
from actx.core.audit.columns import largest_in_columns
from actx.core.names.spec import activation
from actx.core.rounding.formats import FORMATS
from actx.figure.request import Arrangement

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WRITTEN = "log(1+exp(x))"


def errors(spec: str, name: str, interval: tuple[float, float], order: int = 0) -> Figure:
    return drawn(
        spec, orders=(order,), interval=interval, error=FORMATS[name], arrangement=Arrangement.TOGETHER
    )


def curve(axes: Axes) -> Line2D:
    (line,) = (line for line in axes.lines if not str(line.get_label()).startswith("_"))
    return line


@pytest.mark.parametrize(
    ("name", "interval", "order"),
    [("float32", (-20.0, 20.0), 0), ("float32", (-20.0, 20.0), 1), ("bfloat16", (-9.0, -1.0), 0)],
)
def test_heights_are_the_largest_errors_of_the_columns(
    name: str, interval: tuple[float, float], order: int
) -> None:
    found = errors(WRITTEN, name, interval, order)
    x, y = (np.concatenate(each) for each in zip(*pieces(curve(found.axes[1])), strict=True))
    low, high = interval
    columns = round((high - low) / np.diff(x).min())
    f = activation(WRITTEN)
    assert isinstance(f, Activation)
    right = largest_in_columns(f, low, high, columns, FORMATS[name], order).errors
    where = np.floor((x - low) / (high - low) * columns).astype(int)
    assert x.size > 0.9 * columns
    assert np.allclose(y, np.maximum(np.log10(np.maximum(right[where], 1e-9)), -1), atol=1e-12)
    assert found.axes[1].get_title(loc="left") == f"error as written in {name}, in ulps"
    assert_texts_are_apart(found)


def test_columns_without_a_number_are_bridged() -> None:
    (only,) = pieces(curve(errors(WRITTEN, "float8_e4m3fn", (1.0, 2.0)).axes[1]))
    eighths = [1 + k / 8 for k in range(9)]
    assert len(only[0]) == len(eighths)
    assert only[0] == pytest.approx(eighths, abs=1 / 200)


def test_a_number_alone_is_a_dot() -> None:
    axes = errors(WRITTEN, "float8_e4m3fn", (0.99, 1.01)).axes[1]
    assert pieces(curve(axes)) == []
    ((x, _),) = (points(line)[0] for line in axes.lines if line.get_marker() == "o")
    assert x == pytest.approx(1, abs=1e-4)


def test_where_the_formula_overflows_the_curve_leaves_the_axes_with_an_arrow() -> None:
    axes = errors(WRITTEN, "float32", (0.0, 120.0)).axes[1]
    top, overflow = axes.get_ylim()[1], math.log(2.0**128)
    x, y = (np.concatenate(each) for each in zip(*pieces(curve(axes)), strict=True))
    assert (y[x > overflow + 1] > top).all()
    assert (y[x < overflow - 1] < top).all()
    (arrow,) = (points(line)[0] for line in axes.lines if line.get_marker() == CARETUP)
    assert arrow == pytest.approx((overflow, top), abs=1)


def test_where_the_function_is_undefined_there_is_no_error() -> None:
    x = np.concatenate([x for x, _ in pieces(curve(errors("sqrt(x)", "float32", (-2.0, 2.0)).axes[1]))])
    assert x.min() > -0.02


def test_each_order_of_several_activations_has_its_errors_below_it() -> None:
    found = drawn("gelu", "silu", orders=(0, 1), error=FORMATS["bfloat16"])
    above, below, second, below_second = found.axes
    assert [axes.get_title(loc="left") for axes in found.axes[::2]] == ["f", "f'"]
    assert above.get_xlim() == below.get_xlim() == second.get_xlim()
    for axes in (below, below_second):
        assert axes.get_title(loc="left") == "error as written in bfloat16, in ulps"
        assert {line.get_label() for line in axes.lines} >= {"gelu", "silu"}
    assert below.get_position().x0 == above.get_position().x0 < second.get_position().x0
    assert second.get_position().y0 > below_second.get_position().y1
