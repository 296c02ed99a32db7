"""The properties of several activations; of two, how far apart they are, too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from actx.cli.answers.records import write_records
from actx.core.analysis.profile import PROPERTIES, Profile
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.analysis.facts import Extreme


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
    """Activations under their labels, on the range from `low` to `high`."""

    activations: Sequence[Activation]
    labels: Sequence[str]
    low: float
    high: float

    @cached_property
    def profiles(self) -> list[Profile]:
        """The facts of each, with its slopes on the range."""
        return [Profile(each, self.low, self.high) for each in self.activations]

    @property
    def slopes(self) -> list[Extreme]:
        """The largest |f'| of each."""
        return [each.steepest for each in self.profiles]

    @property
    def distance(self) -> Distance | None:
        """How far apart two are; None of more and of one."""
        if len(self.activations) != 2:
            return None
        from actx.core.analysis.distance import distance, equality  # for start-up time

        f, g = self.activations
        values, slopes = (distance(f, g, self.low, self.high, order) for order in (0, 1))
        return Distance(values, slopes, equality(f, g))

    def rows(self) -> list[dict[str, Any]]:
        """The properties of each, by their keys."""
        return [
            {"name": label} | {item.key: getattr(each, item.key) for item in PROPERTIES}
            for each, label in zip(self.profiles, self.labels, strict=True)
        ]


def write_data(comparison: Comparison, sink: Sink) -> None:
    """Write one object, where the format has such, or else a row for each activation."""
    if sink.form is OutputFormat.JSON:
        _write_object(comparison, sink)
    else:
        _write_rows(comparison, sink)


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
    return zip(comparison.rows(), comparison.profiles, strict=True)
