"""The moments of f(X) for X ~ N(0, variance), each told if all that its proved bounds allow round to it."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from actx.core.analysis.correlation import product_mean
from actx.core.analysis.enclosure import Enclosure
from actx.core.analysis.quadrature import Integrals, Powers
from actx.core.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from actx.core.analysis.enclosure import Quantity
    from actx.core.formula.expression import Expression

# The relative errors that are tried in turn, and with how many decimal digits; 0 is double-double.
_ATTEMPTS: Final = ((1e-21, 0), (1e-26, 0), (1e-50, 60))
MOST_DIGITS: Final = 100
_FIRST: Final = Powers(1)
_SECOND: Final = Powers(2)
_SLOPE: Final = Powers(0, 2)


class Gaussian:
    """The moments of f(X), each worked out when it is first asked for; None is not decided.

    They are rounded to float64, or to so many decimal `digits`.
    """

    def __init__(self, function: Expression, variance: Fraction = Fraction(1), digits: int = 0) -> None:
        self._function, self._variance, self._digits = function, variance, digits
        exact = tuple((10.0 ** -(k * digits + 5), k * digits + 10) for k in (1, 2))
        self._attempts = exact if digits else _ATTEMPTS
        self._integrals = Integrals(function, variance)
        self._known: dict[int, dict[Powers, Enclosure]] = {}

    @cached_property
    def mean(self) -> Quantity | None:
        """E f(X)."""
        return self._rounded(lambda mean: mean, _FIRST)

    @cached_property
    def second_moment(self) -> Quantity | None:
        """E f(X)**2."""
        return self._rounded(lambda second: second, _SECOND)

    @cached_property
    def variance(self) -> Quantity | None:
        """E f(X)**2 - (E f(X))**2."""
        return self._rounded(_variance, _FIRST, _SECOND)

    @cached_property
    def mean_squared_slope(self) -> Quantity | None:
        """E f'(X)**2."""
        return self._rounded(lambda slope: slope, _SLOPE)

    @cached_property
    def gain(self) -> Quantity | None:
        """1/sqrt(E f(X)**2): the factor of the weights with which layers keep the second moment."""
        return self._rounded(_reciprocal_root, _SECOND)

    @cached_property
    def std_gain(self) -> Quantity | None:
        """1/sqrt(Var f(X))."""
        return self._rounded(lambda *of: _reciprocal_root(_variance(*of)), _FIRST, _SECOND)

    def product_mean(self, correlation: Fraction | float) -> Quantity | None:
        """E f(X) f(Y), where Y is like X and of a correlation with it; always to float64.

        Raises ValueError for a correlation that is not from -1 to 1.
        """
        found = self._product_mean(correlation)
        return None if found is None else found.rounded()

    def cosine(self, correlation: Fraction | float) -> Quantity | None:
        """E f(X) f(Y) / E f(X)**2: the correlation map without biases. Raises what `product_mean` does."""
        found, second = self._product_mean(correlation), _enclosed(self.second_moment)
        reciprocal = second.reciprocal() if second else None
        return None if found is None or reciprocal is None else (found * reciprocal).rounded()

    def _product_mean(self, correlation: Fraction | float) -> Enclosure | None:
        if not -1 <= correlation <= 1:
            raise ValueError(f"the correlation must be from -1 to 1, not {correlation}")
        second, mean = _enclosed(self.second_moment), _enclosed(self.mean)
        if correlation == 0:
            return mean.squared() if mean else None
        if correlation == 1 or second is None:
            return second
        return product_mean(self._function, self._variance, Fraction(correlation), second)

    def _rounded(self, of: Callable[..., Enclosure | None], *powers: Powers) -> Quantity | None:
        """The number that all values of a function of integrals round to."""
        for attempt in range(len(self._attempts)):
            moments = self._moments(attempt)
            if not moments.keys() >= {*powers}:
                return None
            found = of(*(moments[each] for each in powers))
            quantity = found.rounded(self._digits) if found else None
            if quantity:
                return quantity
        return None

    def _moments(self, attempt: int) -> Mapping[Powers, Enclosure]:
        """The integrals whose bounds suffice."""
        if attempt not in self._known:
            powers = (_FIRST, _SECOND, _SLOPE)
            found = _enclosures(self._integrals, powers, *self._attempts[attempt])
            if not found:  # one of them may be infinite
                for each in powers:
                    found |= _enclosures(self._integrals, (each,), *self._attempts[attempt])
            mean = found.get(_FIRST)
            if mean is not None and mean.low < 0 < mean.high and self._has_zero_mean:
                found[_FIRST] = Enclosure.of(0)
            self._known[attempt] = found
        return self._known[attempt]

    @cached_property
    def _has_zero_mean(self) -> bool:
        from actx.core.analysis.zero_mean import has_zero_mean  # few means are 0

        return has_zero_mean(self._function, self._integrals.branches or (), self._variance)


def _enclosures(
    integrals: Integrals, powers: tuple[Powers, ...], tolerance: float, digits: int = 0
) -> dict[Powers, Enclosure]:
    """The integrals; none of them if the bounds of one do not suffice."""
    try:
        found = integrals.enclosures(powers, tolerance, digits)
    except FormulaError:  # of a function of too many nodes
        return {}
    return dict(zip(powers, found or (), strict=False))


def _enclosed(found: Quantity | None) -> Enclosure | None:
    return None if found is None else Enclosure(found.low, found.high)


def _variance(mean: Enclosure, second: Enclosure) -> Enclosure:
    return second - mean.squared()


def _reciprocal_root(square: Enclosure) -> Enclosure | None:
    return square.root().reciprocal()
