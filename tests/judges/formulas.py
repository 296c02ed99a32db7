"""Random formulas, each with the function it means: text for actx, and for the truth mpmath or `series`.

The truth's side refuses points that no test can judge: outside the domain, near a pole or a branch point,
or where an intermediate result leaves all reach.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import hypothesis
import mpmath
from hypothesis import strategies as st

from judges.series import (
    atan,
    cos,
    cosh,
    erf,
    erfc,
    exp,
    expm1,
    log,
    log1p,
    log_one_plus_exp,
    logistic,
    normcdf,
    number,
    pi,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Meaning = Callable[[Any], Any]

# Differences are taken over 10**-35 of a distance: this far from anything singular their error is no matter.
_ROOM: Final = 2.0**-20
_REACH: Final = 10**6
END: Final = 10**400


class OutOfBounds(Exception):  # noqa: N818  (said of a point, which is not at fault)
    """Nothing is to be judged at this point."""


def within(condition: bool) -> None:
    if not condition:
        raise OutOfBounds


def _apart(a: Any, b: Any) -> None:
    """Refuse what is near a switch from one branch to the other."""
    within(abs(a - b) > _ROOM * max(1, abs(a), abs(b)))


def _tame(f: Meaning) -> Meaning:
    def tame(u: Any) -> Any:
        within(abs(u) < _REACH)
        return f(u)

    return tame


def _positive(f: Meaning) -> Meaning:
    def positive(u: Any) -> Any:
        within(u > _ROOM)
        return f(u)

    return positive


def _log1p(u: Any) -> Any:
    within(u > -1 + _ROOM)
    return log1p(u)


def _softplus(u: Any) -> Any:
    within(abs(u) < _REACH)
    return log_one_plus_exp(u)


def _tan(u: Any) -> Any:
    within(abs(u) < _REACH)
    within(abs(cos(u)) > _ROOM)
    return tan(u)


def _away_from_zero(f: Meaning) -> Meaning:
    def away(u: Any) -> Any:
        _apart(u, 0)
        return f(u)

    return away


FUNCTIONS: Final[dict[str, Meaning]] = {
    "exp": _tame(exp),
    "expm1": _tame(expm1),
    "log": _positive(log),
    "log1p": _log1p,
    "log1pexp": _softplus,
    "sqrt": _positive(sqrt),
    "abs": _away_from_zero(abs),
    "sign": _away_from_zero(sign),
    "sin": _tame(sin),
    "cos": _tame(cos),
    "tan": _tan,
    "sinh": _tame(sinh),
    "cosh": _tame(cosh),
    "tanh": _tame(tanh),
    "asinh": lambda u: sign(u) * log(abs(u) + sqrt(u * u + 1)),
    "atan": atan,
    "erf": _tame(erf),
    "erfc": _tame(erfc),
    "normcdf": _tame(normcdf),
    "normpdf": _tame(lambda u: exp(-u * u / 2) / sqrt(2 * pi(u))),
    "sigmoid": _tame(logistic),
}


def _divide(a: Any, b: Any) -> Any:
    within(abs(b) > _ROOM)
    return a / b


def _power(a: Any, b: Any) -> Any:
    whole = b == mpmath.floor(b)
    within(a > _ROOM or bool(whole and (b > 0 or abs(a) > _ROOM)))
    within(abs(b) < 1000)
    return a ** int(b) if whole else a**b


def _compare(operation: str, a: Any, b: Any) -> bool:
    _apart(a, b)
    if operation in {"eq", "ne"}:
        return operation == "ne"
    return bool(a < b) == (operation in {"lt", "le"})


def _choice(operation: str, a: Any, b: Any) -> Any:
    _apart(a, b)
    return min(a, b) if operation == "min" else max(a, b)


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **FUNCTIONS,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": _divide,
    "pow": _power,
    "neg": lambda a: -a,
    "min": lambda a, b: _choice("min", a, b),
    "max": lambda a, b: _choice("max", a, b),
    "clip": lambda u, low, high: _choice("min", _choice("max", u, low), high),
    **{name: lambda a, b, name=name: _compare(name, a, b) for name in ("lt", "le", "gt", "ge", "eq", "ne")},
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
}


# --- the strategy ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Formula:
    """A text and what it means, built together so that neither is read off the other."""

    text: str
    means: Meaning

    def __repr__(self) -> str:
        return self.text

    __str__ = __repr__


def _number(text: str) -> Formula:
    numerator, _, decimals = text.partition(".")
    whole, scale = int(numerator + decimals), 10 ** len(decimals)
    return Formula(text, lambda x: number(Fraction(whole, scale), like=x))


_LEAVES: Final = st.one_of(
    st.just(Formula("x", lambda x: x)),
    st.just(Formula("x", lambda x: x)),
    st.sampled_from(["0", "1", "2", "3", "0.1", "0.5", "1.702", "0.044715", "20"]).map(_number),
    st.sampled_from([Formula("pi", pi), Formula("e", lambda x: exp(1 + 0 * x))]),
)
_INFIX: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
}
_CALLED: Final = [*FUNCTIONS, "softplus"]


def _bounded(value: Any) -> Any:
    within(abs(value) < END)
    return value


def _infix(mark: str, a: Formula, b: Formula) -> Formula:
    return Formula(f"({a}){mark}({b})", lambda x: _bounded(_INFIX[mark](a.means(x), b.means(x))))


def _raised(a: Formula, n: int) -> Formula:
    return Formula(f"({a})**{n}", lambda x: _bounded(_power(a.means(x), n)))


def _call(name: str, a: Formula) -> Formula:
    f = _softplus if name == "softplus" else FUNCTIONS[name]
    return Formula(f"{name}({a})", lambda x: _bounded(f(a.means(x))))


def _pair(name: str, a: Formula, b: Formula) -> Formula:
    return Formula(f"{name}({a}, {b})", lambda x: _choice(name, a.means(x), b.means(x)))


def _clip(a: Formula, low: int, width: int) -> Formula:
    return Formula(
        f"clip({a}, {low}, {low + width})",
        lambda x: _choice("min", _choice("max", a.means(x), low + 0 * x), low + width + 0 * x),
    )


_MARKS: Final = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def _where(mark: str, sides: tuple[Formula, Formula], a: Formula, b: Formula) -> Formula:
    left, right = sides
    return Formula(
        f"where({left} {mark} {right}, {a}, {b})",
        lambda x: (a if _compare(_MARKS[mark], left.means(x), right.means(x)) else b).means(x),
    )


def _grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        st.builds(_infix, st.sampled_from(list(_INFIX)), inner, inner),
        st.builds(_infix, st.sampled_from(list(_INFIX)), inner, inner),
        st.builds(_call, st.sampled_from(_CALLED), inner),
        st.builds(_call, st.sampled_from(_CALLED), inner),
        st.builds(_raised, inner, st.integers(-3, 4)),
        st.builds(lambda a: Formula(f"-({a})", lambda x: -a.means(x)), inner),
        st.builds(_pair, st.sampled_from(["min", "max"]), inner, inner),
        st.builds(_clip, inner, st.integers(-2, 1), st.integers(1, 5)),
        st.builds(_where, st.sampled_from(list(_MARKS)), st.tuples(inner, inner), inner, inner),
    )


def idioms() -> list[Formula]:
    """The shapes that a simplifier has rules for, around each function: what cancels, and what combines."""

    def one(name: str) -> Iterator[Formula]:
        f, u = FUNCTIONS[name], "x/3+1/7"

        def inner(x: Any) -> Any:
            return x / 3 + (1 + 0 * x) / 7

        yield Formula(f"1-{name}({u})", lambda x: 1 - f(inner(x)))
        yield Formula(f"1+{name}({u})", lambda x: 1 + f(inner(x)))
        yield Formula(f"{name}({u})-1", lambda x: f(inner(x)) - 1)
        yield Formula(f"3-3*{name}(-({u}))", lambda x: 3 - 3 * f(-inner(x)))
        yield Formula(f"1-{name}({u})**2", lambda x: 1 - f(inner(x)) ** 2)
        yield Formula(f"1/(1+{name}({u}))", lambda x: _divide(1, 1 + f(inner(x))))
        yield Formula(f"log(1+{name}({u}))", lambda x: _log1p(f(inner(x))))
        yield Formula(f"x*{name}(x)", lambda x: x * f(x))
        yield Formula(f"sqrt({name}({u})**2)", lambda x: _away_from_zero(abs)(f(inner(x))))
        yield Formula(f"{name}(x)/cosh(x)", lambda x: f(x) / cosh(x))
        yield Formula(f"exp(x)*{name}(-x)", lambda x: exp(x) * f(-x))
        yield Formula(f"exp(-({u}))*{name}({u})", lambda x: exp(-inner(x)) * f(inner(x)))

    return [formula for name in FUNCTIONS for formula in one(name)]


def random_formulas(leaves: int = 8) -> st.SearchStrategy[Formula]:
    """Formulas that mention x."""
    return st.recursive(_LEAVES, _grown, max_leaves=leaves).filter(
        lambda formula: re.search(r"\bx\b", formula.text) is not None
    )


def some_formulas(n: int, seed: int) -> list[Formula]:
    """n different random formulas, the same ones for the same seed."""
    found: dict[str, Formula] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=4 * n,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(random_formulas())
    def collect(formula: Formula) -> None:
        if len(found) < n:
            found.setdefault(formula.text, formula)

    collect()
    return list(found.values())
