"""Checks a proof of the signs of f, f' and f'': `actx info gelu --prove | python check_certificate.py`.

It trusts nothing of actx. Proved, by interval arithmetic: the zeros, and the sign of each expression on each
part of the line. Tested, at 14 points of each piece and to 60 digits: that the branch is the function, that
the first expression of a chain times its factor is the derivative of the branch, and that each further one
times its factor is the derivative of the one before. Needs python-flint.
"""

from __future__ import annotations

import json
import operator
import sys
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple

from flint import arb, arb_series, ctx, fmpq

ctx.prec, ctx.cap = 500, 4  # bits of numbers, terms of power series
INF, SAME, NARROW = arb("inf"), arb(2) ** -200, arb("1e-15")
NAMES = {"inf": INF, "-inf": -INF, "pi": arb.pi(), "e": arb(1).exp()}
# Increasing functions, with their limits where the domain begins and at inf.
INCREASING: dict[str, Any] = {
    "exp": (lambda u: u.exp(), arb(0), INF),
    "log": (lambda u: u.log(), -INF, INF),
    "sqrt": (lambda u: u.sqrt(), arb(0), INF),
    "atan": (lambda u: u.atan(), -arb.pi() / 2, arb.pi() / 2),
    "erf": (lambda u: u.erf(), arb(-1), arb(1)),
    "normcdf": (lambda u: (-u / arb(2).sqrt()).erfc() / 2, arb(0), arb(1)),
}
# A comparison with what is undefined is None, and so is what depends on it.
COMPARISONS = {name: getattr(operator, name) for name in ("lt", "le", "gt", "ge", "eq", "ne")}
FUNCTIONS: dict[str, Any] = {
    **{name: function for name, (function, _, _) in INCREASING.items()},
    **{name: getattr(operator, name) for name in ("add", "mul", "neg", "abs")},
    **{name: operator.methodcaller(name) for name in ("sin", "cos")},
    "div": operator.truediv,
    "decay": lambda u: u * (-u).exp(),
    "min": lambda u, v: u.min(v),
    "max": lambda u, v: u.max(v),
    "sign": lambda u: u.sgn(),
    "and": lambda a, b: False if False in (a, b) else None if None in (a, b) else True,
    "or": lambda a, b: True if True in (a, b) else None if None in (a, b) else False,
    "not": lambda a: None if a is None else not a,
    "where": lambda condition, u, v: arb("nan") if condition is None else u if condition else v,
}


class RefusedError(ValueError):
    """Something is not proved."""


def ensure(claim: object, what: str) -> None:
    if not claim:
        raise RefusedError(what)


def number(text: str) -> Any:
    return NAMES[text] if text in NAMES else fmpq(text)


def raised(u: Any, n: Any) -> Any:
    """A power: exact of an exact number, and whole powers of what may be 0."""
    if n.q != 1:
        return (arb(u) if isinstance(u, fmpq) else u) ** arb(n)
    return prod([u] * int(n.p)) if n >= 0 else 1 / prod([u] * int(-n.p))


def value(tree: Any, x: Any) -> Any:
    """An expression at a number, or as a power series."""
    if isinstance(tree, str):
        return x if tree == "x" else arb(number(tree))
    name, *args = tree
    if name == "pow":
        return raised(value(args[0], x), number(args[1]))
    values = [value(each, x) for each in args]
    if name in COMPARISONS:
        return None if any(each.is_nan() for each in values) else COMPARISONS[name](*values)
    return FUNCTIONS[name](*values)


# --- interval arithmetic ----------------------------------------------------------------------------------


class Bounds(NamedTuple):
    """Two numbers or infinities between which a value lies; if `strict`, it is neither."""

    low: Any
    high: Any
    strict: bool

    @property
    def sign(self) -> int:
        """0 if it is not known."""
        is_positive = self.low > 0 or (self.low == 0 and self.strict)
        return is_positive - (self.high < 0 or (self.high == 0 and self.strict))


def between(values: list[Any], strict: object = False) -> Bounds:
    """Bounds of all of some numbers, which are exact (fmpq) or enclosed (arb)."""
    enclosed = [each for each in values if not isinstance(each, fmpq)]
    ensure(not any(each.is_nan() for each in enclosed), "an expression may be undefined")
    exact = [each for each in values if isinstance(each, fmpq)]
    low, high = [each.lower() for each in enclosed], [each.upper() for each in enclosed]
    return Bounds(min(exact + low), max(exact + high), bool(strict))


def bounds(tree: Any, x: Bounds) -> Bounds:
    """Bounds of an expression; for x at an infinity, or where it is undefined at an end, of its limit."""
    if isinstance(tree, str):
        return x if tree == "x" else between([number(tree)])
    u, v = bounds(tree[1], x), bounds(tree[-1], x)
    match tree[0]:
        case "neg":
            return Bounds(-u.high, -u.low, u.strict)
        case "add":
            return Bounds(between([u.low + v.low]).low, between([u.high + v.high]).high, u.strict or v.strict)
        case "mul":
            return product(u, v)
        case "div" if v.low == v.high and v.sign:
            return between([u.low / v.low, u.high / v.low], u.strict)
        case "div":
            return product(u, inverse(v))
        case "pow":
            return power(u, number(tree[2]))
        case "sin" | "cos":
            if abs(u.low) == INF or abs(u.high) == INF:
                return between([arb(0, 1)])
            return between([FUNCTIONS[tree[0]](arb(u.low).union(arb(u.high)))])
        case "decay":  # from 0 it rises to 1/e at 1, and falls to 0
            ends = [arb(0) if end == INF else value(["decay", "x"], arb(end)) for end in u[:2]]
            ensure(u.low >= 0, "decay of a negative number")
            return between([*ends, (-arb(1)).exp()]) if u.low < 1 < u.high else between(ends, u.strict)
    return increasing(tree[0], u)


def product(u: Bounds, v: Bounds) -> Bounds:
    at_infinity = any(
        each.low == each.high and abs(each.low) == INF for each in (u, v)
    )  # there 0 * inf is unknown
    products = [fmpq(0) if (a == 0 or b == 0) and not at_infinity else a * b for a in u[:2] for b in v[:2]]
    return between(products, (u.strict and v.sign) or (v.strict and u.sign))


def inverse(u: Bounds) -> Bounds:
    ensure(u.sign, "a denominator may be 0")
    return Bounds(
        *between([-INF if u.high == 0 else 1 / u.high, INF if u.low == 0 else 1 / u.low])[:2], u.strict
    )


def power(u: Bounds, n: Any) -> Bounds:
    if n < 0:
        return inverse(power(u, -n))
    ensure(n.q == 1 or u.low >= 0, "a root of a negative number")
    is_even = n.q == 1 and n.p % 2 == 0
    ends = [abs(end) if is_even else end for end in u[:2]]
    powers = [end if abs(end) == INF else raised(end, n) for end in ends]
    return between([*powers, fmpq(0)]) if is_even and u.low < 0 < u.high else between(powers, u.strict)


def increasing(name: str, u: Bounds) -> Bounds:
    function, first, last = INCREASING[name]
    start = arb(0) if name in ("log", "sqrt") else -INF
    ensure(u.low >= start, f"{name} may be undefined")
    ends = [last if end == INF else first if end == start else function(arb(end)) for end in u[:2]]
    found = between(ends, u.strict)
    return Bounds(max(found.low, first), min(found.high, last), u.strict)


def at(tree: Any, end: Any) -> Bounds:
    return bounds(tree, Bounds(end, end, strict=False))


# --- the proof --------------------------------------------------------------------------------------------

SHARES = [fmpq(k, 1009) for k in (2, 97, 211, 301, 422, 531, 640, 733, 851, 990)]
SHARES += [fmpq(1, 10**5), fmpq(1, 10**9), 1 - fmpq(1, 10**5), 1 - fmpq(1, 10**9)]


def samples(low: Any, high: Any) -> list[Any]:
    """Points between two ends, some of them very near to these."""
    if low == -INF:
        return [-each for each in samples(-high, INF)]
    return [
        arb(low + (8 * max(abs(low), fmpq(1)) if high == INF else high - low) * share) for share in SHARES
    ]


def mirrored(side: int, low: str, high: str) -> list[Any]:
    """Two numbers x, or -x where x < 0, in order."""
    return [side * number(each) for each in (low, high)[::side]]


def same(a: Any, b: Any, what: str) -> None:
    ensure(abs(a - b) <= SAME * (abs(b) + SAME), what)


def check_chain(chain: Any, branch: Any, order: int, x: Any, side: int) -> None:
    """Compare the first of a chain with a derivative at x, and each other with that of the one before."""
    slope = (value(branch, arb_series([x, 1])) + arb_series([0]))[order] * (1, 1, 2)[order]
    for k, link in enumerate(chain):
        found = value(link["expression"], arb_series([side * x, 1])) + arb_series([0])
        same(slope, value(link["factor"], side * x) * found[0], f"expression {k} of order {order}")
        slope = found[1]


def check_part(part: Any, chain: Any, side: int) -> tuple[int, int]:
    """The signs at both ends of a part: the last of the chain has a sign, and those before are monotone."""
    low, high = mirrored(side, part["from"], part["to"])
    where, inside = f"the signs from {part['from']} to {part['to']}", Bounds(low, high, strict=True)
    signs = [part.get("sign"), *part["derivatives"]]
    ensure(0 <= low < high and len(chain) >= len(signs), where)
    found = [bounds(link["expression"], inside).sign for link in chain[: len(signs)]]
    ensure(all(bounds(link["factor"], inside).sign > 0 for link in chain[: len(signs)]), where)
    is_nothing = chain[len(signs) - 1] == {"factor": "1", "expression": "0"}
    ensure(found[-1] == signs[-1] and (found[-1] or is_nothing), where)
    ensure(len(signs) == 1 or {*signs} <= {1, -1, None}, where)
    for link, (sign, slope) in zip(chain, pairwise(signs), strict=False):
        if sign is None:
            zero = part["zero"]
            first, last = mirrored(side, zero["low"], zero["high"])
            ensure(low < first < last < high and last - first <= last * NARROW, where)
            ensure(first <= side * arb(zero["x"]) <= last, where)
            ensure(at(link["expression"], first).sign == -slope == -at(link["expression"], last).sign, where)
            return -slope * side, slope * side
        end = at(link["expression"], low if sign == slope else high)
        ensure(sign * end.low >= 0 and sign * end.high >= 0, where)
    return signs[0], signs[0]


def check_piece(piece: Any, branch: Any, order: int) -> list[Any]:
    """The intervals of a piece, with their signs."""
    ends, signs = [piece["from"]], list[int | None]()
    side = -1 if number(piece["to"]) <= 0 else 1
    for x in samples(number(piece["from"]), number(piece["to"])) if branch else []:
        for chain in piece["chains"].values():
            check_chain(chain, branch, order, x, side)
    reached = piece["from"]
    for part in piece["parts"]:
        ensure(part["from"] == reached, f"the line beyond {reached}")
        chain = piece["chains"][part["chain"]]
        left, right = check_part(part, chain, side)
        there = at(chain[0]["expression"], side * number(reached)) if signs else None
        if there is None or there.low == there.high == 0:
            ends, signs = [*ends, *([reached] if there else [])], [*signs, left]
        else:
            ensure(left == signs[-1] == there.sign, f"the sign at {reached}")
        if "zero" in part:
            ends, signs = [*ends, part["zero"]["x"]], [*signs, right]
        reached = part["to"]
    ensure(reached == piece["to"] or not branch, f"the line beyond {reached}")
    intervals = zip(pairwise([*ends, piece["to"]]), signs or [None], strict=True)
    return [{"from": low, "to": high, "sign": sign} for (low, high), sign in intervals]


def check(certificate: Any) -> str:
    """Check all that a certificate claims; say how much that is. Raises RefusedError."""
    pieces, count = certificate["pieces"], 0
    line = [(each["from"], each["to"]) for each in pieces]
    ensure(not line or (line[0][0], line[-1][1]) == ("-inf", "inf"), "the whole line")
    for (_, high), (low, _) in pairwise(line):
        gap = number(low) - number(high)
        ensure(low == high or 0 < gap <= abs(number(low)) * NARROW, f"the line between {high} and {low}")
    for piece in pieces:
        for x in samples(number(piece["from"]), number(piece["to"])):
            of_function = value(certificate["function"], x)
            if piece["branch"]:
                same(
                    of_function,
                    value(piece["branch"], x),
                    f"the branch from {piece['from']} to {piece['to']}",
                )
            else:
                ensure(of_function.is_nan(), f"no value from {piece['from']} to {piece['to']}")
    missing = [name.count("'") for name in certificate["not_decided"] + certificate["not_certified"]]
    orders = [chart["order"] for chart in certificate["charts"]]
    ensure(sorted(orders + missing) == [0, 1, 2], "the orders of the derivatives")
    for chart in certificate["charts"]:
        ensure([(each["from"], each["to"]) for each in chart["pieces"]] == line, "the pieces")
        proved = [
            check_piece(each, piece["branch"], chart["order"])
            for each, piece in zip(chart["pieces"], pieces, strict=True)
        ]
        ensure(chart["intervals"] == [each for of_piece in proved for each in of_piece], "the intervals")
        count += len(chart["intervals"])
    return f"{len(certificate['charts'])} charts, {count} intervals"


if __name__ == "__main__":
    try:
        print(f"accepted: {check(json.load(sys.stdin))}")
    except ValueError as refused:
        sys.exit(f"refused: {refused}")
