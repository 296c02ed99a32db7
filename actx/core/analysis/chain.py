"""An expression and its derivatives, each divided by what is positive, and what they prove on an interval."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import Open
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative
from actx.core.formula.essence import essence, over_terms
from actx.core.formula.expression import nodes
from actx.core.formula.forms import NoForm
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from actx.core.formula.essence import Essence, OverTerm
    from actx.core.formula.expression import Expression

_MOST_NODES: Final = 400  # of a derivative
_MOST_TERMS: Final = 60  # of an expression that is divided by its largest
_ROUGHLY: Final = Decimals(8)  # to see which that is


class Chain:
    """An expression, and derivatives of it, each of which is replaced by its essence if `reduced`."""

    def __init__(self, expression: Expression, *, reduced: bool) -> None:
        self._reduced, self._is_ended = reduced, False
        self._essences: list[Essence | None] = []
        self._terms: dict[int, list[OverTerm]] = {}
        self._found: list[tuple[Expression, int | None]] = [self._entry(expression)]

    def _entry(self, expression: Expression) -> tuple[Expression, int | None]:
        found = None
        if self._reduced:
            try:
                found = essence(expression)
            except NoForm:
                self._reduced = False
        self._essences.append(found)
        return (expression, None) if found is None else (found.expression, found.sign)

    def over_largest_term(self, k: int, point: Decimal) -> Expression | None:
        """The k-th divided by the positive factors of that of its terms which is largest at a point.

        Of terms with different exponentials one is by far the largest on most intervals, so that bounds on
        the quotient exclude 0. None of an expression that is not reduced, or has one term or too many.
        """
        if k not in self._terms:
            self._terms[k] = over_terms(self(k)[0]) if self._essences[k] else []
        terms = self._terms[k]
        if not 1 < len(terms) <= _MOST_TERMS:
            return None
        sizes = [interpret(each.divisor, _ROUGHLY, Open(point, point)).hi for each in terms]
        return terms[sizes.index(max(sizes))].quotient

    def __call__(self, k: int) -> tuple[Expression, int | None]:
        """The k-th of them, and its sign for all x > 0 if that is plain. Raises FormulaError."""
        while len(self._found) <= k:
            slope = self._slope()
            if slope is None:
                raise FormulaError("the derivative is too large")
            self._found.append(self._entry(slope))
        return self._found[k]

    def _slope(self) -> Expression | None:
        """The derivative of the last; None, from then on, if it is too large."""
        if not self._is_ended:
            with suppress(FormulaError):
                slope = derivative(simplify(self._found[-1][0]))
                if len(nodes(slope)) <= _MOST_NODES:
                    return slope
        self._is_ended = True
        return None


class Part(NamedTuple):
    """An open interval, and the signs at its ends, which differ if there is one zero in it."""

    low: Fraction
    high: Fraction | None
    left: int
    right: int
    zero: Fraction | None = None
