"""Values in closed form, to tell what a ball cannot: that sqrt(8)-2*sqrt(2) is 0, or that cos(pi/3) is 1/2.

A value is a sum of rational multiples of products of atoms, which are roots of primes, powers of pi and of e,
and whatever is not known better: tanh(1/3). A sum with no terms is 0 for certain; one with terms need not
differ from 0, but it does as far as mathematics knows its atoms to be independent.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    Atom = tuple[Any, ...]
    Monomial = tuple[tuple[Atom, Fraction], ...]
    Sum = dict[Monomial, Fraction]

_MOST_TERMS: Final = 40
_MOST_BITS: Final = 30000
_PRIMES: Final = [n for n in range(2, 200) if all(n % d for d in range(2, isqrt(n) + 1))]
_ONE: Final[Monomial] = ()
# The squares of the sines of these multiples of pi.
_SQUARES: Final = {Fraction(k, 12): Fraction(n, 4) for k, n in ((0, 0), (2, 1), (3, 2), (4, 3), (6, 4))}
PI: Final[Sum] = {((("pi",), Fraction(1)),): Fraction(1)}
E: Final[Sum] = {((("exp", ()), Fraction(1)),): Fraction(1)}


class Unknown(Exception):  # noqa: N818  (a state of knowledge)
    """There is no closed form, or it is too long."""


def rational(value: Fraction | int) -> Sum:
    """A rational number."""
    return {_ONE: Fraction(value)} if value else {}


def as_rational(a: Sum) -> Fraction | None:
    """The rational number that a value is, if it is known to be one."""
    return Fraction(0) if not a else a[_ONE] if list(a) == [_ONE] else None


def _key(a: Sum) -> tuple[Any, ...]:
    return tuple(sorted(a.items(), key=repr))


def _checked(a: Sum) -> Sum:
    if len(a) > _MOST_TERMS or any(
        max(c.numerator.bit_length(), c.denominator.bit_length()) > _MOST_BITS for c in a.values()
    ):
        raise Unknown
    return a


def _collected(terms: list[tuple[Monomial, Fraction]]) -> Sum:
    total: Sum = {}
    for monomial, coefficient in terms:
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return _checked({monomial: c for monomial, c in total.items() if c})


def add(a: Sum, b: Sum) -> Sum:
    """a + b."""
    return _collected([*a.items(), *b.items()])


def neg(a: Sum) -> Sum:
    """-a."""
    return {monomial: -c for monomial, c in a.items()}


def mul(a: Sum, b: Sum) -> Sum:
    """a * b."""
    if len(a) * len(b) > 4 * _MOST_TERMS:
        raise Unknown
    return _collected([_product(m, n, c * d) for m, c in a.items() for n, d in b.items()])


def _product(m: Monomial, n: Monomial, coefficient: Fraction) -> tuple[Monomial, Fraction]:
    powers = dict(m)
    for atom, exponent in n:
        powers[atom] = powers.get(atom, Fraction(0)) + exponent
    return _monomial(powers, coefficient)


def _monomial(powers: dict[Atom, Fraction], coefficient: Fraction) -> tuple[Monomial, Fraction]:
    """Whole powers of primes go to the coefficient."""
    kept = []
    for atom, exponent in powers.items():
        rest = exponent
        if atom[0] == "prime":
            whole = exponent.numerator // exponent.denominator
            rest = exponent - whole
            coefficient *= Fraction(atom[1]) ** whole
        if rest:
            kept.append((atom, rest))
    return tuple(sorted(kept, key=repr)), coefficient


def inverse(a: Sum) -> Sum:
    """1 / a."""
    if not a:
        raise Unknown
    return power(a, Fraction(-1))


def div(a: Sum, b: Sum) -> Sum:
    """a / b."""
    if a and a.keys() == b.keys():
        ratios = {a[monomial] / b[monomial] for monomial in a}
        if len(ratios) == 1:
            return rational(ratios.pop())
    return mul(a, inverse(b))


def power(a: Sum, r: Fraction) -> Sum:
    """a**r, of which a is known to be positive if r is no whole number."""
    if not r:
        return rational(1)
    if not a:
        if r > 0:
            return {}
        raise Unknown
    if len(a) > 1:
        if r.denominator == 1 and 0 < r <= 6:
            return mul(a, power(a, r - 1))
        first = min(a, key=repr)
        scale = abs(a[first])
        return mul(power(rational(scale), r), _atom(("sum", _key({m: c / scale for m, c in a.items()})), r))
    ((monomial, coefficient),) = a.items()
    if r.denominator == 1:
        _bounded(coefficient, r)
        kept, more = _monomial({atom: e * r for atom, e in monomial}, coefficient ** int(r))
        return _checked({kept: more})
    if coefficient < 0 or any(atom[0] not in ("prime", "pi", "exp") for atom, _ in monomial):
        return _atom(("sum", _key(a)), r)
    powers = {atom: e * r for atom, e in monomial}
    for atom, exponent in _factors(coefficient):
        powers[atom] = powers.get(atom, Fraction(0)) + exponent * r
    _bounded(coefficient, r)
    kept, more = _monomial(powers, Fraction(1))
    return _checked({kept: more})


def _bounded(base: Fraction, r: Fraction) -> None:
    if (base.numerator.bit_length() + base.denominator.bit_length()) * abs(r) > _MOST_BITS:
        raise Unknown


def _atom(atom: Atom, exponent: Fraction | int = 1) -> Sum:
    return {((atom, Fraction(exponent)),): Fraction(1)}


def _factors(value: Fraction) -> list[tuple[Atom, int]]:
    """A positive rational as powers of small primes, and of what is left without them."""
    found: list[tuple[Atom, int]] = []
    for whole, sign in ((value.numerator, 1), (value.denominator, -1)):
        rest = whole
        for prime in _PRIMES:
            count = 0
            while rest % prime == 0:
                rest, count = rest // prime, count + 1
            if count:
                found.append((("prime", prime), sign * count))
        root = isqrt(rest)
        if rest > 1:
            found.append((("prime", root), 2 * sign) if root * root == rest else (("prime", rest), sign))
    return found


# --- functions -------------------------------------------------------------------------------------------


def exp(a: Sum) -> Sum:
    """e**a, a product of one factor for each term."""
    result = rational(1)
    for monomial, coefficient in a.items():
        if len(monomial) == 1 and monomial[0][0][0] == "log" and monomial[0][1] == 1:
            result = mul(result, power(_unlogged(monomial[0][0]), coefficient))
        else:
            result = mul(result, _atom(("exp", monomial), coefficient))
    return result


def _unlogged(atom: Atom) -> Sum:
    return rational(atom[1]) if isinstance(atom[1], int) else dict(atom[1])


def log(a: Sum) -> Sum:
    """The logarithm of a positive value."""
    if len(a) != 1:
        return _atom(("log", _key(a)))
    ((monomial, coefficient),) = a.items()
    if coefficient < 0 or any(atom[0] not in ("prime", "exp") for atom, _ in monomial):
        return _atom(("log", _key(a)))
    factors = [(atom, Fraction(exponent)) for atom, exponent in _factors(coefficient)]
    total: Sum = {}
    for atom, exponent in [*monomial, *factors]:
        logarithm: Sum = {atom[1]: Fraction(1)} if atom[0] == "exp" else _atom(("log", atom[1]))
        total = add(total, mul(logarithm, rational(exponent)))
    return total


def _odd(name: str, a: Sum) -> Sum:
    if not a:
        return {}
    first = min(a, key=repr)
    return neg(_atom((name, _key(neg(a))))) if a[first] < 0 else _atom((name, _key(a)))


def over_pi(a: Sum) -> Fraction | None:
    return as_rational(mul(a, inverse(PI)))


def sin(a: Sum) -> Sum:
    """The sine, closed at multiples of pi/4 and pi/6."""
    turns = over_pi(a)
    return _odd("sin", a) if turns is None else _sin_pi(turns)


def cos(a: Sum) -> Sum:
    """The cosine, by the sine of what is pi/2 more."""
    turns = over_pi(a)
    return _sin_pi(turns + Fraction(1, 2)) if turns is not None else _odd("cos", _absolute(a))


def _absolute(a: Sum) -> Sum:
    return neg(a) if a[min(a, key=repr)] < 0 else a


def _sin_pi(turns: Fraction) -> Sum:
    turns %= 2
    if turns >= 1:
        return neg(_sin_pi(turns - 1))
    turns = min(turns, 1 - turns)
    square = _SQUARES.get(turns)
    return _atom(("sinpi", turns)) if square is None else power(rational(square), Fraction(1, 2))


def _tanh(a: Sum) -> Sum:
    if not a:
        return {}
    if a[min(a, key=repr)] < 0:
        return neg(_tanh(neg(a)))
    square = exp(add(a, a))
    return div(add(square, rational(-1)), add(square, rational(1)))


def _atan(a: Sum) -> Sum:
    square = as_rational(mul(a, a)) if len(a) == 1 else None
    part = {Fraction(1, 3): 6, Fraction(1): 4, Fraction(3): 3}.get(square or Fraction(0))
    if part is None:
        return _odd("atan", a)
    angle = mul(PI, rational(Fraction(1, part)))
    return neg(angle) if next(iter(a.values())) < 0 else angle


def _half_difference(a: Sum, sign: int) -> Sum:
    return mul(add(exp(a), mul(rational(sign), exp(neg(a)))), rational(Fraction(1, 2)))


def _erfc(a: Sum) -> Sum:
    return add(rational(1), neg(_odd("erf", a)))


def _normcdf(a: Sum) -> Sum:
    inner = mul(neg(a), power(rational(2), Fraction(-1, 2)))
    return mul(_erfc(inner), rational(Fraction(1, 2)))


def _normpdf(a: Sum) -> Sum:
    top = exp(mul(mul(a, a), rational(Fraction(-1, 2))))
    return div(top, power(mul(PI, rational(2)), Fraction(1, 2)))


CLOSED: Final[dict[str, Callable[[Sum], Sum]]] = {
    "exp": exp,
    "expm1": lambda a: add(exp(a), rational(-1)),
    "log": log,
    "log1p": lambda a: log(add(rational(1), a)),
    "log1pexp": lambda a: log(add(rational(1), exp(a))),
    "sqrt": lambda a: power(a, Fraction(1, 2)),
    "sin": sin,
    "cos": cos,
    "tan": lambda a: div(sin(a), cos(a)),
    "sinh": lambda a: _half_difference(a, -1),
    "cosh": lambda a: _half_difference(a, 1),
    "tanh": _tanh,
    "asinh": lambda a: _odd("asinh", a),
    "atan": _atan,
    "erf": lambda a: _odd("erf", a),
    "erfc": _erfc,
    "normcdf": _normcdf,
    "normpdf": _normpdf,
    "sigmoid": lambda a: inverse(add(rational(1), exp(neg(a)))),
}
