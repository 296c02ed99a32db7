"""Writing what is known of activations, for `list`, `info` and `compare`: a few rows of mixed fields."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from actx.cli.status import UsageError
from actx.io.output import open_output
from actx.io.writers import OutputFormat, make_writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from actx.cli.options import Sink
    from actx.core.catalog.record import Record


def write_records(
    rows: Sequence[Mapping[str, Any]],
    sink: Sink,
    *,
    answer: str,
    headings: Mapping[str, str] | None = None,
    full: bool = True,
) -> None:
    """Write rows that all have the same fields; `answer` is the field that `plain` shows.

    Where they are not `full`, json leaves out the empty ones.
    """
    if sink.format is OutputFormat.NPY:
        raise UsageError("npy holds numbers only: choose another --format")
    columns = list(rows[0])
    with (
        open_output(sink.output) as stream,
        make_writer(
            sink.format,
            stream,
            columns=columns,
            answer=answer,
            headings=headings,
            color=sink.color,
            full=full,
        ) as writer,
    ):
        for row in rows:
            writer.write({column: [row[column]] for column in columns})


def parameter_text(record: Record, overrides: Mapping[str, Fraction] = MappingProxyType({})) -> list[str]:
    """Each parameter as `alpha=0.01 in (-inf, inf)`: its value and its domain."""
    values = {p.name: p.default for p in record.params}
    if overrides:
        from actx.core.formula.typeset import decimal_text

        values |= {name: decimal_text(value) for name, value in overrides.items()}
    return [f"{p.name}={values[p.name]} in {p.choice}" for p in record.params]
