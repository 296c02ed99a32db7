"""The command line at work: what it answers, in every format, to everything a person may type.

The invocations and their answers are data, in tests/data/command_line.txt. That their numbers are the true
ones is a test of its own, against mpmath.
"""

from __future__ import annotations

import csv
import json
import math
import re
import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import mpmath
import pytest
import transcript
from process import run, shell

import actx
from actx.io.tokens import looks_numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SESSION: Final = transcript.read("command_line.txt")
pytestmark: Final = pytest.mark.usefixtures("new_processes_if_thorough")
COMMANDS: Final = ("eval", "deriv", "plot", "compare", "list", "info", "help")


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def _swish(beta: str) -> Callable[[Any], Any]:
    return lambda x: x * _sigmoid(mpmath.mpf(beta) * x)


# Independent definitions of what the session evaluates, by what stands after `eval` or `deriv`.
REFERENCE: Final[dict[str, Callable[[Any], Any]]] = {
    "'elu(x, alpha=0.5)' ": lambda x: x if x > 0 else mpmath.expm1(x) / 2,
    "'log(1+exp(x))' ": lambda x: mpmath.log1p(mpmath.exp(x)),
    "'x*sigmoid(1.702*x)' ": _swish("1.702"),
    "'x*sigmoid(beta*x)' -p beta=1.702 ": _swish("1.702"),
    "LOGISTIC ": _sigmoid,
    "elu -3e-2 --format csv -inf -p alpha=2 ": lambda x: x if x > 0 else 2 * mpmath.expm1(x),
    "exponential ": mpmath.exp,
    "gelu ": lambda x: x * mpmath.ncdf(x),
    "sigmoid ": _sigmoid,
    "swish -p beta=1.5 ": _swish("1.5"),
    "swish-1 ": _swish("1"),
    "tanh ": mpmath.tanh,
}


@pytest.mark.parametrize("entry", SESSION, ids=str)
def test_a_command_prints_what_the_session_shows(
    entry: transcript.Entry, folder: Path, bin_folder: Path
) -> None:
    outcome = shell(entry.command, bin_folder=bin_folder, cwd=folder)

    assert outcome.seen == entry.expected
    assert not list(folder.glob(".actx-*")), "a part file was left behind"


def test_the_session_is_long_and_has_every_command_and_format() -> None:
    words = [word for entry in SESSION for word in shlex.split(entry.command)]

    assert len(SESSION) >= 60
    assert set(COMMANDS) <= set(words)
    formats = {b.removeprefix("--format=") for a, b in pairwise(words) if "-f" in a or "=" in b}
    assert formats >= {"table", "plain", "csv", "tsv", "json", "jsonl", "npy"}


def _judged() -> Iterator[tuple[transcript.Entry, Callable[[Any], Any], list[dict[str, str]]]]:
    """The entries whose function is known here, with the function and the rows x, y and derivative."""
    for entry in SESSION:
        rest = entry.command.removeprefix("actx ").removeprefix("eval ").removeprefix("deriv ")
        for known, f in REFERENCE.items():
            if rest.startswith(known) and "--format table" not in rest and "--dtype" not in rest:
                yield entry, f, list(_rows(entry, shlex.split(rest.removeprefix(known))))


def _rows(entry: transcript.Entry, words: list[str]) -> Iterator[dict[str, str]]:
    head = entry.stdout[0]
    if head.startswith(("x,", "x\t")):
        yield from csv.DictReader(entry.stdout, delimiter=head[1])
    elif "{" in "".join(entry.stdout[:2]):
        for line in entry.stdout:
            if line.startswith("{"):
                yield {name: str(value) for name, value in json.loads(line.rstrip(",")).items()}
    else:  # plain: the inputs are on the command line
        answer = "dy" if " deriv " in entry.command else "y"
        inputs = [word for word in words if looks_numeric(word)]
        for x, y in zip(inputs, entry.stdout, strict=True):
            yield {"x": x, answer: y}


JUDGED: Final = list(_judged())


@pytest.mark.parametrize(("entry", "f", "rows"), JUDGED, ids=[str(entry) for entry, _, _ in JUDGED])
def test_the_numbers_of_the_session_are_the_true_ones(
    entry: transcript.Entry, f: Callable[[Any], Any], rows: list[dict[str, str]]
) -> None:
    assert rows, entry
    for row in rows:
        x = float(row.pop("x"))
        if not math.isfinite(x):
            continue
        for column, text in row.items():
            order = {"y": 0, "dy": 1}.get(column) or int(column[1:-1] or 0)
            with mpmath.workdps(80):
                true = float(mpmath.diff(f, mpmath.mpf(x), order) if order else f(mpmath.mpf(x)))
            assert float(text) == true, f"{column} at {x}"


def test_most_numbers_of_the_session_are_judged() -> None:
    assert sum(len(rows) for _, _, rows in JUDGED) >= 30


# JSON is strict, and complete.


@pytest.mark.parametrize(
    "arguments",
    [
        "eval identity nan inf -inf -0 1e-320 1e300 --format json",
        "deriv 1/x 0 -0 --order 2 --format jsonl",
        "deriv softmax inf 0 --format json",
        "compare relu exponential 'log(x)' --format json",
        "compare 'log(x)' --at -1 0 --format jsonl",
        "list --format json",
        "list --format jsonl",
        "info step --format json",
        "info 'where(x > a, 1/x, a)' -p a=1 --format jsonl",
    ],
)
def test_json_is_strict(arguments: str) -> None:
    outcome = run(*shlex.split(arguments))

    lines = arguments.endswith("jsonl")
    rows = (
        [json.loads(text, parse_constant=pytest.fail) for text in outcome.lines]
        if lines
        else json.loads(outcome.text, parse_constant=pytest.fail)
    )
    if isinstance(rows, dict):
        rows = rows.get("rows", [rows])
    assert rows
    assert all(isinstance(row, dict) for row in rows)
    assert outcome.stderr == ""


@pytest.mark.parametrize("form", ["table", "plain", "csv"])
def test_list_holds_the_whole_catalog_in_every_format(form: str) -> None:
    outcome = run("list", "--format", form, env={"COLUMNS": "400"})

    for name in actx.names():
        assert re.search(rf"\b{name}\b", outcome.text), f"{name} is missing"


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_info_says_the_same_in_every_format(form: str) -> None:
    outcome = run("info", "elu:alpha=2", "--format", form, env={"COLUMNS": "400"})

    facts = ["elu:alpha=2", "where(x > 0, x, alpha*expm1(x))", "kinks", "limit_left", "derivative", "latex"]
    for fact in [*facts, "slope_left", "slope_right", "Clevert"]:
        assert fact in outcome.text


# Figures.


def test_plot_draws_to_the_current_folder_by_default(tmp_path: Path) -> None:
    outcome = run("plot", "softmax", "--deriv", "--at", "0", "1", "-2", cwd=tmp_path)

    assert (outcome.text, outcome.stderr, outcome.status) == ("softmax.png\n", "", 0)
    figure = tmp_path / "softmax.png"
    assert figure.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert list(tmp_path.iterdir()) == [figure]
