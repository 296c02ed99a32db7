"""A formula's limits at an infinity.

Without sines, cosines and tangents there is always a limit, finite or not, and the only question is whether
the samples show it. With them, samples at many points must all tend to the same; and where they keep
differing by as much as they are large, there is no limit.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from arb import Rounded
from flint import arb

from judges.limits import UNIT, Limit, agree, bits, limit_of
from judges.rounding import NAN, hidden, infinite, settled
from judges.sides import Side
from judges.working import Unclear, settings

if TYPE_CHECKING:
    from truth import Format

    from judges.place import Formula
    from judges.sides import Clock
    from judges.tree import Node

_WAVES: Final = frozenset(("sin", "cos", "tan"))
_SURE: Final = 200
_BITS: Final = 40_000
# At how many points of an octave a wave is looked at.
_POINTS: Final = 23
# Towers of exponentials are out of reach from 2**64 on: where they are, waves are looked at here.
_LOW_WAVES: Final = (4, 6, 8)
_USUAL: Final = 7


class Infinity:
    """A formula at +inf or -inf."""

    def __init__(self, formula: Formula, sign: int, clock: Clock) -> None:
        self.formula = formula
        self.clock = clock
        self.far = Side(formula, None, sign, clock)
        self.low = Side(formula, None, sign, clock, low=True)
        self.visited: set[int] = set()
        self.waves: set[int] = set()
        self._limits: dict[int, Limit | str | None] = {}

    def verdict(self, order: int, form: Format, orders: int) -> Rounded:
        """The limit of the derivative of some order, rounded; nan if there is none."""
        if not self._limits.keys() >= {order}:
            self._find(max(order, orders))
        limit = self._limits[order]
        if limit is None or isinstance(limit, str):
            if limit is None:
                return NAN
            raise Unclear(limit)
        if limit.ball is None:
            return infinite(limit.sign, form)
        if limit.zero:
            return Rounded(0.0, zero=True)
        verdict = settled(limit.ball, form, _BITS) or hidden(limit.ball, form, _BITS, _SURE)
        if verdict is None:
            raise Unclear("a limit too coarse")
        return verdict

    def _find(self, orders: int) -> None:
        try:
            found = self._found(self.far, orders)
        except Unclear as error:
            found = [str(error)] * (orders + 1)
        if any(isinstance(limit, str) for limit in found) and self._usual():
            self.clock.check()
            try:
                low = self._found(self.low, orders)
            except Unclear:
                low = list(found)
            found = [b if isinstance(a, str) else a for a, b in zip(found, low, strict=True)]
        self._limits = dict(enumerate(found))

    def _usual(self) -> bool:
        """Whether what happens happens before 2**9."""
        sizes = [
            abs(value.numerator.bit_length() - value.denominator.bit_length()) for value in self._numbers()
        ]
        return max(sizes, default=0) <= _USUAL

    def _numbers(self) -> list[Fraction]:
        return [value for value in self.formula.constants() if value]

    def _found(self, side: Side, orders: int) -> list[Limit | str | None]:
        """For each order the limit, None if there is none, or why that is not known."""
        depths = list(_LOW_WAVES) if side.low else side.depths()
        self.visited = set().union(*(side.visited(k) for k in depths))
        self.waves = {id(node) for node in self.formula.nodes() if self._is_wave(node, side)}
        if not self.waves:
            if not side.defined():
                return [None] * (orders + 1)
            limits = side.limits(self.formula.tree, orders)
            return [limit or "a limit at infinity" for limit in limits]
        return self._waving(side, orders, depths)

    def _is_wave(self, node: Node, side: Side) -> bool:
        """Whether a part that counts swings for ever: not if its argument has a finite limit."""
        if node.op not in _WAVES or id(node) not in self.visited or not self.formula.varies(node):
            return False
        try:
            (limit,) = side.limits(node.args[0], 0)
        except Unclear:
            return True
        return limit is None or not limit.finite

    def _waving(self, side: Side, orders: int, depths: list[int]) -> list[Limit | str | None]:
        table = [[side.sample(self.formula.tree, k, orders, odd) for odd in _odds(k)] for k in depths]
        undefined = [row.count(None) for row in table]
        if all(count == _POINTS for count in undefined):
            return [None] * (orders + 1)
        if any(undefined):
            raise Unclear("a wave, now defined and now not")
        if isinstance(table[0][0][0], float):
            raise Unclear("inf at infinity")
        with settings(_BITS, 2):
            return [
                self._wave([[values[order] for values in row] for row in table])
                for order in range(orders + 1)
            ]

    def _wave(self, table: list[list[arb]]) -> Limit | str | None:
        """What becomes of one derivative, by its values in some octaves, which are far apart."""
        if not all(ball.is_finite() for row in table for ball in row):
            return "out of reach"
        if _swings(table):
            return None
        if self._may_have_poles():
            return "a wave that may have poles"
        columns = [limit_of(column) for column in zip(*table, strict=True)]
        first = columns[0]
        if first is None or any(not _same(first, limit) for limit in columns[1:]):
            return "a wave"
        return first

    def _may_have_poles(self) -> bool:
        return any(self._breaks(node) for node in self.formula.nodes() if id(node) in self.visited)

    def _breaks(self, node: Node) -> bool:
        """Whether a part may be undefined or infinite now and again."""
        if node.op == "tan":
            return id(node) in self.waves
        if node.op in ("chain", "sign"):  # where(cos(x) == 1, 1, 0) jumps now and again
            return self._waves_in(node)
        part = {"/": 1, "**": 0, "log": 0, "log1p": 0, "sqrt": 0}.get(node.op)
        return part is not None and self._waves_in(node.args[part])

    def _waves_in(self, node: Node) -> bool:
        return id(node) in self.waves or any(self._waves_in(part) for part in node.args)


def _same(a: Limit, b: Limit | None) -> bool:
    if b is None or a.finite != b.finite or a.sign != b.sign:
        return False
    return not a.finite or agree(a, b) is True


def _swings(table: list[list[arb]]) -> bool:
    """Whether the values differ by as much as they are large, in every octave, and do not die away.

    One in five of the largest and of the smallest are left out: a tangent has some of any size.
    """
    sizes = []
    for row in table:
        if sum(ball.contains(0) for ball in row) > 2:
            return False
        ordered = sorted(row, key=_key)
        lowest, highest = ordered[_POINTS // 5], ordered[-_POINTS // 5]
        largest = arb.max(abs(highest), abs(lowest))
        if not highest - lowest > largest / 16:
            return False
        sizes.append((bits(largest), bool(lowest < 0 < highest)))
    steady = all(abs(a[0] - b[0]) < 3 * UNIT for a, b in itertools.pairwise(sizes))
    growing = all(b[0] > a[0] + 10 * UNIT for a, b in itertools.pairwise(sizes))
    return steady or (growing and all(both for _, both in sizes))


def _key(ball: arb) -> tuple[int, int]:
    sign = 1 if ball > 0 else -1 if ball < 0 else 0
    return sign, sign * bits(ball)


@cache
def _odds(k: int) -> tuple[Fraction, ...]:
    """Points between 1 and 2 with so many digits that no wave of an octave repeats itself there."""
    rng = random.Random(k)
    return tuple(1 + Fraction(rng.getrandbits(k + 60), 1 << (k + 60)) for _ in range(_POINTS))
