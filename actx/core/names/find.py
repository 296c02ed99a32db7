"""Which activation of the catalog a function is: equal, with other parameters, scaled, or only near.

Parameters and scalings are solved for in float64 at a few points, and rounded to simple numbers. Then the two
functions are compared as any two are, and nothing is called equal that is not proved.
"""

from __future__ import annotations

import re
from itertools import combinations, islice, product
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actx.core.activation import Activation
from actx.core.analysis import fit
from actx.core.analysis.distance import distance
from actx.core.analysis.facts import PROVED, WHERE_DEFINED
from actx.core.analysis.simple_numbers import simple_numbers
from actx.core.arithmetic.unbounded import quick_values
from actx.core.errors import ActxError
from actx.core.names.lookup import native
from actx.core.names.recognise import equal_to, kinds, known_equal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from actx.core.analysis.facts import Extreme
    from actx.core.names.recognise import Kind

    Floats = NDArray[np.floating[Any]]

EQUAL: Final = "equal"
WITH_PARAMETERS: Final = "equal with parameters"
SCALED: Final = "equal when scaled"
NEAR: Final = "near"
RANGE: Final = (-10.0, 10.0)
"""Where the distance of what is only near is measured."""
_MOST_NEAR: Final = 3
_MOST_VARYING: Final = 3
_MOST_TRIALS: Final = 12  # combinations of simple numbers that are tried for one fit
_GRID: Final = np.linspace(*RANGE, 402)


class Finding(NamedTuple):
    """An activation that a function is, or is near.

    `spec` can be typed for it. `also` are the names of those of the catalog that have the same formula. Of
    what is equal, `equal` says how that is known, as `actx.core.analysis.equality` does; of what is near,
    `apart` says how far it is from the function.
    """

    kind: str
    spec: str
    also: Sequence[str]
    equal: str
    apart: Extreme | None = None

    @property
    def answer(self) -> str:
        """The kind; what is not proved to be equal is only called alike."""
        is_sure = self.kind == NEAR or self.equal in (PROVED, WHERE_DEFINED)
        return self.kind if is_sure else self.kind.replace("equal", "alike")


def find(
    f: Activation, advance: Callable[[int], None] = lambda _: None, *, every: bool = False
) -> list[Finding]:
    """What the function is as it stands; else with parameters; else when scaled; else the nearest few.

    With `every`, all of these. Nothing is found of a function without a value from -6 to 6, and an activation
    of the catalog is not found as itself. `advance` is told of each one of the catalog that is done.
    """
    values = quick_values(f.expression, fit.POINTS)
    if not np.isfinite(values).any():
        return []
    found = _equal(f)
    # Of a constant, every parameter that makes one would be found, and a scale of 0.
    for search in (_with_parameters, _scaled) if fit.spread(values) else ():
        if found and not every:
            return found
        those: list[Finding] = []
        for kind in kinds():
            told = {re.split(r"[:(]", each.spec)[0] for each in found}
            if not told & set(kind.names):
                those += search(f, values, kind)
            advance(1)
        found += sorted(those, key=_length)
    return found if found and not every else [*found, *_nearest(f)]


def _length(found: Finding) -> int:
    """The number of settings, or the length of a formula: what is shorter comes first."""
    return len(found.spec) if found.kind == SCALED else found.spec.count(",")


def most_steps() -> int:
    """How often `find` advances, at most."""
    return 2 * len(kinds())


def _equal(f: Activation) -> list[Finding]:
    found = []
    for kind, equal in equal_to(f):
        names = [name for name in kind.names if name != f.label]
        if names:
            found.append(Finding(EQUAL, names[0], names[1:], equal))
    return found


def _with_parameters(f: Activation, values: Floats, kind: Kind) -> Iterator[Finding]:
    for each in kind.members:
        found = _fitted(f, values, each) if each.params and each.name != f.name else None
        if found is not None:
            yield found


def _fitted(f: Activation, values: Floats, g: Activation) -> Finding | None:
    """With the fewest parameters set that do."""
    defaults = {name: float(value) for name, value in g.values.items()}
    for count in range(1, min(len(defaults), _MOST_VARYING) + 1):
        for varying in combinations(defaults, count):
            fitted = fit.parameters(values, g.symbolic, defaults, varying)
            if fitted is not None:
                for spec in _settings(g, varying, fitted.tolist()):
                    finding = _proved(f, values, spec, WITH_PARAMETERS)
                    if finding is not None:
                        return finding
    return None


def _settings(g: Activation, names: Sequence[str], values: Sequence[float]) -> Iterator[str]:
    """SPECs of an activation with simple numbers near these values."""
    for numbers in islice(product(*map(simple_numbers, values)), _MOST_TRIALS):
        settings = [f"{name}={number.text}" for name, number in zip(names, numbers, strict=True)]
        if all(number.value is not None for number in numbers):
            yield f"{g.name}:{','.join(settings)}"
        else:  # a formula may have any constant
            yield f"{g.name}(x, {', '.join(settings)})"


def _scaled(f: Activation, values: Floats, kind: Kind) -> Iterator[Finding]:
    found = None if f.name in kind.names else fit.scaling(values, kind.first.expression)
    if found is None:
        return
    for a, b, c in islice(product(*map(simple_numbers, found)), _MOST_TRIALS):
        inner = {"1": "x", "-1": "-x"}.get(b.text, f"{b.text}*x")
        outer = {"1": "", "-1": "-"}.get(a.text, f"{a.text}*")
        shift = "" if c.text == "0" else c.text if c.text.startswith("-") else f"+{c.text}"
        finding = _proved(f, values, f"{outer}{kind.first.name}({inner}){shift}", SCALED)
        if finding is not None:
            yield finding
            return


def _proved(f: Activation, values: Floats, spec: str, kind: str) -> Finding | None:
    """The finding, if a SPEC is a function that is known to be equal to f."""
    try:
        g = native(spec, {})
    except ActxError:  # a value outside the parameter's domain
        return None
    if not isinstance(g, Activation):
        return None
    if not fit.alike(values, quick_values(g.expression, fit.POINTS)):
        return None
    equal = known_equal(f, g)
    return None if equal is None else Finding(kind, g.label, [], equal)


def _nearest(f: Activation) -> list[Finding]:
    """The nearest activations on RANGE: chosen by values on a grid, then measured."""
    values = quick_values(f.expression, _GRID)
    ranked = []
    for kind in kinds():
        if f.name not in kind.names:
            with np.errstate(invalid="ignore"):  # inf - inf
                apart = np.abs(values - quick_values(kind.first.expression, _GRID))
            largest = float(np.nanmax(apart, initial=0.0)) if np.isfinite(apart).any() else np.inf
            ranked.append((float(np.mean(np.isnan(apart))), largest, kind))
    defined = float(np.mean(np.isnan(values)))
    ranked = [each for each in ranked if each[0] <= defined]
    ranked.sort(key=lambda each: each[1])
    found = []
    for _, largest, kind in ranked[:_MOST_NEAR]:
        if largest < np.inf and isfinite((there := distance(f, kind.first, *RANGE)).magnitude):
            found.append(Finding(NEAR, kind.first.name, kind.names[1:], "", there))
    return sorted(found, key=lambda each: each.apart.magnitude if each.apart else 0.0)
