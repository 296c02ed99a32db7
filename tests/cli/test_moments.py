"""`actx moments`: numbers, tables of layers, and what makes no sense."""

from __future__ import annotations

import json

import pytest
from process import run, terminal


def fields(*arguments: str) -> dict[str, str]:
    outcome = run("moments", *arguments)
    assert outcome.status == 0, outcome.stderr
    return dict(line.split("\t") for line in outcome.lines[1:])


def test_the_moments_of_relu() -> None:
    assert fields("relu") == {
        "name": "relu",
        "mean": "0.3989422804014327",  # 1/sqrt(2*pi)
        "second_moment": "0.5",
        "variance": "0.3408450569081047",  # 1/2 - 1/(2*pi)
        "mean_squared_slope": "0.5",
        "gain": "1.4142135623730951",
        "std_gain": "1.7128585504496627",
    }


@pytest.mark.thorough
def test_of_another_deviation_and_to_many_digits() -> None:
    assert fields("relu", "--sigma", "3/2")["second_moment"] == "1.125"
    assert fields("relu", "--sigma", "1e-3")["second_moment"] == "5e-7"
    assert fields("relu", "--digits", "30")["gain"] == "1.41421356237309504880168872421"


def test_json_is_one_object_and_a_list_for_several() -> None:
    found = json.loads(run("moments", "gelu", "--format", "json").text)
    assert found["name"] == "gelu"
    assert found["mean"] == 0.28209479177387814
    both = json.loads(run("moments", "leaky_relu:alpha=0|1", "--format", "json").text)
    assert [each["second_moment"] for each in both] == [0.5, 1]


@pytest.mark.thorough
def test_what_is_not_decided_is_said() -> None:
    assert fields("1/x")["second_moment"] == "not decided"
    assert json.loads(run("moments", "1/x", "--format", "json").text)["mean"] is None


@pytest.mark.thorough
def test_edges_and_criticalities_that_are_none_or_not_decided_are_told_apart() -> None:
    assert fields("relu", "--bias-variance", "0.05")["edge_of_chaos_q"] == "none"
    assert fields("relu", "--critical")["criticality_K"] == "not decided"


@pytest.mark.thorough
def test_layers_are_a_table_with_a_row_each() -> None:
    lines = run("moments", "relu", "--depth", "2", "--weight-variance", "3", "--format", "csv").lines
    assert lines == ["layer,variance,gradient", "0,1,1", "1,1.5,1.5", "2,2.25,2.25"]
    several = run("moments", "leaky_relu:alpha=0|1", "--depth", "1", "--weight-variance", "1").lines
    assert several == [
        "name\tlayer\tvariance\tgradient",
        "leaky_relu:alpha=0\t0\t1\t1",
        "leaky_relu:alpha=0\t1\t0.5\t0.5",
        "leaky_relu:alpha=1\t0\t1\t1",
        "leaky_relu:alpha=1\t1\t1\t1",
    ]


@pytest.mark.thorough
def test_of_a_correlation() -> None:
    assert fields("square", "--correlation", "-1/2")["product_mean"] == "1.5"
    assert fields("square", "--correlation", "0.5")["cosine"] == "0.5"


def test_without_a_variance_of_weights_the_first_layer_keeps_its_variance() -> None:
    lines = run("moments", "relu", "--depth", "1", "--sigma", "2").lines
    assert lines[1:] == ["0\t4\t1", "1\t4\t1"]


def test_on_a_terminal_it_is_a_table_that_says_what_each_is_if_there_is_room() -> None:
    plain = {"NO_COLOR": "1"}
    wide = terminal("moments", "leaky_relu:alpha=0|1", "--sigma", "2", env=plain).lines
    assert wide[0] == "X ~ N(0, 4)"
    named = terminal("moments", "relu", "--correlation", "0", "--bias-variance", "0", env=plain).lines
    assert named[0] == "X ~ N(0, 1), Y like X, Z ~ N(0, 1)"
    assert wide[1].split() == ["leaky_relu:alpha=0", "leaky_relu:alpha=1"]
    assert wide[4].split() == ["second", "moment", "2", "4", "E", "f(X)²"]
    bare = terminal("moments", "relu", env=plain | {"LC_ALL": "C"}).lines
    assert bare[7].split("  ")[-1] == "1/sqrt(E f(X)^2)"
    narrow = terminal("moments", "gelu", columns=40, env=plain).lines
    assert max(map(len, narrow)) <= 40
    assert narrow[3].split() == ["mean", "0.28209479177387814"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("softmax",), "softmax is an activation of vectors: only scalar ones have moments"),
        (("gelu", "--sigma", "0"), "--sigma must be from 1e-20 to 1e20, not '0'"),
        (("gelu", "--sigma", "two"), "--sigma: 'two' is not a number"),
        (("gelu", "--sigma", "sqrt(2)"), "--sigma is a decimal or a fraction, not 'sqrt(2)'"),
        (("gelu", "--bias-variance=-1"), "--bias-variance must be from 0 to 1e20, not '-1'"),
        (("gelu", "--correlation=2"), "--correlation must be from -1 to 1, not '2'"),
        (
            ("gelu", "--correlation=0", "--digits=20"),
            "--digits does not go with --correlation: what that adds is in float64",
        ),
        (
            ("gelu", "--bias-variance=0", "--digits=20"),
            "--digits does not go with --bias-variance: what that adds is in float64",
        ),
        (("gelu", "--weight-variance", "2"), "--weight-variance goes with --depth"),
        (
            ("gelu", "--depth", "2", "--critical"),
            "--depth does not go with --critical: its answer is a table of layers",
        ),
    ],
)
def test_what_makes_no_sense_is_an_error(arguments: tuple[str, ...], message: str) -> None:
    outcome = run("moments", *arguments)
    assert (outcome.stderr, outcome.status) == (f"actx: {message}\n", 2)


@pytest.mark.thorough
def test_layers_that_are_not_decided_are_a_failure() -> None:
    outcome = run("moments", "1/x", "--depth", "2", "--weight-variance", "1")
    assert outcome.status == 1
    assert outcome.stderr == "actx: the variances of the layers are not decided for 1/x\n"
