"""A comparison for a person: the properties side by side, and below them the distance in words."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Final

from actx.cli.answers.extremes import place, size, where
from actx.cli.answers.records import as_text
from actx.core.analysis.columns import COLUMNS, COMPARED, ESSENTIAL, OF_SHAPE
from actx.core.analysis.facts import ENDLESS, NO, NOT_KNOWN, PROVED, WHERE_DEFINED, Endless, Range
from actx.io.shortest import shortest, six_digits
from actx.io.side_by_side import Column, fit, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from actx.cli.answers.comparison import Comparison
    from actx.core.analysis.columns import Facts
    from actx.core.analysis.facts import Extreme
    from actx.io.screen import Screen

    Spelling = Callable[[float], str]

_EQUALITY: Final = {
    PROVED: "The functions are equal at all x, which is proved.",
    WHERE_DEFINED: "Where both are defined, the functions are equal, which is proved.",
    NO: "The functions are not equal.",
    NOT_KNOWN: "Whether the functions are equal is not known.",
}


# Columns that stand together where the screen is too narrow for all.
_GROUPS: Final = (ESSENTIAL, COMPARED[1:], COMPARED[:1])


def table_with_distance(comparison: Comparison, screen: Screen, *, full: bool) -> str:
    """The table and the sentences, numbers to 6 digits or in `full`."""
    spelling = shortest if full else six_digits
    return f"{_table(comparison, screen, spelling)}\n{_sentences(comparison, screen, spelling)}"


def table_of_chosen(
    comparison: Comparison, rows: Sequence[Mapping[str, Any]], screen: Screen, *, full: bool
) -> str:
    """A table of the chosen columns, whose values are in the rows; numbers as in `table_with_distance`."""
    spelling = shortest if full else six_digits
    described = list(zip(comparison.facts, rows, strict=True))
    columns = [
        [Column(COLUMNS[name].heading, [_text(name, facts, row[name], spelling) for facts, row in described])]
        for name in rows[0]
        if name in COLUMNS
    ]
    names = Column("", comparison.labels)
    return "".join(side_by_side([names], columns, screen))


# --- the table -------------------------------------------------------------------------------------------


def _table(comparison: Comparison, screen: Screen, spelling: Spelling) -> str:
    """Activations across if all have room, else properties across, else as many activations as have room."""
    labelled = list(zip(comparison.facts, comparison.labels, strict=True))
    groups = [[_property(name, labelled, spelling) for name in group] for group in _GROUPS]
    groups = [kept for group in groups if (kept := [each for each in group if any(each.cells)])]
    properties = [*groups[-1], *(each for group in groups[:-1] for each in group)]
    headings = Column("", [each.heading for each in properties])
    across = [
        Column(label, texts)
        for label, *texts in zip(comparison.labels, *(each.cells for each in properties), strict=True)
    ]
    names = Column("", comparison.labels)
    turned = all(fit([names, *group], screen, at_ease=False) for group in groups)
    if not fit([headings, *across], screen) and turned:
        return "".join(side_by_side([names], groups, screen))
    return "".join(side_by_side([headings], [[each] for each in across], screen, numbers_right=False))


def _property(name: str, labelled: Sequence[tuple[Facts, str]], spelling: Spelling) -> Column:
    """A property of each; empty where it takes long, and where a formula that was typed is the heading."""
    cells = []
    for facts, label in labelled:
        if name in OF_SHAPE and not facts.shape.is_quick:
            cells.append("")
        else:
            text = _text(name, facts, COLUMNS[name].of(facts), spelling)
            cells.append("" if name == "formula" and text == label else text)
    return Column(COLUMNS[name].heading, cells)


def _text(name: str, facts: Facts, value: Any, spelling: Spelling) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "kinks" and not facts.profile.kinks_known:
        return f"{as_text(value, spelling)}, and perhaps more"
    if isinstance(value, Range):
        return value.text(spelling)
    if isinstance(value, Endless):
        return ENDLESS
    if not isinstance(value, float):
        return as_text(value, spelling)
    if name == "max_slope":
        return size(facts.profile.steepest, spelling)
    if name == "max_slope_at":
        return place(facts.profile.steepest, spelling)
    return spelling(value)


# --- the sentences ---------------------------------------------------------------------------------------


def _sentences(comparison: Comparison, screen: Screen, spelling: Spelling) -> str:
    from textwrap import fill

    said = [f"max |f'| is for x from {shortest(comparison.low)} to {shortest(comparison.high)}."]
    if (apart := comparison.distance) is not None:
        values = _difference("values", apart.values, spelling)
        said[0] += f" There {values}, and {_difference('derivatives', apart.slopes, spelling)}."
        # Other than these, it is to so many digits at so many points.
        said.append(_EQUALITY.get(apart.equal, f"The functions agree {apart.equal}, which is no proof."))
    if not all(facts.shape.is_quick for facts in comparison.facts):
        said.append("What is left empty takes longer: --columns monotone,range,zero_centred works it out.")
    # A number with an exponent is no hyphenated word.
    lines = [fill(each, screen.width, break_on_hyphens=False, break_long_words=False) for each in said]
    return "".join(f"{line}\n" for line in lines).replace("\xa0", " ")


def _difference(of: str, found: Extreme, spelling: Spelling) -> str:
    if isnan(found.magnitude):
        return f"the {of} are nowhere both defined"
    if not found.magnitude:
        return f"the {of} are equal" if found.proved else f"no difference of the {of} was found"
    at = where(found, lambda x: f"x\xa0=\xa0{spelling(x)}")
    by = f"by {size(found, spelling)}"
    return f"the {of} differ most {at}, {by}" if found.proved else f"the {of} differ {by}, {at}"
