"""Results in one of the output formats: a table of named columns, written block by block.

A new format is a Writer and its line of OutputFormat, which options, help and tests read. Importing this
module imports neither NumPy nor rich.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum, StrEnum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, ClassVar, NamedTuple

from actx.io.cells import json_cells, text_cells
from actx.io.errors import OutputError
from actx.io.screen import NO_SCREEN, Screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from actx.io.cells import Column


_EMPTY = ("null", '""', "[]")


class Arrangement(Enum):
    """How a format holds a vector: in one cell, one a line, as a column or as a row for each component."""

    CELL = auto()
    LINE = auto()
    COLUMNS = auto()
    """A column for each component; a matrix has a row for each of its rows."""
    ROWS = auto()


class Columns(NamedTuple):
    """The columns of a result, by their names, and what single formats need to know of them.

    `answer` is the column that plain and npy write. `shape` is that of npy's array; without it, the blocks
    are joined along their first axis. For the table, `headings` has the headings that differ from names, and
    the `screen` says what there is to show it on; where that is too narrow, the columns that are in one of
    the `groups` go on below, group by group. If rows are not `full`, json and jsonl leave out empty fields.
    If the only row is the `whole` answer, json is that object and no list.
    """

    names: Sequence[str]
    answer: str
    shape: tuple[int, ...] | None = None
    headings: Mapping[str, str] = MappingProxyType({})
    screen: Screen = NO_SCREEN
    groups: Sequence[Sequence[str]] = ()
    full: bool = True
    whole: bool = False


class Writer(ABC):
    """Writes rows to a binary stream, flushed after every block, so that a pipe gets them at once.

    In a `with` statement, the end of the block closes the writer, and an exception aborts it, unless it is
    the output that failed. Closing and aborting leave the stream open.
    """

    answer_alone: ClassVar[bool] = False
    """Whether only the column of the answer is written."""
    holds_text: ClassVar[bool] = True
    """Whether a cell may be text."""
    for_people: ClassVar[bool] = False
    """Whether a person reads it, to whom it shows the essentials; programs get everything."""
    objects: ClassVar[bool] = False
    """Whether a row is an object of named fields, each of any kind."""
    arrangement: ClassVar[Arrangement] = Arrangement.COLUMNS
    any_length: ClassVar[bool] = False
    """Whether vectors may differ in length."""

    def __init__(self, stream: BinaryIO, columns: Columns) -> None:
        self._stream = stream
        self._columns = columns

    @abstractmethod
    def write(self, block: Mapping[str, Column]) -> None:
        """Writes some rows, given as columns of equal length: see actx.io.cells for what a column is."""

    @abstractmethod
    def close(self) -> None:
        """Writes what follows the last row."""

    def abort(self) -> None:
        """Ends after an error: completes what was written to a valid document; npy writes nothing."""
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif not issubclass(kind, OSError | OutputError):
            self.abort()

    def _emit(self, text: str) -> None:
        # A formula may hold bytes that are no text in the locale's encoding: they must not be an error.
        self._stream.write(text.encode("utf-8", "backslashreplace"))
        self._stream.flush()


class _Plain(Writer):
    """The answers, one a line."""

    answer_alone = True
    arrangement = Arrangement.LINE
    any_length = True

    def write(self, block: Mapping[str, Column]) -> None:
        self._emit("".join([f"{text}\n" for text in text_cells(block[self._columns.answer], " ")]))

    def close(self) -> None:
        pass


class _Delimited(Writer):
    """A header and a line for each row, with `separator` between the cells."""

    separator: str
    special: str  # the characters a cell cannot hold as they are

    def __init__(self, stream: BinaryIO, columns: Columns) -> None:
        super().__init__(stream, columns)
        self._headed = False

    @abstractmethod
    def _escaped(self, text: str) -> str:
        """How a cell that holds a special character is written."""

    def write(self, block: Mapping[str, Column]) -> None:
        self._head()
        cells = (self._cells(text_cells(block[name])) for name in self._columns.names)
        self._lines(zip(*cells, strict=True))

    def close(self) -> None:
        self._head()

    def _head(self) -> None:
        if not self._headed:
            self._headed = True
            self._lines([self._cells(self._columns.names)])

    def _lines(self, rows: Iterable[Sequence[str]]) -> None:
        self._emit("".join([f"{line}\n" for line in map(self.separator.join, rows)]))

    def _cells(self, texts: Sequence[str]) -> Sequence[str]:
        everything = "".join(texts)  # searched as one text, since most columns are numbers only
        if not any(character in everything for character in self.special):
            return texts
        return [self._escaped(text) if any(c in text for c in self.special) else text for text in texts]


class _Csv(_Delimited):
    """As RFC 4180 has it, but that lines end in \\n."""

    separator = ","
    special = ',"\n\r'

    def _escaped(self, text: str) -> str:
        return '"' + text.replace('"', '""') + '"'


class _Tsv(_Delimited):
    """Tabs between the cells; a tab or a line end within one becomes a space."""

    separator = "\t"
    special = "\t\n\r"

    def _escaped(self, text: str) -> str:
        return text.translate(dict.fromkeys(map(ord, self.special), " "))


class _JsonLines(Writer):
    """One strict JSON object a line."""

    objects = True
    arrangement = Arrangement.CELL
    any_length = True
    _between = ", "  # the objects of a list

    def __init__(self, stream: BinaryIO, columns: Columns) -> None:
        super().__init__(stream, columns)
        names = json_cells(columns.names)
        self._names = names
        self._row = self._object(f"{name}: ".replace("%", "%%") + "%s" for name in names)

    def write(self, block: Mapping[str, Column]) -> None:
        self._emit("".join([f"{row}\n" for row in self._rows(block)]))

    def close(self) -> None:
        pass

    def _rows(self, block: Mapping[str, Column]) -> list[str]:
        cells = (json_cells(block[name], self._between) for name in self._columns.names)
        rows = zip(*cells, strict=True)
        if self._columns.full:
            return [self._row % row for row in rows]
        return [self._without_empty(row) for row in rows]

    def _without_empty(self, row: Sequence[str]) -> str:
        fields = zip(self._names, row, strict=True)
        return self._object(f"{name}: {cell}" for name, cell in fields if cell not in _EMPTY)

    def _object(self, fields: Iterable[str]) -> str:
        return f"{{{', '.join(fields)}}}"


class _Json(_JsonLines):
    """A list of the objects, one a line; or one object, its fields one a line."""

    _between = ",\n"
    _before = "[\n"

    def write(self, block: Mapping[str, Column]) -> None:
        rows = self._rows(block)
        if self._columns.whole:
            self._emit("".join([f"{row}\n" for row in rows]))
        elif rows:
            self._emit(self._before + ",\n".join(rows))
            self._before = ",\n"

    def close(self) -> None:
        if not self._columns.whole:
            self._emit("[]\n" if self._before == "[\n" else "\n]\n")

    def _object(self, fields: Iterable[str]) -> str:
        return "{\n" + ",\n".join(fields) + "\n}" if self._columns.whole else super()._object(fields)


class _Npy(Writer):
    """The answers as one array in NumPy's file format, written when all are known."""

    answer_alone = True
    holds_text = False
    arrangement = Arrangement.CELL

    def __init__(self, stream: BinaryIO, columns: Columns) -> None:
        super().__init__(stream, columns)
        self._blocks: list[Column] = []

    def write(self, block: Mapping[str, Column]) -> None:
        self._blocks.append(block[self._columns.answer])

    def close(self) -> None:
        import numpy as np

        try:
            blocks = [np.asarray(block) for block in self._blocks]
            array = blocks[0] if len(blocks) == 1 else np.concatenate(blocks or [np.empty(0)])
        except ValueError:
            raise OutputError(
                f"npy needs rows of one length, and those of {self._columns.answer!r} differ in length"
            ) from None
        if array.dtype.hasobject:
            raise OutputError(f"npy cannot hold {self._columns.answer!r}, which is not all numbers")
        if self._columns.shape is not None:
            array = array.reshape(self._columns.shape)
        # np.save() cannot write to a pipe.
        np.lib.format.write_array_header_1_0(self._stream, np.lib.format.header_data_from_array_1_0(array))
        self._stream.write(array.tobytes("A"))
        self._stream.flush()

    def abort(self) -> None:
        pass


class _Table(Writer):
    """Columns of aligned text, drawn when all rows are known."""

    for_people = True
    arrangement = Arrangement.ROWS

    def __init__(self, stream: BinaryIO, columns: Columns) -> None:
        super().__init__(stream, columns)
        self._rows: list[tuple[str, ...]] = []

    def write(self, block: Mapping[str, Column]) -> None:
        self._rows.extend(zip(*(text_cells(block[name]) for name in self._columns.names), strict=True))

    def close(self) -> None:
        headings = [self._columns.headings.get(name, name) for name in self._columns.names]
        for part in self._parts(headings):
            self._emit(part)

    def _parts(self, headings: Sequence[str]) -> Iterator[str]:
        from actx.io.side_by_side import Column, side_by_side
        from actx.io.table import draw  # for start-up time: it imports rich

        if not self._columns.groups:
            return draw(headings, self._rows, self._columns.screen)
        cells = list(zip(*self._rows, strict=True)) or [()] * len(headings)
        columns = dict(zip(self._columns.names, map(Column, headings, cells), strict=True))
        groups = [[columns.pop(name) for name in group] for group in self._columns.groups]
        return side_by_side(list(columns.values()), groups, self._columns.screen)


class OutputFormat(StrEnum):
    """The output formats, each with the class that writes it, whose attributes say what the format can do."""

    writer: type[Writer]

    def __new__(cls, name: str, writer: type[Writer]) -> Self:
        form = str.__new__(cls, name)
        form._value_ = name
        form.writer = writer
        return form

    TABLE = "table", _Table
    PLAIN = "plain", _Plain
    CSV = "csv", _Csv
    TSV = "tsv", _Tsv
    JSON = "json", _Json
    JSONL = "jsonl", _JsonLines
    NPY = "npy", _Npy

    @classmethod
    def of_suffix(cls, suffix: str) -> OutputFormat | None:
        """The format of the files with a suffix such as ".csv"; None where it names none."""
        name = suffix.removeprefix(".").lower()
        return next((form for form in cls if form == name and form not in (cls.TABLE, cls.PLAIN)), None)
