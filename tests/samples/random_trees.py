"""Parts of random formulas: numbers, calls, conditions, and values of any size.

Nothing is drawn uniformly: what people type is more frequent, and nothing of the language is too rare.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from judges.reader import read
from judges.tree import COMPARISONS, FUNCTIONS, INF, PI, E, Node, X, apply, chain, name, number

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    import random

    from actx.core.catalog.record import Param

_FREE: Final = ("a", "b", "c", "k", "alpha", "beta", "lam", "threshold")
_SETTINGS: Final = ("0.25", "-0.5", "2", "1/3", "0", "-1", "3", "0.1", "1.702", "1e-3", "-2/7", "10")
_SMALL: Final = ("0", "1", "2", "3", "4", "5", "6", "8", "10", "20", "100", "64")
_DECIMALS: Final = (
    "0.5",
    "0.1",
    "0.25",
    "1.5",
    "1.702",
    "0.044715",
    "0.01",
    "2.375",
    "0.2",
    "1e-3",
    ".5",
    "2.",
)
_ODD: Final = ("1_000", "1e300", "1e-300", "1e-20", "1e16", "1e25", "123456789.125", "0.30000000000000004")
_EXPONENTS: Final = (
    "2",
    "2",
    "2",
    "3",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "10",
    "66",
    "66",
    "66",
    "4096",
    "4096",
    "4096",
    "0",
    "1",
)
# In whose place none of these is a name.
_RESERVED: Final = frozenset((*FUNCTIONS, "min", "max", "clip", "where", "x", "pi", "e", "inf"))


@cache
def records() -> list[Activation]:
    """The scalar activations of the catalog."""
    return [record for record in activations() if isinstance(record, Activation)]


class Maker:
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
            return apply(
                "/", number(self.rng.choice(_SMALL[1:])), number(self.rng.choice(("2", "3", "6", "7", "10")))
            )
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
        text = self.rng.choice(
            (parameter.default, "0.3", "2", "0.75", "-0.5", "1", "3", "0.01", "10", "-2", "0")
        )
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
            top, bottom = self.rng.choice(
                (("1", "3"), ("2", "3"), ("1", "2"), ("4", "3"), ("6", "3"), ("5", "2"))
            )
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
