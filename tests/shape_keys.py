"""What a shape has for the keys of the tables of known shapes, and whether that is right."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, Final

from scalar import scalar

from actx.cli.answers.shape import fields
from actx.core.analysis.branch_points import kinks
from actx.core.analysis.columns import SHAPE, Facts
from actx.core.analysis.facts import Endless
from actx.core.analysis.properties import MOMENTS, Properties
from actx.core.analysis.shape import Shape

if TYPE_CHECKING:
    from judges.known_shapes import Known

    from actx.core.activation import Activation


def shape_of(spec: str) -> Shape:
    return Shape(scalar(spec).function)


def data_of(found: Activation) -> dict[str, Any]:
    """What `info --all` has of a shape, worked out, but for the moments."""
    facts = Facts(found)
    facts.shape = Properties(found, recorded=False)
    return fields(facts, [name for name in SHAPE if name not in MOMENTS])


def found_of(shape: Shape, key: str) -> Any:
    """What a shape has for a key of the table, as the table would write it."""
    match key:
        case "min" | "infimum":
            return shape.infimum and [shape.infimum.value]
        case "max" | "supremum":
            return shape.supremum and [shape.supremum.value]
        case "argmin":
            return shape.infimum and [shape.infimum.x]
        case "argmax":
            return shape.supremum and [shape.supremum.x]
        case "infimum_attained":
            return shape.infimum and _word(shape.infimum.is_attained)
        case "supremum_attained":
            return shape.supremum and _word(shape.supremum.is_attained)
        case "extrema":
            found = shape.extrema
            return found if found is None or isinstance(found, Endless) else [each.x for each in found]
        case "steepest":
            low, high = shape.least_slope, shape.greatest_slope
            return low and high and [max(-low.value, high.value)]
        case "least_slope":
            return shape.least_slope and [shape.least_slope.value]
        case "lipschitz":
            return None if shape.lipschitz is None else [shape.lipschitz]
        case "limit_left" | "limit_right":
            return [shape.limit(-1 if key == "limit_left" else 1)]
        case "asymptote_left" | "asymptote_right":
            return shape.asymptote(-1 if key == "asymptote_left" else 1)
        case "kinks" | "jumps":
            return [kink.at for kink in kinks(shape.function) if kink.jumps == (key == "jumps")]
    if key.startswith("slope_below"):
        end = shape.slope_below(Fraction(key.split("_")[2]), -1 if key.endswith("_left") else 1)
        return None if end is None else [end]
    for part in ("_in_period", "_period", "_within_10"):
        if key.endswith(part):
            return _of_endless(getattr(shape, key.removesuffix(part)), part)
    return getattr(shape, key)


def _of_endless(found: Any, part: str) -> Any:
    """What is said of endlessly many places; None if they are not known to be endlessly many."""
    if not isinstance(found, Endless):
        return found  # a list, or not decided
    if part == "_period":
        return found.period and [found.period]
    if (found.period is None) == (part == "_in_period"):
        return []
    return found.listed and [each if isinstance(each, float) else each[0] for each in found.listed]


KEYS: Final = (
    *("zeros", "min", "infimum", "argmin", "max", "supremum", "argmax", "infimum_attained"),
    *(
        "supremum_attained",
        "extrema",
        "inflections",
        "steepest",
        "least_slope",
        "lipschitz",
        "kinks",
        "jumps",
    ),
    *("monotone", "convex", "parity", "center", "limit_left", "limit_right", "asymptote_left"),
    *("asymptote_right", "dead", "linear", "slope_below_1e-2", "slope_below_1e-3", "slope_below_1e-6"),
    *("slope_below_1e-2_left", "slope_below_1e-3_left", "slope_below_1e-6_left"),
    *("zeros_period", "zeros_in_period", "zeros_within_10", "extrema_in_period", "inflections_in_period"),
)


def _word(is_so: bool | None) -> str | None:
    return None if is_so is None else "yes" if is_so else "no"


def is_right(shape: Shape, known: Known) -> bool | None:
    found = found_of(shape, known.key)
    if found is None or isinstance(found, str):
        return None if found is None else found == known.value
    if isinstance(found, Endless):
        return False
    if known.key in ("zeros", "dead", "linear"):
        found = [each for pair in found for each in pair]
        true = [each for pair in known.stretches for each in pair]
    else:
        true = known.numbers
    return len(found) == len(true) and all(_is_near(a, b) for a, b in zip(found, true, strict=True))


def _is_near(a: float, b: float) -> bool:
    return a == b or (abs(a) < inf and abs(a - b) <= 2e-15 * max(abs(a), abs(b)) + 1e-30)
