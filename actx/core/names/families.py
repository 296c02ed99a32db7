"""Families: several activations from one SPEC, in which a parameter has several values.

These are a list, `0.1|0.2`; a range, `0.01..0.3:5`, of evenly spaced values with both ends; or a geometric
range, `0.01..1:5:log`. A list may hold ranges. The `family` of a record is another thing: the heading under
which the catalog has it.
"""

from __future__ import annotations

import re
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.catalog.record import rational
from actx.core.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from actx.core.catalog.record import Given, Value

MOST_MEMBERS: Final = 100
_RANGE: Final = re.compile(
    r"(?P<low>[^:]+?)\.\.(?P<high>[^:]+)(:(?P<count>[^:]*)(:(?P<spacing>.*))?)?", re.DOTALL
)
_LOG: Final = "log"
_DIGITS: Final = 6  # significant, of the values within a geometric range
# Digits of the powers that are rounded to these; and somewhat fewer, at which those that are short decimals
# have no error left, so that a tie is one.
_WORKING_DIGITS: Final = 60
_SURE_DIGITS: Final = 50
_MOST_POSITIONAL: Final = 15  # power of ten up to which a decimal is written without an exponent


class Family(NamedTuple):
    """The place of an activation in a family: in the activations of one SPEC that gives several values.

    `varying` has the parameters that have several values, in the order in which they are set, each with the
    text of this member's value: {"alpha": "0.1"}. `place` is the number of the member, from 0, and `size` how
    many there are. They follow each other, and the last parameter varies fastest.
    """

    varying: Mapping[str, str]
    place: int
    size: int

    @property
    def tag(self) -> str:
        """What tells the member from the others: `alpha=0.1`, or `alpha=0.1 beta=2`."""
        return " ".join(f"{name}={value}" for name, value in self.varying.items())


def members(settings: Given) -> list[tuple[Given, Family | None]]:
    """The settings of each activation that settings with several values mean, and its place among them.

    There is no family where every parameter has one value. Raises ParameterError for a list or a range that
    cannot be read, and for more than MOST_MEMBERS activations.
    """
    choices = {name: values_of(name, value) for name, value in settings.items()}
    varying = [name for name, values in choices.items() if len(values) > 1]
    if not varying:
        return [(settings, None)]
    count = prod(map(len, choices.values()))
    if count > MOST_MEMBERS:
        raise _too_many(" and ".join(varying), count)
    found: list[tuple[Given, Family | None]] = []
    for place, values in enumerate(product(*choices.values())):
        chosen = dict(zip(choices, values, strict=True))
        found.append((chosen, Family({name: str(chosen[name]) for name in varying}, place, count)))
    return found


def values_of(name: str, value: Value) -> list[Value]:
    """The values that a setting gives a parameter: that one, or those in a text which lists several.

    Numbers are text, too: the ends of a range as typed, what is between them as a decimal or as p/q.
    Raises ParameterError, which names the parameter, for what cannot be read, for a value that is given twice
    and for more than MOST_MEMBERS values.
    """
    if not isinstance(value, str):
        return [value]
    parts = [part.strip() for part in value.split("|")]
    if len(parts) > 1 and not all(parts):
        raise ParameterError(f"parameter {name}: '{value}' lacks a value beside a |: write a list as 0.1|0.2")
    found: list[Value] = [each for part in parts for each in _values(name, part)]
    if len(found) > MOST_MEMBERS:
        raise _too_many(name, len(found))
    seen: set[Value | Fraction] = set()
    for each in found if len(found) > 1 else ():
        meant = _compared(name, each)
        if meant in seen:
            raise ParameterError(f"parameter {name}: '{value}' has {each} twice")
        seen.add(meant)
    return found


def _too_many(of: str, count: int) -> ParameterError:
    return ParameterError(
        f"{count} activations, by the values of {of}, are too many: {MOST_MEMBERS} are the most"
    )


def _compared(name: str, value: Value) -> Value | Fraction:
    """A value as the number it is, so that 0.1 is 0.10; or a word as it stands."""
    try:
        return rational(name, value)
    except ParameterError:
        return value


def _values(name: str, text: str) -> list[str]:
    """The values of a range, or the text alone where it is none."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return [text]
    if "..." in text:
        raise ParameterError(
            f"parameter {name}: '{text}' has too many points in a row: write a range as 0.5..2:4"
        )
    low_text, high_text, count_text = (part and part.strip() for part in found.group("low", "high", "count"))
    low, high = rational(name, low_text), rational(name, high_text)
    if low == high:
        raise ParameterError(f"parameter {name}: the ends of '{text}' are equal: write {name}={low_text}")
    if count_text is None:
        raise ParameterError(f"parameter {name}: '{text}' has no count: write {text}:5 for five values")
    count = int(count_text) if re.fullmatch(r"[0-9]{1,9}", count_text) else 0
    if not 2 <= count <= MOST_MEMBERS:
        raise ParameterError(
            f"parameter {name}: the count of '{text}' must be a whole number from 2 to {MOST_MEMBERS}"
        )
    spacing = found["spacing"]
    if spacing is None:
        between = _evenly(low, high, count)
    elif spacing.strip().lower() == _LOG:
        between = _geometrically(name, text, low, high, count)
    else:
        raise ParameterError(
            f"parameter {name}: '{spacing}' in '{text}' is no spacing: write {_LOG}, or leave it out"
        )
    return [low_text, *between, high_text]


def _evenly(low: Fraction, high: Fraction, count: int) -> list[str]:
    """What is between the ends, at even steps, exactly."""
    from actx.core.formula.typeset import decimal_text  # for start-up time: few SPECs have a range

    return [decimal_text(low + (high - low) * k / (count - 1)) for k in range(1, count - 1)]


def _geometrically(name: str, text: str, low: Fraction, high: Fraction, count: int) -> list[str]:
    """What is between the ends, each the same multiple of the one before it, rounded to _DIGITS."""
    from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
    from fractions import Fraction

    if low * high <= 0:
        raise ParameterError(
            f"parameter {name}: the ends of '{text}' must have one sign, and not be 0, for {_LOG}: "
            "without it the steps are even"
        )
    exact, sure, short = (
        Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
        for digits in (_WORKING_DIGITS, _SURE_DIGITS, _DIGITS)
    )
    ratio = high / low
    start, factor = (
        exact.divide(Decimal(each.numerator), Decimal(each.denominator)) for each in (low, ratio)
    )
    between = []
    for k in range(1, count - 1):
        power = exact.power(factor, exact.divide(Decimal(k), Decimal(count - 1)))
        between.append(short.plus(sure.plus(exact.multiply(start, power))))
    steps = [later - earlier for earlier, later in pairwise([low, *map(Fraction, between), high])]
    if not all(step * (high - low) > 0 for step in steps):
        raise ParameterError(
            f"parameter {name}: the ends of '{text}' are too near for {count} values of {_DIGITS} digits: "
            f"take fewer, or leave {_LOG} out"
        )
    return [_written(each) for each in between]


def _written(value: Decimal) -> str:
    """A decimal without zeros at its end, and with an exponent if it is far from 1."""
    value = value.normalize()
    positional = abs(value.adjusted()) <= _MOST_POSITIONAL
    return f"{value:f}" if positional else f"{value:e}".replace("e+", "e")
