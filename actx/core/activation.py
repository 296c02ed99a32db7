"""Activations that can be called: a record of the catalog, or a formula, with values of its parameters."""

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
    """A record with values of its parameters: `overrides` has those that were set."""

    overrides: Mapping[str, Fraction] = field(default_factory=dict)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """The value of every parameter."""
        return self.with_defaults(self.overrides)

    @property
    def label(self) -> str:
        """The SPEC of this activation with the parameters that were set: `leaky_relu:alpha=0.2`."""
        from actx.core.formula.typeset import decimal_text

        settings = ",".join(f"{name}={decimal_text(value)}" for name, value in self.overrides.items())
        return f"{self.name}:{settings}" if settings and self.family != FORMULA_FAMILY else self.name

    def bind(self, **values: Value) -> Self:
        """The same activation with parameters set.

        A float means the shortest decimal that it prints as in its own type: 0.2 and np.float32(0.2) are one
        fifth, and so is an array or a tensor of shape () that holds it. Text is a decimal or a quotient of
        integers, in ASCII. Raises ParameterError for an unknown name, and for a value that is not a finite
        number, has more than 1,000 characters or an exponent beyond ±400, or is outside its domain.
        """
        return replace(self, overrides=self.overridden(values, self.overrides))


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation(_Bound, Scalar):
    """A scalar activation with its parameters bound. Call it on an array-like to evaluate it.

    `formula`, in the formula language, denotes a real function of `x`. Every value and derivative is that
    function's, correctly rounded (within 0.5 ulp). `slopes` maps points to first derivatives that are given
    there instead, as a framework has them; higher derivatives there are 0.
    """

    slopes: Mapping[Fraction, Fraction] = field(default_factory=dict)

    @cached_property
    def literal(self) -> Expression:
        """The tree of the formula as written, its parameters by name."""
        from actx.core.catalog.reading import read_formula  # for start-up time: `list` needs no formulas

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
        """The simplified `function`: equal to it where that is regular, see `formula.domain`."""
        from actx.core.formula.simplify import simplify

        return simplify(self.function)

    def __call__(self, x: Numbers, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """f(x) elementwise, correctly rounded: an array in the shape of `x`, a NumPy scalar for shape ().

        `x` is a real number of any size or a nested list of them, an array, or a tensor of torch, jax or
        another framework, on the CPU; each number is rounded once, to the format. `dtype` is the format of
        `x` and of the result: a name that `actx eval --help` lists, such as "bfloat16", or a type of
        NumPy or a framework. By default it is the format of `x` if that is an array or a tensor of one of
        these, in any byte order, and else float64. Numbers of a format that NumPy lacks are returned as
        float64. A masked array gives a masked array with the same mask.

        f(x) is nan where f is undefined or has no limit at an infinity, and where its value is not decided.

        Raises TypeError for anything but real numbers, and for a tensor that requires a gradient, which would
        be lost (pass x.detach()); ValueError for a bad parameter or format.
        """
        return self.deriv(x, 0, dtype=dtype, **params)

    def deriv(self, x: Numbers, order: int = 1, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The derivative of an order from 0 to 10, elementwise, correctly rounded.

        At a kink it is that of the branch which the formula selects there. `x`, `dtype`, the result and the
        exceptions are as in a call; an order out of range is a ValueError.
        """
        from actx.core.rounding.arrays import evaluate  # for start-up time: `list` needs no NumPy

        bound = self.bind(**params) if params else self
        return evaluate(bound.function, x, order, dtype, bound.slopes)

    def to_digits(self, x: Decimal | Fraction, digits: int, order: int = 0) -> Decimal:
        """f(x), or its derivative of an order from 0 to 10, rounded once to 1 to 1,000 significant digits.

        `x` is taken exactly. Raises ValueError for digits or an order out of range, and UndecidedError (an
        ArithmeticError) where so many digits are not decided.
        """
        from actx.core.rounding.digits import to_digits  # for start-up time: few commands need it

        return to_digits(self.function, x, digits, order, self.slopes, self.label)


@dataclass(frozen=True, kw_only=True, eq=False)
class VectorActivation(_Bound, Vector):
    """An activation of whole vectors, along the last axis of its input, with its parameters bound.

    The image of a vector may be longer or shorter than it. Every component of an image or a Jacobian is
    correctly rounded (within 0.5 ulp).
    """

    @cached_property
    def function(self) -> VectorFunction:
        """The function on double-double arrays and on decimals, with the values of the parameters."""
        from actx.core.vector.functions import function  # for start-up time: it imports NumPy

        return function(self, self.values)

    def size(self, n: int) -> int:
        """The length of the image of a vector of length n. Raises LengthError if n is not allowed."""
        return self.function.size(n)

    @property
    def keeps_length(self) -> bool:
        """Whether images are as long as their vectors, so that component i belongs to component i."""
        from actx.core.vector.function import same_length

        return self.function.size is same_length

    def __call__(self, x: Numbers, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The images (..., m) of the vectors (..., n) along the last axis.

        `x` and `dtype` are as for scalar activations. If a component of a vector is masked, so is its whole
        image, which depends on it. To leave a component out of a softmax, set it to -inf.

        Raises TypeError for anything but vectors of real numbers, LengthError (a ValueError) for vectors of a
        length that is not allowed, and ValueError for a bad parameter or format.
        """
        return self._evaluated(x, dtype, params, jacobian=False)

    def deriv(self, x: Numbers, order: int = 1, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The Jacobians (..., m, n), dy_i/dx_j at [..., i, j]; masked as the images are.

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
