"""A formula at one rational point: its exact value, the branch it takes, and whether the point is special.

Values are real; where a part has a pole, its value is the infinite limit from one side, and extended real
arithmetic goes on from there. An indeterminate form such as inf - inf takes the limit from that side if it is
infinite; if not, the formula is undefined at the point.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from actx.core.asymptotic.limits import Place, limit, sign_beside
from actx.core.asymptotic.reals import ONE, ZERO, Real, Undecided, Undefined, weightiest
from actx.core.formula.choices import as_min_and_max, signed, takes_first
from actx.core.formula.conditions import HOLDS
from actx.core.formula.expression import PI, Apply, Expression, Number, Symbol, X, depends_on_x
from actx.core.formula.simplify import apply, simplify
from actx.core.formula.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

Extended = Real | float


class Indeterminate(ArithmeticError):  # noqa: N818  (a property of a form such as inf - inf)
    """The operation has no value in the extended reals."""


class Gap(Undefined):
    """The formula is undefined at the point itself, whatever its limit: x/x at 0."""


class AtPoint(NamedTuple):
    """The value at the point; the branch taken, a formula in x without choices; and two flags."""

    value: Extended
    chosen: Expression
    special: bool
    """Whether the numbers of a choice are equal, or a part is at the edge of its domain or at a pole."""
    pole: bool
    """Whether a part has a pole, so that the value is that seen from one side."""


class TruthAtPoint(NamedTuple):
    """Whether a condition holds at the point, and two flags of the sides that decide it."""

    holds: bool
    special: bool
    """Whether the compared numbers are equal, or the point is special for one of them."""
    pole: bool
    """Whether a part has a pole, so that the truth is that on one side."""


class Pointwise(Walk[AtPoint]):
    """Evaluates formulas at a point; poles are seen from `side`, 1 for the right, -1 for the left.

    Raises Undefined outside the domain, and Undecided where a choice cannot be decided.
    """

    def __init__(self, point: Fraction, side: int) -> None:
        self.place = Place(point, side)
        self.has_root = False
        """Whether any part evaluated was at the edge of its domain with a finite value, as a root of 0 is."""
        super().__init__({X: AtPoint(Real.of(point), X, special=False, pole=False)})

    def rule(self, node: Expression) -> AtPoint:
        found = self._at(node)
        if found.special and isinstance(found.value, Real) and not depends_on_x(node):
            return found._replace(special=False, pole=False)  # a constant: min(2, inf)
        return found

    def _at(self, node: Expression) -> AtPoint:
        if not isinstance(node, Apply):
            value: Extended = inf if isinstance(node, Symbol) and node.name == "inf" else Real(node)
            return AtPoint(value, node, special=False, pole=False)
        if node.operation == "where":
            condition = self.truth(node.args[0])
            branch = self(node.args[1 if condition.holds else 2])
            return branch._replace(
                special=condition.special or branch.special, pole=condition.pole or branch.pole
            )
        if node.operation == "clip":
            return self(as_min_and_max(node))
        args = [self(argument) for argument in node.args]
        special, pole = any(a.special for a in args), any(a.pole for a in args)
        if node.operation in ("abs", "sign", "min", "max"):
            return self._choice(node, args, special=special, pole=pole)
        chosen = Apply(node.operation, *(a.chosen for a in args))
        try:
            value, edge = self._applied(node, [a.value for a in args])
        except Indeterminate:
            found = limit(node, self.place)
            if found is None or not isinstance(found.value, float):
                raise Gap from None
            value, edge = found.value, True
        is_real = not any(isinstance(a.value, float) for a in args)
        self.has_root |= edge and is_real and not isinstance(value, float)
        pole = pole or (is_real and isinstance(value, float))
        return AtPoint(value, chosen, special=special or edge, pole=pole)

    # --- choices -----------------------------------------------------------------------------------------

    def truth(self, condition: Expression) -> TruthAtPoint:
        """The truth of a condition, in Kleene's logic."""
        assert isinstance(condition, Apply)
        match condition.operation:
            case "not":
                inner = self.truth(condition.args[0])
                return inner._replace(holds=not inner.holds)
            case "and" | "or":
                return self._connected(condition)
        a, b = (self(side) for side in condition.args)
        sign = _order(a.value, b.value)
        tie = sign == 0 and not _always_tie(*condition.args)
        special = tie or a.special or b.special
        return TruthAtPoint(HOLDS[condition.operation](sign), special=special, pole=a.pole or b.pole)

    def _connected(self, condition: Apply) -> TruthAtPoint:
        decisive = condition.operation == "or"
        doubts: list[ArithmeticError] = []
        sides = []
        for each in condition.args:
            try:
                sides.append(self.truth(each))
            except (Undefined, Undecided) as doubt:
                doubts.append(doubt)
        deciding = [side for side in sides if side.holds is decisive]
        if deciding:  # a side that is not special decides on both sides of the point
            special = all(side.special for side in deciding)
            return TruthAtPoint(
                decisive, special=special, pole=special and any(side.pole for side in deciding)
            )
        if doubts:
            raise weightiest(doubts)
        return TruthAtPoint(
            not decisive, special=any(side.special for side in sides), pole=any(side.pole for side in sides)
        )

    def _choice(self, node: Apply, args: list[AtPoint], *, special: bool, pole: bool) -> AtPoint:
        a = args[0]
        if node.operation in ("abs", "sign"):
            sign = _sign(a.value)
            value: Extended = Real.of(sign)
            if node.operation == "abs":
                value = a.value if sign > 0 else -a.value if sign else ZERO
            chosen = signed(node.operation, a.chosen, sign)
            return AtPoint(value, chosen, special=special or sign == 0, pole=pole)
        b = args[1]
        order = _order(a.value, b.value)
        taken = a if takes_first(node.operation, order) else b
        tie = order == 0 and not _always_tie(*node.args)
        return taken._replace(special=special or tie, pole=pole)

    # --- operations --------------------------------------------------------------------------------------

    def _applied(self, node: Apply, values: list[Extended]) -> tuple[Extended, bool]:
        """(value, edge): the value of an operation, and whether it is not regular at these arguments."""
        if any(isinstance(value, float) for value in values):
            return _extended(node.operation, values, self._beside(node)), True
        reals: list[Any] = values
        edge = self._edge(node, reals)
        if edge is not None:
            return edge, True
        return Real(apply(node.operation, *(real.tree for real in reals))), False

    def _edge(self, node: Apply, values: list[Real]) -> Extended | None:
        """The value where an operation is not regular, else None. Raises Undefined and Indeterminate."""
        u = values[0]
        match node.operation:
            case "log" | "sqrt":
                return self._start(u, -inf if node.operation == "log" else ZERO)
            case "log1p":
                return self._start(ONE + u, -inf)
            case "div":
                return None if values[1].sign() else self._over_zero(u, node.args[1])
            case "tan":
                cosine = u.applied("cos")
                return (
                    None if cosine.sign() else self._over_zero(u.applied("sin"), Apply("cos", node.args[0]))
                )
            case "pow":
                return self._power_edge(node, *values)
        return None

    @staticmethod
    def _start(u: Real, value: Extended) -> Extended | None:
        """`value` if u is 0, the start of the domain; None if u > 0. Raises Undefined if u < 0."""
        sign = u.sign()
        if sign < 0:
            raise Undefined
        return None if sign else value

    def _over_zero(self, u: Real, below: Expression) -> float:
        if not u.sign():
            raise Indeterminate
        side = sign_beside(below, self.place)
        if not side:
            raise Undefined
        return inf * side * u.sign()

    def _power_edge(self, node: Apply, base: Real, exponent: Real) -> Extended | None:
        power = exponent.rational
        if power is not None and power.denominator == 1:
            if base.sign() or power >= 0:
                if not isinstance(simplify(node.args[1]), Number) and base.sign() <= 0:
                    # Defined at this point, although the power need not be beside it.
                    return Real(apply("pow", base.tree, exponent.tree))
                return None
            return self._over_zero(ONE, Apply("pow", node.args[0], Number(-power)))
        if base.sign() < 0:
            raise Undefined
        if base.sign():
            return None
        return ZERO if exponent.sign() > 0 else inf

    def _beside(self, node: Apply) -> Callable[[int], int]:
        """A function from the index of an argument to its sign beside the point."""
        return lambda index: sign_beside(node.args[index], self.place)


def _always_tie(a: Expression, b: Expression) -> bool:
    """Whether simplification shows two parts to be equal everywhere: then no branches join where they are."""
    return a is b or simplify(Apply("sub", a, b)) is ZERO.tree


def _sign(value: Extended) -> int:
    if isinstance(value, float):
        return (value > 0) - (value < 0)
    return value.sign()


def _order(a: Extended, b: Extended) -> int:
    """The sign of a - b."""
    if isinstance(a, float) or isinstance(b, float):
        if a == b:
            raise Undecided
        return _sign(a) if isinstance(a, float) else -_sign(b)
    return (a - b).sign()


def _extended(operation: str, values: list[Extended], beside: Callable[[int], int]) -> Extended:
    """The value of an operation with at least one infinite argument."""
    u = values[0]
    match operation:
        case "neg":
            return -u
        case "add" | "sub":
            v = values[1] if operation == "add" else -values[1]
            if isinstance(u, float) and isinstance(v, float) and u != v:
                raise Indeterminate
            return u if isinstance(u, float) else v
        case "mul":
            sign = _sign(u) * _sign(values[1])
            if not sign:
                raise Indeterminate
            return inf * sign
        case "div":
            if not isinstance(u, float):
                return ZERO
            if isinstance(values[1], float):
                raise Indeterminate
            sign = _sign(values[1]) or beside(1)
            if not sign:
                raise Undefined
            return u * sign
        case "pow":
            return _extended_power(u, values[1], beside)
    assert isinstance(u, float)
    return _at_infinity(operation, u)


def _extended_power(a: Extended, b: Extended, beside: Callable[[int], int]) -> Extended:
    if isinstance(b, float):
        sign = _order(a, ONE) if _sign(a) > 0 else -1 if beside(0) > 0 else 0
        if not sign:
            raise Indeterminate
        return inf if (sign > 0) == (b > 0) else ZERO
    assert isinstance(a, float)
    sign = b.sign()
    if not sign:
        raise Indeterminate
    if a > 0:
        return inf if sign > 0 else ZERO
    power = b.rational
    if power is None or power.denominator != 1:
        raise Undefined
    if sign < 0:
        return ZERO
    return inf if power % 2 == 0 else -inf


def _at_infinity(operation: str, u: float) -> Extended:
    match operation:
        case "sin" | "cos" | "tan":
            raise Gap
        case "atan":
            return Real(Apply("mul", Number(Fraction(1 if u > 0 else -1, 2)), PI))
        case "sqrt" if u > 0:
            return inf
        case "sqrt":
            raise Undefined
    from actx.core.arithmetic.decimals.functions import known_value  # for start-up time

    value = known_value(operation, Decimal(u))
    assert value is not None, operation
    if value.is_nan():
        raise Undefined
    return float(value) if value.is_infinite() else Real.of(int(value))
