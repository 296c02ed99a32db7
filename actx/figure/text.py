"""A figure in text: curves in Braille dots, or in ASCII marks, with axes, title and key."""

from __future__ import annotations

from itertools import cycle, islice
from string import ascii_letters
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.figure.canvas import ASCII, BRAILLE, Canvas, row_of_dots
from actx.figure.labels import x_label
from actx.figure.letters import put_letters
from actx.figure.text_title import title_lines
from actx.figure.ticks import x_ticks, y_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from actx.figure.canvas import Run
    from actx.figure.scene import Scene
    from actx.io.screen import Screen

# Which dots along a curve are drawn: all; dotted; dashed; dashes and dots in turn.
_SOLID: Final = "#"
_DASHES: Final = (_SOLID, "##..", "######....", "######..##..")
_MARKS: Final = "*.x#%=~&$:"  # of curves in ASCII
_LEAST_ROWS: Final = 4  # of the canvas
_LEAST_COLUMNS: Final = 8
_COLUMNS_PER_INCH: Final = 10  # of the label below the x axis
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
    pens = _pens(scene, unicode=screen.unicode)
    head = title_lines(scene, screen, title)
    key = _key(scene, pens, screen) if legend else []
    label = x_label(scene.activations, scene.others, screen.width / _COLUMNS_PER_INCH)
    below = [] if label == "x" else label.split("\n")
    height = max(_LEAST_ROWS, rows - len(head) - len(below) - len(key) - 2)
    up = y_ticks(scene.ylim, height)
    gutter = max((len(each) for each in up.labels), default=0) + 1
    width = max(_LEAST_COLUMNS, screen.width - gutter - 1)
    across = x_ticks(scene.xlim, width / _COLUMNS_PER_LETTER)

    canvas = Canvas(width, height, scene.xlim, scene.ylim, BRAILLE if screen.unicode else ASCII)
    _draw(scene, pens, canvas)
    at_rows = {canvas.row(y): text for y, text in zip(up.positions, up.labels, strict=True)}
    at_columns = {canvas.column(x): text for x, text in zip(across.positions, across.labels, strict=True)}
    frame = canvas.alphabet
    lines = [up.note] if up.note else []
    for i, runs in enumerate(canvas.lines()):
        edge = frame.tick_left if i in at_rows else frame.up
        cells = "".join(_coloured(run, pens, screen) for run in runs)
        lines.append(f"{at_rows.get(i, ''):>{gutter - 1}} {edge}{cells}")
    edge = "".join(frame.tick_below if j in at_columns else frame.across for j in range(width))
    lines += [" " * gutter + frame.corner + edge, _row_of(at_columns, gutter + 1, gutter + 1 + width)]
    if across.note:
        below = [*below[:-1], f"{below[-1] if below else label}  {across.note}"]
    return [
        *(screen.bold(each) for each in _centred(head, screen)),
        *(screen.legible(each).rstrip() for each in lines),
        *_centred(below, screen),
        *key,
    ]


def _centred(lines: Sequence[str], screen: Screen) -> Iterator[str]:
    for line in lines:
        yield f"{screen.legible(line):^{screen.width}}".rstrip()


def _row_of(labels: Mapping[int | None, str], start: int, end: int) -> str:
    """The labels in a row, each centred on its column; those after `start` and before `end` of the row."""
    row = ""
    for column, text in labels.items():
        if column is not None:
            place = min(start + column - len(text) // 2, end - len(text))
            row = f"{row:{place}}{text}" if place > len(row) or not row else row
    return row


def _pens(scene: Scene, *, unicode: bool) -> list[_Pen]:
    """The pens of the curves. As in every figure of actx, dashes show the order, and hues the activation.

    If there is only one order, dashes show the activation, too; if there is only one activation, hues show
    the order. In ASCII each curve has a mark of its own.
    """
    functions = [curve.function for curve in scene.curves]
    is_one_order = len({each.order for each in functions}) == 1
    is_one_subject = len({each.subject for each in functions}) == 1
    return [
        _Pen(
            _DASHES[(each.subject if is_one_order else each.order) % len(_DASHES)] if unicode else _SOLID,
            "" if unicode else _MARKS[k % len(_MARKS)],
            ascii_letters[k % len(ascii_letters)] if unicode and not is_one_subject else "",
            each.order if is_one_subject else each.subject,
        )
        for k, each in enumerate(functions)
    ]


def _draw(scene: Scene, pens: Sequence[_Pen], canvas: Canvas) -> None:
    """Draw the curves, the ends of their jumps, and their letters."""
    for curve, pen in zip(scene.curves, pens, strict=True):
        canvas.draw(curve, pen.dashes, pen.mark)
    for filled, glyph in ((False, canvas.alphabet.open), (True, canvas.alphabet.filled)):
        for k, curve in enumerate(scene.curves):
            for mark in curve.marks:
                if mark.filled is filled:
                    canvas.put(mark.x, mark.y, glyph, k)
    if pens and pens[0].letter:
        put_letters(canvas, scene.curves, [pen.letter for pen in pens], scene.xlim, scene.ylim)


def _coloured(run: Run, pens: Sequence[_Pen], screen: Screen) -> str:
    if run.is_axis:
        return screen.dim(run.text)
    return run.text if run.curve is None else screen.hued(run.text, pens[run.curve].hue)


def _key(scene: Scene, pens: Sequence[_Pen], screen: Screen) -> list[str]:
    """What is drawn how: as many entries to a line as fit."""
    entries = [
        (_sample(pen), curve.function.label, screen.hued(_sample(pen), pen.hue))
        for pen, curve in zip(pens, scene.curves, strict=True)
    ]
    kinds = {mark.filled for curve in scene.curves for mark in curve.marks}
    alphabet = BRAILLE if screen.unicode else ASCII
    for filled, sign, words in (
        (True, alphabet.filled, "value"),
        (False, alphabet.open, "limit"),
    ):
        if filled in kinds:
            entries.append((sign, words, sign))
    lines, used = [""], 0
    for plain, words, coloured in entries:
        text = screen.cut(f"{plain} {screen.legible(words)}")
        if used and used + len(_BETWEEN) + len(text) > screen.width:
            lines, used = [*lines, ""], 0
        lines[-1] += _BETWEEN * bool(used) + coloured + text.removeprefix(plain)
        used += len(_BETWEEN) * bool(used) + len(text)
    return lines


def _sample(pen: _Pen) -> str:
    """A piece of a curve, with its letter in the middle."""
    if pen.mark:
        return pen.mark * _SAMPLE
    dots = row_of_dots("".join(islice(cycle(pen.dashes), 2 * _SAMPLE)))
    middle = _SAMPLE // 2
    return f"{dots[:middle]}{pen.letter or dots[middle]}{dots[middle + 1 :]}"
