"""actx, the activation-function explorer: true values and derivatives of any activation.

    >>> import actx
    >>> actx.gelu([-10.0, 0.0, 1.0])
    array([-7.61985302e-23,  0.00000000e+00,  8.41344746e-01])
    >>> actx.sigmoid.deriv(18.0)
    np.float64(1.5229979280808073e-08)
    >>> actx.activation("leaky_relu:alpha=0.2")(-3.0)
    np.float64(-0.6)
    >>> actx.activation("x*sigmoid(1.702*x)").deriv(0.0, order=2)
    np.float64(0.851)
    >>> actx.exact("sigmoid", "0.1", digits=30)
    Decimal('0.524979187478939986099193182604')

Every activation of the catalog is an attribute of this package. Importing it imports neither NumPy nor
anything that draws or prints; the first evaluation imports NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.core.errors import (
    ActxError,
    FormulaError,
    KindError,
    LengthError,
    ParameterError,
    UndecidedError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction
    from typing import SupportsFloat

    from actx.core.activation import Activation, AnyActivation
    from actx.core.analysis.apart import Apart
    from actx.core.analysis.gaussian import Gaussian
    from actx.core.analysis.properties import Properties
    from actx.core.catalog.record import Value

__version__ = "0.1.0"
__all__ = [
    "ActxError",
    "FormulaError",
    "KindError",
    "LengthError",
    "ParameterError",
    "UndecidedError",
    "UnknownNameError",
    "activation",
    "activations",
    "apart",
    "certificate",
    "exact",
    "moments",
    "names",
    "properties",
]


def names() -> list[str]:
    """The names of the catalog's activations, family by family."""
    from actx.core.names import lookup

    return lookup.names()


def activation(spec: str, **params: Value) -> AnyActivation:
    """The activation that a SPEC means: `gelu`, `leaky_relu:alpha=0.2`, `torch.gelu`, or a formula of `x`.

    `params` set its parameters, or give a formula's free names their values; 0.2 means exactly one fifth,
    and so do np.float32(0.2) and a tensor of shape () that holds it. A framework's name has the framework's
    parameters and defaults, where None is a value as another. Raises UnknownNameError (a KeyError) for an
    unknown name, with the nearest ones; ParameterError and FormulaError (ValueErrors) for what is wrong
    with a parameter or a formula; TypeError for no text.
    """
    from actx.core.names import spec as specs

    if not isinstance(spec, str):
        raise TypeError(f"a SPEC is a str, not {type(spec).__name__}")
    return specs.activation(spec, params)


def activations(spec: str, **params: Value) -> list[AnyActivation]:
    """The activations that a SPEC means whose parameters have several values, and one in a list otherwise.

    As text, a parameter may have a list of values, `leaky_relu:alpha=0.1|0.2`, a range with both ends,
    `alpha=0.01..0.3:5`, or a geometric one, `alpha=0.01..1:5:log`, rounded to 6 significant digits between
    its ends. Of several such parameters all combinations are taken, at most 100, the last varying fastest.
    Raises what `activation` does, and ParameterError for a list or a range that cannot be read.
    """
    from actx.core.names import spec as specs

    if not isinstance(spec, str):
        raise TypeError(f"a SPEC is a str, not {type(spec).__name__}")
    return specs.activations(spec, params)


def exact(
    spec: str,
    x: str | SupportsFloat,
    digits: int,
    order: int = 0,
    **params: Value,
) -> Decimal:
    """f(x), or its derivative of an order from 0 to 10, rounded once to 1 to 1,000 significant digits.

    `spec` and `params` are as in `activation`. `x` is exactly what it says: text and Decimal the decimal, a
    float of any type itself, so that 0.1 is not "0.1", and a longdouble has all its digits. A result that
    is exact has only the digits it needs, any other all of them. At an infinity it is the limit; nan gives
    nan; beyond Decimal's exponents are infinity and zero.

    Raises what `activation` does; ValueError for digits or an order out of range and text that is no number;
    TypeError for an `x` that is no real number, and an activation of vectors; UndecidedError (an
    ArithmeticError) for what is not known to so many digits.
    """
    from actx.core.rounding.scalars import exact_value
    from actx.io.exact import parse_exact

    of = _scalar(spec, params, "have digits")
    return of.to_digits(parse_exact(x) if isinstance(x, str) else exact_value(x), digits, order)


def properties(spec: str, **params: Value) -> Properties:
    """The shape of a scalar activation on the whole line: zeros, extrema, range, monotone or not, slopes.

    Each attribute is the property, proved, with numbers correctly rounded to float64, or None where it is not
    decided. Where zeros, extrema or inflections are endlessly many, it is an `Endless`: a part of them,
    `listed`, and their `period`, if they have one. The shapes of the catalog, with default parameters, are on
    record; any other is worked out when it is first asked for, in seconds, for long formulas in a minute.
    Raises what `activation` does, and KindError (a TypeError) for an activation of vectors.
    """
    from actx.core.analysis.properties import Properties

    return Properties(_scalar(spec, params, "have a shape"))


def moments(spec: str, *, sigma: Fraction | float = 1, digits: int = 0, **params: Value) -> Gaussian:
    """The moments of f(X) for X ~ N(0, sigma**2): mean, second_moment, variance, mean_squared_slope, gains.

    Each attribute is worked out when it is first asked for: a number rounded once to float64, or to 1 to 100
    decimal digits, with the proved bounds between which it lies; or None where that is not decided. A float
    sigma is exactly itself. Raises what `activation` does, KindError (a TypeError) for an activation of
    vectors, and ValueError for a sigma that is not positive and finite or digits out of range.
    """
    from fractions import Fraction

    from actx.core.analysis.gaussian import MOST_DIGITS, Gaussian

    of = _scalar(spec, params, "have moments")
    if not 0 < sigma < float("inf"):
        raise ValueError(f"sigma must be positive and finite, not {sigma}")
    if not 0 <= digits <= MOST_DIGITS:
        raise ValueError(f"the number of digits must be from 1 to {MOST_DIGITS}, not {digits}")
    return Gaussian(of.function, Fraction(sigma) ** 2, digits)


def apart(first: str, second: str, between: tuple[float, float] | None = None) -> Apart:
    """How far the second of two scalar activations is from the first, f, on the whole line or in a range.

    Each attribute is worked out when it is first asked for, and proved, or None where it is not decided:
    values, relative and slopes, the suprema of |f - g|, |f - g|/|f| and |f' - g'|; crossings; opposed, where
    one rises and the other falls; jumps; mean_square; and in_ulps(format). Raises what `activation` does,
    KindError (a TypeError) for an activation of vectors, and ValueError for a range that is none.
    """
    from actx.core.analysis.apart import Apart

    f, g = (_scalar(spec, {}, "can be compared").function for spec in (first, second))
    if between is not None and not float("-inf") < between[0] < between[1] < float("inf"):
        raise ValueError(f"a range has two finite ends, the lower one first, not {between}")
    return Apart(f, g, between)


def certificate(spec: str, **params: Value) -> dict[str, Any]:
    """The proof of the signs of f, f' and f'' on the whole line, as `actx info SPEC --prove` prints it.

    It consists of what JSON has; `examples/check_certificate.py` checks it. Raises what `properties` does.
    """
    from actx.core.analysis.certificate import certificate as proof

    of = _scalar(spec, params, "have signs to prove")
    return {"activation": of.label, "formula": of.formula, **proof(of.function)}


def _scalar(spec: str, params: Mapping[str, Value], what: str) -> Activation:
    """The scalar activation that a SPEC means. Raises KindError for one of vectors, which do not `what`."""
    from actx.core.activation import Activation

    of = activation(spec, **params)
    if not isinstance(of, Activation):
        raise KindError(f"{of.name} is an activation of vectors: only scalar ones {what}")
    return of


def __getattr__(name: str) -> Any:  # an AnyActivation, whose keywords are its own parameters
    from actx.core.names.spec import lookup

    if not name.startswith("_"):
        try:
            return lookup(name)
        except UnknownNameError as error:
            raise AttributeError(f"module 'actx' has no attribute '{name}': {error}") from None
    raise AttributeError(f"module 'actx' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *names()])
