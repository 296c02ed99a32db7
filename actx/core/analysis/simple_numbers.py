"""The numbers of few symbols that are near a float: what a parameter that was found numerically may be."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, log, pi, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.formula.typeset import decimal_text
from actx.io.shortest import shortest

if TYPE_CHECKING:
    from collections.abc import Iterator

# A number is near if it differs by less than this, relatively.
_NEAR: Final = 1e-9
_MOST_DENOMINATOR: Final = 1000
_DIGITS: Final = (7, 10)  # of decimals, as 0.044715 and 0.7978845608 have
_LONGEST: Final = 20  # characters of a decimal without an exponent
# Irrational factors as formulas, for which the quotient is to have a small denominator.
_FACTORS: Final = {
    "sqrt(2)": sqrt(2),
    "sqrt(3)": sqrt(3),
    "pi": pi,
    "sqrt(pi)": sqrt(pi),
    "sqrt(2*pi)": sqrt(2 * pi),
    "log(2)": log(2),
}
_MOST_OF_FACTOR: Final = 16


class SimpleNumber(NamedTuple):
    """A number as it stands in a formula, and as a fraction if it is one."""

    text: str
    value: Fraction | None


def simple_numbers(near: float) -> list[SimpleNumber]:
    """What a float may stand for, the simplest first: fractions, decimals, and multiples of irrationals."""
    return list(dict.fromkeys(_candidates(near))) if isfinite(near) else []


def _candidates(near: float) -> Iterator[SimpleNumber]:
    if abs(near) < _NEAR:
        yield SimpleNumber("0", Fraction(0))
    short, long = (Fraction(f"{near:.{digits}g}") for digits in _DIGITS)
    for value in (Fraction(near).limit_denominator(_MOST_DENOMINATOR), short):
        if _is_near(value, near):
            yield SimpleNumber(_text(value), value)
    for name, factor in _FACTORS.items():
        for text, quotient in ((f"*{name}", near / factor), (f"/{name}", near * factor)):
            value = Fraction(quotient).limit_denominator(_MOST_OF_FACTOR)
            if value and _is_near(value, quotient):
                yield SimpleNumber(_scaled(value, text), None)
    yield SimpleNumber(_text(long), long)


def _is_near(value: Fraction, near: float) -> bool:
    return abs(float(value) - near) <= _NEAR * abs(near)


def _text(value: Fraction) -> str:
    """As a decimal, of few characters, or as a quotient."""
    text = decimal_text(value)
    return text if len(text) <= _LONGEST else shortest(float(value))


def _scaled(value: Fraction, text: str) -> str:
    if text.startswith("*") and abs(value) == 1:
        return f"{'-' * (value < 0)}{text[1:]}"
    return f"{decimal_text(value)}{text}"
