"""A tree as text of the formula language, and as LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actx.core.formula.expression import Apply, Expression, Number, Symbol, nodes
from actx.core.formula.language import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

# Precedence of the outermost operation of a piece of text, the loosest first.
_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(9)
_Piece = tuple[str, int]


def to_text(expression: Expression) -> str:
    """The text of a tree, which `parse` reads back as the same function."""
    return _render(expression, _text_number, _text_symbol, _text_apply)


def to_latex(expression: Expression) -> str:
    """LaTeX for display mathematics, within the subset that matplotlib's mathtext supports."""
    return _render(expression, _latex_number, _latex_symbol, _latex_apply)


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


def _render(
    expression: Expression,
    number: Callable[[Fraction], _Piece],
    symbol: Callable[[str], _Piece],
    apply: Callable[[Apply, list[_Piece]], _Piece],
) -> str:
    pieces: dict[Expression, _Piece] = {}
    for node in nodes(expression):
        if isinstance(node, Number):
            pieces[node] = number(node.value)
        elif isinstance(node, Symbol):
            pieces[node] = symbol(node.name)
        else:
            pieces[node] = apply(node, [pieces[argument] for argument in node.args])
    return pieces[expression][0]


def _number_binding(text: str) -> int:
    if "/" in text:
        return _PRODUCT
    return _SIGN if text.startswith("-") else _ATOM


# --- text ------------------------------------------------------------------------------------------------


def _text_number(value: Fraction) -> _Piece:
    text = decimal_text(value)
    return text, _number_binding(text)


def _text_symbol(name: str) -> _Piece:
    return name, _ATOM


def _wrap(piece: _Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else f"({piece[0]})"


def _text_apply(node: Apply, args: list[_Piece]) -> _Piece:
    operation = node.operation
    if operation in _TEXT_INFIX:
        mark, binding, left, right = _TEXT_INFIX[operation]
        return f"{_wrap(args[0], left)}{mark}{_wrap(args[1], right)}", binding
    if operation in COMPARISONS:
        return f"{_wrap(args[0], _SUM)} {COMPARISONS[operation]} {_wrap(args[1], _SUM)}", _COMPARE
    if operation == "neg":
        return f"-{_wrap(args[0], _PRODUCT)}", _SIGN if args[0][1] >= _SIGN else _PRODUCT
    if operation == "not":
        return f"not {_wrap(args[0], _NOT)}", _NOT
    return f"{operation}({', '.join(text for text, _ in args)})", _ATOM


# mark, own precedence, least precedence of the left and of the right side without brackets
_TEXT_INFIX: Final = {
    "add": (" + ", _SUM, _SUM, _SUM + 1),
    "sub": (" - ", _SUM, _SUM, _SUM + 1),
    "mul": ("*", _PRODUCT, _PRODUCT, _SIGN),
    "div": ("/", _PRODUCT, _PRODUCT, _SIGN),
    "pow": ("**", _POWER, _ATOM, _SIGN),
    "and": (" and ", _AND, _AND, _AND + 1),
    "or": (" or ", _OR, _OR, _OR + 1),
}


# --- LaTeX -----------------------------------------------------------------------------------------------

_GREEK: Final = frozenset(
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
_LATEX_MARKS: Final = {"le": r"\leq", "ge": r"\geq", "lt": "<", "gt": ">", "eq": "=", "ne": r"\neq"}


def _latex_number(value: Fraction) -> _Piece:
    text = decimal_text(value)
    if "/" in text:
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", _PRODUCT
    return text, _number_binding(text)


def _latex_symbol(name: str) -> _Piece:
    if name == "inf":
        return r"\infty", _ATOM
    stem, _, index = name.partition("_")
    if stem in _GREEK:
        stem = rf"\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}"
    index = index.replace("_", r"\_")
    return (rf"{stem}_{{\mathrm{{{index}}}}}" if index else stem), _ATOM


def _brackets(piece: _Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else rf"\left({piece[0]}\right)"


def _latex_apply(node: Apply, args: list[_Piece]) -> _Piece:
    operation, texts = node.operation, [text for text, _ in args]
    match operation:
        case "add" | "sub":
            mark = "+" if operation == "add" else "-"
            return f"{texts[0]} {mark} {_brackets(args[1], _SUM + 1)}", _SUM
        case "mul":
            left, right = _brackets(args[0], _PRODUCT), _brackets(args[1], _SIGN)
            mark = r" \cdot " if right[:1].isdigit() else r"\, "
            return f"{left}{mark}{right}", _PRODUCT
        case "div":
            return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", _PRODUCT
        case "neg":
            return f"-{_brackets(args[0], _PRODUCT)}", _SIGN if args[0][1] >= _SIGN else _PRODUCT
        case "pow":
            return f"{_brackets(args[0], _ATOM)}^{{{texts[1]}}}", _POWER
        case "exp":
            return f"e^{{{texts[0]}}}", _POWER
        case "expm1":
            return f"e^{{{texts[0]}}} - 1", _SUM
        case "log1p":
            return rf"\log\left(1 + {texts[0]}\right)", _ATOM
        case "log1pexp":
            return rf"\log\left(1 + e^{{{texts[0]}}}\right)", _ATOM
        case "sqrt":
            return rf"\sqrt{{{texts[0]}}}", _ATOM
        case "abs":
            return rf"|{texts[0]}|", _ATOM  # mathtext draws \left| too short
        case "where":
            # mathtext has no cases environment, so the choice is set on one line.
            first = rf"{texts[1]}\;\mathrm{{if}}\; {texts[0]}"
            return rf"\left\{{{first};\;\; {texts[2]}\;\mathrm{{otherwise}}\right\}}", _ATOM
        case "and" | "or":
            return rf"{texts[0]}\;\mathrm{{{operation}}}\; {texts[1]}", _AND
        case "not":
            return rf"\mathrm{{not}}\left({texts[0]}\right)", _ATOM
    if operation in _LATEX_MARKS:
        return f"{texts[0]} {_LATEX_MARKS[operation]} {texts[1]}", _COMPARE
    function = _LATEX_FUNCTIONS.get(operation, rf"\mathrm{{{operation}}}")
    return rf"{function}\left({', '.join(texts)}\right)", _ATOM
