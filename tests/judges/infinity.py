"""A formula's limits at an infinity.

Without sines, cosines and tangents there is always a limit, finite or not, and the only question is whether
the samples show it. With them, samples at many points must all tend to the same; and where they keep
differing by as much as they are large, there is no limit.
"""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from flint import arb

from judges.arb import Rounded
from judges.limits import UNIT, Limit, agree, bits, limit_of
from judges.rounding import NAN, hidden, infinite, settled
from judges.sides import Side
from judges.tree import Node
from judges.working import Unclear, settings

if TYPE_CHECKING:
    from judges.place import Formula
    from judges.sides import Clock
    from judges.truth import Format

_SATURATING: Final = ("tanh", "sigmoid", "erf", "erfc", "normcdf", "normpdf", "atan")
_MINUS_ONE: Final = Node("number", text="-1", value=Fraction(-1))
_WAVES: Final = frozenset(("sin", "cos", "tan"))
_SURE: Final = 200
_BITS: Final = 40_000
# At how many points of an octave a wave is looked at.
_POINTS: Final = 60
# Towers of exponentials are out of reach from 2**64 on: where they are, waves are looked at here.
_LOW_WAVES: Final = (3, 7, 11)
# By what share of their distance the bounds of a wave may differ from octave to octave, by chance.
_STEADY: Final = 0.7
# By what factor the distance of the bounds shrinks from octave to octave, where that is no chance.
_SHRUNK: Final = 0.9
_STEEPEST: Final = 100
# The bits of a size, itself in bits, that a float still holds.
_MOST_BITS: Final = 1000
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
        self.way: tuple[Side, list[int]] = (self.far, [])
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
                low = self._found(self.low, orders) if self._same_branches() else found
            except Unclear:
                low = found
            found = [b if isinstance(a, str) else a for a, b in zip(found, low, strict=True)]
        self._limits = dict(enumerate(found))

    def _same_branches(self) -> bool:
        """Whether what counts far out counts where waves are looked at, too: log(x) >= 100 comes late."""
        far = self.far.visited(self.far.depths()[-1])
        return all(self.low.visited(k) == far for k in _LOW_WAVES)

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
        side.check_switches()
        depths = list(_LOW_WAVES) if side.low else side.depths()
        self.visited = set().union(*(side.visited(k) for k in depths))
        self.waves = {id(node) for node in self.formula.nodes() if self._is_wave(node, side)}
        self.way = side, depths
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
                self._wave([[values[order] for values in row] for row in table], depths)
                for order in range(orders + 1)
            ]

    def _wave(self, table: list[list[arb]], depths: list[int]) -> Limit | str | None:
        """What becomes of one derivative, by its values in some octaves, which are far apart."""
        if not all(ball.is_finite() for row in table for ball in row):
            return "out of reach"
        if _swings(table):
            return None
        if self._may_have_poles():
            return "a wave that may have poles"
        return _common(table, depths) or "a wave"

    def _may_have_poles(self) -> bool:
        return any(self._breaks(node) for node in self.formula.nodes() if id(node) in self.visited)

    def _breaks(self, node: Node) -> bool:
        """Whether a part may be undefined, infinite, or at a switch now and again."""
        match node.op:
            case "tan":
                return id(node) in self.waves
            case "chain":  # where(cos(x) == 1, 1, 0) jumps at some points that no sample meets
                return any(self._returns(a, b) for a, b in itertools.pairwise(node.args))
            case "**" if node.args[1].op == "number" and node.args[1].value.denominator == 1:
                return False
            case "sign" | "**" | "log" | "sqrt":
                return self._returns(node.args[0])
            case "/":
                return self._returns(node.args[1])
            case "log1p":
                return self._returns(node.args[0], _MINUS_ONE)
            case _ if node.op in _SATURATING:  # tanh(x*sin(x)) climbs ever more steeply, where no sample is
                return self._returns(node.args[0]) and self._grows(node.args[0])
        return False

    def _grows(self, node: Node) -> bool:
        """Whether a part that is finite at all samples seems to have no bound."""
        side, depths = self.way
        largest = [max(bits(side.sample(node, k, 0, odd)[0]) for odd in _odds(k)) for k in depths]
        return all(b > a + 2 * UNIT for a, b in itertools.pairwise(largest))

    def _returns(self, a: Node, b: Node | None = None) -> bool:
        """Whether a - b, or a, may come back to 0 again and again."""
        if not any(self._waves_in(part) for part in (a, b) if part is not None):
            return False
        side, depths = self.way
        table: list[list[arb]] = []
        for k in depths:
            table.append([])
            for odd in _odds(k):
                values = [side.sample(part, k, 0, odd) for part in (a, b) if part is not None]
                if None in values or any(isinstance(value[0], float) for value in values):
                    return True
                table[-1].append(values[0][0] - (values[1][0] if b is not None else 0))
        limit = None if _swings(table) else _common(table, depths)
        return limit is None or limit.zero or (limit.ball is not None and bool(limit.ball.contains(0)))

    def _waves_in(self, node: Node) -> bool:
        return id(node) in self.waves or any(self._waves_in(part) for part in node.args)


def _common(table: list[list[arb]], depths: list[int]) -> Limit | None:
    """What all the samples tend to, if that is clear."""
    columns = [limit_of(column) for column in zip(*table, strict=True)]
    first = columns[0]
    if first is None or any(not _same(first, limit) for limit in columns[1:]):
        return None
    return first if first.finite or _even(table, depths) else None


def _same(a: Limit, b: Limit | None) -> bool:
    if b is None or a.finite != b.finite or a.sign != b.sign:
        return False
    return not a.finite or agree(a, b) is True


def _swings(table: list[list[arb]]) -> bool:
    """Whether values keep differing by as much as they are large, between the same bounds or wider ones.

    The bounds leave out one in five of the largest and of the smallest: a tangent has some of any size.
    Bounds that stay where they are tell a wave from a line; of those that grow, one must be above 0 and one
    below. Bounds that come nearer to each other all the time may do so for ever: sin(x)/log(x).
    """
    bounds = []
    for row in table:
        if sum(ball.contains(0) for ball in row) > 2:
            return False
        ordered = sorted(row, key=_key)
        low, high = ordered[_POINTS // 5], ordered[-_POINTS // 5]
        if not high - low > arb.max(abs(high), abs(low)) / 16:
            return False
        bounds.append((low, high))
    shrinking = all(b[1] - b[0] < (a[1] - a[0]) * _SHRUNK for a, b in itertools.pairwise(bounds))
    steady = not shrinking and all(_near(here, there) for here, there in itertools.combinations(bounds, 2))
    growing = all(bits(b[1] - b[0]) > bits(a[1] - a[0]) + 2 * UNIT for a, b in itertools.pairwise(bounds))
    return steady or (growing and all(bool(low < 0 < high) for low, high in bounds))


def _near(here: tuple[arb, arb], there: tuple[arb, arb]) -> bool:
    spread = arb.min(here[1] - here[0], there[1] - there[0])
    return all(bool(abs(a - b) < spread * _STEADY) for a, b in zip(here, there, strict=True))


def _key(ball: arb) -> tuple[int, int]:
    sign = 1 if ball > 0 else -1 if ball < 0 else 0
    return sign, sign * bits(ball)


def _even(table: list[list[arb]], depths: list[int]) -> bool:
    """Whether values that grow do so as a power of x, in every octave, but for a small factor.

    x*(1+sin(x)) does not: it comes down to 0 again and again.
    """
    sizes = [[bits(ball) for ball in row] for row in table]
    middles = [sorted(row)[_POINTS // 2] for row in sizes]
    slope = (middles[1] - middles[0]) // (depths[1] - depths[0])
    if abs(slope) > _STEEPEST * UNIT or max(map(abs, itertools.chain(*sizes))).bit_length() > _MOST_BITS:
        return False
    for k, row in zip(depths, sizes, strict=True):
        rest = [size - slope * math.log2(odd) for size, odd in zip(row, _odds(k), strict=True)]
        if max(rest) - min(rest) > 4 * UNIT:
            return False
    return True


@cache
def _odds(k: int) -> tuple[Fraction, ...]:
    """Points between 1 and 2 with so many digits that no wave of an octave repeats itself there."""
    rng = random.Random(k)
    return tuple(1 + Fraction(rng.getrandbits(k + 60), 1 << (k + 60)) for _ in range(_POINTS))
