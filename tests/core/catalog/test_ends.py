"""The table of the ends, tests/data/ends.tsv: every activation, f, f' and f'', at -inf, -0, 0 and inf.

The table says what actx gives; the truth it is held against comes from mpmath alone. At an infinity that is
the value at 1e100, where what is left of a limit is below all digits looked at; the sign of a zero there is
that of the value, or of the slope, on the way. At 0 it is that of the function just beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import mpmath
import numpy as np
from judges.reference import NEITHER, bound, kinks
from judges.sameness import same
from judges.truth import Truth, derivative_of, expected, one_sided_derivative
from mpmath import mp
from places import DATA

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block, Sample

TABLE: Final = DATA / "ends.tsv"
SCALARS: Final = {record.name: record for record in activations() if isinstance(record, Activation)}
ENDS: Final = (-math.inf, -0.0, 0.0, math.inf)
FAR: Final = mpmath.mpf(10) ** 100
ROWS: Final = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]


def test_the_table_has_every_activation_and_nothing_else() -> None:
    rows = Counter((name, int(order)) for name, order, *_ in ROWS)
    due = Counter((name, order) for name in SCALARS for order in range(3))
    missing, surplus = (
        ", ".join(dict.fromkeys(name for name, _ in each)) for each in (due - rows, rows - due)
    )
    assert not missing, (
        f"tests/data/ends.tsv lacks rows of {missing}: add what "
        "`PYTHONPATH=tests python -m tools.make_ends` prints for them"
    )
    assert not surplus, f"tests/data/ends.tsv has rows too many of {surplus}: remove them"


def test_actx_gives_what_the_table_says(some: Sample) -> None:
    wrong = []
    for name in some(SCALARS, 20):
        for order, cells in some([(order, cells) for each, order, *cells in ROWS if each == name], 1, name):
            got = SCALARS[name].deriv(np.array([*ENDS, math.nan]), int(order)).tolist()
            if not all(map(same, got, [*map(float, cells), math.nan])):
                wrong.append(f"derivative {order} of {name}: {got}, but {cells} in the table")
    assert not wrong, "\n".join(wrong)


def test_the_table_says_what_is_true(block: Block, some: Sample) -> None:
    entries = [
        (name, int(order), end, cell)
        for name, order, *cells in block(ROWS)
        for end, cell in zip(ENDS, cells, strict=True)
    ]
    for name, order, end, cell in some(entries, 2):
        values = {parameter.name: Fraction(parameter.default) for parameter in SCALARS[name].params}
        f, branches = bound(name, **values), [kink.at for kink in kinks(name, **values)]
        sides = {kink.at: kink.side for kink in kinks(name, **values)}
        if math.isinf(end):
            side = int(math.copysign(1, end))
            true = _far_out(f, side, order, max((side * at for at in branches), default=Fraction(0)))
        else:
            true = _at_zero(f, math.copysign(1, end), order, branches, sides.get(Fraction(0)))
        agrees = float(cell) == 0 if true is None else same(float(cell), true)
        assert agrees, f"{name} of order {order} at {end}: {cell} in the table, {true} by mpmath"


def _far_out(f: Callable[[Any], Any], side: int, order: int, last_kink: Fraction) -> float | None:
    """The limit of a derivative, by its growth over the last decades and its sign on the way.

    None is a zero without a sign, that of what is constant.
    """
    with mp.workdps(400):
        if order == 0:
            values = [f(side * FAR), f(side * FAR * 10), f(side * (FAR + 3))]
        else:
            # A difference over whole units of what is as good as its asymptote: a polynomial there.
            values = [_difference(f, side * far, order) for far in (FAR, FAR * 10, FAR + 3)]
    last, next_decade, beside = values
    if abs(next_decade) > 2 * abs(last) and abs(last) > 1 and last * next_decade > 0 and last * beside > 0:
        return math.copysign(math.inf, last)
    if abs(last - beside) > mpmath.mpf(10) ** -20 * max(1, abs(last)):
        return math.nan  # it still swings
    if order == 0 and abs(last) > 1:
        with mp.workdps(400):
            if abs(f(side * FAR**20)) > 2 * abs(last):  # as slow as a logarithm
                return math.copysign(math.inf, last)
    if abs(last) < mpmath.mpf(10) ** -40:
        sign = _sign_on_the_way(f, side, order, last_kink)
        return None if math.isnan(sign) else math.copysign(0.0, sign)
    return expected(Truth(last, 40))


def _difference(f: Callable[[Any], Any], x: Any, order: int) -> Any:
    terms = ((-1) ** k * math.comb(order, k) * f(x + mpmath.mpf(order) / 2 - k) for k in range(order + 1))
    return mpmath.fsum(terms)


def _sign_on_the_way(f: Callable[[Any], Any], side: int, order: int, last_kink: Fraction) -> float:
    """The sign of a vanishing derivative, where enough digits still show it.

    Nan for what is constant, and for what has no sign, as its zeros go on.
    """
    with mp.workdps(1500):
        for x in (x for x in (30, 9, 6) if x > last_kink + order):
            values = [_difference(f, side * (mpmath.mpf(x) + 0.9 * k), order) for k in range(6)]
            if min(map(abs, values)) > mpmath.mpf(10) ** -1400:
                signs = {float(mpmath.sign(value)) for value in values}
                return signs.pop() if len(signs) == 1 else math.nan
    return math.nan


def _at_zero(
    f: Callable[[Any], Any], side: float, order: int, branches: list[Fraction], kink: int | None
) -> float:
    if order == 0:
        with mp.workdps(400):
            true, beside = Truth(f(mpmath.mpf(0)), 50), f(side / FAR)
    else:
        beside = derivative_of(f, side * 1e-30, order, branches).value
        if kink is None:
            true = derivative_of(f, 0.0, order, branches)
        elif order == 1:
            true = one_sided_derivative(f, Fraction(0), kink)
        elif kink == NEITHER:  # the mean, as |x| has the slope 0 there
            left, right = (derivative_of(f, side * 1e-50, order, branches).value for side in (-1, 1))
            true = Truth((left + right) / 2, 40)
        else:
            true = derivative_of(f, kink * 1e-50, order, branches)
    if abs(true.value) < mpmath.mpf(10) ** -40:
        return math.copysign(0.0, beside) if 0 < abs(beside) < mpmath.mpf(10) ** -20 else 0.0
    return expected(true)
