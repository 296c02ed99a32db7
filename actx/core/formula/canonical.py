"""A canonical form of expressions, in which equal ones are found equal: sums of products of powers of atoms.

An expression is rewritten in few functions (exp, log, sin, cos, erf and roots) and expanded to a Laurent
polynomial with rational coefficients, {monomial: coefficient}. A monomial is {atom: exponent}, its exponents
rational. An atom is pi, a prime, x, exp(monomial), or another function of a canonical form. Sums that stand
in a denominator or under a root are atoms too; `is_zero` multiplies denominators out.

Atoms count as independent, so that a form that vanishes proves an expression to be zero, and one that does
not vanish proves nothing. Roots of what may be negative are not split: sqrt(x*x) is not x.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from actx.core.formula.expression import Apply, Expression, Number, Symbol, nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# An atom is a tuple: its kind, and what it is of. A monomial is a frozenset of (atom, exponent) pairs.
Atom: TypeAlias = tuple[Any, ...]
Monomial: TypeAlias = frozenset[tuple[Atom, Fraction]]
Form: TypeAlias = dict[Monomial, Fraction]

UNIT: Final[Monomial] = frozenset()
_PI: Final[Atom] = ("pi",)
_HALF: Final = Fraction(1, 2)
# Longer forms and higher powers are left alone: they take their time.
_MOST_TERMS: Final = 200
_MOST_PRODUCTS: Final = 4000
_MOST_NODES: Final = 1500
_LARGEST_POWER: Final = 12
_LARGEST_PRIME: Final = 10_000
_LONGEST: Final = 3000  # bits of a rational number
# These are positive wherever they are defined.
_POSITIVE: Final = ("pi", "prime", "exp")


class NoForm(ArithmeticError):  # noqa: N818  (said of an expression, which is not at fault)
    """The expression has no canonical form here: it is too long, undefined, or chooses between branches."""


Sign: TypeAlias = "Callable[[Expression], int | None]"


def canonical(expression: Expression, sign: Sign | None = None, *, positive: bool = False) -> Form:
    """The canonical form. Raises NoForm where there is none.

    `sign` decides the branches: the sign of an expression, or None if that is not known. With `positive`, x
    stands for positive numbers only.
    """
    return _Reader(sign, positive=positive)(expression)


def is_zero(form: Form) -> bool:
    """Whether a form vanishes when its denominators are multiplied out, and sin² is 1 - cos²."""
    try:
        return not _reduced(form)
    except NoForm:
        return False


# --- arithmetic of forms ---------------------------------------------------------------------------------


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
            for monomial, e in _product(left, right).items():
                total = result.get(monomial, Fraction(0)) + c * d * e
                if total:
                    result[monomial] = total
                else:
                    del result[monomial]
    if len(result) > _MOST_TERMS:
        raise NoForm
    return result


def _product(left: Monomial, right: Monomial) -> Form:
    if not left or not right:
        return {left or right: Fraction(1)}
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    return _normal(exponents)


def _normal(exponents: Mapping[Atom, Fraction]) -> Form:
    """A product of powers of atoms: whole powers of primes are numbers, those of sums are multiplied out."""
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
    if bits * abs(exponent) > _LONGEST:
        raise NoForm
    return base**exponent


def _powered(a: Form, exponent: Fraction, *, positive: Callable[[Atom], bool]) -> Form:
    """a**exponent for a rational exponent."""
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
    content, primitive = _split(a, positive)
    ((monomial, coefficient),) = content.items()
    result = _root(coefficient, exponent)
    result = mul(result, _normal({base: e * exponent for base, e in monomial}))
    if primitive == constant(1):
        return result
    if len(primitive) == 1 and exponent.denominator == 1:
        ((rest, c),) = primitive.items()
        return mul(
            scaled(result, _rational_power(c, int(exponent))), _normal({b: e * exponent for b, e in rest})
        )
    return mul(result, _normal({("sum", frozenset(primitive.items())): exponent}))


def _root(value: Fraction, exponent: Fraction) -> Form:
    """A positive rational to a rational power, as a product of powers of primes."""
    if value == 1:
        return constant(1)
    exponents: dict[Atom, Fraction] = {}
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, count in _factored(number).items():
            key = ("prime", prime)
            exponents[key] = exponents.get(key, Fraction(0)) + sign * count * exponent
    return _normal(exponents)


def _factored(number: int) -> dict[int, int]:
    """Small primes and what is left, which counts as one; a perfect power of it by its root."""
    found: dict[int, int] = {}
    if number.bit_length() > _LONGEST:
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


def _split(a: Form, positive: Callable[[Atom], bool]) -> tuple[Form, Form]:
    """a as a positive monomial, of positive atoms and a positive coefficient, times what is left."""
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
        primitive = add(primitive, scaled(_product(monomial, inverse), coefficient / factor))
    return {frozenset(content.items()): factor}, primitive


def _reduced(form: Form) -> Form:
    """The form times its denominators, and sin(u)**2 replaced by 1 - cos(u)**2."""
    for _ in range(20):
        lowest: dict[Atom, Fraction] = {}
        for monomial in form:
            for base, exponent in monomial:
                if exponent < 0 and base[0] in ("sum", "sin", "cos"):
                    lowest[base] = min(lowest.get(base, Fraction(0)), exponent)
        if lowest:
            # One at a time: a sum that is multiplied out may have atoms in its denominators itself.
            base, exponent = max(lowest.items(), key=lambda item: len(repr(item[0])))
            up = frozenset({(base, Fraction(-(exponent // 1)))})
            form = _times(form, up)
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


def _times(form: Form, monomial: Monomial) -> Form:
    result: Form = {}
    for each, coefficient in form.items():
        exponents = dict(each)
        for base, exponent in monomial:
            exponents[base] = exponents.get(base, Fraction(0)) + exponent
        result = add(result, scaled(_normal(exponents), coefficient))
        if len(result) > _MOST_TERMS:
            raise NoForm
    return result


# --- from expressions to forms ---------------------------------------------------------------------------

# cos(r*pi) for r from 0 to 1/2, as a tree of nested roots: [a, b, ...] is (a + sqrt(b ...))/...
_COSINES: Final[dict[Fraction, str]] = {
    Fraction(0): "1",
    Fraction(1, 12): "(sqrt(6)+sqrt(2))/4",
    Fraction(1, 10): "sqrt(10+2*sqrt(5))/4",
    Fraction(1, 8): "sqrt(2+sqrt(2))/2",
    Fraction(1, 6): "sqrt(3)/2",
    Fraction(1, 5): "(1+sqrt(5))/4",
    Fraction(1, 4): "sqrt(2)/2",
    Fraction(3, 10): "sqrt(10-2*sqrt(5))/4",
    Fraction(1, 3): "1/2",
    Fraction(3, 8): "sqrt(2-sqrt(2))/2",
    Fraction(2, 5): "(sqrt(5)-1)/4",
    Fraction(5, 12): "(sqrt(6)-sqrt(2))/4",
    Fraction(1, 2): "0",
}


class _Reader:
    """Reads expressions into forms; what its functions are is said by their rules below."""

    def __init__(self, sign: Sign | None, *, positive: bool) -> None:
        self._sign = sign
        self._x_is_positive = positive
        self._trees: dict[Expression, Form] = {}

    def __call__(self, expression: Expression) -> Form:
        if sum(1 for _ in nodes(expression)) > _MOST_NODES:
            raise NoForm
        for node in nodes(expression):
            if node in self._trees or (isinstance(node, Apply) and node.operation in _CONDITIONS):
                continue
            try:
                self._trees[node] = self._form(node)
            except NoForm:
                if node is expression:
                    raise
        return self._trees[expression]

    def _form(self, node: Expression) -> Form:
        if isinstance(node, Number):
            if max(node.value.numerator.bit_length(), node.value.denominator.bit_length()) > _LONGEST:
                raise NoForm
            return constant(node.value)
        if isinstance(node, Symbol):
            if node.name == "inf":
                raise NoForm
            return atom("exp", UNIT) if node.name == "e" else atom(node.name)
        if node.operation in ("abs", "sign", "min", "max", "clip", "where"):
            return self._chosen(node)
        try:
            args = [self._trees[argument] for argument in node.args]
        except KeyError:
            raise NoForm from None
        rule: Callable[..., Form] = getattr(self, f"_{node.operation}")
        return rule(*args)

    def is_positive(self, base: Atom) -> bool:
        return base[0] in _POSITIVE or (base[0] == "x" and self._x_is_positive)

    # --- choices ---

    def _chosen(self, node: Apply) -> Form:
        if self._sign is None:
            raise NoForm
        if node.operation in ("abs", "sign"):
            sign = self._sign(node.args[0])
            if sign is None:
                raise NoForm
            return constant(sign) if node.operation == "sign" else scaled(self._of(node.args[0]), sign)
        if node.operation == "clip":
            u, low, high = node.args
            return self._of(Apply("min", Apply("max", u, low), high))
        if node.operation in ("min", "max"):
            a, b = node.args
            order = self._sign(Apply("sub", a, b))
            if order is None:
                raise NoForm
            return self._of(a if (order < 0) == (node.operation == "min") else b)
        verdict = self._holds(node.args[0])
        if verdict is None:
            raise NoForm
        return self._of(node.args[1 if verdict else 2])

    def _of(self, node: Expression) -> Form:
        return self._trees[node] if node in self._trees else self(node)

    def _holds(self, condition: Expression) -> bool | None:
        assert isinstance(condition, Apply)
        assert self._sign is not None
        if condition.operation in ("and", "or"):
            parts = [self._holds(each) for each in condition.args]
            decisive = condition.operation == "or"
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        if condition.operation == "not":
            inner = self._holds(condition.args[0])
            return None if inner is None else not inner
        sign = self._sign(Apply("sub", *condition.args))
        return None if sign is None else _MEANT[condition.operation](sign)

    # --- arithmetic ---

    def _add(self, a: Form, b: Form) -> Form:
        return add(a, b)

    def _sub(self, a: Form, b: Form) -> Form:
        return add(a, scaled(b, -1))

    def _neg(self, a: Form) -> Form:
        return scaled(a, -1)

    def _mul(self, a: Form, b: Form) -> Form:
        return mul(a, b)

    def _div(self, a: Form, b: Form) -> Form:
        return mul(a, self._power(b, Fraction(-1)))

    def _sqrt(self, a: Form) -> Form:
        return self._power(a, _HALF)

    def _pow(self, a: Form, b: Form) -> Form:
        exponent = rational(b)
        return self._exp(mul(b, self._log(a))) if exponent is None else self._power(a, exponent)

    def _power(self, a: Form, exponent: Fraction) -> Form:
        return _powered(a, exponent, positive=self.is_positive)

    # --- exponentials ---

    def _exp(self, u: Form) -> Form:
        result = constant(1)
        for monomial, coefficient in u.items():
            if len(monomial) == 1:
                ((base, exponent),) = monomial
                if base[0] == "log" and exponent == 1:
                    result = mul(result, self._power(dict(base[1]), coefficient))
                    continue
            result = mul(result, atom("exp", monomial, exponent=coefficient))
        return result

    def _log(self, a: Form) -> Form:
        if not a:
            raise NoForm
        content, primitive = _split(a, self.is_positive)
        ((monomial, coefficient),) = content.items()
        total: Form = {}
        for number, sign in ((coefficient.numerator, 1), (coefficient.denominator, -1)):
            for prime, count in _factored(number).items():
                total = add(total, scaled(_log_atom(constant(prime)), sign * count))
        for base, exponent in monomial:
            if base[0] == "exp":
                total = add(total, {base[1]: exponent})
            elif base[0] == "prime":
                total = add(total, scaled(_log_atom(constant(base[1])), exponent))
            else:
                total = add(total, scaled(_log_atom(atom(*base)), exponent))
        if primitive == constant(1):
            return total
        if len(primitive) == 1:
            ((rest, factor),) = primitive.items()
            if factor == 1 and len(rest) == 1:
                ((base, exponent),) = rest
                if base[0] == "sum":  # log of a power of a positive sum; even powers of others stay whole
                    return add(total, scaled(_log_atom(dict(base[1])), exponent))
        return add(total, _log_atom(primitive))

    def _expm1(self, u: Form) -> Form:
        return add(self._exp(u), constant(-1))

    def _log1p(self, u: Form) -> Form:
        return self._log(add(u, constant(1)))

    def _log1pexp(self, u: Form) -> Form:
        return self._log1p(self._exp(u))

    def _sinh(self, u: Form) -> Form:
        return scaled(add(self._exp(u), scaled(self._exp(scaled(u, -1)), -1)), _HALF)

    def _cosh(self, u: Form) -> Form:
        return scaled(add(self._exp(u), self._exp(scaled(u, -1))), _HALF)

    def _tanh(self, u: Form) -> Form:
        square = self._exp(scaled(u, 2))
        return self._div(add(square, constant(-1)), add(square, constant(1)))

    def _sigmoid(self, u: Form) -> Form:
        growth = self._exp(u)
        return self._div(growth, add(growth, constant(1)))

    def _normpdf(self, u: Form) -> Form:
        bell = self._exp(scaled(mul(u, u), -_HALF))
        return self._div(bell, self._power(scaled(atom(*_PI), 2), _HALF))

    # --- circular functions ---

    def _sin(self, u: Form) -> Form:
        return self._circular(u, quarter_turns=1)

    def _cos(self, u: Form) -> Form:
        return self._circular(u, quarter_turns=0)

    def _tan(self, u: Form) -> Form:
        return self._div(self._sin(u), self._cos(u))

    def _circular(self, u: Form, quarter_turns: int) -> Form:
        """cos(u - quarter_turns*pi/2), for 0 or 1."""
        pi = frozenset({(_PI, Fraction(1))})
        turns = u.get(pi, Fraction(0))
        rest = {monomial: coefficient for monomial, coefficient in u.items() if monomial != pi}
        if not rest:
            return self._cosine_of_pi(turns - Fraction(quarter_turns, 2))
        # rest + whole half turns, and what is left of these
        halves, left = divmod(2 * turns, 1)
        inner = add(rest, scaled({pi: Fraction(1)}, left / 2))
        quadrant = (int(halves) - quarter_turns) % 4  # cos(inner + quadrant*pi/2)
        inner, turned = _upright(inner)
        if quadrant % 2:
            sign = (-1 if quadrant == 1 else 1) * (-1 if turned else 1)
            return scaled(atom("sin", _frozen(inner)), sign)
        return scaled(atom("cos", _frozen(inner)), -1 if quadrant == 2 else 1)

    def _cosine_of_pi(self, turns: Fraction) -> Form:
        r = turns % 2
        r = min(r, 2 - r)
        sign = 1
        if r > _HALF:
            r, sign = 1 - r, -1
        known = _COSINES.get(r)
        if known is None:
            return scaled(atom("cos", _frozen(scaled(atom(*_PI), r))), sign)
        from actx.core.formula.parse import parse

        return scaled(self._of(parse(known)), sign)

    # --- odd functions that stay what they are ---

    def _odd(self, name: str, u: Form) -> Form:
        if not u:
            return {}
        upright, turned = _upright(u)
        return scaled(atom(name, _frozen(upright)), -1 if turned else 1)

    def _atan(self, u: Form) -> Form:
        for value, of_pi in _TANGENTS:
            if u == value or u == scaled(value, -1):
                return scaled(atom(*_PI), of_pi if u == value else -of_pi)
        return self._odd("atan", u)

    def _asinh(self, u: Form) -> Form:
        return self._odd("asinh", u)

    def _erf(self, u: Form) -> Form:
        return self._odd("erf", u)

    def _erfc(self, u: Form) -> Form:
        return add(constant(1), scaled(self._erf(u), -1))

    def _normcdf(self, u: Form) -> Form:
        error = self._erf(mul(u, _root(Fraction(2), -_HALF)))
        return scaled(add(constant(1), error), _HALF)


def rational(form: Form) -> Fraction | None:
    """The rational number that a form is, if it is one."""
    if not form:
        return Fraction(0)
    return form[UNIT] if form.keys() == {UNIT} else None


def _log_atom(of: Form) -> Form:
    return atom("log", _frozen(of))


def _frozen(form: Form) -> frozenset[tuple[Monomial, Fraction]]:
    return frozenset(form.items())


def _upright(form: Form) -> tuple[Form, bool]:
    """The form or its negative, the same for both, and whether it is the negative."""
    first = min(form, key=hash)
    turned = form[first] < 0
    return (scaled(form, -1) if turned else form), turned


_TANGENTS: Final = (
    (constant(1), Fraction(1, 4)),
    (_root(Fraction(3), _HALF), Fraction(1, 3)),
    (_root(Fraction(3), -_HALF), Fraction(1, 6)),
)
_CONDITIONS: Final = ("lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not")
_MEANT: Final[dict[str, Callable[[int], bool]]] = {
    "lt": lambda sign: sign < 0,
    "le": lambda sign: sign <= 0,
    "gt": lambda sign: sign > 0,
    "ge": lambda sign: sign >= 0,
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
}
