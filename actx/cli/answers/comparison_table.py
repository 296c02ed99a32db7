"""A comparison for a person: the properties side by side, and below them the distance in words."""

from __future__ import annotations

from math import isinf, isnan
from typing import TYPE_CHECKING, Any, Final

from actx.cli.answers.records import BESIDE
from actx.core.analysis.facts import NO, NOT_KNOWN, PROVED, WHERE_DEFINED
from actx.core.analysis.profile import PROPERTIES
from actx.io.output import write_text
from actx.io.shortest import shortest, six_digits
from actx.io.side_by_side import Column, fit, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.cli.answers.comparison import Comparison
    from actx.cli.options import Sink
    from actx.core.analysis.facts import Extreme
    from actx.io.screen import Screen

    Spelling = Callable[[float], str]

_EQUALITY: Final = {
    PROVED: "The functions are equal at all x, which is proved.",
    WHERE_DEFINED: "Where both are defined, the functions are equal, which is proved.",
    NO: "The functions are not equal.",
    NOT_KNOWN: "Whether the functions are equal is not known.",
}


def write_table(comparison: Comparison, sink: Sink, *, full: bool) -> None:
    """Write the table and the sentences, numbers to 6 digits or in `full`."""
    spelling = shortest if full else six_digits
    table = _table(comparison, sink.screen, spelling)
    write_text(sink.output, f"{table}\n{_sentences(comparison, sink.screen, spelling)}")


# --- the table -------------------------------------------------------------------------------------------


def _table(comparison: Comparison, screen: Screen, spelling: Spelling) -> str:
    """Activations across if all have room, else properties across, else as many activations as have room."""
    described = list(zip(comparison.labels, comparison.rows(), comparison.slopes, strict=True))
    properties = [
        Column(
            item.heading,
            [_text(item.key, label, row[item.key], slope, spelling) for label, row, slope in described],
        )
        for item in PROPERTIES
    ]
    properties = [each for each in properties if any(each.cells)]
    headings = Column("", [each.heading for each in properties])
    across = [
        Column(label, texts)
        for label, *texts in zip(comparison.labels, *(each.cells for each in properties), strict=True)
    ]
    formula_last = sorted(properties, key=lambda each: each.heading == "formula")
    turned = [Column("", comparison.labels), *formula_last]
    if not fit([headings, *across], screen) and fit(turned, screen, at_ease=False):
        return "".join(side_by_side(turned[:1], [turned[1:]], screen))
    return "".join(side_by_side([headings], [[each] for each in across], screen, numbers_right=False))


def _text(key: str, label: str, value: Any, slope: Extreme, spelling: Spelling) -> str:
    if key == "formula":
        return "" if value == label else str(value)  # one that was typed is the heading
    if key == "max_slope":
        return f"{_least(slope)}{spelling(value)}"
    return f"{BESIDE[slope.side] if key == 'max_slope_at' else ''}{spelling(value)}"


def _least(found: Extreme) -> str:
    return "" if found.proved or isinf(found.magnitude) else "at least "


# --- the sentences ---------------------------------------------------------------------------------------


def _sentences(comparison: Comparison, screen: Screen, spelling: Spelling) -> str:
    from textwrap import fill

    said = [f"max |f'| is for x from {shortest(comparison.low)} to {shortest(comparison.high)}."]
    if (apart := comparison.distance) is not None:
        values = _difference("values", apart.values, spelling)
        said[0] += f" There {values}, and {_difference('derivatives', apart.slopes, spelling)}."
        # Other than these, it is to so many digits at so many points.
        said.append(_EQUALITY.get(apart.equal, f"The functions agree {apart.equal}, which is no proof."))
    # A number with an exponent is no hyphenated word.
    lines = [fill(each, screen.width, break_on_hyphens=False, break_long_words=False) for each in said]
    return "".join(f"{line}\n" for line in lines).replace("\xa0", " ")


def _difference(of: str, found: Extreme, spelling: Spelling) -> str:
    if isnan(found.magnitude):
        return f"the {of} are nowhere both defined"
    if not found.magnitude:
        return f"the {of} are equal" if found.proved else f"no difference of the {of} was found"
    where = f"{BESIDE[found.side] or 'at '}x\xa0=\xa0{spelling(found.x)}"
    size = f"by {_least(found)}{spelling(found.magnitude)}"
    return f"the {of} differ most {where}, {size}" if found.proved else f"the {of} differ {size}, {where}"
