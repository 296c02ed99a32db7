"""`--convention`: the derivative at kinks through the name that was typed, in every format and at any digits.

That the table is true is a matter of `test_peers.py`, which asks the frameworks.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from judges.peers.installed import PEERS
from judges.peers.kinks import UNSETTLED, conventions
from judges.peers.peer import Differentiating
from judges.truth import FORMATS
from process import run

import actx
from actx.cli.commands.help import text_of
from actx.core.activation import Activation
from actx.core.names.across_frameworks import slopes_apart
from actx.core.names.search import find
from actx.core.names.slopes import slopes, slopes_through, with_slopes_of
from actx.core.names.spec import meaning
from actx.core.names.spelling import every_spelling

if TYPE_CHECKING:
    from pathlib import Path


def _scalar(spec: str) -> Activation:
    activation = actx.activation(spec)
    assert isinstance(activation, Activation)
    return activation


def _theirs(framework: str, spec: str) -> Activation:
    activation = with_slopes_of(framework, actx.activation(spec), meaning(spec).spelling)
    assert isinstance(activation, Activation)
    return activation


# --- whose derivative it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "slopes"),
    [
        ("torch.clamp:min=0,max=6 0 6 --convention torch", ["1", "1"]),
        ("torch.clamp 0 6 -p min=0 -p max=6 --convention torch", ["1", "1"]),
        ("torch.clamp:min=0,max=6 0 3 6 --convention pytorch", ["1", "1", "1"]),
        ("torch.nn.Hardtanh:min_val=0,max_val=6 0 6 --convention torch", ["0", "0"]),
        ("hard_tanh:min_val=0,max_val=6 0 6 --convention torch", ["0", "0"]),
        ("jax.numpy.clip:min=0,max=6 -1 0 6 7 --convention jax", ["0", "0.5", "0.5", "0"]),
        ("jax.clip:min=2,max=2 1 2 3 --convention jax", ["0", "0.25", "0"]),
        ("jax.nn.hard_tanh -1 1 --convention jax", ["1", "1"]),
        # Through the name of another framework, it is what the framework has for the function.
        ("jax.numpy.clip:min=0,max=6 0 6 --convention torch", ["0", "0"]),
        ("torch.clamp:min=0,max=6 0 6 --convention jax", ["1", "1"]),
        ("mlx.clip:a_min=0,a_max=None 0 --convention mlx", ["0"]),
        ("tf.clip_by_value:clip_value_min=0,clip_value_max=6 0 6 --convention tf", ["1", "1"]),
    ],
)
def test_a_framework_is_followed_through_the_name_that_was_typed(arguments: str, slopes: list[str]) -> None:
    outcome = run("deriv", *arguments.split(), "-f", "plain")

    assert (outcome.lines, outcome.stderr) == (slopes, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "hard_tanh 1 --convention tf",
            "tf's derivative at the kinks of hard_tanh is not recorded: those of torch, tf.clip_by_value,",
        ),
        (
            "torch.clamp:min=0 0 --convention jax",
            "jax's derivative at the kinks of torch.clamp:min=0 is not recorded",
        ),
        (
            "max(x,min_val) 0 -p min_val=0 --convention torch",
            "torch's derivative at the kinks of max(x,min_val) is not recorded",
        ),
        (
            "tinygrad.hardsigmoid:alpha=0.5 1 --convention tinygrad",
            "tinygrad's derivative at the kinks of hard_sigmoid_02:alpha=0.5 is not recorded: those of keras",
        ),
    ],
)
def test_what_nothing_was_measured_of_is_refused(arguments: str, message: str) -> None:
    outcome = run("deriv", *arguments.split())

    assert (outcome.status, outcome.text, outcome.stderr.count("\n")) == (2, "", 1)
    assert message in outcome.stderr


def test_info_names_the_frameworks_and_then_the_spellings_that_differ_from_them() -> None:
    assert slopes_apart(_scalar("hard_tanh"))[2:] == [
        "jax, flax, tinygrad: 1 at -1",
        "jax, flax, tinygrad: 1 at 1",
        "torch.clamp, torch.clip, tf.clip_by_value: 1 at -1",
        "torch.clamp, torch.clip, tf.clip_by_value: 1 at 1",
        "jax.numpy.clip: 0.5 at -1 (a bound that equals x takes half of the gradient)",
        "jax.numpy.clip: 0.5 at 1 (a bound that equals x takes half of the gradient)",
    ]


# --- how it is evaluated ------------------------------------------------------------------------------------


def test_only_the_first_derivative_at_the_points_is_another() -> None:
    plain, theirs = _scalar("celu"), _theirs("mlx", "celu")
    x = np.array([-1.0, -1e-300, -0.0, 0.0, 1e-300, 1.0, np.inf, -np.inf, np.nan])

    assert theirs.formula == plain.formula
    assert theirs.slopes == {Fraction(0): Fraction(0)}
    assert plain.slopes == {}
    assert np.array_equal(theirs(x), plain(x), equal_nan=True)
    there = x == 0
    assert theirs.deriv(x)[there].tolist() == [0, 0]
    assert np.array_equal(theirs.deriv(x)[~there], plain.deriv(x)[~there], equal_nan=True)
    assert theirs.deriv(0.0).shape == ()
    assert theirs.deriv(x.reshape(3, 3)).shape == (3, 3)
    # The second derivative jumps, and a point alone has none.
    for order in (2, 3):
        assert theirs.deriv(x, order)[there].tolist() == [0, 0]
        assert np.array_equal(theirs.deriv(x, order)[~there], plain.deriv(x, order)[~there], equal_nan=True)


def test_a_slope_is_rounded_once_to_the_format() -> None:
    theirs = _theirs("tf", "selu")

    for dtype, slope in (("float64", 1.0507009873554805), ("bfloat16", 1.046875), ("float16", 1.05078125)):
        assert float(theirs.deriv(0.0, dtype=dtype)) == slope
    for digits, text in ((3, "1.05"), (12, "1.05070098736"), (25, "1.050700987355480493419335")):
        assert str(theirs.to_digits(Decimal(0), digits, 1)) == text


@pytest.mark.parametrize("dtype", FORMATS)
def test_a_kink_is_at_the_nearest_number_of_the_format(dtype: str) -> None:
    theirs = _theirs("jax", "jax.numpy.clip:min=0.1,max=0.7")

    assert theirs.deriv([0.1, 0.4, 0.7], dtype=dtype).tolist() == [0.5, 1, 0.5]


def test_a_file_in_another_format_has_its_kinks_there(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([0.1, 0.7], np.float32))

    clip = ("jax.numpy.clip:min=0.1,max=0.7", "--convention", "jax", "-f", "plain")
    assert run("deriv", *clip, "-i", str(tmp_path / "x.npy")).lines == ["0.5", "0.5"]


def test_to_digits_a_kink_is_where_it_is_and_nowhere_else() -> None:
    theirs = _theirs("jax", "jax.numpy.clip:min=0.1,max=1/3")

    for x, slope in (
        (Decimal("0.1"), "0.5"),
        (Fraction(0.1), "1"),  # the float, which is above a tenth
        (Fraction(1, 3), "0.5"),
        (Decimal("0.3333333333333333"), "1"),
        (Decimal("0.3333333333333334"), "0"),
        (Decimal("1e999999999999999"), "0"),
        (Decimal("inf"), "0"),
        (Decimal("nan"), "NaN"),
    ):
        assert str(theirs.to_digits(x, 5, 1)) == slope
    assert str(theirs.to_digits(Decimal("0.1"), 5, 2)) == "0"
    assert str(theirs.to_digits(Decimal("0.1"), 5)) == "0.1"


def test_a_kink_beyond_the_format_is_at_no_number_of_it() -> None:
    for spec, dtype in (
        ("hard_tanh:max_val=1e400", "float64"),
        ("hard_tanh:max_val=1e39", "float32"),
        ("hard_tanh:max_val=1000", "float8_e4m3fn"),
    ):
        slopes = _theirs("jax", spec).deriv([-2.0, -1.0, 0.0, 100.0], dtype=dtype)
        assert slopes.tolist() == [0, 1, 1, 1]
    assert float(_theirs("jax", "hard_tanh:max_val=1e39").deriv(np.inf, dtype="float32")) == 0


# --- how much of it is asked of the frameworks --------------------------------------------------------------


def test_every_slope_is_asked_of_its_framework_and_the_readme_says_how_often() -> None:
    asked, pairs = set(), set()
    for spelling in every_spelling():
        peer = PEERS.get(spelling.framework)
        if not isinstance(peer, Differentiating) or not isinstance(spelling.by_default, Activation):
            continue
        for _, theirs in conventions(spelling):
            asked |= set(slopes_through(spelling.framework, theirs, spelling))
            pairs |= {(spelling.full, theirs.label, at) for at in theirs.slopes}

    unasked = sorted({of for row in set(slopes()) - asked for of in row.of})
    assert not unasked, (
        f"nobody asks {', '.join(unasked)} for the derivatives in slopes.tsv: "
        "add the framework to tests/judges/peers, or a spelling through which they are asked"
    )
    spelled = len({name for name, _, _ in pairs})
    said = f"through {spelled} spellings, at {len(pairs)} pairs of a spelling and a point"
    assert said in " ".join(text_of("frameworks").split()), f"actx help frameworks does not say: {said}"


def test_only_what_is_unsettled_is_left_out() -> None:
    for name in UNSETTLED:
        spelling = find(name)
        assert 0 < len(list(conventions(spelling))) < 5, name
