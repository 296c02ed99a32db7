"""The kernels of actx.core.arithmetic.double_double: what each computes, where, and the bound it states.

The arguments are of all sizes, and near whatever is special: the nodes of a table and the middles between
them, which are the ends of the reduced interval, the zeros of a function and the ends of its pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from flint import arb, ctx
from measure import FUNCTION_BITS, Computed, Truth, chosen, joined, paired, pairs_near, scattered, signed

from actx.core.arithmetic.double_double import circular, exponential, gaussian

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.arithmetic.double_double.pairs import Pair

    Arguments = Callable[[np.random.Generator, int], Pair]

# The least word that `DoubleDouble` gives to a kernel.
_LEAST: Final = 2.0**-256


class Kernel(NamedTuple):
    """A computation that states bounds of its errors, its truth, and arguments, n of each kind."""

    name: str
    computed: Callable[[Pair], Computed]
    truth: Truth
    arguments: Arguments


def _around(
    rng: np.random.Generator, n: int, step: Callable[[], arb], most: int, least: float = 2.0**-100
) -> Pair:
    """Pairs at and around the multiples of half a step, at most so many, as often near 0 as far out."""
    counts = signed(rng, np.floor(scattered(rng, n, 1.0, float(most))))
    with ctx.workprec(FUNCTION_BITS):
        nodes = [arb(count) * step() / 2 for count in counts.tolist()]
        return pairs_near(rng, nodes, least, float(step()) / 2)


def _sized(rng: np.random.Generator, n: int, most: float, least: float = _LEAST) -> Pair:
    """Pairs of either sign and of all sizes, and as many spread evenly."""
    small = signed(rng, scattered(rng, n, least, most))
    return joined(paired(rng, small), paired(rng, rng.uniform(-most, most, n)))


def _bounded(kernel: Callable[[Pair], tuple[Pair, Any]]) -> Callable[[Pair], Computed]:
    return lambda argument: Computed(*kernel(argument))


# --- exp and its kin -------------------------------------------------------------------------------------


def _exponent_step() -> arb:
    return arb(2).log() / 4096


def _for_exp(rng: np.random.Generator, n: int) -> Pair:
    return joined(
        _sized(rng, n, 2.0**13),
        paired(rng, rng.uniform(-50, 50, n)),
        _around(rng, n, _exponent_step, 2**14),
        _around(rng, n, _exponent_step, 2**26),
    )


def _exp(u: Pair) -> Computed:
    significand, exponent, error = exponential.exp(u)
    return Computed(significand, error * significand.hi, exponent)


def _for_far_exp(rng: np.random.Generator, n: int) -> Pair:
    far = signed(rng, scattered(rng, n, 2.0**13 * (1 + 2.0**-40), 2.0**40))
    return paired(rng, far)


def _for_expm1(rng: np.random.Generator, n: int) -> Pair:
    return joined(
        _sized(rng, n, 300.0),
        paired(rng, rng.uniform(-(2.0**-11), 2.0**-11, n)),
        paired(rng, rng.uniform(-2.0, 2.0, n)),
        _around(rng, n, _exponent_step, 2**5),
        _around(rng, n, _exponent_step, 2**21),
    )


def _for_log(rng: np.random.Generator, n: int) -> Pair:
    near = signed(rng, scattered(rng, n, 2.0**-200, 0.5))
    edge = signed(rng, 2.0**-5 * (1 + signed(rng, scattered(rng, n, 2.0**-50, 2.0**-3))))
    with ctx.workprec(FUNCTION_BITS):
        ones = [1 + arb(d) for d in np.concatenate([near, edge]).tolist()]
        counts = rng.integers(-(2**15), 2**21, n)
        nodes = [(count * _exponent_step() / 2).exp() for count in counts.tolist()]
    return joined(
        paired(rng, scattered(rng, n, 2.0**-480, 2.0**480)),
        paired(rng, scattered(rng, n, 0.25, 4.0)),
        pairs_near(rng, ones, 2.0**-200, 2.0**-100),
        pairs_near(rng, nodes, 2.0**-60, 2.0**-16),
    )


def _for_log1p(rng: np.random.Generator, n: int) -> Pair:
    pole = -1 + scattered(rng, n, 2.0**-52, 0.5)
    edge = signed(rng, 2.0**-5 * (1 + signed(rng, scattered(rng, n, 2.0**-50, 2.0**-3))))
    return joined(
        paired(rng, scattered(rng, n, _LEAST, 2.0**256)),
        paired(rng, -scattered(rng, n, _LEAST, 0.99)),
        chosen(tried := paired(rng, pole), tried.hi > -1),
        paired(rng, edge),
    )


# --- the circular functions ------------------------------------------------------------------------------


def _angle() -> arb:
    return arb.pi() / 64


def _for_circle(rng: np.random.Generator, n: int) -> Pair:
    whole = signed(rng, np.floor(scattered(rng, n, 1.0, 2.0**19 / np.pi)))
    with ctx.workprec(FUNCTION_BITS):
        zeros = [arb(count) * arb.pi() / 2 for count in whole.tolist()]
    pair = joined(
        _sized(rng, n, circular.PAYNE_HANEK_FROM),
        paired(rng, rng.uniform(-10, 10, n)),
        _around(rng, n, _angle, 2**8),
        _around(rng, n, _angle, 2**25),
        pairs_near(rng, zeros, 2.0**-100, 2.0**-6),
    )
    return chosen(pair, np.abs(pair.hi) <= circular.PAYNE_HANEK_FROM)


def _sin(x: Pair) -> Computed:
    circle = circular.circle(x)
    return Computed(circle.sin, circle.sin_error)


def _cos(x: Pair) -> Computed:
    circle = circular.circle(x)
    return Computed(circle.cos, circle.cos_error)


def _for_atan(rng: np.random.Generator, n: int) -> Pair:
    with ctx.workprec(FUNCTION_BITS):
        nodes = [(count * _angle() / 2).tan() for count in rng.integers(-31, 32, n).tolist()]
    pair = joined(_sized(rng, n, 1.0), pairs_near(rng, nodes, 2.0**-100, 2.0**-7))
    return chosen(pair, np.abs(pair.hi) <= 1)


# --- the normal distribution -----------------------------------------------------------------------------


def mills(u: arb) -> arb:
    """exp(u²/2) normcdf(-u)."""
    half = arb(1) / 2
    if u > 45:
        return (u * u / 2).hypgeom_u(half, half) / (2 * arb.pi().sqrt())
    return (u * u / 2).exp() * (u * half.sqrt()).erfc() / 2


def _for_mills(rng: np.random.Generator, n: int) -> Pair:
    """Even in the logarithm of 1 + u, as the pieces are, and around their ends and middles."""
    octave, place = rng.integers(0, 6, n), rng.integers(0, 65, n)
    ends = 2.0**octave * (1 + place / 64) - 1
    nearby = np.abs(ends + signed(rng, scattered(rng, n, 2.0**-60, 2.0**-6)) * 2.0**octave)
    pair = joined(
        paired(rng, scattered(rng, n, _LEAST, gaussian.TABLE_END)),
        paired(rng, 2.0 ** rng.uniform(0, np.log2(gaussian.TABLE_END + 1), n) - 1),
        paired(rng, nearby),
    )
    return chosen(pair, (pair.hi >= 0) & (pair.hi <= gaussian.TABLE_END))


def _for_far_mills(rng: np.random.Generator, n: int) -> Pair:
    near, far = 40 + scattered(rng, n, 2.0**-40, 64.0), scattered(rng, n, 64.0, 2.0**200)
    return paired(rng, np.concatenate([near, far]))


def _for_erf(rng: np.random.Generator, n: int) -> Pair:
    return _sized(rng, n, gaussian.ERF_MAX)


KERNELS: Final = [
    Kernel("exp", _exp, lambda u: u.exp(), _for_exp),
    Kernel("exp far out", _exp, lambda u: u.exp(), _for_far_exp),
    Kernel("expm1", _bounded(exponential.expm1), lambda u: u.expm1(), _for_expm1),
    Kernel("log", _bounded(exponential.log), lambda m: m.log(), _for_log),
    Kernel("log1p", _bounded(exponential.log1p), lambda u: u.log1p(), _for_log1p),
    Kernel("sin", _sin, lambda x: x.sin(), _for_circle),
    Kernel("cos", _cos, lambda x: x.cos(), _for_circle),
    Kernel("atan", _bounded(circular.atan), lambda u: u.atan(), _for_atan),
    Kernel("mills", _bounded(gaussian.mills), mills, _for_mills),
    Kernel("mills far out", _bounded(gaussian.mills), mills, _for_far_mills),
    Kernel("erf near 0", _bounded(gaussian.erf_near_zero), lambda x: x.erf(), _for_erf),
]

# The worst that a search found which changes a bit here and there and keeps what is worse: an argument for
# each term that a bound has.
WORST: Final[dict[str, list[tuple[str, str]]]] = {
    "exp": [("-0x1.62e41304a4212p-14", "-0x1.ffff9ff016318p-68")],
    "exp far out": [("-0x1.00000056d67cbp+15", "-0x1.dffffffb68539p-89")],
    "expm1": [
        ("-0x1.00799faa6bda8p-15", "-0x1.ffffffffec8c3p-69"),  # of the cubic term
        ("0x1.000001253aa31p-43", "0x1.fffd3d5838b6fp-97"),  # of the rest
        ("0x1.59357e30d5e43p+1", "-0x1.b500f92f61292p-53"),  # of the exponential, at a node
        ("0x1.368cc69b2072cp+7", "0x1.1b0a8609725a0p-51"),  # of the reduction, at a node far out
    ],
    "log": [
        ("0x1.2ce0b7c784562p-3", "0x1.febb900010400p-57"),
        ("0x1.f0000026ef4eap-1", "0x1.9ad68769acfc0p-55"),  # of the series
    ],
    "log1p": [
        ("-0x1.a20c93dcc72c8p-1", "0x1.7fffff969b90ep-55"),
        ("-0x1.ffaffefd795d0p-6", "0x1.f77a29ce90870p-60"),  # of the series
    ],
    "sin": [
        ("-0x1.921ff56ff3823p-6", "0x1.c65dfb0be02dap-61"),
        ("-0x1.01311d86e9dd4p+19", "0x1.ffdb00548beecp-35"),  # of the reduction, where the sine is 0
    ],
    "cos": [
        ("0x1.986835b1d938dp+0", "-0x1.60472c2affff7p-54"),
        ("-0x1.0004335b1fde6p+14", "0x1.fac68b4ad1039p-40"),  # of the reduction, where the cosine is 0
    ],
    "atan": [("0x1.920f5bc623db5p-6", "0x1.741cbb7a5dee8p-60")],
    "mills": [("0x1.e00122cf46b0bp+3", "-0x1.980000873c54ap-51")],
    "mills far out": [("0x1.014083f1bc282p+27", "0x1.0000000000000p-26")],
    "erf near 0": [("0x1.f0ad3f3996448p-2", "0x1.ece985deaba33p-56")],
}
