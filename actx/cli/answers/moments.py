"""The moments of an activation for a normal input: fields for every format, and a table for a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from actx.cli.answers.records import as_text, write_fields
from actx.io.output import write_text
from actx.io.shortest import shortest
from actx.io.side_by_side import Column, fit, side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.analysis.enclosure import Quantity
    from actx.io.screen import Screen

# The fields, and what each is in mathematics.
_MOMENTS: Final = {
    "mean": "E f(X)",
    "second_moment": "E f(X)^2",
    "variance": "Var f(X)",
    "mean_squared_slope": "E f'(X)^2",
    "gain": "1/sqrt(E f(X)^2)",
    "std_gain": "1/sqrt(Var f(X))",
}
_PAIR: Final = {"product_mean": "E f(X) f(Y)", "cosine": "E f(X) f(Y) / E f(X)^2"}
_EDGE: Final = {
    "edge_of_chaos_q": "q = W E f(sqrt(q) Z)^2 + B",
    "edge_of_chaos_weight_variance": "W = 1 / E f'(sqrt(q) Z)^2",
}
_CRITICALITY: Final = {
    "criticality_K": "K = C_W E f(sqrt(K) Z)^2 + C_b",
    "criticality_C_W": "variance of weights",
    "criticality_C_b": "variance of biases",
}
_MEANINGS: Final = _MOMENTS | _PAIR | _EDGE | _CRITICALITY


def fields(
    activation: Activation,
    deviation: Fraction,
    digits: int,
    correlation: Fraction | None,
    biases: Fraction | None,
    *,
    critical: bool,
) -> dict[str, Any]:
    """What is asked for, by its keys; a list where there may be several, and None for what is not decided."""
    from actx.core.analysis.gaussian import Gaussian  # for start-up time: they import NumPy
    from actx.core.analysis.layers import criticalities, edges_of_chaos

    f = activation.function
    gaussian = Gaussian(f, deviation**2, digits)
    found = {"name": activation.label} | {name: _number(getattr(gaussian, name)) for name in _MOMENTS}
    if correlation is not None:
        found |= {
            "product_mean": _number(gaussian.product_mean(correlation)),
            "cosine": _number(gaussian.cosine(correlation)),
        }
    if biases is not None:
        found |= _roots(edges_of_chaos(f, biases), _EDGE)
    if critical:
        found |= _roots(criticalities(f), _CRITICALITY)
    return found


def _number(found: Quantity | None) -> float | str | None:
    """A number, as text if it has digits of its own."""
    if found is None:
        return None
    return found.value if isinstance(found.value, float) else str(found.value)


def _roots(found: Sequence[Sequence[Quantity]] | None, names: Mapping[str, str]) -> dict[str, Any]:
    """The numbers of all roots under each name; None where these are not decided."""
    if found is None:
        return dict.fromkeys(names)
    return {name: [_number(each[k]) for each in found] for k, name in enumerate(names)}


def write_moments(answers: Sequence[Mapping[str, Any]], deviation: Fraction, sink: Sink) -> None:
    """Write the fields of each activation: a table on a screen, else objects, or a row for each field."""
    if sink.writer.for_people:
        write_text(sink.output, _table(answers, deviation, sink.screen))
    else:
        write_fields(answers, sink)


def _table(answers: Sequence[Mapping[str, Any]], deviation: Fraction, screen: Screen) -> str:
    """A column for each activation, and what the fields are, if there is room for that."""
    names = [name for name in answers[0] if name != "name"]
    first = Column("", [_words(name) for name in names])
    columns = [Column(each["name"], [as_text(each[name]) for name in names]) for each in answers]
    meanings = Column("", [_mathematics(_MEANINGS[name], screen) for name in names])
    if fit([first, *columns, meanings], screen):
        columns.append(meanings)
    table = "".join(side_by_side([first], [[each] for each in columns], screen, numbers_right=False))
    inputs = [f"X ~ N(0, {shortest(float(deviation**2))})"]
    inputs += ["Y like X"] * ("cosine" in names)
    inputs += ["Z ~ N(0, 1)"] * (not {*_EDGE, *_CRITICALITY}.isdisjoint(names))
    return f"{', '.join(inputs)}\n{table}"


def _words(name: str) -> str:
    """The name of a field for a person; of C_W and C_b the line below belongs to the symbol."""
    return re.sub(r"(?<!C)_", " ", name)


def _mathematics(text: str, screen: Screen) -> str:
    return text.replace("^2", "²").replace("sqrt", "√") if screen.unicode else text
