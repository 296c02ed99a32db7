"""No text can hang, exhaust or break actx: each ends in under a second, in an answer or an error of its own.

Time is the processor's, so that a busy machine fails nothing. An alarm interrupts what would never end.
"""

from __future__ import annotations

import random
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
from process import run
from samples.hostile_texts import (
    LOOKALIKES,
    NUMBERS,
    SCALARS,
    closed,
    mutated,
    nested,
    python_texts,
    some_bytes,
    some_tokens,
)

import actx
from actx.core.activation import Activation, VectorActivation
from actx.core.errors import ActxError
from actx.core.formula.language import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conftest import Sample


# The promise is one second; a machine that does three other things at once must not fail the test.
SECONDS = 3.0


class TooLongError(BaseException):
    """Raised by the alarm; no `except Exception` of actx's swallows it."""


@contextmanager
def _watched() -> Iterator[None]:
    def alarm(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, alarm)
    signal.setitimer(signal.ITIMER_PROF, 3 * SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _used(text: str, orders: tuple[int, ...]) -> None:
    try:
        record = actx.activation(text)
        for order in orders:
            record.deriv(0.5 if isinstance(record, Activation) else np.array([0.5, 1.0]), order=order or 1)
        record(0.5 if isinstance(record, Activation) else np.array([0.5, 1.0]))
        if isinstance(record, VectorActivation):
            record(0.5)
    except ActxError as error:
        message = str(error)
        assert message, "an error without words"
        assert "\n" not in message, "an error of many lines"


def _complaint(text: str, orders: tuple[int, ...] = (1,)) -> str | None:
    """What is wrong with the way that a text ends, if anything."""
    shown = repr(text if len(text) <= 200 else f"{text[:100]}...{text[-60:]}") + f" ({len(text)} characters)"
    start = time.process_time()
    try:
        with _watched():
            _used(text, orders)
    except TooLongError:
        return f"{shown} had not ended after {3 * SECONDS} s"
    except Exception as error:  # noqa: BLE001  (which one is the finding)
        return f"{shown} raised {type(error).__name__}: {error}"[:400]
    spent = time.process_time() - start
    return f"{shown} took {spent:.2f} s" if spent > SECONDS else None


def _judge(texts: Iterable[str], orders: tuple[int, ...] = (1,)) -> None:
    complaints = [complaint for text in texts if (complaint := _complaint(text, orders))]
    assert not complaints, f"{len(complaints)} texts:\n" + "\n".join(complaints[:20])


@pytest.mark.parametrize(
    "source", [some_bytes, some_tokens, closed, mutated], ids=lambda source: source.__name__
)
def test_thousands_of_random_texts_each_end_in_an_answer_or_an_error_of_ours(
    source: Callable[[random.Random], str], thorough: bool
) -> None:
    rng = random.Random(source.__name__)
    _judge([source(rng) for _ in range(10_000 if thorough else 100)])


def test_there_are_five_hundred_hostile_formulas_and_more() -> None:
    texts = {*python_texts(), *NUMBERS, *LOOKALIKES, *nested(12), *nested(50), *nested(300)}
    assert len(texts) >= 500


def test_what_is_python_and_no_formula_is_refused(some: Sample) -> None:
    _judge(some(python_texts(), 100))


@pytest.mark.thorough
def test_numbers_past_all_reach_end_soon(some: Sample) -> None:
    _judge(some(NUMBERS, 8))


@pytest.mark.thorough
def test_zeros_and_ties_that_hide_behind_cancellations_end_soon(some: Sample) -> None:
    hidden = ["exp(log(x))-x", "sin(x)**2+cos(x)**2-1", "gelu(x)-x*normcdf(x)", "sqrt(x)**2-x"]
    texts = [
        *hidden,
        *(f"{name}({zero})" for name in FUNCTIONS for zero in hidden[:2]),
        *(f"{record.name}({hidden[1]})" for record in SCALARS),
        *(f"x/({zero})" for zero in hidden),
        *(f"({zero})**({other})" for zero in hidden for other in hidden),
        *(f"where({zero} > 0, gelu(x), mish({zero}))" for zero in hidden),
    ]
    _judge(some(texts, 6))


def test_letters_that_look_like_others_are_refused() -> None:
    _judge(LOOKALIKES)


@pytest.mark.parametrize("depth", [3, 12, 50, 59, 61, 300, 1000])
@pytest.mark.thorough
def test_nesting_of_every_construct_ends_soon(depth: int, some: Sample) -> None:
    _judge(some(nested(depth), 4, str(depth)))


@pytest.mark.parametrize(("depth", "order"), [(2, 10), (4, 10), (20, 2)])
def test_high_derivatives_of_nested_formulas_end_soon(
    depth: int, order: int, thorough: bool, some: Sample
) -> None:
    for deep in range(depth, depth + (5 if thorough else 1)):
        _judge(some(nested(deep), 5, str(depth)), (order, 10) if thorough else (order,))


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(10))
def test_the_tenth_derivative_of_an_activation_within_another_ends_soon(
    part: int, points: Callable[[int, int], int]
) -> None:
    pairs = [f"{f.name}({g.name}(x))" for f in SCALARS for g in SCALARS]
    _judge(random.Random(1).sample(pairs, points(4, 6000))[part::10], (10,))


@pytest.mark.thorough
def test_a_megabyte_ends_soon() -> None:
    mega = 10**6
    repeated = [
        "(",
        "x",
        "9",
        "-",
        "'",
        '"',
        "\x00",
        "\u00e9",
        "gelu",
        "x+",
        "x\n",
        "x:",
        "1/",
        "exp(",
        "elu:",
    ]
    pieces = [
        ("", "(", "x", ")"),
        ("", "exp(", "x", ")"),
        ("", "-", "x", ""),
        ("", "#", "x", ""),
        ("", " ", "x", " "),
        ("", "x+", "x", ""),
        ("gelu:", "a=1,", "a=1", ""),
        ("elu:alpha=", "1", "", ""),
        ("elu:alpha=", "1", "/3", ""),
        ("elu:alpha=1/", "3", "", ""),
        ("elu:alpha=1e", "1", "", ""),
        ("elu:alpha=0.", "3", "", ""),
        ("elu:alpha=", "1/", "1", ""),
    ]
    _judge(text * (mega // len(text)) for text in repeated)
    _judge(start + left * mega + middle + right * mega for start, left, middle, right in pieces)


# --- the command line ------------------------------------------------------------------------------------

WORST = [
    "9**9**9**9+x",
    "2**2**2**2**x",
    "x**x**x**x**x",
    "(" * 60_000 + "x" + ")" * 60_000,  # as long as an argument may be on Linux
    "exp(" * 55 + "x" + ")" * 55,
    "gelu(" * 50 + "x" + ")" * 50,
    "x" + "**2" * 300,
    "-" * 2000 + "x",
    "x.__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')+x",
    "(lambda x: x)(x)",
    "[x for x in x]",
    "f'{x}'",
    "exp(*x)",
    "(y := x)",
    "x\n+1",
    "ｘ+1",
    "elu:alpha=1e999999999",
    "1/(sin(x)**2+cos(x)**2-1)",
    "sin(9**9**5*x)",
    "x\udcff",
    "",
]


@pytest.mark.parametrize("text", WORST, ids=lambda text: ascii(text[:24])[1:-1])
def test_the_command_line_answers_the_worst_with_one_line(text: str) -> None:
    start = time.monotonic()
    outcome = run("eval", "--", text, "0.5")
    assert time.monotonic() - start < 20, "start-up and a second, on the slowest of machines"
    assert outcome.status in {0, 2}, outcome.stderr
    assert "Traceback" not in outcome.stderr
    if outcome.status == 2:
        assert outcome.text == ""
        assert outcome.stderr.startswith("actx: ")
    else:
        assert len(outcome.lines) == 1
