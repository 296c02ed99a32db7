"""Spellings: a framework's names for activations, with its own parameters and defaults, from its table."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.catalog.record import as_text, rational
from actx.core.errors import ParameterError
from actx.core.formula.parse import is_formula
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.names.lookup import native
from actx.core.naming import it_has, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from actx.core.activation import AnyActivation
    from actx.core.catalog.record import Given, Value

# The targets of parameters that correspond to no parameter of the activation.
IGNORED: Final = "_"  # takes any value: it changes no number, as inplace
FIXED: Final = "="  # takes its default only: with another value it is a function of which there is no record
_PARAMETER: Final = re.compile(
    r"(?P<name>\w+)(=(?P<default>[^{>]*))?(\{(?P<choices>[^}]*)\})?(>(?P<target>\w+|=))?"
)


class Parameter(NamedTuple):
    """A framework's parameter: `default` is None where a value must be given.

    `choices` maps values that select another activation to its SPEC. Any other value is that of `target`, the
    activation's parameter, unless that is IGNORED, FIXED, or None where there are only choices.
    """

    name: str
    default: str | None
    choices: Mapping[str, str]
    target: str | None

    @classmethod
    def read(cls, text: str) -> Parameter:
        """Parse `name=default{value:SPEC;value:SPEC}>target`, where all but the name may be missing.

        Raises ValueError for any other text, which is a mistake in a table.
        """
        found = _PARAMETER.fullmatch(text)
        if not found:
            raise ValueError(f"a table of spellings has a parameter that cannot be read: '{text}'")
        listed = found["choices"].split(";") if found["choices"] else []
        choices = dict(choice.split(":", 1) for choice in listed)
        target = found["target"] or (None if choices else found["name"])
        return cls(found["name"], found["default"], choices, target)

    @property
    def changes(self) -> bool:
        """Whether the function depends on the parameter."""
        return self.target != IGNORED

    @property
    def words(self) -> list[str]:
        """The values that it takes, as code writes them, where they are words."""
        return [] if self.target else [_as_written(choice) for choice in self.choices]

    def choice(self, value: Value) -> str | None:
        """The SPEC that this value selects, or None if it is none of the choices."""
        word = _word(value)
        return self.choices.get(word) or self.choices.get(_TRUTH.get(word, ""))

    @property
    def is_number(self) -> bool:
        """Whether the default is a number."""
        return _number(self.default) is not None

    def is_default(self, value: Value) -> bool:
        """Whether the value is the default: the same word, or the same number."""
        if self.default is None:
            return False
        word, default = (_TRUTH.get(word, word) for word in (_word(value), _word(self.default)))
        return word == default or (self.is_number and _number(value) == _number(self.default))


@dataclass(frozen=True)
class Spelling:
    """A row of a framework's table: its name for an activation, and the parameters that the name has.

    `means` is SPEC, or SPEC|GENERAL: SPEC with the defaults, GENERAL as soon as a parameter is set. |GENERAL
    means that the framework requires a setting, no matter which. Parameters of the activation that the
    framework does not have are set in the SPEC.
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
        """The last part of the name, without the version of an ONNX operator: -13."""
        return re.sub(r"-\d+$", "", self.name.rpartition(".")[2])

    @property
    def required(self) -> list[str]:
        """The parameters without a default; all of them where the defaults mean no activation."""
        all_of_them = self.means.startswith("|")
        return [
            each.name for each in self.parameters if each.changes and (all_of_them or each.default is None)
        ]

    @cached_property
    def by_default(self) -> AnyActivation:
        """The activation without settings, with actx's own defaults for parameters that are required."""
        return self.activation({}, lenient=True)

    def spec(self, given: Given = MappingProxyType({})) -> str:
        """The SPEC with these settings, and the defaults of all other parameters that change the function.

        A required parameter that is not given is `...`. So torch.nn.LeakyReLU:negative_slope=0.01.
        """
        unset = dict.fromkeys(self.required, "...") if not given else {}
        defaults = {each.name: each.default or "..." for each in self.parameters if each.changes}
        settings = {name: given.get(name, unset.get(name, default)) for name, default in defaults.items()}
        return self._with(settings)

    def variants(self) -> dict[str, AnyActivation]:
        """The activations that its choices other than the defaults select, by SPEC.

        So gelu_tanh stands under torch.nn.GELU:approximate=tanh.
        """
        return {
            self._with({each.name: _as_written(value)}): self.activation({each.name: value}, lenient=True)
            for each in self.parameters
            for value, meant in each.choices.items()
            if value != (each.default or "").lower() and not is_formula(meant)
        }

    def activation(self, given: Given, *, lenient: bool = False) -> AnyActivation:
        """The activation that the spelling means with these settings of the framework's parameters.

        With `lenient`, a required parameter that is not given has actx's own default.
        Raises ParameterError for an unknown parameter, a required one that is not given, a value outside its
        domain, and a value with which the function is one that has no record.
        """
        given = self._changed(given)
        by_default, bar, general = self.means.partition("|")
        if by_default and bar and not given:
            return native(by_default, {})
        if not (by_default or given or lenient):
            raise ParameterError(f"{self.full} needs a setting{it_has(self.required)}")
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
                values[each.target] = rational(each.name, value)
            elif each.name in given:
                if each.is_number:
                    rational(each.name, value)  # raises for a value that is no number
                raise ParameterError(
                    f"{self.full}: {each.name}={value} is another function, which actx does not have;"
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
        """The settings that change the function: neither defaults nor parameters without effect."""
        known = {each.name: each for each in self.parameters}
        for name in given:
            if name not in known:
                hint = suggest(name, known) or it_has(known)
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
        return rational("", value)
    except ParameterError:
        return None


def _word(value: Value) -> str:
    return as_text(value).strip("'\"").lower()


def _as_written(choice: str) -> str:
    return choice.capitalize() if choice in ("true", "false") else choice


@cache
def spellings(framework: str) -> tuple[Spelling, ...]:
    """The spellings of a framework, by its name in FRAMEWORKS, in the order of its table."""
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
