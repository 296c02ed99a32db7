"""A formula at one exact point: its exact value, and what becomes of it there.

Real arithmetic; where a part has a pole, that of the extended reals, seen from one side. What extended
arithmetic does not tell, as inf - inf, is the limit from that side if that is infinite; a finite one belongs
to a gap, where the formula is not defined.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isinf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.core.asymptotic.limits import Place, limit, sign_beside
from actx.core.asymptotic.reals import ONE, ZERO, Real, Undecided, Undefined
from actx.core.formula.conditions import HOLDS
from actx.core.formula.expression import PI, Apply, Expression, Number, Symbol, X, depends_on_x
from actx.core.formula.simplify import apply, simplify

if TYPE_CHECKING:
    from collections.abc import Callable

Extended = Real | float
_HALF: Final = Number(Fraction(1, 2))


class Indeterminate(ArithmeticError):  # noqa: N818  (said of a form, as in inf - inf)
    """Extended arithmetic does not tell the value."""


class Gap(Undefined):
    """The formula has no value at the point, whatever it is beside it: x/x at 0."""


class AtPoint(NamedTuple):
    """The value; the formula with its choices made, in x; and whether the point is no ordinary one."""

    value: Extended
    chosen: Expression
    special: bool
    """A tie, or the edge of a part's domain."""
    pole: bool


class TruthAtPoint(NamedTuple):
    """Whether a condition holds, and what was among that which condition."""

    holds: bool
    special: bool
    """A tie, or a special point of a part."""
    pole: bool
    """A pole of a part: the condition holds on the side that it is seen from."""


class Pointwise:
    """Formulas at a point, seen from a side: 1 is the right, -1 the left one.

    Raises Undefined outside the domain, and Undecided where a choice cannot be made.
    """

    def __init__(self, point: Fraction, side: int) -> None:
        self.place = Place(point, side)
        self.has_root = False
        """Whether any part was a root of 0, one that a tie lets go included."""
        self._known: dict[Expression, AtPoint] = {X: AtPoint(Real.of(point), X, special=False, pole=False)}

    def __call__(self, node: Expression) -> AtPoint:
        found = self._known.get(node)
        if found is None:
            found = self._at(node)
            if found.special and isinstance(found.value, Real) and not depends_on_x(node):
                found = found._replace(special=False, pole=False)  # a constant: min(2, inf)
            self._known[node] = found
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
            u, low, high = node.args
            return self(Apply("min", Apply("max", u, low), high))
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
        """A condition, by Kleene's logic."""
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
        doubts: list[Exception] = []
        sides = []
        for each in condition.args:
            try:
                sides.append(self.truth(each))
            except (Undefined, Undecided) as doubt:
                doubts.append(doubt)
        deciding = [side for side in sides if side.holds is decisive]
        if deciding:  # one that is nothing special decides on both sides of the point as well
            special = all(side.special for side in deciding)
            return TruthAtPoint(
                decisive, special=special, pole=special and any(side.pole for side in deciding)
            )
        if doubts:
            raise next((d for d in doubts if isinstance(d, Undecided)), doubts[0])
        return TruthAtPoint(
            not decisive, special=any(side.special for side in sides), pole=any(side.pole for side in sides)
        )

    def _choice(self, node: Apply, args: list[AtPoint], *, special: bool, pole: bool) -> AtPoint:
        a = args[0]
        if node.operation in ("abs", "sign"):
            sign = _sign(a.value)
            chosen: Expression = Number(Fraction(sign))
            value: Extended = Real.of(sign)
            if node.operation == "abs":
                value = a.value if sign > 0 else -a.value if sign else ZERO
                chosen = a.chosen if sign > 0 else Apply("neg", a.chosen) if sign else ZERO.tree
            return AtPoint(value, chosen, special=special or sign == 0, pole=pole)
        b = args[1]
        order = _order(a.value, b.value)
        taken = a if order and (order < 0) == (node.operation == "min") else b
        tie = order == 0 and not _always_tie(*node.args)
        return taken._replace(special=special or tie, pole=pole)

    # --- operations --------------------------------------------------------------------------------------

    def _applied(self, node: Apply, values: list[Extended]) -> tuple[Extended, bool]:
        """The value of an operation, and whether it is at the edge of its domain."""
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
        """At the start of a domain, 0."""
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
                    return Real(apply("pow", base.tree, exponent.tree))  # at this point by itself
                return None
            return self._over_zero(ONE, Apply("pow", node.args[0], Number(-power)))
        if base.sign() < 0:
            raise Undefined
        if base.sign():
            return None
        return ZERO if exponent.sign() > 0 else inf

    def _beside(self, node: Apply) -> Callable[[int], int]:
        """The sign of an argument beside the point."""
        return lambda index: sign_beside(node.args[index], self.place)


def _always_tie(a: Expression, b: Expression) -> bool:
    """Whether two parts are plainly equal wherever they are defined: then their tie is no join."""
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
    """An operation of which some argument is infinite."""
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
    if operation in ("exp", "sigmoid", "normcdf", "log1pexp") and u < 0:
        return ZERO
    match operation:
        case "exp" | "expm1" | "log1pexp" | "sinh" | "asinh" if u > 0:
            return inf
        case "cosh":
            return inf
        case "sinh" | "asinh":
            return u
        case "expm1":
            return Real.of(-1)
        case "log" | "log1p" | "sqrt":
            if u < 0:
                raise Undefined
            return inf
        case "tanh" | "erf":
            return Real.of(1 if u > 0 else -1)
        case "sigmoid" | "normcdf":
            return ONE
        case "erfc":
            return ZERO if u > 0 else Real.of(2)
        case "normpdf":
            return ZERO
        case "atan":
            return Real(Apply("mul", _HALF if u > 0 else Number(Fraction(-1, 2)), PI))
    assert operation in ("sin", "cos", "tan"), operation
    assert isinf(u)
    raise Gap
