"""Random formulas over the whole language: the judge by other means, what is drawn, and actx by the judge."""

from __future__ import annotations

import ast
import math
import random
import re
import signal
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import judges
import mpmath
import pytest
from judges import examples, references
from judges.arb import Undetermined, correctly_rounded
from judges.by_mpmath import Refused, Undefined, worth
from judges.formula_judge import Judge, Unjudged, judge
from judges.place import Formula, Place
from judges.reader import read
from judges.rounding import rounded
from judges.sides import Clock
from judges.special import SpecialPoint
from judges.tree import COMPARISONS, FUNCTIONS, MARKS, Node, number, parts
from judges.truth import FORMATS, derivative_of, nearest, value_of
from judges.working import Unclear
from samples.random_formulas import counts, draw
from samples.random_points import draw_points
from samples.random_trees import records
from tools.attack import NOT_KNOWN, attacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Sample
    from judges.arb import Rounded
    from judges.truth import Truth
    from samples.random_formulas import Drawn

    Points = Callable[[int, int], int]

# Digits for what cancels in formulas, besides those that a truth asks for.
_MORE_DIGITS: Final = 700
# How many formulas actx is judged by; `tools.attack` takes 50,000 in a night.
_QUICK: Final = 10
# From here on in each so many there are some that take no seconds.
_FAST: Final = 80
_APART: Final = 400
_THOROUGH: Final = 48_000
_BLOCKS: Final = 10
# How many of the digits of a truth are beyond doubt.
_SURE: Final = 40


def _same(verdict: Rounded, right: float) -> bool:
    return verdict.admits(right) or verdict.number == right == 0


# --- the judge -------------------------------------------------------------------------------------------


def _examples() -> Iterator[tuple[str, float, list[str]]]:
    for name in ("UNDEFINED", "POLES", "JOINS", "INFINITIES", "FAR"):
        for line in getattr(examples, name).strip().splitlines():
            text, _, rest = line.partition("  ")
            x, *results = rest.split()
            yield text, float(x), results


def test_judge_knows_examples_worked_out_by_hand(some: Sample) -> None:
    wrong = []
    for text, x, results in some(_examples(), 80):
        judge_of_text = Judge(read(text), {})
        for order, result in enumerate(results):
            if result == "?":
                continue
            verdict = judge_of_text.verdict(x, order, "float64", len(results))
            right = eval(result, {"nan": math.nan, "inf": math.inf, "pi": math.pi, "e": math.e})  # noqa: S307
            if isinstance(verdict, Unjudged) or not _same(verdict, float(right)):
                wrong.append(f"derivative {order} of {text} at {x}: {verdict}, but it is {right}")
    assert not wrong, "\n".join(wrong)


def test_judge_rounds_to_every_format() -> None:
    third = read("x/3")
    right = {
        "float64": 1 / 3,
        "float32": 0.3333333432674408,
        "float16": 0.333251953125,
        "bfloat16": 0.333984375,
        "float8_e4m3fn": 0.34375,
        "float8_e5m2": 0.3125,
    }
    for form, value in right.items():
        assert judge(third, {}, 1.0, 0, form) == (value, False)
    assert judge(read("x*0.0625"), {}, 17.0, 0, "float8_e5m2") == (1.0, False)  # x itself is rounded first
    assert judge(read("1+x/16"), {}, 1.0, 0, "float8_e4m3fn") == (1.0, False)  # a tie
    assert judge(read("1.125+x/16"), {}, 1.0, 0, "float8_e4m3fn") == (1.25, False)  # another
    assert judge(read("1.125+x*tanh(1e3)/16"), {}, 1.0, 0, "float8_e4m3fn") == (1.125, False)  # just below
    assert judge(read("1+x/16+exp(-x*1e3)"), {}, 1.0, 0, "float8_e4m3fn") == (1.125, False)  # just above
    assert judge(read("x/x*3/16"), {}, 3.0, 0, "float8_e5m2") == (0.1875, False)
    assert math.isnan(_number(judge(read("exp(x)"), {}, 100.0, 0, "float8_e4m3fn")))
    assert math.isnan(_number(judge(read("1+0*x"), {}, 1e9, 0, "float8_e4m3fn")))
    assert _number(judge(read("exp(x)"), {}, 100.0, 0, "float8_e5m2")) == math.inf
    assert _number(judge(read("1/x"), {}, -0.0, 0, "float16")) == -math.inf


def test_judge_knows_nothing_of_actx() -> None:
    for path in [*Path(judges.__file__).parent.glob("*.py"), *Path(references.__file__).parent.glob("*.py")]:
        assert not re.search(r"^\s*(import|from) actx\b", path.read_text(), re.MULTILINE), path


def _number(verdict: Rounded | Unjudged) -> float:
    assert not isinstance(verdict, Unjudged)
    return verdict.number


def _truth(drawn: Drawn, x: float, order: int) -> Truth:
    def value(u: Any) -> Any:
        with mpmath.mp.workdps(mpmath.mp.dps + _MORE_DIGITS):
            return worth(drawn.tree, u, drawn.values)

    return value_of(value, x) if order == 0 else derivative_of(value, x, order)


def _possible(truth: Truth, form: str) -> set[float]:
    """What a true value may round to, if all but its last digits are right."""
    with mpmath.mp.workdps(2 * _SURE):
        slack = abs(truth.value) * mpmath.mpf(10) ** -_SURE
        return {nearest(truth.value + side * slack, FORMATS[form]) for side in (-1, 0, 1)}


def test_judge_agrees_with_mpmath(points: Points) -> None:
    wanted, tried, judged, unjudged, wrong = points(30, 2000), 0, 0, 0, []
    while judged < wanted:
        rng = random.Random(f"mpmath {tried}")
        tried += 1
        drawn, form = draw(rng), rng.choice(list(FORMATS))
        x = rounded(rng.choice((rng.uniform(-4, 4), rng.uniform(-40, 40))), FORMATS[form])
        order = rng.choice((0, 0, 1, 1, 2, 3))
        if math.isinf(x):  # in a format that ends below 40
            continue
        try:
            possible = _possible(_truth(drawn, x, order), form)
        except Undefined:
            possible = {math.nan}
        except Refused:
            continue
        judged += 1
        verdict = judge(drawn.tree, drawn.values, x, order, form)
        if isinstance(verdict, Unjudged):
            unjudged += 1
        elif not any(_same(verdict, right) for right in possible):
            wrong.append((drawn.text, drawn.settings, x, order, form, verdict, possible))
    assert not wrong
    assert unjudged <= max(1, wanted // 50)


def test_limits_agree_with_values_where_nothing_happens(points: Points) -> None:
    """At an ordinary point the samples of either side tend to what is there."""
    judged = 0
    for k in range(points(30, 2000)):
        rng = random.Random(f"limits {k}")
        drawn = draw(rng)
        order, form = rng.choice((0, 1, 2, 3)), rng.choice(list(FORMATS))
        x = rounded(rng.uniform(-9, 9), FORMATS[form])
        right = judge(drawn.tree, drawn.values, x, order, form)
        if isinstance(right, Unjudged) or math.isnan(right.number):
            continue
        point = SpecialPoint(Place(Formula(drawn.tree, drawn.values), Fraction(x)), x, Clock(5))
        for side in (point.left, point.right):
            try:
                found = point.at_limit(side, order, FORMATS[form])
            except Unclear:
                continue
            judged += 1
            assert _same(found, right.number), (drawn.text, drawn.settings, x, order, form)
    assert judged > points(30, 2000)


def test_trees_of_activations_mean_what_their_references_do(points: Points, some: Sample) -> None:
    """The judge reads formulas in the catalog; `references` has other definitions."""
    for record in records():
        values = {p.name: Fraction(p.default) for p in record.params}
        tree = read(record.formula, {name: number(str(value)) for name, value in values.items()})
        verdicts = Judge(tree, {})
        rng = random.Random(record.name)
        for _ in range(points(1, 50)):
            x = rng.choice((rng.uniform(-4, 4), rng.uniform(-30, 30)))
            for order in some((0, 1, 2), 1, record.name):
                verdict = verdicts.verdict(x, order, "float64", 2)
                try:
                    (right,) = correctly_rounded(record.name, values, x, (order,))
                except Undetermined:
                    continue
                assert not isinstance(verdict, Unjudged)
                assert _same(verdict, right.number), (record.name, x, order)


# --- the formulas ----------------------------------------------------------------------------------------


def _expected_counts() -> set[str]:
    conditions = {"and", "or", "not", "chained comparisons", *(f"comparison {mark}" for mark in COMPARISONS)}
    powers = ("whole", "fractional", "p/q", "66", "4096")
    kinds = {f"power {sign}{kind}" for sign in ("", "negative ") for kind in powers}
    kinds |= {f"power {kind}" for kind in ("of a name", "not constant", "constant")}
    numbers = ("whole", "decimal", "with an exponent", "1e300", "1e-300", "with _")
    choices = {"min of 2", "min of 3", "max of 2", "max of 3", "clip", "where"}
    leaves = {"x", "pi", "e", "inf", "name", "+", "-", "*", "/", "neg", "pos"}
    calls = {"an alias", "a parameter by keyword", *(f"activation {record.name}" for record in records())}
    functions = {f"function {name}" for name in FUNCTIONS}
    return conditions | kinds | {f"number {kind}" for kind in numbers} | choices | leaves | calls | functions


def _expected_points() -> set[str]:
    kinds = ("moderate", "wide", "any magnitude", "whole or half", "special", "next to special")
    found = {f"point {kind}" for kind in (*kinds, "tiny", "huge", "infinite", "nan", "zero")}
    return found | {f"order {k}" for k in range(11)} | {f"format {form}" for form in FORMATS}


@pytest.mark.thorough
def test_everything_in_the_language_is_drawn(thorough: bool) -> None:
    found: Counter[str] = Counter()
    formulas = 50_000 if thorough else 2_500
    for k in range(formulas):
        rng = random.Random(f"1:{k}")
        drawn = draw(rng)
        found += counts(drawn)
        if k % 20 == 0:
            for point in draw_points(rng, drawn.tree, drawn.values, 10):
                found.update([f"point {point.kind}", f"order {point.order}", f"format {point.form}"])
    assert {
        what: found[what]
        for what in _expected_counts()
        if found[what] < formulas / (250 if thorough else 500)
    } == {}
    assert {what: found[what] for what in _expected_points() if found[what] < formulas / 5000} == {}


_OPERATORS: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_MARKS: Final = dict(zip((ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq), MARKS, strict=True))


def _of_text(node: ast.AST, source: str) -> Any:
    """A formula as Python's own grammar reads it."""

    def inner(part: ast.AST) -> Any:
        return _of_text(part, source)

    match node:
        case ast.Expression():
            return inner(node.body)
        case ast.Constant():
            return Fraction((ast.get_source_segment(source, node) or "").replace("_", ""))
        case ast.Name():
            return node.id
        case ast.UnaryOp():
            names: dict[type, str] = {ast.USub: "neg", ast.UAdd: "pos", ast.Not: "not"}
            return (names[type(node.op)], inner(node.operand))
        case ast.BinOp():
            return (_OPERATORS[type(node.op)], inner(node.left), inner(node.right))
        case ast.BoolOp():
            return ("and" if isinstance(node.op, ast.And) else "or", *map(inner, node.values))
        case ast.Compare():
            marks = " ".join(_MARKS[type(mark)] for mark in node.ops)
            return ("chain", marks, inner(node.left), *map(inner, node.comparators))
        case ast.Call():
            assert isinstance(node.func, ast.Name)
            given = [(keyword.arg, inner(keyword.value)) for keyword in node.keywords]
            return (node.func.id, *map(inner, node.args), *given)
    raise AssertionError(ast.dump(node))


def _of_tree(node: Node) -> Any:
    if node.op == "number":
        return node.value
    if not node.args:
        return node.text or node.op
    if node.op == "call":
        return (node.text, *((key, _of_tree(part)) if key else _of_tree(part) for key, part in node.shown))
    marks = [node.text] if node.op == "chain" else []
    return (node.op, *marks, *map(_of_tree, node.args))


def test_text_means_what_its_tree_does(thorough: bool) -> None:
    for k in range(2000 if thorough else 200):
        drawn = draw(random.Random(f"text {k}"))
        assert _of_text(ast.parse(drawn.text, mode="eval"), drawn.text) == _of_tree(drawn.tree), drawn.text
        if not any(part.op in ("call", "name") for part in parts(drawn.tree)):
            assert _of_tree(read(drawn.text)) == _of_tree(drawn.tree)


# --- actx ------------------------------------------------------------------------------------------------


# The alarm may ring in a callback of the garbage collector's (hypothesis has one), and is ignored there.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("block", range(_BLOCKS))
def test_actx_is_right_or_says_nan(block: int, points: Callable[[int, int], int], thorough: bool) -> None:
    size = points(_QUICK, _THOROUGH) // _BLOCKS
    first = block * size if thorough else block * _APART + _FAST
    before = signal.getsignal(signal.SIGALRM)
    try:
        report = attacked(seed=1, numbers=range(first, first + size), seconds=10)
    finally:
        signal.signal(signal.SIGALRM, before)
    unknown = [finding for finding in report.findings if finding.kind == NOT_KNOWN]
    assert not report.wrong, "\n".join(f"{finding.kind}\n{finding}" for finding in report.wrong)
    assert report.results - report.judged <= max(10, report.results / 10)
    assert len(unknown) <= max(10, report.results / 200), "\n".join(map(str, unknown))
