"""A figure in text: curves in Braille dots, or in ASCII marks, with axes, title and key."""

from __future__ import annotations

from itertools import cycle, islice
from string import ascii_letters, ascii_uppercase
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.figure.canvas import ASCII, BRAILLE, Canvas, row_of_dots
from actx.figure.drawing import drawing
from actx.figure.labels import shortened
from actx.figure.letters import put_letters
from actx.figure.text_title import title_lines
from actx.figure.ticks import x_ticks, y_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.figure.canvas import Run
    from actx.figure.drawing import Drawing, Line
    from actx.figure.scene import Scene
    from actx.figure.ticks import Ticks
    from actx.io.screen import Screen

# Which dots along a curve are drawn: all; dotted; dashed; dashes and dots in turn.
_SOLID: Final = "#"
_DASHES: Final = (_SOLID, "##..", "######....", "######..##..")
_MARKS: Final = "*.x#%=~&$:" + ascii_uppercase  # of curves in ASCII
_PIXELS: Final = 3  # of a dot, by which curves are traced
_LEAST_ROWS: Final = 3  # of the canvas
_LEAST_COLUMNS: Final = 8
_COLUMNS_PER_LETTER: Final = 2  # a letter is about two columns high
_SAMPLE: Final = 5  # columns of the sample of a curve in the key
_BETWEEN: Final = "  "  # two entries of the key


class _Pen(NamedTuple):
    """How a curve is told from others: dashes and a letter, or a mark, which may be empty; and a hue."""

    dashes: str
    mark: str
    letter: str
    hue: int


def text_figure(
    scene: Scene, screen: Screen, rows: int, *, title: str | None = None, legend: bool = True
) -> list[str]:
    """The lines of a figure as wide as the screen: so many rows, if that leaves room for the curves.

    `title` replaces the default, which is the name and formula of a single activation; "" is no title. A note
    at an axis, which few have, is one row more.
    """
    size = (screen.width * BRAILLE.columns * _PIXELS, rows * BRAILLE.rows * _PIXELS)
    shown = drawing(scene, size, screen.width)
    return text_drawing(shown, screen, rows, head=title_lines(scene, screen, title), legend=legend)


def text_drawing(
    shown: Drawing, screen: Screen, rows: int, *, head: Sequence[str] = (), legend: bool = True
) -> list[str]:
    """The same of a drawing, whose title has the lines `head`."""
    pens = _pens(shown.lines, unicode=screen.unicode)
    key = _key(shown.lines, pens, screen) if legend else []
    height = max(_LEAST_ROWS, rows - len(head) - len(shown.below) - len(key) - 2)
    up = y_ticks(shown.ylim, height)
    width = max(_LEAST_COLUMNS, screen.width - _gutter(up) - 2)
    across = x_ticks(shown.xlim, width / _COLUMNS_PER_LETTER)

    canvas = Canvas(width, height, shown.xlim, shown.ylim, BRAILLE if screen.unicode else ASCII)
    _draw(shown.lines, pens, canvas)
    if pens and pens[0].letter:
        put_letters(canvas, shown, [pen.letter for pen in pens])
    return [
        *(screen.bold(line) for line in _centred(head, screen)),
        *(screen.legible(line).rstrip() for line in _framed(canvas, across, up, pens, screen)),
        *_centred(shown.below, screen),
        *key,
    ]


def _framed(canvas: Canvas, across: Ticks, up: Ticks, pens: Sequence[_Pen], screen: Screen) -> Iterator[str]:
    """The canvas with the y axis and its labels to the left, and the x axis and its labels below."""
    if up.note:
        yield up.note
    rows = {canvas.row(y): text for y, text in zip(up.positions, up.labels, strict=True)}
    columns = {canvas.column(x): text for x, text in zip(across.positions, across.labels, strict=True)}
    gutter, frame = _gutter(up), canvas.alphabet
    for i, runs in enumerate(canvas.lines()):
        edge = frame.tick_left if i in rows else frame.up
        yield f"{rows.get(i, ''):>{gutter}} {edge}{''.join(_coloured(run, pens, screen) for run in runs)}"
    edge = "".join(frame.tick_below if j in columns else frame.across for j in range(canvas.columns))
    yield f"{'':{gutter}} {frame.corner}{edge}"
    row, start = "", gutter + 2
    for column, text in sorted((place, text) for place, text in columns.items() if place is not None):
        place = min(start + column - len(text) // 2, start + canvas.columns - len(text))
        row = f"{row:{place}}{text}"
    yield row
    if across.note:
        yield f"{screen.legible(across.note):>{start + canvas.columns}}"


def _gutter(up: Ticks) -> int:
    """The width of the labels of the y axis."""
    return max(map(len, up.labels), default=0)


def _centred(lines: Sequence[str], screen: Screen) -> Iterator[str]:
    for line in lines:
        yield f"{screen.legible(line):^{screen.width}}".rstrip()


def _pens(lines: Sequence[Line], *, unicode: bool) -> list[_Pen]:
    """The pens of the curves. As in every figure of actx, dashes show the order, and hues the activation.

    If there is only one order, dashes show the activation, too; if there is only one activation, hues show
    the order. In ASCII each curve has a mark of its own.
    """
    is_one_order = len({each.order for each in lines}) == 1
    is_one_subject = len({each.subject for each in lines}) == 1
    return [
        _Pen(
            _DASHES[(each.subject if is_one_order else each.order) % len(_DASHES)] if unicode else _SOLID,
            "" if unicode else _MARKS[k % len(_MARKS)],
            ascii_letters[k % len(ascii_letters)] if unicode and not is_one_subject else "",
            each.order if is_one_subject else each.subject,
        )
        for k, each in enumerate(lines)
    ]


def _draw(lines: Sequence[Line], pens: Sequence[_Pen], canvas: Canvas) -> None:
    """Draw the curves and the ends of their jumps."""
    for line, pen in zip(lines, pens, strict=True):
        canvas.draw(line.pieces, pen.dashes, pen.mark)
    for filled, glyph in ((False, canvas.alphabet.open), (True, canvas.alphabet.filled)):
        for k, line in enumerate(lines):
            for mark in line.marks:
                if mark.filled is filled:
                    canvas.put(mark.x, mark.y, glyph, k)


def _coloured(run: Run, pens: Sequence[_Pen], screen: Screen) -> str:
    if run.is_axis:
        return screen.dim(run.text)
    return run.text if run.curve is None else screen.hued(run.text, pens[run.curve].hue)


def _key(lines: Sequence[Line], pens: Sequence[_Pen], screen: Screen) -> list[str]:
    """What is drawn how: as many entries to a line as fit."""
    entries = [
        (_sample(pen), line.label, screen.hued(_sample(pen), pen.hue))
        for pen, line in zip(pens, lines, strict=True)
    ]
    kinds = {mark.filled for line in lines for mark in line.marks}
    alphabet = BRAILLE if screen.unicode else ASCII
    for filled, sign, words in (
        (True, alphabet.filled, "value"),
        (False, alphabet.open, "limit"),
    ):
        if filled in kinds:
            entries.append((sign, words, sign))
    mark = "…" if screen.unicode else "..."
    rows, used = [""], 0
    for plain, words, coloured in entries:
        text = f"{plain} {shortened(screen.legible(words), screen.width - len(plain) - 1, mark)}"
        if used and used + len(_BETWEEN) + len(text) > screen.width:
            rows, used = [*rows, ""], 0
        rows[-1] += _BETWEEN * bool(used) + coloured + text.removeprefix(plain)
        used += len(_BETWEEN) * bool(used) + len(text)
    return rows


def _sample(pen: _Pen) -> str:
    """A piece of a curve, with its letter in the middle."""
    if pen.mark:
        return pen.mark * _SAMPLE
    dots = row_of_dots("".join(islice(cycle(pen.dashes), 2 * _SAMPLE)))
    middle = _SAMPLE // 2
    return f"{dots[:middle]}{pen.letter or dots[middle]}{dots[middle + 1 :]}"
