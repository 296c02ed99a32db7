"""The bounds on the errors of the arithmetics' kernels are honest, and none is twice what it need be.

Bounds that were proven are to be kept; those that were measured, kept with a margin, for no search is
complete. A worst case within half of each is among the arguments: `tools.mutate_bounds` halves the bounds in
turn and sees a test fail.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from kernels import KERNELS, WORST, Kernel, mills
from measure import EXACT_BITS, Computed, Floats, joined, paired, scattered, signed, worst
from mpmath import mp
from process import execute
from tools import make_tables, mutate_bounds

from actx.core.arithmetic import float64
from actx.core.arithmetic.double_double import circular, gaussian, pairs, scaled
from actx.core.arithmetic.double_double.pairs import Pair
from actx.core.arithmetic.double_double.tables import table
from actx.core.arithmetic.float64 import U

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Sample

MARGIN: Final = 1.25
_UNIT: Final = 2.0**-106

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def number(*words: tuple[str, str]) -> Pair:
    """Pairs whose words are written in hexadecimal."""
    return Pair(*(np.array([float.fromhex(word) for word in column]) for column in zip(*words, strict=True)))


# --- functions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_a_kernel_keeps_its_bound_with_a_margin_and_comes_within_half_of_it(
    kernel: Kernel, thorough: bool
) -> None:
    rng = np.random.default_rng(len(kernel.name))
    tried = joined(number(*WORST[kernel.name]), kernel.arguments(rng, 10_000 if thorough else 600))

    found = worst(kernel.computed(tried), kernel.truth, tried)

    assert found.ratio <= 1 / MARGIN, found
    assert found.ratio > 1 / 2, found


def test_arguments_of_sin_and_cos_far_out_are_reduced_within_their_bound(thorough: bool) -> None:
    rng = np.random.default_rng(5)
    x = signed(rng, scattered(rng, 20_000 if thorough else 3000, circular.PAYNE_HANEK_FROM, 2.0**1023))
    index, rest, error = circular._reduced_far(x, 0)
    ratios = []
    with mp.workprec(1500):
        for k in range(x.size):
            turns = mpmath.mpf(float(x[k])) * 64 / mpmath.pi - int(index[k])
            turns -= 128 * mpmath.nint(turns / 128)
            off = turns * mpmath.pi / 64 - mpmath.mpf(float(rest.hi[k])) - mpmath.mpf(float(rest.lo[k]))
            ratios.append(float(abs(off) / error))
    assert 1 / 2 < max(ratios) <= 1 / MARGIN, x[np.argmax(ratios)].hex()


def test_sin_and_cos_of_two_far_words_of_any_size_keep_their_bound(thorough: bool) -> None:
    rng = np.random.default_rng(6)
    count = 20_000 if thorough else 500
    # Words as products give them: low ones of few bits, each power of two among them; and scaled ones.
    high = signed(rng, np.ldexp(np.rint(2.0**53 * rng.uniform(0.5, 1, count)), rng.integers(0, 60, count)))
    low = signed(rng, np.ldexp(rng.integers(0, 4, count).astype(float), rng.integers(-40, 40, count)))
    low[::4] = circular.PAYNE_HANEK_FROM
    x = pairs.two_sum(high, low)
    for shift in (0, 400, 800):
        found = circular.circle(x, np.full(count, shift) if shift else 0)
        for words, errors, function in (
            (found.sin, found.sin_error, arb.sin),
            (found.cos, found.cos_error, arb.cos),
        ):
            with ctx.workprec(2500):
                for k in range(count):
                    value = (arb(float(x.hi[k])) + arb(float(x.lo[k]))) * arb(2) ** shift
                    off = abs(function(value) - arb(float(words.hi[k])) - arb(float(words.lo[k])))
                    assert off <= float(errors[k]), f"({x.hi[k].hex()}, {x.lo[k].hex()}) * 2**{shift}"


# --- the mutation run ------------------------------------------------------------------------------------


def test_every_bound_of_the_mutation_run_is_there() -> None:
    assert not [bound.text for bound in mutate_bounds.bounds() if not mutate_bounds.is_there_once(bound)]


# --- pairs -----------------------------------------------------------------------------------------------


class Operation(NamedTuple):
    """An operation on pairs, its proven bound relative to the `measure`, its truth, and its worst case."""

    run: Callable[..., Pair]
    bound: float
    truth: Callable[..., arb]
    worst: tuple[tuple[str, str], ...]
    size: float = 2.0**200
    measure: Callable[..., Any] = lambda result, *_: np.abs(result.hi)


def _smaller(a: Pair, b: Pair) -> tuple[Pair, Floats]:
    """A pair, and the other's word brought below it."""
    ratio = np.abs(b.hi / a.hi)
    return a, np.where(ratio > 1, b.hi / np.exp2(np.ceil(np.log2(ratio)) + 1), b.hi)


OPERATIONS: Final = {
    "add": Operation(
        pairs.add,
        scaled.ADD_ERROR,
        lambda a, b: a + b,
        (
            ("-0x1.000000e355410p-1", "-0x1.fffbffe07ff70p-55"),
            ("0x1.fffffeff1ddffp-3", "0x1.faff46fb63b25p-57"),
        ),
    ),
    "add_near": Operation(
        pairs.add_near,
        3 * _UNIT,
        lambda a, b: a + b,
        (
            ("0x1.000aefb7062b0p-3", "-0x1.e9f4fcc0370bfp-58"),
            ("0x1.0000000026728p+2", "-0x1.fdc6281002010p-52"),
        ),
        measure=lambda _, a, b: np.abs(a.hi) + np.abs(b.hi),
    ),
    "add_small": Operation(
        lambda a, b: pairs.add_small(*_smaller(a, b)),
        2 * _UNIT,
        lambda a, b: a + b,
        (
            ("0x1.0000000000022p-1", "0x1.7fb0fd596e253p-55"),
            ("-0x1.ffffffffffbf7p-3", "0x0p+0"),
        ),
    ),
    "mul": Operation(
        pairs.mul,
        scaled.MUL_ERROR,
        lambda a, b: a * b,
        (
            ("-0x1.000933c419841p+0", "-0x1.fffc4a6e7065cp-54"),
            ("-0x1.007e80fd50311p+0", "-0x1.ffffffffcbd63p-54"),
        ),
    ),
    "square": Operation(
        lambda a, _: pairs.square(a),
        10 * _UNIT,
        lambda a, _: a * a,
        (("0x1.0000005c00187p+0", "0x1.fffffe000087fp-54"), ("0x1p+0", "0x0p+0")),
    ),
    "div": Operation(
        pairs.div,
        scaled.DIV_ERROR,
        lambda a, b: a / b,
        (
            ("0x1.0040000057b0ap+0", "0x1.ffe3c7c838208p-54"),
            ("0x1.0000ffebbed61p+0", "-0x1.fffbdf2608c1bp-54"),
        ),
    ),
    "sqrt": Operation(
        lambda a, _: pairs.sqrt(Pair(np.abs(a.hi), np.where(a.hi < 0, -a.lo, a.lo))),
        scaled.SQRT_ERROR,
        lambda a, _: abs(a).sqrt(),
        (("0x1.0002000080017p+0", "0x1.fffffeafbffd6p-54"), ("0x1p+0", "0x0p+0")),
    ),
}


def _operands(rng: np.random.Generator, n: int) -> tuple[Pair, Pair]:
    """Any two; near each other in size, as what a sum rounds is; near each other, as what cancels."""
    first = paired(rng, signed(rng, scattered(rng, n, 2.0**-200, 2.0**200)))
    second = paired(rng, signed(rng, scattered(rng, n, 2.0**-200, 2.0**200)))
    near = paired(rng, signed(rng, scattered(rng, n, 2.0**-4, 2.0**4)))
    beside = paired(rng, signed(rng, scattered(rng, n, 2.0**-4, 2.0**4)))
    opposite = paired(rng, -near.hi * (1 + signed(rng, scattered(rng, n, 2.0**-52, 2.0**-1))))
    return joined(first, near, near), joined(second, beside, opposite)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_on_pairs_keeps_its_bound_and_comes_within_half_of_it(name: str, thorough: bool) -> None:
    operation = OPERATIONS[name]
    a, b = _operands(np.random.default_rng(1), 10_000 if thorough else 600)
    a, b = joined(number(operation.worst[0]), a), joined(number(operation.worst[1]), b)
    got = operation.run(a, b)
    other = _smaller(a, b)[1] if name == "add_small" else b

    found = worst(
        Computed(got, operation.bound * operation.measure(got, a, b)),
        operation.truth,
        a,
        other,
        bits=EXACT_BITS,
    )

    assert found.ratio <= 1, found
    assert found.ratio > 1 / 2, found


@pytest.mark.parametrize(
    ("run", "truth"),
    [
        (pairs.two_sum, lambda a, b: a + b),
        (pairs.two_product, lambda a, b: a * b),
        (lambda a, b: pairs.fast_two_sum(np.maximum(a, b), np.minimum(a, b)), lambda a, b: a + b),
    ],
    ids=["two_sum", "two_product", "fast_two_sum"],
)
def test_the_transformations_are_exact(
    run: Callable[..., Pair], truth: Callable[..., arb], thorough: bool
) -> None:
    a, b = _operands(np.random.default_rng(2), 10_000 if thorough else 600)
    x, y = np.abs(a.hi), np.abs(b.hi)

    found = worst(Computed(run(x, y), 0.0), truth, x, y, bits=EXACT_BITS)

    assert found.ratio == 0, found


# --- functions in float64 --------------------------------------------------------------------------------


class Library(NamedTuple):
    """A function in float64: its truth, the ends of its arguments' sizes, their signs, and its bound."""

    truth: Callable[..., arb]
    least: float
    most: float
    signs: tuple[float, ...]
    bound: float = float64._LIBRARY_ERROR


LIBRARY: Final = {
    "exp": Library(lambda u: u.exp(), 2.0**-60, 700.0, (1, -1)),
    "expm1": Library(lambda u: u.expm1(), 2.0**-1000, 700.0, (1, -1)),
    "log": Library(lambda u: u.log(), 2.0**-1000, 2.0**1000, (1,)),
    "log1p": Library(lambda u: u.log1p(), 2.0**-1000, 0.999, (1, -1)),
    "sin": Library(lambda u: u.sin(), 2.0**-1000, 2.0**1000, (1, -1)),
    "cos": Library(lambda u: u.cos(), 2.0**-1000, 2.0**1000, (1, -1)),
    "arctan": Library(lambda u: u.atan(), 2.0**-1000, 2.0**1000, (1, -1)),
    "power": Library(lambda a, b: a**b, 2.0**-10, 2.0**6, (1,), float64._POWER_ERROR),
}
# NumPy's own tests allow this much to the functions of any machine, and one ulp may be 2 units of U*|value|.
NUMPYS_ULPS: Final = 4
LIBRARY_MARGIN: Final = 2.0

# The functions once over whole arrays, which SIMD code takes, and once over every other element of one.
_COMPUTE: Final = """
import sys
import numpy as np
results = {}
with np.errstate(all="ignore"):
    for name in sys.argv[1:]:
        f, columns = getattr(np, name), np.load(name + ".npy")
        results[name] = f(*columns)
        results[name + " strided"] = f(*np.repeat(columns, 3, axis=1)[:, ::3])
        results[name + " single"] = np.array([f(*column) for column in columns.T])
np.savez("results.npz", **results)
"""


def _library_arguments(name: str, n: int) -> Floats:
    """Of all sizes, and a good part around 1, where most of a function's curve is."""
    library, rng = LIBRARY[name], np.random.default_rng(3)
    columns = []
    for _ in range(2 if name == "power" else 1):
        sizes = scattered(rng, n, library.least, library.most)
        near = scattered(rng, 2 * n, 2.0**-4, min(library.most, 16.0))
        columns.append(np.concatenate([sizes, near]) * rng.choice(library.signs, 3 * n))
    return np.array(columns)


def _dispatched(beginnings: tuple[str, ...]) -> str:
    """The sets of instructions that NumPy may use beyond those it needs, of names that begin so."""
    core = np._core if hasattr(np, "_core") else np.core
    return " ".join(name for name in core._multiarray_umath.__cpu_dispatch__ if name.startswith(beginnings))


@pytest.mark.parametrize(
    "disabled", [("none",), ("AVX512", "X86_V4"), ("",)], ids=["any", "AVX2", "baseline"]
)
def test_numpys_functions_keep_their_bound_with_a_margin_however_they_are_computed(
    disabled: tuple[str, ...], tmp_path: Path, thorough: bool
) -> None:
    arguments = {name: _library_arguments(name, 10_000 if thorough else 250) for name in LIBRARY}
    for name, columns in arguments.items():
        np.save(tmp_path / f"{name}.npy", columns)
    command = [sys.executable, "-W", "ignore", "-c", _COMPUTE, *arguments]
    outcome = execute(command, cwd=tmp_path, env={"NPY_DISABLE_CPU_FEATURES": _dispatched(disabled)})
    assert outcome.status == 0, outcome.stderr

    errors = {}
    for path, values in np.load(tmp_path / "results.npz").items():
        name = path.partition(" ")[0]
        unit = np.abs(values) * U * LIBRARY[name].bound
        errors[path] = worst(Computed(values, unit), LIBRARY[name].truth, *arguments[name], bits=1300)

    for path, found in errors.items():
        assert found.ratio <= 1 / LIBRARY_MARGIN, f"{path}: {found}"


@pytest.mark.parametrize("name", LIBRARY)
def test_numpys_functions_are_given_all_that_numpy_may_take(name: str) -> None:
    assert LIBRARY[name].bound >= 2 * NUMPYS_ULPS


OWN: Final = {
    "mills": (gaussian.mills_in_double, mills, 2.0**-60, 2.0**900, (1,), float64._MILLS_ERROR),
    "erf": (gaussian.erf_near_zero_in_double, lambda x: x.erf(), 2.0**-900, 0.5, (1, -1), float64._ERF_ERROR),
}


@pytest.mark.parametrize("name", OWN)
def test_the_functions_of_its_own_in_float64_keep_their_bounds(name: str, thorough: bool) -> None:
    f, truth, least, most, signs, bound = OWN[name]
    rng, n = np.random.default_rng(4), 20_000 if thorough else 1000
    sizes = np.concatenate([scattered(rng, n, least, most), scattered(rng, 2 * n, 2.0**-6, min(most, 64.0))])
    x = sizes * rng.choice(signs, 3 * n)
    values = f(x)

    found = worst(Computed(values, np.abs(values) * U * bound), truth, x)

    assert found.ratio <= 1 / MARGIN, found
    assert found.ratio > 1 / 2, found


# --- tables ----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_tables_are_what_their_script_makes(some: Sample) -> None:
    pieces = sorted(some(range(make_tables.PIECES), 30))
    made = make_tables.tables(pieces)

    assert {path.stem for path in make_tables.FOLDER.glob("*.npy")} == set(made)
    assert table("mills").shape[1] == make_tables.PIECES
    for name, values in made.items():
        there = table(name)[:, pieces] if name == "mills" else table(name)
        assert there.tobytes() == values.tobytes(), name
        assert there.shape == values.shape
