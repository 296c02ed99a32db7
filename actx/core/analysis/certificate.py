"""The proof of the signs of f, f' and f'' on the whole line, as data that another program can check.

The line is cut into pieces, on each of which the function is a branch without choices, and a piece into parts.
On a part the reason is a chain of expressions in t = x, or t = -x on pieces with x < 0. The first times its
factor, which is positive, is the derivative in question, and each further one times its factor is the
derivative of the one before. The last that is needed has one sign on the part by interval arithmetic, so that
the one before is monotone; its value or limit at one end then tells its sign, and so on back to the first,
which has that sign, or one zero. A check of this needs neither limits by expansions nor approximations: where
isolation takes these, other reasons are sought, and the signs are not certified if there are none.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.core.analysis.isolation import Part, UnknownSign, proof
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.spelling import spelled, tamed
from actx.core.analysis.zero_search import is_irrational
from actx.core.arithmetic import constants
from actx.core.arithmetic.decimals.arithmetic import Decimals
from actx.core.arithmetic.decimals.interval import exactly, is_infinite
from actx.core.arithmetic.interpret import interpret
from actx.core.errors import FormulaError
from actx.core.formula.algebra import ONE, neg, number
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, Symbol, X, depends_on_x, substitute
from actx.core.formula.identities import is_identically_zero

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.analysis.pieces import Piece

ORDERS: Final = (0, 1, 2)
_DIGITS: Final = 60  # at which the ends of parts are tried
_ZERO_DIGITS: Final = 19  # of the ends between which a zero lies

Json = dict[str, Any]


class _Stretch(NamedTuple):
    """A piece, between two points that are exact, or the outer ones of enclosures."""

    low: Fraction | None
    high: Fraction | None
    branch: Expression
    piece: Piece


def certificate(function: Expression) -> Json:
    """The proof, as plain data: numbers of JSON, text, lists and dictionaries.

    Numbers that are no float64 are text: `1/3`, `0.75`, `-inf`. Expressions are `x`, a number, or a list of an
    operation and its arguments. `not_certified` names the derivatives whose signs are not decided, or are
    decided for reasons that cannot be checked so.
    """
    found = _stretches(function)
    charts = {order: None if found is None else _chart(found, order) for order in ORDERS}
    return {
        "function": _tree(function),
        "pieces": [
            {**_ends(each.low, each.high), "branch": None if each.branch is NOWHERE else _tree(each.branch)}
            for each in found or ()
        ],
        "charts": [chart for chart in charts.values() if chart is not None],
        "not_certified": ["f" + "'" * order for order, chart in charts.items() if chart is None],
    }


def _stretches(function: Expression) -> list[_Stretch] | None:
    found = []
    for piece in pieces(function) or ():
        of_piece = branch(function, piece)
        if of_piece is None:
            return None
        low, high = (None if end is None else _enclosure(end) for end in piece[:2])
        found.append(
            _Stretch(None if low is None else low[1], None if high is None else high[0], of_piece, piece)
        )
    return found or None


def _chart(stretches: list[_Stretch], order: int) -> Json | None:
    try:
        found = [_proof(each, order) for each in stretches]
    except (UnknownSign, FormulaError):
        return None
    return {
        "order": order,
        "intervals": [interval for _, intervals in found for interval in intervals],
        "pieces": [of_piece for of_piece, _ in found],
    }


def _proof(stretch: _Stretch, order: int) -> tuple[Json, list[Json]]:
    """What is proved on a piece, and the intervals with their signs. Raises UnknownSign and FormulaError."""
    ends = _ends(stretch.low, stretch.high)
    if stretch.branch is NOWHERE:
        return {**ends, "chains": {}, "parts": []}, [{**ends, "sign": None}]
    tree = target(stretch.branch, order)
    if not depends_on_x(tree) or is_identically_zero(tree, stretch.piece.low, stretch.piece.high):
        sign = 0 if depends_on_x(tree) else constants.sign(tree)
        if sign is None:
            raise UnknownSign
        factor = tree if sign > 0 else neg(tree) if sign else ONE
        link = {"factor": _tree(factor), "expression": _tree(number(sign))}
        part = {**ends, "chain": "constant", "sign": sign, "derivatives": []}
        return {**ends, "chains": {"constant": [link]}, "parts": [part]}, [{**ends, "sign": sign}]
    is_left = stretch.high is not None and stretch.high <= 0
    low, high = stretch.low or Fraction(0), stretch.high
    if is_left:
        tree = substitute(tree, {"x": Apply("neg", X)})
        low, high = -(stretch.high or Fraction(0)), None if stretch.low is None else -stretch.low
    parts = proof(tree, low, high, _is_checkable)
    used = dict.fromkeys(part.chain for part in parts if part.chain is not None)
    names = dict(zip(used, ("first", "second"), strict=False))
    chains = {
        name: [
            {"factor": _tree(chain.factor(k)), "expression": _as_list(tamed(spelled(chain(k)[0])))}
            for k in range(1 + max(len(part.derivatives) for part in parts if part.chain is chain))
        ]
        for chain, name in names.items()
    }
    found = [_part(part, names[part.chain], -1 if is_left else 1) for part in parts if part.chain is not None]
    if is_left:
        found.reverse()
    return {**ends, "chains": chains, "parts": found}, [*_intervals(stretch, parts, -1 if is_left else 1)]


def _part(part: Part, chain: str, side: int) -> Json:
    low, high = (None if end is None else end * side for end in (part.low, part.high)[::side])
    found = {**_ends(low, high), "chain": chain}
    if part.zero is None:
        found["sign"] = part.left
    else:
        x = part.zero * side
        below, above = _enclosure(x)
        if below == above:
            below, above = _around(x)
        found["zero"] = {"x": float(x), "low": _decimal(below), "high": _decimal(above)}
    return {**found, "derivatives": [*part.derivatives]}


def _intervals(stretch: _Stretch, parts: list[Part], side: int) -> Iterator[Json]:
    """The intervals of a piece between its ends and the zeros."""
    ends: list[Any] = [_text(stretch.low, -1)]
    signs: list[int] = []
    for part in parts[::side]:
        left, right = (part.left, part.right)[::side]
        if not signs or signs[-1] != left:
            signs.append(left)
        if part.zero is not None:
            ends.append(float(part.zero * side))
            signs.append(right)
    for (low, high), sign in zip(pairwise([*ends, _text(stretch.high, 1)]), signs, strict=True):
        yield {"from": low, "to": high, "sign": sign}


# --- reasons that can be checked ---------------------------------------------------------------------------


def _is_checkable(part: Part) -> bool:
    """Whether the signs of a chain follow from its last, and from values or plain limits at ends of the part."""
    if part.chain is None:
        return False
    own = part.left if part.left == part.right else None
    for k, (sign, slope) in enumerate(pairwise((own, *part.derivatives))):
        end = part.low if sign == slope else part.high
        if sign and not _has_sign(part.chain(k)[0], end, sign):
            return False
    return True


@lru_cache(maxsize=4096)
def _has_sign(tree: Expression, end: Fraction | None, sign: int) -> bool:
    """Whether the value at an end, None for infinity, has the sign or is 0."""
    arithmetic = _WithDecay(_DIGITS)
    x = exactly(Decimal("inf")) if end is None else arithmetic.number(end)
    found = interpret(tamed(spelled(tree)), arithmetic, x)
    ends = [end.copy_negate() if sign < 0 else end for end in found]
    return not found.lo.is_nan() and min(ends) >= 0


class _WithDecay(Decimals):
    """Decimals that know decay(u) = u*exp(-u), and its limit at infinity."""

    def apply(self, operation: str, *args: Any) -> Any:
        if operation != "decay":
            return super().apply(operation, *args)
        (u,) = args
        return exactly(Decimal(0)) if is_infinite(u) else self.mul(u, super().apply("exp", self.neg(u)))


# --- as text -----------------------------------------------------------------------------------------------


def _enclosure(point: Fraction) -> tuple[Fraction, Fraction]:
    """Numbers of few digits between which an irrational point and its float64 lie; twice an exact point."""
    return _around(point) if is_irrational(point) else (point, point)


def _around(point: Fraction) -> tuple[Fraction, Fraction]:
    ends = sorted((point, Fraction(float(point))))
    unit = Fraction(10) ** (Decimal(float(point)).adjusted() + 1 - _ZERO_DIGITS)
    return (ends[0] // unit - 1) * unit, (ends[1] // unit + 2) * unit


def _ends(low: Fraction | None, high: Fraction | None) -> Json:
    return {"from": _text(low, -1), "to": _text(high, 1)}


def _text(end: Fraction | None, side: int) -> str:
    return str(end) if end is not None else "inf" if side > 0 else "-inf"


def _decimal(value: Fraction) -> str:
    return str(value)


def _tree(expression: Expression) -> Any:
    return _as_list(spelled(expression))


def _as_list(tree: Expression) -> Any:
    match tree:
        case Number(value=value):
            return str(value)
        case Symbol(name=name):
            return name
        case Apply(operation=operation, args=args):
            return [operation, *map(_as_list, args)]
