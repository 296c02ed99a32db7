"""Every scalar activation at its defaults and, if it has parameters, at two settings of the references."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from judges.reference import Kink, kinks, other_settings

from actx.core.activation import Activation
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from actx.core.formula.expression import Expression


class Case(NamedTuple):
    """An activation at a setting of its parameters."""

    name: str
    parameters: dict[str, Fraction]
    function: Expression

    @property
    def kinks(self) -> list[Kink]:
        return kinks(self.name, **self.parameters)

    def __str__(self) -> str:
        return f"{self.name} with {', '.join(f'{key}={float(at)}' for key, at in self.parameters.items())}"


def _cases() -> list[Case]:
    found = []
    for record in activations():
        if isinstance(record, Activation):
            defaults = {parameter.name: Fraction(parameter.default) for parameter in record.params}
            found.append(Case(record.name, defaults, record.function))
            found += [
                Case(
                    record.name,
                    {name: Fraction(text) for name, text in setting.items()},
                    record.bind(**setting).function,
                )
                for setting in other_settings(record.name)
            ]
    return sorted(found, key=lambda case: case.name)


CASES: Final = _cases()
