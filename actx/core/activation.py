"""What an activation is: a record whose heart is a formula, from which everything else follows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

from actx.core.errors import ParameterError
from actx.core.naming import has, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction
    from typing import SupportsFloat

    from numpy.typing import ArrayLike, DTypeLike

    from actx.core.formula.expression import Expression
    from actx.core.vector.function import VectorFunction

    # Numbers of any type, arrays and tensors of shape () among them. None is a word of Python's, as True is:
    # keras.activations.relu:max_value=None.
    Value = str | SupportsFloat | None
    # A number, an array, a tensor or a nested list of these. A type of numbers may be a framework's, such as
    # torch.bfloat16. Which of them can be read stands in points.py.
    Numbers = ArrayLike | SupportsFloat | Sequence[Any]
    NumberType = DTypeLike | Any

# family: what its members have in common
FAMILIES: Final = {
    "linear": "the identity",
    "rectifier": "the positive part, and its piecewise relatives",
    "exponential linear": "the positive part, joined to an exponential",
    "sigmoid": "bounded and S-shaped",
    "gated": "x times a gate of x",
    "softplus": "smooth rectifiers",
    "shrinkage": "small inputs made smaller",
    "radial": "bumps",
    "periodic": "waves",
    "companding": "large inputs squeezed or stretched, without a bound",
    "modulus": "|x|, and its smooth relatives",
    "polynomial": "powers of x, and their sums",
    "exponential": "exponentials of x, and what they are factors of",
    "rational": "quotients of polynomials",
    "vector": "functions of a whole vector",
}
FORMULA_FAMILY: Final = "formula"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its default, a decimal that means exactly what is written, and its domain, an interval.

    An end of the interval may name a parameter that stands before it: "(min_val, inf)". With `whole`, only
    the whole numbers in it.
    """

    name: str
    default: str
    domain: str = "(-inf, inf)"
    whole: bool = False

    @property
    def choice(self) -> str:
        """The domain in words: what stands behind `in` where parameters are listed."""
        return f"{self.domain}, whole" if self.whole else self.domain

    def check(self, value: Fraction, before: Mapping[str, Fraction]) -> None:
        """Raise ParameterError unless `value` lies in the domain, given the parameters before it."""
        from fractions import Fraction  # to list the catalog takes neither this nor decimals

        low, high = (end.strip() for end in self.domain[1:-1].split(","))
        inside = True
        if low != "-inf":
            least = before[low] if low in before else Fraction(low)
            inside = value > least or (value == least and self.domain[0] == "[")
        if high != "inf":
            most = before[high] if high in before else Fraction(high)
            inside = inside and (value < most or (value == most and self.domain[-1] == "]"))
        if not inside:
            from actx.core.formula.typeset import decimal_text

            raise ParameterError(f"{self.name}={decimal_text(value)} is outside the domain {self.domain}")
        if self.whole and value.denominator != 1:
            from actx.core.formula.typeset import decimal_text

            raise ParameterError(f"{self.name}={decimal_text(value)} is not a whole number")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Record:
    """What scalar and vector activations share: identity, parameters, and the words about them."""

    name: str
    formula: str
    family: str
    reference: str
    use: str
    weakness: str
    aliases: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    overrides: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Fraction]:
        """The value of every parameter: the one that was set, else the default."""
        from fractions import Fraction

        return {p.name: self.overrides.get(p.name, Fraction(p.default)) for p in self.params}

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
        known = [p.name for p in self.params]
        for name in values:
            if name not in known:
                hint = suggest(name, known) or has(known)
                raise ParameterError(f"{self.name} has no parameter '{name}'{hint}")
        bound = replace(self, overrides={**self.overrides, **{n: exact(n, v) for n, v in values.items()}})
        settled = bound.values
        for parameter in self.params:
            parameter.check(settled[parameter.name], settled)
        return bound


# As a fraction, longer ones than these take their time and tell nothing apart.
_LONGEST_NUMBER: Final = 1000


def exact(name: str, value: Value) -> Fraction:
    """The rational that a parameter's value means: 0.2, as text or as a float of any type, is one fifth."""
    from decimal import Decimal
    from fractions import Fraction

    text = as_text(value).strip()
    if len(text) > _LONGEST_NUMBER:
        raise ParameterError(f"parameter {name}: a number of {len(text)} characters is out of reach")
    try:
        text.encode("ascii")  # Fraction, float and Decimal take the digits of every script
        if "/" in text:
            return Fraction(text)
        float(text)  # takes an underscore between two digits only, and Decimal anywhere
        decimal = Decimal(text)
        if decimal.is_finite() and abs(decimal.adjusted()) <= 400:
            return Fraction(decimal)
    except (ArithmeticError, ValueError):
        raise ParameterError(f"parameter {name}: '{text}' is not a number") from None
    raise ParameterError(f"parameter {name}: '{text}' is not a finite number within reach")


def as_text(value: Value) -> str:
    """A parameter's value as text. A number is the shortest decimal of its type: 0.2 for np.float32(0.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return float.__repr__(value)  # of NumPy's float64, too, whose own repr is "np.float64(0.2)"
    from actx.core.scalars import decimal_text

    return decimal_text(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Activation(_Record):
    """A scalar activation with its parameters bound. Call it on an array-like to evaluate it.

    `formula` is written in the formula language; it denotes a real function of `x`, and every value and
    derivative is that function's, correctly rounded (within 0.5 ulp). Only at the points of `slopes`, which
    are those of the parameters' values, the first derivative is what stands there, and any higher one 0.
    """

    slopes: Mapping[Fraction, Fraction] = field(default_factory=dict)

    @cached_property
    def literal(self) -> Expression:
        """The tree of the formula as written, its parameters by name."""
        from actx.core.names.lookup import read_formula  # a formula may name other activations

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

        return evaluate(self.bind(**params) if params else self, x, order, dtype)


@dataclass(frozen=True, kw_only=True, eq=False)
class VectorActivation(_Record):
    """An activation of a whole vector, the last axis of its input; `formula` says component i in words.

    `function` loads its mathematics, which need NumPy, for values of the parameters. The image may be longer
    or shorter than the vector. Every component of an image or a Jacobian is correctly rounded, as the values
    of scalar activations are.
    """

    function: Callable[..., VectorFunction]

    def bound_function(self) -> VectorFunction:
        """The mathematics, with the parameters' values."""
        return self.function(**self.values)

    def size(self, n: int) -> int:
        """How many components the image of a vector of n has. Raises LengthError where n does not fit."""
        return self.bound_function().size(n)

    @property
    def keeps_length(self) -> bool:
        """Whether component i of an image belongs to component i of the vector, whatever the length."""
        from actx.core.vector.function import same_length

        return self.bound_function().size is same_length

    def __call__(self, x: Numbers, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The vectors' images, along the last axis.

        `x` and `dtype` are as for scalar activations. An image is masked where any component of its vector
        is: it depends on the missing number. To leave a component out of a softmax, set it to -inf.

        Raises TypeError for anything but real vectors, LengthError (a ValueError) for vectors of a length
        that does not fit, and ValueError for a bad parameter or format.
        """
        from actx.core.vector.evaluate import evaluate_vectors

        return evaluate_vectors(self.bind(**params) if params else self, x, dtype)

    def deriv(self, x: Numbers, order: int = 1, *, dtype: NumberType | None = None, **params: Value) -> Any:
        """The Jacobian matrices (..., m, n), dy_i/dx_j at [..., i, j]; masked as the images are.

        Raises what a call raises, and ValueError for any order but 1.
        """
        from actx.core.vector.evaluate import evaluate_jacobians

        if order != 1:
            raise ValueError(f"the derivative of {self.name} is its Jacobian: order 1, not {order}")
        return evaluate_jacobians(self.bind(**params) if params else self, x, dtype)


AnyActivation = Activation | VectorActivation
