"""Checks a proof of the signs of f, f' and f'': `actx info gelu --prove | python check_certificate.py`.

It needs python-flint alone, and trusts nothing of actx. Proved, by interval arithmetic: the zeros, and the sign
of each expression on each part of the line. Tested at 14 points of each piece, to 60 digits: that a branch is
the function there, that the first expression of a chain times its factor is the derivative of the branch, and
that each further one times its factor is the derivative of the one before.
"""

from __future__ import annotations

import json
import operator
import sys
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

from flint import arb, arb_series, ctx, fmpq

ctx.prec = 500
SAME = arb(2) ** -200
INF = arb("inf")
NAMES = {"inf": INF, "-inf": -INF, "pi": arb.pi(), "e": arb(1).exp()}
# Increasing functions, and their limits at both infinities. Of those with the limit 0 the values are positive.
INCREASING: dict[str, Any] = {
    "exp": (lambda u: u.exp(), 0, INF),
    "sigmoid": (lambda u: 1 / (1 + (-u).exp()), 0, 1),
    "log1pexp": (lambda u: (1 + u.exp()).log(), 0, INF),
    "normcdf": (lambda u: (-u / arb(2).sqrt()).erfc() / 2, 0, 1),
    "expm1": (lambda u: u.exp() - 1, -1, INF),
    "tanh": (lambda u: 1 - 2 / (1 + (2 * u).exp()), -1, 1),
    "erf": (lambda u: u.erf(), -1, 1),
    "atan": (lambda u: u.atan(), -arb.pi() / 2, arb.pi() / 2),
    "sinh": (lambda u: (u.exp() - (-u).exp()) / 2, -INF, INF),
    "asinh": (lambda u: (u + (u * u + 1).sqrt()).log(), arb("nan"), INF),
    "log": (lambda u: u.log(), arb("nan"), INF),
    "log1p": (lambda u: (1 + u).log(), arb("nan"), INF),
    "sqrt": (lambda u: u.sqrt(), arb("nan"), INF),
}


def whole_power(u: Any, n: int) -> Any:
    return prod([u] * n) if n >= 0 else 1 / prod([u] * -n)


ROOTS = ("log", "log1p", "sqrt", "asinh")
FUNCTIONS: dict[str, Any] = {
    **{name: function for name, (function, _, _) in INCREASING.items()},
    **{name: getattr(operator, name) for name in ("add", "mul", "neg", "lt", "le", "gt", "ge", "eq", "ne")},
    **{"div": operator.truediv, "and": operator.and_, "or": operator.or_, "not": operator.not_, "abs": abs},
    **{name: operator.methodcaller(name) for name in ("sin", "cos")},
    **{"sign": lambda u: u.sgn(), "min": lambda u, v: u.min(v), "max": lambda u, v: u.max(v)},
    "pow": lambda u, n: whole_power(u, int(n.unique_fmpz())) if n.is_integer() else u**n,
    "decay": lambda u: u * (-u).exp(),
    "where": lambda condition, u, v: u if condition else v,
}


class RefusedError(Exception):
    """A claim that is not proved."""


def ensure(claim: object, what: object) -> None:
    if not claim:
        raise RefusedError(what)


def number(text: str) -> Any:
    return NAMES[text] if text in NAMES else arb(fmpq(text))


def value(tree: Any, x: Any) -> Any:
    """An expression at a number, or as a power series."""
    if isinstance(tree, str):
        return x if tree == "x" else number(tree)
    return FUNCTIONS[tree[0]](*(value(each, x) for each in tree[1:]))


# --- bounds ------------------------------------------------------------------------------------------------


class Bounds(NamedTuple):
    """What a value lies between, infinities included; if `strict`, it is known to be neither."""

    low: Any
    high: Any
    strict: bool

    @property
    def sign(self) -> int:
        """The sign of the value; 0 if that is not known, or the value is 0."""
        positive = self.low > 0 or (self.low == 0 and self.strict)
        return positive - (self.high < 0 or (self.high == 0 and self.strict))


def between(values: list[Any], strict: bool = False) -> Bounds:
    ensure(not any(each.is_nan() for each in values), "an expression is not regular")
    return Bounds(min(each.lower() for each in values), max(each.upper() for each in values), strict)


def increasing(name: str, u: Bounds) -> Bounds:
    function, first, last = INCREASING[name]
    ends = [arb(first if end < 0 else last) if abs(end) == INF else function(end) for end in u[:2]]
    if name == "log" and u.low == 0:
        ends[0] = -INF
    low, high, strict = between(ends, u.strict)
    return Bounds(low if low > first or name in ROOTS else arb(first), min(high, arb(last)), strict)


def product(u: Bounds, v: Bounds) -> Bounds:
    at_infinity = any(each.low == each.high and abs(each.low) == INF for each in (u, v))  # 0 * inf is unknown
    products = [arb(0) if (a == 0 or b == 0) and not at_infinity else a * b for a in u[:2] for b in v[:2]]
    return between(products, bool((u.strict and v.sign) or (v.strict and u.sign)))


def inverse(u: Bounds) -> Bounds:
    ensure(u.sign, "a denominator may be 0")
    return Bounds(1 / u.high if u.high != 0 else -INF, 1 / u.low if u.low != 0 else INF, u.strict)


def power(u: Bounds, n: Any) -> Bounds:
    if n < 0:
        return inverse(power(u, -n))
    ensure(n.is_integer() or u.low >= 0, "a root of a negative number")
    even = n.is_integer() and int(n.unique_fmpz()) % 2 == 0
    ends = [abs(each) if even else each for each in u[:2]]
    through = even and u.low < 0 < u.high
    return between(
        [*(raised(each, n) for each in ends), *([arb(0)] if through else [])], u.strict and not through
    )


def raised(u: Any, n: Any) -> Any:
    return u if abs(u) == INF else FUNCTIONS["pow"](u, n)


def bounds(tree: Any, x: Bounds) -> Bounds:
    """Bounds of an expression for x between two numbers or infinities, which may be one and the same."""
    if isinstance(tree, str):
        return x if tree == "x" else between([number(tree)])
    u, v = (bounds(tree[1], x), bounds(tree[-1], x))
    match tree[0]:
        case "neg":
            return Bounds(-u.high, -u.low, u.strict)
        case "add":
            low, high = between([u.low + v.low]), between([u.high + v.high])
            return Bounds(low.low, high.high, u.strict or v.strict)
        case "mul":
            return product(u, v)
        case "div":
            if v.low == v.high and v.sign:
                return between([u.low / v.low, u.high / v.low], u.strict)
            return product(u, inverse(v))
        case "pow":
            return power(u, number(tree[2]))
        case "decay":  # of u > 0: it rises to 1/e at 1, and falls to 0
            ends = [arb(0) if end == INF else FUNCTIONS["decay"](end) for end in u[:2]]
            top = [(-arb(1)).exp()] if u.low < 1 < u.high else []
            ensure(u.low >= 0, "decay")
            return between([*ends, *top], u.strict and not top)
        case "sin" | "cos":
            finite = abs(u.low) < INF and abs(u.high) < INF
            return between([FUNCTIONS[tree[0]](u.low.union(u.high)) if finite else arb(0, 1)])
    return increasing(tree[0], u)


def at(tree: Any, end: Any) -> Bounds:
    return bounds(tree, Bounds(end, end, strict=False))


# --- the proof ---------------------------------------------------------------------------------------------

SHARES = [fmpq(k, 1009) for k in (2, 97, 211, 301, 422, 531, 640, 733, 851, 990)]
SHARES += [fmpq(1, 10**5), fmpq(1, 10**9), 1 - fmpq(1, 10**5), 1 - fmpq(1, 10**9)]


def same(a: Any, b: Any, what: object) -> None:
    ensure(abs(a - b) <= SAME * (abs(b) + SAME), what)


def samples(low: Any, high: Any) -> list[Any]:
    """Points between two ends, of which some are very near to these."""
    if low == -INF:
        return [-each for each in samples(-high, INF)]
    scale = max(abs(low), arb(1))
    return [low + (8 * scale if high == INF else high - low) * q for q in SHARES]


def mirrored(side: int, *ends: Any) -> tuple[Any, ...]:
    return ends if side > 0 else tuple(-each for each in reversed(ends))


def check_chain(chain: Any, branch: Any, order: int, points: list[Any], side: int) -> None:
    """Compare the first of a chain with a derivative of the branch, and the others with those of each other."""
    ctx.cap = 4
    for x in points:
        slope = (value(branch, arb_series([x, 1])) + arb_series([0]))[order] * (1 if order < 2 else 2)
        for k, link in enumerate(chain):
            t = arb_series([side * x, 1])
            found = value(link["expression"], t) + arb_series([0])
            same(
                slope,
                value(link["factor"], side * x) * found[0],
                f"expression {k} of a chain for order {order}",
            )
            slope = found[1]


def check_part(part: Any, chain: Any, side: int) -> tuple[int, int]:
    """The signs at both ends of a part, on which each of a chain but the last is monotone."""
    x = mirrored(side, number(part["from"]), number(part["to"]))
    levels = [part.get("sign"), *part["derivatives"]]
    ensure(0 <= x[0] < x[1] and len(chain) >= len(levels), "a part")
    inside, where = Bounds(*x, strict=True), f"from {part['from']} to {part['to']}"
    chain = chain[: len(levels)]
    for link in chain:
        bounds(link["expression"], inside)
        ensure(bounds(link["factor"], inside).sign > 0, f"a factor {where}")
    last = chain[-1]["expression"]
    ensure(last == "0" if levels[-1] == 0 else bounds(last, inside).sign == levels[-1], f"the sign {where}")
    for link, (own, slope) in zip(chain, pairwise(levels), strict=False):
        if own is None:
            zero = part["zero"]
            low, high = mirrored(side, number(zero["low"]), number(zero["high"]))
            ensure(
                x[0] < low < high < x[1] and high - low <= low * fmpq(1, 10**15), f"the zero at {zero['x']}"
            )
            ensure(number(zero["low"]) <= arb(zero["x"]) <= number(zero["high"]), f"the zero at {zero['x']}")
            ensure(at(link["expression"], low).sign == -slope, f"the zero at {zero['x']}")
            ensure(at(link["expression"], high).sign == slope, f"the zero at {zero['x']}")
            return (-slope, slope) if side > 0 else (slope, -slope)
        end = x[0] if own == slope else x[1]
        ensure(min(own * each for each in at(link["expression"], end)[:2]) >= 0, f"the sign {where}")
    return levels[0], levels[0]


def check_piece(piece: Any, branch: Any, order: int) -> list[Any]:
    """The intervals of a piece that are proved, with their signs."""
    start, end = number(piece["from"]), number(piece["to"])
    side = -1 if end <= 0 else 1
    points = samples(start, end)
    for chain in piece["chains"].values():
        check_chain(chain, branch, order, points, side)
    if branch is None:
        return [{"from": piece["from"], "to": piece["to"], "sign": None}]
    ends, signs, reached = [piece["from"]], [], piece["from"]
    for part in piece["parts"]:
        ensure(part["from"] == reached, f"the line beyond {reached}")
        chain = piece["chains"][part["chain"]]
        left, right = check_part(part, chain, side)
        if signs:
            t = side * number(reached)
            there = at(chain[0]["expression"], t)
            if there.low == there.high == 0:
                ends.append(reached)
                signs.append(left)
            else:
                ensure(left == signs[-1] == there.sign, f"the sign at {reached}")
        else:
            signs.append(left)
        if "zero" in part:
            ends.append(part["zero"]["x"])
            signs.append(right)
        reached = part["to"]
    ensure(reached == piece["to"], f"the line beyond {reached}")
    return [
        {"from": low, "to": high, "sign": sign}
        for (low, high), sign in zip(pairwise([*ends, reached]), signs, strict=True)
    ]


def check(certificate: Any) -> str:
    """Check all that a certificate claims. Raises RefusedError."""
    pieces, count = certificate["pieces"], 0
    ensure(not pieces or (pieces[0]["from"] == "-inf" and pieces[-1]["to"] == "inf"), "the whole line")
    for left, right in pairwise(pieces):
        low, high = number(left["to"]), number(right["from"])
        ensure(
            left["to"] == right["from"] or low < high <= low + abs(low) * fmpq(1, 10**15),
            "the line between pieces",
        )
    for piece in pieces:
        for x in samples(number(piece["from"]), number(piece["to"])):
            of_function = value(certificate["function"], x)
            if piece["branch"] is None:
                ensure(of_function.is_nan(), f"nothing at {x}")
            else:
                same(of_function, value(piece["branch"], x), f"the branch at {x}")
    for chart in certificate["charts"]:
        ensure(
            [(each["from"], each["to"]) for each in pieces]
            == [(each["from"], each["to"]) for each in chart["pieces"]],
            "pieces",
        )
        found = [
            check_piece(each, piece["branch"], chart["order"])
            for each, piece in zip(chart["pieces"], pieces, strict=True)
        ]
        intervals = [interval for of_piece in found for interval in of_piece]
        ensure(chart["intervals"] == intervals, f"the intervals of order {chart['order']}")
        count += len(intervals)
    return f"{len(certificate['charts'])} charts, {count} intervals"


if __name__ == "__main__":
    try:
        print(f"accepted: {check(json.load(sys.stdin))}")
    except RefusedError as refused:
        sys.exit(f"refused: {refused}")
