"""The title of a figure in text: wrapped, and shortened with an ellipsis if it is too long."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from actx.core.activation import Activation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import Symbol
from actx.core.formula.pretty import cases, to_unicode
from actx.core.formula.typeset import to_text
from actx.figure.labels import parameter_digits

if TYPE_CHECKING:
    from fractions import Fraction

    from actx.core.formula.expression import Expression
    from actx.figure.scene import Scene
    from actx.io.screen import Screen

_MOST_LINES: Final = 3  # of a paragraph


def title_lines(scene: Scene, screen: Screen, title: str | None) -> list[str]:
    """The lines of a title, or of the default: the name and the formula of a single activation."""
    text = screen.legible(_default(scene, unicode=screen.unicode) if title is None else title)
    text = "".join(each if each.isprintable() or each == "\n" else " " for each in text)
    return [
        line
        for paragraph in text.split("\n")
        for line in textwrap.wrap(
            paragraph,
            screen.width,
            max_lines=_MOST_LINES,
            placeholder=" …" if screen.unicode else " ...",
            break_on_hyphens=False,
        )
    ]


def _default(scene: Scene, *, unicode: bool) -> str:
    """name(x) = formula, and the parameters; nothing for several activations."""
    if len(scene.activations) != 1:
        return ""
    (activation,), (name,) = scene.activations, scene.names
    if not isinstance(activation, Activation):
        return f"{name.text}: {activation.formula}{name.note}"
    formula = _on_a_line(activation.literal) if unicode else to_text(activation.literal)
    head = "" if activation.family == FORMULA_FAMILY else f"{name.text}(x) = "
    parameters = ", ".join(_parameter(key, value) for key, value in activation.values.items())
    return f"{head}{formula}   {parameters}".rstrip()


def _on_a_line(formula: Expression) -> str:
    """The formula; of one that is a choice all branches in one pair of braces."""
    branches = cases(formula)
    if len(branches) == 1:
        return to_unicode(formula)
    texts = [f"{each.value} if {each.condition}" for each in branches[:-1]]
    return f"{{{'; '.join(texts)}; {branches[-1].value} otherwise}}"


def _parameter(name: str, value: Fraction) -> str:
    """A parameter and its value: `β = 0.5`."""
    digits, is_exact = parameter_digits(value)
    return f"{to_unicode(Symbol(name))} {'=' if is_exact else '≈'} {digits.replace('-', '−')}"
