"""From text to the judge's trees, by recursive descent: for catalog formulas, and for examples in tests.

It takes every word of the language but calls of activations, and it does not explain mistakes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from judges.tree import COMPARISONS, FUNCTIONS, INF, PI, E, Node, X, apply, chain, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORD: Final = re.compile(
    r"\s*((?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?|[A-Za-z_]\w*|\*\*|<=|>=|==|!=|[-+*/<>(),])\s*"
)
_CHOICES: Final = frozenset(("min", "max", "clip", "where"))


def read(text: str, names: Mapping[str, Node] | None = None) -> Node:
    """The tree of a formula, with the trees that its variable and its names stand for."""
    reader = _Reader(text, {"x": X, "pi": PI, "e": E, "inf": INF, **(names or {})})
    node = reader.sum()
    if reader.word:
        raise ValueError(f"{reader.words[reader.at :]} is left of {text}")
    return node


class _Reader:
    def __init__(self, text: str, names: Mapping[str, Node]) -> None:
        self.words: list[str] = []
        self.names = names
        self.at = 0
        end = 0
        while end < len(text):
            match = _WORD.match(text, end)
            if not match:
                raise ValueError(f"{text[end:]} cannot be read")
            self.words.append(match[1])
            end = match.end()
        self.words.append("")

    @property
    def word(self) -> str:
        return self.words[self.at]

    def take(self, *wanted: str) -> str:
        """The next word, if it is one of these."""
        word = self.word
        if word not in wanted:
            return ""
        self.at += 1
        return word

    def need(self, word: str) -> None:
        if not self.take(word):
            raise ValueError(f"{word} is missing before {self.words[self.at :]}")

    # --- conditions ---

    def either(self) -> Node:
        return self.joined("or", self.both)

    def both(self) -> Node:
        return self.joined("and", self.negation)

    def joined(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return apply(word, *parts) if len(parts) > 1 else parts[0]

    def negation(self) -> Node:
        return apply("not", self.negation()) if self.take("not") else self.comparison()

    def comparison(self) -> Node:
        """A chain, or a condition in parentheses: whether an opening one is that, only what follows tells."""
        start = self.at
        try:
            return self.chained()
        except ValueError:
            self.at = start
            self.need("(")
            node = self.either()
            self.need(")")
            return node

    def chained(self) -> Node:
        sides, marks = [self.sum()], []
        while mark := self.take(*COMPARISONS):
            marks.append(mark)
            sides.append(self.sum())
        if not marks:
            raise ValueError(f"no comparison before {self.words[self.at :]}")
        return chain(tuple(marks), *sides)

    # --- values ---

    def sum(self) -> Node:
        node = self.product()
        while mark := self.take("+", "-"):
            node = apply(mark, node, self.product())
        return node

    def product(self) -> Node:
        node = self.unary()
        while mark := self.take("*", "/"):
            node = apply(mark, node, self.unary())
        return node

    def unary(self) -> Node:
        if mark := self.take("-", "+"):
            return apply("neg" if mark == "-" else "pos", self.unary())
        base = self.atom()
        return apply("**", base, self.unary()) if self.take("**") else base

    def atom(self) -> Node:
        word = self.word
        self.at += 1
        if word == "(":
            node = self.sum()
            self.need(")")
            return node
        if word and word[0] in ".0123456789":
            return number(word)
        if self.word == "(" and (word in FUNCTIONS or word in _CHOICES):
            return self.call(word)
        if word not in self.names:
            raise ValueError(f"{word} means nothing")
        return self.names[word]

    def call(self, name: str) -> Node:
        self.need("(")
        parts = [self.either() if name == "where" else self.sum()]
        while self.take(","):
            parts.append(self.sum())
        self.need(")")
        return apply(name, *parts)
