"""At what points random formulas are judged: those of everyone, and those that a formula has of its own.

Its own are 0, whole and half numbers, the constants in it with their sums, products, powers and roots, and
the numbers at and next to the roots of what decides its switches, poles and domains.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from judges.rounding import rounded
from judges.tree import FUNCTIONS, Node
from judges.truth import FORMATS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

ORDERS: Final = tuple(range(11))
_WEIGHTS: Final = (40, 30, 12, 6, 4, 2, 2, 1, 1, 1, 2)
_KINDS: Final = {
    "moderate": 22,
    "wide": 8,
    "any magnitude": 8,
    "whole or half": 6,
    "special": 30,
    "next to special": 4,
    "tiny": 4,
    "huge": 6,
    "infinite": 6,
    "nan": 1,
    "zero": 8,
}
_TINY: Final = (1e-200, 5e-324, 1e-308, 1e-30, 1e-100)
_HUGE: Final = (1e19, 1e25, 1e200, 1.7e308, 65504.0, 448.0, 1e9)
_CANDIDATES: Final = 28
_SWITCHES: Final = 8
_BISECTIONS: Final = 2
_HALVINGS: Final = 64


class Point(NamedTuple):
    """Where, to what order, and in which format; and what kind of point it is."""

    x: float
    order: int
    form: str
    kind: str


def draw_points(rng: random.Random, tree: Node, values: Mapping[str, Fraction], count: int) -> list[Point]:
    """Points for one formula: some 2 formats, 3 orders, and half as many inputs as results."""
    forms = ["float64" if rng.random() < 0.4 else rng.choice(list(FORMATS)) for _ in range(2)]
    orders = rng.choices(ORDERS, _WEIGHTS, k=3)
    own = special(rng, tree, values)
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
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    match kind:
        case "moderate":
            x = rng.uniform(-4, 4)
        case "wide":
            x = rng.uniform(-40, 40)
        case "any magnitude":
            most = 40 if rng.random() < 0.7 else 400
            x = rng.choice((-1, 1)) * math.ldexp(rng.uniform(1, 2), rng.randint(-most, most))
        case "whole or half":
            x = rng.choice(
                (float(rng.randint(-20, 20)), rng.randint(-2000, 2000) / 2, float(2 ** rng.randint(0, 20)))
            )
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


# --- special points --------------------------------------------------------------------------------------


def special(rng: random.Random, tree: Node, values: Mapping[str, Fraction]) -> list[float]:
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
    roots = _roots(rng, Differences(switches(tree), values), near)
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
    return found[:_SWITCHES]


def _roots(rng: random.Random, differences: Differences, candidates: list[float]) -> list[float]:
    """Some points where a switch's two sides are equal, or change places, as doubles tell."""
    samples = [(x, differences(x)) for x in candidates]
    found: set[float] = set()
    crossings: list[tuple[int, float, float]] = []
    for k in range(differences.count):
        equal = [x for x, d in samples if d[k] == 0]
        if len(equal) <= len(candidates) // 2:  # else it is always 0, or nearly so
            found |= set(equal)
        crossings += [(k, a, b) for (a, d), (b, other) in pairwise(samples) if d[k] * other[k] < 0]
    for k, low, high in rng.sample(crossings, min(len(crossings), _BISECTIONS)):
        found |= set(_bisected(partial(differences.one, k), low, high))
    return sorted(found)


def _bisected(f: Callable[[float], float], low: float, high: float) -> list[float]:
    at_low = f(low)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        value = f(middle)
        if value == 0:
            return [middle]
        if middle in (low, high) or math.isnan(value):
            break
        low, high = (middle, high) if value * at_low > 0 else (low, middle)
    return [low, high] if max(-low, high) > 1e-12 else [0.0]


# --- values in doubles -----------------------------------------------------------------------------------


def _safe(f: Callable[..., Any]) -> Callable[..., Any]:
    def safe(*args: Any) -> Any:
        try:
            return f(*args)
        except (ArithmeticError, ValueError):
            return math.nan

    return safe


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "/": lambda a, b: a / b,
    "**": math.pow,
    "clip": lambda u, low, high: min(max(u, low), high),
    "log1pexp": lambda u: max(u, 0.0) + math.log1p(math.exp(-abs(u))),
    "sign": lambda u: math.copysign(1, u) if u else 0.0,
    "normcdf": lambda u: math.erfc(-u / math.sqrt(2)) / 2,
    "normpdf": lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi),
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    **{name: getattr(math, name) for name in FUNCTIONS if hasattr(math, name)},
}
_NAMES: Final = {op: f"f{k}" for k, op in enumerate(_FUNCTIONS)}
_SCOPE: Final = {
    **{_NAMES[op]: _safe(f) for op, f in _FUNCTIONS.items()},
    "min": min,
    "max": max,
    "abs": abs,
    "inf": math.inf,
}


class Differences:
    """The differences of pairs of parts at x, in doubles, as one compiled function: it is called often."""

    def __init__(self, pairs: list[tuple[Node, Node | None]], values: Mapping[str, Fraction]) -> None:
        self.lines: list[str] = []
        self.names: dict[int, str] = {}
        self.values = values
        self.count = len(pairs)
        results = [f"{self._name(a)} - {self._name(b) if b else 0}" for a, b in pairs]
        body = "\n ".join([*self.lines, f"return ({''.join(f'{text}, ' for text in results)})"])
        scope = dict(_SCOPE)
        exec(f"def differences(x):\n {body}", scope)  # noqa: S102  (of our own making)
        self._function = scope["differences"]

    def __call__(self, x: float) -> tuple[float, ...]:
        found: tuple[float, ...] = self._function(x)  # type: ignore[operator]
        return found

    def one(self, k: int, x: float) -> float:
        """One of the differences."""
        return self(x)[k]

    def _name(self, node: Node) -> str:
        key = id(node)
        if key not in self.names:
            text = self._text(node)
            self.names[key] = f"t{len(self.names)}"
            self.lines.append(f"{self.names[key]} = {text}")
        return self.names[key]

    def _text(self, node: Node) -> str:
        op = node.op
        match op:
            case "x" | "inf":
                return op
            case "number" | "name":
                return repr(float(self.values[node.text] if op == "name" else node.value))
            case "pi" | "e":
                return repr(getattr(math, op))
        args = [self._name(part) for part in node.args]
        match op:
            case "call" | "pos":
                return args[0]
            case "neg" | "not":
                return f"{'-' if op == 'neg' else 'not '}{args[0]}"
            case "+" | "-" | "*" | "and" | "or":
                return f" {op} ".join(args)
            case "where":
                return f"{args[1]} if {args[0]} else {args[2]}"
            case "chain":
                return args[0] + "".join(
                    f" {mark} {b}" for mark, b in zip(node.text.split(), args[1:], strict=True)
                )
            case "min" | "max" | "abs":
                return f"{op}({', '.join(args)})"
        return f"{_NAMES[op]}({', '.join(args)})"
