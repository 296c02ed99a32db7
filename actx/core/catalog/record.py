"""What the catalog holds: records, which are data, and the parameters in them.

A record says which function an activation is, and what is known about it. It cannot be called: see
`actx.core.activation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.errors import ParameterError
from actx.core.naming import has, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction
    from typing import SupportsFloat

    # Numbers of any type, arrays and tensors of shape () among them. None is a word of Python's, as True is:
    # keras.activations.relu:max_value=None.
    Value = str | SupportsFloat | None
    Given = Mapping[str, Value]

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
        """The values that are given for parameters, as rationals, besides those that were set before.

        Raises ParameterError for an unknown name, a value that is not a finite number, and one outside its
        domain, whose ends may be other parameters' values.
        """
        known = [p.name for p in self.params]
        for name in given:
            if name not in known:
                hint = suggest(name, known) or has(known)
                raise ParameterError(f"{self.name} has no parameter '{name}'{hint}")
        overrides = {**(before or {}), **{name: exact(name, value) for name, value in given.items()}}
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
    """An activation of one number; `formula` is written in the formula language, and means what it says."""


class Gate(NamedTuple):
    """gate(one half of a vector) * value(the other), both formulas of x and the parameters.

    The halves are the first and the second; interleaved, they are the components of odd and of even number
    from 1. A parameter called `gate` says which half is the gate; without it the first is.
    """

    gate: str
    value: str = "x"
    interleaved: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Vector(Record):
    """An activation of a whole vector; `formula` says component i in words.

    Its mathematics are its `gate`, or else a function that `actx.core.vector.functions` has by its name.
    """

    gate: Gate | None = None


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
    from actx.core.rounding.scalars import decimal_text

    return decimal_text(value)
