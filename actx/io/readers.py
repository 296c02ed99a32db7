"""How numbers stand in a text: on lines, in columns with a header, or in JSON objects.

Each reader turns blocks of lines into rows of tokens. A row is a vector where vectors are read: a line, what
stands between two innermost brackets, or the cells of a line that belong to one column.
"""

from __future__ import annotations

import csv
import json
import re
from abc import ABC, abstractmethod
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.io.stream import BadInput, BadLine, Block, EmptyInput, text_of
from actx.io.tokens import NotANumber, tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from actx.io.errors import InputError

_EMPTY_FIELD: Final = re.compile(rb",[ \t]*,")
# A line below or between the rows of a table: of dashes, or what draws boxes, at least two of these together.
_RULE: Final = re.compile(r"[\s\-=+|:\u2500-\u257f]+")
_DASHES: Final = re.compile(r"[\-=\u2500-\u257f]{2}")
_BARS: Final = re.compile("[|\u2502\u2503]")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_OBJECT: Final = re.compile(r"\[?\s*\{\s*(?:\"|$)")
# What NumPy, PyTorch, JAX, TensorFlow and MLX print around their numbers.
_WRAPPER: Final = re.compile(
    r"(?<![\w.])(?:\w+\.)*(?:tensor|Tensor|array|Array|Parameter|float(?:16|32|64)?|bfloat16|u?int\d*)\("
    r"|<tf\.Tensor:|\bnumpy="
)
_NOTE: Final = re.compile(
    r"(?:,\s*|(?<!\s)\s+)?\b(?:dtype|device|shape|size|requires_grad|grad_fn|weak_type)="
    r"(?:\([^)]*\)|<[^>]*>|'[^']*'|[\w.]+)"
)


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line) and _DASHES.search(line))


class Row(NamedTuple):
    """Tokens that belong together, and the line where the first of them stands, counted from 1."""

    line: int
    tokens: Sequence[str]


def reader_of(
    blocks: Iterator[Block],
    name: str,
    parse: Callable[[str], object],
    column: str | None = None,
    *,
    vectors: bool = False,
) -> tuple[Reader, Iterable[Block]]:
    """What reads a text, by its first line that holds anything; and the blocks with those looked at.

    A first line of cells that `parse` takes for no numbers is a header. `column` is the name or the number,
    from 1, of the column that is wanted. Raises BadInput where that is not there, and where it is not clear
    which of several is meant.
    """
    seen: list[Block] = []
    for block in blocks:
        seen.append(block)
        for number, line in enumerate(block.text.split(b"\n"), block.line):
            text = line.decode(errors="replace").strip("\r\n ")
            if not text or text.startswith("#") or text == "[" or _is_rule(text):
                continue
            if _OBJECT.match(text):
                return Objects(name, column, vectors=vectors), chain(seen, blocks)
            separator = _separator(text)
            cells = _cells(text, separator)
            headed = _is_header(cells, parse, alone=separator is None)
            if not headed and column is None:
                return Lines(name), chain(seen, blocks)
            names = cells if headed else [""] * len(cells)
            picked = Picked.of(name, names, column, vectors=vectors)
            return Fields(name, separator, picked, number * headed, cells), chain(seen, blocks)
    return Lines(name), seen


def parts(text: str) -> list[str]:
    """The tokens of an argument, read as a line of numbers. Raises NotANumber if it is no text."""
    try:
        block = Block(1, text.encode(), last=True)
    except UnicodeEncodeError:  # bytes that are no UTF-8
        raise NotANumber(text) from None
    return [token for row in Lines("").rows(block) for token in row.tokens]


class Reader(ABC):
    """What turns the blocks of one text into rows. Errors come after the rows before them."""

    def __init__(self, name: str) -> None:
        self._name = name

    def tokens(self, lines: bytes) -> list[bytes] | None:  # noqa: ARG002
        """All tokens of whole lines, where a split finds them; None where the lines must be read closely."""
        return None

    def rows(self, block: Block) -> Iterator[Row]:
        """The rows that end in a block. Raises InputError."""
        for number, line in enumerate(block.text.split(b"\n"), block.line):
            if line and not line.isspace():
                yield from self._rows(number, text_of(line, self._name, number))
        if block.last:
            yield from self._rest()

    def nothing(self) -> InputError:
        """The error for a text without a number."""
        return EmptyInput(self._name)

    @abstractmethod
    def _rows(self, number: int, line: str) -> Iterator[Row]:
        """The rows that end in a line, which is not blank. Raises InputError."""

    def _rest(self) -> Iterator[Row]:
        """What is left at the end of the text. Raises InputError."""
        return iter(())


class Lines(Reader):
    """Numbers separated by white space or commas: a vector is a line, or what stands in one bracket.

    Around them may stand what frameworks print, as in `tensor([1., 2.], dtype=torch.float64)`, quotes, and a
    comment after a `#`.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._brackets = 0  # that are open
        self._wrappers = 0  # as `tensor(`, that are open
        self._row: list[str] = []
        self._start = 0

    def tokens(self, lines: bytes) -> list[bytes] | None:
        if self._brackets or self._wrappers or _EMPTY_FIELD.search(lines):
            return None
        return lines.replace(b",", b" ").split()

    def _rows(self, number: int, line: str) -> Iterator[Row]:
        after_comma = False
        for part in tokens_of(self._unwrapped(line.partition("#")[0])):
            if part in "[]{};":
                self._brackets = max(0, self._brackets + (part in "[{") - (part in "]}"))
                yield from self._rest()
            elif part != "," or after_comma:
                self._start = self._start if self._row else number
                self._row.append(part.strip("'\"") if part != "," else "")
            after_comma = part == ","
        if not self._brackets:
            yield from self._rest()

    def _rest(self) -> Iterator[Row]:
        if self._row:
            row, self._row = self._row, []
            yield Row(self._start, row)

    def _unwrapped(self, text: str) -> str:
        """The text without what stands around its numbers."""
        text, count = _WRAPPER.subn("", _NOTE.sub("", text))
        self._wrappers += count
        kept: list[str] = []
        inner = 0  # parentheses that belong to a number, as in sqrt(2)
        for character in text if self._wrappers else "":
            if character in ")>" and not inner and self._wrappers:
                self._wrappers -= 1
            else:
                inner += (character == "(") - (character == ")")
                kept.append(character)
        return "".join(kept) or text


class Fields(Reader):
    """Columns: cells separated by commas, tabs, bars or white space, under a header or without one."""

    def __init__(
        self, name: str, separator: str | None, picked: Picked, header: int, names: Sequence[str]
    ) -> None:
        super().__init__(name)
        self._separator = separator
        self._picked = picked
        self._header = header  # its line, or 0
        self._names = names
        self._vector: list[str] = []
        self._start = 0

    def tokens(self, lines: bytes) -> list[bytes] | None:
        if len(self._picked.places) > 1 or self._picked.counter is not None or re.search(b'["#|]', lines):
            return None
        (place,) = self._picked.places
        separator = None if self._separator is None else self._separator.encode()
        try:
            return [
                line.split(separator)[place] for line in lines.split(b"\n") if line and not line.isspace()
            ]
        except IndexError:
            return None

    def nothing(self) -> InputError:
        if self._header and len(self._names) == 1:
            return BadLine(self._name, self._header, NotANumber(self._names[0]))
        return super().nothing()

    def _rows(self, number: int, line: str) -> Iterator[Row]:
        if line.startswith("#") or _is_rule(line) or number <= self._header:
            return
        cells = _cells(line, self._separator)
        tokens = [cells[place] if place < len(cells) else "" for place in self._picked.places]
        counter = self._picked.counter
        if counter is None:
            yield Row(number, tokens)
            return
        if cells[counter : counter + 1] == ["1"]:
            yield from self._rest()
            self._start = number
        if tokens != [""]:  # where the vector is shorter than its image
            self._vector += tokens

    def _rest(self) -> Iterator[Row]:
        if self._vector:
            row, self._vector = self._vector, []
            yield Row(self._start, row)


class Objects(Reader):
    """JSON objects, one a line, in a list, or one alone: a column is what they hold under one name."""

    def __init__(self, name: str, column: str | None, *, vectors: bool) -> None:
        super().__init__(name)
        self._column = column
        self._vectors = vectors
        self._text = ""
        self._start = 1
        self._keys: list[str] = []
        # Numbers stay as they are written, for whoever wants all their digits.
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

    def _rows(self, number: int, line: str) -> Iterator[Row]:
        if not self._text:
            self._start = number
        self._text += line + "\n"
        if "}" in line:
            yield from self._decoded()

    def _rest(self) -> Iterator[Row]:
        yield from self._decoded()
        if self._text:
            raise BadInput(f"{self._name}: line {self._start}: the JSON object does not end")

    def _decoded(self) -> Iterator[Row]:
        """The rows of the objects that have ended."""
        while text := self._text.lstrip("[, \t\r\n]"):
            try:
                found, end = self._decoder.raw_decode(text)
            except json.JSONDecodeError as error:
                if error.pos < len(text.rstrip()):  # else its end may be still to come
                    line = self._start + text.count("\n", 0, error.pos)
                    raise BadInput(f"{self._name}: line {line}: not JSON: {error.msg.lower()}") from None
                return
            if not isinstance(found, dict):
                raise BadInput(f"{self._name}: line {self._start}: not a JSON object")
            if not self._keys:  # of the first object: the others have what is wanted under the same names
                picked = Picked.of(self._name, list(found), self._column, vectors=self._vectors)
                self._keys = [list(found)[place] for place in picked.places]
            for key in self._keys:
                if key not in found:
                    raise BadInput(f"{self._name}: line {self._start}: no {key!r}")
            cells = [found[key] for key in self._keys]
            for tokens in _innermost(cells[0] if len(cells) == 1 else cells):
                yield Row(self._start, tokens)
            self._text = text[end:]
        self._text = ""


class Picked(NamedTuple):
    """The columns of a text that are wanted.

    `places` has several for the components of a vector that stand side by side. Where they stand one below
    the other, `counter` is the place of the column that counts them.
    """

    places: Sequence[int]
    counter: int | None

    @classmethod
    def of(cls, text: str, names: Sequence[str], column: str | None, *, vectors: bool) -> Picked:
        """The one of this name or number, of columns with these names; without one, the only column or `x`.

        Of the vector x, x1, x2, ... are the components. Raises BadInput.
        """
        if "i" in names:  # as a table on a terminal has it: i, x_i, y_i
            names = [each.removesuffix("_i") for each in names]
        wanted = column or ("x" if len(names) > 1 else names[0])
        if wanted in names:
            counter = names.index("i") if vectors and "i" in names and wanted != "i" else None
            return cls([names.index(wanted)], counter)
        components = [f"{wanted}{k + 1}" for k in range(len(names))]
        places = [names.index(each) for each in components if each in names]
        if vectors and places:
            missing = [each for each in components[: len(places)] if each not in names]
            if missing:
                raise BadInput(f"{text}: no column {missing[0]!r}, but one of {wanted!r} after it")
            return cls(places, None)
        if column is not None and column.isdecimal() and 1 <= int(column) <= len(names):
            return cls([int(column) - 1], None)
        listed = ", ".join(name or "''" for name in names) if any(names) else f"{len(names)}, without names"
        if column is None:
            raise BadInput(f"{text}: choose a column with --column: {listed}")
        raise BadInput(f"{text}: no column {column!r}: there are {listed}")


def _separator(text: str) -> str | None:
    """What separates the cells of a line; None for white space."""
    text = _BARS.sub("|", text)
    return next((each for each in ("\t", ",", "|") if each in text), None)


def _cells(text: str, separator: str | None) -> list[str]:
    text = text.strip("\r\n ")
    if separator is None:
        return text.split()
    if separator == "|":
        return [cell.strip() for cell in _BARS.sub("|", text).strip("|").split("|")]
    if '"' in text:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=separator))]
    return [cell.strip() for cell in text.split(separator)]


def _is_header(cells: Sequence[str], parse: Callable[[str], object], *, alone: bool) -> bool:
    """Whether the cells of a first line are names: none is a number, and each begins as a name does."""
    if alone and len(cells) == 1:
        return bool(_NAME.fullmatch(cells[0])) and not _is_number(cells[0], parse)
    named = [cell for cell in cells if cell]
    return bool(named) and all(
        (cell[0].isalpha() or cell[0] == "_") and not _is_number(cell, parse) for cell in named
    )


def _is_number(token: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(token)
    except NotANumber:
        return False
    return True


def _innermost(value: Any) -> Iterator[list[str]]:
    """The innermost lists of a JSON value, as tokens; a value that is no list is one of one element."""
    if isinstance(value, list) and any(isinstance(each, list) for each in value):
        for each in value:
            yield from _innermost(each)
    else:
        elements = value if isinstance(value, list) else [value]
        yield [each if isinstance(each, str) else json.dumps(each) for each in elements]
