"""The proof of the signs of f, f' and f'' on the whole line, as data that another program can check.

The line is cut into pieces, on each of which the function is a branch without choices, and these into parts.
The reason on a part is a chain of expressions in t = x, or in t = -x on pieces with x < 0. The first times
its factor, which is positive, is the derivative in question, and each further one times its factor is the
derivative of the one before. The last one has one sign on the part by interval arithmetic; so the one before
is monotone, and its value or limit at one end tells its sign; and so on back to the first, which has one sign
or one zero. Where isolation has another reason, an approximation or a limit by expansions, a part is divided
until one like this is found; if none is, the signs are not certified.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from actx.core.analysis.checkable import TAIL, checkable, factor, sign_at
from actx.core.analysis.isolation import UnknownSign, proof
from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.analysis.signs import signs
from actx.core.analysis.spelling import plain, spelled
from actx.core.analysis.zero_search import is_irrational
from actx.core.arithmetic import constants
from actx.core.errors import FormulaError
from actx.core.formula.algebra import ONE, neg, number
from actx.core.formula.differentiate import target
from actx.core.formula.expression import Apply, Expression, Number, Symbol, X, depends_on_x, substitute
from actx.core.formula.identities import is_identically_zero
from actx.core.formula.simplify import simplify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.analysis.chain import Chain, Part
    from actx.core.analysis.pieces import Piece

Json = dict[str, Any]

_DIGITS: Final = 19  # of the numbers between which a zero lies


class _Span(NamedTuple):
    """A piece, its branch, and its ends: of irrational ones the nearest of `_DIGITS` digits inside."""

    low: Fraction | None
    high: Fraction | None
    piece: Piece
    branch: Expression

    @property
    def side(self) -> int:
        """-1 where x < 0."""
        return -1 if self.high is not None and self.high <= 0 else 1

    @property
    def ends(self) -> Json:
        return _ends(self.low, self.high)


def certificate(function: Expression) -> Json:
    """The proof, of plain lists, dictionaries, texts and numbers.

    `pieces` have the branches; `charts` the intervals with the sign of a derivative on each, and for each
    piece the chains and the parts. An expression is `x`, a number or a list of an operation and its
    arguments, where decay(u) is u*exp(-u); a number that is no float64 is a text, `1/3` or `inf`. A zero x
    lies between `low` and `high`, which differ by less than 1e-15 of it. What happens at the ends of pieces
    is not told. Derivatives that have no chart are under `not_decided` if their signs are not known, and else
    under `not_certified`.
    """
    spans = _spans(function)
    undecided = [order for order in range(3) if spans is None or signs(function, order) is None]
    charts = {order: _chart(spans or [], order) for order in range(3) if order not in undecided}
    return {
        "function": _as_lists(spelled(simplify(function))),
        "pieces": [{**each.ends, "branch": _branch(each)} for each in spans or ()],
        "charts": [chart for chart in charts.values() if chart is not None],
        "not_decided": [_name(order) for order in undecided],
        "not_certified": [_name(order) for order, chart in charts.items() if chart is None],
    }


def _name(order: int) -> str:
    return "f" + "'" * order


def _spans(function: Expression) -> list[_Span] | None:
    found = []
    for piece in pieces(function) or ():
        of_piece = branch(function, piece)
        if of_piece is None:
            return None
        low = None if piece.low is None else _around(piece.low)[1]
        high = None if piece.high is None else _around(piece.high)[0]
        found.append(_Span(low, high, piece, of_piece))
    return found or None


def _branch(span: _Span) -> Any:
    return None if span.branch is NOWHERE else _as_lists(spelled(simplify(span.branch)))


def _chart(spans: list[_Span], order: int) -> Json | None:
    try:
        found = [_proof(each, order) for each in spans]
    except (UnknownSign, FormulaError):
        return None
    return {
        "order": order,
        "intervals": [interval for _, intervals in found for interval in intervals],
        "pieces": [of_piece for of_piece, _ in found],
    }


def _proof(span: _Span, order: int) -> tuple[Json, list[Json]]:
    """The chains and the parts of a piece, and its intervals. Raises UnknownSign and FormulaError."""
    if span.branch is NOWHERE:
        return {**span.ends, "chains": {}, "parts": []}, [{**span.ends, "sign": None}]
    tree = target(span.branch, order)
    if not depends_on_x(tree):
        return _constant(span, tree)
    if is_identically_zero(tree, span.piece.low, span.piece.high):
        return _constant(span, number(0))
    low, high = (None if end is None else end * span.side for end in (span.low, span.high)[:: span.side])
    if span.side < 0:
        tree = substitute(tree, {"x": Apply("neg", X)})

    def accepts(part: Part) -> Part | None:
        return checkable(part, tree)

    low = low or Fraction(0)
    if high is None and low < TAIL:
        proof(tree, Fraction(TAIL), None, accepts)  # the tail first: where it fails, all else is in vain
    parts = proof(tree, low, high, accepts)[:: span.side]
    chains: dict[Chain, list[Part]] = {}
    for part in parts:
        if part.chain is not None:
            chains.setdefault(part.chain, []).append(part)
    names = dict(zip(chains, ("first", "second", "third"), strict=False))
    links = {
        names[chain]: [_link(chain, k) for k in range(1 + max(len(part.derivatives) for part in own))]
        for chain, own in chains.items()
    }
    proved = [_part(part, names, span.side) for part in parts]
    return {**span.ends, "chains": links, "parts": proved}, [*_intervals(span, parts)]


def _constant(span: _Span, value: Expression) -> tuple[Json, list[Json]]:
    """A piece on which a derivative is a constant: its magnitude times its sign."""
    sign = constants.sign(value)
    if sign is None:
        raise UnknownSign
    magnitude = value if sign > 0 else neg(value) if sign else ONE
    link = {"factor": _as_lists(plain(magnitude)), "expression": str(sign)}
    part = {**span.ends, "chain": "constant", "sign": sign, "derivatives": []}
    proved = {**span.ends, "chains": {"constant": [link]}, "parts": [part]}
    return proved, [{**span.ends, "sign": sign}]


def _link(chain: Chain, k: int) -> Json:
    return {"factor": _as_lists(plain(factor(chain, k))), "expression": _as_lists(plain(chain(k)[0]))}


def _part(part: Part, names: dict[Chain, str], side: int) -> Json:
    assert part.chain is not None
    low, high = (None if end is None else end * side for end in (part.low, part.high)[::side])
    claim = {"sign": part.left} if part.zero is None else {"zero": _zero(part.zero * side, low, high)}
    return {**_ends(low, high), "chain": names[part.chain], **claim, "derivatives": [*part.derivatives]}


def _zero(x: Fraction, start: Fraction | None, end: Fraction | None) -> Json:
    """An enclosure of a zero. Raises UnknownSign if it does not fit between the ends of the part."""
    low, high = _around(x, even_exact=True)
    if (start is not None and low <= start) or (end is not None and high >= end):
        raise UnknownSign
    return {"x": float(x), "low": str(low), "high": str(high)}


def _intervals(span: _Span, parts: list[Part]) -> Iterator[Json]:
    """The intervals between the ends of a piece and its zeros, with their signs. Raises UnknownSign."""
    low: str | float = span.ends["from"]
    sign: int | None = None
    for part in parts:
        start = part.low if span.side > 0 else part.high
        left, right = (part.left, part.right)[:: span.side]
        if sign is not None and part.chain is not None and start is not None:
            there = sign_at(part.chain, start)
            if there == 0:
                yield {"from": low, "to": str(start * span.side), "sign": sign}
                low = str(start * span.side)
            elif not there == sign == left:
                raise UnknownSign
        if part.zero is not None:
            x = float(part.zero * span.side)
            yield {"from": low, "to": x, "sign": left}
            low = x
        sign = right
    yield {"from": low, "to": span.ends["to"], "sign": sign}


# --- as text -----------------------------------------------------------------------------------------------


def _around(point: Fraction, *, even_exact: bool = False) -> tuple[Fraction, Fraction]:
    """Two numbers of 19 digits around an irrational point and its float64; or twice the point."""
    if not (even_exact or is_irrational(point)):
        return point, point
    low, high = sorted((point, Fraction(float(point))))
    unit = Fraction(10) ** (Decimal(float(point)).adjusted() + 1 - _DIGITS)
    return (low // unit - 1) * unit, (high // unit + 2) * unit


def _ends(low: Fraction | None, high: Fraction | None) -> Json:
    return {"from": "-inf" if low is None else str(low), "to": "inf" if high is None else str(high)}


def _as_lists(tree: Expression) -> Any:
    match tree:
        case Number(value=value):
            return str(value)
        case Symbol(name=name):
            return name
        case Apply(operation=operation, args=args):
            return [operation, *map(_as_lists, args)]
