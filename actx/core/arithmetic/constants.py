"""Real constants given by expressions without x: their sign, which is proved or not known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from actx.core.arithmetic.decimals.interval import NOWHERE, is_open
from actx.core.arithmetic.decimals.towers import Towers, hull
from actx.core.arithmetic.interpret import interpret
from actx.core.formula.canonical import NoForm, canonical, is_zero
from actx.core.formula.expression import Number
from actx.core.formula.identities import without_inverses

if TYPE_CHECKING:
    from actx.core.arithmetic.decimals.interval import Interval
    from actx.core.arithmetic.decimals.towers import Tower
    from actx.core.formula.expression import Expression
    from actx.core.formula.forms import Form

# A zero is looked for when the first digits show none of a constant, and more digits when that does not help.
_GLANCES: Final = (60, 300)
_DIGITS: Final = (1000, 3000)

# The coefficients of an expansion are made of one another: each of their parts is read and computed once.
_forms: Final[WeakKeyDictionary[Expression, Form | None]] = WeakKeyDictionary()
_enclosures: Final[dict[int, WeakKeyDictionary[Expression, Tower]]] = {}
"""By digits."""


@lru_cache(maxsize=4096)
def sign(constant: Expression) -> int | None:
    """-1, 0 or 1; None where the constant has no value, or neither digits nor rewriting decide."""
    if isinstance(constant, Number):
        return (constant.value > 0) - (constant.value < 0)
    for digits in (*_GLANCES, *_DIGITS):
        if digits == _DIGITS[0] and is_proved_zero(constant):
            return 0
        known = _sign_of(enclosure(constant, digits))
        if known is not None:
            return known
    return None


def is_proved_zero(constant: Expression) -> bool:
    """Whether rewriting finds that a constant is 0."""
    return any(map(_has_zero_form, dict.fromkeys((constant, without_inverses(constant)))))


def _has_zero_form(constant: Expression) -> bool:
    try:
        return is_zero(canonical(constant, sign, known=_forms))
    except NoForm:
        return False


def enclosure(constant: Expression, digits: int) -> Interval:
    """An interval of decimals that holds the constant."""
    known = _enclosures.setdefault(digits, WeakKeyDictionary())
    return hull(interpret(constant, Towers(digits), NOWHERE, known))


def _sign_of(interval: Interval) -> int | None:
    lo, hi = interval
    if lo.is_nan():
        return None
    if lo > 0 or (lo == 0 < hi and is_open(interval)):
        return 1
    if hi < 0 or (lo < 0 == hi and is_open(interval)):
        return -1
    return 0 if lo == hi == 0 else None
