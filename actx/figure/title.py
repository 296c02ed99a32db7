"""The title of a figure, never cut: it is broken into lines, and set smaller, until it fits."""

from __future__ import annotations

import re
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl

from actx.core.activation import Activation, AnyActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import Apply, Expression, Symbol, nodes
from actx.core.formula.typeset import to_latex
from actx.figure.labels import are_one_family, parameter_digits, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from actx.figure.labels import Name

# In sizes of titles: the size of one that is set smaller to need fewer lines, where there is a choice and
# where there is none; and the height that the figure has room for, beyond which it is made higher.
_SMALL: Final = 0.875
_LEAST: Final = 0.75
_ROOM: Final = 10 / 3
_MOST_LINES: Final = 3  # of a formula; one that needs more is shortened
_MOST_CHOICES: Final = 4  # in a formula whose branches stand one above the other
_SPACED: Final = 1.05  # the width of a term of a sum, with the space around its sign, in that of it alone
_SHORTENED: Final = 80  # characters of a formula that is
# A word of a title, with the formula of mathtext that it may hold.
_WORD: Final = re.compile(r"(?:\$[^$]*\$|\S)+")


def set_title(
    figure: Figure,
    text: Text,
    activations: Sequence[AnyActivation],
    names: Sequence[Name],
    title: str | None,
    *,
    room: float,
    may_grow: bool,
) -> None:
    """Set the given title as a text above axes; without one, the name and formula of a single activation.

    `room` is the width that the title may have, in pixels. A title of many lines makes the figure higher, if
    that may grow.
    """
    setter = _Setter(figure, text, room)
    if title is not None:
        setter.set_whole(title, title_sizes())
    elif isinstance(activations[0], Activation) and (len(activations) == 1 or are_one_family(names)):
        setter.set_first(_formula_titles(activations[0], names[0], setter))
    elif len(activations) == 1:
        setter.set_whole(f"{names[0].text}: {activations[0].formula}{names[0].note}", title_sizes())
    else:
        return
    extent = setter.extent()
    excess = (extent.height if extent is not None else 0) / figure.dpi - _ROOM * title_size() / 72
    if may_grow and excess > 0:
        width, height = figure.get_size_inches()
        figure.set_size_inches(width, height + excess)


def set_whole(
    figure: Figure,
    text: Text,
    words: str,
    room: float,
    *,
    sizes: Sequence[float] = (),
    most: float = inf,
) -> float:
    """Set a text of words in lines of so much room, and return its height, both in inches.

    It is set in the largest of the sizes, in points, by default those of titles, that needs no more lines
    than the others; and smaller, if it would be higher than `most`.
    """
    setter = _Setter(figure, text, room * figure.dpi)
    setter.set_whole(words, sizes or title_sizes())
    extent = setter.extent()
    height = extent.height / figure.dpi if extent is not None and words else 0.0
    if height > most:
        text.set_fontsize(float(text.get_fontsize()) * most / height)
    return min(height, most)


def title_size() -> float:
    """The size of a title in points, within the settings of a look."""
    return float(mpl.rcParams["axes.titlesize"])


def title_sizes() -> tuple[float, ...]:
    """It, and the smaller ones that need fewer lines."""
    return tuple(share * title_size() for share in (1.0, _SMALL, _LEAST))


class _Setter:
    """A text of matplotlib, and the room for it, in pixels."""

    def __init__(self, figure: Figure, text: Text, room: float) -> None:
        canvas: Any = figure.canvas
        self._renderer = canvas.get_renderer()
        self._text = text
        self._room = room
        self.size, self.small, self.least = title_sizes()

    def extent(self) -> Bbox | None:
        """The extent of the text in pixels; None if mathtext cannot typeset it."""
        try:
            return self._text.get_window_extent(self._renderer)
        except ValueError:
            return None

    def width(self, latex: str) -> float:
        """The width of a formula in the em of mathtext's \\hspace, which is the width of an m."""
        return self._width(f"${latex}$", self.size) / (self._width(r"$\hspace{9}$", self.size) / 9)

    def _width(self, text: str, size: float) -> float:
        self._text.set_text(text)
        self._text.set_fontsize(size)
        extent = self.extent()
        return 0.0 if extent is None else extent.width

    def set_first(self, candidates: Iterator[tuple[str, float]]) -> None:
        """Set the first that can be typeset and fits in its least size or a larger one; else the last."""
        for candidate, least in candidates:
            width = self._width(candidate, self.size)
            size = min(self.size, self.size * self._room / max(width, 1.0))
            if width and size >= least:
                self._text.set_fontsize(size)
                return
        self.set_whole(candidate, title_sizes())

    def set_whole(self, title: str, sizes: Sequence[float]) -> None:
        """Set a title in as few lines as it needs, in the largest of the sizes that needs no more."""
        self._text.set_text(title)
        self._text.set_parse_math(True)
        self._text.set_parse_math(self.extent() is not None)  # a lone $ is a dollar
        size, lines = min(((size, self._lines(title, size)) for size in sizes), key=lambda set_: len(set_[1]))
        widest = max((self._width(line, size) for line in lines), default=0.0)
        self._text.set_text("\n".join(lines))
        self._text.set_fontsize(min(size, size * self._room / max(widest, 1.0)))

    def _lines(self, title: str, size: float) -> list[str]:
        """The lines of a title: its own, broken between words, and in a word that is wider than a line."""
        lines = []
        space = self._width("n n", size) - self._width("nn", size)
        widths = {word: self._width(word, size) for word in dict.fromkeys(_WORD.findall(title))}
        for own in title.split("\n"):
            line, width = "", 0.0
            for word in _WORD.findall(own):
                if line and width + space + widths[word] <= self._room:
                    line, width = f"{line} {word}", width + space + widths[word]
                    continue
                if line:
                    lines.append(line)
                line, width = word, widths[word]
                while "$" not in line and width > self._room:
                    fitting = self._fitting(line, size)
                    lines.append(line[:fitting])
                    line = line[fitting:]
                    width = self._width(line, size)
            lines.append(line)
        return lines

    def _fitting(self, word: str, size: float) -> int:
        """How many characters of a word fit on a line: one at least."""
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            if self._width(word[:middle], size) <= self._room:
                low = middle
            else:
                high = middle - 1
        return low

    def broken(self, head: str, terms: Sequence[str]) -> str:
        """A sum of LaTeX terms, broken into lines of the least size; on a single one if they are too many."""
        lines, line, width = [], head, self._width(f"${head}$", self.least)
        for term in terms:
            own = _SPACED * self._width(f"${term}$", self.least)
            if width + own > self._room and line:
                lines.append(line)
                line, width = r"\quad", 2 * self.least
            if len(lines) == _MOST_LINES:
                break
            line, width = f"{line} {term}", width + own
        else:
            return "\n".join(f"${each}$" for each in [*lines, line])
        return f"${head} {' '.join(terms)}$"


def _formula_titles(activation: Activation, name: Name, setter: _Setter) -> Iterator[tuple[str, float]]:
    """The titles to try, the best first, with their least sizes: name(x) = formula, and its parameters."""
    is_formula = activation.family == FORMULA_FAMILY
    tree = activation.literal
    head = "" if is_formula else rf"{_upright(name.text)}(x) = "
    choices = sum(isinstance(node, Apply) and node.operation == "where" for node in nodes(tree))
    cases = _cases(setter.width) if choices <= _MOST_CHOICES else None
    value = to_latex(tree, cases)
    if value == rf"\{name.text}(x)":
        head = ""  # tanh(x) = tanh(x) says nothing
    formula = f"${head}{_with_large_fractions(value)}$"
    varying = name.family.varying if name.family else {}
    parameters = ", ".join(
        _parameter(key, value) for key, value in activation.values.items() if key not in varying
    )
    below = f"\n{parameters}" if parameters else ""
    if parameters:
        yield f"{formula}     {parameters}", setter.small
    yield f"{formula}{below}", setter.least
    yield f"{setter.broken(head, list(_terms(tree)))}{below}", setter.least
    short = shortened(activation.formula, _SHORTENED)
    yield short if is_formula else f"{name.text}: {short}", setter.small


def _upright(text: str) -> str:
    """A name in LaTeX, upright."""
    escaped = re.sub(r"([_#%&{}$])", r"\\\1", text).replace(" ", r"\ ")
    return rf"\mathrm{{{escaped}}}"


def _cases(width: Callable[[str], float]) -> Callable[[list[tuple[str, str]]], str]:
    """How a choice is set: a line for each branch, values and conditions each aligned, after a brace.

    mathtext has no environment for it. Its \\genfrac stacks two lines, each centred: so they are made equally
    wide.
    """

    def cases(branches: list[tuple[str, str]]) -> str:
        values = [value for value, _ in branches]
        conditions = [rf"\mathrm{{if}}\ {each}" if each else r"\mathrm{otherwise}" for _, each in branches]
        columns = [_padded(values, width), _padded(conditions, width)]
        *rows, stack = [rf"{value}\quad {condition}" for value, condition in zip(*columns, strict=True)]
        for row in reversed(rows):
            stack = rf"\genfrac{{}}{{}}{{0}}{{0}}{{{row}}}{{{stack}}}"
        return rf"\left\{{{stack}\right."

    return cases


def _padded(texts: Sequence[str], width: Callable[[str], float]) -> list[str]:
    """The texts with space after them, so that they are equally wide."""
    widths = [width(text) for text in texts]
    return [rf"{text}\hspace{{{max(widths) - own:.3f}}}" for text, own in zip(texts, widths, strict=True)]


def _terms(expression: Expression) -> Iterator[str]:
    """The terms of a sum in LaTeX, from the second on with their signs."""
    terms: list[str] = []
    while isinstance(expression, Apply) and expression.operation in ("add", "sub"):
        sign = "+" if expression.operation == "add" else "-"
        expression, last = expression.args
        is_simple = not (isinstance(last, Apply) and last.operation in ("add", "sub", "neg", "expm1"))
        terms.append(f"{sign} {to_latex(last)}" if is_simple else rf"{sign} \left({to_latex(last)}\right)")
    return iter([to_latex(expression), *reversed(terms)])


def _with_large_fractions(latex: str) -> str:
    """The LaTeX with its outermost fractions in the size of a displayed formula, \\dfrac."""
    parts = latex.split(r"\frac")
    depth, text = 0, parts[0]
    for before, part in pairwise(parts):
        depth += before.count("{") - before.count("}") - before.count(r"\{") + before.count(r"\}")
        text += (r"\frac" if depth else r"\dfrac") + part
    return text


def _parameter(name: str, value: Fraction) -> str:
    """A parameter and its value as LaTeX."""
    digits, is_exact = parameter_digits(value)
    relation = "=" if is_exact else r"\approx"
    mantissa, _, exponent = digits.partition("e")
    power = rf" \cdot 10^{{{int(exponent)}}}" if exponent else ""
    return rf"${to_latex(Symbol(name))} {relation} {mantissa}{power}$"
