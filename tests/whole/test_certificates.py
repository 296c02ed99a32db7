"""Every certificate of signs is accepted by the script of the examples, and none with a number altered.

The script, `examples/check_certificate.py`, shares no code with actx: it computes in Arb.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import sys
from fractions import Fraction
from functools import partial
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from flint import ctx
from judges.working import settings
from places import ROOT
from process import run, shell
from samples.random_formulas import draw

import actx
from actx.core.activation import Activation
from actx.core.analysis.signs import signs
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Block, Sample

SCRIPT: Final = ROOT / "examples" / "check_certificate.py"
NAMES: Final = [each.name for each in activations() if isinstance(each, Activation)]
QUICK: Final = ("relu", "gelu", "hard_concrete")  # the others are left out of the quick run
# Derivatives whose signs are decided, for reasons that the script cannot follow.
NOT_CERTIFIED: Final[dict[str, list[str]]] = {
    "arctan_sigmoid": ["f''"],
    "colu": ["f'"],
    "double_silu": ["f''"],
    "eis_1": ["f'", "f''"],
    "eis_2": ["f'", "f''"],
    "gish": ["f'"],
    "sinsig": ["f''"],
}


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("check_certificate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its NamedTuple looks for its names
    spec.loader.exec_module(module)
    return module


CHECK: Final = _script()
PRECISION: Final = ctx.prec, ctx.cap  # which the script has set, as a process of its own


@pytest.fixture(autouse=True)
def _precision_of_the_script() -> Iterator[None]:
    """The judges of other tests set these, too, and the process is theirs as well."""
    with settings(*PRECISION):
        yield


def _proof(spec: str) -> Any:
    """A certificate as it is read from a file."""
    return json.loads(json.dumps(actx.certificate(spec)))


def _is_accepted(proof: Any) -> bool:
    try:
        CHECK.check(proof)
    except ValueError:  # of Arb, too: a division by 0
        return False
    return True


def _agrees_with_signs(proof: Any, spec: str) -> bool:
    """Whether the charts have the signs and the points that the properties of an activation are made of."""
    for chart in proof["charts"]:
        found = signs(actx.activation(spec).function, chart["order"])
        assert found is not None
        inside = [each["sign"] for each in chart["intervals"]]
        gaps = [(left["to"], right["from"]) for left, right in pairwise(chart["intervals"])]
        same = [sign for sign, _ in groupby(inside)] == [sign for sign, _ in groupby(found.between)]
        if not same or not all(any(low <= point <= high for low, high in gaps) for point in found.points):
            return False
    return True


def _is_right(name: str) -> None:
    proof = _proof(name)
    assert CHECK.check(proof).startswith(f"{len(proof['charts'])} charts"), name
    assert proof["not_certified"] == NOT_CERTIFIED.get(name, []), name
    assert _agrees_with_signs(proof, name), name


@pytest.mark.parametrize("name", QUICK)
def test_the_certificate_of_an_activation_is_accepted(name: str) -> None:
    _is_right(name)


@pytest.mark.thorough
def test_so_it_is_of_every_activation(block: Block, drawn: Sample) -> None:
    for name in block(drawn(NAMES, 20)):
        _is_right(name)


def test_what_is_not_certified_is_of_the_catalog() -> None:
    assert set(NOT_CERTIFIED) <= set(NAMES)


@pytest.mark.thorough
def test_the_script_reads_what_the_command_prints(bin_folder: Path, tmp_path: Path) -> None:
    check = f"| '{sys.executable}' '{SCRIPT}'"
    accepted = shell(f"actx info relu --prove {check}", bin_folder=bin_folder, cwd=tmp_path)
    refused = shell(f"actx info relu --prove | sed s/1/2/ {check}", bin_folder=bin_folder, cwd=tmp_path)

    assert (accepted.text, accepted.stderr, accepted.status) == ("accepted: 3 charts, 12 intervals\n", "", 0)
    assert (refused.text, refused.status) == ("", 1)
    assert refused.stderr.startswith("refused: ")


def test_a_vector_activation_has_no_certificate() -> None:
    assert run("info", "softmax", "--prove").status == 2
    with pytest.raises(TypeError, match="softmax is an activation of vectors"):
        actx.certificate("softmax")


# --- altered certificates --------------------------------------------------------------------------------

# Those that are proved in many ways: by derivatives and bounds, with irrational ends of pieces, in tails.
ALTERED: Final = (
    "gelu", "relu", "hard_concrete", "mish", "elu", "i_gelu", "softsign", "silu", "ricker", "tanhshrink",
    "selu", "log_sigmoid", "hard_swish", "gaussian", "celu", "squareplus", "lisht", "relu6", "pdelu",
    "elliot2", "arctan", "erf", "softplus", "cube", "shifted_softplus",
)  # fmt: skip


def _numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the numbers of a certificate are: those of JSON, and texts that are numbers."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in ("activation", "formula"):
                yield from _numbers(each, (*path, key))
    elif isinstance(value, list):
        for key, each in enumerate(value):
            yield from _numbers(each, (*path, key))
    elif isinstance(value, (int, float)) or (isinstance(value, str) and value[-1].isdigit()):
        yield path


def _altered(proof: Any, rng: random.Random) -> tuple[Any, str]:
    """A copy of a certificate with a number changed, visibly; and what was changed."""
    changed = copy.deepcopy(proof)
    *path, last = rng.choice([*_numbers(proof)])
    holder = changed
    for key in path:
        holder = holder[key]
    before = holder[last]
    if isinstance(before, int):
        holder[last] = rng.choice([each for each in (-1, 0, 1, 2) if each != before])
    else:
        value = Fraction(before)
        ways = [value * Fraction(1001, 1000), value * Fraction(999, 1000), value + 1, -value, value * 2]
        after = rng.choice([each for each in ways if each != value])
        holder[last] = float(after) if isinstance(before, float) else str(after)
    return changed, f"{[*path, last]}: {before} is {holder[last]}"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.thorough) for name in ALTERED]
)
def test_a_certificate_with_a_number_altered_is_refused(name: str) -> None:
    proof, rng = _proof(name), random.Random(name)
    for _ in range(8):
        changed, what = _altered(proof, rng)
        assert not _is_accepted(changed), what


def test_an_enclosure_of_a_zero_that_is_wide_is_refused() -> None:
    proof = _proof("gelu")
    left = next(each for each in proof["charts"][1]["intervals"] if -1 < each["to"] < 0)
    left["to"] *= 1 + 1e-9  # farther from 0, and still right
    assert not _is_accepted(proof)


# --- what the script must not follow --------------------------------------------------------------------


def _has_no_proof(function: Any, intervals: list[Any]) -> bool:
    """Whether intervals of f are refused."""
    chart = {"order": 0, "intervals": intervals}
    return not _is_accepted(
        {"function": function, "charts": [chart], "not_decided": ["f'", "f''"], "not_certified": []}
    )


ABOVE_ONE: Final = ["add", "2", ["sin", "x"]]  # 2 + sin(x)


def test_a_chain_has_the_sign_of_its_first() -> None:
    assert CHECK.sign_in_tail(ABOVE_ONE, 0, 1, CHECK.number(1.0), [["1", ABOVE_ONE]]) == 1


@pytest.mark.parametrize(
    ("chain", "refusal"),
    [
        pytest.param([["-1", ["neg", ABOVE_ONE]]], "a factor", id="a factor that is negative"),
        pytest.param([["x", ["div", ABOVE_ONE, "x"]], ["1", "1"]], "the chain", id="another derivative"),
        pytest.param([[["sin", "x"], ["div", ABOVE_ONE, ["sin", "x"]]]], "a factor", id="of both signs"),
        pytest.param([["1", ["add", "3", ["sin", "x"]]]], "the chain", id="another expression"),
    ],
)
def test_a_chain_that_proves_nothing_is_refused(chain: Any, refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        CHECK.sign_in_tail(ABOVE_ONE, 0, 1, CHECK.number(1.0), chain)


def test_of_0_times_infinity_there_is_no_limit() -> None:
    wave = ["mul", ["div", "1", "x"], ["mul", "x", ["sin", "x"]]]  # the sine, which tends to nothing
    with pytest.raises(ValueError, match="undefined"):
        CHECK.bounds(wave, (CHECK.INF, CHECK.INF, False))


def test_of_1_over_what_may_be_0_there_are_no_bounds() -> None:
    with pytest.raises(ValueError, match="a denominator that may be 0"):
        CHECK.bounds(["div", "1", ["sin", "x"]], (CHECK.number(1.0), CHECK.INF, True))


def test_the_sign_of_a_tail_is_that_of_its_chain() -> None:
    proof = _proof("relu")
    tail = proof["charts"][0]["intervals"][-1]
    CHECK.check_interval(proof["function"], 0, tail)
    with pytest.raises(ValueError, match=r"from 1.0 to inf"):
        CHECK.check_interval(proof["function"], 0, {**tail, "sign": -1})


def test_where_there_are_values_it_is_not_undefined() -> None:
    undefined = {"from": "-inf", "to": 0.0, "sign": None}
    CHECK.check_interval(["sqrt", "x"], 0, undefined)
    with pytest.raises(ValueError, match="from -inf to 0"):
        CHECK.check_interval(["sqrt", ["add", "x", "10"]], 0, undefined)


def test_the_line_has_no_holes() -> None:
    proof = _proof("relu")
    del proof["charts"][0]["intervals"][1]
    assert not _is_accepted(proof)


def test_a_zero_between_two_parts_of_one_interval_is_not_passed_over() -> None:
    square = ["pow", ["add", "x", "-2"], "2"]
    chain = [["1", square], ["1", ["add", ["mul", "2", "x"], "-4"]]]
    intervals = [
        {
            "from": "-inf",
            "to": -1.0,
            "sign": 1,
            "chain": [["1", ["pow", ["add", "x", "2"], "2"]]],
            "choices": [],
        },
        {"from": -1.0, "to": 2.0, "sign": 1, "value": 2.25},
        {"from": 2.0, "to": "inf", "sign": 1, "chain": chain, "choices": []},
    ]
    assert _has_no_proof(square, intervals)


LONGEST: Final = 24  # characters of a formula: longer ones take up to a minute


# --- formulas --------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_certificates_of_typed_formulas_are_accepted(block: Block, drawn: Sample) -> None:
    for number in block(drawn(range(6), 1, "typed")):
        rng = random.Random(f"typed formulas {number}")
        short = (each for each in iter(partial(draw, rng), None) if len(each.text) <= LONGEST)
        for formula in islice(short, 10):
            proof = json.loads(json.dumps(actx.certificate(formula.text, **formula.settings)))
            assert CHECK.check(proof), formula.text


@pytest.mark.parametrize("text", ["min(1/x**2, 4)", "clip(1/x, -2, 2)", "1/(x - 3)", "sqrt(x)"])
def test_beside_poles_a_sign_is_certified_so_that_it_is_accepted_or_not_at_all(text: str) -> None:
    assert _is_accepted(_proof(text))


def test_bounds_of_an_operation_that_the_script_does_not_know_are_refused() -> None:
    proof = _proof("10 - x")
    (chart,) = [each for each in proof["charts"] if each["order"] == 0]
    chosen = ["choose", "1", ["add", "10", ["neg", "x"]], "1"]
    chart["intervals"] = [
        *(each for each in chart["intervals"] if each["to"] in (-1.0, 0.0)),
        {"from": 0.0, "to": 2.0, "sign": 1, "value": 9.0},
        {"from": 2.0, "to": "inf", "sign": 1, "chain": [["1", chosen]], "choices": []},
    ]
    with pytest.raises(ValueError, match="no bounds of choose"):
        CHECK.check(proof)
