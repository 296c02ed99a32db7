"""The signs of f, f' and f'' of an activation on the whole line, a judge that knows nothing of actx.

The line is cut at the kinks, at 0, and into intervals on which Arb's balls tell how often a derivative
changes its sign. That is a proof, but for what 2,048 bits do not tell from 0, which is taken for 0 (see
`on_intervals`). An octave for which a number of intervals does not suffice, many where |x| <= 4 and few far
out, is judged by samples, and one in which the samples underflow by its neighbour nearer to 0; so is what
lies past 2**60. `Signs.sampled` lists where samples stand in for balls.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from flint import arb

from judges.on_intervals import PRECISIONS, Root, between, definition, middle, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from judges.on_intervals import Cell, Definition

    Interval = tuple[Fraction, Fraction]

# From here on the octaves are looked at one by one, up to _END, which stands for infinity.
_OCTAVES: Final = Fraction(4)
_NEAR: Final = Fraction(16)
_END: Final = Fraction(2**60)
# By how many derivatives more the search looks for one without a zero.
_MORE: Final = 4
# How many intervals a search may look at in an octave where samples disagree, and in a window.
_DISAGREED: Final = 400
_WINDOW: Final = 20_000
# The narrowest intervals, as parts of their distance from 0: next to a kink that may be singular, and else.
_AT_KINK: Final = Fraction(1, 2**60)
_NARROW: Final = Fraction(1, 2**100)
# A value below this of which 2,048 bits do not tell the sign has underflowed, or cancels as deep.
_UNDERFLOW: Final = arb(2) ** -1000


class _Effort(NamedTuple):
    """How many intervals are looked at up to a magnitude, and how many samples of an octave after them."""

    up_to: Fraction
    intervals: int
    samples: int


_EFFORTS: Final = (
    _Effort(_OCTAVES, 1500, 64),
    _Effort(_NEAR, 600, 64),
    _Effort(Fraction(2**12), 7, 8),  # larger than the scales of all parameters
    _Effort(_END, 7, 2),
)


class Signs(NamedTuple):
    """The sign of a derivative on the whole line: between neighbouring points it is one and the same."""

    points: tuple[Interval, ...]
    """From left to right and disjoint; each holds one point where the sign changes, or a lone zero."""
    signs: tuple[int | None, ...]
    """One more than points: -1, 0 where it is identically zero, 1, or None where it is undefined."""
    complete: bool
    """Whether nothing was missed, as far as the module says; False where the search gave up."""
    doubts: tuple[Interval, ...]
    """Where it gave up; the signs there are those at the middle."""
    sampled: tuple[Interval, ...]
    """Where samples of equal sign stand in for a proof."""


class _Stretch(NamedTuple):
    """An open interval of one sign, told by balls (with the ends: `closed`), by samples, or not at all."""

    low: Fraction
    high: Fraction
    sign: int | None
    closed: bool = False
    sampled: bool = False
    doubtful: bool = False


def signs(name: str, parameters: Mapping[str, Fraction], order: int, within: Fraction | None = None) -> Signs:
    """The sign chart of a derivative on the whole line or, if it has no last zero, on [-within, within]."""
    owner = definition(name, tuple(parameters.items()))
    reach = _END if within is None else within
    inner = sorted(cut for cut in {*owner.kinks, Fraction(0)} if abs(cut) < reach)
    stretches: list[_Stretch] = []
    for low, high in itertools.pairwise([-reach, *inner, reach]):
        if within is None:
            stretches += _piece(owner, low, high, order)
        else:
            found = _searched(owner, low, high, order, _WINDOW)
            stretches += [_doubt(owner, low, high, order)] if found is None else found
    return _joined(owner, stretches, order)


def _piece(owner: Definition, low: Fraction, high: Fraction, order: int) -> list[_Stretch]:
    """The stretches of a piece, from 0 outwards: up to where the octaves begin, then in each of these."""
    cuts = [-cut for cut in _cuts(-high, -low)] if high <= 0 else _cuts(low, high)
    found: list[list[_Stretch]] = []
    for start, end in itertools.pairwise(cuts):
        # Where balls told too little in one octave, they tell no more in the next.
        last = found[-1] if found else []
        most = 1 if abs(end) > _NEAR and any(each.sampled for each in last) else None
        found.append(_stretches(owner, min(start, end), max(start, end), order, most))
    return [each for part in (found if low >= 0 else reversed(found)) for each in part]


def _cuts(low: Fraction, high: Fraction) -> list[Fraction]:
    """The ends of the parts of a piece on the right of 0, from left to right."""
    cuts = [low, _OCTAVES * max(1, 2 ** (int(low / _OCTAVES).bit_length()))]
    while cuts[-1] < high:
        cuts.append(2 * cuts[-1])
    return [*cuts[:-1], high]


# --- the search ------------------------------------------------------------------------------------------


def _stretches(
    owner: Definition, low: Fraction, high: Fraction, order: int, most: int | None = None
) -> list[_Stretch]:
    """The stretches of an interval: by so many intervals at most, then octave by octave, then by samples."""
    near, far = sorted((abs(low), abs(high)))
    effort = next(each for each in _EFFORTS if far <= each.up_to)
    found = _searched(owner, low, high, order, most or effort.intervals)
    if found is not None:
        return found
    if far > 2 * near and far > 1 / _END:
        cut = _cut(low, high)
        parts = (low, cut), (cut, high)
        return [each for part in parts for each in _stretches(owner, *part, order, _DISAGREED)]
    judged = _sampled(owner, low, high, order, effort.samples)
    if judged is not None:
        return [judged]
    found = _searched(owner, low, high, order, _DISAGREED)
    return [_doubt(owner, low, high, order)] if found is None else found


def _searched(
    owner: Definition, low: Fraction, high: Fraction, order: int, budget: int
) -> list[_Stretch] | None:
    """The stretches of an interval, which is cut until balls tell; None when there are too many parts."""
    found: list[_Stretch] = []
    waiting = [(low, high)]
    while waiting:
        low, high = waiting.pop()
        budget -= 1
        settled = _settled(owner, low, high, order)
        if settled is not None:
            found += settled
        elif _at_kink(owner, low, high):
            found.append(_Stretch(low, high, _sign_at(owner, middle(low, high), order), sampled=True))
        elif budget <= 0 or high - low <= _NARROW * max(abs(low), abs(high)):
            return None
        else:
            cut = _cut(low, high)
            waiting += [(cut, high), (low, cut)]
    return found


def _cut(low: Fraction, high: Fraction) -> Fraction:
    """Where an interval is halved: by magnitude, where it spans some."""
    if high <= 0:
        return -_cut(-high, -low)
    first, last = (_magnitude(low) if low else None), _magnitude(high)
    if first is None:
        return Fraction(2) ** (last // 2 if last > 2 else last - 2)
    return Fraction(2) ** ((first + last) // 2) if last - first > 2 else middle(low, high)


def _magnitude(x: Fraction) -> int:
    return x.numerator.bit_length() - x.denominator.bit_length()


def _settled(owner: Definition, low: Fraction, high: Fraction, order: int) -> list[_Stretch] | None:
    """The stretches of an interval, if balls tell them of it as a whole."""
    for cell in _cells(owner, low, high):
        if cell.derivative(order).is_zero():
            return [_Stretch(low, high, 0, closed=True)]
        for more in range(_MORE + 1):
            sign = sign_of(cell.derivative(order + more))
            if sign and more == 0:
                return [_Stretch(low, high, sign, closed=True)]
            if sign:
                found = _below(cell, order, more, sign)
                if found is not None:
                    return found
    return None


def _cells(owner: Definition, low: Fraction, high: Fraction) -> Iterator[Cell]:
    """An interval with the branch at its middle; next to 0 also with that beyond 0, if it is as good."""
    yield owner.cell(low, high)
    if low and high:
        return
    beyond, inside = owner.outcomes(-middle(low, high)), middle(low, high)
    values, others = owner.at(inside, owner.outcomes(inside)), owner.at(inside, beyond)
    if values and others and all(a.overlaps(b) for a, b in zip(values, others, strict=True)):
        yield owner.cell(low, high, beyond)


def _below(cell: Cell, order: int, more: int, sign: int) -> list[_Stretch] | None:
    """The stretches of a derivative, from those of higher ones, of which the last one has the sign given.

    Between the zeros of one derivative the one before it is monotone.
    """
    ends = [Root(cell.owner, at, at, order, cell.outcomes) for at in (cell.low, cell.high)]
    zeros: list[Root] = []
    rising = [sign]
    for lower in range(order + more - 1, order - 1, -1):
        marks = [ends[0], *zeros, ends[1]]
        heights = [mark.sign(lower) for mark in marks]
        zeros, above = [], []
        for k, (left, right) in enumerate(itertools.pairwise(heights)):
            if left is None or right is None or left == right == 0:
                return None
            if left == 0 and k > 0:
                zeros.append(marks[k])
                above.append(right)
            elif not above:
                above.append(left or right)
            if left * right < 0:
                zero = between(cell, marks[k].high, marks[k + 1].low, lower, left)
                if zero is None:
                    return None
                zeros.append(zero)
                above.append(right)
        rising = above
    lows = [cell.low, *(zero.high for zero in zeros)]
    highs = [*(zero.low for zero in zeros), cell.high]
    return [_Stretch(*each) for each in zip(lows, highs, rising, strict=True)]


# --- where balls do not tell -----------------------------------------------------------------------------


def _sampled(owner: Definition, low: Fraction, high: Fraction, order: int, count: int) -> _Stretch | None:
    """An octave whose samples are of one sign or underflow; None if they disagree, or tell nothing."""
    step = (high - low) / (2 * count)
    told: set[int] = set()
    for at in (low + (2 * k + 1) * step for k in range(count)):
        sign = _sign_at(owner, at, order)
        if sign is not None:
            told.add(sign)
        if len(told) > 1 or (sign is None and not _underflows(owner, at, order)):
            return None
    return _Stretch(low, high, told.pop() if told else None, sampled=True)


def _underflows(owner: Definition, at: Fraction, order: int) -> bool:
    values = owner.at(at, owner.outcomes(at), PRECISIONS[-1])
    return values is not None and bool(abs(values[order]) < _UNDERFLOW)


def _sign_at(owner: Definition, at: Fraction, order: int) -> int | None:
    return Root(owner, at, at, order, owner.outcomes(at)).sign(order)


def _at_kink(owner: Definition, low: Fraction, high: Fraction) -> bool:
    """Whether an interval is what is left at a kink where the derivatives have no bound."""
    at_kink = low in owner.kinks or high in owner.kinks
    return at_kink and high - low <= _AT_KINK * max(abs(low), abs(high), Fraction(1))


def _doubt(owner: Definition, low: Fraction, high: Fraction, order: int) -> _Stretch:
    return _Stretch(low, high, _sign_at(owner, middle(low, high), order), doubtful=True)


# --- the whole -------------------------------------------------------------------------------------------


def _joined(owner: Definition, stretches: Sequence[_Stretch], order: int) -> Signs:
    stretches = _without_underflow(stretches)
    points: list[Interval] = []
    found = [stretches[0].sign]
    doubts = [(each.low, each.high) for each in stretches if each.doubtful]
    for left, right in itertools.pairwise(stretches):
        is_point = _is_point(owner, left, right, order)
        if is_point is None:
            doubts.append((left.low, right.high))
        if is_point or left.sign != right.sign:
            points.append((left.high, right.low))
            found.append(right.sign)
    sampled = [(each.low, each.high) for each in stretches if each.sampled]
    return Signs(tuple(points), tuple(found), not doubts, _merged(doubts), _merged(sampled))


def _without_underflow(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches; those where all samples underflow have the sign of the neighbour nearer to 0."""
    right = sum(each.high <= 0 for each in stretches)
    halves = [reversed(stretches[:right]), stretches[right:]]
    filled: list[list[_Stretch]] = [[], []]
    for half, known in zip(halves, filled, strict=True):
        for each in half:
            is_open = each.sampled and each.sign is None and known
            known.append(each._replace(sign=known[-1].sign) if is_open else each)
    return [*reversed(filled[0]), *filled[1]]


def _is_point(owner: Definition, left: _Stretch, right: _Stretch, order: int) -> bool | None:
    """Whether there is a change of sign or a lone zero between two stretches; None if that is not clear."""
    at = left.high
    if at < right.low:
        return True
    changes = left.sign != right.sign
    if at in owner.kinks:
        return changes or (left.sign != 0 and owner.at_kink(at).sign(order) == 0)
    if not changes and (left.closed or right.closed or left.sampled or right.sampled):
        return False
    zero = _sign_at(owner, at, order) == 0
    return None if changes and not zero else zero


def _merged(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return tuple(merged)
