"""Values in extended real arithmetic at a point, and the two ways to take a formula apart there."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from flint import arb, arb_series

from judges.expansion import Expansion
from judges.working import Special, Unclear, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from judges.place import Place
    from judges.sides import Side
    from judges.tree import Node

_LONGEST: Final = 100_000
# What functions tend to at -inf and +inf; None says that they are not defined there.
_ENDS: Final[dict[str, tuple[Any, Any]]] = {
    "exp": (0, math.inf),
    "expm1": (-1, math.inf),
    "log": (None, math.inf),
    "log1p": (None, math.inf),
    "log1pexp": (0, math.inf),
    "sqrt": (None, math.inf),
    "abs": (math.inf, math.inf),
    "sign": (-1, 1),
    "sin": (None, None),
    "cos": (None, None),
    "tan": (None, None),
    "sinh": (-math.inf, math.inf),
    "cosh": (math.inf, math.inf),
    "tanh": (-1, 1),
    "asinh": (-math.inf, math.inf),
    "erf": (-1, 1),
    "erfc": (2, 0),
    "normcdf": (0, 1),
    "normpdf": (0, 0),
    "sigmoid": (0, 1),
}


def _whole(ball: arb) -> int | None:
    """The whole number that a ball is, if it is one of a size to reckon with."""
    found = ball.unique_fmpz() if abs(ball) < arb(2) ** _LONGEST else None
    return None if found is None else int(found)


class Frozen(Expansion):
    """The branch that a formula selects at a point: ties are frozen, abs(0) and sign(0) are constants."""

    def tie(self, a: Node, b: Node | None) -> int:  # noqa: ARG002
        """Equal; the later one of two is taken, and the bound of clip."""
        return 0

    def singular(self, node: Node, args: list[Any]) -> Any:
        """Where a root is taken of a frozen 0, it is not said what is meant."""
        if node.op in ("sqrt", "**") and all(term.is_zero() for term in args[0]):
            raise Unclear("a root of a frozen 0")
        raise Special


class Beside(Expansion):
    """A formula's branch next to a point, expanded at the point itself."""

    def __init__(self, place: Place, side: Side) -> None:
        super().__init__(place)
        self.side = side

    def tie(self, a: Node, b: Node | None) -> int:
        """The sign that the difference has on this side."""
        return self.side.direction(a, b)


class Extended(Expansion):
    """The value of a formula at a point itself, and of its parts; poles are seen from the side `side()`."""

    def __init__(self, place: Place, side: Callable[[], Side]) -> None:
        super().__init__(place)
        self.side = side
        self.poles = False

    def worth(self, node: Node) -> Any:
        """A part's value; a 0 is exact where it is known to be one."""
        value = super().worth(node)
        doubtful = isinstance(value, arb_series) and value[0].contains(0) and not value[0].is_zero()
        if doubtful and self.place.equal(node, None):
            value = self.known[id(node)] = arb_series([0])
        return value

    def tie(self, a: Node, b: Node | None) -> int:  # noqa: ARG002
        """At the point itself they are equal."""
        return 0

    def _condition(self, node: Node) -> bool | None:
        """What of several conditions has a pole, and whether it counts, is left open."""
        if node.op in ("and", "or"):
            for part in node.args:
                with suppress(Unsure, Special, Unclear):
                    self.worth(part)
            if self.poles:
                raise Unclear("a pole among conditions")
        return super()._condition(node)

    def _pole(self, sign: int) -> float:
        self.side()
        self.poles = True
        if not sign:
            raise Unclear("a pole all along")
        return sign * math.inf

    def _indeterminate(self, node: Node) -> Any:
        """An infinite limit, or nothing."""
        side = self.side()
        self.poles = True
        if node.op in ("sin", "cos", "tan"):
            return None
        (limit,) = side.limits(node, 0)
        if limit is None:
            raise Unclear("an indeterminate form")
        return None if limit.finite else limit.sign * math.inf

    def singular(self, node: Node, args: list[Any]) -> Any:
        """c/0, 0/0, log(0), tan at its pole, and powers of 0."""
        match node.op:
            case "/":
                if not self.signum(args[0][0], node.args[0]):
                    return self._indeterminate(node)
                return self._pole(self.signum(args[0][0], node.args[0]) * self._beside(node.args[1]))
            case "log" | "log1p":
                return self._pole(-1)
            case "sqrt":
                return arb_series([0])
            case "tan":
                return self._pole(self._beside(node))
        return self._power_of_zero(node, *args)

    def _power_of_zero(self, node: Node, u: Any, v: Any) -> Any:
        base, exponent = node.args
        if self.signum(u[0], base) < 0:  # to a whole power, which is not constant
            whole = _whole(v[0])
            if whole is None:
                raise Unclear("a negative number to a large power")
            power = arb_series([u[0]])
            return power ** int(whole) if whole >= 0 else 1 / power ** -int(whole)
        sign = self.signum(v[0], exponent)
        if sign >= 0:
            return arb_series([0 if sign else 1])
        whole = _whole(v[0])
        odd = whole is not None and whole % 2 == 1 and not self.formula.varies(exponent)
        return self._pole(self._beside(base) if odd else 1)

    def _beside(self, node: Node) -> int:
        return self.side().direction(node, None)

    def infinite(self, node: Node, args: list[Any]) -> Any:
        """The arithmetic of infinities."""
        match node.op:
            case "neg":
                return -args[0]
            case "+":
                return self._sum(node, *args)
            case "-":
                return self._sum(node, args[0], -args[1])
            case "*":
                signs = [self._sign(value, part) for value, part in zip(args, node.args, strict=True)]
                return signs[0] * signs[1] * math.inf if signs[0] * signs[1] else self._indeterminate(node)
            case "/":
                return self._quotient(node, *args)
            case "**":
                return self._power_of_infinity(node, *args)
            case "atan":
                return arb_series([math.copysign(1, args[0]) * arb.pi() / 2])
        end = _ENDS[node.op][args[0] > 0]
        if end is None and node.op in ("sin", "cos", "tan"):
            return self._indeterminate(node)
        return end if end is None or isinstance(end, float) else arb_series([end])

    def _sign(self, value: Any, part: Node) -> int:
        if isinstance(value, float):
            return 1 if value > 0 else -1
        return self.signum(value[0], part)

    def _sum(self, node: Node, a: Any, b: Any) -> Any:
        infinities = {value for value in (a, b) if isinstance(value, float)}
        return infinities.pop() if len(infinities) == 1 else self._indeterminate(node)

    def _quotient(self, node: Node, a: Any, b: Any) -> Any:
        if isinstance(a, float) and isinstance(b, float):
            return self._indeterminate(node)
        if isinstance(b, float):
            return arb_series([0])
        sign = self._sign(b, node.args[1])
        if not sign:
            return self._pole(self._sign(a, node.args[0]) * self._beside(node.args[1]))
        return sign * a

    def _power_of_infinity(self, node: Node, a: Any, b: Any) -> Any:
        if isinstance(a, float) and isinstance(b, float):
            raise Unclear("inf to the power inf")
        if isinstance(a, float):
            sign = self._sign(b, node.args[1])
            whole = _whole(b[0])
            if not sign or self.formula.varies(node.args[1]):
                raise Unclear("inf to a power")
            if a < 0 and whole is None:
                return None
            if sign < 0:
                return arb_series([0])
            odd = whole is not None and whole % 2 == 1
            return a if a > 0 or odd else -a
        if not a[0] > 0:
            raise Unclear("a power of inf")
        grows = self._strict(a[0] - 1) * self._sign(b, node.args[1])
        if not grows:
            return self._indeterminate(node)
        return math.inf if grows > 0 else arb_series([0])
