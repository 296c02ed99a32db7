"""`actx list`: the catalog."""

from __future__ import annotations

from typing import Annotated

import typer

from actx.cli import options
from actx.cli.records import parameter_text, write_records
from actx.cli.status import UsageError
from actx.core.activation import FAMILIES
from actx.core.catalog import CATALOG
from actx.core.errors import suggest
from actx.numbers.writers import OutputFormat


def _families(incomplete: str) -> list[tuple[str, str]]:
    return [(name, meaning) for name, meaning in FAMILIES.items() if name.startswith(incomplete)]


Family = Annotated[
    str | None,
    typer.Option(
        "--family",
        metavar="FAMILY",
        help="Only this family: " + ", ".join(FAMILIES) + ".",
        autocompletion=_families,
    ),
]


def command(
    family: Family = None,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """\b
    actx list
    actx list --family gated
    actx list --format plain
    actx list --format json

    The catalog: every activation with its family, parameters, formula and aliases.
    """
    if family is not None and family not in FAMILIES:
        hint = suggest(family, FAMILIES) or f": the families are {', '.join(FAMILIES)}"
        raise UsageError(f"unknown family '{family}'{hint}")
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    full = (
        sink.format is not OutputFormat.TABLE
    )  # people get what fits beside the formula; programs all of it
    rows = [
        {
            "name": record.name,
            "family": record.family,
            "params": parameter_text(record)
            if full
            else [f"{p.name}={p.default[:9]}" for p in record.params],
            "formula": record.formula,
            "aliases": list(record.aliases),
        }
        | ({"use": record.use, "weakness": record.weakness, "reference": record.reference} if full else {})
        for record in CATALOG
        if family in (None, record.family)
    ]
    write_records(rows, sink, answer="name")
