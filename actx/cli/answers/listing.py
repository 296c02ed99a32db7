"""The catalog for a person: a line an activation, under the heading of its family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from actx.core.catalog.record import FAMILIES
from actx.core.naming import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actx.core.catalog.record import Record
    from actx.io.screen import Screen

_WIDEST_NAME: Final = 26  # columns


def listing(
    records: Sequence[Record],
    beside: Mapping[str, str],
    words: Sequence[str],
    screen: Screen,
    *,
    by_family: bool,
) -> str:
    """A line for each record: its name, and what stands `beside` it, as much as fits on the screen.

    What was found by an alias shows that. In colour, headings and the names that `words` hit are bold.
    """
    column = min(max(len(record.name) for record in records), _WIDEST_NAME)
    lines: list[str] = []
    for family, members in groupby(records, key=lambda record: record.family if by_family else ""):
        if family:
            heading = screen.cut(f"{family}: {FAMILIES[family]}")
            lines += [""] * bool(lines) + [screen.bold(heading)]
        for record in members:
            alias = next((each for each in record.aliases if _is_hit(each, words)), "")
            hit = _is_hit(record.name, words)
            name = record.name if hit or not alias else f"{record.name} ({alias})"
            text = f"  {name:{column}}  {beside[record.name]}"
            start = 2 + len(record.name)
            line = screen.cut(text)
            lines.append(f"  {screen.bold(line[2:start])}{line[start:]}" if hit else line)
    return "".join(f"{line}\n" for line in lines)


def _is_hit(name: str, words: Sequence[str]) -> bool:
    return any(plain(word) in plain(name) for word in words)
