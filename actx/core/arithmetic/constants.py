"""Real constants, given by expressions without x: their sign, proved, and enclosures of any precision."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from actx.core.arithmetic.decimals.interval import NOWHERE, sign_of
from actx.core.arithmetic.decimals.towers import Towers, hull
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.canonical import canonical
from actx.core.formula.expression import Number, substitute
from actx.core.formula.forms import NoForm, is_zero
from actx.core.formula.identities import without_inverses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.arithmetic.decimals.towers import Tower
    from actx.core.formula.expression import Expression
    from actx.core.formula.forms import Form

# Digits at which the sign is sought: first these, then a proof that the constant is 0, then more digits.
_FIRST_DIGITS: Final = (60, 300)
_MORE_DIGITS: Final = (1000,)
_MOST_DIGITS: Final = (3000,)

# Caches: the coefficients of an expansion share many subexpressions.
_forms: Final[WeakKeyDictionary[Expression, Form | None]] = WeakKeyDictionary()
_enclosures: Final[dict[int, WeakKeyDictionary[Expression, Tower]]] = {}
"""The key is the number of digits."""


@lru_cache(maxsize=4096)
def sign(constant: Expression) -> int | None:
    """-1, 0 or 1, proved; None if the constant is undefined, or neither rewriting nor 3,000 digits decide."""
    known = quick_sign(constant)
    return _sign_of_digits(constant, _MOST_DIGITS) if known is None else known


@lru_cache(maxsize=4096)
def quick_sign(constant: Expression) -> int | None:
    """The same by rewriting and 1,000 digits: 3,000 of erf take a tenth of a second."""
    if isinstance(constant, Number):
        return (constant.value > 0) - (constant.value < 0)
    known = _sign_of_digits(constant, _FIRST_DIGITS)
    if known is not None:
        return known
    return 0 if is_proved_zero(constant) else _sign_of_digits(constant, _MORE_DIGITS)


def _sign_of_digits(constant: Expression, digits: Sequence[int]) -> int | None:
    signs = (sign_of(enclosure(constant, each)) for each in digits)
    return next((known for known in signs if known is not None), None)


def sign_at(expression: Expression, x: Fraction, of: Callable[[Expression], int | None] = sign) -> int | None:
    """The sign of an expression at a rational point."""
    return of(substitute(expression, {"x": Number(x)}))


def is_proved_zero(constant: Expression) -> bool:
    """Whether rewriting proves that a constant is 0; False proves nothing."""
    return any(map(_has_zero_form, dict.fromkeys((constant, without_inverses(constant)))))


def _has_zero_form(constant: Expression) -> bool:
    try:
        return is_zero(canonical(constant, sign, known=_forms))
    except NoForm:
        return False


def enclosure(constant: Expression, digits: int) -> Interval:
    """An interval that holds the constant, computed with this many decimal digits."""
    known = _enclosures.setdefault(digits, WeakKeyDictionary())
    return hull(interpret(constant, Towers(digits), NOWHERE, known))
