"""Settings to try a spelling with: its defaults, every choice it has, two for its numbers, and its kinks."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from actx.core.errors import ParameterError
from actx.core.names.spelling import FIXED, IGNORED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.names.spelling import Parameter, Spelling

_OWN: Final[dict[str, list[dict[str, Any]]]] = {
    # It takes a logarithm, for which alpha_n_init must be above beta.
    "hf.xielu": [
        {"alpha_p_init": 0.5, "alpha_n_init": 1.0, "beta": 0.25},
        {"alpha_p_init": 1.5, "alpha_n_init": 0.75, "beta": 0.125},
    ],
}
# Bounds for what clamps, alone and equal to each other; and what refuses to have equal ones.
_ENDS: Final = (0.0, 0.75, -1.5)
_APART: Final = ("torch.nn.Hardtanh",)
# Of a relu with all its parameters: 6 is a case of its own, and so are a threshold of 0 and one at the top.
_SLOPES: Final = (0.0, 0.25)
_MAXIMA: Final = (None, 2.0, 6.0)
# The numbers for the first parameter, the second, and so on: from low to high, as bounds stand.
_ROUNDS: Final = ((0.3125, 0.75, 1.5, 2.0), (0.5, 1.25, 1.75, 2.5), (-0.5, 1.0, 0.25, 1.0))


def tried(spelling: Spelling) -> Iterator[dict[str, Any]]:
    """Settings under the framework's names, as its language has them: numbers, booleans and words."""
    numbers = [each for each in spelling.parameters if _is_number(each)]
    rounds = _OWN.get(spelling.full) or [
        dict(zip([each.name for each in numbers], values, strict=False))
        for values in _ROUNDS
        if _fits(spelling, dict(zip([each.name for each in numbers], values, strict=False)))
    ]
    yield rounds[0] if spelling.required else {}
    if numbers:
        yield from rounds[bool(spelling.required) :][:2]
    for each in spelling.parameters:
        for choice in each.choices:
            if choice not in ((each.default or "").lower(), "none" if each.target else ""):
                yield {each.name: {"true": True, "false": False}.get(choice, choice)}


def at_kinks(spelling: Spelling) -> Iterator[dict[str, Any]]:
    """Settings that move its kinks: those tried, bounds alone and equal ones, and the cases of a relu."""
    yield from tried(spelling)
    names = {each.target: each.name for each in spelling.parameters}
    if {"min_val", "max_val"} <= names.keys():
        low, high = names["min_val"], names["max_val"]
        yield {low: 0.0, high: 6.0}
        for end in _ENDS:
            if spelling.full not in _APART:
                yield {low: end, high: end}
            if any("none" in each.choices for each in spelling.parameters):
                yield {low: end, high: None}
                yield {low: None, high: end}
    if {"negative_slope", "max_value", "threshold"} <= names.keys():
        for slope, most, threshold in product(_SLOPES, _MAXIMA, (0.0, 0.5, 2.0)):
            yield {names["negative_slope"]: slope, names["max_value"]: most, names["threshold"]: threshold}


def as_spec(settings: dict[str, Any]) -> dict[str, str]:
    """The same settings as a person types them."""
    return {name: str(value) for name, value in settings.items()}


def _is_number(parameter: Parameter) -> bool:
    return parameter.target not in (None, FIXED, IGNORED) and not (
        parameter.choices and "none" not in parameter.choices
    )


def _fits(spelling: Spelling, settings: dict[str, Any]) -> bool:
    try:
        spelling.activation({name: Fraction(value) for name, value in settings.items()})
    except ParameterError:
        return False
    return True
