"""How near errors come to the bounds that are stated for them: arguments to try, and truth by Arb.

A number is a float64 array or a `Pair` of them; its words are exact, and so are Arb's balls of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from actx.core.arithmetic.double_double.pairs import Pair

Floats = NDArray[np.float64]
Truth = Callable[..., arb]

# Sums of words that are 2**-480 and 2**480 are exact balls of so many bits.
EXACT_BITS: Final = 1200
FUNCTION_BITS: Final = 400


class Computed(NamedTuple):
    """Numbers value * 2**exponent, that are so near the true ones as bound * 2**exponent."""

    value: Any
    bound: Any
    exponent: Any = 0


class Worst(NamedTuple):
    """The largest of the errors in terms of the bound, and the arguments that it is of."""

    ratio: float
    arguments: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        return f"{self.ratio:.4f} of the bound at {self.arguments}"


def balls(number: Any) -> list[arb]:
    """The exact numbers."""
    if isinstance(number, Pair):
        return [arb(hi) + arb(lo) for hi, lo in zip(number.hi.tolist(), number.lo.tolist(), strict=True)]
    return [arb(x) for x in number.tolist()]


def ratios(got: Computed, truth: Truth, *arguments: Any, bits: int = FUNCTION_BITS) -> list[float]:
    """|computed - true|/bound for each; an error where the bound is 0 is infinitely many of it."""
    value, bound, exponent = got
    with ctx.workprec(bits):
        values = balls(value)
        bounds, exponents = (np.broadcast_to(part, len(values)).tolist() for part in (bound, exponent))
        exact = zip(*(balls(argument) for argument in arguments), strict=True)
        return [
            _ratio(abs(y - truth(*point) / arb(2) ** n), limit)
            for y, limit, n, point in zip(values, bounds, exponents, exact, strict=True)
        ]


def worst(got: Computed, truth: Truth, *arguments: Any, bits: int = FUNCTION_BITS) -> Worst:
    """The largest of these."""
    found = ratios(got, truth, *arguments, bits=bits)
    index = int(np.argmax(found))
    return Worst(found[index], tuple(_words(argument, index) for argument in arguments))


def _ratio(error: arb, limit: float) -> float:
    if limit == 0:
        return 0.0 if error < arb(2) ** -1100 else float("inf")
    ratio = float((error / arb(limit)).mid())
    return ratio if ratio == ratio else float("inf")  # noqa: PLR0124  (nan)


def _words(number: Any, index: int) -> tuple[str, ...]:
    words = number if isinstance(number, Pair) else (number,)
    return tuple(float(word[index]).hex() for word in words)


# --- arguments -------------------------------------------------------------------------------------------


def significands(rng: np.random.Generator, n: int) -> Floats:
    """Numbers in [1, 2): uniform, next to either end, and with but few bits set."""
    uniform, distance = rng.uniform(1, 2, n), 2.0 ** rng.uniform(-52, -1, n)
    sparse = 1 + sum(2.0 ** -rng.integers(1, 53, n).astype(float) for _ in range(4))
    kinds = np.choose(rng.integers(0, 5, n), [uniform, uniform, 1 + distance, 2 - distance, sparse])
    numbers: Floats = np.clip(kinds, 1.0, 2 - 2.0**-52)
    return numbers


def scattered(rng: np.random.Generator, n: int, least: float, most: float) -> Floats:
    """Positive numbers of all sizes alike, between two powers of 2."""
    low, high = np.log2([least, most])
    numbers: Floats = np.clip(significands(rng, n) * 2.0 ** np.floor(rng.uniform(low, high, n)), least, most)
    return numbers


def signed(rng: np.random.Generator, numbers: Floats) -> Floats:
    either: Floats = numbers * rng.choice([-1.0, 1.0], len(numbers))
    return either


def paired(rng: np.random.Generator, hi: Floats) -> Pair:
    """The numbers with low words: any, the largest that there are, the smallest, and none."""
    n = len(hi)
    part = signed(rng, 1 - 2.0 ** rng.uniform(-53, 0, n))
    part = np.choose(rng.integers(0, 6, n), [part, part, part, part, part * 2.0**-50, 0.0 * part])
    lo = np.spacing(np.abs(hi)) / 2 * part
    total = hi + lo
    return Pair(total, lo - (total - hi))


def pairs_near(rng: np.random.Generator, exact: list[arb], least: float, most: float) -> Pair:
    """Pairs around given numbers, at distances of all sizes between two powers of 2, and at the numbers."""
    n = len(exact)
    distance = signed(rng, scattered(rng, n, least, most)) * (rng.random(n) < 0.8)
    with ctx.workprec(FUNCTION_BITS):
        moved = [number + arb(d) for number, d in zip(exact, distance.tolist(), strict=True)]
        hi = [float(number.mid()) for number in moved]
        lo = [float((number - arb(high)).mid()) for number, high in zip(moved, hi, strict=True)]
    return Pair(np.array(hi), np.array(lo))


def joined(*parts: Pair) -> Pair:
    return Pair(np.concatenate([part.hi for part in parts]), np.concatenate([part.lo for part in parts]))


def chosen(number: Pair, condition: Any) -> Pair:
    return Pair(number.hi[condition], number.lo[condition])
