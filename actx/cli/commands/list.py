"""`actx list`: the catalog, and what frameworks call its activations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from actx.cli import options
from actx.cli.answers.listing import listing
from actx.cli.answers.records import parameter_text, write_records
from actx.cli.pager import show
from actx.cli.status import UsageError
from actx.core.catalog import CATALOG
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.naming import plain
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from actx.core.catalog.record import Record


def _frameworks() -> list[tuple[str, str]]:
    return [(each.name, each.title) for each in FRAMEWORKS.values()]


Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORD...]",
        help="Only what has these words in its names, its paper or a framework's name of it.",
        show_default=False,
    ),
]
FrameworkName = Annotated[
    str | None,
    typer.Option(
        "--framework",
        metavar="FRAMEWORK",
        help="Only what this framework has, with its names and defaults: " + ", ".join(FRAMEWORKS) + ".",
        autocompletion=_frameworks,
    ),
]


def command(
    words: Query = None,
    family: options.Family = None,
    framework: FrameworkName = None,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
    no_pager: options.NoPager = False,
) -> None:
    """\b
    actx list
    actx list --family gated
    actx list swish
    actx list --framework torch
    actx list --format plain
    actx list --format json

    The catalog. On a terminal, a line for each activation, with its formula; in a pipe or a file, a row for
    each, with its family, parameters, formula, aliases, use, weakness and reference, and in json what the
    frameworks call it. Of what has the words, that with the first word in its name comes first.
    """
    family = options.family_named(family)
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    # What the frameworks call them is looked up where it is asked for: reading it takes time.
    in_full = sink.writer.objects
    found = [record for record in CATALOG if family in (None, record.family)]
    if words:
        found = _with_words(found, words)
    spelled: dict[str, list[str]] = {}
    if framework is not None or in_full:
        spelled = _spelled(found, framework)
    if framework is not None:
        found = [record for record in found if spelled[record.name]]
    if not found:
        of = "".join(f" of {each}" for each in (family and f"the family {family}", framework) if each)
        what = f" has '{' '.join(words)}'" if words else " is recorded"
        raise UsageError(f"no activation{of}{what}: see 'actx list'")
    if sink.writer.for_people:
        _show(found, spelled, words or [], sink, paged=not no_pager)
        return
    rows = [_row(record) | ({"spellings": spelled[record.name]} if spelled else {}) for record in found]
    write_records(rows, sink, answer="name", full=False)


def _show(
    records: list[Record], spelled: dict[str, list[str]], words: list[str], sink: options.Sink, *, paged: bool
) -> None:
    beside = {each.name: ", ".join(spelled.get(each.name, ())) or each.formula for each in records}
    text = listing(records, beside, words, sink.screen, by_family=not words)
    show(text, sink.output, paged=paged)


def _row(record: Record) -> dict[str, Any]:
    return {
        "name": record.name,
        "family": record.family,
        "params": parameter_text(record),
        "formula": record.formula,
        "aliases": list(record.aliases),
        "use": record.use,
        "weakness": record.weakness,
        "reference": record.reference,
    }


def _with_words(records: list[Record], words: list[str]) -> list[Record]:
    from actx.core.names.across_frameworks import words_of

    found = [
        record
        for record in records
        if all(any(plain(word) in plain(text) for text in words_of(record)) for word in words)
    ]
    return sorted(found, key=lambda record: _rank(record, plain(words[0])))


def _rank(record: Record, word: str) -> int:
    """How near a record is to a word: the name or an alias is it, begins with it, has it as a part."""
    name, aliases = plain(record.name), [plain(alias) for alias in record.aliases]
    return [
        name == word,
        word in aliases,
        name.startswith(word),
        any(alias.startswith(word) for alias in aliases),
        word in record.name.split("_"),
        any(word in alias.split("_") for alias in record.aliases),
        word in name,
        any(word in alias for alias in aliases),
        True,
    ].index(True)


def _spelled(records: list[Record], framework: str | None) -> dict[str, list[str]]:
    """What the framework, or every one, calls them."""
    from actx.core.names.across_frameworks import spellings_of
    from actx.core.names.search import framework_named

    only = None if framework is None else framework_named(framework)
    return {
        record.name: [
            spec for name, specs in spellings_of(record).items() if only in (None, name) for spec in specs
        ]
        for record in records
    }
