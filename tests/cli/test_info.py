"""`actx info` on a terminal: one screen, whatever its width, with what is known and nothing else."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from process import run, terminal
from samples.random_formulas import draw

from actx.core.names.lookup import names

if TYPE_CHECKING:
    from conftest import Sample

COLOUR: Final = re.compile(rb"\x1b\[[0-9;]*m")
ASCII: Final = {"LC_ALL": "C"}


def shown(*arguments: str, columns: int = 80, env: dict[str, str] | None = None) -> list[str]:
    outcome = terminal("info", "--no-pager", *arguments, columns=columns, env=env)
    assert (outcome.stderr, outcome.status) == ("", 0)
    return COLOUR.sub(b"", outcome.stdout).decode().splitlines()


def test_it_is_one_screen_for_every_activation(some: Sample) -> None:
    for name in some(names()[::4], 8):
        lines = shown(name)
        assert len(lines) <= 40, f"{name} takes {len(lines)} lines"
        assert max(map(len, lines)) <= 80, name
        assert lines[0].startswith(name)


@pytest.mark.parametrize("columns", [40, 60, 120, 200])
def test_it_fits_every_width(columns: int, some: Sample) -> None:
    for name in some(names()[columns % 40 :: 40], 1, str(columns)):
        for env in some((None, ASCII), 1, name):
            lines = shown(name, columns=columns, env=env)
            assert max(map(len, lines)) <= columns, name
            assert env is None or "".join(lines).isascii(), name


def test_so_does_any_formula(some: Sample) -> None:
    for k in some(range(12), 1):
        drawn = draw(random.Random(f"sheet {k}"))
        settings = [part for name, value in drawn.settings.items() for part in ("-p", f"{name}={value}")]
        outcome = terminal("info", "--no-pager", *settings, "--", drawn.text)
        if outcome.status == 2:  # a derivative that is too large, or a formula without a value
            continue
        assert (outcome.stderr, outcome.status) == ("", 0), drawn.text
        assert max(map(len, COLOUR.sub(b"", outcome.stdout).decode().splitlines())) <= 80, drawn.text


def test_it_says_what_is_known_of_gelu() -> None:
    lines = shown("gelu")

    assert lines[0] == "gelu  gated: x times a gate of x"
    assert lines[1] == "also      gelu_erf, gelu_none, gelu_exact, exact_gelu, gelu_python"
    assert lines[3:6] == [
        "f(x)      xΦ(x)",
        "f'(x)     Φ(x) + xφ(x)",
        "          Φ the normal CDF, φ the normal density",
    ]
    facts = " ".join(" ".join(line[42:] for line in lines[7:17]).split())
    # By mpmath: the slope is largest where gelu'' = (2 - x²)φ(x) = 0, at √2.
    assert facts == (
        "f(0) = 0, f'(0) = 0.5 f(−∞) = −0, f(∞) = ∞ max |f'| = 1.12890 at 1.41421 smooth not monotone "
        "range [−0.169971, ∞) saturates on the left minimum −0.169971 at −0.751792 "
        "inflections at −1.41421, 1.41421 f = 0 at 0"
    )
    assert "torch     nn.functional.gelu, nn.GELU with approximate=none" in lines
    assert any(line.startswith("elsewhere keras.ops.gelu, jax.nn.gelu") for line in lines)
    assert not any("none" in line and "approx" not in line and "gelu_none" not in line for line in lines)


@pytest.mark.thorough
def test_the_shape_of_a_formula_is_told_if_it_is_found_at_once_or_on_record() -> None:
    # x sigmoid(1.5 x) is least where 1 + 1.5 x (1 - sigmoid(1.5 x)) = 0.
    assert "minimum −0.185643 at −0.852310" in " ".join(shown("x*sigmoid(1.5*x)"))
    assert "inflections at" not in " ".join(shown("x*sigmoid(1.5*x)"))  # f'' takes longer
    mish = " ".join(shown("x*tanh(log(1+exp(x)))"))
    assert "range [−0.308843, ∞)" in mish
    assert "inflections at −2.25638, 1.49057" in mish  # as on record of the activation that it is
    assert "with --all" in " ".join(shown("x*tanh(log(1+exp(x)))+sin(x)"))
    assert "with --all" not in " ".join(shown("relu"))
    assert "zero-centred" in " ".join(shown("tanh"))


def test_a_kink_a_jump_and_a_limit_on_one_side_are_called_so() -> None:
    relu = " ".join(" ".join(shown("relu", columns=200)).split())
    assert "kink at 0: f' from 0 to 1, there 0" in relu
    assert "max |f'| = 1 just above 0" in relu
    assert "sup |f'| = 1, the limit at ∞" in " ".join(shown("softplus"))
    assert "f' is unbounded" in shown("square")[8]
    assert "max |f'| = 20, for" not in " ".join(shown("square"))
    assert "jump at 0: f from 0 to 1, there 1" in " ".join(shown("step"))


def test_a_choice_is_a_line_for_each_branch() -> None:
    assert shown("leaky_relu")[3:7] == [
        "f(x)      ⎧ x   if x > 0",
        "          ⎩ αx  otherwise",
        "f'(x)     ⎧ 1  if x > 0",
        "          ⎩ α  otherwise",
    ]
    assert shown("leaky_relu", env=ASCII)[3:5] == [
        "f(x)      where(x > 0, x, alpha*x)",
        "f'(x)     where(x > 0, 1, alpha)",
    ]


def test_all_digits_are_shown_when_asked_for() -> None:
    assert "1.1289041451851547" in " ".join(shown("gelu", "--full"))
    assert "1.1289041451851547" not in " ".join(shown("gelu"))


@pytest.mark.thorough
def test_a_long_formula_is_shown_as_far_as_there_is_room_and_in_full_when_asked_for() -> None:
    formula = "*".join(f"sin({k}*x)" for k in range(1, 7))
    some, all_ = shown(formula), shown(formula, "--full")
    assert any(line.strip() == "and so on: --full shows all" for line in some)
    assert not any("--full" in line for line in all_)
    assert len(some) <= 40
    assert "6cos(6x)" in " ".join(all_)
    assert "6cos(6x)" not in " ".join(some)


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("x*tanh(log(1+exp(x)))", "mish"),
        ("x*sigmoid(1.702*x)", "quick_gelu"),
        ("where(x > 0, x, 0)", "relu"),
        ("(x + abs(x))/2", "relu"),
        ("(exp(x)-exp(-x))/(exp(x)+exp(-x))", "tanh"),
        ("x*(1 + erf(x/sqrt(2)))/2", "gelu"),
        ("x*min(max(0, x+3), 6)/6", "hard_swish"),
    ],
)
def test_a_formula_that_is_an_activation_is_named(formula: str, name: str) -> None:
    assert json.loads(run("info", formula, "--format", "jsonl").text)["known_as"][0] == name


@pytest.mark.parametrize("formula", ["x*sigmoid(1.5*x)", "sin(x)/x", "sqrt(x)", "x + 1e-9"])
@pytest.mark.thorough
def test_a_formula_that_is_none_is_called_none(formula: str) -> None:
    assert json.loads(run("info", formula, "--format", "jsonl").text)["known_as"] == []


def test_the_formula_in_latex_is_all_that_is_printed() -> None:
    assert run("info", "isru", "--latex").text == r"\frac{x}{\sqrt{1 + \alpha\, x^{2}}}" + "\n"
    assert run("info", "tanh", "--latex", "--deriv").text == r"\frac{1}{\cosh(x)^{2}}" + "\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gelu", "--deriv"), "--deriv goes with --latex"),
        (("gelu", "--latex", "--all"), "--latex does not go with --all: it prints the formula alone"),
        (("gelu", "--latex", "--full"), "--latex does not go with --full: it prints the formula alone"),
        (("gelu", "--latex", "-fcsv"), "--latex does not go with --format: it prints the formula alone"),
        (
            ("gelu", "--latex", "--dtype=float16"),
            "--latex does not go with --dtype: it prints the formula alone",
        ),
        (("gelu", "--prove", "--full"), "--prove does not go with --full"),
        (("gelu", "--prove", "--all"), "--prove does not go with --all"),
        (("gelu", "--prove", "--deriv"), "--prove does not go with --deriv"),
        (("softmax", "--latex"), "softmax is an activation of vectors: --latex is for scalar ones"),
    ],
)
def test_what_makes_no_sense_is_an_error(arguments: tuple[str, ...], message: str) -> None:
    outcome = run("info", *arguments)
    assert (outcome.text, outcome.stderr, outcome.status) == ("", f"actx: {message}\n", 2)


# --- the shape -------------------------------------------------------------------------------------------


def test_all_has_the_shape_in_words_on_a_sheet_as_wide_as_the_screen() -> None:
    for columns in (40, 80):
        lines = shown("hard_swish", "--all", columns=columns)
        text = " ".join(lines)
        assert max(map(len, lines)) <= columns
        for words in (
            "f = 0 from −∞ to −3, at 0",
            "local minimum −0.375 at −1.5",
            "not monotone",
            "y = x at ∞",
        ):
            assert words in text


@pytest.mark.thorough
def test_all_has_the_shape_in_data_and_names_what_is_not_decided() -> None:
    gelu, sine, beat = (
        json.loads(run("info", spec, "--all", "--format", "json").text)
        for spec in ("gelu", "sin(x)", "sin(x)+sin(sqrt(2)*x)")
    )
    assert gelu["inflections"] == [-1.4142135623730951, 1.4142135623730951]
    assert (gelu["zeros"], gelu["supremum"], gelu["not_decided"]) == ([0], "inf", [])
    assert (gelu["asymptote_left"], gelu["asymptote_right"]) == ([0, 0], [1, 0])
    assert (sine["zeros"], sine["zeros_period"]) == ("endlessly many", 6.283185307179586)
    assert (sine["zeros_in_period"], sine["not_decided"]) == ([0, 3.141592653589793], [])
    assert beat["zeros"] is None
    assert {"zeros", "lipschitz", "monotone"} <= set(beat["not_decided"])


def test_all_says_no_more_of_an_activation_of_vectors() -> None:
    assert run("info", "softmax", "--all").seen == run("info", "softmax").seen


@pytest.mark.thorough
def test_a_format_has_the_x_from_which_a_function_saturates_there() -> None:
    """The numbers of float32 beside these are mpmath's."""
    found = json.loads(run("info", "gelu", "--dtype", "float32", "--format", "json").text)
    assert np.float32(found["f_is_x_right"]) == np.float32(5.3475156)
    assert np.float32(found["slope_constant_right"]) == np.float32(5.910161)
    assert found["slope_constant_right_value"] == 1
    sheet = run("info", "gelu", "--dtype", "bfloat16", "--format", "table").text
    assert "f = x from x = 2.78125" in " ".join(line[40:].strip() for line in sheet.splitlines())
    assert run("info", "softmax", "--dtype", "float32").stderr == (
        "actx: softmax is an activation of vectors: --dtype is for scalar ones\n"
    )
    assert run("info", "gelu", "--dtype", "float33").status == 2


def test_of_vectors_the_range_the_sum_and_what_shifts_do_are_told() -> None:
    found = json.loads(run("info", "softmax", "--format", "json").text)
    assert (found["range"], found["sum"], found["shift"]) == ("(0, 1]", "1", "invariant")
    assert "scale" not in found
    assert "f(x + c) = f(x) + c" in run("info", "logsumexp", "--format", "table").text
