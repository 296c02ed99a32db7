"""Whether E f(X) is exactly 0 for X ~ N(0, variance), which no enclosure of the integral can tell."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from actx.core.analysis.pieces import NOWHERE, branch, pieces
from actx.core.formula.canonical import canonical
from actx.core.formula.expression import Apply, Expression, mirrored
from actx.core.formula.forms import NoForm
from actx.core.formula.identities import is_identically_zero

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.core.analysis.parts import Branch


def has_zero_mean(function: Expression, branches: Sequence[Branch], variance: Fraction) -> bool:
    """Whether the mean is proved to be 0; False proves nothing."""
    of_polynomials = _mean_of_polynomials(branches, variance)
    return _is_odd(function) or (of_polynomials is not None and not any(of_polynomials))


def _is_odd(function: Expression) -> bool:
    """Whether f(-x) = -f(x) for all x but single points."""
    turned = mirrored(function)
    found = pieces(function, turned)
    if found is None:
        return False
    for piece in found:
        if piece.low is None or piece.low < 0:
            continue
        there, beyond = branch(function, piece), branch(turned, piece)
        if there is None or beyond is None or NOWHERE in (there, beyond):
            return False
        if not is_identically_zero(Apply("add", there, beyond), piece.low, piece.high):
            return False
    return True


def _mean_of_polynomials(branches: Sequence[Branch], variance: Fraction) -> tuple[Fraction, Fraction] | None:
    """The mean r + s*sqrt(variance/(2*pi)) as (r, s), of a function that is a polynomial on each side of 0.

    On the right of 0 the integral of x**k times the density is 1*3*...*(k - 1) variance**(k/2)/2 for even k,
    and 2*4*...*(k - 1) variance**((k - 1)/2) times that root for odd k.
    """
    even = odd = Fraction(0)
    for formula, low, high in branches:
        if {low, high} - {None, 0}:
            return None
        sides = [(formula, high is None), (mirrored(formula), low is None)]
        for side in (form for form, is_there in sides if is_there):
            coefficients = _coefficients(side)
            if coefficients is None:
                return None
            for k, coefficient in coefficients.items():
                if k % 2:
                    odd += coefficient * 2 ** (k // 2) * factorial(k // 2) * variance ** (k // 2)
                else:
                    double = Fraction(factorial(k), 2 ** (k // 2) * factorial(k // 2))
                    even += coefficient * double * variance ** (k // 2) / 2
    return even, odd


def _coefficients(formula: Expression) -> dict[int, Fraction] | None:
    """Those of a polynomial by the powers of x; None if it is none."""
    try:
        form = canonical(formula, positive=True)
    except NoForm:
        return None
    found: dict[int, Fraction] = {}
    for monomial, coefficient in form.items():
        power = dict(monomial)
        exponent = power.pop(("x",), Fraction(0))
        if power or exponent.denominator > 1 or exponent < 0:
            return None
        found[int(exponent)] = coefficient
    return found
