"""A tree as Unicode mathematics on a line, as a person writes it: x² + 2xΦ(x), eˣ − 1, √(1 + x²)."""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.formula.expression import Apply
from actx.core.formula.typeset import (
    AND,
    ATOM,
    COMPARE,
    GREEK,
    NOT,
    POWER,
    PRODUCT,
    SIGN,
    SPELLINGS,
    SUM,
    Piece,
    branches,
    decimal_text,
    number_binding,
    render,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.formula.expression import Expression

MEANINGS: Final = {"Φ": "the normal CDF", "φ": "the normal density", "σ": "sigmoid"}
"""The letters that stand for functions, with what they mean."""

_FUNCTIONS: Final = {"normcdf": "Φ", "normpdf": "φ", "sigmoid": "σ", "atan": "arctan", "asinh": "arsinh"}
_MARKS: Final = {"le": "≤", "ge": "≥", "lt": "<", "gt": ">", "eq": "=", "ne": "≠"}
_LETTERS: Final = {
    **dict(zip(sorted(GREEK), "αβχδεηγικλμνωφπψρστθξζ", strict=True)),
    "inf": "∞",
}
_LONGEST: Final = 12  # characters of a number without a power of ten
_EXACT: Final = Context(prec=40, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
_DECIMAL: Final = re.compile(r"−?[0-9.]+")
_RAISED: Final = dict(zip("0123456789−+xnabcdkmptαβγδ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ˣⁿᵃᵇᶜᵈᵏᵐᵖᵗᵅᵝᵞᵟ", strict=True))


def superscript(exponent: int) -> str:
    """A whole number in superscript digits: ⁻¹²."""
    return "".join(_RAISED[each] for each in str(exponent).replace("-", "−"))


class Case(NamedTuple):
    """A branch of a function, and the condition under which it holds, which is empty for all other x."""

    value: str
    condition: str


def to_unicode(expression: Expression) -> str:
    """The text of a tree, on one line."""
    return render(expression, _number, _symbol, _apply)


def cases(expression: Expression) -> list[Case]:
    """The branches of a formula that is a choice, in the order in which they are tried; else the formula."""
    return [Case(*branch) for branch in branches(expression, to_unicode)]


def _number(value: Fraction) -> Piece:
    text = decimal_text(value)
    plain = text.replace("-", "−"), number_binding(text)
    if len(text) <= _LONGEST:
        return plain
    try:
        number = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(_EXACT)
    except Inexact:
        return plain
    sign, digits, exponent = number.as_tuple()
    power = number.adjusted() if len(digits) > 1 else exponent
    assert isinstance(power, int)  # it is finite
    mantissa = "".join(map(str, digits))
    mantissa = f"{mantissa[0]}.{mantissa[1:]}·" if len(digits) > 1 else f"{mantissa}·".removeprefix("1·")
    short = f"{'−' * sign}{mantissa}10{superscript(power)}"
    return (short, SIGN if sign else PRODUCT if mantissa else POWER) if len(short) < len(text) else plain


def _symbol(name: str) -> Piece:
    stem, mark, index = name.partition("_")
    stem = SPELLINGS.get(stem, stem)
    return f"{_LETTERS.get(stem, stem)}{mark}{index}", ATOM


def _in(piece: Piece, least: int) -> str:
    return piece[0] if piece[1] >= least else f"({piece[0]})"


def _raised(text: str) -> str | None:
    """The text in superscript letters, where it is short and there are such letters."""
    if len(text) > 3 or not all(character in _RAISED for character in text):
        return None
    return "".join(_RAISED[character] for character in text)


def _product(left: str, right: str) -> str:
    """Side by side where that can be read, as 2x, xΦ(x), α(1 + x); else with a dot."""
    follows_number = _DECIMAL.fullmatch(left) and not right[0].isdigit()
    is_letter = len(right) == 1 or right[1] == "(" or all(each in _RAISED.values() for each in right[1:])
    follows_letter = len(left) == 1 and not left.isdigit() and (is_letter or right[0] == "(")
    return f"{left}{right}" if follows_number or follows_letter else f"{left}·{right}"


def _exp(u: str) -> Piece:
    exponent = _raised(u)
    return (f"exp({u})", ATOM) if exponent is None else (f"e{exponent}", POWER)


def _apply(node: Apply, args: list[Piece]) -> Piece:
    operation, texts = node.operation, [text for text, _ in args]
    match operation:
        case "add":
            return f"{texts[0]} + {_in(args[1], SUM + 1)}", SUM
        case "sub":
            return f"{texts[0]} − {_in(args[1], SUM + 1)}", SUM
        case "mul":
            left, right = _in(args[0], PRODUCT), _in(args[1], SIGN)
            is_function = isinstance(node.args[0], Apply) and args[0][1] >= POWER
            if is_function and len(right) == 1 and right.isalpha():
                left, right = right, left  # xφ(x), as in books
            return _product(left, right), PRODUCT
        case "div":
            return f"{_in(args[0], PRODUCT)}/{_in(args[1], SIGN)}", PRODUCT
        case "neg":
            return f"−{_in(args[0], PRODUCT)}", SIGN if args[0][1] >= SIGN else PRODUCT
        case "pow":
            raised = _raised(texts[1])
            base = _in(args[0], ATOM)
            return f"{base}^{_in(args[1], ATOM)}" if raised is None else f"{base}{raised}", POWER
        case "exp":
            return _exp(texts[0])
        case "expm1":
            return f"{_exp(texts[0])[0]} − 1", SUM
        case "log1p":
            return f"log(1 + {_in(args[0], SUM + 1)})", ATOM
        case "log1pexp":
            return f"log(1 + {_exp(texts[0])[0]})", ATOM
        case "sqrt":
            return f"√{texts[0]}" if args[0][1] == ATOM and len(texts[0]) < 3 else f"√({texts[0]})", ATOM
        case "abs":
            return f"|{texts[0]}|", ATOM
        case "where":
            return f"{{{texts[1]} if {texts[0]}; {texts[2]} otherwise}}", ATOM
        case "and" | "or":
            return f"{_in(args[0], NOT)} {operation} {_in(args[1], NOT)}", AND
        case "not":
            return f"not ({texts[0]})", NOT
    if operation in _MARKS:
        return f"{_in(args[0], SUM)} {_MARKS[operation]} {_in(args[1], SUM)}", COMPARE
    return f"{_FUNCTIONS.get(operation, operation)}({', '.join(texts)})", ATOM
