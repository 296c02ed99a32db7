"""What `eval` and `deriv` are asked of each input, and what they call the answer."""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """f or a derivative of it, in a number format, with its bits or without, or to so many decimal digits."""

    order: int
    dtype: str | None
    hex: bool
    digits: int | None

    @property
    def answer(self) -> str:
        """The name of the answer's column: y, dy, d2y."""
        return ("y", "dy")[self.order] if self.order < 2 else f"d{self.order}y"

    @property
    def names(self) -> list[str]:
        """The columns of x, of f, and of the derivative if one is asked for."""
        return ["x", "y"] + [self.answer] * (self.order > 0)

    @property
    def headings(self) -> dict[str, str]:
        """What a table says above them: f(x), f'(x)."""
        return {"y": "f(x)", self.answer: f"f{derivative_mark(self.order)}(x)"}


def derivative_mark(order: int) -> str:
    """The mark of a derivative: f', f'', f''', f^(4)."""
    return "'" * order if order <= 3 else f"^({order})"
