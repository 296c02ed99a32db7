"""Derivatives at kinks, as frameworks return them: the table, `--convention`, and `with_slopes_of`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from places import DATA
from process import run

import actx
from actx.core.activation import Activation
from actx.core.analysis.branch_points import kinks
from actx.core.catalog.reading import read_formula
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula
from actx.core.names.across_frameworks import slopes_apart
from actx.core.names.frameworks import WITH_SLOPES
from actx.core.names.search import find
from actx.core.names.slopes import slopes, slopes_through, value_of, with_slopes_of
from actx.core.names.spec import lookup, meaning
from actx.core.names.spelling import Spelling, spellings

if TYPE_CHECKING:
    from actx.core.names.slopes import Slope

# For the names of a formula that some spelling means.
VALUES: Final = {"min_val": "-0.5", "max_val": "0.5", "threshold": "0.25", "negative_slope": "0.125"}


def _called(row: Slope) -> tuple[Activation, Spelling | None]:
    """The activation of a row, and what it must be called for the row to hold."""
    if not is_formula(row.activation):
        record = lookup(row.activation)
        through = find(row.of[0]) if row.spellings else None
    else:
        free = free_names(read_formula(row.activation, tuple(VALUES)))
        record = actx.activation(row.activation, **{name: VALUES[name] for name in free})
        through = next(
            each
            for each in spellings(row.framework)
            for parameter in each.parameters
            if row.activation in parameter.choices.values()
        )
    assert isinstance(record, Activation)
    return record, through


@pytest.mark.parametrize("framework", WITH_SLOPES)
def test_a_recorded_slope_is_given_at_its_point_and_nothing_else_changes(framework: str) -> None:
    for row in slopes():
        if row.framework != framework:
            continue
        record, through = _called(row)
        theirs = with_slopes_of(framework, record, through)
        at, slope = value_of(row.at, record), value_of(row.slope, record)

        assert isinstance(theirs, Activation)
        assert float(theirs.deriv(float(at))) == float(slope), row
        assert float(theirs.deriv(float(at), 2)) == 0, row
        assert float(theirs(float(at))) == float(record(float(at))), row
        elsewhere = np.linspace(-7.03, 7.07, 100)
        assert np.array_equal(theirs.deriv(elsewhere), record.deriv(elsewhere)), row


@pytest.mark.parametrize("framework", WITH_SLOPES)
def test_all_kinks_of_a_recorded_activation_are_recorded(framework: str) -> None:
    for row in slopes():
        if row.framework == framework:
            record, through = _called(row)
            theirs = slopes_through(framework, record, through)
            covered = {float(value_of(each.at, record)) for each in theirs if each.of == row.of}
            assert {kink.at for kink in kinks(record.function)} <= covered, row


def _measured() -> list[tuple[str, str, float, float]]:
    with (DATA / "slopes_elsewhere.tsv").open(newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return [(r["framework"], r["spec"], float(r["x"]), float(r["derivative"])) for r in rows]


@pytest.mark.parametrize("framework", sorted({framework for framework, *_ in _measured()}))
def test_the_derivative_is_what_was_measured(framework: str) -> None:
    for of, spec, x, slope in _measured():
        if of == framework:
            theirs = with_slopes_of(framework, actx.activation(spec), meaning(spec).spelling)
            assert float(theirs.deriv(x)) == pytest.approx(slope, rel=1e-4), f"{spec} at {x}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "relu 0 --convention onnx",
            "no derivatives at kinks are recorded for onnx, only for torch, tf, keras",
        ),
        ("relu 0 --convention jaxx", "unknown framework 'jaxx': did you mean jax?"),
        ("hard_tanh 1 --convention tf", "tf's derivative at the kinks of hard_tanh is not recorded"),
        ("max(x,0) 1 --convention jax", "jax's derivative at the kinks of max(x,0) is not recorded"),
        ("softmax 1 2 --convention jax", "softmax is an activation of vectors"),
        ("relu 1 --order 2 --convention jax", "--order 1 is the only one"),
    ],
)
def test_what_is_not_recorded_is_refused(arguments: str, message: str) -> None:
    outcome = run("deriv", *arguments.split())
    assert (outcome.status, outcome.text, outcome.stderr.count("\n")) == (2, "", 1)
    assert message in outcome.stderr


def test_a_kink_that_is_no_float_is_at_the_nearest_one() -> None:
    for options, x in (((), "0.1"), (("--dtype", "bfloat16"), "0.1"), (("--digits", "5"), "0.1")):
        for framework, slope in (("torch", "0"), ("jax", "1")):
            convention = ("--convention", framework, "-f", "plain")
            assert run("deriv", "hard_tanh:min_val=0.1", x, *convention, *options).lines == [slope]
    for activation in ("hard_tanh:min_val=0.1", "softshrink:lambd=0.1"):
        apart = slopes_apart(actx.activation(activation))
        assert not [each for each in apart if each.startswith(("torch:", "torch,"))]
    assert "jax, flax, tinygrad: 1 at 0.1" in slopes_apart(actx.activation("hard_tanh:min_val=0.1"))


def test_a_convention_goes_by_any_name_of_the_framework() -> None:
    for name in ("tf", "TensorFlow"):
        assert run("deriv", "selu", "0", "--convention", name, "-f", "plain").lines == ["1.0507009873554805"]


def test_deriv_follows_a_framework_in_every_format() -> None:
    assert run("deriv", "leaky_relu", "-1", "0", "--convention", "JAX", "-f", "plain").lines == ["0.01", "1"]
    assert run("deriv", "jax.nn.leaky_relu:negative_slope=0.5", "0", "-f", "plain").lines == ["0.5"]
    assert run("deriv", "selu", "0", "--convention", "tf", "--digits", "9", "-f", "plain").lines == [
        "1.05070099"
    ]
    assert run("deriv", "gelu", "0", "--convention", "jax", "-f", "plain").lines == ["0.5"]
