"""The catalog for a person: a line an activation, under the heading of its family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from actx.core.catalog.record import FAMILIES
from actx.core.naming import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actx.core.catalog.record import Record

_BOLD: Final = ("\x1b[1m", "\x1b[0m")
_WIDEST_NAME: Final = 26  # columns
_CUT: Final = "..."


def listing(
    records: Sequence[Record],
    beside: Mapping[str, str],
    words: Sequence[str],
    width: int,
    *,
    color: bool,
    by_family: bool,
) -> str:
    """A line for each record: its name, and what stands `beside` it, as much as fits in `width` columns.

    What was found by an alias shows that. In colour, headings and the names that `words` hit are bold.
    """
    column = min(max(len(record.name) for record in records), _WIDEST_NAME)
    lines: list[str] = []
    for family, members in groupby(records, key=lambda record: record.family if by_family else ""):
        if family:
            heading = _cut(f"{family}: {FAMILIES[family]}", width)
            lines += [""] * bool(lines) + [_bold(heading, color=color)]
        for record in members:
            alias = next((each for each in record.aliases if _is_hit(each, words)), "")
            hit = _is_hit(record.name, words)
            name = record.name if hit or not alias else f"{record.name} ({alias})"
            text = f"  {name:{column}}  {beside[record.name]}"
            start = 2 + len(record.name)
            line = _cut(text, width)
            lines.append(f"  {_bold(line[2:start], color=color and hit)}{line[start:]}")
    return "".join(f"{line}\n" for line in lines)


def _is_hit(name: str, words: Sequence[str]) -> bool:
    return any(plain(word) in plain(name) for word in words)


def _bold(text: str, *, color: bool) -> str:
    return text.join(_BOLD) if color else text


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - len(_CUT)] + _CUT
