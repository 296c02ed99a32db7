"""Random formulas over the whole formula language, in the shapes that people type, as trees of the judge's.

    drawn = draw(random.Random(1), 0)

The same seed draws the same formulas. Nothing is drawn uniformly: small formulas, orders 0 and 1, and what is
next to a switch are more frequent. `counts` says what of the language a formula has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from judges.tree import COMPARISONS, FUNCTIONS, INF, PI, E, Node, X, apply, chain, name, number, parts, read, render

from actx.core.activation import Activation
from actx.core.catalog import CATALOG

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from actx.core.activation import Param

_FREE: Final = ("a", "b", "c", "k", "alpha", "beta", "lam", "threshold")
_SETTINGS: Final = ("0.25", "-0.5", "2", "1/3", "0", "-1", "3", "0.1", "1.702", "1e-3", "-2/7", "10")
_SMALL: Final = ("0", "1", "2", "3", "4", "5", "6", "8", "10", "20", "100", "64")
_DECIMALS: Final = ("0.5", "0.1", "0.25", "1.5", "1.702", "0.044715", "0.01", "2.375", "0.2", "1e-3", ".5", "2.")
_ODD: Final = ("1_000", "1e300", "1e-300", "1e-20", "1e16", "1e25", "123456789.125", "0.30000000000000004")
_EXPONENTS: Final = ("2", "2", "2", "3", "3", "4", "5", "6", "7", "8", "10", "66", "66", "66", "4096", "4096", "4096", "0", "1")
# In whose place none of these is a name.
_RESERVED: Final = frozenset((*FUNCTIONS, "min", "max", "clip", "where", "x", "pi", "e", "inf"))
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
def records() -> list[Activation]:
    """The scalar activations of the catalog."""
    return [record for record in CATALOG if isinstance(record, Activation)]


@cache
def _names() -> frozenset[str]:
    return frozenset(record.name for record in records())


def draw(rng: random.Random) -> Drawn:
    """A formula that mentions x."""
    while True:
        maker = _Maker(rng)
        tree = maker.formula()
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


class _Maker:
    """Draws one formula."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.settings: dict[str, str] = {}

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # --- leaves ---

    def constant(self) -> Node:
        kind = self.rng.random()
        if kind < 0.5:
            return number(self.rng.choice(_SMALL))
        if kind < 0.75:
            return number(self.rng.choice(_DECIMALS))
        if kind < 0.83:
            return apply("/", number(self.rng.choice(_SMALL[1:])), number(self.rng.choice(("2", "3", "6", "7", "10"))))
        if kind < 0.87:
            return number(self.rng.choice(_ODD))
        if kind < 0.91:
            return self.rng.choice((PI, E, apply("/", PI, number("2")), apply("sqrt", number("2"))))
        if kind < 0.95:
            return apply("neg", number(self.rng.choice(_SMALL[1:8])))
        return self.free()

    def free(self) -> Node:
        key = self.rng.choice(_FREE)
        self.settings.setdefault(key, self.rng.choice(_SETTINGS))
        return name(key)

    def linear(self) -> Node:
        """x, or a line: what most functions are applied to."""
        kind = self.rng.random()
        if kind < 0.45:
            return X
        if kind < 0.55:
            return apply("*", self.constant(), X)
        if kind < 0.65:
            return apply(self.rng.choice("+-"), X, self.constant())
        if kind < 0.75:
            return apply(self.rng.choice("+-"), apply("*", self.constant(), X), self.constant())
        if kind < 0.81:
            return apply("-", self.constant(), X)
        if kind < 0.87:
            return apply(self.rng.choice(("neg", "neg", "pos")), X)
        if kind < 0.92:
            return apply("/", X, self.constant())
        return apply("**", X, number("2"))

    # --- functions ---

    def call(self, part: Node, *, activations: float = 0.69) -> Node:
        if self.chance(activations):
            return self.activation(self.rng.choice(records()), part)
        return apply(self.rng.choice(FUNCTIONS), part)

    def activation(self, record: Activation, part: Node) -> Node:
        typed = record.name
        aliases = [alias for alias in record.aliases if alias.isidentifier() and alias not in _RESERVED]
        if aliases and self.chance(0.2):
            typed = self.rng.choice(aliases)
        given: dict[str, Node] = {}
        if record.params and self.chance(0.4):
            for parameter in self.rng.sample(record.params, self.rng.randint(1, len(record.params))):
                given[parameter.name] = self.setting(parameter)
        values = {p.name: given.get(p.name) or number(p.default) for p in record.params}
        if not all(_inside(p, values) for p in record.params):
            given, values = {}, {p.name: number(p.default) for p in record.params}
        if typed in _RESERVED and not given:  # the function of that name, which means the same
            return apply(typed, part) if typed in FUNCTIONS else self.call(part, activations=0)
        tree = read(record.formula, {"x": part, **values})
        return Node("call", (tree,), typed, shown=(("", part), *given.items()))

    def setting(self, parameter: Param) -> Node:
        text = self.rng.choice((parameter.default, "0.3", "2", "0.75", "-0.5", "1", "3", "0.01", "10", "-2", "0"))
        value = abs(Fraction(text))
        if value.denominator != 1 and "/" in text:
            return apply("/", number(str(value.numerator)), number(str(value.denominator)))
        return apply("neg", number(text[1:])) if text.startswith("-") else number(text)

    # --- conditions ---

    def comparison(self, size: int) -> Node:
        mark = self.rng.choice(COMPARISONS)
        if self.chance(0.12):
            mark_2 = self.rng.choice(("<", "<=", ">", ">=", "==", "!="))
            return chain((mark, mark_2), self.constant(), self.linear(), self.bound())
        if self.chance(0.6):
            return chain((mark,), X, self.bound())
        if self.chance(0.5):
            return chain((mark,), self.call(self.linear(), activations=0.1), self.bound())
        return chain((mark,), self.value(size // 2), self.value(size // 2))

    def bound(self) -> Node:
        if self.chance(0.03):
            return self.rng.choice((INF, apply("neg", INF)))
        return self.constant()

    def condition(self, size: int) -> Node:
        kind = self.rng.random()
        if kind < 0.6 or size < 4:
            return self.comparison(size)
        if kind < 0.73:
            return apply("and", self.condition(size // 2), self.condition(size // 2))
        if kind < 0.86:
            return apply("or", self.condition(size // 2), self.condition(size // 2))
        return apply("not", self.condition(size - 1))

    # --- values ---

    def power(self, base: Node) -> Node:
        kind = self.rng.random()
        exponent: Node = number(self.rng.choice(_EXPONENTS))
        if kind > 0.6:
            exponent = number(self.rng.choice(("0.5", "1.5", "2.5", "0.3", "0.25")))
        if kind > 0.72:
            top, bottom = self.rng.choice((("1", "3"), ("2", "3"), ("1", "2"), ("4", "3"), ("6", "3"), ("5", "2")))
            exponent = apply("/", number(top), number(bottom))
        if kind > 0.82:
            exponent = self.free()
        if kind > 0.86:
            exponent = self.rng.choice((PI, E, apply("sqrt", number("2"))))
        if kind > 0.89:
            return apply("**", base, self.linear())
        return apply("**", base, apply("neg", exponent) if self.chance(0.3) else exponent)

    def choice(self, size: int) -> Node:
        """min, max or clip."""
        op = self.rng.choice(("min", "max", "max", "clip"))
        count = 3 if op == "clip" or self.chance(0.25) else 2
        args = [self.value(size // count)]
        while len(args) < count:
            args.append(self.bound() if self.chance(0.65) else self.value(size // count))
        if op != "clip" and self.chance(0.3):
            args.reverse()
        return apply(op, *args)

    def where(self, size: int) -> Node:
        return apply("where", self.condition(size // 3), self.value(size // 3), self.value(size // 3))

    def value(self, size: int) -> Node:
        """Any value of about that many parts."""
        if size <= 1:
            return X if self.chance(0.6) else self.constant()
        if size <= 3:
            return self.linear() if self.chance(0.5) else self.call(self.linear())
        kind = self.rng.random()
        if kind < 0.34:
            left = self.rng.randint(1, size - 2)
            op = self.rng.choice(("+", "-", "*", "*", "/"))
            return apply(op, self.value(left), self.value(size - 1 - left))
        if kind < 0.64:
            return self.call(self.value(size - 1))
        if kind < 0.74:
            return self.power(self.value(size - 2))
        if kind < 0.84:
            return self.choice(size - 1)
        if kind < 0.94:
            return self.where(size - 1)
        return apply(self.rng.choice(("neg", "neg", "pos")), self.value(size - 1))

    def simple(self) -> Node:
        return self.call(self.linear())

    def formula(self) -> Node:
        """A whole formula: a shape that people type, an idiom about a join, or any tree."""
        kind = self.rng.random()
        if kind < 0.5:
            return self.rng.choice(SHAPES)(self)
        if kind < 0.72:
            return self.rng.choice(IDIOMS)(self)
        return self.value(self.rng.choice((3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 28, 40)))


def _inside(parameter: Param, values: dict[str, Node]) -> bool:
    """Whether a setting is in its parameter's domain."""

    def worth(node: Node) -> Fraction:
        if node.op == "number":
            return node.value
        inner = [worth(part) for part in node.args]
        return -inner[0] if node.op == "neg" else inner[0] / inner[1]

    def end(text: str) -> Fraction:
        return worth(values[text]) if text in values else Fraction(text)

    low, high = (text.strip() for text in parameter.domain[1:-1].split(","))
    value = worth(values[parameter.name])
    above = low == "-inf" or value > end(low) or (parameter.domain[0] == "[" and value == end(low))
    below = high == "inf" or value < end(high) or (parameter.domain[-1] == "]" and value == end(high))
    return above and below and (not parameter.whole or value.denominator == 1)


def _square(part: Node) -> Node:
    return apply("**", part, number("2"))


def _is_zero() -> Node:
    return chain(("==",), X, number("0"))



SHAPES: Final[list[Callable[[_Maker], Node]]] = [
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

IDIOMS: Final[list[Callable[[_Maker], Node]]] = [
    lambda m: apply("where", _is_zero(), m.constant(), apply("/", m.value(3), X)),
    lambda m: apply("where", _is_zero(), m.constant(), apply("/", m.simple(), m.linear())),
    lambda m: apply("*", apply("sign", X), m.call(apply("abs", X))),
    lambda m: apply("max", m.simple(), m.simple()),
    lambda m: apply("+", apply(m.rng.choice(("min", "max")), m.simple(), m.value(3)), m.simple()),
    lambda m: apply("abs", m.simple()),
    lambda m: apply("sqrt", apply("abs", m.linear())),
    lambda m: apply("*", apply("sign", X), apply("sqrt", apply("abs", X))),
    lambda m: apply("where", chain((m.rng.choice(COMPARISONS),), _double_root(m), number("0")), m.simple(), m.simple()),
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
    lambda m: apply("max", apply("*", m.constant(), X), apply("*", m.constant(), apply("+", X, m.constant()))),
    lambda m: apply("where", chain(("!=",), X, m.constant()), m.simple(), m.constant()),
    lambda m: apply("*", m.simple(), m.rng.choice((apply("abs", X), apply("max", X, number("0"))))),
    lambda m: apply("tan", apply("*", PI, m.linear())),
    lambda m: apply("sqrt", apply("-", number("1"), m.rng.choice((X, _square(X), m.simple())))),
    lambda m: m.call(apply("sqrt", m.linear())),
]


def _double_root(m: _Maker) -> Node:
    return m.rng.choice(
        (
            _square(apply("-", X, m.constant())),
            apply("+", apply("-", _square(X), apply("*", number("2"), X)), number("1")),
            apply("*", X, apply("abs", X)),
            apply("-", number("1"), apply("cos", X)),
        )
    )


TIES: Final[list[Callable[[_Maker], Node]]] = [
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("exp", X), E),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("sqrt", X), apply("sqrt", number("2"))),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("cos", apply("*", PI, X)), number("1")),
    lambda m: chain((m.rng.choice(COMPARISONS),), _square(X), m.constant()),
    lambda m: chain((m.rng.choice(COMPARISONS),), m.simple(), apply("*", m.constant(), X)),
    lambda m: chain((m.rng.choice(COMPARISONS),), apply("log", X), number("0")),
    lambda m: chain(("<", "<="), number("0"), X, m.constant()),
]
