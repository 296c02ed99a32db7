"""What a figure calls things: its curves as they were typed, its parameters by their Greek letters."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import Symbol
from actx.core.formula.pretty import superscript, to_unicode
from actx.core.formula.typeset import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from actx.core.names.families import Family

_NO_BREAK: Final = "\u00a0"
_MOST_FIXED: Final = 16  # inputs that stand still, and are all named
_PER_INCH: Final = 10  # characters of a line below the x axis, of a figure that is so wide

NOTHING: Final = "no value within these axes"
"""What is said where all curves are empty."""


class Name(NamedTuple):
    """What an activation is called in a figure: `text` as it was typed, and its parameters that were set.

    `family` is its place among the activations of one SPEC.
    """

    text: str
    settings: Mapping[str, str]
    family: Family | None = None

    @property
    def note(self) -> str:
        """What follows the name: ` (β = 0.5)`, or nothing."""
        return f" ({_set(self.settings)})" if self.settings else ""

    @property
    def member(self) -> str:
        """What tells it from the others of its family: `β = 0.5`."""
        return _set(self.family.varying) if self.family else ""


def _set(settings: Mapping[str, str]) -> str:
    return ", ".join(
        f"{to_unicode(Symbol(name))} = {value.replace('-', '−')}" for name, value in settings.items()
    )


def are_one_family(names: Sequence[Name]) -> bool:
    """Whether these are all the members of one family."""
    return all(name.family is not None and name.family.size == len(names) for name in names)


def default_names(activations: Sequence[AnyActivation]) -> list[Name]:
    """The names in the catalog, or the formulas, with the parameters that were set."""
    return [
        Name(each.name, {name: decimal_text(value) for name, value in each.overrides.items()})
        for each in activations
    ]


def parameter_digits(value: Fraction) -> tuple[str, bool]:
    """The decimal of a value, and whether it is exact: more than six digits are rounded to six."""
    exact, rounded = decimal_text(value), f"{float(value):.6g}"
    return (exact, True) if len(exact) <= len(rounded) else (rounded, False)


def order_symbol(order: int) -> str:
    """f, f', f⁽⁴⁾."""
    return f"f{_primes(order)}"


def _primes(order: int) -> str:
    return "'" * order if order <= 3 else f"⁽{superscript(order)}⁾"


def derivative_label(activation: Activation, name: Name, order: int) -> str:
    """The label of a derivative: gelu, gelu', swish'' (β = 0.5), gelu⁽⁴⁾; of a formula (x*x)'."""
    is_formula = activation.family == FORMULA_FAMILY and "x" in name.text  # it may have been given a name
    text = f"({name.text})" if is_formula and order else name.text
    return f"{text}{_primes(order)}{name.note}"


def member_label(name: Name, order: int) -> str:
    """The label of a member in a figure of one family: `β = 0.5`, and of its derivative `f', β = 0.5`."""
    return f"{order_symbol(order)}, {name.member}" if order else name.member


def component_label(name: Name | None, i: int, order: int) -> str:
    """The label of component i of an image, from 1, or of its slope; without a name in a figure of one."""
    component = f"dy{i}/dx1" if order else f"y{i}"
    return component if name is None else f"{name.text} {component}{name.note}"


def distinct(labels: Sequence[str]) -> list[str]:
    """The labels, with a number after those that stand there already: relu, relu (2)."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def x_label(activations: Sequence[AnyActivation], others: Sequence[float], inches: float) -> str:
    """The label of the x axis of a figure so wide: with vector activations it says what the others are."""
    vectors = [isinstance(each, VectorActivation) for each in activations]
    if not any(vectors):
        return "x"
    running = "x1" if all(vectors) else "x, x1"
    fixed = [f"x{i} = {_number(other)}" for i, other in enumerate(others, start=2)]
    if len(fixed) > _MOST_FIXED:
        fixed = [*fixed[: _MOST_FIXED - 1], "…", fixed[-1]]
    if not fixed:
        return running
    whole = [each.replace(" ", _NO_BREAK) for each in fixed]
    return fill(f"{running}  ({', '.join(whole)})", int(_PER_INCH * inches)).replace(_NO_BREAK, " ")


def shortened(text: str, most: int, mark: str = " … ") -> str:
    """A text of at most so many characters, with a mark for its middle: its end tells the order."""
    half = max(1, (most - len(mark)) // 2)
    return text if len(text) <= most else f"{text[:half]}{mark}{text[-half:]}"


def _number(value: float) -> str:
    """The shortest decimal of a number, with a minus sign: −0.5, 2, inf."""
    return repr(float(value)).removesuffix(".0").replace("-", "−")
