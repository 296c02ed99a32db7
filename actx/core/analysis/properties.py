"""The shape of an activation: from the record, if it is a function of the catalog, or else worked out.

Importing this module, and reading what is on record, does not import NumPy.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from actx.core.analysis.facts import Bound, Endless, Extremum, Line, Stretch
from actx.core.analysis.on_record import on_record
from actx.core.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from actx.core.activation import Activation
    from actx.core.analysis.enclosure import Quantity
    from actx.core.analysis.gaussian import Gaussian
    from actx.core.analysis.shape import Shape

T = TypeVar("T")

RECORDS: Final = Path(__file__).with_name("shapes.json")
"""The shapes of the functions of the catalog: `python -m tools.make_shapes` in tests makes it."""
SMALL_SLOPES: Final = ("0.01", "0.001", "1e-06")
"""The bounds of |f'| for which it is on record where that stays below them."""
MOMENTS: Final = ("mean", "second_moment", "variance", "mean_squared_slope", "gain", "std_gain")
"""The moments of f(X) for X ~ N(0, 1) that are on record, see `Gaussian`."""
# A derivative of at most so many different nodes, and without sin, cos and tan, is analysed quickly.
_MOST_PARTS: Final = 12
_SIDES: Final = {-1: 0, 1: 1}  # their places in a record


class _Known(Generic[T]):
    """A property of `Shape` by its name, which is read from the record if there is one."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> _Known[T]: ...
    @overload
    def __get__(self, instance: Properties, owner: type) -> T | None: ...

    def __get__(self, instance: Properties | None, owner: type) -> _Known[T] | T | None:
        if instance is None:
            return self
        if self._name not in instance.record:
            found: T | None = getattr(instance.shape, self._name)
            return found
        data = instance.record[self._name]
        return None if data is None else self._read(data)


def _or_endless(read: Callable[[Any], list[T]]) -> Callable[[Any], list[T] | Endless[T]]:
    """What reads a list, or Endless with one, which is on record as an object."""

    def of(data: Any) -> list[T] | Endless[T]:
        if not isinstance(data, dict):
            return read(data)
        listed = data["listed"]
        return Endless(None if listed is None else read(listed), data["period"])

    return of


def _stretches(data: Any) -> list[Stretch]:
    return [(low, high) for low, high in data]


def _extrema(data: Any) -> list[Extremum]:
    return [Extremum(*each) for each in data]


def _bound(data: Any) -> Bound:
    return Bound(*data)


def _point(data: Any) -> tuple[float, float]:
    x, y = data
    return x, y


def _numbers(data: Any) -> list[float]:
    return list(data)


def _as_data(found: Any) -> Any:
    return found._asdict() if isinstance(found, Endless) else found


class Properties:
    """The properties of a scalar activation on the whole line; None where it is not decided.

    Each is as in `actx.core.analysis.shape.Shape`. What is not on record is worked out when it is first asked
    for.
    """

    def __init__(self, activation: Activation, *, recorded: bool = True) -> None:
        self._activation = activation
        self.record = on_record(RECORDS, activation) if recorded else {}

    @cached_property
    def shape(self) -> Shape:
        """What works them out."""
        from actx.core.analysis.shape import Shape  # for start-up time: it imports NumPy

        return Shape(self._activation.function)

    @property
    def is_on_record(self) -> bool:
        return bool(self.record)

    @cached_property
    def is_quick(self) -> bool:
        """Whether zeros, extrema, range and monotone pieces are found in some 0.2 s at most, as a rule."""
        if self.is_on_record:
            return True
        from actx.core.formula.differentiate import target
        from actx.core.formula.expression import applies, nodes
        from actx.core.formula.language import WAVES

        try:
            slope = target(self._activation.expression, 1)
        except FormulaError:  # too large a derivative
            return False
        return not applies(slope, WAVES) and len(nodes(slope)) <= _MOST_PARTS

    zeros = _Known(_or_endless(_stretches))
    extrema = _Known(_or_endless(_extrema))
    infimum = _Known(_bound)
    supremum = _Known(_bound)
    monotone = _Known(str)
    convex = _Known(str)
    inflections = _Known(_or_endless(_numbers))
    dead = _Known(_stretches)
    linear = _Known(_stretches)
    least_slope = _Known(_bound)
    greatest_slope = _Known(_bound)
    lipschitz = _Known(float)
    condition = _Known(_bound)
    parity = _Known(str)
    center = _Known(_point)

    def slope_below(self, bound: Fraction, side: int) -> float | None:
        """The x beyond which |f'| stays below a bound, see `Shape.slope_below`."""
        for text, found in self.record.get("slope_below", {}).items():
            if bound == Fraction(text):
                beyond: float | None = found[_SIDES[side]]
                return beyond
        return self.shape.slope_below(bound, side)

    @cached_property
    def _gaussian(self) -> Gaussian:
        from actx.core.analysis.gaussian import Gaussian  # for start-up time: it imports NumPy

        return Gaussian(self._activation.function)

    def moment(self, name: str) -> float | None:
        """One of MOMENTS."""
        known: Mapping[str, float | None] = self.record.get("moments", {})
        if name in known:
            return known[name]
        found: Quantity | None = getattr(self._gaussian, name)
        return None if found is None else float(found.value)

    def limit(self, side: int, order: int = 0) -> float | None:
        """The limit of a derivative at an infinity, nan if there is none."""
        return self.shape.limit(side, order)

    def asymptote(self, side: int) -> Line | None:
        """The straight line to which the function tends; None if there is none, or that is not decided."""
        if "asymptotes" not in self.record:
            return self.shape.asymptote(side)
        found = self.record["asymptotes"][_SIDES[side]]
        return None if found is None else Line(*found)

    def worked_out(self) -> dict[str, Any]:
        """All that is kept on record of it, as data."""
        known = [name for name, each in vars(Properties).items() if isinstance(each, _Known)]
        return {
            **{name: _as_data(getattr(self.shape, name)) for name in known},
            "slope_below": {
                text: [self.shape.slope_below(Fraction(text), side) for side in _SIDES]
                for text in SMALL_SLOPES
            },
            "asymptotes": [self.shape.asymptote(side) for side in _SIDES],
            "moments": {name: self.moment(name) for name in MOMENTS},
        }
