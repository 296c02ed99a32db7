"""Writing what is known of activations: a few rows of mixed fields."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from actx.cli.status import UsageError
from actx.io.output import open_output
from actx.io.shortest import shortest
from actx.io.writers import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from fractions import Fraction

    from actx.cli.options import Sink
    from actx.core.catalog.record import Record

_NO_ITEMS: Final = "none"  # what a list without items is in text


def write_records(
    rows: Sequence[Mapping[str, Any]],
    sink: Sink,
    *,
    answer: str,
    full: bool = True,
    whole: bool = False,
) -> None:
    """Write rows that all have the same fields; `answer` is the field that `plain` shows.

    In text a list without items is `none`. Where rows are not `full`, json leaves out the empty fields. One
    row may be the `whole` answer: then json is that object.
    """
    check_text(sink)
    columns = Columns(list(rows[0]), answer, screen=sink.screen, full=full, whole=whole)
    with open_output(sink.output) as stream, sink.writer(stream, columns) as writer:
        for row in rows:
            writer.write({name: [_cell(row[name], sink)] for name in columns.names})


def _cell(value: Any, sink: Sink) -> Any:
    return _NO_ITEMS if isinstance(value, list) and not value and not sink.writer.objects else value


def write_fields(answers: Sequence[Mapping[str, Any]], sink: Sink, *, spread: Container[str] = ()) -> None:
    """Write the fields of each answer, as an object or a row a field; of those in `spread` a row an item."""
    if sink.writer.objects:
        names = dict.fromkeys(name for fields in answers for name in fields)
        objects = [{name: fields.get(name) for name in names} for fields in answers]
        write_records(objects, sink, answer=next(iter(names)), whole=len(objects) == 1)
        return
    rows = [
        {"field": name, "value": as_text(each)}
        for fields in answers
        for name, value in fields.items()
        for each in (value if name in spread and value else [value])
    ]
    write_records(rows, sink, answer="value")


def as_text(value: Any, number: Callable[[float], str] = shortest) -> str:
    """A value as the text of a cell, a list without items as `none`, and one in a list in brackets."""
    if isinstance(value, list):
        texts = [
            f"[{as_text(each, number)}]" if isinstance(each, list) else as_text(each, number)
            for each in value
        ]
        return ", ".join(texts) or _NO_ITEMS
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
