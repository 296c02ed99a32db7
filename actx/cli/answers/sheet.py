"""All that is known of an activation on one screen: names, formula, curve, properties, frameworks."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from math import inf, isnan
from typing import TYPE_CHECKING, Any, Final

from actx.cli.answers.extremes import size, where
from actx.core.activation import Activation
from actx.core.analysis.facts import largest_magnitude
from actx.core.analysis.profile import DEFAULT_RANGE
from actx.core.catalog.record import FAMILIES, FORMULA_FAMILY
from actx.figure.on_record import COLUMNS, ROWS, drawing_on_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from actx.core.activation import AnyActivation
    from actx.core.analysis.columns import Facts
    from actx.core.analysis.profile import Profile
    from actx.core.formula.expression import Expression
    from actx.io.screen import Screen

_LABEL: Final = 10  # columns of the labels
_FIGURE: Final = 40  # columns of the figure, where the facts have room beside it
_BESIDE: Final = 30  # columns of the facts, at least
_LEAST_ROWS: Final = 6  # of the figure
_LINES: Final = 40  # of the sheet, as far as the figure's height can bring it there
_LONG: Final = 5  # lines of a formula that are shown, unless all of it is asked for
_MANY: Final = 4  # kinks that are shown, unless all of them are asked for
_ANY: Final = "(-inf, inf)"  # the domain of a parameter that goes without saying
_SMOOTHNESS: Final = {
    "discontinuous": "not continuous",
    "C0": "continuous, f' not (C0)",
    "C1": "f' is continuous, f'' not (C1)",
    "not known": "how smooth it is, is not known",
}


class Sheet:
    """Writes the sheet of an activation.

    `known` has the facts of a function of one number, `fields` what `info` has for every format,
    `spellings` the SPECs of each framework. `number` writes a number. With `full` nothing is left out.
    """

    def __init__(
        self,
        activation: AnyActivation,
        known: Facts | None,
        fields: Mapping[str, Any],
        spellings: Mapping[str, Sequence[str]],
        screen: Screen,
        number: Callable[[float], str],
        *,
        full: bool,
        whole: bool = False,
    ) -> None:
        self._activation, self._known = activation, known
        self._fields, self._spellings = fields, spellings
        self._screen, self._number, self._full, self._whole = screen, number, full, whole

    def text(self) -> str:
        """The whole sheet, lines no longer than the screen is wide."""
        head = [*self._title(), "", *self._formulas(), ""]
        facts = list(self._facts())
        words, elsewhere = list(self._words()), list(self._elsewhere())
        room = _LINES - len(head) - len(words) - len(elsewhere) - 2
        lines = [*head, *self._figure(facts, room), "", *self._shape(), *words]
        lines += ["", *elsewhere] if len(lines) + len(elsewhere) < _LINES else elsewhere
        return "".join(f"{line.rstrip()}\n" for line in lines).rstrip("\n") + "\n"

    # --- what it is --------------------------------------------------------------------------------------

    def _title(self) -> Iterator[str]:
        name, family = self._fields["name"], self._activation.family
        title = name if family == FORMULA_FAMILY else f"{name}  {family}: {FAMILIES[family]}"
        first, *others = textwrap.wrap(title, self._screen.width)
        yield self._screen.bold(first[: len(name)]) + first[len(name) :]
        yield from others
        for label, key in (("is", "known_as"), ("also", "aliases"), ("from", "spelling"), ("note", "note")):
            yield from self._wrapped(label, self._fields.get(key, ""))

    def _formulas(self) -> Iterator[str]:
        """The formula and its derivative, a branch a line, and what letters in them mean."""
        if not isinstance(self._activation, Activation):
            yield from self._wrapped("y_i", self._fields["formula"])
            return
        from actx.core.formula.differentiate import derivative

        trees = {"f(x)": self._activation.literal, "f'(x)": derivative(self._activation.symbolic)}
        shown = [line for label, tree in trees.items() for line in self._mathematics(label, tree)]
        yield from shown
        if self._screen.unicode:
            from actx.core.formula.pretty import MEANINGS

            text = "".join(shown)
            used = [f"{letter} {what}" for letter, what in MEANINGS.items() if f"{letter}(" in text]
            yield from map(self._screen.dim, self._wrapped("", used))

    def _mathematics(self, label: str, tree: Expression) -> list[str]:
        if self._screen.unicode:
            lines = self._branches(label, tree)
        else:
            from actx.core.formula.typeset import to_text

            lines = self._wrapped(label, to_text(tree))
        if len(lines) <= _LONG or self._full:
            return lines
        return [*lines[:_LONG], f"{'':{_LABEL}}and so on: --full shows all"]

    def _branches(self, label: str, tree: Expression) -> list[str]:
        """A branch a line in a brace, if that fits, else the formula on one line, wrapped."""
        from actx.core.formula.pretty import cases, to_unicode

        found = cases(tree)
        braces = ["⎧", *("⎪⎨"[len(found) == 3] for _ in found[2:]), "⎩"]
        widest = max(len(each.value) for each in found)
        lines = [
            f"{'' if i else label:{_LABEL}}{brace} {each.value:{widest}}  "
            + (f"if {each.condition}" if each.condition else "otherwise")
            for i, (brace, each) in enumerate(zip(braces, found, strict=False))
        ]
        if len(found) == 1 or max(map(len, lines)) > self._screen.width:
            return self._wrapped(label, to_unicode(tree))
        return lines

    # --- what is known of it -----------------------------------------------------------------------------

    def _text(self, value: float) -> str:
        written = self._number(value)
        return written.replace("inf", "∞").replace("-", "−") if self._screen.unicode else written

    def _facts(self) -> Iterator[str]:
        """Sentences in numbers."""
        yield from self._parameters()
        if self._known is None:
            yield from self._of_vector()
            return
        profile = self._known.profile
        text = self._text
        yield f"f(0) = {text(profile.f0)}, f'(0) = {text(profile.df0)}"
        ends = {-inf: profile.limit_left, inf: profile.limit_right}
        yield ", ".join(f"f({text(end)}) = {text(limit)}" for end, limit in ends.items())
        yield from self._steepest(self._known)
        yield _SMOOTHNESS.get(profile.smoothness, profile.smoothness)
        yield from self._kinks(profile)
        if "dtype" in self._fields:
            from actx.cli.answers.saturation import sentences  # for start-up time

            yield from sentences(self._fields, self._text)

    def _of_vector(self) -> Iterator[str]:
        if "range" in self._fields:
            yield f"components in {self._fields['range']}"
        if "sum" in self._fields:
            yield f"their sum is {'in ' * ('(' in self._fields['sum'])}{self._fields['sum']}"
        for key, changed, same in (("shift", "x + c", "f(x) + c"), ("scale", "a x", "a f(x)")):
            if key in self._fields:
                image = "f(x)" if self._fields[key] == "invariant" else same
                yield f"f({changed}) = {image}{' for a > 0' * (key == 'scale')}"
        if "jacobian_rank" in self._fields:
            rank, norm = self._fields["jacobian_rank"], self._fields["jacobian_norm"]
            yield f"Jacobian at equal components: rank {rank}, norm {norm}"
        if "lipschitz" in self._fields:
            yield f"Lipschitz constant {self._fields['lipschitz']}"

    def _shape(self) -> Iterator[str]:
        """The shape on the whole line, if all is asked for."""
        if not self._whole or self._known is None:
            return
        from actx.cli.answers.shape import sentences

        for sentence in sentences(self._known.shape, self._text):
            yield from textwrap.wrap(sentence, self._screen.width, subsequent_indent="  ")
        yield ""

    def _parameters(self) -> Iterator[str]:
        """The values of the parameters, and which others they may have; first those that may have any."""
        free, bound = [], []
        for parameter in self._activation.params:
            text = f"{parameter.name} = {self._number(float(self._activation.values[parameter.name]))}"
            if parameter.choice == _ANY:
                free.append(text)
            else:
                bound.append(f"{text}, in {parameter.choice}")
        yield from [", ".join(free), *bound] if free else bound

    def _steepest(self, known: Facts) -> Iterator[str]:
        """The largest slope: on the whole line if that is on record, else on the usual range."""
        low, high = (
            (known.shape.least_slope, known.shape.greatest_slope) if known.shape.is_on_record else (None,) * 2
        )
        found, text = known.profile.steepest, self._text
        if low is None or high is None:
            if not isnan(found.magnitude):
                largest = f"{size(found, text)} {where(found, text)}"
                yield f"max |f'| = {largest}, for |x| up to {DEFAULT_RANGE[1]:g}"
            return
        bound = largest_magnitude(low, high)
        if bound.value == inf:
            yield "f' is unbounded"
        elif bound.value == found.magnitude:
            yield f"max |f'| = {text(bound.value)} {where(found, text)}"
        elif bound.is_attained:
            yield f"max |f'| = {text(bound.value)} at {text(bound.x)}"
        else:
            yield f"sup |f'| = {text(bound.value)}, the limit at {text(bound.x)}"

    def _kinks(self, profile: Profile) -> Iterator[str]:
        text, found = self._text, profile.kinks
        at_jumps = iter(profile.values_at_jumps)
        for kink in found if self._full else found[:_MANY]:
            what, f = ("jump", "f") if kink.jumps else ("kink", "f'")
            left, there, right = next(at_jumps) if kink.jumps else (kink.left, kink.slope, kink.right)
            yield f"{what} at {text(kink.at)}: {f} from {text(left)} to {text(right)}, there {text(there)}"
        if len(found) > _MANY and not self._full:
            yield f"{len(found) - _MANY} more such points"
        if not profile.kinks_known:
            yield "and there may be more"

    def _figure(self, facts: Sequence[str], room: int) -> list[str]:
        """The figure and the facts, side by side where the screen is wide enough.

        After the facts come the essentials of the shape, as far as there is room, a number of lines.
        """
        width = self._screen.width
        beside = width - _FIGURE - 2
        stands_alone = beside < _BESIDE or not facts
        rows = max(_LEAST_ROWS, min(ROWS, room))
        figure = self._drawn(min(width, COLUMNS) if stands_alone else _FIGURE, rows)
        free = room - len(figure) - 1 if stands_alone else max(len(figure), room)
        told = self._told(facts, width if stands_alone else beside, free)
        if stands_alone:
            return [*figure, *([""] if told else []), *told]
        pairs = zip_longest(figure, told, fillvalue="")
        return [f"{left:{_FIGURE}}  {right}" for left, right in pairs]

    def _told(self, facts: Sequence[str], width: int, room: int) -> list[str]:
        """The lines of the facts, and those of the essentials for which there is room."""
        lines = [line for fact in facts for line in textwrap.wrap(fact, width, subsequent_indent="  ")]
        if self._known is None or self._whole:
            return lines
        from actx.cli.answers.shape import essentials

        for sentence in essentials(self._known, self._text):
            more = textwrap.wrap(sentence, width, subsequent_indent="  ")
            if len(lines) + len(more) > room:
                break
            lines += more
        return lines

    def _drawn(self, columns: int, rows: int) -> list[str]:
        """The figure of f and f'."""
        from actx.figure.text import text_drawing, text_figure  # for start-up time

        screen = self._screen._replace(width=columns, color=False)
        found = drawing_on_record(self._activation, columns)
        if found is not None:
            return text_drawing(found, screen, rows)
        from actx.figure.labels import Name  # for start-up time: a scene needs NumPy
        from actx.figure.request import Request
        from actx.figure.scene import scene

        orders = (0, 1) if isinstance(self._activation, Activation) else (0,)
        shown = scene([self._activation], Request(orders=orders, names=[Name("f", {})]))
        return text_figure(shown, screen, rows, title="")

    # --- what people and frameworks make of it -----------------------------------------------------------

    def _words(self) -> Iterator[str]:
        for label, key in (("use", "use"), ("weakness", "weakness"), ("source", "reference")):
            yield from self._wrapped(label, self._fields.get(key, ""))

    def _elsewhere(self) -> Iterator[str]:
        for framework, specs in self._spellings.items():
            yield from self._wrapped(framework, _spelled(framework, specs), between="; ")
        disagreements, slopes = (self._fields.get(key, ()) for key in ("disagreements", "slopes_elsewhere"))
        yield from self._wrapped("elsewhere", disagreements, between="; ")
        yield from self._wrapped("at kinks", _by_framework(slopes), between="; ")

    def _wrapped(self, label: str, texts: str | Sequence[str], between: str = ", ") -> list[str]:
        """Texts beside their label, wrapped at spaces; no line without a text."""
        return textwrap.wrap(
            self._screen.legible(texts if isinstance(texts, str) else between.join(texts)),
            self._screen.width,
            initial_indent=f"{label:{_LABEL}}",
            subsequent_indent=" " * _LABEL,
            break_on_hyphens=False,
        )


def _spelled(framework: str, specs: Sequence[str]) -> list[str]:
    """A framework's names for it, those with the same parameters together."""
    found: dict[str, list[str]] = {}
    for spec in specs:
        name, _, parameters = spec.removeprefix(f"{framework}.").partition(":")
        found.setdefault(parameters, []).append(name)
    return [
        ", ".join(names) + (f" with {parameters.replace(',', ', ')}" if parameters else "")
        for parameters, names in found.items()
    ]


def _by_framework(slopes: Sequence[str]) -> list[str]:
    """What frameworks return at kinks, "names: slope at x", all points of the same names together."""
    found: dict[str, list[str]] = {}
    for each in slopes:
        names, _, slope = each.partition(": ")
        found.setdefault(names, []).append(slope)
    return [f"{names}: {', '.join(points)}" for names, points in found.items()]
