"""The functions that a figure shows: derivatives of activations, and of components of vectors."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from math import copysign
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.errors import KindError, LengthError
from actx.core.formula.expression import Apply
from actx.core.rounding.arrays import approximate
from actx.figure.labels import (
    are_one_family,
    component_label,
    default_names,
    derivative_label,
    distinct,
    member_label,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from actx.core.analysis.facts import Extreme
    from actx.core.formula.expression import Expression
    from actx.core.rounding.formats import Format
    from actx.figure.labels import Name

Floats: TypeAlias = "NDArray[np.float64]"

# What the other components of vectors are by default: the first of these that every vector activation of the
# figure can take. A single one is 1, since with 0 a gated unit is 0 everywhere.
_DEFAULT_OTHERS: Final = ((0.0, 1.0), (1.0,), *(tuple((0.0, 1.0) * 32)[:count] for count in range(3, 64)))

OF_ZERO: Final = -400.0
"""The height of 0 on an axis of decimal logarithms: below those of all other numbers, and of any axis."""


# Of the width of the axes: the distance from a kink at which the sign of a limit there is looked up.
_BESIDE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Plottable:
    """A real function to draw: a derivative (order 0: the values) of an activation, or of a component of one.

    `name` is what the function and its derivatives are called together, `label` this one, and `component`
    this one within its activation, if that has several. `activation` and `subject` number the activations,
    and the activations and components, of a figure, from 0. `hue` numbers them with each family as one, and
    `shade` goes from 0, for the first member of a family, to 1. `exact` evaluates the function on an array,
    where errors below a tolerance are allowed. `tree` is that of the activation's formula, or None for a
    component of a vector activation; `slopes` are the derivatives that a convention gives at some points.
    With a number format `form` the function is what evaluation in it gives: constant around each of its
    numbers. With a `sign` of 1 or -1 the decimal logarithm of what is positive, or of the magnitude of what
    is negative, is drawn; 0 is far below the axes.
    """

    label: str
    name: str
    activation: int
    subject: int
    order: int
    exact: Callable[[Floats, float], Floats]
    tree: Expression | None = None
    hue: int = 0
    shade: float | None = None
    slopes: Mapping[Fraction, Fraction] = field(default_factory=dict)
    form: Format | None = None
    sign: int = 0
    component: str = ""

    def values(self, x: Floats, tolerance: float = 0.0) -> Floats:
        """The heights that are drawn; they may be wrong by a tolerance, but for logarithms."""
        return self.height(self.exact(x, 0.0 if self.sign else tolerance))

    def height(self, y: Floats) -> Floats:
        """Where a value is drawn; nan where it is not."""
        if not self.sign:
            return y
        with np.errstate(all="ignore"):
            heights = np.log10(np.where(y * self.sign >= 0, y * self.sign, np.nan))
        return np.where(y == 0, OF_ZERO, heights)


def extreme_height(function: Plottable, found: Extreme, width: float) -> float:
    """The value of the largest magnitude; if it is a limit, with the sign beside its x. Axes are so wide."""
    beside = function.values(np.array([found.x + found.side * _BESIDE * width]))[0]
    return copysign(found.magnitude, beside)


def extreme_place(found: Extreme) -> str:
    """How its x is told: `at`, or `beside` where only the limit is so large."""
    return "beside" if found.side else "at"


def plottables(
    activations: Sequence[AnyActivation],
    orders: Sequence[int],
    others: Sequence[float],
    names: Sequence[Name] | None = None,
) -> list[Plottable]:
    """The functions to draw: of each activation, the derivatives of the given orders.

    A vector activation gives each of its components as a function of the first input; `others` are the other
    inputs. `names` are those of the activations; by default those in the catalog. Raises KindError for an
    order above 1 of a vector activation, and LengthError for a number of inputs that it cannot take.
    """
    names = names or default_names(activations)
    alone = are_one_family(names)
    found: list[Plottable] = []
    for number, (activation, name) in enumerate(zip(activations, names, strict=True)):
        subject = found[-1].subject + 1 if found else 0
        hue, shade = found[-1].hue + 1 if found else 0, None
        if isinstance(activation, VectorActivation):
            called = name if len(activations) > 1 else None
            each = _components(activation, called, orders, others)
        else:
            each = _derivatives(activation, name, orders, alone=alone)
            if name.family:
                hue -= name.family.place > 0
                shade = name.family.place / (name.family.size - 1)
        found += [
            replace(one, activation=number, subject=subject + one.subject, hue=hue + one.subject, shade=shade)
            for one in each
        ]
    labels = distinct([function.label for function in found])
    kinds = list(dict.fromkeys((function.subject, function.name) for function in found))
    names_of = dict(zip(kinds, distinct([text for _, text in kinds]), strict=True))
    return [
        replace(function, label=label, name=names_of[function.subject, function.name])
        for function, label in zip(found, labels, strict=True)
    ]


def _derivatives(
    activation: Activation, name: Name, orders: Sequence[int], *, alone: bool
) -> Iterator[Plottable]:
    """The derivatives of an activation; `alone` if the figure shows the members of its family only."""
    for order in orders:
        label, text = (
            member_label(name, each) if alone else derivative_label(activation, name, each)
            for each in (order, 0)
        )
        yield Plottable(
            *(label, text, 0, 0, order),
            partial(_derivative, activation.function, order),
            activation.function,
            slopes=activation.slopes if order == 1 else {},
        )


def _derivative(f: Expression, order: int, x: Floats, tolerance: float) -> Floats:
    return approximate(f, x, order, tolerance)


def _components(
    activation: VectorActivation, name: Name | None, orders: Sequence[int], others: Sequence[float]
) -> Iterator[Plottable]:
    """The components of an image, and their slopes; without a name where no other activation is drawn."""
    for i in range(activation.size(len(others) + 1)):
        for order in orders:
            if order > 1:
                raise KindError(f"the derivative of {activation.name} is its Jacobian: order 1, not {order}")
            label, text = (component_label(name, i + 1, each) for each in (order, 0))
            values = partial(_component, activation, order, i, others)
            own = component_label(None, i + 1, order)
            yield Plottable(label, text, 0, i, order, values, component=own)


def default_others(activations: Sequence[AnyActivation]) -> tuple[float, ...]:
    """The other components where none are given: 0 and 1, or as many as all the vector activations take."""
    vectors = [each for each in activations if isinstance(each, VectorActivation)]
    for others in _DEFAULT_OTHERS:
        with suppress(LengthError):
            for each in vectors:
                each.size(len(others) + 1)
            return others
    return _DEFAULT_OTHERS[0]


def _component(
    activation: VectorActivation, order: int, i: int, others: Sequence[float], x: Floats, _: float
) -> Floats:
    """y_i, or dy_i/dx_1, where x_1 takes the values `x` and the other components are fixed."""
    vectors = np.column_stack([x, *(np.full_like(x, other) for other in others)])
    result: NDArray[Any] = activation.deriv(vectors)[:, i, 0] if order else activation(vectors)[:, i]
    return result


def difference(f: Activation, g: Activation, order: int, label: str) -> Plottable:
    """f - g, or its derivative, as one function: what cancels is not lost."""
    tree = Apply("sub", f.function, g.function)
    return Plottable(label, label, 0, 0, order, partial(_derivative, tree, order), tree)


def in_format(function: Plottable, activation: Activation, form: Format) -> Plottable:
    """What evaluation in a number format gives: the true value at the number nearest to x, rounded."""

    def values(x: Floats, _: float) -> Floats:
        return np.asarray(activation.deriv(x, function.order, dtype=form.name), dtype=np.float64)

    return replace(function, exact=values, form=form)


def logarithms(function: Plottable) -> tuple[Plottable, Plottable]:
    """What is drawn of a function on a logarithmic axis: where it is positive, and where it is negative."""
    return replace(function, sign=1), replace(function, sign=-1)
