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
    names = {record.name: _called(record, words) for record in records}
    column = min(max(map(len, names.values())), _WIDEST_NAME)
    lines: list[str] = []
    for family, members in groupby(records, key=lambda record: record.family if by_family else ""):
        if family:
            heading = screen.cut(f"{family}: {FAMILIES[family]}")
            lines += [""] * bool(lines) + [screen.bold(heading)]
        for record in members:
            line = screen.cut(f"  {names[record.name]:{column}}  {beside[record.name]}")
            start = 2 + len(record.name)
            hit = _is_hit(record.name, words)
            lines.append(f"  {screen.bold(line[2:start])}{line[start:]}" if hit else line)
    return "".join(f"{line}\n" for line in lines)


def _called(record: Record, words: Sequence[str]) -> str:
    """Its name, with the alias that the words hit, if they do not hit the name."""
    alias = next((each for each in record.aliases if _is_hit(each, words)), "")
    return record.name if not alias or _is_hit(record.name, words) else f"{record.name} ({alias})"


def _is_hit(name: str, words: Sequence[str]) -> bool:
    return any(plain(word) in plain(name) for word in words)
