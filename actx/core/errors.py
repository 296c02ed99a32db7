"""What can be wrong with a request; each is also the exception a Python programmer expects."""

from __future__ import annotations


class ActxError(Exception):
    """Base of the errors of `actx.core`; its text is one line that names the culprit and the way out."""

    def __str__(self) -> str:
        # Not KeyError's repr of its argument; and one line, whatever the names in it hold.
        text = str(self.args[0]) if self.args else ""
        return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


class UnknownNameError(ActxError, KeyError):
    """No activation of that name."""


class ParameterError(ActxError, ValueError):
    """A parameter that is unknown, repeated, without a value, not a number or outside its domain."""


class FormulaError(ActxError, ValueError):
    """A formula that cannot be read: `column` (from 0) is where in `source`, or None for no place."""

    def __init__(self, message: str, source: str = "", column: int | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.column = column


class FormatError(ActxError, ValueError):
    """No number format of that name, or one too wide for what is asked of it."""


class KindError(ActxError, TypeError):
    """A scalar activation where only a vector one makes sense, or the other way round."""


class LengthError(ActxError, ValueError):
    """Vectors of a length that an activation cannot take, such as an odd one that is to be halved."""


class UndecidedError(ActxError, ArithmeticError):
    """A value that is not known to as many digits as were asked for."""
