"""The zeros of an expression on an interval of x > 0, proved to be all, and the signs between them.

The interval is divided until on each part the sign is plain, because interval arithmetic gives it, or the
expression is monotone, because the next derivative has one sign, which is found in the same way. Then the
signs at the two ends, of limits where need be, tell whether there is a zero: one, or none. Derivatives are
taken of the essence of an expression (see `formula.essence`), which has its sign and is so short that a part
may reach to infinity. Where many parts were needed, terms cancel: then Taylor polynomials are tried, too, and
the expression divided by its largest term. Where all of this fails, UnknownSign is raised.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Final

from actx.core.analysis.chain import Chain, Part
from actx.core.analysis.taylor import signs_by_taylor
from actx.core.analysis.zero_digits import all_bisected, is_irrational, polished, sign_beside_irrational
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Open, sign_of
from actx.core.arithmetic.interpret import interpret
from actx.core.asymptotic.limits import Place, sign_beside
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.errors import FormulaError
from actx.core.formula.expression import Apply, Number, X, mirrored, nodes, substitute
from actx.core.formula.language import WAVES
from actx.core.formula.simplify import simplify
from actx.core.models.approximation import MAX_T, approximation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.formula.expression import Expression

_DIGITS: Final = 60  # of interval arithmetic
_MOST_BOXES: Final = 3000  # that are computed for a piece; one of more nodes than usual counts as several
_USUAL_NODES: Final = 100
_BOXES_FIRST: Final = 500  # before Taylor polynomials and largest terms are tried
_BOXES_OF_WAVES: Final = 1000  # up to infinity: waves that do not end there are not decided by more
_BOXES_OF_TAYLOR: Final = 10  # whose time a Taylor polynomial takes
# How many derivatives are tried in turn, on a part that reaches to 0 or to infinity and on any other.
_MOST_DERIVATIVES: Final = (6, 2)
# Where parts are divided, at no likely zero: the first point; a share of the width; of a part next to 0.
_FIRST: Final = Fraction(7313, 10_000)
_SHARE: Final = Fraction(48_621_378, 10**8)
_NEAR_ZERO: Final = Fraction(103, 1600)
_TAIL: Final = Fraction(1 / MAX_T)  # from which there may be an approximation
_WIDE: Final = 8  # the ratio of the ends of a part from which it is divided at their geometric mean
# A zero without a change of sign is tried as a fraction in parts of this width, relative to max(1, x).
_CLOSE: Final = Fraction(1, 1000)
# Narrower parts are not divided, relative to x: there 60 digits tell no more.
_NARROWEST: Final = Fraction(1, 10**50)
_DIVISION_BITS: Final = 20  # of a point of division, within the part
_MOST_DOUBLINGS: Final = 1000  # of an end of a part, for a zero to be within it: nearly all of float64
_MOST_HALVINGS: Final = 60
_BESIDE: Final = Fraction(1, 10**40)  # relative: so near a zero the signs are those of its two sides


class UnknownSign(ArithmeticError):  # noqa: N818  (a state of knowledge)
    """No method gives the sign on some part."""


def signs_between(
    expression: Expression, low: Fraction | None, high: Fraction | None, *, is_monotone: bool = False
) -> tuple[list[Fraction], list[int]]:
    """The zeros of an expression between two points, None for an infinity, and the signs between them.

    The interval lies on one side of 0, and inside it the expression has no choices and is regular; one that
    is known to be strictly monotone has at most one zero there. Raises UnknownSign, and FormulaError for
    derivatives that are too large.
    """
    ends = [(end, side) for end, side in ((low, 1), (high, -1)) if end and not is_irrational(end)]
    if ends:
        # An end may be a pole, or rounded and outside the domain: then it is moved to 0.
        with suppress(UnknownSign):
            return _isolated(expression, low, high, is_monotone, _BOXES_FIRST)
        for end, side in ends:
            variable = Apply("add", Number(end), X if side > 0 else Apply("neg", X))
            moved = simplify(substitute(expression, {"x": variable}))
            width = None if low is None or high is None else high - low
            with suppress(UnknownSign):
                points, between = _isolated(moved, Fraction(0), width, is_monotone, _MOST_BOXES)
                return [end + side * point for point in points[::side]], between[::side]
    return _isolated(expression, low, high, is_monotone, _MOST_BOXES)


def _isolated(
    expression: Expression,
    low: Fraction | None,
    high: Fraction | None,
    is_monotone: bool,
    boxes: int,
) -> tuple[list[Fraction], list[int]]:
    if high is not None and high <= 0:
        right = None if low is None else -low
        points, between = _isolated(mirrored(expression), -high, right, is_monotone, boxes)
        return [-point for point in reversed(points)], between[::-1]
    found = _solved(_Isolation(expression, low or Fraction(0), high, is_monotone, boxes))
    if found is None:
        raise UnknownSign
    return [*found[0]], [*found[1]]


def zeros_beside_zero(expression: Expression) -> list[Fraction]:
    """The zeros of an expression without choices but 0, if it is regular at all other x.

    Raises what `signs_between` does.
    """
    zero = Fraction(0)
    return [*signs_between(expression, None, zero)[0], *signs_between(expression, zero, None)[0]]


class _Isolation:
    """The zeros of an expression between `low` >= 0 and `high`, inside which it is regular."""

    def __init__(
        self, expression: Expression, low: Fraction, high: Fraction | None, is_monotone: bool, boxes: int
    ) -> None:
        self._expression, self._low, self._high = expression, low, high
        self._is_known_to_be_monotone = is_monotone
        self._chains = [Chain(expression, reduced=True), Chain(simplify(expression), reduced=False)]
        self._decimals = Decimals(_DIGITS)
        self._boxes, self._most_boxes = 0, min(boxes, _BOXES_OF_WAVES) if self._has_waves() else boxes
        self._beside: dict[tuple[Expression, Fraction | None, int], int | None] = {}

    def __eq__(self, other: object) -> bool:
        """Whether what is found is the same because the essences are, as on both sides of an even f."""
        return isinstance(other, _Isolation) and self._problem == other._problem

    def __hash__(self) -> int:
        return hash(self._problem)

    @property
    def _problem(self) -> tuple[object, ...]:
        essence, _ = self._chains[0](0)
        return essence, self._low, self._high, self._is_known_to_be_monotone, self._most_boxes

    def _has_waves(self) -> bool:
        """Whether there are waves that do not end at infinity."""
        box = Open(Decimal(int(self._low)), Decimal("inf"))
        return self._high is None and any(
            isinstance(node, Apply)
            and node.operation in WAVES
            and any(end.is_infinite() for end in interpret(node.args[0], self._decimals, box))
            for node in nodes(self._expression)
        )

    def run(self) -> tuple[list[Fraction], list[int]]:
        """The zeros, and the signs between them. Raises UnknownSign."""
        points: list[Fraction] = []
        between: list[int] = []
        previous: Fraction | None = None
        for part in self.proof():
            if previous is not None and self._sign(part.low) == 0:
                points.append(part.low)
            elif previous is not None:
                between.pop()
            between.append(part.left)
            if part.zero is not None:
                points.append(part.zero)
                between.append(part.right)
            previous = part.low
        return points, between

    def proof(self) -> list[Part]:
        """The parts, with their zeros. Raises UnknownSign."""
        return [
            part if part.left == part.right else part._replace(zero=self._zero(part))
            for part in self._parts(self._low, self._high)
        ]

    def _parts(self, low: Fraction, high: Fraction | None) -> list[Part]:
        found = next(self._reasons(low, high), None)
        if found is not None:
            return [found]
        if self._boxes >= self._most_boxes or (high is not None and high - low < _NARROWEST * low):
            raise UnknownSign
        middle = _division(low, high)
        return [*self._parts(low, middle), *self._parts(middle, high)]

    def _reasons(self, low: Fraction, high: Fraction | None) -> Iterator[Part]:
        """What tells the zeros on a part, in turn: interval arithmetic, an approximation, derivatives.

        Where that is hard, Taylor polynomials do.
        """
        if self._is_known_to_be_monotone:
            for chain in self._chains:
                yield from self._between_ends(low, high, chain)
        for chain in self._chains:
            sign = self._box(chain, 0, low, high)
            if sign:
                yield Part(low, high, sign, sign)
        sign = self._of_approximation(low, high)
        if sign:
            yield Part(low, high, sign, sign)
        for chain in self._chains:
            if self._is_monotone(chain, low, high):
                yield from self._between_ends(low, high, chain)
        if high is not None and self._is_hard:
            yield from self._by_taylor(low, high)

    def _by_taylor(self, low: Fraction, high: Fraction) -> Iterator[Part]:
        """What Taylor polynomials tell: the sign on a part, or that the expression is monotone there."""
        for chain in self._chains:
            tree = chain(0)[0]
            self._boxes += _BOXES_OF_TAYLOR * _cost(tree)
            sign, slope = signs_by_taylor(tree, low, high)
            if sign:
                yield Part(low, high, sign, sign)
            if slope:
                yield from self._between_ends(low, high, chain)

    def _between_ends(self, low: Fraction, high: Fraction | None, chain: Chain) -> Iterator[Part]:
        """A part with at most one zero, by the signs at its ends, if they are known."""
        first = chain(0)[0]
        left, right = self._near(first, low, 1), self._near(first, high, -1)
        if left and right:
            yield Part(low, high, left, right)

    def _of_approximation(self, low: Fraction, high: Fraction | None) -> int | None:
        """The sign on a part, if there is an approximation in a tail that reaches so far."""
        far = high is None and low >= _TAIL
        near = low == 0 and high is not None and high <= MAX_T
        if not (far or near):
            return None
        found = approximation(self._expression, 0, 1, far=far)
        if found is None or (low < 1 / Fraction(found.r) if far else (high or 0) > Fraction(found.r)):
            return None
        return self._near(self._expression, None if far else low, -1 if far else 1)

    def _is_monotone(self, chain: Chain, low: Fraction, high: Fraction | None) -> bool:
        """Whether the next of a chain has one sign on a part, which those after it may prove."""
        at_end = low == 0 or high is None
        for k in range(1, _MOST_DERIVATIVES[0 if at_end else 1] + 1):
            try:
                last = self._box(chain, k, low, high)
            except FormulaError:
                return False
            if last:
                ends = [
                    (self._near(chain(j)[0], low, 1), self._near(chain(j)[0], high, -1)) for j in range(1, k)
                ]
                return all(left and left == right for left, right in ends)
        return False

    def _box(self, chain: Chain, k: int, low: Fraction, high: Fraction | None) -> int | None:
        """The sign of one of a chain on a part, as far as interval arithmetic tells. Raises FormulaError."""
        tree, sign = chain(k)
        if sign is not None:
            return sign
        self._boxes += _cost(tree)
        down, up = self._decimals.down, self._decimals.up
        start = down.divide(Decimal(low.numerator), Decimal(low.denominator))
        end = (
            Decimal("inf") if high is None else up.divide(Decimal(high.numerator), Decimal(high.denominator))
        )
        box = Open(start, end)
        sign = sign_of(interpret(tree, self._decimals, box))
        if sign is None and self._is_hard:
            self._boxes += _cost(tree)
            rest = chain.over_largest_term(k, start if high is None else (start + end) / 2)
            sign = None if rest is None else sign_of(interpret(rest, self._decimals, box))
        return sign

    @property
    def _is_hard(self) -> bool:
        """Whether so many boxes were needed that it pays to think longer about each."""
        return self._boxes >= _BOXES_FIRST

    def _near(self, tree: Expression, point: Fraction | None, side: int) -> int | None:
        """The sign beside a point, on the right of it for side 1; None if it is not known."""
        key = tree, point, side
        if key not in self._beside:
            self._beside[key] = self._sign_beside(tree, point, side)
        return self._beside[key]

    def _sign_beside(self, tree: Expression, point: Fraction | None, side: int) -> int | None:
        if point is not None and is_irrational(point):
            return sign_beside_irrational(tree, point, side)
        if point not in (self._low, self._high, None):
            # Where 1,000 digits do not tell the sign, interval arithmetic of 60 does not beside it.
            sign = constants.sign_at(tree, point, constants.quick_sign)
            if sign != 0:
                return sign
        try:
            return sign_beside(tree, Place(None, -side) if point is None else Place(point, side))
        except (Undecided, Undefined):
            return None

    # --- zeros -------------------------------------------------------------------------------------------

    def _sign(self, point: Fraction) -> int:
        sign = constants.sign_at(self._chains[0](0)[0], point)
        if sign is None:
            raise UnknownSign
        return sign

    def _zero(self, part: Part) -> Fraction:
        """The zero in a part: a rational number, or 350 digits of it."""
        low, high = part.low, part.high
        if high is None:
            high = self._first(max(low, _FIRST), Fraction(2), part.right)
        if low == 0:
            low = self._first(high, Fraction(1, 2), part.left)
        tree = self._chains[0](0)[0]
        (guess,) = all_bisected(tree, [(float(low), float(high))])
        if low <= guess <= high and (zero := self._polished(part, tree, guess)) is not None:
            return zero
        zero = self._polished(part, tree, self._bisected(low, high, part.left))
        if zero is None:
            raise UnknownSign
        return zero

    def _polished(self, part: Part, tree: Expression, guess: float) -> Fraction | None:
        """The zero in a part from one near it; None if that leads elsewhere."""
        zero = polished(tree, guess)
        inside = part.low < zero and (part.high is None or zero < part.high)
        beside = [self._sign(zero * (1 + side * _BESIDE)) for side in (-1, 1)]
        return zero if inside and beside == [part.left, part.right] else None

    def _bisected(self, low: Fraction, high: Fraction, left: int) -> float:
        """A point near the zero, which is beyond where float64 arrays are searched."""
        for _ in range(_MOST_HALVINGS):
            middle = (low + high) / 2
            sign = self._sign(middle)
            if sign == 0:
                return float(middle)
            low, high = (middle, high) if sign == left else (low, middle)
        return float(low)

    def _first(self, start: Fraction, factor: Fraction, sign: int) -> Fraction:
        """The first of start*factor, start*factor**2 ... at which the expression has this sign."""
        point = start
        for _ in range(_MOST_DOUBLINGS):
            point *= factor
            if self._sign(point) == sign:
                return point
        raise UnknownSign


@lru_cache(maxsize=64)
def _cost(tree: Expression) -> int:
    """How many usual expressions one is as long as."""
    return max(1, len(nodes(tree)) // _USUAL_NODES)


def _division(low: Fraction, high: Fraction | None) -> Fraction:
    """Where to divide a part."""
    if high is None:
        return _TAIL if _FIRST <= low < _TAIL <= 8 * low else max(2 * low, _FIRST)
    if high - low < _CLOSE * max(Fraction(1), low):
        near = ((low + high) / 2).limit_denominator(1000)
        if low < near < high:
            return near
    if low == 0:
        return _short(high * _NEAR_ZERO, low, high)
    if high > _WIDE * low:
        return Fraction(sqrt(float(low)) * sqrt(float(high)))
    return _short(low + (high - low) * _SHARE, low, high)


def _short(point: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """A number of few digits near a point between two others: many digits stand for an irrational zero."""
    space = min(point - low, high - point)
    bits = _DIVISION_BITS + space.denominator.bit_length() - space.numerator.bit_length()
    scale = Fraction(2) ** bits
    return round(point * scale) / scale


@lru_cache(maxsize=256)
def _solved(isolation: _Isolation) -> tuple[tuple[Fraction, ...], tuple[int, ...]] | None:
    """The zeros, and the signs between them; None if they are not found."""
    try:
        points, between = isolation.run()
    except UnknownSign:
        return None
    return tuple(points), tuple(between)
