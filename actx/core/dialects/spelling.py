"""A framework's name of an activation, with the framework's own parameters and defaults."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from actx.core.activation import exact
from actx.core.dialects.frameworks import FRAMEWORKS
from actx.core.errors import ParameterError, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from actx.core.activation import AnyActivation

    Value = str | float | Fraction | Decimal
    Given = Mapping[str, Value]

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


@dataclass(frozen=True)
class Spelling:
    """A row of a framework's table: `means` is a SPEC, with what is not a parameter there set.

    Of two SPECs with a slash between them the first is meant by the defaults, and the second, of more
    parameters, by settings.
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
        """The parameters that must be given."""
        return [each.name for each in self.parameters if each.changes and each.default is None]

    @cached_property
    def by_default(self) -> AnyActivation:
        """The activation without any setting; where one is required, with actx's own default."""
        return self._resolved({}, lenient=True)

    @property
    def spec(self) -> str:
        """The SPEC with every default that matters: torch.nn.functional.leaky_relu:negative_slope=0.01."""
        settings = [
            f"{each.name}={'...' if each.default is None else each.default}"
            for each in self.parameters
            if each.changes and each.target != FIXED
        ]
        return f"{self.full}:{','.join(settings)}" if settings else self.full

    def variants(self) -> dict[str, AnyActivation]:
        """What its choices other than the default mean: torch.nn.GELU:approximate=tanh."""
        return {
            f"{self.full}:{each.name}={_as_written(value)}": self._resolved({each.name: value}, lenient=True)
            for each in self.parameters
            for value in each.choices
            if value != (each.default or "").lower()
        }

    def activation(self, given: Given) -> AnyActivation:
        """The activation that the spelling means with these settings, under the framework's names.

        Raises ParameterError for an unknown name, a value outside its domain or one that has no record.
        """
        return self._resolved(given, lenient=False)

    def _resolved(self, given: Given, *, lenient: bool) -> AnyActivation:
        from actx.core import registry  # which reads spellings where a SPEC names a framework
        from actx.core.formula.parse import is_formula

        known = [each.name for each in self.parameters]
        for name in given:
            if name not in known:
                has = f": its parameters are {', '.join(known)}" if known else ": it has none"
                raise ParameterError(f"{self.full} has no parameter '{name}'{suggest(name, known) or has}")
        by_default, _, otherwise = self.means.partition("/")
        means = otherwise or by_default
        values: dict[str, Value] = {}
        for each in self.parameters:
            value = given.get(each.name, each.default)
            if each.target == IGNORED or (value is None and lenient):
                continue
            if value is None:
                raise ParameterError(
                    f"{self.full} has no default for {each.name}: set it, as in {self.full}:{each.name}=..."
                )
            word = str(value).strip("'\"").lower()
            if word in each.choices:
                means = each.choices[word]
            elif each.target is None:
                raise ParameterError(
                    f"{self.full}: {each.name} is {' or '.join(each.choices)}, not '{value}'"
                )
            elif each.target == FIXED:
                self._check_fixed(each, word)
            else:
                values[each.target] = value
        if otherwise and not given:
            return registry.activation(by_default)
        if is_formula(means):
            return registry.activation(means, {name: exact(name, value) for name, value in values.items()})
        record = registry.activation(means)
        before = record.values
        return record.bind(**{n: v for n, v in values.items() if n not in before or exact(n, v) != before[n]})

    def _check_fixed(self, parameter: Parameter, word: str) -> None:
        default = parameter.default or ""
        try:
            same = Fraction(word) == Fraction(default)
        except ValueError:
            same = word == default.lower()
        if not same:
            raise ParameterError(
                f"{self.full}: {parameter.name}={word} is another function, for which actx has no name;"
                f" {parameter.name}={default} is {self.means}"
            )


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
