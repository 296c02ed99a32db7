"""Random formulas over the whole formula language, in the shapes that people type, as trees of the judge's.

    drawn = draw(random.Random(1))

The same seed draws the same formulas; most are small. `counts` says what of the language a formula has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from judges.tree import COMPARISONS, FUNCTIONS, PI, E, Node, X, apply, chain, number, parts, render

from samples.random_trees import Maker, records

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from actx.core.activation import Activation

_MOST_PARTS: Final = 48


@dataclass(frozen=True)
class Drawn:
    """A formula, what it means, and the values of its names as they are typed."""

    text: str
    tree: Node
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Fraction]:
        """What the names are worth."""
        return {key: Fraction(value) for key, value in self.settings.items()}


@cache
def _names() -> frozenset[str]:
    return frozenset(record.name for record in records())


def draw(rng: random.Random) -> Drawn:
    """A formula that mentions x."""
    while True:
        maker = Maker(rng)
        tree = _formula(maker)
        size = sum(1 for _ in parts(tree))
        if size <= _MOST_PARTS and any(part.op == "x" for part in parts(tree)):
            text = render(tree, rng.choice(("", "", " ")))
            used = {part.text for part in parts(tree) if part.op == "name"}
            return Drawn(text, tree, {key: value for key, value in maker.settings.items() if key in used})


def counts(drawn: Drawn) -> Counter[str]:
    """What of the language stands in a formula, and how often."""
    found: Counter[str] = Counter()
    for part in parts(drawn.tree):
        match part.op:
            case "number":
                found["number " + _kind_of_number(part.text)] += 1
            case "call":
                found[f"activation {_record(part.text).name}"] += 1
                found["an alias"] += part.text != _record(part.text).name
                found["a parameter by keyword"] += len(part.shown) - 1
            case "chain":
                found.update(f"comparison {mark}" for mark in part.text.split())
                found["chained comparisons"] += len(part.args) > 2
            case "min" | "max":
                found[f"{part.op} of {len(part.args)}"] += 1
            case "**":
                found["power " + _kind_of_power(part.args[1])] += 1
            case op:
                found[f"function {op}" if op in FUNCTIONS else op] += 1
                found[f"activation {op}"] += op in _names()
    return +found


def _kind_of_number(text: str) -> str:
    if "_" in text:
        return "with _"
    if "e" in text:
        return "1e300" if "e300" in text else "1e-300" if "e-300" in text else "with an exponent"
    return "decimal" if "." in text else "whole"


def _kind_of_power(exponent: Node) -> str:
    inner = exponent.args[0] if exponent.op == "neg" else exponent
    sign = "negative " if exponent.op == "neg" else ""
    if inner.op == "number":
        if inner.value.denominator != 1:
            return sign + "fractional"
        return sign + (inner.text if inner.text in ("66", "4096") else "whole")
    if inner.op == "/" and all(part.op == "number" for part in inner.args):
        return sign + "p/q"
    return "of a name" if inner.op == "name" else "not constant" if _mentions_x(inner) else "constant"


def _mentions_x(node: Node) -> bool:
    return any(part.op == "x" for part in parts(node))


@cache
def _record(typed: str) -> Activation:
    return next(record for record in records() if typed in (record.name, *record.aliases))


def _formula(m: Maker) -> Node:
    """A whole formula: a shape that people type, an idiom about a join, or any tree."""
    kind = m.rng.random()
    if kind < 0.5:
        return m.rng.choice(SHAPES)(m)
    if kind < 0.72:
        return m.rng.choice(IDIOMS)(m)
    return m.value(m.rng.choice((3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 28, 40)))


def _square(part: Node) -> Node:
    return apply("**", part, number("2"))


def _is_zero() -> Node:
    return chain(("==",), X, number("0"))


SHAPES: Final[list[Callable[[Maker], Node]]] = [
    lambda m: apply("*", X, m.simple()),
    lambda m: apply("*", X, m.simple()),
    lambda m: apply("*", apply("*", m.constant(), X), m.simple()),
    lambda m: apply("/", m.simple(), m.simple()),
    lambda m: apply("/", m.linear(), m.simple()),
    lambda m: apply("/", m.constant(), apply("+", m.constant(), m.simple())),
    lambda m: apply("where", chain((m.rng.choice(COMPARISONS),), X, m.constant()), m.simple(), m.value(3)),
    lambda m: apply("where", m.condition(6), m.value(6), m.value(4)),
    lambda m: apply(m.rng.choice("+-"), apply("*", m.constant(), m.simple()), m.constant()),
    lambda m: apply(m.rng.choice("+-"), m.constant(), m.simple()),
    lambda m: m.call(m.simple()),
    lambda m: m.call(apply("*", X, m.simple())),
    lambda m: m.call(m.call(m.simple())),
    lambda m: apply("sqrt", _square(m.value(3))),
    lambda m: apply("sqrt", apply(m.rng.choice("+-"), _square(m.linear()), m.constant())),
    lambda m: m.power(m.linear()),
    lambda m: m.power(m.simple()),
    lambda m: apply("+", m.power(X), m.simple()),
    lambda m: apply(m.rng.choice("+-*"), m.simple(), m.simple()),
    lambda m: m.simple(),
    lambda m: m.activation(m.rng.choice(records()), X),
    lambda m: m.activation(m.rng.choice(records()), m.linear()),
    lambda m: m.choice(7),
    lambda m: apply("*", m.choice(5), m.simple()),
    lambda m: m.linear(),
]

IDIOMS: Final[list[Callable[[Maker], Node]]] = [
    lambda m: apply("where", _is_zero(), m.constant(), apply("/", m.value(3), X)),
    lambda m: apply("where", _is_zero(), m.constant(), apply("/", m.simple(), m.linear())),
    lambda m: apply("*", apply("sign", X), m.call(apply("abs", X))),
    lambda m: apply("max", m.simple(), m.simple()),
    lambda m: apply("+", apply(m.rng.choice(("min", "max")), m.simple(), m.value(3)), m.simple()),
    lambda m: apply("abs", m.simple()),
    lambda m: apply("sqrt", apply("abs", m.linear())),
    lambda m: apply(m.rng.choice("*/"), apply("sign", X), apply("sqrt", apply("abs", X))),
    lambda m: apply(
        "where", chain((m.rng.choice(COMPARISONS),), _double_root(m), number("0")), m.simple(), m.simple()
    ),
    lambda m: apply("where", m.rng.choice(TIES)(m), m.value(4), m.value(4)),
    lambda m: apply("where", m.rng.choice(TIES)(m), m.value(4), m.value(4)),
    lambda m: apply("/", m.value(3), X),
    lambda m: apply("*", X, apply("log", apply("abs", m.linear()))),
    lambda m: m.call(apply("/", m.constant(), m.rng.choice((X, _square(X), apply("-", X, m.constant()))))),
    lambda m: apply("-", apply("/", m.constant(), X), apply("/", m.constant(), _square(X))),
    lambda m: apply("*", X, apply("exp", apply("/", m.constant(), X))),
    lambda m: apply("log", apply(m.rng.choice("+-"), number("1"), m.linear())),
    lambda m: apply("/", apply("-", m.simple(), m.simple()), m.power(X)),
    lambda m: apply("**", apply("abs", X), m.constant()),
    lambda m: apply("**", m.linear(), X),
    lambda m: apply(
        "max", apply("*", m.constant(), X), apply("*", m.constant(), apply("+", X, m.constant()))
    ),
    lambda m: apply("where", chain(("!=",), X, m.constant()), m.simple(), m.constant()),
    lambda m: apply("*", m.simple(), m.rng.choice((apply("abs", X), apply("max", X, number("0"))))),
    lambda m: apply("tan", apply("*", PI, m.linear())),
    lambda m: apply("sqrt", apply("-", number("1"), m.rng.choice((X, _square(X), m.simple())))),
    lambda m: m.call(apply("sqrt", m.linear())),
]


def _double_root(m: Maker) -> Node:
    return m.rng.choice(
        (
            _square(apply("-", X, m.constant())),
            apply("+", apply("-", _square(X), apply("*", number("2"), X)), number("1")),
            apply("*", X, apply("abs", X)),
            apply("-", number("1"), apply("cos", X)),
        )
    )


TIES: Final[list[Callable[[Maker], Node]]] = [
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("exp", X), E),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("sqrt", X), apply("sqrt", number("2"))),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("cos", apply("*", PI, X)), number("1")),
    lambda m: chain((m.rng.choice(COMPARISONS),), _square(X), m.constant()),
    lambda m: chain((m.rng.choice(COMPARISONS),), m.simple(), apply("*", m.constant(), X)),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("log", X), number("0")),
    lambda m: chain(("<", "<="), number("0"), X, m.constant()),
]
