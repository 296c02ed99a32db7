"""Checks a proof of the signs of f, f' and f'': `actx info gelu --prove | python check_certificate.py`.

It trusts nothing of actx but that `function` is f. On an interval the sign is proved by power series of f in
ball arithmetic. In a tail it is by a chain of expressions of |x|: the first times its factor, which is
positive, is the derivative in question, and each further one times its factor is the derivative of the one
before. The last has one sign by bounds, those before by the next and both ends. Tested, at 8 points: that a
chain is one of f, and that f has no value where it has no sign. Needs python-flint.
"""

from __future__ import annotations

import json
import operator
import sys
from itertools import pairwise, product
from typing import Any

from flint import arb, arb_poly, arb_series, ctx, fmpq

ctx.prec, ctx.cap = 500, 8  # bits of numbers, terms of power series
INF, SAME, NARROW = arb("inf"), arb(2) ** -150, arb("1e-15")
NAMES = {"inf": INF, "-inf": -INF, "pi": arb.pi(), "e": arb(1).exp()}
ARITHMETIC: dict[str, Any] = {
    "add": operator.add,
    "mul": operator.mul,
    "neg": operator.neg,
    "div": operator.truediv,
}
FUNCTIONS: dict[str, Any] = {
    **{name: operator.methodcaller(name) for name in ("exp", "log", "sqrt", "erf", "atan", "sin", "cos")},
    "normcdf": lambda u: (-u / arb(2).sqrt()).erfc() / 2,
    "decay": lambda u: u * (-u).exp(),
}
# Of increasing functions: where the domain begins, and the limits there and at infinity.
LIMITS = {
    "exp": (-INF, arb(0), INF),
    "log": (arb(0), -INF, INF),
    "sqrt": (arb(0), arb(0), INF),
    "erf": (-INF, arb(-1), arb(1)),
    "normcdf": (-INF, arb(0), arb(1)),
    "atan": (-INF, -arb.pi() / 2, arb.pi() / 2),
}


def ensure(claim: object, what: str) -> None:
    if not claim:
        raise ValueError(what)


def number(text: Any) -> Any:
    return NAMES[text] if text in NAMES else arb(fmpq(text) if isinstance(text, str) else text)


def sign_of(low: Any, high: Any, strict: object = False) -> int | None:
    """The sign of what lies between two numbers; if `strict`, it is neither."""
    if low > 0 or (strict and low == 0 < high):
        return 1
    return -1 if high < 0 or (strict and high == 0 > low) else 0 if low == high == 0 else None


# --- on an interval, by power series ------------------------------------------------------------------------


def series(u: Any) -> Any:
    return arb_series([u]) if isinstance(u, fmpq) else u


def value(tree: Any, *x: Any) -> list[Any]:
    """An expression at each x, which choices depend on only if they are not the same for all."""
    if isinstance(tree, str):
        return (
            list(x) if tree == "x" else [arb_series([NAMES[tree]]) if tree in NAMES else fmpq(tree)] * len(x)
        )
    name, *args = tree
    if name == "choose":  # the second where the first is positive, the third where it is negative
        found = sign(value(args[0], *x), x, 0)
        ensure(found, "a choice")
        return value(args[1 if found == 1 else 2], *x)
    if name == "pow":
        exponent = int(args[1]) if fmpq(args[1]).q == 1 else fmpq(args[1])
        return [series(u) ** exponent for u in value(args[0], *x)]
    if name in ARITHMETIC:
        return [ARITHMETIC[name](*each) for each in zip(*(value(arg, *x) for arg in args), strict=True)]
    return [FUNCTIONS[name](series(u)) for u in value(args[0], *x)]


def sign(values: list[Any], x: Any, k: int) -> int | None:
    """The sign of a k-th derivative inside an interval: on all of it, or from the next and both ends."""
    low, middle, high, whole = u = [series(each) for each in values]
    ensure(all(each.prec == ctx.cap for each in u), "a quotient of zeros")
    terms = arb_poly([middle[j] for j in range(ctx.cap - 1)] + [whole[ctx.cap - 1]])
    taylor = terms(arb_poly([x[3][0] - x[1][0], 1]))
    for found in sign_of(whole[k], whole[k]), sign_of(taylor[k], taylor[k]):
        if found is not None:
            return found
    if k + 1 == ctx.cap or not sign(u, x, k + 1):
        return None
    return 1 if low[k] >= 0 <= high[k] else -1 if low[k] <= 0 >= high[k] else None


def prove(f: Any, order: int, low: Any, high: Any, claim: int, halvings: int = 200) -> None:
    """Prove the sign of f^(order) between two numbers, dividing the interval as far as it takes."""
    middle = (low + high) / 2
    x = [arb_series([each, 1]) for each in (low, middle, high, low.union(high))]
    try:
        found = sign(value(f, *x), x, order)
    except (ValueError, ZeroDivisionError):
        found = None
    if found != claim:
        ensure(found is None and halvings, f"the sign of order {order} from {low} to {high}")
        for start, end in ((middle, middle), (low, middle), (middle, high)):
            prove(f, order, start, end, claim, halvings - 1 if start < end else 0)


# --- in a tail, by bounds -----------------------------------------------------------------------------------


def hull(values: list[Any], strict: object = False) -> tuple[Any, Any, object]:
    ensure(not any(each.is_nan() for each in values), "an expression may be undefined")
    return min(each.lower() for each in values), max(each.upper() for each in values), strict


def bounds(tree: Any, x: tuple[Any, Any, object]) -> tuple[Any, Any, object]:
    """Bounds of an expression for x > 0 in bounds, or of its limit at infinity; strict if it is neither."""
    if isinstance(tree, str):
        return x if tree == "x" else hull([number(tree)])
    name, *args = tree
    if name == "pow" and args[1].startswith("-"):
        return bounds(["div", "1", ["pow", args[0], args[1][1:]]], x)
    (a, b, strict), (c, d, other) = u, v = bounds(args[0], x), bounds(args[-1], x)
    if name in LIMITS:
        start, first, last = LIMITS[name]
        ensure(name != "log" or sign_of(*u) == 1, "a logarithm of what may be 0")
        low, high, _ = hull(
            [last if y == INF else first if y == start else FUNCTIONS[name](y) for y in (a, b)]
        )
        return max(low, first), min(high, last), strict
    if name == "pow":
        n, around = fmpq(args[1]), a < 0 < b
        ensure(a >= 0 or n.q == 1, "a root of a negative number")
        ends = [abs(y) if n.p % 2 == 0 and n.q == 1 else y for y in (a, b)]
        powers = [y if y == INF else y ** arb(n) for y in ends] + [arb(0)] * around
        return hull(powers, strict and not around)
    if name in ("sin", "cos"):
        return hull([FUNCTIONS[name](a.union(b))] if a > -INF and b < INF else [arb(-1), arb(1)])
    if name == "decay":  # from 1 on it falls to 0
        ensure(a >= 1, "decay of a small number")
        return hull([arb(0) if y == INF else FUNCTIONS[name](y) for y in (a, b)], strict)
    if name == "neg":
        return -b, -a, strict
    if name == "add":
        return hull([a + c, b + d], strict or other)
    if name == "div":
        ensure(sign_of(*v), "a denominator that may be 0")
        c, d, _ = v = hull([INF if c == 0 else 1 / c, -INF if d == 0 else 1 / d], other)
    ensure(name in ("mul", "div"), f"no bounds of {name}")
    # Inside a tail, nothing is infinite: 0 times the bound of a number that has none is 0.
    corners = [arb(0) if 0 in each and x[2] else each[0] * each[1] for each in product((a, b), (c, d))]
    return hull(corners, (strict and sign_of(*v)) or (other and sign_of(*u)))


def sign_of_chain(chain: Any, start: Any) -> int | None:
    (factor, expression), *rest = chain
    tail = start, INF, True
    ensure(sign_of(*bounds(factor, tail)) == 1, "a factor that may be negative")
    found = sign_of(*bounds(expression, tail))
    if found is not None or not rest or not sign_of_chain(rest, start):
        return found
    ends = [end for x in (start, INF) for end in bounds(expression, (x, x, False))[:2]]
    return 1 if all(end >= 0 for end in ends) else -1 if all(end <= 0 for end in ends) else None


def sign_in_tail(f: Any, order: int, side: int, start: Any, chain: Any) -> int | None:
    """The sign of f^(order) for side * x > start, by a chain that is tested to be of it."""
    for t in [start + arb(k) / 8 for k in range(8)]:
        found = series(value(f, *[arb_series([side * t, side])] * 4)[0])
        for _ in range(order):
            found = found.derivative() * side
        for link in chain:
            factor, expression = (series(value(each, *[arb_series([t, 1])] * 4)[0]) for each in link)
            claim = factor * expression
            error = max(abs(found[j] - claim[j]).upper() for j in range(ctx.cap // 2))
            ensure(
                error <= (abs(claim[0]) + abs(claim[1])) * SAME, f"the chain of order {order} at {side * t}"
            )
            ensure(link[1] != "0" or link[0] == "1", "a factor of 0")
            found = expression.derivative()
    return sign_of_chain(chain, start)


def choices(tree: Any) -> list[Any]:
    """What choices depend on, the innermost first."""
    inner = [found for each in tree if isinstance(tree, list) for found in choices(each)]
    return [*inner, tree[1]] if tree[0] == "choose" else inner


# --- the certificate ----------------------------------------------------------------------------------------


def check_interval(f: Any, order: int, each: Any) -> None:
    low, high, claim = number(each["from"]), number(each["to"]), each["sign"]
    where = f"order {order} from {each['from']} to {each['to']}"
    if claim is None:  # no value, which is tested at 8 points
        first, last = max(low, min(high, arb(0)) - 16), min(high, max(low, arb(0)) + 16)
        for k in range(1, 9):
            (found, *_) = value(f, *[arb_series([first + (last - first) * k / 9, 1])] * 4)
            ensure(low < high and series(found)[0].is_nan(), where)
    elif "chain" in each:
        side, start = (1, low) if high == INF else (-1, -high)
        ensure(0 < start < INF == max(-low, high), where)
        for choice, chain in zip(choices(f), each["choices"], strict=True):
            ensure(sign_in_tail(choice, 0, side, start, chain), where)
        ensure(sign_in_tail(f, order, side, start, each["chain"]) == claim, where)
    else:
        ensure(-INF < low < high < INF, where)
        (found, *_) = value(f, *[arb_series([(low + high) / 2, 1])] * 4)
        known = number(each["value"])
        ensure(abs(series(found)[order] * (1, 1, 2)[order] - known) <= abs(known) * NARROW, where)
        prove(f, order, low, high, claim)


def check(certificate: Any) -> str:
    """Check all that a certificate claims; say how much that is. Raises ValueError."""
    f, charts = certificate["function"], certificate["charts"]
    missing = [name.count("'") for name in certificate["not_decided"] + certificate["not_certified"]]
    ensure(sorted(missing + [chart["order"] for chart in charts]) == [0, 1, 2], "the orders")
    for order, intervals in [(chart["order"], chart["intervals"]) for chart in charts]:
        ensure((intervals[0]["from"], intervals[-1]["to"]) == ("-inf", "inf"), "the whole line")
        for left, right in pairwise(intervals):
            high, low = number(left["to"]), number(right["from"])
            ensure(0 <= low - high <= max(abs(low) * NARROW, NARROW**2), f"from {high} to {low}")
            if low == high != 0:  # two parts of one interval
                ensure(left["sign"] == right["sign"], f"the signs beside {low}")
                prove(f, order, low, low, left["sign"])
        for each in intervals:
            check_interval(f, order, each)
    return f"{len(charts)} charts, {sum(len(chart['intervals']) for chart in charts)} intervals"


if __name__ == "__main__":
    try:
        print(f"accepted: {check(json.load(sys.stdin))}")
    except ValueError as refused:
        sys.exit(f"refused: {refused}")
