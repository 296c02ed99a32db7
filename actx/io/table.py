"""Tables for the terminal, drawn with rich.

A number that fits on a line is never cut or broken: texts are wrapped to make room, and if that is not enough
each row becomes a list of its fields, a line for each. Importing this module imports rich.
"""

from __future__ import annotations

import io
from itertools import zip_longest
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
# The longest number of any format with a comma: a longer word may be broken, if it is no number.
_LONGEST_WORD = len("-2.2250738585072014e-308,")
_LONGEST_NUMBER = 70  # characters: a longer number may be broken, too
_SLICE = 500  # rows drawn at once, because rich takes 0.1 to 0.2 ms a row


def draw(headings: Sequence[str], rows: Sequence[Sequence[str]], screen: Screen) -> Iterator[str]:
    """The text of the table, in parts, at most as wide as the screen.

    Columns of numbers are aligned to the right. If the columns do not fit, the table has two columns, `field`
    and `value`, with a line for each field and a blank line between rows. In colour the header is bold.
    """
    room = screen.width
    if _total(_narrowest(headings, rows)) > room:
        headings, rows = ("field", "value"), _fields(headings, rows)
    widths = _fitted(headings, rows, room)
    numeric = [
        all(not cell or (len(cell) <= width and looks_numeric(cell)) for cell in column)
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
    widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
    least = _narrowest(headings, rows)
    while _total(widths) > room and widths != least:
        width, i = max((width, i) for i, width in enumerate(widths) if width > least[i])
        widths[i] = width - 1
    return widths


def _narrowest(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """The widths of the columns below which a word that must not be broken would be."""
    return [
        max(max(map(_unbroken, cell.split()), default=0) for cell in column)
        for column in zip(headings, *rows, strict=True)
    ]


def _unbroken(word: str) -> int:
    """How many columns of the terminal a word must have on one line."""
    width = cell_len(word)
    return (
        width
        if width <= _LONGEST_WORD
        else min(width, _LONGEST_NUMBER)
        if looks_numeric(word)
        else _LONGEST_WORD
    )


def _width(cell: str) -> int:
    return max(map(cell_len, cell.splitlines()), default=0)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)
