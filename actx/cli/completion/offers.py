"""What a shell can offer for a word that is being typed: what it can become, each with a few words about it.

Typer calls these to complete a word, and leaves out what does not begin as the word does. They import what
they need when they are called: every other run needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import typer

if TYPE_CHECKING:
    from collections.abc import Container

Offer: TypeAlias = tuple[str, str]


def specs(incomplete: str) -> list[Offer]:
    """Activations, by their names and those that frameworks have for them; after a colon their parameters."""
    name, colon, settings = incomplete.partition(":")
    if colon:
        before, comma, _ = settings.rpartition(",")
        given = [each.partition("=")[0].strip() for each in before.split(",")]
        opening = f"{name}:{before}{comma}"
        return [(f"{opening}{setting}", words) for setting, words in _settings(name, given)]
    if "." in incomplete:
        from actx.core.names.search import beginning

        return [(name, spelling.by_default.label) for name, spelling in beginning(incomplete).items()]
    from actx.core.catalog import CATALOG
    from actx.core.names.frameworks import FRAMEWORKS

    frameworks = [(f"{each.name}.", each.title) for each in FRAMEWORKS.values() if incomplete]
    return [*((record.name, record.formula) for record in CATALOG), *frameworks]


def settings(ctx: typer.Context) -> list[Offer]:
    """The parameters of the SPECs that are on the line."""
    # Where -p is the last word, Click stops there, and leaves the arguments before it as they are.
    named = [ctx.params.get("spec"), *(ctx.params.get("specs") or ()), *ctx.args]
    return [offer for spec in named if spec for offer in _settings(spec)]


def conventions() -> list[Offer]:
    """The frameworks whose derivatives at kinks are known."""
    from actx.core.names.frameworks import FRAMEWORKS, WITH_SLOPES

    return [(name, FRAMEWORKS[name].title) for name in WITH_SLOPES]


def columns(incomplete: str) -> list[Offer]:
    """The properties that `compare` has as columns, after those that are there already."""
    from actx.core.analysis.columns import COLUMNS

    before, comma, _ = incomplete.rpartition(",")
    given = before.split(",")
    return [
        (f"{before}{comma}{each.name}", each.heading) for each in COLUMNS.values() if each.name not in given
    ]


def orders(incomplete: str) -> list[Offer]:
    """The properties to sort by; after a colon the descending order."""
    from actx.core.analysis.columns import COLUMNS

    name, colon, _ = incomplete.partition(":")
    if colon:
        return [(f"{name}:desc", "descending")] if name in COLUMNS else []
    return [(each.name, each.heading) for each in COLUMNS.values()]


def _settings(spec: str, given: Container[str] = ()) -> list[Offer]:
    """What can be set of a SPEC, but for the parameters that are given already."""
    from actx.core.activation import AnyActivation
    from actx.core.errors import ActxError
    from actx.core.names.spec import meaning

    try:
        found = meaning(spec)
        free = found.parameters(()) if found.of is None else []
    except ActxError:  # it may not be finished, or be no SPEC at all
        return []
    if isinstance(found.of, AnyActivation):
        own = [each for each in found.of.params if each.name not in given]
        return [(f"{each.name}=", f"{each.choice}, by default {each.default}") for each in own]
    if found.of is None:
        return [(f"{name}=", "free in the formula") for name in free]
    theirs = [each for each in found.of.parameters if each.changes and each.name not in given]
    return [
        (f"{each.name}={value}", f"by default {each.default}" if each.default else "to be given")
        for each in theirs
        for value in each.words or [""]
    ]
