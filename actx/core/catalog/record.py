"""The types of the catalog's data: records, their parameters, and what parameters may be set to.

A record says which function an activation is, and what is known about it. It cannot be called: see
`actx.core.activation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.errors import ParameterError
from actx.core.naming import it_has, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction
    from typing import SupportsFloat

    # A parameter's value: a number of any type, also an array or tensor of shape (); or text. None is a value
    # of frameworks' parameters, as in keras.activations.relu(max_value=None).
    Value = str | SupportsFloat | None
    Given = Mapping[str, Value]

# Each family with what its members have in common, in the order of the catalog.
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


class Param(NamedTuple):
    """A parameter: its default, a decimal that is meant exactly, and its domain, an interval.

    An end of the domain may be an earlier parameter: "(min_val, inf)". With `whole`, only integers in it are
    allowed.
    """

    name: str
    default: str
    domain: str = "(-inf, inf)"
    whole: bool = False

    @property
    def choice(self) -> str:
        """The domain as lists of parameters show it: "(0, inf)", or "[1, inf), whole"."""
        return f"{self.domain}, whole" if self.whole else self.domain

    def check(self, value: Fraction, before: Mapping[str, Fraction]) -> None:
        """Raise ParameterError unless `value` lies in the domain, given the parameters before it."""
        from fractions import Fraction  # for start-up time: listing the catalog needs no fractions

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
class Record:
    """What every activation has: a name, a formula, parameters, and the words about it."""

    name: str
    formula: str
    family: str
    reference: str
    use: str
    weakness: str
    aliases: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()

    def overridden(self, given: Given, before: Mapping[str, Fraction] | None = None) -> dict[str, Fraction]:
        """The values set in `before`, and over them those that are `given`, as fractions.

        Raises ParameterError for an unknown name, a value that is not a finite number, and one outside its
        domain, whose ends may depend on the other parameters.
        """
        known = [p.name for p in self.params]
        for name in given:
            if name not in known:
                hint = suggest(name, known) or it_has(known)
                raise ParameterError(f"{self.name} has no parameter '{name}'{hint}")
        overrides = {**(before or {}), **{name: rational(name, value) for name, value in given.items()}}
        values = self.with_defaults(overrides)
        for parameter in self.params:
            parameter.check(values[parameter.name], values)
        return overrides

    def with_defaults(self, overrides: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The value of every parameter: its override, else its default."""
        from fractions import Fraction

        return {p.name: overrides.get(p.name, Fraction(p.default)) for p in self.params}


@dataclass(frozen=True, kw_only=True, eq=False)
class Scalar(Record):
    """An activation of one number; `formula` is in the formula language, and defines the function of x."""


class Gate(NamedTuple):
    """A gated unit: gate(one half of a vector) * value(the other), both formulas of x and the parameters.

    The halves are the first and the second; if interleaved, x_1, x_3, ... and x_2, x_4, ... The gate is
    applied to the first, unless a parameter called `gate` is 2.
    """

    gate: str
    value: str = "x"
    interleaved: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Vector(Record):
    """An activation of a whole vector; `formula` describes component i to a reader.

    The function is defined by the `gate`, or without one by `actx.core.vector.functions`, by name.

    `bounds` is the range of a component, for vectors of any length, and `total` what the components sum to.
    `shift` tells what becomes of f(x + c): it is f(x), "invariant", or f(x) + c, "equivariant"; and `scale`
    of f(a*x) for a > 0: f(x) or a*f(x). `rank` and `norm` are those of the Jacobian, of shape (n, n), where
    all components are equal, for functions of which it is the same at all such vectors; `lipschitz` is the
    supremum of its norm, where it is known. Norms are the largest singular value.
    """

    gate: Gate | None = None
    bounds: str = "(-inf, inf)"
    total: str = ""
    shift: str = ""
    scale: str = ""
    rank: str = ""
    norm: str = ""
    lipschitz: str = ""


# Limits on the value of a parameter, which as a fraction of many more digits would take seconds to compute
# with: in characters, and in powers of ten.
_LONGEST_NUMBER: Final = 1000
_MOST_EXPONENT: Final = 400


def rational(name: str, value: Value) -> Fraction:
    """The number that a parameter's value means: 0.2, as text or as a float of any type, is one fifth.

    Raises ParameterError, which names the parameter, for what is no number, not finite, longer than 1,000
    characters, or, as a decimal, of an exponent beyond ±400.
    """
    from decimal import ROUND_DOWN, Context, Decimal
    from fractions import Fraction

    text = as_text(value).strip()
    if len(text) > _LONGEST_NUMBER:
        raise ParameterError(
            f"parameter {name}: a number may have at most {_LONGEST_NUMBER} characters, not {len(text)}"
        )
    try:
        text.encode("ascii")  # Fraction, float and Decimal take the digits of every script
        if "/" in text:
            exact: Fraction | Decimal = Fraction(text)
            leading = Context(prec=1, rounding=ROUND_DOWN).divide(*map(Decimal, exact.as_integer_ratio()))
        else:
            float(text)  # takes an underscore only between two digits, where Decimal takes it anywhere
            exact = leading = Decimal(text)
        if leading.is_finite() and abs(leading.adjusted()) <= _MOST_EXPONENT:
            return Fraction(exact)
    except (ArithmeticError, ValueError):
        raise ParameterError(f"parameter {name}: '{text}' is not a number") from None
    if not leading.is_finite():
        raise ParameterError(f"parameter {name}: '{text}' is not a finite number")
    raise ParameterError(
        f"parameter {name}: the exponent of '{text}' must lie between -{_MOST_EXPONENT} and {_MOST_EXPONENT}"
    )


def as_text(value: Value) -> str:
    """A parameter's value as text; a number as the shortest decimal in its type: 0.2 for np.float32(0.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return float.__repr__(value)  # NumPy's float64 is one, too, and its own repr is "np.float64(0.2)"
    from actx.core.rounding.scalars import decimal_text

    return decimal_text(value)
