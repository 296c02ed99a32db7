"""The layers of a wide random network: their variances from one to the next, and where these stand still.

With weights of variance w/n and biases of variance b, the inputs of the units of a layer are normal with a
variance q, which in the next layer is w E f(sqrt(q) Z)**2 + b; the squared gradient is multiplied by
w E f'(sqrt(q) Z)**2 (Poole et al. 2016, Schoenholz et al. 2017).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isfinite, nan
from typing import TYPE_CHECKING, Final, NamedTuple

from actx.core.analysis.enclosure import Enclosure, Quantity
from actx.core.analysis.quadrature import Integrals, Powers
from actx.core.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actx.core.formula.expression import Expression

_SECOND: Final = Powers(2)
_SLOPE: Final = Powers(0, 2)
_SECOND_X: Final = Powers(2, 0, 2)
_SLOPE_X: Final = Powers(0, 2, 2)
_ALL: Final = (_SECOND, _SLOPE, _SECOND_X, _SLOPE_X)
_TOLERANCE: Final = 1e-26  # relative, of the integrals
# Roots are looked for between these powers of ten, at so many points for each, and then by bisection.
_POWERS: Final = (-4, 4)
_PER_POWER: Final = 4
_BISECTIONS: Final = 45
_STEPS: Final = 2  # of the secant method, with integrals that have bounds
_NEAR: Final = Fraction(1, 10**10)  # relative: the distance of its first two points
_BESIDE: Final = Fraction(1, 10**19)  # relative: how near to a root there is another sign on each side
_BITS: Final = 110  # of a root
_NOISE: Final = 1e-11  # relative: the error of estimates of moments


class Edge(NamedTuple):
    """The edge of chaos: gradients neither grow nor vanish at the variance q, which stands still."""

    q: Quantity
    weight_variance: Quantity


class Criticality(NamedTuple):
    """Half-stable criticality: at the variance K, small changes of it and gradients neither grow nor vanish.

    The variances of weights (C_W) and biases (C_b) are those with which K stands still.
    """

    variance: Quantity
    weight_variance: Quantity
    bias_variance: Quantity


class Layer(NamedTuple):
    """The variance of the inputs of a layer's units, and the factor of squared gradients up to there."""

    variance: float
    gradient: float


class _Moments(NamedTuple):
    """E f**2, E f'**2, and the same times x**2, for x of a variance."""

    second: Enclosure
    slope: Enclosure
    second_x: Enclosure
    slope_x: Enclosure


def edges_of_chaos(function: Expression, bias_variance: Fraction) -> list[Edge] | None:
    """The edges for a variance of biases, by their q; None if not decided.

    Each is proved to exist. There may be others for q beyond 10**-4 to 10**4, or pairs near each other.
    """

    def excess(of: _Moments, q: Fraction) -> Enclosure:
        # q - b - E f**2/E f'**2, times E f'**2, which is positive.
        return of.slope * (q - bias_variance) - of.second

    roots = _roots(function, excess)
    if roots is None:
        return None
    found = []
    for root, _, slope in roots:
        reciprocal = slope.reciprocal()
        q, weight = root.rounded(), reciprocal.rounded() if reciprocal else None
        if q is None or weight is None:
            return None
        found.append(Edge(q, weight))
    return found


def criticalities(function: Expression) -> list[Criticality] | None:
    """The half-stable criticalities, by their K, under the same reserve as `edges_of_chaos`.

    There d/dK E f**2 = E f'**2, where the derivative is E (x**2/K - 1) f**2 / (2 K) (Roberts, Yaida & Hanin
    2022, chapter 5).
    """

    def excess(of: _Moments, q: Fraction) -> Enclosure:
        return of.second_x * (1 / q) - of.second - of.slope * (2 * q)

    roots = _roots(function, excess)
    if roots is None:
        return None
    found = []
    for root, second, slope in roots:
        weight = slope.reciprocal()
        if weight is None:
            return None
        numbers = root.rounded(), weight.rounded(), (root - weight * second).rounded()
        if None in numbers:
            return None
        found.append(Criticality(*numbers))  # type: ignore[arg-type]
    return found


def layers(
    function: Expression, weight_variance: Fraction, bias_variance: Fraction, variance: float, depth: int
) -> list[Layer] | None:
    """The first layer, whose inputs have a variance, and `depth` more; None if not decided.

    Each variance is the next one of the float64 before it, rounded once.
    """
    found = [Layer(variance, 1.0)]
    gradient = Enclosure.of(1)
    for _ in range(depth):
        q = found[-1].variance
        if not (isfinite(q) and q > 0):
            return None
        moments = _integrals(function, Fraction(q), (_SECOND, _SLOPE))
        if moments is None:
            return None
        second, slope = moments
        gradient = gradient * slope * weight_variance
        following, factor = (second * weight_variance + bias_variance).rounded(), gradient.rounded()
        if following is None or factor is None:
            return None
        gradient = Enclosure(*map(_short, (gradient.low, gradient.high))).widened(
            gradient.high * Fraction(1, 2 ** (_BITS - 2))
        )
        found.append(Layer(float(following.value), float(factor.value)))
    return found


def keeping(function: Expression, variance: Fraction, bias_variance: Fraction) -> float | None:
    """The variance of weights with which the second layer has the variance of the first; None if not decided.

    It is rounded to float64; negative if the biases alone have more variance.
    """
    found = _integrals(function, variance, (_SECOND,))
    reciprocal = found[0].reciprocal() if found else None
    weight = (reciprocal * (variance - bias_variance)).rounded() if reciprocal else None
    return float(weight.value) if weight else None


# --- roots -----------------------------------------------------------------------------------------------


class _Root(NamedTuple):
    """A variance, with E f**2 and E f'**2 there."""

    at: Enclosure
    second: Enclosure
    slope: Enclosure


def _roots(function: Expression, excess: Callable[[_Moments, Fraction], Enclosure]) -> list[_Root] | None:
    """The variances at which a function of moments changes its sign; None if one is not proved."""

    def estimate(q: float) -> float:
        found = Integrals(function, Fraction(q)).estimates(_ALL)
        if found is None or not all(map(isfinite, found)):
            return nan
        return float(excess(_Moments(*map(Enclosure.of, found)), Fraction(q)).low)

    if _moments(function, Fraction(1)) is None:
        return None
    low, high = (_PER_POWER * power for power in _POWERS)
    tried = [10 ** (k / _PER_POWER) for k in range(low, high + 1)]
    heights = [_above_noise(estimate(q), q) for q in tried]
    if not any(heights):  # as for relu, for which every variance is critical
        return None
    found = []
    above = [(q, height) for q, height in zip(tried, heights, strict=True) if height]
    for (left, before), (right, after) in pairwise(above):
        if before * after < 0:
            root = _proved(function, excess, _bisected(estimate, left, right, before))
            if root is None:
                return None
            found.append(root)
    return found


def _above_noise(height: float, q: float) -> float:
    """The height, or 0 if it may be the rounding errors of moments of size q."""
    return height if abs(height) > _NOISE * q else 0.0


def _bisected(estimate: Callable[[float], float], low: float, high: float, below: float) -> float:
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if estimate(middle) * below > 0:
            low = middle
        else:
            high = middle
    return low


def _proved(
    function: Expression, excess: Callable[[_Moments, Fraction], Enclosure], guess: float
) -> _Root | None:
    """The root near a guess, between two variances with different signs."""
    near, q = Fraction(guess) * (1 + _NEAR), Fraction(guess)
    moments = _moments(function, near)
    if moments is None:
        return None
    beside = excess(moments, near).middle
    for _ in range(_STEPS):
        moments = _moments(function, q)
        if moments is None:
            return None
        here = excess(moments, q).middle
        if here == beside:
            break
        near, q, beside = q, _short(q - here * (q - near) / (here - beside)), here
    ends = [q * (1 - _BESIDE), q * (1 + _BESIDE)]
    both = [_moments(function, each) for each in ends]
    if None in both or q <= 0:
        return None
    left, right = (excess(of, end) for of, end in zip(both, ends, strict=True) if of)
    if not (left.high < 0 < right.low or right.high < 0 < left.low):
        return None
    first = both[0]
    assert first is not None
    # d/dq E g is E (x**2/q - 1) g / (2 q). Between the ends, densities differ by far less than a factor of 2.
    width = ends[1] - ends[0]
    drift = [(with_x.high / q + of.high) / q * width for of, with_x in zip(first[:2], first[2:], strict=True)]
    return _Root(Enclosure(*ends), *(of.widened(each) for of, each in zip(first[:2], drift, strict=True)))


def _moments(function: Expression, q: Fraction) -> _Moments | None:
    found = _integrals(function, q, _ALL)
    return None if found is None else _Moments(*found)


def _integrals(function: Expression, q: Fraction, powers: Sequence[Powers]) -> list[Enclosure] | None:
    try:
        return Integrals(function, q).enclosures(powers, _TOLERANCE)
    except FormulaError:  # of a function of too many nodes
        return None


def _short(value: Fraction) -> Fraction:
    """The value with fewer bits."""
    shift = _BITS - value.numerator.bit_length() + value.denominator.bit_length()
    power = Fraction(2) ** shift
    return Fraction(round(value * power)) / power
