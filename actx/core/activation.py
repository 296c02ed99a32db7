"""What an activation is: a record of the catalog with the values of its parameters, to be called.

Its heart is a formula, from which everything else follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from actx.core.catalog.record import FORMULA_FAMILY, Record, Scalar, Vector
from actx.core.errors import KindError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from actx.core.catalog.record import Given, Value
    from actx.core.formula.expression import Expression
    from actx.core.rounding.inputs import Numbers, NumberType
    from actx.core.vector.function import VectorFunction


@dataclass(frozen=True, kw_only=True, eq=False)
class _Bound(Record):
    """A record with values of its parameters: those that were set, and the defaults of the others."""

    overrides: Mapping[str, Fraction] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """The value of every parameter."""
        return self.with_defaults(self.overrides)

    @property
    def label(self) -> str:
        """The SPEC that names this activation with these parameters: `leaky_relu:alpha=0.2`."""
        from actx.core.formula.typeset import decimal_text

        settings = ",".join(f"{name}={decimal_text(value)}" for name, value in self.overrides.items())
        return f"{self.name}:{settings}" if settings and self.family != FORMULA_FAMILY else self.name

    def bind(self, **values: Value) -> Self:
        """The same activation with parameters set; a float means the decimal it prints as.

        So does a number of NumPy's, or of an array or tensor of shape (), in its own type: np.float32(0.2)
        is one fifth. Text is a decimal or a quotient of whole numbers in ASCII. Raises ParameterError for
        an unknown name, a value that is not a finite number, or one outside its domain.
        """
        return replace(self, overrides=self.overridden(values, self.overrides))


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation(_Bound, Scalar):
    """A scalar activation with its parameters bound. Call it on an array-like to evaluate it.

    `formula` is written in the formula language; it denotes a real function of `x`, and every value and
    derivative is that function's, correctly rounded (within 0.5 ulp). Only at the points of `slopes`, which
    are those of the parameters' values, the first derivative is what stands there, and any higher one 0.
    """

    slopes: Mapping[Fraction, Fraction] = field(default_factory=dict)

    @cached_property
    def literal(self) -> Expression:
        """The tree of the formula as written, its parameters by name."""
        from actx.core.catalog.reading import read_formula  # to list the catalog takes no formulas

        return read_formula(self.formula, tuple(parameter.name for parameter in self.params))

    @cached_property
    def symbolic(self) -> Expression:
        """The simplified tree, its parameters by name: what `info` differentiates and typesets."""
        from actx.core.formula.simplify import simplify

        return simplify(self.literal)

    @cached_property
    def function(self) -> Expression:
        """The tree as written, with the values of the parameters in it: a function of `x` alone."""
        from actx.core.formula.expression import Number, substitute

        values: dict[str, Expression] = {name: Number(value) for name, value in self.values.items()}
        return substitute(self.literal, values)

    @cached_property
    def expression(self) -> Expression:
        """The same, simplified: equal to the function where that is regular."""
        from actx.core.formula.simplify import simplify

        return simplify(self.function)

    def __call__(self, x: Numbers, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """f(x) elementwise, as a NumPy array in the shape of `x`, or a NumPy scalar for shape ().

        `x` is a real number of any size or a nested list of them, an array, or a tensor of torch, jax or
        another framework, on the CPU; each number is rounded to the format once. `dtype` is the format, of
        `x` and of the result: a name such as "bfloat16", or a type of NumPy or a framework. By default it
        is that of `x`: an array or a tensor of float32, float16, bfloat16, float8_e4m3fn or float8_e5m2
        keeps it, in any byte order, and all else is float64. The numbers of a format that NumPy lacks come
        as the float64 equal to them.

        A masked array gives a masked array with the same mask. A tensor that requires a gradient is a
        TypeError, as it is for NumPy, since no gradient would flow back: pass x.detach().

        Raises TypeError for anything but real numbers and ValueError for a bad parameter or format.
        """
        return self.deriv(x, 0, dtype=dtype, **params)

    def deriv(self, x: Numbers, order: int = 1, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The derivative of an order from 0 to 10, elementwise; at a kink that of the formula's branch.

        `dtype` and the exceptions are as in a call; ValueError for an order out of range, too.
        """
        from actx.core.rounding.arrays import evaluate  # NumPy is not needed to list the catalog

        bound = self.bind(**params) if params else self
        return evaluate(bound.function, x, order, dtype, bound.slopes)

    def to_digits(self, x: Decimal | Fraction, digits: int, order: int = 0) -> Decimal:
        """f(x), or its derivative of an order from 0 to 10, rounded once to 1 to 1,000 significant digits.

        Raises ValueError for digits or an order out of range, and UndecidedError for what is not known.
        """
        from actx.core.rounding.digits import to_digits  # which list, info and eval do not need

        return to_digits(self.function, x, digits, order, self.slopes, self.label)


@dataclass(frozen=True, kw_only=True, eq=False)
class VectorActivation(_Bound, Vector):
    """An activation of a whole vector, the last axis of its input, with its parameters bound.

    The image may be longer or shorter than the vector. Every component of an image or a Jacobian is correctly
    rounded, as the values of scalar activations are.
    """

    @cached_property
    def function(self) -> VectorFunction:
        """The mathematics, with the parameters' values. It needs NumPy."""
        from actx.core.vector.functions import function

        return function(self, self.values)

    def size(self, n: int) -> int:
        """How many components the image of a vector of n has. Raises LengthError where n does not fit."""
        return self.function.size(n)

    @property
    def keeps_length(self) -> bool:
        """Whether component i of an image belongs to component i of the vector, whatever the length."""
        from actx.core.vector.function import same_length

        return self.function.size is same_length

    def __call__(self, x: Numbers, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The vectors' images, along the last axis.

        `x` and `dtype` are as for scalar activations. An image is masked where any component of its vector
        is: it depends on the missing number. To leave a component out of a softmax, set it to -inf.

        Raises TypeError for anything but real vectors, LengthError (a ValueError) for vectors of a length
        that does not fit, and ValueError for a bad parameter or format.
        """
        return self._evaluated(x, dtype, params, jacobian=False)

    def deriv(self, x: Numbers, order: int = 1, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The Jacobian matrices (..., m, n), dy_i/dx_j at [..., i, j]; masked as the images are.

        Raises what a call raises, and ValueError for any order but 1.
        """
        if order != 1:
            raise ValueError(f"the derivative of {self.name} is its Jacobian: order 1, not {order}")
        return self._evaluated(x, dtype, params, jacobian=True)

    def _evaluated(self, x: Numbers, dtype: NumberType | None, params: Given, *, jacobian: bool) -> Any:
        from actx.core.vector.evaluate import evaluate

        bound = self.bind(**params) if params else self
        try:
            return evaluate(bound.function, x, dtype, jacobian=jacobian)
        except KindError:
            raise KindError(f"{self.name} takes vectors, not single numbers") from None


AnyActivation = Activation | VectorActivation


def activation_of(record: Record) -> AnyActivation:
    """The activation of a record of the catalog, with the defaults of its parameters."""
    return (Activation if isinstance(record, Scalar) else VectorActivation)(**vars(record))
