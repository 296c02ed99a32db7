"""Families on the command line: a column, a curve or a sheet for each value of a parameter.

Of leaky_relu everything is known: alpha*x and the slope alpha for x < 0, x and 1 for x > 0.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
import pytest
from process import run, terminal

from actx.cli.specs import resolve

if TYPE_CHECKING:
    from pathlib import Path

    from process import Outcome

FAMILY: Final = "leaky_relu:alpha=0.01..0.3:5"
ALPHAS: Final = ("0.01", "0.0825", "0.155", "0.2275", "0.3")


def done(*arguments: str, **how: Any) -> Outcome:
    outcome = run(*arguments, **how)
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome


def table(*arguments: str, columns: int = 80) -> list[str]:
    outcome = terminal(*arguments, "--color", "never", columns=columns)
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome.stdout.decode().splitlines()


# --- eval ------------------------------------------------------------------------------------------------


def test_plain_has_the_members_on_a_line() -> None:
    assert done("eval", FAMILY, "-1", "2").lines == [" ".join(f"-{alpha}" for alpha in ALPHAS), "2 2 2 2 2"]


def test_csv_tsv_and_json_have_a_column_for_each() -> None:
    names = ["x", *(f"y alpha={alpha}" for alpha in ALPHAS)]
    rows = [[-1.0, *(-float(alpha) for alpha in ALPHAS)], [2.0] * 6]
    for form, separator in ("csv", ","), ("tsv", "\t"):
        text = done("eval", FAMILY, "-1", "2", "--format", form).text
        head, *body = csv.reader(io.StringIO(text), delimiter=separator)
        assert (head, [list(map(float, row)) for row in body]) == (names, rows)
    for form in "json", "jsonl":
        text = done("eval", FAMILY, "-1", "2", "--format", form).text
        objects = json.loads(text) if form == "json" else list(map(json.loads, text.splitlines()))
        assert objects == [dict(zip(names, row, strict=True)) for row in rows]


def test_npy_has_a_last_axis_of_members(tmp_path: Path) -> None:
    np.save(tmp_path / "in.npy", np.array([[-1.0, 0.0, 2.0], [-4.0, 4.0, -2.0]], "f4"))
    family = "leaky_relu:alpha=0.25|0.5"
    done("eval", family, "-i", "in.npy", "-o", "out.npy", cwd=tmp_path)
    done("deriv", family, "--range", "-1:2:4", "-o", "slopes.npy", cwd=tmp_path)
    done("eval", family, "-", "-o", "streamed.npy", cwd=tmp_path, stdin=b"-1\n2\n")

    found = np.load(tmp_path / "out.npy")
    assert found.dtype == np.float32
    assert found.tolist() == [
        [[-0.25, -0.5], [0.0, 0.0], [2.0, 2.0]],
        [[-1.0, -2.0], [4.0, 4.0], [-0.5, -1.0]],
    ]
    assert np.load(tmp_path / "slopes.npy").tolist() == [[0.25, 0.5], [0.25, 0.5], [1.0, 1.0], [1.0, 1.0]]
    assert np.load(tmp_path / "streamed.npy").tolist() == [[-0.25, -0.5], [2.0, 2.0]]


def test_digits_bits_and_formats_work_as_for_one() -> None:
    family = "leaky_relu:alpha=0.1|0.2"
    assert done("eval", family, "-1/3", "--digits", "20").text == (
        "-0.033333333333333333333 -0.066666666666666666667\n"
    )
    assert done("eval", family, "-1", "--hex", "--dtype", "float16").text == "0xae66 0xb266\n"
    assert done("eval", family, "-1", "--hex", "--dtype", "float16", "--format", "csv").lines == [
        "x,y alpha=0.1,bits alpha=0.1,y alpha=0.2,bits alpha=0.2",
        "-1,-0.0999755859375,0xae66,-0.199951171875,0xb266",
    ]
    every = done("eval", family, "--all", "--dtype", "float8_e5m2").lines
    assert (len(every), every[0x40], every[0xC0]) == (256, "2 2", "-0.1875 -0.375")
    assert done("deriv", family, "-1", "--digits", "9").lines == [
        "x\ty alpha=0.1\tdy alpha=0.1\ty alpha=0.2\tdy alpha=0.2",
        "-1\t-0.1\t0.1\t-0.2\t0.2",
    ]


def test_words_of_frameworks_and_parameters_of_formulas_vary_too() -> None:
    # gelu and its tanh form at 1, from their definitions.
    with mpmath.workdps(40):
        exact = mpmath.ncdf(1)
        tanh = (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (1 + mpmath.mpf("0.044715")))) / 2
        truth = [Context(prec=20).create_decimal(mpmath.nstr(each, 30)) for each in (exact, tanh)]
    answer = done("eval", "torch.gelu:approximate=none|tanh", "1", "--digits", "20").text
    assert list(map(Decimal, answer.split())) == truth
    assert done("eval", "a*x+b", "-p", "a=1|2", "-p", "b=0..1:2", "10", "--format", "csv").lines == [
        "x,y a=1 b=0,y a=1 b=1,y a=2 b=0,y a=2 b=1",
        "10,10,11,20,21",
    ]


def test_a_table_that_is_too_wide_goes_on_below_member_by_member() -> None:
    lines = table("eval", FAMILY, "-1", "1/3", columns=60)
    heads = [line.split() for line in lines if "f(x)" in line]

    assert [word for head in heads for word in head if word.startswith("alpha")] == [
        f"alpha={alpha}" for alpha in ALPHAS
    ]
    assert len(heads) > 1
    assert all(head[0] == "x" for head in heads)
    assert max(map(len, lines)) <= 60
    together = table("deriv", "leaky_relu:alpha=0.1|0.2", "-1")
    assert "".join(together[0].split()) == "xf(x)alpha=0.1f'(x)alpha=0.1f(x)alpha=0.2f'(x)alpha=0.2"
    assert together[-1].split() == ["-1", "-0.1", "0.1", "-0.2", "0.2"]


# --- deriv -----------------------------------------------------------------------------------------------


def test_deriv_has_f_and_its_derivative_for_each() -> None:
    arguments = ("deriv", "leaky_relu:alpha=0.1|0.2", "-1", "0")
    assert done(*arguments).lines == [
        "x\ty alpha=0.1\tdy alpha=0.1\ty alpha=0.2\tdy alpha=0.2",
        "-1\t-0.1\t0.1\t-0.2\t0.2",
        "0\t0\t0.1\t0\t0.2",
    ]
    assert done(*arguments, "--format", "plain").lines == ["0.1 0.2", "0.1 0.2"]
    # jax selects the right branch at 0.
    assert done(*arguments, "--format", "plain", "--convention", "jax").lines == ["0.1 0.2", "1 1"]
    assert done("deriv", "a*x**2", "-p", "a=1|3", "5", "--order", "2", "--format", "csv").lines == [
        "x,y a=1,d2y a=1,y a=3,d2y a=3",
        "5,25,2,75,6",
    ]


# --- compare, info, plot ---------------------------------------------------------------------------------


def test_compare_takes_the_members_one_by_one() -> None:
    rows = json.loads(done("compare", "relu", FAMILY, "--format", "json").text)["rows"]
    assert [row["name"] for row in rows] == ["relu", *(f"leaky_relu:alpha={alpha}" for alpha in ALPHAS)]
    two = json.loads(done("compare", "leaky_relu:alpha=0.1|0.3", "--format", "json").text)
    assert (two["distance"]["max_diff"], two["distance"]["max_diff_at"]) == (2, -10)
    at = done("compare", "leaky_relu", "-p", "alpha=0.1|0.2", "--at", "-1", "--format", "csv").lines
    assert at == [
        "x,leaky_relu:alpha=0.1,leaky_relu:alpha=0.1',leaky_relu:alpha=0.2,leaky_relu:alpha=0.2'",
        "-1,-0.1,0.1,-0.2,0.2",
    ]


def test_compare_calls_members_that_have_one_name_by_what_is_typed_for_each() -> None:
    for spec, labels in {
        "a*x": ["a*x -p a=1", "a*x -p a=2"],
        "torch.relu6:inplace=False|True": ["torch.relu6:inplace=False", "torch.relu6:inplace=True"],
    }.items():
        params = ["-p", "a=1|2"] if spec == "a*x" else []
        rows = json.loads(done("compare", spec, *params, "--format", "json").text)["rows"]
        assert [row["name"] for row in rows] == labels


@pytest.mark.thorough
def test_info_has_a_sheet_for_each() -> None:
    one, several = "elu:alpha=1", "elu:alpha=1|2"
    names = [each["name"] for each in json.loads(done("info", several, "--format", "json").text)]
    assert names == ["elu:alpha=1", "elu:alpha=2"]
    assert json.loads(done("info", one, "--format", "json").text)["name"] == "elu:alpha=1"
    lines = done("info", several, "--format", "jsonl").lines
    assert [json.loads(line)["limit_left"] for line in lines] == [-1, -2]
    assert done("info", several, "--latex").lines == done("info", one, "--latex").lines * 2
    table = done("info", several, "--format", "csv").lines
    assert [line for line in table if line.startswith("name")] == ["name,elu:alpha=1", "name,elu:alpha=2"]
    sheets = done("info", several, "--format", "table").text.split("\n\n\n")
    assert [sheet.split()[0] for sheet in sheets] == ["elu:alpha=1", "elu:alpha=2"]
    # A formula has other fields than an activation of the catalog.
    words = json.loads(done("info", "torch.clamp:min=None|0,max=1", "--format", "json").text)
    assert [each["formula"][:3] for each in words] == ["min", "cli"]
    assert ["known_as" in each and each["known_as"] is not None for each in words] == [True, False]
    assert ["use" in each and each["use"] is not None for each in words] == [False, True]


@pytest.mark.thorough
def test_plot_draws_them_and_says_how_it_is_drawn_again(tmp_path: Path) -> None:
    assert done("plot", "leaky_relu:alpha=0.1|0.2", cwd=tmp_path).text == "leaky_relu.png\n"
    first = (tmp_path / "leaky_relu.png").read_bytes()
    assert b"actx plot 'leaky_relu:alpha=0.1|0.2'" in first
    assert b"leaky_relu:alpha=0.1, leaky_relu:alpha=0.2" in first
    done("plot", "gumbel_softmax:tau=1|2", "-o", "vectors.svg", cwd=tmp_path)
    done("compare", FAMILY, "--at", "1", "--plot", "five.svg", cwd=tmp_path)
    assert f"actx compare --plot=leaky_relu.svg {FAMILY}".encode() in (tmp_path / "five.svg").read_bytes()


def test_each_resolved_member_knows_its_family_and_its_own_setting() -> None:
    found = resolve(["relu", "leaky_relu:alpha=0.1|0.2", "a*x"], ["a=1..3:3"])

    assert [each.typed for each in found] == [
        ("relu", {}),
        ("leaky_relu", {"alpha": "0.1"}),
        ("leaky_relu", {"alpha": "0.2"}),
        *(("a*x", {"a": a}) for a in "123"),
    ]
    families = [each.family for each in found]
    assert families[0] is None
    assert [(each.varying, each.place, each.size) for each in families if each] == [
        ({"alpha": "0.1"}, 0, 2),
        ({"alpha": "0.2"}, 1, 2),
        *(({"a": a}, k, 3) for k, a in enumerate("123")),
    ]


# --- what is refused -------------------------------------------------------------------------------------

MISTAKES: Final = {
    ("eval", "elu:alpha=1..2", "1"): ("parameter alpha: '1..2' has no count: write 1..2:5 for five values"),
    ("deriv", "elu:alpha=0..1:3:log", "1"): (
        "parameter alpha: the ends of '0..1:3:log' must have one sign, and not be 0, for log: "
        "without it the steps are even"
    ),
    ("eval", "a*x", "-p", "a=1|", "1"): "parameter a: '1|' lacks a value beside a |: write a list as 0.1|0.2",
    ("info", "elu:alpha=1..2:1"): (
        "parameter alpha: the count of '1..2:1' must be a whole number from 2 to 100"
    ),
    ("compare", "elu:alpha=2..2:3"): "parameter alpha: the ends of '2..2:3' are equal: write alpha=2",
    ("compare", "selu:alpha=1..2:60", "-p", "scale=1|2"): (
        "120 activations, by the values of alpha and scale, are too many: 100 are the most"
    ),
    ("plot", "elu:alpha=1..2:60", "celu:alpha=1..2:60"): ("120 activations are too many: 100 are the most"),
    ("eval", "elu:alpha=1|2", "-p", "alpha=3", "1"): "parameter 'alpha' is given twice",
    ("eval", "gumbel_softmax:tau=1|2", "1", "2"): (
        "gumbel_softmax takes vectors, whose images have no columns for 2 activations: "
        "give each parameter one value"
    ),
    ("compare", "gumbel_softmax:tau=1|2"): (
        "gumbel_softmax is an activation of vectors: only scalar ones can be compared"
    ),
}


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line_with_the_way_out(arguments: tuple[str, ...], tmp_path: Path) -> None:
    outcome = run(*arguments, cwd=tmp_path)

    assert outcome.seen == ([], [f"actx: {MISTAKES[arguments]}"], 2)
    assert not list(tmp_path.iterdir())
