"""Functions of expressions that are computed from those of their parts, however deep the parts are nested."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression

T = TypeVar("T")
# Levels of parts within parts that one start of the rules goes down: each takes some three of the thousand
# calls within calls that Python allows, of which the caller may have used up many.
_LEVELS: Final = 40


class _TooDeep(Exception):  # noqa: N818  (no error: what has to be known first)
    def __init__(self, node: Expression) -> None:
        self.node = node


class Walk(ABC, Generic[T]):
    """A function of expressions by a rule for each, which asks the function itself for the parts it needs.

    Results are remembered, and ArithmeticErrors, too. A rule that asks for what is nested too deep is left
    and started again when that is known: its side effects must be the same after two starts as after one.
    """

    def __init__(self, known: dict[Expression, T | ArithmeticError] | None = None) -> None:
        self._known: dict[Expression, T | ArithmeticError] = {} if known is None else known
        self._depth = 0

    @abstractmethod
    def rule(self, node: Expression) -> T:
        """The function of one expression, from `self(part)` of its parts."""

    def __call__(self, node: Expression) -> T:
        found = self._known.get(node)
        if found is None:
            if self._depth == _LEVELS:
                raise _TooDeep(node)
            found = self._remembered(node) if self._depth else self._from_the_deepest(node)
        if isinstance(found, ArithmeticError):
            raise found.with_traceback(None)
        return found

    def _remembered(self, node: Expression) -> T | ArithmeticError:
        self._depth += 1
        try:
            found: T | ArithmeticError = self.rule(node)
        except ArithmeticError as error:
            found = error.with_traceback(None)
        finally:
            self._depth -= 1
        self._known[node] = found
        return found

    def _from_the_deepest(self, node: Expression) -> T | ArithmeticError:
        waiting = [node]
        while True:
            try:
                found = self._remembered(waiting[-1])
            except _TooDeep as deeper:
                waiting.append(deeper.node)
            else:
                waiting.pop()
                if not waiting:
                    return found
