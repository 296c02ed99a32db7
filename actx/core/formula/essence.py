"""The sign of an expression for x > 0, by its canonical form: what is plainly positive is left out of it.

Denominators are multiplied out, and the factors that all terms share are taken out: of silu'(-x) this leaves
1 + exp(x) - x*exp(x). A function that has no simpler form, as erf, is left without a factor of its own. In
the tails that tells signs where values underflow or cancel, and the derivative of the essence has a term
less, or one of a lower degree, or no erf.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from actx.core.formula.algebra import HALF
from actx.core.formula.canonical import canonical
from actx.core.formula.expression import PI, Apply, Expression, Number, X
from actx.core.formula.forms import UNIT, NoForm, add, constant, mul, powered, scaled, split, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from actx.core.formula.forms import Atom, Form, Monomial

# Kinds of atoms that are positive for x > 0, wherever they are defined; and functions of the sign of their
# argument.
_POSITIVE: Final = ("x", "pi", "prime", "exp")
_LIKE_THEIR_ARGUMENT: Final = ("erf", "atan", "asinh")
# Kinds of atoms of which there may be powers and products: the derivatives of a form keep them.
_EXPANDED: Final = ("sum", "sin", "cos")
_MOST_DENOMINATORS: Final = 20
_ONE: Final = constant(1)


class Essence:
    """An expression that has the sign of another one for all x > 0 at which that is regular.

    `sign` is that sign where all terms have it, else None. The other one is the expression times `factors`,
    powers of forms, whose product is positive.
    """

    def __init__(self, form: Form, factors: Sequence[tuple[Form, Fraction]] = ()) -> None:
        self.sign = _plain_sign(form)
        self.expression = _sum(form)
        self._factors = factors

    @property
    def factor(self) -> Expression:
        """The other expression divided by this one: positive."""
        powers = (
            base if exponent == 1 else Apply("pow", base, Number(exponent))
            for base, exponent in ((_sum(form), exponent) for form, exponent in self._factors if form != _ONE)
        )
        return _joined("mul", powers, Number(Fraction(1)))


def essence(expression: Expression) -> Essence:
    """The essence of an expression without choices. Raises NoForm."""
    form, sign, factors = _without_denominators(canonical(expression, positive=True))
    if not form:
        return Essence(form)
    content, rest = split(form, _is_positive)
    rest = rest if sign > 0 else scaled(rest, -1)
    factors.append((content, Fraction(1)))
    found = Essence(rest, factors)
    if found.sign:
        return found
    alone, coefficient = _with_one_alone(rest)
    return Essence(alone, [*factors, (coefficient, Fraction(1))])


class OverTerm:
    """An expression of x > 0 divided by the positive factors of one of its terms.

    Where that term is the largest, what is left of it is a constant, or depends on the rest of its factors.
    """

    def __init__(self, form: Form, factors: Monomial) -> None:
        self._form, self._factors = form, factors
        self.divisor = _term(factors, Fraction(1))

    @cached_property
    def quotient(self) -> Expression | None:
        """None if it has no form."""
        try:
            return _sum(times(self._form, frozenset((base, -exponent) for base, exponent in self._factors)))
        except NoForm:
            return None


def over_terms(expression: Expression) -> list[OverTerm]:
    """An expression of x > 0 divided by each of its terms; none if it has no form."""
    try:
        form = canonical(expression, positive=True)
    except NoForm:
        return []
    return [
        OverTerm(form, frozenset(each for each in term if _is_plainly_positive(each[0]))) for term in form
    ]


def _is_plainly_positive(atom: Atom) -> bool:
    return _is_positive(atom) or (atom[0] == "sum" and _plain_sign(dict(atom[1])) == 1)


def _is_positive(atom: Atom) -> bool:
    return atom[0] in _POSITIVE


def _with_one_alone(form: Form) -> tuple[Form, Form]:
    """The form divided by the coefficient of a function without a simpler form, and that, up to its sign."""
    atoms = {base for monomial in form for base, _ in monomial if base[0] not in (*_POSITIVE, *_EXPANDED)}
    for atom in sorted(atoms, key=repr):
        with_it = {monomial: c for monomial, c in form.items() if any(base == atom for base, _ in monomial)}
        alone = frozenset({(atom, Fraction(-1))})
        coefficient = times(with_it, alone)
        sign = _plain_sign(coefficient)
        if sign is None or any(base == atom for monomial in coefficient for base, _ in monomial):
            continue
        rest = {monomial: c for monomial, c in form.items() if monomial not in with_it}
        divisor = scaled(coefficient, sign)
        inverse = powered(divisor, Fraction(-1), positive=_is_positive)
        return add({frozenset({(atom, Fraction(1))}): Fraction(sign)}, mul(rest, inverse)), divisor
    return form, _ONE


def _without_denominators(form: Form) -> tuple[Form, int, list[tuple[Form, Fraction]]]:
    """The form times its denominators that are sums, the sign of these, and one over them made positive."""
    sign = 1
    factors: list[tuple[Form, Fraction]] = []
    for _ in range(_MOST_DENOMINATORS):
        lowest: dict[Atom, Fraction] = {}
        for monomial in form:
            for base, exponent in monomial:
                if base[0] == "sum" and exponent < 0:
                    lowest[base] = min(lowest.get(base, exponent), exponent)
        if not lowest:
            return form, sign, factors
        # The longest first: a sum that is multiplied out may itself contain denominators.
        base, exponent = max(lowest.items(), key=lambda item: len(repr(item[0])))
        power, positive = -(exponent // 1), dict(base[1])
        if power % 2:
            of_base = _plain_sign(positive)
            if of_base is None:
                power += 1
            elif of_base < 0:
                sign, positive = -sign, scaled(positive, -1)
        factors.append((positive, Fraction(-power)))
        form = times(form, frozenset({(base, Fraction(power))}))
    raise NoForm


def _plain_sign(form: Form) -> int | None:
    """The sign that all terms of a form have; None if they differ, or that of one is not plain."""
    signs = {_sign_of_term(monomial, coefficient) for monomial, coefficient in form.items()}
    return signs.pop() if len(signs) == 1 else None


def _sign_of_term(monomial: Monomial, coefficient: Fraction) -> int | None:
    sign = 1 if coefficient > 0 else -1
    for base, exponent in monomial:
        # Where it is regular a root is positive, and so is 1 over an even power.
        if base[0] in _POSITIVE or exponent.denominator % 2 == 0 or (exponent < 0 and exponent % 2 == 0):
            continue
        inner = _plain_sign(dict(base[1])) if base[0] in ("sum", *_LIKE_THEIR_ARGUMENT) else None
        if inner is None or (inner < 0 and exponent.denominator != 1):
            return None
        sign *= 1 if exponent % 2 == 0 else inner
    return sign


# --- as an expression --------------------------------------------------------------------------------------


def _sum(form: Form) -> Expression:
    ordered = sorted(form.items(), key=lambda term: repr(sorted(term[0], key=repr)))
    return _joined("add", (_term(*term) for term in ordered), Number(Fraction(0)))


def _term(monomial: Monomial, coefficient: Fraction) -> Expression:
    powers = (_power(*each) for each in sorted(monomial, key=repr))
    if monomial == UNIT:
        return Number(coefficient)
    product = _joined("mul", powers, Number(Fraction(1)))
    return product if coefficient == 1 else Apply("mul", Number(coefficient), product)


def _power(base: Atom, exponent: Fraction) -> Expression:
    if base[0] == "exp":
        return Apply("exp", _term(base[1], exponent))
    atom = _atom(base)
    if exponent == 1:
        return atom
    return Apply("sqrt", atom) if exponent == HALF.value else Apply("pow", atom, Number(exponent))


def _atom(base: Atom) -> Expression:
    match base:
        case ("x",):
            return X
        case ("pi",):
            return PI
        case ("prime", value):
            return Number(Fraction(value))
        case ("sum", form):
            return _sum(dict(form))
        case (function, form):
            return Apply(function, _sum(dict(form)))
    raise NoForm


def _joined(operation: str, parts: Iterable[Expression], nothing: Expression) -> Expression:
    total: Expression | None = None
    for part in parts:
        total = part if total is None else Apply(operation, total, part)
    return nothing if total is None else total
