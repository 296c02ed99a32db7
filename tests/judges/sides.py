"""A formula on one side of a point: where it is defined there, of what sign it is, and what it tends to."""

from __future__ import annotations

import contextlib
import itertools
import math
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series

from judges.expansion import Expansion
from judges.limits import limit_of
from judges.place import Place
from judges.tree import nodes, parts
from judges.working import Special, Unclear, Unsure, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judges.limits import Limit
    from judges.place import Formula
    from judges.tree import Node

# Nothing happens at distances such as these that happens at powers of 2 only.
_ODD: Final = Fraction(11, 8)
_PART: Final = Fraction(1657, 4096)
_FIRST: Final = 64
_LARGEST_POWER: Final = 1000
_DEEPEST: Final = 12_000
_LOW: Final = 9
_DOUBLINGS: Final = 5
_MOST_BITS: Final = 200_000
_ACCURATE: Final = 320


class AllAlong(Unclear):
    """What is a pole at a point like any other is a pole everywhere around it."""


class Nearby(Expansion):
    """A formula at a point that is as good as any other near by: what is 0 there is 0 around it."""

    def tie(self, a: Node, b: Node | None) -> int:  # noqa: ARG002
        """What is equal at such a point is so all around."""
        return 0

    def singular(self, node: Node, args: list[Any]) -> Any:
        """A root of what is 0 is 0."""
        if node.op == "sqrt" or (node.op == "**" and args[0][0].contains(0) and args[1][0] > 0):
            return arb_series([0])
        raise AllAlong("a pole all along")


class Clock:
    """The time that one point may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.start()

    def start(self) -> None:
        """It begins again."""
        self.end = time.process_time() + self.seconds

    def check(self) -> None:
        """Raise Unclear when the time is over."""
        if time.process_time() > self.end:
            raise Unclear("too slow")


class Side:
    """One side of a finite point, or the way to an infinity: sign is 1 right, or to +inf, and -1 left.

    On the low way to an infinity x doubles, from 2**9 on, and not its exponent: towers of exponentials are
    out of reach from 2**64 on.
    """

    def __init__(
        self, formula: Formula, at: Fraction | None, sign: int, clock: Clock, *, low: bool = False
    ) -> None:
        self.formula = formula
        self.at = at
        self.sign = sign
        self.clock = clock
        self.first = _LOW if low else _FIRST + _depth(formula, at)
        self.low = low
        self.all_along = False
        self._sampled: dict[tuple[int, int, Fraction], Any] = {}
        self._places: dict[tuple[int, Fraction], Place] = {}
        self._compared: dict[int, list[tuple[Node, Node | None]]] = {}
        self._kept: dict[tuple[int, int], bool | None] = {}

    def place(self, k: int, odd: Fraction = _ODD) -> Place:
        """A point at a distance of some 2**-k, or at some 2**k."""
        if (k, odd) not in self._places:
            x = self.sign * (odd * 2**k + _PART) if self.at is None else self.at + self.sign * odd / 2**k
            self._places[k, odd] = Place(self.formula, x)
        return self._places[k, odd]

    def sample(self, node: Node, k: int, orders: int, odd: Fraction = _ODD) -> Any:
        """The derivatives up to some order of a part at such a point; None where it is undefined."""
        key = (id(node), k, odd)
        found = self._sampled.get(key, ())
        if found is None or len(found) > orders:
            return found
        place = self.place(k, odd)
        precision = _ACCURATE + k * (2 if orders == 0 else orders + 3)
        while True:
            self.clock.check()
            last = 2 * precision > _MOST_BITS or precision > 40 * k + 20_000
            try:
                values = _derivatives(place, node, orders, precision)
            except Unsure:
                if last:
                    raise Unclear("undecided near by") from None
            except Special:
                raise Unclear("special near by") from None
            else:
                if last or values is None or all(_accurate(ball, precision) for ball in values):
                    self._sampled[key] = values
                    return values
            precision *= 3

    def depths(self, count: int = 3) -> list[int]:
        """The k of the first samples."""
        if self.first > _DEEPEST:
            raise Unclear("numbers too large or small")
        return [self.first + j if self.low else self.first << j for j in range(count)]

    def visited(self, k: int) -> set[int]:
        """The ids of the parts that count at such a point."""
        place = self.place(k)
        for precision in (_ACCURATE, 4 * _ACCURATE + 4 * k):
            with settings(precision, 2):
                expansion = Nearby(place)
                try:
                    expansion.worth(self.formula.tree)
                except (Unsure, Special):
                    continue
                return set(expansion.known)
        raise Unclear("undecided near by")

    def direction(self, a: Node, b: Node | None) -> int:
        """The sign of a - b, or of a, next to the point: 0 if it is 0 all along."""
        signs = set()
        for k in self.depths():
            values = [self.sample(node, k, 0) for node in (a, b) if node is not None]
            if None in values:
                raise Unclear("a switch between what is undefined near by")
            if any(isinstance(value[0], float) for value in values):
                raise Unclear("a switch at inf")
            with settings(_MOST_BITS, 2):
                ball = values[0][0] - (values[1][0] if b is not None else 0)
                sign = 1 if ball > 0 else -1 if ball < 0 else 0
            if not sign and not (ball.is_zero() or self.place(k).equal(a, b)):
                raise Unclear("the side of a switch")
            signs.add(sign)
        if len(signs) > 1:
            raise Unclear("a switch that flutters")
        return signs.pop()

    def defined(self) -> bool:
        """Whether the formula is defined next to the point; a pole all along is not."""
        self.check_switches()
        try:
            found = {self.sample(self.formula.tree, k, 0) is not None for k in self.depths()}
        except AllAlong:
            self.all_along = True
            return False
        if len(found) > 1:
            raise Unclear("now defined and now not")
        return found.pop()

    def check_switches(self) -> None:
        """Raise Unclear if a choice in the formula clearly is another one past the samples than at them."""
        if any(self._stays(a, b) is False for a, b in self._switches(self.formula.tree)):
            raise Unclear("a switch past the samples")

    def limits(self, node: Node, orders: int) -> list[Limit | None]:
        """What the derivatives up to some order tend to; None where that is not clear."""
        if any(self._is_large_power(part) for part in parts(node)):
            raise Unclear("a power past the samples")
        if not all(self._stays(a, b) for a, b in self._switches(node)):
            raise Unclear("a switch past the samples")
        samples: list[Sequence[arb]] = []
        found: list[Limit | None] = [None] * (orders + 1)
        for k in self.depths(_DOUBLINGS):
            values = self.sample(node, k, orders)
            if values is None:
                return [None] * (orders + 1)
            if isinstance(values[0], float):
                raise Unclear("inf near by")
            samples.append(values)
            with settings(_MOST_BITS, 2):
                for order in range(orders + 1):
                    found[order] = limit_of([sample[order] for sample in samples])
            if all(limit is not None and _exact_enough(limit) for limit in found):
                break
        return found

    def _switches(self, node: Node) -> list[tuple[Node, Node | None]]:
        """The pairs that the choices in a part compare, with x in them; of abs and sign one and none."""
        if id(node) not in self._compared:
            found: list[tuple[Node, Node | None]] = []
            for each in nodes(node):
                match each.op:
                    case "abs" | "sign":
                        found.append((each.args[0], None))
                    case "min" | "max" | "clip":
                        found += itertools.combinations(each.args, 2)
                    case "chain":
                        found += itertools.pairwise(each.args)
            self._compared[id(node)] = [
                (a, b)
                for a, b in found
                if self.formula.varies(a) or (b is not None and self.formula.varies(b))
            ]
        return self._compared[id(node)]

    def _stays(self, a: Node, b: Node | None) -> bool | None:
        """Whether a - b, or a, keeps past the samples the sign that it has there; None if that is unclear."""
        key = id(a), id(b)
        if key not in self._kept:
            self._kept[key] = self._keeps_sign(a, b)
        return self._kept[key]

    def _keeps_sign(self, a: Node, b: Node | None) -> bool | None:
        samples: list[arb] = []
        for k in self.depths(_DOUBLINGS):
            values = [self.sample(part, k, 0) for part in (a, b) if part is not None]
            if None in values or any(isinstance(value[0], float) for value in values):
                return True
            with settings(_MOST_BITS, 2):
                samples.append(values[0][0] - (values[1][0] if b is not None else 0))
                signs = {1 if sample > 0 else -1 if sample < 0 else 0 for sample in samples}
                limit = limit_of(samples)
            if len(signs) > 1:
                return None
            if limit is not None:
                return limit.finite or limit.sign in signs
        return None

    def _is_large_power(self, node: Node) -> bool:
        """Whether a power may outweigh all else as far as samples go: log(x)**4096/x, or x - 2**4096."""
        if node.op != "**" or (node.args[0].op == "x" and not self.at):
            return False
        exponent = node.args[1].args[0] if node.args[1].op == "neg" else node.args[1]
        return exponent.op == "number" and abs(exponent.value) > _LARGEST_POWER


def _exact_enough(limit: Limit) -> bool:
    """Whether more samples would tell no more: a tie between two numbers wants many digits."""
    if limit.ball is None or limit.zero:
        return True
    return bool(limit.ball.rad() < abs(limit.ball) * arb(2) ** -210)


def _derivatives(place: Place, node: Node, orders: int, precision: int) -> list[Any] | None:
    with settings(precision, orders + 1):
        series = Nearby(place).worth(node)
        if series is None:
            return None
        if isinstance(series, (float, bool)):
            return [series] * (orders + 1)
        return [series[order] * math.factorial(order) for order in range(orders + 1)]


def _accurate(ball: Any, precision: int) -> bool:
    if isinstance(ball, (float, bool)) or ball.is_zero():
        return True
    return bool(ball.is_finite() and ball.rel_accuracy_bits() >= _ACCURATE // 2) and precision >= 0


def _depth(formula: Formula, at: Fraction | None) -> int:
    """How much further than usual one must go for what a formula has of very large and very small numbers.

    What x**0.01 tends to is seen where x is as large as 2**800, and what (100*x)**66 does, at 2**-528; that
    normpdf(x + 20)/x has a pole at 0, where x is below 2**-291.
    """
    sizes = [abs(_log2(value)) for value in formula.constants() if value]
    exponents = formula.exponents()
    roots = [8 / exponent for exponent in exponents if 8 * exponent < 1]
    powers = [8 * exponent for exponent in exponents if 8 < exponent <= _LARGEST_POWER]
    shift = sum(size for size in sizes if size > 20) + int(sum(roots) + sum(powers))
    return shift + (0 if at is None else _size(formula, at))


def _size(formula: Formula, at: Fraction) -> int:
    """By how many powers of 2 a part is large or small at a point, at most."""
    expansion = Nearby(Place(formula, at))
    with settings(_ACCURATE, 1):
        for node in formula.nodes():
            with contextlib.suppress(Unsure, Special, Unclear):
                expansion.worth(node)
    return expansion.size


def _log2(value: Fraction) -> int:
    return value.numerator.bit_length() - value.denominator.bit_length()
