"""The errors that actx.core raises; each is also the built-in exception that a Python programmer expects."""

from __future__ import annotations


class ActxError(Exception):
    """Base of the errors of `actx.core`; its text is one line: what is wrong, and what would be right."""

    def __str__(self) -> str:
        # KeyError would show the repr of its argument. Line ends in a name are escaped, to keep to one line.
        text = str(self.args[0]) if self.args else ""
        return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


class UnknownNameError(ActxError, KeyError):
    """No activation of that name."""


class ParameterError(ActxError, ValueError):
    """A parameter that is unknown, repeated, without a value, not a number or outside its domain."""


class FormulaError(ActxError, ValueError):
    """A formula that cannot be read; `column`, from 0, is the place in `source`, or None for no place."""

    def __init__(self, message: str, source: str = "", column: int | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.column = column


class FormatError(ActxError, ValueError):
    """An unknown number format, or one too wide for what is asked, as to list all its numbers."""


class KindError(ActxError, TypeError):
    """A scalar activation where one of vectors is needed, or the other way round."""


class LengthError(ActxError, ValueError):
    """Vectors of a length that an activation cannot take, such as an odd one for a gated unit."""


class UndecidedError(ActxError, ArithmeticError):
    """A value of which as many digits as were asked for cannot be decided."""
