"""How high, low and steep an activation gets on the whole line: a judge that knows nothing of actx.

A derivative, or the value, takes its extremes where the next one changes its sign, at kinks, or far out, as
`shape` has the signs. Its limits far out are told by `limits`, from samples up to 2**1024.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from flint import arb, ctx

from judges.limits import limit_of
from judges.on_intervals import FAR_BITS, Root, definition, middle
from judges.shape import signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from judges.on_intervals import Definition
    from judges.shape import Interval, Signs

# Bits of values at points.
_BITS: Final = 512
# Samples are at 2**k and, next to a kink where the derivative has no bound, at distances of 2**-k.
_EXPONENTS: Final = (64, 128, 256, 512, 1024)
_ODD: Final = Fraction(11, 8)
_INFINITY: Final = arb("inf")


class Height(NamedTuple):
    """The least upper or the greatest lower bound of a derivative, to 25 digits and more."""

    value: arb
    """inf or -inf where there is no bound."""
    attained: bool
    """Whether it is a value, and not only a limit."""
    where: tuple[Interval | float, ...]
    """Enclosures of where it is attained, or else approached; inf or -inf for the limit at that end."""


class Range(NamedTuple):
    """The bounds of the values."""

    least: Height
    greatest: Height
    complete: bool
    """Whether nothing was missed; False where the signs leave a doubt, or there is no limit."""


class Steepest(NamedTuple):
    """The bounds of the slope, and of its magnitude. At a jump of the activation only the sides count."""

    least: Height
    greatest: Height
    magnitude: Height
    complete: bool


class _Candidate(NamedTuple):
    value: arb
    attained: bool
    where: Interval | float


def range_(name: str, parameters: Mapping[str, Fraction], within: Fraction | None = None) -> Range:
    """The bounds of an activation's values, on the whole line or on [-within, within]."""
    candidates, complete = _candidates(name, parameters, 0, within)
    return Range(_least(candidates), _greatest(candidates), complete)


def steepest(name: str, parameters: Mapping[str, Fraction], within: Fraction | None = None) -> Steepest:
    """The bounds of an activation's slope, on the whole line or on [-within, within]."""
    candidates, complete = _candidates(name, parameters, 1, within)
    with ctx.workprec(FAR_BITS):  # flint rounds magnitudes and negatives too
        magnitudes = [each._replace(value=abs(each.value)) for each in candidates]
    return Steepest(_least(candidates), _greatest(candidates), _greatest(magnitudes), complete)


# --- the candidates --------------------------------------------------------------------------------------


def _candidates(
    name: str, parameters: Mapping[str, Fraction], order: int, within: Fraction | None
) -> tuple[list[_Candidate], bool]:
    """Every value and limit that may be an extreme, and whether they are all."""
    owner = definition(name, tuple(parameters.items()))
    chart = signs(name, parameters, order + 1, within)
    found = [*_turns(owner, chart, order), *_beside_kinks(owner, chart, order, within)]
    complete = chart.complete
    for side in (-1, 1):
        if within is None:
            value = _limit(owner, order, [side * _ODD * 2**k for k in _EXPONENTS])
            level = chart.signs[0 if side < 0 else -1] == 0
            end: Interval | float = side * math.inf
        else:
            at = side * within
            value, level, end = _value(_point(owner, at, owner.outcomes(at)), order), True, (at, at)
        if value is None:
            complete = False
        else:
            found.append(_Candidate(value, level, end))
    return found, complete


def _turns(owner: Definition, chart: Signs, order: int) -> Iterator[_Candidate]:
    """The values where the next derivative changes its sign."""
    for k, (low, high) in enumerate(chart.points):
        if low in owner.kinks or chart.signs[k] == chart.signs[k + 1]:
            continue
        inside = low if low == high else middle(low, high)
        value = _value(Root(owner, low, high, order + 1, owner.outcomes(inside)), order)
        if value is not None:
            yield _Candidate(value, attained=True, where=(low, high))


def _beside_kinks(
    owner: Definition, chart: Signs, order: int, within: Fraction | None
) -> Iterator[_Candidate]:
    """The values at kinks, and the limits on either side."""
    for kink, its_side in owner.kinks.items():
        if within is not None and abs(kink) > within:
            continue
        place = (kink, kink)
        value = _value(owner.at_kink(kink), order)
        if value is not None:
            yield _Candidate(value, attained=True, where=place)
        for side in (-1, 1):
            limit = _value(_point(owner, kink, owner.beside(kink, side)), order)
            if limit is None:
                limit = _limit(owner, order, [kink + side * _ODD / 2**k for k in _EXPONENTS])
            if limit is not None:
                level = _sign_beside(chart, kink, side) == 0
                yield _Candidate(limit, attained=level or side == its_side, where=place)


def _sign_beside(chart: Signs, kink: Fraction, side: int) -> int | None:
    """The sign of the chart's derivative right next to a kink."""
    before = sum(high < kink if side < 0 else low <= kink for low, high in chart.points)
    return chart.signs[before]


def _point(owner: Definition, at: Fraction, outcomes: tuple[int | None, ...]) -> Root:
    return Root(owner, at, at, 0, outcomes)


def _value(point: Root, order: int) -> arb | None:
    values = point.derivatives(_BITS)
    return None if values is None or not values[order].is_finite() else values[order]


def _limit(owner: Definition, order: int, places: Sequence[Fraction]) -> arb | None:
    """What a derivative tends to along samples; None if that is not clear."""
    samples: list[arb] = []
    for at in places:
        values = owner.at(at, owner.outcomes(at), FAR_BITS)
        if values is None:
            return None
        samples.append(values[order])
    with ctx.workprec(FAR_BITS):
        limit = limit_of(samples)
    if limit is None:
        return None
    return limit.sign * _INFINITY if limit.ball is None else limit.ball


# --- the extremes ----------------------------------------------------------------------------------------


def _least(candidates: Sequence[_Candidate]) -> Height:
    with ctx.workprec(FAR_BITS):
        greatest = _greatest([each._replace(value=-each.value) for each in candidates])
        return greatest._replace(value=-greatest.value)


def _greatest(candidates: Sequence[_Candidate]) -> Height:
    """The greatest of the candidates; those whose balls overlap with it are equal to it."""
    best = max(each.value for each in candidates)
    equal = [each for each in candidates if each.value.overlaps(best)]
    attained = any(each.attained for each in equal) and bool(best.is_finite())
    places = [each.where for each in equal if each.attained or not attained]
    return Height(best, attained, tuple(dict.fromkeys(places)))
