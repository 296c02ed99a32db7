"""A formula, and what is known in closed form of its parts at an exact point."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flint import arb, arb_series, fmpq

from judges import exact
from judges.exact import Unknown
from judges.identities import better
from judges.tree import nodes
from judges.working import Special, Unclear, Unsure, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from judges.exact import Sum
    from judges.tree import Node

_TELLING: Final = (128, 1024)


class Formula:
    """A tree with the values of its names, and what can be said of its parts wherever x is."""

    def __init__(self, tree: Node, values: Mapping[str, Fraction]) -> None:
        self.tree = tree
        self.values = dict(values)
        self._varies: dict[int, bool] = {}
        self._better: dict[int, Node | None] = {}

    def varies(self, node: Node) -> bool:
        """Whether a part mentions x."""
        key = id(node)
        if key not in self._varies:
            self._varies[key] = node.op == "x" or any(self.varies(part) for part in node.args)
        return self._varies[key]

    def better(self, node: Node) -> Node | None:
        """Another form of a part that keeps its digits far out."""
        key = id(node)
        if key not in self._better:
            self._better[key] = better(node)
        return self._better[key]

    def nodes(self) -> list[Node]:
        """Every node of the tree, once."""
        return nodes(self.tree)

    def exponents(self) -> list[Fraction]:
        """The magnitudes of the constant exponents in the tree, as far as they are rational."""
        here = Place(self, Fraction(0))
        powers = [node.args[1] for node in self.nodes() if node.op == "**" and not self.varies(node.args[1])]
        closed = [here.closed(exponent) for exponent in powers]
        found = [None if value is None else exact.as_rational(value) for value in closed]
        return [abs(value) for value in found if value]

    def constants(self) -> list[Fraction]:
        """The numbers in the tree."""
        return [
            self.values[node.text] if node.op == "name" else node.value
            for node in self.nodes()
            if node.op in ("name", "number")
        ]


class Place:
    """An exact point, and what is known in closed form there."""

    def __init__(self, formula: Formula, x: Fraction) -> None:
        self.formula = formula
        self.x = x
        self._closed: dict[int, Sum | None] = {}

    def ball(self) -> arb:
        """x itself; exact, as long as it is a binary fraction."""
        if self.x.denominator & (self.x.denominator - 1):
            return arb(fmpq(self.x.numerator, self.x.denominator))
        return arb((self.x.numerator, 1 - self.x.denominator.bit_length()))

    def closed(self, node: Node) -> Sum | None:
        """The closed form of a part's value, if there is one."""
        key = id(node)
        if key not in self._closed:
            try:
                self._closed[key] = self._close(node)
            except (Unknown, ArithmeticError, ValueError, RecursionError):
                self._closed[key] = None
        return self._closed[key]

    def _close(self, node: Node) -> Sum:
        op = node.op
        if op == "number":
            return exact.rational(node.value)
        if op == "name":
            return exact.rational(self.formula.values[node.text])
        if op == "x":
            return exact.rational(self.x)
        if op in ("pi", "e"):
            return exact.PI if op == "pi" else exact.E
        if op == "inf":
            raise Unknown
        if op in ("abs", "sign", "min", "max", "clip", "where", "call", "pos"):
            return self._chosen(node)
        args = [self.known(part) for part in node.args]
        match op:
            case "neg":
                return exact.neg(args[0])
            case "+":
                return exact.add(*args)
            case "-":
                return exact.add(args[0], exact.neg(args[1]))
            case "*":
                return exact.mul(*args)
            case "/":
                return exact.div(*args)
            case "**":
                exponent = exact.as_rational(args[1])
                if exponent is not None:
                    return exact.power(args[0], exponent)
                return exact.exp(exact.mul(args[1], exact.log(args[0])))
        return exact.CLOSED[op](args[0])

    def known(self, node: Node) -> Sum:
        """The closed form of a part; raises Unknown where there is none."""
        found = self.closed(node)
        if found is None:
            raise Unknown
        return found

    def _chosen(self, node: Node) -> Sum:
        """What is chosen has a closed form where balls tell the choice, or where all are rational."""
        if node.op in ("call", "pos"):
            return self.known(node.args[0])
        for precision in _TELLING:
            with settings(precision, 2):
                found = self._taken(node)
            if found is not None:
                return found
        values = [exact.as_rational(self.known(part)) for part in node.args if node.op != "where"]
        if None in values or not values:
            raise Unknown
        numbers = [value for value in values if value is not None]
        match node.op:
            case "abs":
                return exact.rational(abs(numbers[0]))
            case "sign":
                return exact.rational((numbers[0] > 0) - (numbers[0] < 0))
            case "min":
                return exact.rational(min(numbers))
            case "max":
                return exact.rational(max(numbers))
        return exact.rational(min(max(numbers[0], numbers[1]), numbers[2]))

    def _taken(self, node: Node) -> Sum | None:
        """The closed form of the argument that is chosen, if balls at the current precision tell which."""
        from judges.expansion import Expansion

        expansion = Expansion(self)
        try:
            if node.op == "where":
                condition = expansion.worth(node.args[0])
                return None if condition is None else self.known(node.args[1 if condition else 2])
            balls = [expansion.worth(part) for part in node.args]
        except (Unsure, Special, Unclear):
            return None
        if not all(isinstance(ball, arb_series) for ball in balls):
            return None
        numbers = [ball[0] for ball in balls]
        if node.op in ("abs", "sign"):
            sign = 1 if numbers[0] > 0 else -1 if numbers[0] < 0 else 0
            if not sign:
                return None
            return exact.rational(sign) if node.op == "sign" else self._times(sign, node.args[0])
        steps = {"min": (-1,), "max": (1,), "clip": (1, -1)}[node.op]
        best = 0
        for k in range(1, len(numbers)):
            difference = numbers[k] - numbers[best]
            if not (difference > 0 or difference < 0):
                return None
            if (difference > 0) == (steps[min(k, len(steps)) - 1] > 0):
                best = k
        return self.known(node.args[best])

    def _times(self, sign: int, node: Node) -> Sum:
        found = self.known(node)
        return found if sign > 0 else exact.neg(found)

    def equal(self, a: Node, b: Node | None) -> bool:
        """Whether a is known to be b, or 0 if there is no b."""
        left = self.closed(a)
        if left is None or b is None:
            return left is not None and not left
        right = self.closed(b)
        return right is not None and not self._difference(left, right)

    @staticmethod
    def _difference(a: Sum, b: Sum) -> bool:
        try:
            return bool(exact.add(a, exact.neg(b)))
        except Unknown:
            return True
