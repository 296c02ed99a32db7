"""A framework's name of an activation, with the framework's own parameters and defaults."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from actx.core.catalog.record import as_text, exact
from actx.core.errors import ParameterError
from actx.core.formula.parse import is_formula
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.names.lookup import native
from actx.core.naming import has, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from actx.core.activation import AnyActivation
    from actx.core.catalog.record import Given, Value

# A target of a parameter that is no parameter of the activation.
IGNORED: Final = "_"  # any value: it changes no number, as inplace
FIXED: Final = "="  # its default only: another value is another function, for which there is no record
_PARAMETER: Final = re.compile(
    r"(?P<name>\w+)(=(?P<default>[^{>]*))?(\{(?P<choices>[^}]*)\})?(>(?P<target>\w+|=))?"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A framework's parameter: `default` is None where a value must be given.

    `choices` are its values that are activations of their own, as SPECs; other values are for `target`.
    """

    name: str
    default: str | None
    choices: Mapping[str, str]
    target: str | None

    @classmethod
    def read(cls, text: str) -> Parameter:
        """From `name=default{value:SPEC;value:SPEC}>target`, where all but the name may be missing."""
        found = _PARAMETER.fullmatch(text)
        if not found:
            raise ValueError(f"a spelling has the parameter '{text}'")
        listed = found["choices"].split(";") if found["choices"] else []
        choices = dict(choice.split(":", 1) for choice in listed)
        target = found["target"] or (None if choices else found["name"])
        return cls(found["name"], found["default"], choices, target)

    @property
    def changes(self) -> bool:
        """Whether the function depends on it."""
        return self.target != IGNORED

    def choice(self, value: Value) -> str | None:
        """The SPEC that this value chooses, if it is one of the choices."""
        word = _word(value)
        return self.choices.get(word) or self.choices.get(_TRUTH.get(word, ""))

    @property
    def is_number(self) -> bool:
        """Whether the default is one."""
        return _number(self.default) is not None

    def is_default(self, value: Value) -> bool:
        """Whether the value is the default: the same word, or the same number."""
        if self.default is None:
            return False
        word, default = (_TRUTH.get(word, word) for word in (_word(value), _word(self.default)))
        return word == default or (self.is_number and _number(value) == _number(self.default))


@dataclass(frozen=True)
class Spelling:
    """A row of a framework's table: `means` is a SPEC, with what is not a parameter there set.

    Of two SPECs with a bar between them the first is meant by the defaults, and the second, of more
    parameters, by settings. Where no first one stands, the framework wants a setting, whichever.
    """

    framework: str
    name: str
    means: str
    parameters: tuple[Parameter, ...]
    note: str

    @property
    def full(self) -> str:
        """The SPEC of the framework's name: torch.nn.GELU."""
        return f"{self.framework}.{self.name}"

    @property
    def short(self) -> str:
        """The last part, without the number of an operator set."""
        return re.sub(r"-\d+$", "", self.name.rpartition(".")[2])

    @property
    def required(self) -> list[str]:
        """The parameters that must be given, where the defaults mean nothing all of them."""
        all_of_them = self.means.startswith("|")
        return [
            each.name for each in self.parameters if each.changes and (all_of_them or each.default is None)
        ]

    @cached_property
    def by_default(self) -> AnyActivation:
        """The activation without any setting; where one is required, with actx's own default."""
        return self.activation({}, lenient=True)

    def spec(self, given: Given = MappingProxyType({})) -> str:
        """The SPEC with these settings, and with every default that matters.

        torch.nn.functional.leaky_relu:negative_slope=0.01, and torch.nn.functional.threshold:threshold=...
        """
        unset = dict.fromkeys(self.required, "...") if not given else {}
        defaults = {each.name: each.default or "..." for each in self.parameters if each.changes}
        settings = {name: given.get(name, unset.get(name, default)) for name, default in defaults.items()}
        return self._with(settings)

    def variants(self) -> dict[str, AnyActivation]:
        """What its choices other than the default mean: torch.nn.GELU:approximate=tanh."""
        return {
            self._with({each.name: _as_written(value)}): self.activation({each.name: value}, lenient=True)
            for each in self.parameters
            for value, meant in each.choices.items()
            if value != (each.default or "").lower() and not is_formula(meant)
        }

    def activation(self, given: Given, *, lenient: bool = False) -> AnyActivation:
        """The activation that the spelling means with these settings, under the framework's names.

        `lenient`, with actx's own default for what is required and not given.
        Raises ParameterError for an unknown name, a value outside its domain or one that has no record.
        """
        given = self._changed(given)
        by_default, bar, general = self.means.partition("|")
        if by_default and bar and not given:
            return native(by_default, {})
        if not (by_default or given or lenient):
            raise ParameterError(f"{self.full} does nothing without a setting{has(self.required)}")
        means = general or by_default
        values: dict[str, Fraction] = {}
        for each in self.parameters:
            value = given.get(each.name, each.default)
            if each.target == IGNORED or (value is None and lenient):
                continue
            if value is None:
                raise ParameterError(
                    f"{self.full} has no default for {each.name}: set it, as in {self.full}:{each.name}=..."
                )
            choice = each.choice(value)
            if choice:
                means = choice if given or not bar else means
            elif each.target is None:
                raise ParameterError(
                    f"{self.full}: {each.name} is {' or '.join(each.choices)}, not '{value}'"
                )
            elif each.target != FIXED:
                values[each.target] = exact(each.name, value)
            elif each.name in given:
                if each.is_number:
                    exact(each.name, value)  # which says what is no number
                raise ParameterError(
                    f"{self.full}: {each.name}={value} is another function, for which actx has no name;"
                    f" {each.name}={each.default} is {self.means}"
                )
        if is_formula(means):
            return replace(native(means, values), name=self._with(given))
        record = native(means, {})
        before = record.values
        try:
            return record.bind(**{name: value for name, value in values.items() if before.get(name) != value})
        except ParameterError as error:
            raise ParameterError(f"{self.full} is {record.name}, whose {error}") from None

    def _changed(self, given: Given) -> Given:
        """What is given and is neither the default nor without effect."""
        known = {each.name: each for each in self.parameters}
        for name in given:
            if name not in known:
                hint = suggest(name, known) or has(known)
                raise ParameterError(f"{self.full} has no parameter '{name}'{hint}")
        return {
            name: as_text(value)
            for name, value in given.items()
            if known[name].changes and not known[name].is_default(value)
        }

    def _with(self, settings: Given) -> str:
        text = ",".join(f"{name}={value}" for name, value in settings.items())
        return f"{self.full}:{text}" if text else self.full


_TRUTH: Final = {"0": "false", "1": "true"}


def _number(value: Value) -> Fraction | None:
    try:
        return exact("", value)
    except ParameterError:
        return None


def _word(value: Value) -> str:
    return as_text(value).strip("'\"").lower()


def _as_written(choice: str) -> str:
    return choice.capitalize() if choice in ("true", "false") else choice


@cache
def spellings(framework: str) -> tuple[Spelling, ...]:
    """The spellings of a framework of FRAMEWORKS, as they stand in its table."""
    path = Path(__file__).with_name("spellings") / f"{framework}.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Spelling(
                framework,
                row["name"],
                row["means"],
                tuple(Parameter.read(text) for text in row["parameters"].split()),
                row["note"],
            )
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        )


def every_spelling() -> tuple[Spelling, ...]:
    """The spellings of all frameworks."""
    return tuple(each for framework in FRAMEWORKS for each in spellings(framework))
