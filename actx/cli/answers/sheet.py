"""All that is known of an activation on one screen: names, curve, formula, properties, what frameworks call it."""

from __future__ import annotations

import textwrap
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from actx.core.activation import Activation
from actx.core.catalog.record import FAMILIES, FORMULA_FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from actx.core.activation import AnyActivation
    from actx.core.formula.expression import Expression
    from actx.io.screen import Screen

_LABEL: Final = 10  # columns
_FIGURE: Final = 40  # columns of the figure, where the facts have room beside it
_BESIDE: Final = 30  # columns of the facts, at least
_ROWS: Final = (12, 5)  # of the figure, as a rule and at least
_LINES: Final = 40  # of the sheet, as far as the figure's height can bring it there
_MOST_LINES: Final = 3  # of a derivative, unless all of it is asked for
_MOST_KINKS: Final = 4
_ANY: Final = "(-inf, inf)"  # the domain of a parameter that goes without saying
_SMOOTHNESS: Final = {
    "discontinuous": "not continuous",
    "C0": "continuous, f' not (C0)",
    "C1": "f' is continuous, f'' not (C1)",
    "not known": "how smooth it is, is not known",
}


def sheet(
    activation: AnyActivation,
    fields: Mapping[str, Any],
    spellings: Mapping[str, Sequence[str]],
    screen: Screen,
    number: Callable[[float], str],
    *,
    full: bool,
) -> str:
    """The text of the sheet. `fields` are those of `info`; `number` writes a number; `full` leaves out nothing."""
    head = [*_title(activation, fields, screen), ""]
    if isinstance(activation, Activation):
        head += _formulas(activation, screen, full=full)
    else:
        head += _wrapped("y_i", fields["formula"], screen)
    head.append("")
    facts = [*_parameters(activation, number), *_facts(fields, screen, number)]
    rest = [""] + [
        line
        for label, key in (("use", "use"), ("weakness", "weakness"), ("source", "reference"))
        if key in fields
        for line in _wrapped(label, fields[key], screen)
    ]
    if spellings and len(head) + max(_ROWS[1], len(facts)) + len(rest) + len(spellings) < _LINES - 4:
        rest.append("")
    for framework, specs in spellings.items():
        rest += _wrapped(framework, _spelled(framework, specs), screen)
    rest += _wrapped("elsewhere", "; ".join(fields.get("disagreements", ())), screen)
    rest += _wrapped("f' there", "; ".join(_by_framework(fields.get("slopes_elsewhere", ()))), screen)
    rows = max(_ROWS[1], min(_ROWS[0], _LINES - len(head) - len(rest)))
    lines = [*head, *_figure(activation, facts, rows, screen), *rest]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _title(activation: AnyActivation, fields: Mapping[str, Any], screen: Screen) -> Iterator[str]:
    known = activation.family != FORMULA_FAMILY
    title = f"{fields['name']}  {activation.family}: {FAMILIES[activation.family]}" if known else fields["name"]
    first, *others = textwrap.wrap(title, screen.width) or [""]
    bold = screen.bold(first[: len(fields["name"])]) + first[len(fields["name"]) :]
    yield from (bold, *others)
    for label in ("aliases", "spelling", "note"):
        text = fields.get(label)
        if text:
            yield from _wrapped(
                {"aliases": "also", "spelling": "as"}.get(label, label),
                ", ".join(text) if isinstance(text, list) else text,
                screen,
            )


def _formulas(activation: Activation, screen: Screen, *, full: bool) -> Iterator[str]:
    """The formula and its derivative, a branch a line."""
    from actx.core.formula.differentiate import derivative

    trees = {"f(x)": activation.literal, "f'(x)": derivative(activation.symbolic)}
    texts = ""
    for label, tree in trees.items():
        lines = _mathematics(label, tree, screen)
        texts += "".join(lines)
        if len(lines) > _MOST_LINES + (label == "f(x)") * 2 and not full:
            lines = [*lines[:_MOST_LINES], " " * _LABEL + ("…" if screen.unicode else "...") + " --full shows all"]
        yield from lines
    if screen.unicode:
        from actx.core.formula.pretty import MEANINGS

        used = ", ".join(f"{letter} {meaning}" for letter, meaning in MEANINGS.items() if f"{letter}(" in texts)
        yield from (screen.dim(line) for line in _wrapped("", used, screen) if used)


def _mathematics(label: str, tree: Expression, screen: Screen) -> list[str]:
    from actx.core.formula.pretty import cases
    from actx.core.formula.typeset import to_text

    if not screen.unicode:
        return _wrapped(label, to_text(tree), screen)
    found = cases(tree)
    if len(found) == 1:
        return _wrapped(label, found[0].value, screen)
    wide = max(len(each.value) for each in found)
    braces = ["⎧", *"⎪" * (len(found) - 2), "⎩"] if len(found) != 3 else ["⎧", "⎨", "⎩"]
    lines = [
        f"{label * (not i):{_LABEL}}{brace} {each.value:{wide}}  {f'if {each.condition}' if each.condition else 'otherwise'}"
        for i, (brace, each) in enumerate(zip(braces, found, strict=True))
    ]
    if max(map(len, lines)) <= screen.width:
        return lines
    from actx.core.formula.pretty import to_unicode

    return _wrapped(label, to_unicode(tree), screen)


def _parameters(activation: AnyActivation, number: Callable[[float], str]) -> Iterator[str]:
    """The values of the parameters, and which others they may have; those that may be any number first."""
    free, bound = [], []
    for parameter in activation.params:
        text = f"{parameter.name} = {number(float(activation.values[parameter.name]))}"
        if parameter.choice == _ANY:
            free.append(text)
        else:
            bound.append(f"{text}, in {parameter.choice}")
    yield from [", ".join(free), *bound] if free else bound


def _facts(fields: Mapping[str, Any], screen: Screen, number: Callable[[float], str]) -> Iterator[str]:
    """What is known, a sentence each."""

    def text(value: float) -> str:
        written = number(value)
        return written.replace("inf", "∞").replace("-", "−") if screen.unicode else written

    if "f0" not in fields:
        return
    yield f"f(0) = {text(fields['f0'])}, f'(0) = {text(fields['df0'])}"
    yield f"f({text(float('-inf'))}) = {text(fields['limit_left'])}, f({text(float('inf'))}) = {text(fields['limit_right'])}"
    least = "at least " if "max_slope" in fields["at_least"] else ""
    if not isnan(fields["max_slope"]):
        yield f"max |f'| = {least}{text(fields['max_slope'])} at {text(fields['max_slope_at'])}, for |x| up to 10"
    yield from _kinks(fields, text)


def _jumps(activation: Activation, text: Callable[[float], str]) -> Iterator[str]:
    from actx.core.analysis.branch_points import branch_points  # for start-up time: a vector needs none

    jumps = [each for each in branch_points(activation.function) if each.is_jump]
    for each in jumps[:_MOST_KINKS]:
        left, right = text(each.left), text(each.right)
        yield f"jump at {text(float(each.at))}: f from {left} to {right}, there {text(each.value)}"
    if len(jumps) > _MOST_KINKS:
        yield f"{len(jumps) - _MOST_KINKS} more jumps"


def _kinks(fields: Mapping[str, Any], text: Callable[[float], str]) -> Iterator[str]:
    smoothness, kinks = fields["smoothness"], fields["kinks"]
    if smoothness == "smooth":
        yield "smooth"
        return
    yield _SMOOTHNESS.get(smoothness, f"of class {smoothness}")
    sides = zip(kinks, fields["slope_left"], fields["slope_there"], fields["slope_right"], strict=True)
    for at, left, there, right in list(sides)[:_MOST_KINKS]:
        yield f"kink at {text(at)}: f' from {text(left)} to {text(right)}, there {text(there)}"
    more = len(kinks) - _MOST_KINKS
    if more > 0:
        yield f"{more} more kinks"
    if "kinks" in fields["at_least"]:
        yield "there may be more"


def _spelled(framework: str, specs: Sequence[str]) -> str:
    """A framework's names for it, each with its default parameters; names with the same ones stand together."""
    by_parameters: dict[str, list[str]] = {}
    for spec in specs:
        name, _, parameters = spec.removeprefix(f"{framework}.").partition(":")
        by_parameters.setdefault(parameters, []).append(name)
    return "; ".join(
        ", ".join(names) + (f" with {parameters.replace(',', ', ')}" if parameters else "")
        for parameters, names in by_parameters.items()
    )


def _by_framework(slopes: Sequence[str]) -> list[str]:
    """What frameworks return at kinks, "names: slope at x", with all points of the same names together."""
    found: dict[str, list[str]] = {}
    for each in slopes:
        names, _, slope = each.partition(": ")
        found.setdefault(names, []).append(slope)
    return [f"{names}: {', '.join(all_)}" for names, all_ in found.items()]


def _figure(activation: AnyActivation, facts: Sequence[str], rows: int, screen: Screen) -> list[str]:
    """The figure and the facts, side by side where the screen is wide enough."""
    from actx.figure.text import text_figure  # for start-up time: it imports NumPy

    room = screen.width - _FIGURE - 2
    if room < _BESIDE or not facts:
        columns = min(screen.width, 64)
        figure = text_figure(activation, columns, rows, unicode=screen.unicode)
        below = [line for fact in facts for line in textwrap.wrap(fact, screen.width, subsequent_indent="  ")]
        return [*figure, *([""] if below else []), *below]
    figure = text_figure(activation, _FIGURE, rows, unicode=screen.unicode)
    beside = [line for fact in facts for line in textwrap.wrap(fact, room, subsequent_indent="  ")]
    lines = max(len(figure), len(beside))
    figure += [""] * (lines - len(figure))
    beside += [""] * (lines - len(beside))
    return [f"{left:{_FIGURE}}  {right}" for left, right in zip(figure, beside, strict=True)]


def _wrapped(label: str, text: str, screen: Screen) -> list[str]:
    """A text beside its label, wrapped at spaces."""
    return textwrap.wrap(
        text,
        screen.width,
        initial_indent=f"{label:{_LABEL}}",
        subsequent_indent=" " * _LABEL,
        break_on_hyphens=False,
    )
