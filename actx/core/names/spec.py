"""From the SPEC that a person types to an activation with bound parameters."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.activation import AnyActivation
from actx.core.catalog.reading import read_formula
from actx.core.errors import FormulaError, ParameterError, UnknownNameError
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula, python_tree
from actx.core.names.families import Family, members
from actx.core.names.lookup import joined, known, native, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actx.core.catalog.record import Given
    from actx.core.names.spelling import Spelling

_DOTTED: Final = re.compile(r"\s*[A-Za-z]\w*(\.[\w-]+)+\s*")
_CALL: Final = re.compile(r"\s*[A-Za-z]\w*(\.\w+)+\s*\(.*\)\s*", re.DOTALL)


class Meaning(NamedTuple):
    """What a SPEC means: an activation, a framework's spelling of one, or None for a formula of x.

    `settings` are those in the SPEC.
    """

    spec: str
    of: AnyActivation | Spelling | None
    settings: Given

    @property
    def spelling(self) -> Spelling | None:
        """The framework's spelling that the SPEC names."""
        return None if isinstance(self.of, AnyActivation) else self.of

    def parameters(self, given: Iterable[str]) -> list[str]:
        """The names that can be set; of a formula its free names, where a given name is no activation's."""
        if self.of is None:
            return free_names(read_formula(self.spec, tuple(given)))
        parameters = self.of.params if isinstance(self.of, AnyActivation) else self.of.parameters
        return [parameter.name for parameter in parameters]

    def activation(self, given: Given) -> AnyActivation:
        """The activation with further settings. Raises ParameterError or FormulaError."""
        if self.of is None:
            return native(self.spec, given)
        values = joined(self.settings, given)
        return self.of.bind(**values) if isinstance(self.of, AnyActivation) else self.of.activation(values)

    def members(self, given: Given) -> list[tuple[Meaning, Given, Family | None]]:
        """What is meant with further settings where a parameter has several values: a family's members.

        Each is a meaning, whose SPEC has one value of each parameter, the further settings, again with one
        value, and its place in the family. Of no family it is this meaning alone. Raises ParameterError.
        """
        found: list[tuple[Meaning, Given, Family | None]] = []
        for values, family in members(joined(self.settings, given)):
            own = {name: str(values[name]) for name in self.settings}
            name = self.spec.partition(":")[0].strip()
            text = ",".join(f"{parameter}={value}" for parameter, value in own.items())
            meant = self._replace(spec=f"{name}:{text}", settings=own) if family and own else self
            found.append((meant, {name: values[name] for name in given}, family))
        return found


def meaning(spec: str) -> Meaning:
    """What a SPEC means. Raises UnknownNameError, and ParameterError for settings that cannot be read."""
    spec = _uncalled(spec)
    if is_formula(spec):
        return Meaning(spec, None, {})
    name = spec.partition(":")[0]
    return Meaning(spec, _spelling(name) or lookup(name), settings(spec)[1])


def activation(spec: str, params: Given | None = None) -> AnyActivation:
    """The activation that SPEC means: `gelu`, `leaky_relu:alpha=0.2`, `tf.nn.relu6`, or a formula of `x`.

    A framework's name may also be called, as it is in code: `torch.nn.GELU(approximate="tanh")`. It has the
    framework's parameters and defaults. `params` sets further parameters, and gives a formula's free names
    their values.
    Raises UnknownNameError (a KeyError), ParameterError or FormulaError (both ValueErrors).
    """
    found = activations(spec, params)
    if len(found) > 1:
        raise ParameterError(f"'{spec}' means {len(found)} activations: actx.activations gives all of them")
    return found[0]


def activations(spec: str, params: Given | None = None) -> list[AnyActivation]:
    """All the activations that SPEC means, of which a parameter may have several values.

    Raises what `activation` does.
    """
    return [each.activation(given) for each, given, _ in meaning(spec).members(params or {})]


def lookup(name: str) -> AnyActivation:
    """The activation of that name or alias in the catalog. Raises UnknownNameError with the nearest names."""
    found = known(name)
    if found is not None:
        return found
    from actx.core.names.search import resembling  # for start-up time: only a misspelt name needs it

    hint = ": a formula must mention x" if set(name) & set("()*/+") else resembling(name)
    comma = "" if hint.endswith("?") else ":"
    raise UnknownNameError(f"unknown activation '{name}'{hint}{comma} see 'actx list'")


def _uncalled(text: str) -> str:
    """The SPEC torch.gelu:approximate=tanh of torch.gelu(x, approximate="tanh"); another text as it is.

    Raises ParameterError for parameters without their names.
    """
    try:
        call = python_tree(text) if _CALL.fullmatch(text) else None
    except FormulaError:  # which whoever reads the text as a formula says, too
        return text
    if not isinstance(call, ast.Call) or not _DOTTED.fullmatch(name := ast.unparse(call.func)):
        return text
    inputs, names = [ast.unparse(each) for each in call.args], [each.arg for each in call.keywords]
    if inputs not in ([], ["x"]) or None in names:
        raise ParameterError(f"{name} needs the names of its parameters: {name}(param=value)")
    given = [f"{each.arg}={_written(each.value, text.strip())}" for each in call.keywords]
    return f"{name}:{','.join(given)}" if given else name


def _written(value: ast.expr, text: str) -> str:
    """A value of a call as a SPEC has it: a string without its quotes."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return ast.get_source_segment(text, value) or ""


def _spelling(name: str) -> Spelling | None:
    """The framework's spelling that a dotted name means; None for a name without a dot."""
    if not _DOTTED.fullmatch(name):
        return None
    from actx.core.names.search import find  # for start-up time: few SPECs need its tables

    return find(name)
