"""What is known of shapes: tests/data/shapes.tsv (see `tests/whole/test_known_shapes.py`), and the waves."""

from __future__ import annotations

import csv
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from places import DATA

if TYPE_CHECKING:
    from pathlib import Path

TABLE: Final = DATA / "shapes.tsv"
TYPED: Final = DATA / "typed_shapes.tsv"
"""Formulas of which the shape was worked out by hand, in the same form."""

WAVES: Final = {
    *("sine", "cosine", "siren_sine", "snake", "snake_beta", "cosid", "sinp", "exp_sin", "hosc", "gcu"),
    *("pinnsformer_wavelet", "morlet", "sinc", "asu", "finer", "sinlu", "coslu", "sine_relu"),
}
"""The activations of which the value or a slope has endlessly many zeros."""


class Known(NamedTuple):
    """A line of the table."""

    activation: str
    key: str
    value: str
    source: str

    @property
    def numbers(self) -> list[float]:
        return [] if self.value == "none" else [_number(each) for each in self.value.split()]

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """The intervals; a point is one, too."""
        texts = [] if self.value == "none" else self.value.split()
        ends = [each.split("..") if ".." in each else [each, each] for each in texts]
        return [(_number(low), _number(high)) for low, high in ends]


def _number(text: str) -> float:
    return float(text) if text.endswith("inf") else float(Fraction(text))


def lines(table: Path = TABLE) -> list[list[str]]:
    """The lines with their fields; the first is the header."""
    with table.open(newline="") as stream:
        return [*csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def known_shapes(table: Path = TABLE) -> list[Known]:
    return [Known(*line) for line in lines(table)[1:]]
