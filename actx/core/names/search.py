"""From a dotted name to a framework's spelling: torch.gelu, tensorflow.nn.relu; and the nearest names."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from actx.core.catalog.reading import records
from actx.core.errors import UnknownNameError
from actx.core.formula.language import FUNCTIONS
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.names.spelling import every_spelling, spellings
from actx.core.naming import key, near, plain, suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from actx.core.names.spelling import Spelling

_BY_ALIAS: Final = {
    alias: framework.name
    for framework in FRAMEWORKS.values()
    for alias in (framework.name, *framework.aliases)
}


def framework_of(name: str) -> tuple[str, str] | None:
    """The framework whose name or alias a dotted name begins with, and the rest; None where there is none."""
    parts = name.strip().replace("-", "_").split(".")
    for length in (2, 1):  # tf.keras before tf
        framework = _BY_ALIAS.get(key(".".join(parts[:length])))
        if framework and len(parts) > length:
            return framework, ".".join(parts[length:])
    return None


def framework_named(name: str, among: Collection[str] = FRAMEWORKS) -> str:
    """The framework of this name or alias. Raises UnknownNameError, which offers only those of `among`."""
    try:
        return _BY_ALIAS[key(name)]
    except KeyError:
        hint = suggest(key(name), among) or f": choose one of {', '.join(among)}"
        raise UnknownNameError(f"unknown framework '{name}'{hint}") from None


def find(name: str) -> Spelling:
    """The spelling that a dotted name means: torch.nn.functional.gelu, or shorter nn.functional.gelu or gelu.

    Case is ignored, unless it tells a function from a layer, as in torch.PReLU.

    Raises UnknownNameError for an unknown name, with the nearest spellings, and for an ambiguous short form.
    """
    opened = framework_of(name)
    if opened is None:
        raise _unknown(name, None)
    framework, rest = opened
    for form in (str, key):
        for each in spellings(framework):
            if form(each.name) == form(rest):
                return each
        ends = [each for each in spellings(framework) if form(each.name).endswith(f".{form(rest)}")]
        if ends:
            break
    else:
        raise _unknown(name, framework)
    meanings = {each.by_default.label: each for each in reversed(ends)}
    if len(meanings) > 1:
        which = ", ".join(f"{each.full} is {label}" for label, each in reversed(meanings.items()))
        raise UnknownNameError(f"'{name.strip()}' is ambiguous: {which}")
    return ends[0]


def spelled(name: str) -> list[Spelling]:
    """The spellings whose last part is this name, in any case: hf.gelu_fast for gelu_fast."""
    return list(_by_last_part().get(plain(name), ()))


def beginning(text: str) -> dict[str, Spelling]:
    """What a framework's name that begins so can become, each with what it means: torch.gelu for torch.ge.

    The short forms that are not ambiguous come first.
    """
    opened = framework_of(text)
    if opened is None:
        return {}
    framework, rest = opened
    opening = text.removesuffix(rest)
    found: dict[str, Spelling] = {}
    for each in spellings(framework):
        short = opening + each.name.rpartition(".")[2]
        if short.startswith(text) and short not in found:
            with suppress(UnknownNameError):
                found[short] = find(short)
    return found | {opening + each.name: each for each in spellings(framework) if each.name.startswith(rest)}


def nearest(name: str, framework: str | None = None) -> str:
    """`": did you mean hf.gelu_fast?"` for the spellings nearest to a name; empty if none is near.

    If a framework is given, its spellings are tried first, and then those of all frameworks.
    """
    last = plain(name).rpartition(".")[2]
    everything = _by_last_part()
    theirs = {
        part: [each for each in found if each.framework == framework] for part, found in everything.items()
    }
    for pool in ({part: found for part, found in theirs.items() if found}, everything):
        parts = [last] if last in pool else near(last, pool)
        if parts:
            meanings: dict[str, str] = {}
            for part in parts:
                for each in pool[part]:
                    meanings.setdefault(each.by_default.label, each.full)
            return f": did you mean {' or '.join(list(meanings.values())[:3])}?"
    return ""


@cache
def _by_last_part() -> dict[str, Sequence[Spelling]]:
    found: dict[str, list[Spelling]] = {}
    for each in every_spelling():
        found.setdefault(plain(each.short), []).append(each)
    return dict(found)


def resembling(name: str) -> str:
    """`": did you mean gelu?"` for the nearest names of the catalog, else of the frameworks; or empty.

    What is a function of the formula language, and no activation, is one of its argument x.
    """
    if key(name) in FUNCTIONS:
        return f": did you mean {key(name)}(x)?"
    known = {plain(each) for each in records()}
    own = "" if spelled(name) and plain(name) not in known else suggest(key(name), records())
    return own or nearest(name)


def _unknown(name: str, framework: str | None) -> UnknownNameError:
    last = key(name).rpartition(".")[2]
    hint = nearest(name, framework) if framework else nearest(last) or resembling(last)
    where = f"actx list --framework {framework}" if framework else "actx list"
    return UnknownNameError(f"unknown activation '{name.strip()}'{hint or ':'} see '{where}'")
