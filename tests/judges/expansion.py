"""A formula's power series at a point, by Arb: literally, operation by operation.

Switches and domains are decided by balls, and by closed forms where a ball holds a 0. What is exactly at a
switch or at the end of a domain is for others to say, who override `tie`, `singular` and `infinite`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series, fmpq

from judges import exact
from judges.functions import SMOOTH, Tower, power_of_nothing, stands_in
from judges.tree import MARKS
from judges.working import Special, Unclear, Unsure

if TYPE_CHECKING:
    from fractions import Fraction

    from judges.place import Place
    from judges.tree import Node

_CONDITIONS: Final = frozenset(("chain", "and", "or", "not"))
# From this exponent on a whole power is taken by logarithms.
_LONG_POWER: Final = 1 << 20
# Exponentials of more than this may hide behind the digits of any precision.
_FAR: Final = {"erf": 15, "erfc": 15, "normcdf": 20, "normpdf": 20}
_FAR_USUALLY: Final = 300
_EXPONENTIALS: Final = frozenset(
    ("exp", "expm1", "log1pexp", "sinh", "cosh", "tanh", "erf", "erfc", "normcdf", "normpdf", "sigmoid")
)


class Expansion:
    """The series of a formula's parts at a place: an arb_series, a float for an infinity, None if undefined.

    Conditions are True, False, or None if undefined. Work with it within `settings`.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.formula = place.formula
        self.known: dict[int, Any] = {}
        self.size = 0  # by how many powers of 2 a number is large or small
        self.far = False

    def worth(self, node: Node) -> Any:
        """The series of a part."""
        key = id(node)
        if key not in self.known:
            value = self._condition(node) if node.op in _CONDITIONS else self._worth(node)
            if isinstance(value, arb_series):
                self._watch(value[0])
            self.known[key] = value
        return self.known[key]

    def _watch(self, ball: arb) -> None:
        if ball.is_finite() and not ball.is_zero() and not ball.contains(0):
            mantissa, exponent = ball.mid().man_exp()
            self.size = max(self.size, abs(int(exponent) + int(mantissa).bit_length()))

    # What is at a switch or a singularity is special, until others know better.

    def tie(self, a: Node, b: Node | None) -> int:  # noqa: ARG002
        """The sign of a - b (of a, if there is no b) where it is exactly 0."""
        raise Special

    def singular(self, node: Node, args: list[Any]) -> Any:  # noqa: ARG002
        """The value where a function's domain ends, or a denominator is 0."""
        raise Special

    def infinite(self, node: Node, args: list[Any]) -> Any:
        """The value of a function of infinities."""
        if node.op == "neg":
            return -args[0]
        raise Special

    def signum(self, ball: arb, a: Node, b: Node | None = None) -> int:
        """The sign of a ball that holds a - b, or a: 0 only if it is known to be that."""
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        if ball.is_zero() or self.place.equal(a, b):
            return 0
        raise Unsure

    def _worth(self, node: Node) -> Any:
        op = node.op
        match op:
            case "number":
                return self._constant(node.value)
            case "name":
                return self._constant(self.formula.values[node.text])
            case "x":
                return arb_series([self.place.ball(), 1])
            case "pi":
                return arb_series([arb.pi()])
            case "e":
                return arb_series([arb.const_e()])
            case "inf":
                return math.inf
            case "where":
                condition = self.worth(node.args[0])
                return None if condition is None else self.worth(node.args[1 if condition else 2])
            case "call" | "pos":
                return self.worth(node.args[0])
        other = self.formula.better(node)
        if other is not None:
            return self.worth(other)
        args = [self.worth(part) for part in node.args]
        if any(value is None for value in args):
            return None
        if op in ("min", "max"):
            return self._extreme(op, node.args, args)
        if op == "clip":
            return self._clip(node, args)
        if any(isinstance(value, float) for value in args):
            return self.infinite(node, args)
        try:
            return self._finite(node, args)
        except ValueError as error:  # flint's word for a denominator that may be 0
            raise Unsure from error
        except Tower:
            raise Unclear("a tower of exponentials") from None

    @staticmethod
    def _constant(value: Fraction) -> Any:
        return arb_series([arb(fmpq(value.numerator, value.denominator))])

    def _finite(self, node: Node, args: list[Any]) -> Any:
        u = args[0]
        if node.op in ("*", "/") and all(stands_in(value[0]) for value in args):
            raise Tower
        match node.op:
            case "neg":
                return -u
            case "+":
                return u + args[1]
            case "-":
                return u - args[1]
            case "*":
                return u * args[1]
            case "/":
                if not self.signum(args[1][0], node.args[1]):
                    return self.singular(node, args)
                return u / args[1]
            case "**":
                return self._power(node, *args)
            case "abs" | "sign":
                sign = self.signum(u[0], node.args[0])
                if not sign and self.formula.varies(node.args[0]):
                    sign = self.tie(node.args[0], None)
                return u * sign if node.op == "abs" else arb_series([sign])
            case "log" | "sqrt" | "log1p":
                return self._bounded(node, u)
            case "tan" if not u.cos()[0].is_finite() or u.cos()[0].contains(0):
                turns = self.place.closed(node.args[0])
                halves = None if turns is None else exact.over_pi(turns)
                if halves is None or halves.denominator != 2:
                    raise Unsure
                return self.singular(node, args)
        if node.op == "asinh" and stands_in(u[0]):
            raise Tower
        if node.op in _EXPONENTIALS and not abs(u[0]) < _FAR.get(node.op, _FAR_USUALLY):
            self.far = True
        return SMOOTH[node.op](u)

    def _bounded(self, node: Node, u: Any) -> Any:
        """A function that has a domain's end at 0, or at -1."""
        part = node.args[0]
        if node.op == "log1p":
            ball = 1 + u[0]
            sign = 0 if self.place.closed(part) == exact.rational(-1) else self._strict(ball)
        else:
            sign = self.signum(u[0], part)
        if sign < 0:
            return None
        if sign:
            if stands_in(u[0]):
                raise Tower
            return SMOOTH[node.op](u)
        if node.op == "sqrt" and not self.formula.varies(part):
            return arb_series([0])
        return self.singular(node, [u])

    @staticmethod
    def _strict(ball: arb) -> int:
        if ball > 0 or ball < 0 or ball.is_zero():
            return 1 if ball > 0 else -1 if ball < 0 else 0
        raise Unsure

    def _power(self, node: Node, u: Any, v: Any) -> Any:
        base, exponent = node.args
        closed = self.place.closed(exponent)
        r = None if closed is None else exact.as_rational(closed)
        constant = not self.formula.varies(exponent)
        if r is not None and r.denominator == 1 and constant:
            if r >= 0:
                return self._whole_power(u, int(r), base)
            if not self.signum(u[0], base):
                return self.singular(node, [u, v])
            return 1 / self._whole_power(u, -int(r), base)
        sign = self.signum(u[0], base)
        if sign > 0:
            if stands_in(u[0]):
                raise Tower
            if r is None and not abs(v[0] * u[0].log()) < _FAR_USUALLY:
                self.far = True
            return (v * u.log()).exp()
        if not sign:
            if constant and not self.formula.varies(base) and v[0] > 0:
                return arb_series([0])
            return self.singular(node, [u, v])
        if r is None and v[0].contains_integer():
            raise Unsure
        if r is None or r.denominator != 1:
            return None
        return self.singular(node, [u, v])

    def _whole_power(self, u: Any, n: int, base: Node) -> Any:
        if n < _LONG_POWER and u.length() <= 1 and u[0].contains(0):
            return arb_series([power_of_nothing(u[0], n)])
        if n < _LONG_POWER:
            return u**n
        sign = self.signum(u[0], base)
        if not sign:
            return arb_series([0])
        power = (n * (u * sign).log()).exp()
        return power if sign > 0 or n % 2 == 0 else -power

    def compare(self, a: Node, b: Node, u: Any, v: Any) -> int:
        """The sign of a - b next to the point, or at it."""
        if isinstance(u, float) or isinstance(v, float):
            left, right = (w if isinstance(w, float) else 0.0 for w in (u, v))
            if left == right:
                raise Unclear("inf compared with inf")
            return 1 if left > right else -1
        sign = self.signum(u[0] - v[0], a, b)
        if sign or not (self.formula.varies(a) or self.formula.varies(b)):
            return sign
        return self.tie(a, b)

    def _extreme(self, op: str, nodes: tuple[Node, ...], args: list[Any]) -> Any:
        best, value = nodes[0], args[0]
        for node, other in zip(nodes[1:], args[1:], strict=True):
            sign = self.compare(best, node, value, other) * (1 if op == "max" else -1)
            if sign <= 0:
                best, value = node, other
        return value

    def _clip(self, node: Node, args: list[Any]) -> Any:
        part, low, high = node.args
        value = args[0]
        if self.compare(part, low, value, args[1]) <= 0:
            part, value = low, args[1]
        return args[2] if self.compare(part, high, value, args[2]) >= 0 else value

    def _condition(self, node: Node) -> bool | None:
        if node.op == "not":
            inner = self.worth(node.args[0])
            return None if inner is None else not bool(inner)
        if node.op == "chain":
            pairs = list(zip(node.text.split(), node.args, node.args[1:], strict=False))
            return self._all(lambda k: self._compared(*pairs[k]), len(pairs), until=False)
        return self._all(lambda k: self.worth(node.args[k]), len(node.args), until=node.op == "or")

    @staticmethod
    def _all(part: Any, count: int, *, until: bool) -> bool | None:
        """Kleene's `and` (until one is False) or `or` (until one is True) of some parts."""
        result: bool | None = not until
        doubt: Exception | None = None
        for k in range(count):
            try:
                value = part(k)
            except (Unsure, Special, Unclear) as error:
                doubt = error if doubt is None or isinstance(error, Unsure) else doubt
                continue
            if value is until:
                return bool(until)
            if value is None:
                result = None
        if doubt:
            raise doubt
        return result

    def _compared(self, mark: str, a: Node, b: Node) -> bool | None:
        u, v = self.worth(a), self.worth(b)
        if u is None or v is None:
            return None
        sign = self.compare(a, b, u, v)
        return MARKS[mark](sign, 0)
