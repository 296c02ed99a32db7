"""Forms: sums of monomials with rational coefficients, {monomial: coefficient}, and their arithmetic.

A monomial is a product of powers of atoms, {atom: exponent}, with rational exponents. An atom is pi, a prime,
a name such as x, exp of a monomial, or another function of a form. A sum in a denominator or under a root is
an atom too; `is_zero` multiplies such denominators out. Operations raise NoForm where a result would be too
long.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# An atom is a tuple (kind, argument). A monomial is a frozenset of (atom, exponent) pairs.
Atom: TypeAlias = tuple[Any, ...]
Monomial: TypeAlias = frozenset[tuple[Atom, Fraction]]
Form: TypeAlias = dict[Monomial, Fraction]

UNIT: Final[Monomial] = frozenset()
# Limits on the time a form takes: terms of a form, products of terms, powers that are multiplied out, and the
# largest prime that is split off a number.
_MOST_TERMS: Final = 200
_MOST_PRODUCTS: Final = 4000
_LARGEST_POWER: Final = 12
_LARGEST_PRIME: Final = 10_000
MAX_BITS: Final = 3000
"""Bits of a numerator or denominator; longer numbers have no form."""


class NoForm(ArithmeticError):  # noqa: N818  (a property of an expression, not an error)
    """The expression has no canonical form: it is too long, undefined, or has an open choice."""


def is_zero(form: Form) -> bool:
    """Whether a form vanishes once denominators are multiplied out and sin² is replaced by 1 - cos²."""
    try:
        return not _reduced(form)
    except NoForm:
        return False


def constant(value: Fraction | int) -> Form:
    return {UNIT: Fraction(value)} if value else {}


def atom(*kind: Any, exponent: Fraction | int = 1) -> Form:
    return {frozenset({(kind, Fraction(exponent))}): Fraction(1)}


def add(a: Form, b: Form) -> Form:
    result = dict(a)
    for monomial, coefficient in b.items():
        total = result.get(monomial, Fraction(0)) + coefficient
        if total:
            result[monomial] = total
        else:
            del result[monomial]
    return result


def scaled(a: Form, factor: Fraction | int) -> Form:
    return {monomial: coefficient * factor for monomial, coefficient in a.items()} if factor else {}


def mul(a: Form, b: Form) -> Form:
    if len(a) * len(b) > _MOST_PRODUCTS:
        raise NoForm
    result: Form = {}
    for left, c in a.items():
        for right, d in b.items():
            for monomial, e in product(left, right).items():
                total = result.get(monomial, Fraction(0)) + c * d * e
                if total:
                    result[monomial] = total
                else:
                    del result[monomial]
    if len(result) > _MOST_TERMS:
        raise NoForm
    return result


def product(left: Monomial, right: Monomial) -> Form:
    if not left or not right:
        return {left or right: Fraction(1)}
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    return _normal(exponents)


def _normal(exponents: Mapping[Atom, Fraction]) -> Form:
    """A product of powers of atoms as a form: whole powers of primes become numbers, of sums are expanded."""
    kept: dict[Atom, Fraction] = {}
    factor = Fraction(1)
    sums: list[tuple[Form, int]] = []
    for base, exponent in exponents.items():
        whole, rest = divmod(exponent, 1)
        if base[0] == "prime" and whole:
            factor *= _rational_power(Fraction(base[1]), int(whole))
            exponent = rest  # noqa: PLW2901
        elif base[0] == "sum" and 0 < whole <= _LARGEST_POWER:
            sums.append((dict(base[1]), int(whole)))
            exponent = rest  # noqa: PLW2901
        if exponent:
            kept[base] = exponent
    result: Form = {frozenset(kept.items()): factor}
    for form, power in sums:
        for _ in range(power):
            result = mul(result, form)
    return result


def _rational_power(base: Fraction, exponent: int) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > MAX_BITS:
        raise NoForm
    return base**exponent


def powered(a: Form, exponent: Fraction, *, positive: Callable[[Atom], bool]) -> Form:
    """a**exponent for a rational exponent; `positive` tells which atoms may be taken out of a root."""
    if not exponent:
        return constant(1)
    if not a:
        if exponent < 0:
            raise NoForm
        return {}
    if exponent.denominator == 1 and 0 < exponent <= _LARGEST_POWER:
        result = a
        for _ in range(int(exponent) - 1):
            result = mul(result, a)
        return result
    content, primitive = split(a, positive)
    ((monomial, coefficient),) = content.items()
    result = root(coefficient, exponent)
    result = mul(result, _normal({base: e * exponent for base, e in monomial}))
    if primitive == constant(1):
        return result
    if len(primitive) == 1 and exponent.denominator == 1:
        ((rest, c),) = primitive.items()
        return mul(
            scaled(result, _rational_power(c, int(exponent))), _normal({b: e * exponent for b, e in rest})
        )
    return mul(result, _normal({("sum", frozenset(primitive.items())): exponent}))


def root(value: Fraction, exponent: Fraction) -> Form:
    """value**exponent for a positive rational value, as a product of powers of primes."""
    if value == 1:
        return constant(1)
    exponents: dict[Atom, Fraction] = {}
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, count in factored(number).items():
            key = ("prime", prime)
            exponents[key] = exponents.get(key, Fraction(0)) + sign * count * exponent
    return _normal(exponents)


def factored(number: int) -> dict[int, int]:
    """{factor: count} of a positive integer: primes below 10,000, and the cofactor, or its square roots."""
    found: dict[int, int] = {}
    if number.bit_length() > MAX_BITS:
        raise NoForm
    for prime in (2, 3, *range(5, _LARGEST_PRIME, 2)):
        if prime * prime > number:
            break
        while number % prime == 0:
            number //= prime
            found[prime] = found.get(prime, 0) + 1
    root = isqrt(number)
    while number > 1 and root * root == number:
        found = {**found, root: found.get(root, 0) + 1}
        number, root = root, isqrt(root)
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


def split(a: Form, positive: Callable[[Atom], bool]) -> tuple[Form, Form]:
    """(content, rest) with a = content * rest; the content is a positive multiple of a positive monomial."""
    numerator = denominator = 0
    for coefficient in a.values():
        numerator = gcd(numerator, coefficient.numerator)
        denominator = (
            coefficient.denominator
            if not denominator
            else denominator * coefficient.denominator // gcd(denominator, coefficient.denominator)
        )
    common: dict[Atom, Fraction] | None = None
    for monomial in a:
        exponents = {base: e for base, e in monomial if positive(base)}
        if common is None:
            common = exponents
        else:
            common = {
                base: min(common.get(base, Fraction(0)), exponents.get(base, Fraction(0)))
                for base in common.keys() | exponents.keys()
            }
    content = {base: e for base, e in (common or {}).items() if e}
    factor = Fraction(numerator, denominator)
    inverse = frozenset((base, -e) for base, e in content.items())
    primitive: Form = {}
    for monomial, coefficient in a.items():
        primitive = add(primitive, scaled(product(monomial, inverse), coefficient / factor))
    return {frozenset(content.items()): factor}, primitive


def _reduced(form: Form) -> Form:
    """The form with denominators multiplied out and sin(u)**2 replaced by 1 - cos(u)**2."""
    for _ in range(20):
        lowest: dict[Atom, Fraction] = {}
        for monomial in form:
            for base, exponent in monomial:
                if exponent < 0 and base[0] in ("sum", "sin", "cos"):
                    lowest[base] = min(lowest.get(base, Fraction(0)), exponent)
        if lowest:
            # One denominator at a time: a sum that is multiplied out may itself contain denominators.
            base, exponent = max(lowest.items(), key=lambda item: len(repr(item[0])))
            up = frozenset({(base, Fraction(-(exponent // 1)))})
            form = times(form, up)
            continue
        squares = {base for monomial in form for base, e in monomial if base[0] == "sin" and e >= 2}
        if not squares:
            return form
        result: Form = {}
        for monomial, coefficient in form.items():
            part: Form = {UNIT: coefficient}
            for base, exponent in monomial:
                if base in squares and exponent >= 2:
                    cosine = atom("cos", base[1], exponent=2)
                    for _ in range(int(exponent) // 2):
                        part = mul(part, add(constant(1), scaled(cosine, -1)))
                    exponent = exponent % 2  # noqa: PLW2901
                if exponent:
                    part = mul(part, {frozenset({(base, exponent)}): Fraction(1)})
            result = add(result, part)
        form = result
    raise NoForm


def times(form: Form, monomial: Monomial) -> Form:
    """The form times a monomial, whose powers of sums are multiplied out."""
    result: Form = {}
    for each, coefficient in form.items():
        exponents = dict(each)
        for base, exponent in monomial:
            exponents[base] = exponents.get(base, Fraction(0)) + exponent
        result = add(result, scaled(_normal(exponents), coefficient))
        if len(result) > _MOST_TERMS:
            raise NoForm
    return result


def rational(form: Form) -> Fraction | None:
    """The rational number that a form represents, or None."""
    if not form:
        return Fraction(0)
    return form[UNIT] if form.keys() == {UNIT} else None


def log_atom(of: Form) -> Form:
    return atom("log", frozen(of))


def frozen(form: Form) -> frozenset[tuple[Monomial, Fraction]]:
    return frozenset(form.items())


def sign_normalised(form: Form) -> tuple[Form, bool]:
    """Of a form and its negative always the same one, and whether that is the negative of the form."""
    first = min(form, key=hash)
    turned = form[first] < 0
    return (scaled(form, -1) if turned else form), turned
