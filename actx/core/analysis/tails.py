"""The tail of a derivative with waves in it, towards an infinity: what it tends to, whether its sign settles.

Along points at which all waves have one phase, a tail is a function without waves, which has a limit: of
x*cos(x) these are x and -x, among others. So a tail is unbounded, or changes its sign endlessly often.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import inf, isnan, nan, nextafter
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.bounds import Candidate, real
from actx.core.analysis.isolation import UnknownSign, signs_between
from actx.core.analysis.periods import period
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Open, is_open
from actx.core.arithmetic.interpret import interpret
from actx.core.asymptotic.limits import Limit, Place, limit
from actx.core.asymptotic.reals import Undecided, Undefined
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative, target
from actx.core.formula.essence import essence
from actx.core.formula.expression import (
    PI,
    Apply,
    Expression,
    Number,
    depends_on_x,
    mirrored,
    nodes,
    substitute,
)
from actx.core.formula.forms import NoForm
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.language import WAVES
from actx.core.formula.simplify import simplify
from actx.core.rounding.arrays import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PHASES: Final = 16
_DIGITS: Final = 60
_MOST_NODES: Final = 150  # of a derivative whose limits are computed at every phase
_MOST_WAVES: Final = 4  # of an envelope
_FAR: Final = Place(None, 1)


class Floor(NamedTuple):
    """The infimum of a tail is at least `bound`, or it is one of `limits`."""

    bound: Decimal
    limits: list[Candidate]


_NONE: Final = Floor(Decimal("inf"), [])


class Tail:
    """A derivative of a function beyond its last branch point, as a function of |x|."""

    def __init__(self, function: Expression, order: int, side: int) -> None:
        self.side = side
        self.tree, self.start = _outermost(function, order, side)

    @property
    def is_undefined(self) -> bool:
        return self.tree is NOWHERE

    @cached_property
    def period(self) -> Expression | None:
        """The period, if the tail has one."""
        return None if self.tree is None or not depends_on_x(self.tree) else period([self.tree])

    @cached_property
    def limits(self) -> list[Limit]:
        """What the tail tends to along points of one phase, for several phases."""
        return [] if self.tree is None else [*_limits(self.tree)]

    def tends_to(self, value: float) -> bool:
        """Whether the tail tends to an infinity along some points."""
        return any(each.value == value for each in self.limits)

    def exceeds(self, bound: Fraction) -> bool:
        """Whether the magnitude tends to more than a bound along some points."""
        for each in self.limits:
            value = real(each)
            if value is None:
                return True  # an infinity
            for sign in (1, -1):
                if (
                    constants.sign(
                        Apply("sub", Apply("mul", Number(Fraction(sign)), value.tree), Number(bound))
                    )
                    == 1
                ):
                    return True
        return False

    @cached_property
    def changes_sign(self) -> bool:
        """Whether it is proved that the sign changes endlessly often."""
        if self.tree is None or self.is_undefined or not depends_on_x(self.tree):
            return False
        try:
            tree = essence(self.tree).expression
        except NoForm:
            tree = self.tree
        signs = set()
        for each in _limits(tree):
            signs.add(each.sign)
            if {-1, 1} <= signs:
                return True
        return False

    def floor(self, reach: Fraction, sign: int) -> Floor | None:
        """Of the tail times a sign beyond a point: a lower bound, or the limits that are its infimum.

        The values up to the point are known; a periodic tail has no others.
        """
        if self.tree is None or reach < self.start:
            return None
        if self.is_undefined or not depends_on_x(self.tree):
            return _NONE
        if self.period is not None:
            length = Fraction(constants.enclosure(self.period, _DIGITS).hi)
            return _NONE if self.start + length <= reach else None
        if self._is_monotone(self.tree, reach):
            value = at(self.tree, inf)
            return None if isnan(value) else Floor(Decimal("inf"), [self._limit(value)])
        return self._enclosed(self.tree, reach, sign) or self._above_envelope(self.tree, reach, sign)

    def _enclosed(self, tree: Expression, reach: Fraction, sign: int) -> Floor | None:
        """The floor that interval arithmetic gives."""
        enclosed = interpret(tree, Decimals(_DIGITS), Open(Decimal(int(reach)), Decimal("inf")))
        lowest = enclosed.lo if sign > 0 else -enclosed.hi
        if not lowest.is_finite():
            return None
        values = [each for limit in self.limits if (each := real(limit)) is not None]
        if is_open(enclosed) and any(each.rational == sign * Fraction(lowest) for each in values):
            return Floor(Decimal("inf"), [self._limit(sign * float(lowest))])
        return Floor(lowest, [])

    def _above_envelope(self, tree: Expression, reach: Fraction, sign: int) -> Floor | None:
        """The floor below an envelope that is monotone: its limit, or its value at the point."""
        below = _envelope(tree if sign > 0 else Apply("neg", tree), reach)
        if below is None or not self._is_monotone(below, reach):
            return None
        limit, value = at(below, inf), at(below, reach)
        if isnan(limit) or isnan(value):
            return None
        if limit < value and self._is_approached(below, sign):
            return Floor(Decimal("inf"), [self._limit(sign * limit)])
        return Floor(Decimal(nextafter(min(limit, value), -inf)), [])

    def _is_approached(self, below: Expression, sign: int) -> bool:
        """Whether the tail times a sign tends to the limit of its envelope along some points."""
        ends = [each for found in _limits(below) if (each := real(found)) is not None]
        if len(ends) != 1:
            return False
        size = ends[0].tree if sign > 0 else Apply("neg", ends[0].tree)
        values = [each for found in self.limits if (each := real(found)) is not None]
        return any(constants.sign(Apply("sub", each.tree, size)) == 0 for each in values)

    def sign_beyond(self, reach: Fraction) -> int | None:
        """The one sign that the tail has beyond a point; None if it is not known."""
        if self.tree is None or self.is_undefined or reach < self.start:
            return None
        if not depends_on_x(self.tree):
            return constants.sign(self.tree)
        if self.changes_sign:
            return None
        kept = _sign(self.tree, reach)
        for sign in (1, -1):
            below = None if kept else _envelope(self.tree if sign > 0 else Apply("neg", self.tree), reach)
            if below is not None and _sign(below, reach) == 1:
                return sign
        return kept

    def _limit(self, value: float) -> Candidate:
        return Candidate(value, self.side * inf, is_value=False)

    @staticmethod
    def _is_monotone(tree: Expression, reach: Fraction) -> bool:
        try:
            return _sign(derivative(simplify(tree)), reach) is not None
        except FormulaError:
            return False


@lru_cache(maxsize=256)
def _sign(tree: Expression, reach: Fraction) -> int | None:
    """The one sign of a tree beyond a point, if that is proved."""
    signs = {each.sign for each in _limits(tree)} - {None}
    if len(signs) != 1:
        return None  # it changes endlessly often, or to look for it would take long
    try:
        points, between = signs_between(tree, reach, None)
    except (UnknownSign, FormulaError):
        return None
    return None if points else between[0]


@lru_cache(maxsize=256)
def _envelope(tree: Expression, reach: Fraction) -> Expression | None:
    """A function without waves below a tree in which waves stand once: it has -1 or 1 in their places."""
    waves = _waves(tree)
    if not waves or len(waves) > _MOST_WAVES or any(wave.operation == "tan" for wave in waves):
        return None
    zero, one = Number(Fraction(0)), Number(Fraction(1))
    middle = _replaced(tree, dict.fromkeys(waves, zero))
    linear, lowest = middle, middle
    for wave in waves:
        amplitude = simplify(Apply("sub", _replaced(tree, dict.fromkeys(waves, zero) | {wave: one}), middle))
        sign = constants.sign(amplitude) if not depends_on_x(amplitude) else _sign(amplitude, reach)
        if sign is None:
            return None
        linear = Apply("add", linear, Apply("mul", amplitude, wave))
        lowest = Apply("sub", lowest, amplitude if sign > 0 else Apply("neg", amplitude))
    is_linear = is_identically_zero(Apply("sub", tree, linear), reach, None)
    return simplify(lowest) if is_linear else None


def _outermost(function: Expression, order: int, side: int) -> tuple[Expression | None, Fraction]:
    """The derivative beyond the last branch point on a side, as a function of |x|, and where that is."""
    found = pieces(function) if _waves(function) else None
    if found is None:
        return None, Fraction(0)
    piece = found[-1 if side > 0 else 0]
    of_piece = branch(function, piece)
    start = abs(piece.low or piece.high or Fraction(0))
    if of_piece is None or of_piece is NOWHERE:
        return of_piece, start
    try:
        tree = target(of_piece, order)
    except FormulaError:
        return None, start
    return tree if side > 0 else simplify(mirrored(tree)), start


@lru_cache(maxsize=256)
def _limits(tree: Expression) -> tuple[Limit, ...]:
    """The limits of a tree along points of one phase, as far as they are known."""
    return tuple(_along(_in_phase(tree))) if len(nodes(tree)) <= _MOST_NODES else ()


def _along(trees: Iterable[Expression]) -> Iterator[Limit]:
    for each in trees:
        try:
            found = limit(simplify(each), _FAR)
        except (Undecided, Undefined, FormulaError):
            continue
        if found is not None:
            yield found


def _in_phase(tree: Expression) -> Iterator[Expression]:
    """The tree with its waves replaced by their values at one phase, for several phases.

    The waves are functions of lines of one period, or of one and the same function that tends to infinity.
    """
    waves = _waves(tree)
    if not waves:
        yield tree
        return
    length = period(waves)
    if length is None and not _is_one_angle(waves):
        return
    for k in range(_PHASES):
        share = Number(Fraction(k, _PHASES))
        if length is None:
            angle: Expression = Apply("mul", Number(Fraction(2 * k, _PHASES)), PI)
            values: dict[Apply, Expression] = {wave: Apply(wave.operation, angle) for wave in waves}
        else:
            place = {"x": Apply("mul", share, length)}
            values = {wave: substitute(wave, place) for wave in waves}
        yield _replaced(tree, values)


def _waves(tree: Expression) -> list[Apply]:
    return [
        node
        for node in nodes(tree)
        if isinstance(node, Apply) and node.operation in WAVES and depends_on_x(node)
    ]


def _is_one_angle(waves: list[Apply]) -> bool:
    """Whether all are functions of one angle that tends to an infinity."""
    angles = {wave.args[0] for wave in waves}
    return len(angles) == 1 and abs(_far(angles.pop())) == inf


def _far(tree: Expression) -> float:
    try:
        found = limit(tree, _FAR)
    except (Undecided, Undefined):
        return nan
    return found.value if found is not None and isinstance(found.value, float) else nan


def _replaced(tree: Expression, values: Mapping[Apply, Expression]) -> Expression:
    """The tree with some of its nodes replaced."""
    made: dict[Expression, Expression] = {}
    for node in nodes(tree):
        if isinstance(node, Apply):
            made[node] = (
                values[node] if node in values else Apply(node.operation, *(made[a] for a in node.args))
            )
        else:
            made[node] = node
    return made[tree]
