"""Columns side by side on a screen: as many as fit, and below them the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.io.screen import Screen


class Column(NamedTuple):
    """A column of a table: its heading, and the texts below it."""

    heading: str
    cells: Sequence[str]


def fit(columns: Sequence[Column], screen: Screen, *, at_ease: bool = True) -> bool:
    """Whether the columns have room side by side; unless `at_ease`, with every text wrapped that can be."""
    from actx.io.table import fits  # for start-up time: it imports rich

    return fits(*_parts(columns), screen.width, at_ease=at_ease)


def side_by_side(
    first: Sequence[Column],
    groups: Sequence[Sequence[Column]],
    screen: Screen,
    *,
    numbers_right: bool = True,
) -> Iterator[str]:
    """The text, in parts, of tables of the groups, each beside the `first` columns.

    A group is divided only where it alone is too wide. Columns of numbers are aligned to the right, if that
    is wanted.
    """
    from actx.io.table import draw

    tables: list[list[Column]] = []
    for group in groups:
        if tables and fit([*tables[-1], *group], screen):
            tables[-1] += group
        else:
            parts = [group] if fit([*first, *group], screen) else [[column] for column in group]
            tables += [[*first, *part] for part in parts]
    for table in tables:
        if table is not tables[0]:
            yield "\n"
        yield from draw(*_parts(table), screen, numbers_right=numbers_right)


def _parts(columns: Sequence[Column]) -> tuple[list[str], list[tuple[str, ...]]]:
    """The headings of a table, and its rows."""
    return [each.heading for each in columns], list(zip(*(each.cells for each in columns), strict=True))
