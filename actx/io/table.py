"""Tables for the terminal, drawn with rich.

A number that fits on a line is never cut or broken: texts are wrapped to make room, and if that is not enough
each row becomes a list of its fields, a line for each. A long word, such as a formula without spaces, goes on
with an operator on the next line. Importing this module imports rich.
"""

from __future__ import annotations

import io
import re
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from actx.io.tokens import looks_numeric

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.io.screen import Screen

# box.SIMPLE in ASCII: a rule below the headings.
_ASCII = box.Box("    \n    \n -- \n    \n    \n -- \n    \n    ", ascii=True)
_GAP = 2  # spaces between two columns
# A longer word may be broken between its parts, if it is no number.
_LONGEST_WORD = 14
# The longest number of any format with a comma: a longer part may be broken, too.
_LONGEST_PART = len("-2.2250738585072014e-308,")
# A word is broken before an operator that is no sign of an exponent, and after a comma or a colon; in a term
# that is too wide, after a bracket or an underscore, too.
_TERM = re.compile(r"[-+*/]*(?:(?<=[\d.][eE])[-+]|[^-+*/,:])*[,:]*")
_PART = re.compile(r"[-+*/]*(?:(?<=[\d.][eE])[-+]|[^-+*/,:(_])*[,:(_]*")
_SHORT_TEXT = 12  # characters: a table is at ease if none so short is wrapped
_LONGEST_NUMBER = 70  # characters: a longer number may be broken, too
_SLICE = 500  # rows drawn at once, because rich takes 0.1 to 0.2 ms a row


def draw(
    headings: Sequence[str], rows: Sequence[Sequence[str]], screen: Screen, *, numbers_right: bool = True
) -> Iterator[str]:
    """The text of the table, in parts, at most as wide as the screen.

    Columns of numbers are aligned to the right, if that is wanted. If the columns do not fit, the table has
    two columns, `field` and `value`, with a line for each field and a blank line between rows. In colour the
    header is bold.
    """
    room = screen.width
    if not fits(headings, rows, room):
        headings, rows = ("field", "value"), _fields(headings, rows)
    widths = _fitted(headings, rows, room)
    headings, *rows = (
        [_broken(cell, width) for cell, width in zip(row, widths, strict=True)] for row in (headings, *rows)
    )
    numeric = [
        numbers_right and all(not cell or (len(cell) <= width and looks_numeric(cell)) for cell in column)
        for column, width in zip(zip(*rows, strict=True), widths, strict=False)
    ]

    for start in range(0, max(len(rows), 1), _SLICE):
        table = Table(
            box=box.SIMPLE if screen.unicode else _ASCII,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
            show_header=not start,
        )
        for heading, width, right in zip_longest(headings, widths, numeric):
            table.add_column(heading, width=width, justify="right" if right else "left", overflow="fold")
        for row in rows[start : start + _SLICE]:
            table.add_row(*row)
        yield _rendered(table, _total(widths), color=screen.color)


def fits(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, at_ease: bool = False
) -> bool:
    """Whether a table can have its columns side by side in this width.

    If it is to be `at_ease`, short texts are not wrapped.
    """
    least = _narrowest(headings, rows)
    if at_ease:
        widths = _widths(headings, rows)
        least = [max(low, min(whole, _SHORT_TEXT)) for low, whole in zip(least, widths, strict=True)]
    return _total(least) <= width


def _rendered(table: Table, width: int, *, color: bool) -> str:
    text = io.StringIO()
    Console(
        file=text,
        width=width,
        height=25,  # without it, rich makes a dumb terminal 80 wide
        color_system="standard" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    ).print(table)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def _fields(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """A row for each field of the rows, and an empty row between two rows."""
    fields: list[tuple[str, str]] = []
    for row in rows:
        if fields:
            fields.append(("", ""))
        fields.extend(zip(headings, row, strict=True))
    return fields


def _fitted(headings: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The columns' widths: those of their widest cells, then the widest made narrower until all fit."""
    widths = _widths(headings, rows)
    least = _narrowest(headings, rows)
    while _total(widths) > room and widths != least:
        width, i = max((width, i) for i, width in enumerate(widths) if width > least[i])
        widths[i] = width - 1
    return widths


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The widths of the columns' widest cells."""
    return [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]


def _narrowest(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The widths of the columns below which a word that must not be broken would be."""
    return [
        max(max(map(_unbroken, cell.split()), default=0) for cell in column)
        for column in zip(headings, *rows, strict=True)
    ]


def _unbroken(word: str) -> int:
    """How many columns of the terminal a word must have on one line."""
    width = cell_len(word)
    if looks_numeric(word):
        return min(width, _LONGEST_NUMBER)
    parts = max(map(cell_len, _PART.findall(word)), default=0)
    return max(min(width, _LONGEST_WORD), min(parts, _LONGEST_PART))


def _broken(cell: str, width: int) -> str:
    """The cell with line ends in its words that are wider than this, between their parts."""
    return re.sub(r"\S+", lambda word: _in_lines(word[0], width), cell) if _width(cell) > width else cell


def _in_lines(word: str, width: int) -> str:
    lines = [""]
    terms = _TERM.findall(word)
    for part in chain.from_iterable(
        [each] if cell_len(each) <= width else _PART.findall(each) for each in terms
    ):
        if part and lines[-1] and cell_len(lines[-1] + part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _width(cell: str) -> int:
    return max(map(cell_len, cell.splitlines()), default=0)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)
