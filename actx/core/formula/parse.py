"""The parser: text to tree. Python's `ast` reads the text; nodes outside a whitelist are errors.

Nothing is executed and nothing simplified. The length of the text, the depth of the tree and its number of
distinct nodes are limited, so that no text takes long to read or needs much memory.
"""

from __future__ import annotations

import ast
import re
import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from actx.core.errors import FormulaError
from actx.core.formula.expression import CONSTANTS, Apply, Expression, Number, Symbol, X, nodes
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.naming import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Resolver = Callable[[str, Mapping[str, Expression]], Expression | None]

MAX_LENGTH: Final = 4000
MAX_DEPTH: Final = 60
_TOO_DEEP: Final = f"the formula is nested more than {MAX_DEPTH} deep; each term of a sum counts"
MAX_NODES: Final = 2000
# Decimal digits of a literal plus the size of its exponent. All numbers of the formats need fewer.
_MAX_DIGITS: Final = 400

_BINARY: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
# What Python says of mistakes, and what is meant.
_CLEARER: Final = {"invalid decimal literal": "a product needs a *, as in 2*x"}
_ELSEWHERE: Final = {"ln": "log"}  # functions by names that are not like ours
# x as a name of its own, also in the mistyped 2x; not the x of exp, of 0x1p3 or of a.x.
_MENTIONS_X: Final = re.compile(r"(?<![\w.])[\d.]*x(?!\w)", re.ASCII)
# A name other than x, and what begins its settings.
_SETTINGS: Final = re.compile(r"\s*(?!x\s*:)[\w.-]+\s*:")


def is_formula(text: str) -> bool:
    """Whether a SPEC is a formula: it mentions the variable `x`, and is no name with settings."""
    return _MENTIONS_X.search(text) is not None and not _SETTINGS.match(text)


def parse(
    text: str,
    activations: Resolver | None = None,
    known: Iterable[str] = (),
    parameters: Collection[str] = (),
) -> Expression:
    """The tree of a formula.

    `activations(name, arguments)` returns the tree of a catalog activation, with the argument for its
    variable under the key "x", or None for an unknown name. `known` are the names that an error may suggest.
    Names in `parameters` are read as parameters even where an activation has the same name.
    Raises FormulaError with the text and the column of the mistake.
    """
    body = python_tree(text)
    tree = _Reader(text.strip(), activations, known, parameters).value(body, 0)
    if len(nodes(tree)) > MAX_NODES:
        raise FormulaError(f"the formula has more than {MAX_NODES} parts")
    return tree


def python_tree(text: str) -> ast.expr:
    """What Python reads in a text of limited length. Raises FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula is {len(text)} characters long; {MAX_LENGTH} is the limit")
    if not text.isascii() or not text.isprintable():
        column = next(i for i, c in enumerate(text) if not (c.isascii() and c.isprintable()))
        raise FormulaError(f"unexpected character {text[column]!r}", text, column)
    source = text.strip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # '1if x' and the like warn before they fail
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        message = (error.msg or "cannot be read").removesuffix(". Perhaps you forgot a comma?")
        message = _CLEARER.get(message, message)
        column = error.offset - 1 if error.offset else len(source)  # offset 0 means the end of the text
        raise FormulaError(message, source, column) from None
    except (MemoryError, RecursionError):
        raise FormulaError("the formula is nested too deeply") from None
    except ValueError as error:  # an integer literal with more digits than Python converts
        raise FormulaError(str(error).partition(":")[0].lower()) from None


class _Reader:
    """Turns one `ast` into a tree. `source` is the text, for numerals and error messages."""

    def __init__(
        self,
        source: str,
        activations: Resolver | None,
        known: Iterable[str],
        parameters: Collection[str],
    ) -> None:
        self.source = source
        self.activations = activations
        self.known = known
        self.parameters = parameters

    def error(self, node: ast.AST, message: str) -> FormulaError:
        return FormulaError(message, self.source, getattr(node, "col_offset", 0))

    def value(self, node: ast.expr, depth: int) -> Expression:
        """The tree of a real-valued expression."""
        if depth > MAX_DEPTH:
            raise FormulaError(_TOO_DEEP)
        match node:
            case ast.Constant():
                return self.number(node)
            case ast.Name(id=name):
                return Symbol(name) if name in CONSTANTS or name == "x" else self.name(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Apply("neg", self.value(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand, depth + 1)
            case ast.BinOp(op=ast.BitXor()):
                raise self.error(node, "'^' is not an operator here: write ** for a power")
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
                return Apply(
                    _BINARY[type(operator)], self.value(left, depth + 1), self.value(right, depth + 1)
                )
            case ast.Call():
                return self.call(node, depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self.error(
                    node, "a condition can stand only as the first argument of where(condition, a, b)"
                )
            case ast.IfExp():
                raise self.error(node, "write where(condition, a, b) for a choice")
            case _:
                raise self.error(node, f"'{self.text(node)}' is not part of the formula language")

    def condition(self, node: ast.expr, depth: int) -> Expression:
        """The tree of a condition."""
        if depth > MAX_DEPTH:
            raise FormulaError(_TOO_DEEP)
        match node:
            case ast.Compare(left=left, ops=operators, comparators=rest):
                sides = [self.value(side, depth + 1) for side in (left, *rest)]
                links = []
                for operator, a, b in zip(operators, sides, sides[1:], strict=False):
                    if type(operator) not in _COMPARISONS:
                        raise self.error(node, f"'{self.text(node)}' is not a comparison of numbers")
                    links.append(Apply(_COMPARISONS[type(operator)], a, b))
                return _join("and", links)
            case ast.BoolOp(op=ast.And(), values=values):
                return _join("and", [self.condition(value, depth + 1) for value in values])
            case ast.BoolOp(op=ast.Or(), values=values):
                return _join("or", [self.condition(value, depth + 1) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Apply("not", self.condition(operand, depth + 1))
            case _:
                raise self.error(node, f"'{self.text(node)}' is not a condition: compare two numbers")

    def number(self, node: ast.Constant) -> Expression:
        text = (ast.get_source_segment(self.source, node) or "").replace("_", "").lower()
        if not isinstance(node.value, (int, float)) or isinstance(node.value, bool):
            raise self.error(node, f"'{self.text(node)}' is not a real number")
        if isinstance(node.value, int):
            value = Fraction(node.value)
            digits = value.numerator.bit_length() * 0.302
        else:
            mantissa, _, exponent = text.partition("e")
            digits = len(mantissa) + abs(int(exponent or "0"))
            value = Fraction(text) if digits <= _MAX_DIGITS else Fraction(0)
        if digits > _MAX_DIGITS:
            raise self.error(
                node, f"the number {self.text(node)} has more than {_MAX_DIGITS} digits, its exponent counted"
            )
        return Number(value)

    def name(self, node: ast.Name) -> Expression:
        if node.id in FUNCTIONS or node.id in CHOICES:
            raise self.error(node, f"{node.id} is a function: write {node.id}(x)")
        if node.id in self.parameters:
            return Symbol(node.id)
        if self.activations is not None and self.activations(node.id, {"x": X}) is not None:
            raise self.error(node, f"{node.id} is an activation: write {node.id}(x)")
        return Symbol(node.id)

    def call(self, node: ast.Call, depth: int) -> Expression:
        if not isinstance(node.func, ast.Name):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            hint = suggest(last, [*FUNCTIONS, *CHOICES, *self.known])
            message = f"'{self.text(node.func)}' is not a function of the formula language{hint}"
            raise self.error(node, message)
        name = node.func.id
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            raise self.error(node, f"{name} takes its arguments one by one")
        if name == "where":
            if len(node.args) != 3 or node.keywords:
                raise self.error(node, "where takes a condition and two values")
            condition, a, b = node.args
            return Apply(
                "where",
                self.condition(condition, depth + 1),
                self.value(a, depth + 1),
                self.value(b, depth + 1),
            )
        values = [self.value(argument, depth + 1) for argument in node.args]
        keywords = {keyword.arg or "": self.value(keyword.value, depth + 1) for keyword in node.keywords}
        if not keywords and name in FUNCTIONS and len(values) == FUNCTIONS[name]:
            return Apply(name, *values)
        if not keywords and name in ("min", "max") and len(values) >= 2:
            result = values[0]
            for argument in values[1:]:
                result = Apply(name, result, argument)
            return result
        if not keywords and name == "clip" and len(values) == 3:
            return Apply("clip", *values)
        return self.activation(node, name, values, keywords)

    def activation(
        self, node: ast.Call, name: str, values: list[Expression], keywords: dict[str, Expression]
    ) -> Expression:
        if "" in keywords or "x" in keywords or len(keywords) != len(node.keywords):
            raise self.error(node, f"{name} takes each of its parameters once, by keyword")
        if self.activations is not None and len(values) == 1:
            try:
                tree = self.activations(name, {"x": values[0], **keywords})
            except FormulaError:
                raise
            except ValueError as error:
                raise self.error(node, str(error)) from None
            if tree is not None:
                return tree
        expected = {**FUNCTIONS, **CHOICES}.get(name)
        if expected is not None:
            count = (
                "two or more arguments"
                if name in ("min", "max")
                else f"{expected} argument" + "s" * (expected > 1)
            )
            raise self.error(node, f"{name} takes {count}")
        if self.activations is not None and self.activations(name, {"x": X}) is not None:
            raise self.error(node, f"{name} takes one value, and parameters by keyword")
        hint = suggest(_ELSEWHERE.get(name, name), [*FUNCTIONS, *CHOICES, *self.known])
        raise self.error(node, f"unknown function '{name}'{hint}")

    def text(self, node: ast.AST) -> str:
        segment = (
            ast.get_source_segment(self.source, node) if isinstance(node, (ast.expr, ast.stmt)) else None
        )
        segment = segment or "this"
        return segment if len(segment) <= 30 else segment[:27] + "..."


def _join(operation: str, conditions: list[Apply] | list[Expression]) -> Expression:
    result: Expression = conditions[0]
    for condition in conditions[1:]:
        result = Apply(operation, result, condition)
    return result
