"""Walks over expressions: parts within parts, deeper than calls can be, and errors where they belong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import pytest

from actx.core.formula.expression import Apply, Expression, X
from actx.core.formula.walk import Walk
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Depth(Walk[int]):
    """How deep the parts are nested. A quotient has no depth, and a maximum that of the part that has one."""

    starts = 0

    def rule(self, node: Expression) -> int:
        self.starts += 1
        if not isinstance(node, Apply):
            return 1
        if node.operation == "div":
            raise ZeroDivisionError
        if node.operation == "max":
            try:
                return 1 + self(node.args[0])
            except ZeroDivisionError:
                return 1 + self(node.args[1])
        return 1 + max(map(self, node.args))


def nested(count: int, inside: Expression = X) -> Expression:
    for _ in range(count):
        inside = Apply("neg", inside)
    return inside


def with_calls_left(calls: int, call: Callable[[], T]) -> T:
    """The result of a call that may itself nest only so many calls."""
    used, frame = 0, sys._getframe()
    while frame.f_back is not None:
        used, frame = used + 1, frame.f_back

    def deeper(count: int) -> T:
        return call() if count <= 0 else deeper(count - 1)

    return deeper(sys.getrecursionlimit() - used - calls)


def test_parts_may_be_nested_deeper_than_calls() -> None:
    walk = Depth()
    assert walk(nested(20_000)) == 20_001
    assert walk.starts < 2 * 20_001
    assert walk(nested(20_002)) == 20_003


def test_an_error_is_raised_where_the_part_is_asked_for() -> None:
    broken = nested(500, Apply("div", X, X))
    walk = Depth()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            walk(nested(300, broken))
    assert walk(nested(100, Apply("max", broken, nested(900)))) == 1002


# The sixth derivative is a sum of a hundred terms, an addition within the other.
DEEP = "min(silu(x), 1.702) / (natural_log_relu(5 * x) + -normpdf(scaled_softsign(0 * x - 3 / 3)))"


@pytest.mark.parametrize("x", [0.0, float("inf"), 0.5])
@pytest.mark.parametrize("order", [1, 6])
@pytest.mark.thorough
def test_a_result_does_not_depend_on_how_many_calls_python_has_left(x: float, order: int) -> None:
    f = activation(DEEP)
    scarce = with_calls_left(330, lambda: float(f.deriv(x, order)))
    assert scarce == float(f.deriv(x, order))
