"""What samples contradict of the claims about a formula's shape: a judge that knows nothing of actx.

A sample is the value of a formula with its first and second derivative at an exact point, each a ball: see
`expansion`. At a switch or a singularity there is none. A claim is contradicted only where balls prove it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flint import arb

from judges.expansion import Expansion
from judges.place import Formula, Place
from judges.tree import nodes
from judges.working import Special, Unclear, Unsure, settings

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from judges.tree import Node

    # A property's key, and what is wrong with it.
    Contradiction = tuple[str, str]
    # Where the signs change, and the signs between: of one derivative.
    Chart = tuple[Sequence[Fraction], Sequence[int | None]]

_PRECISIONS: Final = (128, 1024)
_MOST_EXPONENT: Final = 10**12
# A bound is rounded to float64: half an ulp, and its smallest numbers.
_HALF_ULP: Final = arb(2) ** -53
_LEAST: Final = arb(2) ** -1074
_GREATEST: Final = float.fromhex("0x1.fffffffffffffp+1023")
# How near claimed points there are samples, relative to max(1, |x|).
_NEAR: Final = (1e-12, 1e-9, 1e-6, 1e-3, 0.1)
_SIDES: Final = {"left": -1, "right": 1}


class Sample(NamedTuple):
    """A point, and balls for the value, the slope and the second derivative."""

    x: float
    balls: tuple[arb, arb, arb]


def samples(tree: Node, values: Mapping[str, Fraction], points: Sequence[float]) -> list[Sample]:
    """The samples at those of the points where there is one, from left to right."""
    formula = Formula(tree, values)
    found = []
    for x in sorted(set(points)):
        balls = _balls(formula, x)
        if balls is not None:
            found.append(Sample(x, balls))
    return found


def _balls(formula: Formula, x: float | Fraction) -> tuple[arb, arb, arb] | None:
    for precision in _PRECISIONS:
        with settings(precision, 3):
            try:
                series = Expansion(Place(formula, Fraction(x))).worth(formula.tree)
            except Unsure:
                continue
            except (Special, Unclear, ArithmeticError, ValueError):
                return None
            if series is None or isinstance(series, float):
                return None
            balls = series[0], series[1], 2 * series[2]
            if not all(ball.is_finite() for ball in balls):
                continue
            if any(abs(int(ball.mid().man_exp()[1])) > _MOST_EXPONENT for ball in balls):
                return None  # beyond what Arb's own exponents are for: exp(-exp(1e87))
            if precision == _PRECISIONS[-1] or all(_is_sharp(ball) for ball in balls):
                return balls
    return None


def _is_sharp(ball: arb) -> bool:
    return bool(ball.is_zero()) or bool(ball.rad() < abs(ball) * 2**-60)


def points(rng: random.Random, special: Sequence[float], claimed: Sequence[float], count: int) -> list[float]:
    """So many points: moderate and of any magnitude, and near special and claimed ones."""
    near = [x for x in (*special, *claimed) if math.isfinite(x)]
    found = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.25:
            x = rng.uniform(-4, 4)
        elif kind < 0.4:
            x = rng.uniform(-40, 40)
        elif kind < 0.6 or not near:
            most = 40 if rng.random() < 0.8 else 300
            x = rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randint(-most, most))
        else:
            at = rng.choice(near)
            x = at + rng.choice((-1, 1)) * rng.choice(_NEAR) * rng.random() * max(1.0, abs(at))
        found.append(x)
    return found


# --- the claims ------------------------------------------------------------------------------------------


def contradictions(
    claims: Mapping[str, Any], charts: Mapping[int, Chart], found: Sequence[Sample]
) -> Iterator[Contradiction]:
    """The claims, under the keys of `actx info --all --format json`, that samples contradict."""
    for order, chart in charts.items():
        yield from _of_chart(order, chart, found)
    for order, least, greatest in (
        (0, "infimum", "supremum"),
        (1, "least_slope", "greatest_slope"),
    ):
        yield from _of_bound(least, claims, found, order, -1)
        yield from _of_bound(greatest, claims, found, order, 1)
    yield from _of_zeros(claims, found)
    yield from _of_lipschitz(claims, found)
    yield from of_condition(claims, found)
    yield from _of_monotone(claims, found)
    yield from _of_convex(claims, found)
    for key, order in (("dead", 1), ("linear", 2)):
        for low, high in _intervals(claims[key]):
            for each in found:
                if low < each.x < high and not each.balls[order].contains(0):
                    yield key, f"derivative {order} at {each.x!r} is {each.balls[order]}"
    for low, high in _intervals(claims["linear"]):
        inside = [each for each in found if low < each.x < high]
        for each in inside[1:]:
            step = each.balls[0] - inside[0].balls[0]
            if not (step - inside[0].balls[1] * (arb(each.x) - arb(inside[0].x))).contains(0):
                yield "linear", f"no straight line through {inside[0]} and {each}"
    for key, side in _SIDES.items():
        for bound in ("0.01", "0.001", "1e-06"):
            yield from _of_small_slopes(f"slope_below_{bound}_{key}", claims, found, bound, side)


def _intervals(stretches: Sequence[Any] | None) -> list[list[float]]:
    """The intervals among points and intervals; one that is narrower than float64 shows is a point."""
    return [each for each in stretches or () if isinstance(each, list)]


def _of_chart(order: int, chart: Chart, found: Sequence[Sample]) -> Iterator[Contradiction]:
    places, signs = chart
    for each in found:
        x = Fraction(each.x)
        k = bisect_left(places, x)
        if k < len(places) and places[k] == x:
            continue
        ball, sign = each.balls[order], signs[k]
        is_wrong = {1: ball < 0, -1: ball > 0, 0: not ball.contains(0), None: True}[sign]
        # Of the value all zeros are points; of a derivative those with a change of sign.
        if is_wrong or (order == 0 and sign and ball.is_zero()):
            yield f"signs of derivative {order}", f"{ball} at {each.x!r}, but {sign}"


def _of_bound(
    key: str, claims: Mapping[str, Any], found: Sequence[Sample], order: int, side: int
) -> Iterator[Contradiction]:
    bound, is_attained = claims[key], claims[f"{key}_attained"]
    if bound is None:
        return
    for each in found:
        ball = each.balls[order]
        if _is_beyond(ball, bound, side):
            yield key, f"{ball} at {each.x!r} is beyond {bound!r}"
        if is_attained is False and ball.is_exact() and ball == arb(bound):
            yield key, f"{bound!r} is attained at {each.x!r}"


def _is_beyond(ball: arb, bound: float, side: int) -> bool:
    """Whether the ball is above (side 1) or below a bound that was rounded to float64."""
    if math.isinf(bound):
        return (bound > 0) != (side > 0) and abs(ball) < _GREATEST
    slack = abs(arb(bound)) * _HALF_ULP + _LEAST
    return bool(side * (ball - bound) > slack)


def _of_zeros(claims: Mapping[str, Any], found: Sequence[Sample]) -> Iterator[Contradiction]:
    zeros = claims["zeros"]
    if not isinstance(zeros, list):
        return
    for each in found:
        for zero in zeros:
            if isinstance(zero, list) and zero[0] < each.x < zero[1] and not each.balls[0].contains(0):
                yield "zeros", f"{each.balls[0]} at {each.x!r}"
        if each.balls[0].is_zero() and not any(_holds(zero, each.x) for zero in zeros):
            yield "zeros", f"0 at {each.x!r}"


def _holds(zero: Any, x: float) -> bool:
    if isinstance(zero, list):
        return bool(zero[0] <= x <= zero[1])
    return bool(zero == x)


def _of_lipschitz(claims: Mapping[str, Any], found: Sequence[Sample]) -> Iterator[Contradiction]:
    most = claims["lipschitz"]
    if most is None or math.isinf(most):
        return
    for each in found:
        if _is_beyond(abs(each.balls[1]), most, 1):
            yield "lipschitz", f"slope {each.balls[1]} at {each.x!r}"


_RISES: Final = {
    "increasing": (1, True),
    "nondecreasing": (1, False),
    "decreasing": (-1, True),
    "nonincreasing": (-1, False),
    "constant": (0, False),
}


def of_condition(claims: Mapping[str, Any], found: Sequence[Sample]) -> Iterator[Contradiction]:
    """What samples contradict of the supremum of |x f'(x)/f(x)|."""
    most = claims["condition"]
    if most is None:
        return
    for each in found:
        value, slope, _ = each.balls
        if not value.contains(0) and _is_beyond(abs(arb(each.x) * slope / value), most, 1):
            yield "condition", f"{arb(each.x) * slope / value} at {each.x!r}, not {most!r}"


def _of_monotone(claims: Mapping[str, Any], found: Sequence[Sample]) -> Iterator[Contradiction]:
    kind = claims["monotone"]
    if kind not in _RISES:
        return
    sign, strictly = _RISES[kind]
    for left, right in pairwise(found):
        step = right.balls[0] - left.balls[0]
        is_wrong = (
            not step.contains(0) if sign == 0 else sign * step < 0 or (strictly and bool(step.is_zero()))
        )
        if is_wrong:
            yield "monotone", f"{kind}, but {left} and {right}"
    for each in found:
        if (not each.balls[1].contains(0)) if sign == 0 else sign * each.balls[1] < 0:
            yield "monotone", f"{kind}, but slope {each.balls[1]} at {each.x!r}"


def _of_convex(claims: Mapping[str, Any], found: Sequence[Sample]) -> Iterator[Contradiction]:
    kind = claims["convex"]
    if kind not in ("convex", "concave", "linear"):
        return
    signs = {"convex": (1,), "concave": (-1,), "linear": (1, -1)}[kind]
    for sign in signs:
        for each in found:
            if sign * each.balls[2] < 0:
                yield "convex", f"{kind}, but second derivative {each.balls[2]} at {each.x!r}"
        for left, right in pairwise(found):
            if sign * (right.balls[1] - left.balls[1]) < 0:
                yield "convex", f"{kind}, but slopes {left} and {right}"


def _of_small_slopes(
    key: str, claims: Mapping[str, Any], found: Sequence[Sample], text: str, side: int
) -> Iterator[Contradiction]:
    end = claims[key]
    if end is None:
        return
    bound = arb(Fraction(text).numerator) / Fraction(text).denominator
    for each in found:
        beyond = (
            side * (each.x - end) > 1e-12 * max(1.0, abs(end))
            if math.isfinite(end)
            else end == -side * math.inf
        )
        if beyond and abs(each.balls[1]) > bound:
            yield key, f"slope {each.balls[1]} at {each.x!r}"


# --- pairs of samples ------------------------------------------------------------------------------------


def asymmetries(
    claims: Mapping[str, Any], tree: Node, values: Mapping[str, Fraction], found: Sequence[Sample]
) -> Iterator[Contradiction]:
    """What the samples and those at -x contradict of a claimed symmetry, or those beyond a claimed center."""
    formula = Formula(tree, values)
    if claims["center"]:
        yield from _asymmetries_about(formula, claims["center"], found)
    parity = claims["parity"]
    if parity not in ("odd", "even"):
        return
    for each in found:
        mirrored = _balls(formula, -each.x)
        if mirrored is None:
            continue
        here, there = each.balls[0], mirrored[0]
        if parity == "even" and not here.overlaps(there):
            yield "parity", f"{here} at {each.x!r} and {there} at {-each.x!r} are not even"
        if parity == "odd" and not here.overlaps(-there):
            yield "parity", f"{here} at {each.x!r} and {there} at {-each.x!r} are not odd"


def _asymmetries_about(
    formula: Formula, claimed: tuple[float, float], found: Sequence[Sample]
) -> Iterator[Contradiction]:
    """What the samples and those as far on the other side contradict of a claimed center (x, y).

    The center is rounded to float64: it is contradicted where it is at both ends of what rounds to it.
    """
    x, y = claimed
    slack = 2 * (abs(arb(y)) * _HALF_ULP + _LEAST)
    for each in found:
        signs = set()
        for center in (math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)):
            mirrored = _balls(formula, 2 * Fraction(center) - Fraction(each.x))
            if mirrored is None:
                break
            excess = (each.balls[0] + mirrored[0]) / 2 - arb(y)
            signs.add(1 if excess > slack else -1 if excess < -slack else 0)
        else:
            if signs in ({1}, {-1}):
                yield "center", f"({x!r}, {y!r}) is not the middle of the values {each.x - x!r} away from it"


def peaks(
    claims: Mapping[str, Any], tree: Node, values: Mapping[str, Fraction], special: Sequence[float]
) -> Iterator[Contradiction]:
    """What values beside claimed extrema, and at claimed zeros and bounds, contradict.

    Where the function may jump, a float64 next to the point tells nothing of it: at special points, and
    anywhere in a formula with conditions or signs, which may change at irrational points.
    """
    formula = Formula(tree, values)
    chooses = any(node.op in ("where", "sign") for node in nodes(tree))

    def is_special(x: float) -> bool:
        return chooses or any(abs(x - each) <= 1e-9 * max(1.0, abs(x)) for each in special)

    for key, sign in (("minima", 1), ("maxima", -1)):
        for x in claims[key] if isinstance(claims[key], list) else ():
            if not math.isfinite(x) or is_special(x):
                continue
            for side in (-1, 1):
                steps = [x + side * max(abs(x), 1e-9) * reach for reach in (1e-9, 1e-10, 1e-11)]
                heights = [_balls(formula, step) for step in steps]
                for near, far in pairwise(heights[::-1]):
                    if near is not None and far is not None and sign * (far[0] - near[0]) < 0:
                        yield key, f"no extremum at {x!r}: {near[0]} and {far[0]} on side {side}"
    for key, order in (("infimum", 0), ("supremum", 0), ("least_slope", 1), ("greatest_slope", 1)):
        x, bound = claims[f"{key}_at"], claims[key]
        if claims[f"{key}_attained"] and x is not None and math.isfinite(x) and not is_special(x):
            balls = _balls(formula, x)
            if balls is not None and abs(balls[order] - bound) > 1e-6 * (1 + abs(arb(bound))):
                yield key, f"{balls[order]} at {x!r}, not {bound!r}"
    for zero in claims["zeros"] if isinstance(claims["zeros"], list) else ():
        if not isinstance(zero, list) and math.isfinite(zero) and not is_special(zero):
            balls = _balls(formula, zero)
            reach = arb(max(abs(zero) * 2.0**-50, 2.0**-1000))
            if (
                balls is not None
                and abs(balls[0]) > 4 * abs(balls[1]) * reach + 4 * abs(balls[2]) * reach**2 + arb(2) ** -900
            ):
                yield "zeros", f"{balls[0]} at {zero!r}"
