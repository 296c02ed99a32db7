"""The properties of several activations; of two, how far apart they are, too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.cli.answers.records import as_text, write_records
from actx.core.analysis.columns import COLUMNS, COMPARED, arranged
from actx.core.analysis.facts import ENDLESS, Endless, Range
from actx.io.shortest import shortest
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from actx.cli.options import Sink
    from actx.core.analysis.columns import Facts
    from actx.core.analysis.facts import Extreme
    from actx.core.analysis.profile import Profile


_LOWER_BOUNDS: Final = frozenset({"kinks", "max_slope"})  # columns of which there may be more


class Distance(NamedTuple):
    """How far apart two functions and their derivatives are on a range; whether they are equal at all x."""

    values: Extreme
    slopes: Extreme
    equal: str

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "max_diff": self.values.magnitude,
            "max_diff_at": self.values.x,
            "max_slope_diff": self.slopes.magnitude,
            "max_slope_diff_at": self.slopes.x,
            "equal": self.equal,
        }

    @property
    def lower_bounds(self) -> list[str]:
        """The fields that are only lower bounds."""
        found = {"max_diff": self.values, "max_slope_diff": self.slopes}
        return [key for key, apart in found.items() if not apart.proved]


@dataclass(frozen=True)
class Comparison:
    """The facts of activations under their labels, on the range from `low` to `high`."""

    facts: Sequence[Facts]
    labels: Sequence[str]
    low: float
    high: float

    def arranged(self, column: str, advance: Callable[[int], None], *, descending: bool) -> Comparison:
        """The same activations in the order of a column; `advance` is told of each that is done."""
        values = [row[column] for row in self.chosen([column], advance)]
        places = arranged(values, descending=descending)
        return replace(self, facts=[self.facts[k] for k in places], labels=[self.labels[k] for k in places])

    @property
    def distance(self) -> Distance | None:
        """How far apart two are; None of more and of one."""
        if len(self.facts) != 2:
            return None
        from actx.core.analysis.distance import distance, equality  # for start-up time

        f, g = (each.activation for each in self.facts)
        values, slopes = (distance(f, g, self.low, self.high, order) for order in (0, 1))
        return Distance(values, slopes, equality(f, g))

    def chosen(self, columns: Sequence[str], advance: Callable[[int], None]) -> list[dict[str, Any]]:
        """These columns of each, with those that are lower bounds; `advance` is told of each that is done."""
        rows = []
        for facts, label in zip(self.facts, self.labels, strict=True):
            row = {"name": label} | {name: COLUMNS[name].of(facts) for name in columns}
            if not _LOWER_BOUNDS.isdisjoint(columns):
                row["at_least"] = [name for name in columns if name in facts.profile.at_least]
            rows.append(row)
            advance(1)
        return rows

    def rows(self) -> list[dict[str, Any]]:
        """The properties of each, by their keys."""
        return [
            {"name": label} | {name: COLUMNS[name].of(each) for name in COMPARED}
            for each, label in zip(self.facts, self.labels, strict=True)
        ]


def write_data(comparison: Comparison, sink: Sink) -> None:
    """Write one object, where the format has such, or else a row for each activation."""
    if sink.form is OutputFormat.JSON:
        _write_object(comparison, sink)
    else:
        _write_rows(comparison, sink)


def write_chosen_data(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], sink: Sink) -> None:
    """Write a row, or an object, for each activation, all digits of its columns; in plain of the first."""
    # An interval is text in every format, and in rows of text so is what is not decided, or a list.
    write = _as_cell if sink.writer.objects else as_text
    cells = [{name: write(_as_cell(value)) for name, value in row.items()} for row in rows]
    write_records(cells, sink, answer=columns[0])


def _as_cell(value: Any) -> Any:
    if isinstance(value, Endless):
        return ENDLESS
    return value.text(shortest) if isinstance(value, Range) else value


def _write_object(comparison: Comparison, sink: Sink) -> None:
    rows = [row | {"at_least": each.at_least_slopes} for row, each in _described(comparison)]
    answer: dict[str, Any] = {"rows": rows}
    if (apart := comparison.distance) is not None:
        answer["distance"] = apart.fields | {"at_least": apart.lower_bounds}
    write_records([answer], sink, answer="rows", whole=True)


def _write_rows(comparison: Comparison, sink: Sink) -> None:
    """A row for each; the distance stands in both, as a row has no other place for it."""
    apart = comparison.distance
    fields, bounds = (apart.fields, apart.lower_bounds) if apart else ({}, [])
    rows = [
        row | fields | {"at_least": [*each.at_least_slopes, *bounds]} for row, each in _described(comparison)
    ]
    write_records(rows, sink, answer="name")


def _described(comparison: Comparison) -> Iterator[tuple[dict[str, Any], Profile]]:
    return zip(comparison.rows(), [each.profile for each in comparison.facts], strict=True)
