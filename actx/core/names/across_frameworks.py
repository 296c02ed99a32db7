"""What frameworks call an activation, and where one differs: in the function, or in the slope at a kink."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from actx.core.activation import Activation
from actx.core.analysis.profile import Profile
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.names.slopes import slopes, value_of
from actx.core.names.spec import lookup
from actx.core.names.spelling import every_spelling
from actx.core.naming import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from actx.core.activation import AnyActivation
    from actx.core.catalog.record import Record
    from actx.core.names.spelling import Spelling


@cache
def _by_word() -> dict[str, list[Spelling]]:
    """The spellings by the words of what they mean: of an activation, only few have to be read."""
    found: dict[str, list[Spelling]] = {}
    for each in every_spelling():
        choices = (meant for parameter in each.parameters for meant in parameter.choices.values())
        for word in dict.fromkeys(re.findall(r"\w+", " ".join((each.means, *choices)))):
            found.setdefault(word, []).append(each)
    return found


@cache
def _specs(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in _by_word().get(name, ()):
        specs = [each.spec()] if each.by_default.name == name else []
        if each.by_default.name != name:
            specs = [spec for spec, activation in each.variants().items() if activation.name == name]
            if each.means.partition("|")[2] == name:
                specs.append(each.spec())
        if specs:
            found.setdefault(each.framework, []).extend(specs)
    return found


def spellings_of(activation: Record) -> dict[str, list[str]]:
    """The frameworks that have the activation, each with its names for it, as SPECs with their defaults."""
    return _specs(activation.name)


def disagreements(activation: AnyActivation) -> list[str]:
    """Where a framework means another function by its name or by its defaults: "jax.nn.gelu is gelu_tanh"."""
    usual = lookup(activation.name)
    named = [each for each in _by_word().get(usual.name, ()) if not each.required]
    own = [each.short for each in named if each.by_default.name == usual.name]
    called = {plain(name) for name in (usual.name, *usual.aliases, *own)}
    others: dict[str, list[str]] = {}
    for each in every_spelling():
        if not each.required and plain(each.short) in called and not _same(each.by_default, usual):
            others.setdefault(_described(each.by_default), []).append(each.full)
    return [
        f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} {label}" for label, names in others.items()
    ]


def slopes_apart(activation: AnyActivation) -> list[str]:
    """Where a framework's derivative at a kink differs from the formula's: "jax, flax: 1 at 0", with a note.

    Frameworks come first, then single spellings with a derivative of their own.
    """
    if not isinstance(activation, Activation):
        return []
    found: dict[tuple[bool, str, Fraction, str], list[str]] = {}
    for row in sorted(slopes(), key=lambda row: bool(row.spellings)):  # whole frameworks first
        if row.activation == activation.name:
            at, slope = value_of(row.at, activation), value_of(row.slope, activation)
            if _slope(activation, at) != float(slope):
                key = (bool(row.spellings), _decimal(slope), at, row.note)
                found.setdefault(key, []).extend(row.of)
    return [
        f"{', '.join(names)}: {slope} at {_decimal(at)}{f' ({note})' if note else ''}"
        for (_, slope, at, note), names in found.items()
    ]


def _slope(activation: Activation, at: Fraction) -> float:
    profile = Profile(activation)
    known = {0.0: profile.df0, **{kink.at: kink.slope for kink in profile.kinks}}
    if at in known:
        return known[float(at)]
    from actx.core.rounding.arrays import at as evaluated_at  # for start-up time: it loads NumPy

    return float(evaluated_at(activation.function, at, order=1))


def words_of(activation: Record) -> Iterable[str]:
    """The texts that a search looks through: the names, the reference, and the frameworks' names."""
    yield from (activation.name, *activation.aliases, activation.reference)
    for specs in spellings_of(activation).values():
        yield from specs


def _decimal(value: Fraction) -> str:
    from actx.core.formula.typeset import decimal_text

    return decimal_text(value)


def _described(activation: AnyActivation) -> str:
    if activation.family != FORMULA_FAMILY or not isinstance(activation, Activation):
        return activation.label
    from actx.core.formula.typeset import to_text

    return to_text(activation.expression)


def _same(one: AnyActivation, other: AnyActivation) -> bool:
    if isinstance(one, Activation) and isinstance(other, Activation):
        return one.expression is other.expression
    return one.label == other.label
