"""`actx compare` on terminals of any width: side by side, no number cut, and the distance of two in words."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, Final

import mpmath
import pytest
from process import run, terminal

from actx.io.shortest import six_digits

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample

WIDTHS: Final = (40, 60, 80, 120, 200)
CLASSIC: Final = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")
REWRITTEN: Final = "x*((1+exp(x))**2-1)/((1+exp(x))**2+1)"


def shown(*arguments: str, columns: int = 80, **settings: str) -> list[str]:
    """The lines of `actx compare` on a terminal without colour."""
    outcome = terminal("compare", *arguments, columns=columns, env={"NO_COLOR": "1", **settings})
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome.stdout.decode().splitlines()


# --- what is shown ---------------------------------------------------------------------------------------

# By hand and by known values: gelu' is largest at sqrt(2), where it is 1.1289041..., and relu - gelu is
# largest where Phi(x) + x phi(x) = 0, at -0.7517915, with 0.1699712..., which is gelu's least value.
RELU_GELU: Final = """\
          relu           gelu
─────────────────────────────────────────
formula   max(x, 0)      x*normcdf(x)
smooth    C0             smooth
monotone  nondecreasing  no
range     [0, inf)       [-0.169971, inf)
saturate  left           left
centred   no             no
f(0)      0              0
f'(0)     0              0.5
f(-inf)   0              -0
f(inf)    inf            inf
max |f'|  1              1.12890
at x      just above 0   1.41421

max |f'| is for x from -10 to 10. There the values differ most at x = -0.751792,
by 0.169971, and the derivatives differ most at x = 0, by 0.5.
The functions are not equal.
"""


def test_two_stand_side_by_side_and_their_distance_once_below() -> None:
    assert shown("relu", "gelu") == RELU_GELU.splitlines()


@pytest.mark.thorough
def test_a_terminal_without_unicode_or_colour_gets_ascii() -> None:
    for term in ("xterm", "dumb"):
        assert shown("relu", "gelu", LC_ALL="C", TERM=term) == RELU_GELU.replace("─", "-").splitlines()
    assert b"\x1b" not in terminal("compare", env={"TERM": "dumb"}).stdout


def test_properties_are_across_where_the_activations_have_no_room() -> None:
    lines = shown(columns=80)
    assert lines[0].split() == ["smooth", "monotone", "range", "saturate", "centred"]
    assert any("f(0)  f'(0)  f(-inf)  f(inf)  max |f'|  at x" in line for line in lines)
    assert [line.split()[0] for line in lines[2:] if re.match(r"\w", line)] == [*CLASSIC, *CLASSIC, "max"]
    across = shown(columns=120)
    assert across[0].split() == list(CLASSIC)
    (slopes,) = (line.split() for line in across if line.startswith("f'(0)"))
    assert slopes[1:] == ["0.25", "1", "0", "0.01", "1", "0.5", "0.5"]


def test_as_many_activations_as_have_room_are_in_one_block() -> None:
    headings = [line.split() for line, rule in pairwise(shown(columns=60)) if set(rule) == {"─"}]
    assert headings == [list(CLASSIC[:3]), list(CLASSIC[3:6]), list(CLASSIC[6:])]


COMMANDS: Final = [
    (),
    ("relu", "gelu"),
    ("mish", REWRITTEN),
    ("leaky_relu:alpha=0.25", "inverse_multiquadric", "gaussian_derivative"),
    ("1e-300*tanh(x)", "0-1.23456789e-301*sigmoid(x)"),
    ("exponential", "square", "--range", "-700:700"),
    ("gelu", "silu", "x*sigmoid(1.702*x)", "--at", "-10", "1/3", "700"),
    ("gelu", "silu", "--at", "-30", "1", "--order", "5"),
    ("gelu", "silu", "--at", "-30", "1", "--dtype", "float32", "--full"),
    ("gelu", "silu", "mish", "--at", "-30", "1", "--digits", "20"),
]


@pytest.mark.thorough
def test_no_width_cuts_a_number_or_is_exceeded(some: Sample) -> None:
    for command, columns, locale in some(list(product(COMMANDS, WIDTHS, ("C.UTF-8", "C")))[::3], 3):
        lines = shown(*command, columns=columns, LC_ALL=locale)

        assert max(map(len, lines)) <= columns
        text = "\n".join(lines)
        assert "…" not in text
        assert "field" not in text
        assert text.isascii() == (locale == "C")
        words = set(text.replace(",", " ").split()) | set(re.sub(r"[.,]?(\s|$)", " ", text).split())
        assert set(_numbers(command)) <= words, (command, columns)


@cache
def _numbers(command: tuple[str, ...]) -> list[str]:
    """The numbers of the answer in jsonl, as a table has them."""
    options = [each for each in command if each != "--full"]
    answers = [
        json.loads(line, parse_int=float) for line in run("compare", *options, "--format", "jsonl").lines
    ]
    values = [value for row in answers for key, value in row.items() if key != "x"]
    texts = [
        each for each in values if isinstance(each, str) and re.fullmatch(r"-?[\d.]+(e-?\d+)?|inf", each)
    ]
    if "--full" in command:
        return [*texts, *(re.sub(r"\.0$", "", repr(each)).replace("e-0", "e-") for each in values)]
    return [*texts, *(six_digits(each) for each in values if isinstance(each, float))]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.thorough
def test_two_are_never_stacked(columns: int, some: Sample) -> None:
    pairs = ("relu", "gelu"), ("mish", REWRITTEN), ("inverse_multiquadric", "leaky_relu:alpha=0.25")
    for pair in some(pairs, 1, str(columns)):
        lines = shown(*pair, columns=columns)
        assert sum(set(line) == {"─"} for line in lines) == 1
        for property_ in ("smooth", "saturate", "f(0)", "f'(0)", "f(-inf)", "f(inf)", "max |f'|", "at x"):
            (row,) = (line for line in lines if line.startswith(f"{property_}  "))
            assert len(re.split(r"\s{2,}", row)) == 3


def test_all_digits_are_shown_in_full() -> None:
    text = "\n".join(shown("tanh", "sigmoid", "--full"))
    with mpmath.workdps(30):
        # tanh - sigmoid is least where 1/cosh(x)**2 = sigmoid'(x)
        x = mpmath.findroot(lambda u: mpmath.sech(u) ** 2 - mpmath.sech(u / 2) ** 2 / 4, -1.66)
        apart = 1 / (1 + mpmath.exp(-x)) - mpmath.tanh(x)
    assert f"differ most at x = {float(x)}, by {float(apart)}" in text.replace("\n", " ")
    assert "x = -1.66289, by 1.08998" in "\n".join(shown("tanh", "sigmoid")).replace("\n", " ")


# --- the words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("relu step", "the derivatives differ most just above x = 0, by 1."),
        (
            "relu step --range -2:0",
            "There the values differ most at x = 0, by 1, and the derivatives are equal.",
        ),
        (
            "mish " + REWRITTEN,
            "There the values are equal, and the derivatives are equal. The functions are equal",
        ),
        ("silu x/(1+exp(-x))", "The functions are equal at all x, which is proved."),
        ("log(x) log(x**2)/2", "Where both are defined, the functions are equal, which is proved."),
        ("log(x) log(x**2)/2 --range -2:-1", "There the values are nowhere both defined,"),
        pytest.param(
            *("abs(sin(x)) sqrt(sin(x)**2)", "no difference of the values was found, and no difference of"),
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            *("abs(sin(x)) sqrt(sin(x)**2)", "The functions agree to 60 digits at "),
            marks=pytest.mark.thorough,
        ),
        ("1/x x", "There the values differ most at x = 0, by inf,"),
        ("sin(1/x) 0*x", "the derivatives differ by at least "),
        ("relu gelu --range -0.5:2", "max |f'| is for x from -0.5 to 2."),
    ],
)
def test_the_distance_is_said_in_words(arguments: str, expected: str) -> None:
    assert expected in " ".join(shown(*arguments.split()))


def test_where_the_largest_slope_is_attained_or_only_a_limit() -> None:
    for spec, place in [
        ("relu", "just above 0"),
        ("where(x < 0, x, 0)", "just below 0"),
        ("where(x <= 0, x, 0)", "0"),
        ("hard_swish", "just below 3"),
        ("elu", "0"),
    ]:
        (line,) = (line for line in shown(spec) if line.startswith("at x "))
        assert line.removeprefix("at x").strip() == place, spec


def test_a_formula_that_was_typed_is_a_heading_and_no_second_time_there() -> None:
    text = "\n".join(shown("mish", REWRITTEN))
    assert text.count(REWRITTEN) == 1
    assert "x*tanh(log(1+exp(x)))" in text
    assert not any(line.startswith("formula") for line in shown("x/3", "x*2"))


# --- values at points ------------------------------------------------------------------------------------


def test_points_stand_down_and_activations_across() -> None:
    # Phi(1) + phi(1) = 1.0833155, and x phi(x) + Phi(x) at 0 is 1/2
    assert shown("gelu", "x/3", "--at", "0", "1") == [
        "x      gelu    gelu'       x/3    (x/3)'",
        "────────────────────────────────────────",
        "0         0      0.5         0  0.333333",
        "1  0.841345  1.08332  0.333333  0.333333",
    ]
    headings = [
        line.split() for line, rule in pairwise(shown(*CLASSIC, "--at", "-1", "2")) if set(rule) == {"─"}
    ]
    assert [heading[0] for heading in headings] == ["x"] * len(headings)
    assert [name for heading in headings for name in heading[1::2]] == list(CLASSIC)


def test_points_are_shown_as_they_were_typed_or_as_the_format_has_them() -> None:
    assert [line.split()[0] for line in shown("tanh", "--at", "1/3", "pi")[2:]] == ["1/3", "pi"]
    rounded = shown("tanh", "--at", "1/3", "--dtype", "bfloat16")[2]
    assert rounded.split()[0] == "0.333984375"  # 171/512


def test_values_are_rounded_once_to_the_format_and_digits_are_the_true_ones() -> None:
    def phi(x: Any) -> Any:
        return x * mpmath.ncdf(x)

    (row,) = json.loads(
        run("compare", "gelu", "x", "--at", "0.1", "--digits", "30", "--order", "3", "-f", "json").text
    )
    with mpmath.workdps(60):
        x = mpmath.mpf(1) / 10
        # f''' of x Phi(x) is (x**3 - 4x) phi(x)
        third = (x**3 - 4 * x) * mpmath.npdf(x)
        assert row["gelu"] == mpmath.nstr(phi(x), 30)
        assert row["gelu'''"] == mpmath.nstr(third, 30)
    (row,) = json.loads(
        run("compare", "gelu", "x", "--at", "1", "--dtype", "bfloat16", "--format", "json").text
    )
    assert (row["gelu"], row["gelu'"]) == (0.83984375, 1.0859375)  # 0.8413... and 1.0833..., in 8 bits


# --- JSON ------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_json_is_an_object_of_rows_and_of_two_the_distance() -> None:
    for names in (("relu",), ("relu", "step"), CLASSIC):
        answer = json.loads(run("compare", *names, "--format", "json").text)

        assert list(answer) == ["rows", "distance"] if len(names) == 2 else ["rows"]
        assert [row["name"] for row in answer["rows"]] == list(names)
        assert all(list(row)[-1] == "at_least" and "max_diff" not in row for row in answer["rows"])
    two = json.loads(run("compare", "relu", "step", "--format", "json").text)["distance"]
    assert two == {
        "max_diff": 9,
        "max_diff_at": 10,
        "max_slope_diff": 1,
        "max_slope_diff_at": 0,
        "equal": "no",
        "at_least": [],
    }
    unproved = json.loads(run("compare", "sin(1/x)", "0*x", "--format", "json").text)
    assert [row["at_least"] for row in unproved["rows"]] == [["max_slope"], []]
    assert unproved["distance"]["at_least"] == ["max_slope_diff"]


def test_lines_have_the_distance_in_each_and_no_object() -> None:
    rows = [json.loads(line) for line in run("compare", "relu", "step", "--format", "jsonl").lines]
    assert [(row["max_diff"], row["max_slope_diff"], row["equal"]) for row in rows] == [(9, 1, "no")] * 2


@pytest.mark.thorough
def test_on_the_whole_line_two_are_as_far_apart_as_is_proved() -> None:
    found = json.loads(run("compare", "tanh", "hard_tanh", "--apart", "--format", "json").text)
    assert found["max_diff"] == pytest.approx(1 - math.tanh(1), rel=1e-15)
    assert (found["max_diff_attained"], found["crossings"]) == (True, [0])
    said = terminal("compare", "tanh", "hard_tanh", "--apart").lines
    assert said[:2] == ["f is tanh, and g is hard_tanh.", "|f - g| is largest at x = -1: 0.238406."]
    assert said[2] == "|f - g|/|f| is largest at x = -1: 0.313035."
    assert said[3] == "|f' - g'| is below 0.580026, its limit at x = -1."
    assert said[5] == "Nowhere does one of them rise where the other falls."
    unbounded = terminal("compare", "square", "identity", "--apart", "--full").lines
    assert unbounded[1] == "|f - g| is unbounded, near x = -inf."
    assert unbounded[4] == "f = g at 0, at 1."
    assert run("compare", "relu", "--apart").stderr == "actx: --apart is for two activations, not 1\n"


def test_what_underflows_is_not_said_to_be_0() -> None:
    said = terminal("compare", "tanh", "x - x**3/3", "--apart", "--range=-1e-300:1e-300").lines
    assert "|f - g| rounds to 0 everywhere." in said
    assert said[-1].endswith("is 0.")
    assert "|f - g| is 0 everywhere." in terminal("compare", "relu", "max(x, 0)", "--apart").lines


def test_a_fit_is_judged_on_its_range_and_in_ulps_of_a_format() -> None:
    arguments = ("exp", "1+x+x**2/2", "--apart", "--range=0:0.1", "--dtype=float16")
    found = json.loads(run("compare", *arguments, "--format", "json").text)
    error = math.exp(0.1) - 1.105
    assert found["max_diff"] == pytest.approx(error, rel=1e-10)
    assert found["max_ulps"] == pytest.approx(error * 2**10, rel=1e-10)  # exp(0.1) is in [1, 2)
    assert (found["max_ulps_at"], found["opposed"], found["g_jumps"]) == (0.1, [], [])
    said = " ".join(terminal("compare", *arguments).lines)
    assert "for x from 0 to 0.1." in said
    assert "up to 0.175020 ulps of f in float16, at or near x = 0.1." in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--apart --sort f0", "--apart does not go with --sort"),
        ("--apart --at 1", "--at does not go with --apart: it is for values at points"),
        ("--at 1 --range 0:1", "--at does not go with --range: it is for values at points"),
        ("--at 1 --columns range", "--at does not go with --columns: it is for values at points"),
        (
            "--columns range,zeros --range 0:1",
            "--columns does not go with --range: that is for max_slope and max_slope_at",
        ),
        ("--family gated --all", "--all does not go with --family: it has them all"),
        ("--force", "--force goes with --plot"),
    ],
)
def test_what_would_be_ignored_is_refused(arguments: str, message: str) -> None:
    assert run("compare", "relu", "gelu", *arguments.split()).seen == ([], [f"actx: {message}"], 2)


@pytest.mark.thorough
def test_a_range_is_of_what_it_changes(tmp_path: Path) -> None:
    (row,) = json.loads(run("compare", "gelu", "--columns=max_slope_at", "--range=-3:-1", "-f", "json").text)
    assert row["max_slope_at"] == pytest.approx(-math.sqrt(2), rel=1e-15)
    for chosen in ("--at=1", "--apart", "--columns=zeros"):
        options = (chosen, "--range=0:1", "--plot=drawn.svg")
        assert run("compare", "gelu", "silu", *options, cwd=tmp_path).status == 0
        assert "--range=0:1" in (tmp_path / "drawn.svg").read_text()


def test_quiet_compares_without_a_word_of_how_far_it_is() -> None:
    outcome = run("compare", "relu", "--columns", "zeros", "--sort", "f0", "--quiet")
    assert outcome.seen == (["name\tzeros", "relu\t[-inf, 0]"], [], 0)
