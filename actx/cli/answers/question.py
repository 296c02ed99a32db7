"""What `eval` and `deriv` are asked of each input, and what they call the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from actx.io.cells import Column


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

    def groups(self, tags: Iterable[str], further: Sequence[str] = ()) -> list[list[str]]:
        """The columns of each member of a family: of f, of a derivative if one is asked for, and further."""
        names = ["y", *[self.answer] * (self.order > 0), *further]
        return [[tagged(name, tag) for name in names] for tag in tags]

    def headings(self, tags: Iterable[str]) -> dict[str, str]:
        """What a table says above them: f(x), f'(x)."""
        spelled = {"y": "f(x)", self.answer: f"f{derivative_mark(self.order)}(x)"}
        return {tagged(name, tag): tagged(text, tag) for tag in tags for name, text in spelled.items()}


def derivative_mark(order: int) -> str:
    """The mark of a derivative: f', f'', f''', f^(4)."""
    return "'" * order if order <= 3 else f"^({order})"


def tagged(name: str, tag: str) -> str:
    """A column's name with what tells the members of a family apart: `y alpha=0.1`; of one function, `y`."""
    return f"{name} {tag}" if tag else name


def joined(answers: Sequence[Column]) -> Column:
    """The answers of a family's members in one column, those of an input together; one answer as it is.

    Numbers become vectors, an array of the shape (inputs, members), and texts one text with spaces between.
    """
    if len(answers) == 1:
        return answers[0]
    if isinstance(answers[0], list):
        return [" ".join(map(str, row)) for row in zip(*answers, strict=True)]
    import numpy as np

    return np.stack([np.asarray(each) for each in answers], axis=-1)
