"""`actx find`: one short table on a terminal, rows and objects elsewhere."""

from __future__ import annotations

import json
import re
from typing import Any

import mpmath
import pytest
from process import run, terminal


def shown(*arguments: str) -> list[str]:
    outcome = terminal("find", *arguments, "--quiet", env={"NO_COLOR": "1"})
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome.stdout.decode().splitlines()


@pytest.mark.thorough
def test_what_is_equal_is_told_with_how_it_is_known() -> None:
    assert shown("(1+tanh(x/2))/2") == [
        "answer  activation",
        "──────────────────────────",
        "equal   sigmoid     proved",
    ]
    assert "proved where both are defined" in "\n".join(shown("sin(x)/x"))


def _apart(x: Any) -> Any:
    return x * mpmath.tanh(mpmath.sinh(x)) - x * mpmath.tanh(x)


@pytest.mark.thorough
def test_what_is_only_near_is_told_with_its_distance() -> None:
    first, *_, last = shown("x*tanh(sinh(x))")[2:]
    with mpmath.workdps(20):  # the largest difference to x tanh(x)
        x = mpmath.findroot(lambda t: mpmath.diff(_apart, t), -1.47)
        size = abs(_apart(x))
    assert re.split(r"\s{2,}", first) == ["near", "lisht", f"{float(size):.6f} at {float(x):.5f}"]
    assert last == "The distance is the largest |f - g| for x from -10 to 10."


@pytest.mark.thorough
def test_data_has_a_row_or_an_object_for_each_answer() -> None:
    header, row = run("find", "x/(1+exp(-1.702*x))").lines
    assert header.split("\t") == ["answer", "spec", "also", "equal", "max_diff", "max_diff_at", "at_least"]
    assert row.split("\t")[:4] == ["equal", "quick_gelu", "none", "proved"]
    (swish, *_) = json.loads(run("find", "x*sigmoid(b*x)", "-p", "b=1.5", "--format", "json").text)
    assert (swish["answer"], swish["spec"]) == ("equal with parameters", "swish:beta=1.5")
    assert run("find", "log(1+exp(x))", "--format", "plain").text == "softplus\n"
    assert run("find", "torch.nn.SiLU", "--format", "plain").text == "swish\n"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("softmax", "softmax is an activation of vectors: only scalar ones can be found"),
        ("elu:alpha=1|2", "'elu:alpha=1|2' means 2 activations: find is for one"),
        ("x/0", "nothing is found: 'x/0' is at a finite distance from none, or has no values"),
        ("gleu", "unknown activation 'gleu': did you mean gelu"),
    ],
)
def test_what_cannot_be_found_is_one_line(spec: str, message: str) -> None:
    outcome = run("find", spec)
    assert outcome.stderr.startswith(f"actx: {message}")
    assert (outcome.text, outcome.stderr.count("\n"), outcome.status) == ("", 1, 2)


@pytest.mark.thorough
def test_what_is_at_no_finite_distance_is_not_near() -> None:
    message = "actx: nothing is found: '1/x' is at a finite distance from none, or has no values\n"
    assert run("find", "1/x").stderr == message
