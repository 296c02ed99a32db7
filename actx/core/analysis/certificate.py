"""The proof of the signs of f, f' and f'' on the whole line, as data that another program can check.

The line is cut at the ends of the pieces of f, at the zeros, and where two tails begin. On an interval that
is bounded the sign follows from f alone, which a check expands in power series. In a tail the reason is a
chain of expressions of |x|: see `tail_chains`.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf, nextafter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actx.core.analysis.branch_points import inner_poles, value_at
from actx.core.analysis.exact_zeros import has_exact_sign_beside_zero
from actx.core.analysis.isolation import UnknownSign
from actx.core.analysis.pieces import NOWHERE, Piece, branch, pieces
from actx.core.analysis.signs import signs, signs_on_piece
from actx.core.analysis.spelling import plain, regular
from actx.core.analysis.tail_chains import Link, sign_of_chain, tail_chain
from actx.core.arithmetic.jets import jets
from actx.core.errors import FormulaError
from actx.core.formula.algebra import number
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, Symbol, mirrored, transform
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.language import CHOICES
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_NEAR_ZERO: Final = 2.0**-101  # within which nothing is told, where 0 itself is no end
_FARTHEST: Final = 5  # doublings of the least power of 2 from which a tail may begin


def certificate(function: Expression) -> Json:
    """The proof, of plain lists, dictionaries, texts and numbers.

    `charts` have the intervals, with the sign of a derivative on each. Between two of them lies a point, of
    which nothing is told: 0, or what two neighbouring float64 numbers enclose. An expression is `x`, a number
    or a list of an operation and its arguments, where decay(u) is u*exp(-u) and choose(d, u, v) is u where
    d > 0 and v where d < 0. Derivatives that have no chart are under `not_decided` if their signs are not
    known, and else under `not_certified`.
    """
    undecided = [order for order in range(3) if signs(function, order) is None]
    charts = {order: _chart(function, order) for order in range(3) if order not in undecided}
    return {
        "function": _as_lists(regular(simplify(function))),
        "charts": [
            {"order": order, "intervals": chart} for order, chart in charts.items() if chart is not None
        ],
        "not_decided": [_name(order) for order in undecided],
        "not_certified": [_name(order) for order, chart in charts.items() if chart is None],
    }


def _name(order: int) -> str:
    return "f" + "'" * order


def _chart(function: Expression, order: int) -> list[Json] | None:
    try:
        return [each for piece in pieces(function) or () for each in _intervals(function, order, piece)]
    except (UnknownSign, FormulaError):
        return None


def _intervals(function: Expression, order: int, piece: Piece) -> Iterator[Json]:
    """The intervals of a piece. Raises UnknownSign and FormulaError."""
    of_piece = branch(function, piece)
    if of_piece is None:
        raise UnknownSign
    if of_piece is NOWHERE:
        low = "-inf" if piece.low is None else _beside(piece.low, inf)
        high = "inf" if piece.high is None else _beside(piece.high, -inf)
        yield {"from": low, "to": high, "sign": None}
        return
    if {piece.low, piece.high} & {*inner_poles(function, *CHOICES).points}:
        raise UnknownSign  # a check has no bounds for the choice beside them
    tree = target(of_piece, order)
    if is_identically_zero(tree, piece.low, piece.high):
        tree = number(0)
    zeros, between = signs_on_piece(function, order, piece)
    at_zero = _beside_zero(of_piece, order, 1 if piece.low == 0 else -1) if 0 in piece[:2] else 0.0
    for (left_end, right_end), sign in zip(pairwise((piece.low, *zeros, piece.high)), between, strict=True):
        start = None if left_end is None else _beside(left_end, inf) or at_zero
        end = None if right_end is None else _beside(right_end, -inf) or 0 - at_zero
        left = right = None
        if start is None and end is not None:
            first, reason = _tail(function, tree, -1, -end)
            start, left = -first, {"from": "-inf", "to": -first, "sign": sign, **reason}
        elif end is None and start is not None:
            end, reason = _tail(function, tree, 1, start)
            right = {"from": end, "to": "inf", "sign": sign, **reason}
        assert start is not None
        assert end is not None
        middle = (Fraction(start) + Fraction(end)) / 2
        inside = {"from": start, "to": end, "sign": sign, "value": value_at(tree, middle)}
        yield from (each for each in (left, inside, right) if each)


def _beside_zero(expression: Expression, order: int, side: int) -> float:
    """How far from 0 the signs of a derivative are proved: 0, or very little. Raises UnknownSign."""
    is_exact = has_exact_sign_beside_zero(expression, order)
    if is_exact is None:  # where terms that grow beyond all bounds cancel, a check would take too long
        low, high = sorted((side * _NEAR_ZERO, side * _NEAR_ZERO * 9 / 8))
        (found,) = jets([expression], np.array([low]), np.array([high]), order)
        if not (found.lo[order, 0] > 0 or found.hi[order, 0] < 0):
            raise UnknownSign
    return 0.0 if is_exact else _NEAR_ZERO


def _tail(function: Expression, tree: Expression, side: int, last: float) -> tuple[float, Json]:
    """Where a tail begins, beyond a number, and the chains that prove its sign. Raises UnknownSign."""
    in_tail, whole = (each if side > 0 else mirrored(each) for each in (tree, regular(simplify(function))))
    first = 2 ** (int(last).bit_length() + (last >= 1))
    starts = [first << k for k in range(_FARTHEST + 1)]
    if tail_chain(in_tail, starts[-1]) is None:  # where that fails, all else is in vain
        raise UnknownSign
    for start in starts:
        chain, choices = tail_chain(in_tail, start), _choices(whole, start)
        if chain is not None and choices is not None:
            return float(start), {"chain": _links(chain), "choices": [*map(_links, choices)]}
    raise UnknownSign


def _choices(function: Expression, start: int) -> list[list[Link]] | None:
    """For each choice of a spelled function, the innermost first, a chain that proves it for x > start."""
    known: dict[Expression, int] = {}

    def without_choices(operation: str, *args: Expression) -> Expression:
        return Apply(operation, *args) if operation != "choose" else args[1 if known[args[0]] > 0 else 2]

    chains = []
    for each in _conditions(function):
        condition = transform(each, lambda leaf: leaf, without_choices)
        chain = tail_chain(condition, start)
        sign = chain and sign_of_chain(chain, start)
        if not chain or not sign:
            return None
        known[condition] = sign
        chains.append(chain)
    return chains


def _conditions(function: Expression) -> Iterator[Expression]:
    if isinstance(function, Apply):
        for each in function.args:
            yield from _conditions(each)
        if function.operation == "choose":
            yield function.args[0]


def _links(chain: list[Link]) -> list[Any]:
    return [[_as_lists(plain(each)) for each in link] for link in chain]


def _beside(point: Fraction, direction: float) -> float:
    """The float64 number next to a point in a direction; 0 itself."""
    nearest = float(point)
    is_beyond = (nearest > point) if direction > 0 else (nearest < point)
    return nearest if is_beyond or not point else nextafter(nearest, direction)


def _as_lists(tree: Expression) -> Any:
    match tree:
        case Number(value=value):
            return str(value)
        case Symbol(name=name):
            return name
        case Apply(operation=operation, args=args):
            return [operation, *map(_as_lists, args)]
