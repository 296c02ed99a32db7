"""A tree as text of the formula language, and as LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from actx.core.formula.expression import Apply, Expression, Number, Symbol, nodes
from actx.core.formula.language import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

# Precedence of the outermost operation of a piece of text, the loosest first.
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(9)
Piece: TypeAlias = tuple[str, int]


def to_text(expression: Expression) -> str:
    """The text of a tree, which `parse` reads back as the same function."""
    return render(expression, _text_number, _text_symbol, _text_apply)


def to_latex(expression: Expression, cases: Callable[[list[tuple[str, str]]], str] | None = None) -> str:
    """LaTeX for display mathematics, within the subset that matplotlib's mathtext supports.

    `cases` sets a choice from its branches, each a value and the condition under which it holds, in the order
    in which they are tried; the last condition is empty. Without `cases` a choice stands on one line.
    """

    def apply(node: Apply, args: list[Piece]) -> Piece:
        if cases is not None and node.operation == "where":
            return cases(branches(node, lambda part: to_latex(part, cases))), ATOM
        return _latex_apply(node, args)

    return render(expression, _latex_number, _latex_symbol, apply)


def branches(expression: Expression, text: Callable[[Expression], str]) -> list[tuple[str, str]]:
    """Each branch of a choice, as texts of its value and of its condition, which is empty for the last.

    What is no choice is a single branch.
    """
    found: list[tuple[str, str]] = []
    while isinstance(expression, Apply) and expression.operation == "where":
        condition, value, expression = expression.args
        found.append((text(value), text(condition)))
    return [*found, (text(expression), "")]


def decimal_text(value: Fraction) -> str:
    """The value as a decimal if that has at most 40 places, else as p/q."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > 40:
        return f"{value.numerator}/{value.denominator}"
    if places == 0:
        return str(value.numerator)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' * (value < 0)}{digits[:-places]}.{digits[-places:]}"


def render(
    expression: Expression,
    number: Callable[[Fraction], Piece],
    symbol: Callable[[str], Piece],
    apply: Callable[[Apply, list[Piece]], Piece],
) -> str:
    """The text of a tree, from those of its numbers and names, and of an operation on pieces of text."""
    pieces: dict[Expression, Piece] = {}
    for node in nodes(expression):
        if isinstance(node, Number):
            pieces[node] = number(node.value)
        elif isinstance(node, Symbol):
            pieces[node] = symbol(node.name)
        else:
            pieces[node] = apply(node, [pieces[argument] for argument in node.args])
    return pieces[expression][0]


def number_binding(text: str) -> int:
    if "/" in text:
        return PRODUCT
    return SIGN if text.startswith("-") else ATOM


# --- text ------------------------------------------------------------------------------------------------


def _text_number(value: Fraction) -> Piece:
    text = decimal_text(value)
    return text, number_binding(text)


def _text_symbol(name: str) -> Piece:
    return name, ATOM


def _wrap(piece: Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else f"({piece[0]})"


def _text_apply(node: Apply, args: list[Piece]) -> Piece:
    operation = node.operation
    if operation in _TEXT_INFIX:
        mark, binding, left, right = _TEXT_INFIX[operation]
        return f"{_wrap(args[0], left)}{mark}{_wrap(args[1], right)}", binding
    if operation in COMPARISONS:
        return f"{_wrap(args[0], SUM)} {COMPARISONS[operation]} {_wrap(args[1], SUM)}", COMPARE
    if operation == "neg":
        return f"-{_wrap(args[0], PRODUCT)}", SIGN if args[0][1] >= SIGN else PRODUCT
    if operation == "not":
        return f"not {_wrap(args[0], NOT)}", NOT
    return f"{operation}({', '.join(text for text, _ in args)})", ATOM


# mark, own precedence, least precedence of the left and of the right side without brackets
_TEXT_INFIX: Final = {
    "add": (" + ", SUM, SUM, SUM + 1),
    "sub": (" - ", SUM, SUM, SUM + 1),
    "mul": ("*", PRODUCT, PRODUCT, SIGN),
    "div": ("/", PRODUCT, PRODUCT, SIGN),
    "pow": ("**", POWER, ATOM, SIGN),
    "and": (" and ", AND, AND, AND + 1),
    "or": (" or ", OR, OR, OR + 1),
}


# --- LaTeX -----------------------------------------------------------------------------------------------

GREEK: Final = frozenset(
    (
        *(
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
        ),
        *("nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
    )
)
SPELLINGS: Final = {"lambd": "lambda"}
"""Names of parameters that stand for a Greek letter of another name: Python keeps the word lambda."""
# Functions that are not set as their own names, upright.
_LATEX_FUNCTIONS: Final = {
    **{name: rf"\{name}" for name in ("log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "atan": r"\arctan",
    "asinh": r"\mathrm{arsinh}",
    "normcdf": r"\Phi",
    "normpdf": r"\varphi",
    "sigmoid": r"\sigma",
    "min": r"\min",
    "max": r"\max",
}
_TALL: Final = (r"\frac", r"\genfrac", r"\sqrt")
_LATEX_MARKS: Final = {"le": r"\leq", "ge": r"\geq", "lt": "<", "gt": ">", "eq": "=", "ne": r"\neq"}


def _latex_number(value: Fraction) -> Piece:
    text = decimal_text(value)
    if "/" in text:
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", PRODUCT
    return text, number_binding(text)


def _latex_symbol(name: str) -> Piece:
    if name == "inf":
        return r"\infty", ATOM
    stem, _, index = name.partition("_")
    stem = SPELLINGS.get(stem, stem)
    if stem in GREEK:
        stem = rf"\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    index = index.replace("_", r"\_")
    return (rf"{stem}_{{\mathrm{{{index}}}}}" if index else stem), ATOM


def _brackets(piece: Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else _bracketed(piece[0])


def _bracketed(text: str) -> str:
    """The text in brackets, which grow with it only if it has a fraction or a root."""
    return rf"\left({text}\right)" if any(word in text for word in _TALL) else f"({text})"


def _applied(function: str, text: str) -> str:
    """A function of what stands in brackets; without the gap that TeX leaves between \\tan and \\left."""
    brackets = _bracketed(text)
    is_operator = function in _LATEX_FUNCTIONS.values() and brackets.startswith(r"\left")
    return rf"{function}\!{brackets}" if is_operator else f"{function}{brackets}"


def _latex_apply(node: Apply, args: list[Piece]) -> Piece:
    operation, texts = node.operation, [text for text, _ in args]
    match operation:
        case "add" | "sub":
            mark = "+" if operation == "add" else "-"
            return f"{texts[0]} {mark} {_brackets(args[1], SUM + 1)}", SUM
        case "mul":
            left, right = _brackets(args[0], PRODUCT), _brackets(args[1], SIGN)
            mark = r" \cdot " if right[:1].isdigit() else r"\, "
            return f"{left}{mark}{right}", PRODUCT
        case "div":
            return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", PRODUCT
        case "neg":
            return f"-{_brackets(args[0], PRODUCT)}", SIGN if args[0][1] >= SIGN else PRODUCT
        case "pow":
            return f"{_brackets(args[0], ATOM)}^{{{texts[1]}}}", POWER
        case "exp":
            return f"e^{{{texts[0]}}}", POWER
        case "expm1":
            return f"e^{{{texts[0]}}} - 1", SUM
        case "log1p":
            return _applied(r"\log", f"1 + {texts[0]}"), ATOM
        case "log1pexp":
            return _applied(r"\log", f"1 + e^{{{texts[0]}}}"), ATOM
        case "sqrt":
            return rf"\sqrt{{{texts[0]}}}", ATOM
        case "abs":
            return rf"|{texts[0]}|", ATOM  # mathtext draws \left| too short
        case "where":
            first = rf"{texts[1]}\;\mathrm{{if}}\; {texts[0]}"
            return rf"\left\{{{first};\;\; {texts[2]}\;\mathrm{{otherwise}}\right\}}", ATOM
        case "and" | "or":
            return rf"{texts[0]}\;\mathrm{{{operation}}}\; {texts[1]}", AND
        case "not":
            return _applied(r"\mathrm{not}", texts[0]), ATOM
    if operation in _LATEX_MARKS:
        return f"{texts[0]} {_LATEX_MARKS[operation]} {texts[1]}", COMPARE
    function = _LATEX_FUNCTIONS.get(operation, rf"\mathrm{{{operation}}}")
    return _applied(function, ", ".join(texts)), ATOM
