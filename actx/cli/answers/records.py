"""Writing what is known of activations: a few rows of mixed fields."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from actx.cli.status import UsageError
from actx.io.output import open_output
from actx.io.shortest import shortest
from actx.io.writers import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

    from actx.cli.options import Sink
    from actx.core.catalog.record import Record

# Of a largest value by its `side`: at x, or only the limit there.
BESIDE: Final = {0: "", 1: "just above ", -1: "just below "}


def write_records(
    rows: Sequence[Mapping[str, Any]],
    sink: Sink,
    *,
    answer: str,
    full: bool = True,
    whole: bool = False,
) -> None:
    """Write rows that all have the same fields; `answer` is the field that `plain` shows.

    Where they are not `full`, json leaves out the empty ones. One row may be the `whole` answer: then json is
    that object.
    """
    check_text(sink)
    columns = Columns(list(rows[0]), answer, screen=sink.screen, full=full, whole=whole)
    with open_output(sink.output) as stream, sink.writer(stream, columns) as writer:
        for row in rows:
            writer.write({name: [row[name]] for name in columns.names})


def as_text(value: Any, number: Callable[[float], str] = shortest) -> str:
    """A value as the text of a cell, a list without items as `none`, and one in a list in brackets."""
    if isinstance(value, list):
        texts = [
            f"[{as_text(each, number)}]" if isinstance(each, list) else as_text(each, number)
            for each in value
        ]
        return ", ".join(texts) or "none"
    if value is None:
        return "not decided"
    return number(value) if isinstance(value, float) else str(value)


def check_text(sink: Sink) -> None:
    """Raise UsageError where a sink is for numbers and nothing else."""
    if not sink.writer.holds_text:
        raise UsageError(f"{sink.form} holds numbers only: choose another --format")


def parameter_text(record: Record, overrides: Mapping[str, Fraction] = MappingProxyType({})) -> list[str]:
    """Each parameter as `alpha=0.01 in (-inf, inf)`: its value and its domain."""
    values = {p.name: p.default for p in record.params}
    if overrides:
        from actx.core.formula.typeset import decimal_text

        values |= {name: decimal_text(value) for name, value in overrides.items()}
    return [f"{p.name}={values[p.name]} in {p.choice}" for p in record.params]
