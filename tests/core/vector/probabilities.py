"""Probabilities by other means: of the sparse ones the one support that fits, of all subsets, in Fractions.

mpmath has the roots and the exponentials.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import mpmath
import pytest
from judges.sameness import assert_same
from judges.truth import FORMATS, Truth, expected, nearest, to_mpf
from mpmath import mp

import actx
from actx.core.vector.gumbel import noise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_DIGITS: Final = 800

Answers = tuple[list[Truth], list[list[Truth]]]


# --- the functions, otherwise ----------------------------------------------------------------------------


def _subsets(n: int) -> list[tuple[int, ...]]:
    return [each for k in range(1, n + 1) for each in combinations(range(n), k)]


def _answers(y: Sequence[Any], slopes: Sequence[Sequence[Any]]) -> Answers:
    return [Truth(each, _DIGITS) for each in y], [[Truth(each, _DIGITS) for each in row] for row in slopes]


def sparsemax(x: Sequence[Any]) -> Answers:
    z = [Fraction(component) for component in x]
    for inside in _subsets(len(z)):
        tau = (sum((z[i] for i in inside), Fraction(0)) - 1) / len(inside)
        if all((z[i] > tau) == (i in inside) for i in range(len(z))):
            break
    n = range(len(z))
    share = Fraction(1, len(inside))
    slopes = [[(i == j) - share if i in inside and j in inside else Fraction(0) for j in n] for i in n]
    with mp.workdps(_DIGITS + 20):
        return _answers(
            [to_mpf(max(each - tau, Fraction(0))) for each in z],
            [[to_mpf(slope) for slope in row] for row in slopes],
        )


def entmax15(x: Sequence[Any]) -> Answers:
    z = [Fraction(component) / 2 for component in x]
    n = range(len(z))
    for inside in _subsets(len(z)):
        mean = sum((z[i] for i in inside), Fraction(0)) / len(inside)
        variance = (1 - sum(((z[i] - mean) ** 2 for i in inside), Fraction(0))) / len(inside)
        # z > mean - sqrt(variance)
        if variance > 0 and all((z[i] > mean or (mean - z[i]) ** 2 < variance) == (i in inside) for i in n):
            break
    with mp.workdps(3 * _DIGITS):
        radius = mpmath.sqrt(to_mpf(variance))
        s = [to_mpf(z[i] - mean) + radius if i in inside else mpmath.mpf(0) for i in n]
        total = mpmath.fsum(s)
        slopes = [
            [s[i] * (mpmath.fsum(s[k] for k in n if k != i) if i == j else -s[j]) / total for j in n]
            for i in n
        ]
        return _answers([root * root for root in s], slopes)


def quiet_softmax(x: Sequence[float]) -> Answers:
    with mp.workdps(3 * _DIGITS):
        powers = [mpmath.exp(mpmath.mpf(component)) for component in x]
        n = range(len(x))
        whole = 1 + mpmath.fsum(powers)
        p = [power / whole for power in powers]
        rest = [(1 + mpmath.fsum(powers[k] for k in n if k != i)) / whole for i in n]
        slopes = [[p[i] * (rest[i] if i == j else -p[j]) for j in n] for i in n]
        return [Truth(each, _DIGITS) for each in p], [
            [Truth(each, _DIGITS) for each in row] for row in slopes
        ]


def logsumexp(x: Sequence[float]) -> Answers:
    with mp.workdps(3 * _DIGITS):
        powers = [mpmath.exp(mpmath.mpf(component)) for component in x]
        whole = mpmath.fsum(powers)
        value = mpmath.log(whole) if len(x) > 1 else mpmath.mpf(x[0])
        return [Truth(value, _DIGITS)], [[Truth(power / whole, _DIGITS) for power in powers]]


def gumbel_softmax(x: Sequence[float], tau: Fraction = Fraction(1), seed: int = 0) -> Answers:
    with mp.workdps(3 * _DIGITS):
        g = noise(seed, len(x)).tolist()
        powers = [
            mpmath.exp((mpmath.mpf(component) + mpmath.mpf(extra)) / to_mpf(tau))
            for component, extra in zip(x, g, strict=True)
        ]
        n = range(len(x))
        whole = mpmath.fsum(powers)
        p = [power / whole for power in powers]
        rest = [mpmath.fsum(powers[k] for k in n if k != i) / whole for i in n]
        slopes = [[p[i] * (rest[i] if i == j else -p[j]) / to_mpf(tau) for j in n] for i in n]
        return [Truth(each, _DIGITS) for each in p], [
            [Truth(each, _DIGITS) for each in row] for row in slopes
        ]


TRUTHS: Final[dict[str, Callable[[Sequence[Any]], Answers]]] = {
    "sparsemax": sparsemax,
    "entmax15": entmax15,
    "quiet_softmax": quiet_softmax,
    "logsumexp": logsumexp,
    "gumbel_softmax": gumbel_softmax,
    "gumbel_softmax:tau=0.3,seed=7": lambda x: gumbel_softmax(x, Fraction(3, 10), 7),
}
every_function = pytest.mark.parametrize("spec", TRUTHS)
every_sparse_one = pytest.mark.parametrize("spec", ["sparsemax", "entmax15"])


def agree(spec: str, x: Sequence[float], dtype: str = "float64") -> None:
    form = FORMATS[dtype]
    x = [nearest(mpmath.mpf(component), form) for component in x]
    y, slopes = TRUTHS[spec](x)
    function = actx.activation(spec)
    got = [*function(x, dtype=dtype), *function.deriv(x, dtype=dtype).ravel()]
    for number, true in zip(got, [*y, *(each for row in slopes for each in row)], strict=True):
        if true.value:
            assert_same(number, expected(true, form))
        else:  # mpmath has no -0
            assert number == 0
