"""What the commands and a terminal say of the frameworks' names, and what it costs those who do not ask."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from process import execute, run, stderr_of_terminal, terminal

import actx
from actx.cli.commands.help import text_of
from actx.core.activation import Activation
from actx.core.names.across_frameworks import disagreements, slopes_apart, spellings_of, words_of
from actx.core.names.frameworks import FRAMEWORKS, OTHER_MEANINGS, WITH_SLOPES
from actx.core.names.lookup import names
from actx.core.names.search import find
from actx.core.names.spec import lookup
from actx.core.names.spelling import every_spelling
from actx.core.naming import plain

if TYPE_CHECKING:
    from conftest import Sample

EVERY: Final = every_spelling()


# --- what is said of them -----------------------------------------------------------------------------------


def test_info_lists_the_spellings_the_defaults_and_the_disagreements() -> None:
    fields = json.loads(run("info", "leaky_relu", "--format", "json").text)

    assert "torch.nn.functional.leaky_relu:negative_slope=0.01" in fields["spellings"]
    assert "tf.nn.leaky_relu:alpha=0.2" in fields["spellings"]
    assert "candle.ops.leaky_relu:negative_slope=..." in fields["spellings"]
    assert (
        "keras.layers.LeakyReLU, keras2.layers.LeakyReLU are leaky_relu:alpha=0.3" in fields["disagreements"]
    )
    assert fields["slopes_elsewhere"] == ["jax, flax, mlx, tinygrad: 1 at 0"]


def test_info_says_what_a_spelling_resolves_to() -> None:
    lines = run("info", "ort.fastgelu").lines

    assert lines[1:4] == [
        "spelling\tort.FastGelu",
        "note\tdocumented with constants of six digits; a bias may be added first",
        "name\tgelu_tanh",
    ]
    assert "spellings\ttorch.nn.functional.gelu:approximate=tanh" in lines


def test_info_says_what_was_typed_and_what_is_missing() -> None:
    assert run("info", "torch.gelu:approximate=tanh").lines[1:3] == [
        "spelling\ttorch.nn.functional.gelu:approximate=tanh",
        "name\tgelu_tanh",
    ]
    assert run("info", "torch.nn.LeakyReLU", "-p", "negative_slope=0.3").lines[1:3] == [
        "spelling\ttorch.nn.LeakyReLU:negative_slope=0.3",
        "name\tleaky_relu:alpha=0.3",
    ]
    assert run("info", "torch.nn.Threshold:value=1").lines[1:3] == [
        "spelling\ttorch.nn.Threshold:threshold=...,value=1",
        "name\tthreshold:value=1",
    ]
    assert "disagreements\tnone" not in run("info", "jax.nn.gelu").lines
    assert "disagreements\tnone" in run("info", "elu:alpha=2").lines


def test_every_spelling_that_info_shows_is_a_spec() -> None:
    for name in names():
        for specs in spellings_of(lookup(name)).values():
            for spec in specs:
                if not spec.endswith("..."):
                    meant = actx.activation(spec)
                    assert meant.name == name or "|" in find(spec.partition(":")[0]).means, spec


@pytest.mark.parametrize(
    "name",
    ["gelu", "gelu_tanh", "hard_sigmoid", "hard_sigmoid_02", "selu", "leaky_relu", "prelu", "hardshrink"],
)
def test_disagreements_are_named(name: str) -> None:
    assert disagreements(lookup(name))


@pytest.mark.parametrize("name", ["relu", "tanh", "silu", "mish", "softmax", "elu", "swish", "quiet_softmax"])
def test_agreement_is_no_disagreement(name: str) -> None:
    assert disagreements(lookup(name)) == []


def test_slopes_are_named_where_they_differ() -> None:
    assert slopes_apart(lookup("relu")) == []
    assert slopes_apart(lookup("celu")) == [
        "keras: 2 at 0 (on TensorFlow; no kink is there, and the derivative is 1)",
        "mlx: 0 at 0 (no kink is there, and the derivative is 1)",
    ]


def test_a_person_is_told_what_else_a_name_means_and_a_pipe_is_not() -> None:
    for command in ("eval gelu 1", "deriv gelu 1", "plot gelu -o /dev/null/x.png"):
        assert "note" not in run(*command.split()).stderr
    said = stderr_of_terminal("eval", "gelu", "1")
    assert said == "\x1b[2mnote: gelu is x*normcdf(x); jax.nn.gelu is gelu_tanh\x1b[0m\n"
    assert "alpha=0.01" in stderr_of_terminal("deriv", "LeakyReLU", "1")
    assert stderr_of_terminal("eval", "gelu", "1", piped=True) == ""
    for quiet in ("gelu_erf", "relu", "torch.nn.GELU", "leaky_relu:alpha=0.2", "x*normcdf(x)"):
        assert stderr_of_terminal("eval", quiet, "1") == ""
    assert stderr_of_terminal("eval", "gelu", "1", "--quiet") == ""
    for command in ("info gelu", "compare gelu relu --at 1"):
        assert stderr_of_terminal(*command.split()) == ""
    assert terminal("eval", "gelu", "1").stderr == ""


def test_what_a_terminal_is_told_follows_from_the_tables() -> None:
    for name in names():
        record = lookup(name)
        if not isinstance(record, Activation):
            assert name not in OTHER_MEANINGS
            continue
        x = np.linspace(-5, 5, 101)
        labels = []
        called = {plain(each) for each in (name, *record.aliases)}
        for statement in disagreements(record):
            label = statement.rpartition(" is ")[2].rpartition(" are ")[2]
            first = find(statement.partition(" ")[0].rstrip(","))
            if plain(first.short) not in called and label.partition(":")[0] != name:
                continue  # the other way round: of gelu_tanh, that others mean gelu by gelu
            other = actx.activation(label)
            # The truncated constants of selu are another function, but not one to be warned of.
            if isinstance(other, Activation) and np.abs(other(x) - record(x)).max() > 1e-4:
                labels.append(label)
                spellings = statement.rpartition(" ")[0].rpartition(" ")[0].split(", ")
                assert [each for each in OTHER_MEANINGS[name] if each.partition(" ")[0] in spellings], (
                    statement
                )
        assert [each.rpartition(" ")[2] for each in OTHER_MEANINGS.get(name, ())] == labels


def test_the_reference_shows_twelve_disagreements_by_commands_that_print_them() -> None:
    shown = re.findall(r"elsewhere\s(\S+)\.\n\n  \$ actx (.*)\n  (.*)\n", text_of("frameworks"))

    assert len(shown) == 12
    for elsewhere, command, prints in shown:
        outcome = run(*shlex.split(command))
        assert (outcome.text, outcome.stderr, outcome.status) == (f"{prints}\n", "", 0), command
        assert float(prints) != float(elsewhere), command


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_in_json_has_every_spelling_and_no_empty_field() -> None:
    rows: list[dict[str, Any]] = json.loads(run("list", "--format", "json").text)

    assert [row["name"] for row in rows] == names()
    for row in rows:
        assert all(value not in ("", [], None) for value in row.values()), row["name"]
        assert {"name", "family", "formula", "reference"} <= row.keys()
        record = lookup(row["name"])
        assert ("aliases" in row) == bool(record.aliases)
        assert len(row.get("params", ())) == len(record.params)
    total = sum(len(row.get("spellings", ())) for row in rows)
    assert total >= len(EVERY)


def test_the_help_names_the_frameworks() -> None:
    for command, frameworks in (("list", FRAMEWORKS), ("deriv", WITH_SLOPES)):
        words = run(command, "--help").text.replace(",", " ").replace(".", " ").split()
        assert set(frameworks) <= set(words), command


def test_a_list_of_nothing_says_of_what() -> None:
    for arguments, said in (
        ("gelu --family periodic", "no activation of the family periodic has 'gelu'"),
        ("--framework burn --family periodic", "no activation of the family periodic of burn is recorded"),
    ):
        assert run("list", *arguments.split()).stderr == f"actx: {said}: see 'actx list'\n"


def test_the_list_of_a_framework_has_its_spellings() -> None:
    rows = [line.split("\t") for line in run("list", "--framework", "torch").lines]

    by_name = {row[0]: row[-1] for row in rows}
    assert by_name["name"] == "spellings"
    assert by_name["gelu_tanh"] == "torch.nn.functional.gelu:approximate=tanh, torch.nn.GELU:approximate=tanh"
    assert "squareplus" not in by_name
    assert run("list", "--framework", "pytorch").text == run("list", "--framework", "torch").text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("swish", {"silu", "swish", "hard_swish"}),
        ("GELU-new", {"gelu_tanh"}),
        ("hendrycks", {"gelu", "gelu_tanh", "quick_gelu", "silu"}),
        ("FastGelu", {"gelu_tanh"}),
        ("fast_gelu", {"gelu_tanh"}),
        ("act2fn", set()),
        ("hendrycks quick", {"quick_gelu"}),
    ],
)
def test_the_list_is_searched(words: str, found: set[str]) -> None:
    outcome = run("list", *words.split(), "--format", "plain")

    if found:
        assert found <= set(outcome.lines)
        for name in outcome.lines:
            texts = " ".join(words_of(lookup(name))).lower()
            assert all(plain(word) in plain(texts) for word in words.split())
    else:
        assert (outcome.status, outcome.stderr) == (
            2,
            f"actx: no activation has '{words}': see 'actx list'\n",
        )


def test_an_unknown_framework_is_named() -> None:
    outcome = run("list", "--framework", "tochr")

    assert (outcome.status, outcome.text) == (2, "")
    assert outcome.stderr == "actx: unknown framework 'tochr': did you mean torch?\n"


# --- the cost -----------------------------------------------------------------------------------------------

WATCH: Final = """
import atexit, runpy, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
atexit.register(lambda: sys.stderr.write("\\n".join([*sys.modules, *opened])))
sys.argv[0] = "actx"
runpy.run_module("actx", run_name="__main__")
"""


@pytest.mark.thorough
def test_no_table_is_read_where_no_framework_is_named(some: Sample) -> None:
    commands = [
        "list",
        "list --family gated",
        "eval relu -3 3",
        "eval gelu 1",
        "deriv leaky_relu 0",
        "compare",
    ]
    for command in some(commands, 2):
        outcome = execute([sys.executable, "-c", WATCH, *command.split()])

        assert outcome.status == 0, command
        assert "dialects" not in outcome.stderr, command
        assert ".tsv" not in outcome.stderr, command


def test_a_spelling_reads_the_table_of_its_framework_alone() -> None:
    outcome = execute([sys.executable, "-c", WATCH, "eval", "torch.gelu", "1"])

    read = {Path(line).name for line in outcome.stderr.splitlines() if line.endswith(".tsv")}
    assert read == {"torch.tsv"}
