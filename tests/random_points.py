"""At what points random formulas are judged: those of everyone, and those that a formula has of its own.

Its own are 0, whole and half numbers, the constants in it with their sums, products, powers and roots, and the
numbers at and next to the roots of what decides its switches, poles and domains.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from judges.tree import Node, parts
from truth import FORMATS, Format, nearest_dyadic

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

ORDERS: Final = tuple(range(11))
_WEIGHTS: Final = (40, 30, 12, 6, 4, 2, 2, 1, 1, 1, 2)
KINDS: Final = ("moderate", "wide", "any magnitude", "special", "next to special", "tiny", "huge", "infinite", "nan", "zero")
_KIND_WEIGHTS: Final = (24, 8, 8, 34, 4, 4, 6, 6, 1, 8)
_TINY: Final = (1e-200, 5e-324, 1e-308, 1e-30, 1e-100)
_HUGE: Final = (1e19, 1e25, 1e200, 1.7e308, 65504.0, 448.0, 1e9)
_CANDIDATES: Final = 60


class Point(NamedTuple):
    """Where, to what order, and in which format; and what kind of point it is."""

    x: float
    order: int
    form: str
    kind: str


def rounded(x: float, form: Format) -> float:
    """x as a number of the format."""
    if not math.isfinite(x):
        return math.nan if math.isinf(x) and math.isnan(form.beyond) else x
    if x == 0:
        return x
    numerator, denominator = x.as_integer_ratio()
    return nearest_dyadic(numerator, 1 - denominator.bit_length(), form)


def draw_points(rng: random.Random, tree: Node, values: Mapping[str, Fraction], count: int) -> list[Point]:
    """Points for one formula: some 2 formats, 3 orders, and half as many inputs as results."""
    forms = ["float64" if rng.random() < 0.4 else rng.choice(list(FORMATS)) for _ in range(2)]
    orders = rng.choices(ORDERS, _WEIGHTS, k=3)
    own = special(tree, values)
    inputs = [_input(rng, own) for _ in range((count + 1) // 2)]
    found: dict[tuple[str, int, str], Point] = {}
    for k in range(count):
        x, kind = inputs[k // 2]
        for _ in range(4):
            form, order = forms[rng.randrange(2)], orders[rng.randrange(3)]
            key = (rounded(x, FORMATS[form]).hex(), order, form)
            if key not in found:
                break
        found.setdefault(key, Point(rounded(x, FORMATS[form]), order, form, kind))
    return list(found.values())


def _input(rng: random.Random, own: list[float]) -> tuple[float, str]:
    kind = rng.choices(KINDS, _KIND_WEIGHTS)[0]
    match kind:
        case "moderate":
            x = rng.uniform(-4, 4)
        case "wide":
            x = rng.uniform(-40, 40)
        case "any magnitude":
            x = rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randint(-40, 40))
        case "special" | "next to special":
            x = rng.choice(own)
            if kind != "special":
                x = math.nextafter(x, rng.choice((-math.inf, math.inf)))
        case "tiny" | "huge":
            x = rng.choice((-1, 1)) * rng.choice(_TINY if kind == "tiny" else _HUGE)
        case "infinite":
            x = rng.choice((-math.inf, math.inf))
        case "zero":
            x = rng.choice((0.0, -0.0))
        case _:
            x = math.nan
    return x, kind


# --- special points ------------------------------------------------------------------------------------------


def special(tree: Node, values: Mapping[str, Fraction]) -> list[float]:
    """The points of a formula's own: most of them roots, if it has any."""
    constants = sorted({abs(value) for value in _constants(tree, values) if value})[:8]
    found = {0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 1.5, -3.0}
    for value in constants:
        c = _float(value)
        found |= {c, -c, c * c, 1 / c, math.sqrt(c), -math.sqrt(c), 2 * c, c / 2, math.log(c)}
        for other in constants:
            d = _float(other)
            found |= {c + d, c - d, c * d, c / d, -c / d, (d - c) / 2}
    candidates = sorted(x for x in found if abs(x) < 1e300)
    near = sorted(candidates, key=abs)[:_CANDIDATES]
    roots = [x for switch in switches(tree) for x in _roots(switch, values, near)]
    return [*candidates, *(roots * (1 + len(candidates) // (len(roots) + 1)))]


def _float(value: Fraction) -> float:
    return min(max(float(value), 1e-300), 1e300) if value else 0.0


def _constants(tree: Node, values: Mapping[str, Fraction]) -> list[Fraction]:
    return [values[n.text] if n.op == "name" else n.value for n in _all(tree) if n.op in ("name", "number")]


def _all(tree: Node) -> list[Node]:
    """Every node, those inside activations too, each once."""
    seen: dict[int, Node] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            stack += node.args
    return list(seen.values())


def switches(tree: Node) -> list[tuple[Node, Node | None]]:
    """Pairs whose difference decides something where it is 0; no second one stands for 0."""
    found: list[tuple[Node, Node | None]] = []
    for node in _all(tree):
        match node.op:
            case "chain":
                found += pairwise(node.args)
            case "min" | "max" | "clip":
                found += [(node.args[0], other) for other in node.args[1:]]
            case "abs" | "sign" | "log" | "sqrt" | "**":
                found.append((node.args[0], None))
            case "/":
                found.append((node.args[1], None))
            case "log1p":
                found.append((node.args[0], Node("number", text="-1", value=Fraction(-1))))
    return found


def _roots(pair: tuple[Node, Node | None], values: Mapping[str, Fraction], candidates: list[float]) -> list[float]:
    """Where a pair's two sides are equal, or change places, as doubles tell."""

    def difference(x: float) -> float:
        try:
            a = worth(pair[0], x, values)
            return a - (worth(pair[1], x, values) if pair[1] else 0.0)
        except (ArithmeticError, ValueError):
            return math.nan

    samples = [(x, difference(x)) for x in candidates]
    found = [x for x, d in samples if d == 0]
    if len(found) > len(candidates) // 2:  # it is always 0, or nearly so
        return []
    for (low, d), (high, other) in pairwise(samples):
        if d * other < 0:
            found += _bisected(difference, low, high, d)
    return found[:8]


def _bisected(f: Callable[[float], float], low: float, high: float, at_low: float) -> list[float]:
    for _ in range(80):
        middle = (low + high) / 2
        value = f(middle)
        if value == 0:
            return [middle]
        if middle in (low, high) or math.isnan(value):
            break
        low, high = (middle, high) if value * at_low > 0 else (low, middle)
    return [low, high] if max(-low, high) > 1e-18 else [0.0]


def _sign(u: float) -> float:
    return math.copysign(1, u) if u else 0.0


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: math.pow(a, b),
    "neg": lambda a: -a,
    "pos": lambda a: a,
    "call": lambda a: a,
    "min": min,
    "max": max,
    "clip": lambda u, low, high: min(max(u, low), high),
    "log1pexp": lambda u: max(u, 0.0) + math.log1p(math.exp(-abs(u))),
    "abs": abs,
    "sign": _sign,
    "normcdf": lambda u: math.erfc(-u / math.sqrt(2)) / 2,
    "normpdf": lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi),
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "and": lambda *parts: all(parts),
    "or": lambda *parts: any(parts),
    "not": lambda part: not part,
}


@cache
def _function(op: str) -> Callable[..., Any]:
    return _FUNCTIONS[op] if op in _FUNCTIONS else getattr(math, op)  # type: ignore[no-any-return]


def worth(node: Node, x: float, values: Mapping[str, Fraction]) -> Any:
    """A formula's value in doubles, good enough to find its roots."""
    known: dict[int, Any] = {}

    def inner(node: Node) -> Any:
        key = id(node)
        if key not in known:
            known[key] = find(node)
        return known[key]

    def find(node: Node) -> Any:
        match node.op:
            case "x":
                return x
            case "number":
                return float(node.value)
            case "name":
                return float(values[node.text])
            case "pi" | "e" | "inf":
                return getattr(math, node.op)
            case "where":
                return inner(node.args[1 if inner(node.args[0]) else 2])
            case "chain":
                sides = [inner(part) for part in node.args]
                return all(
                    {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[mark]
                    for mark, a, b in zip(node.text.split(), sides, sides[1:], strict=False)
                )
        return _function(node.op)(*(inner(part) for part in node.args))

    return inner(node)
