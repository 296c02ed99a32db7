"""The contract of the catalog: what every record promises, and what a contributor is told when one does not.

`data/kinks.tsv` holds derivatives that PyTorch 2.15 was measured to return at kinks, `data/article.json` what
TensorFlow printed for the article that actx grew from. softmax is held against mpmath.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import mpmath
import numpy as np
import pytest

from actx.core.activation import FAMILIES, Activation, VectorActivation
from actx.core.catalog import CATALOG
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import CONSTANTS, Apply, X, free_names, nodes
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.formula.parse import parse
from actx.core.formula.simplify import simplify
from actx.core.formula.typeset import to_text
from actx.core.registry import activation, lookup, names, read_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from actx.core.activation import AnyActivation

    Vector = NDArray[np.float64]
    Kernel = Callable[[Vector], Vector]

DATA = Path(__file__).parent / "data"
SCALARS = [record for record in CATALOG if isinstance(record, Activation)]
VECTORS = [record for record in CATALOG if isinstance(record, VectorActivation)]

every_record = pytest.mark.parametrize("record", CATALOG, ids=lambda record: record.name)
every_scalar = pytest.mark.parametrize("record", SCALARS, ids=lambda record: record.name)
every_vector = pytest.mark.parametrize("record", VECTORS, ids=lambda record: record.name)


# --- the words of a record -------------------------------------------------------------------------------


@every_record
@pytest.mark.parametrize("field", ["formula", "reference", "use", "weakness"])
def test_a_record_has_every_field(record: AnyActivation, field: str) -> None:
    assert getattr(record, field).strip(), f"activation '{record.name}' has no {field}: add one"


@every_record
@pytest.mark.parametrize("field", ["use", "weakness"])
def test_a_line_of_advice_fits_on_a_line_and_is_no_sentence(record: AnyActivation, field: str) -> None:
    text = getattr(record, field)
    it = f"the {field} of activation '{record.name}'"
    assert len(text) < 110, f"{it} has {len(text)} characters: 109 is the limit"
    assert "\n" not in text, f"{it} has a line break: make it one line"
    assert not text[0].isupper(), f"{it} starts with a capital: start in lower case"
    assert not text.endswith("."), f"{it} ends in a full stop: take it away"


@every_record
def test_a_record_belongs_to_a_known_family(record: AnyActivation) -> None:
    assert record.family in FAMILIES, (
        f"activation '{record.name}' is of family '{record.family}': use one of {', '.join(FAMILIES)}"
    )
    assert (record.family == "vector") == isinstance(record, VectorActivation), (
        f"activation '{record.name}': 'vector' is the family of the VectorActivations, and of nothing else"
    )


def test_the_catalog_lists_one_family_after_the_other() -> None:
    runs = [family for family, _ in itertools.groupby(record.family for record in CATALOG)]
    assert len(runs) == len(set(runs)), f"the families stand apart: {runs}; put their records together"


def test_every_family_has_a_member() -> None:
    empty = FAMILIES.keys() - {record.family for record in CATALOG}
    assert not empty, f"no activation is of family {', '.join(sorted(empty))}: add one, or remove the family"


# --- names -----------------------------------------------------------------------------------------------


@every_record
def test_names_are_lower_case_identifiers(record: AnyActivation) -> None:
    for name in (record.name, *record.aliases, *(parameter.name for parameter in record.params)):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name), (
            f"'{name}' of activation '{record.name}': write it in lower case, with single underscores"
        )


def test_no_name_means_two_activations() -> None:
    count = Counter(name for record in CATALOG for name in (record.name, *record.aliases))
    shared = [name for name, times in count.items() if times > 1]
    assert not shared, f"more than one activation is called {', '.join(shared)}: keep the alias of one"


@every_record
def test_a_name_that_is_a_word_of_the_formula_language_means_the_same_there(record: AnyActivation) -> None:
    for name in (record.name, *record.aliases):
        assert name not in CHOICES, f"'{name}' of '{record.name}' is taken by the formula language: drop it"
        assert name not in CONSTANTS | {"x"}, f"'{name}' of '{record.name}' is taken: drop it"
        if name in FUNCTIONS:
            assert isinstance(record, Activation)
            assert record.symbolic is Apply(name, X), (
                f"'{name}' of activation '{record.name}' is another function in formulas: drop it"
            )


@every_record
def test_a_record_is_found_by_its_name_and_by_each_alias_in_any_case(record: AnyActivation) -> None:
    for name in (record.name, *record.aliases):
        assert lookup(name) is record
        assert lookup(name.upper().replace("_", "-")) is record


def test_the_names_are_those_that_the_design_promises() -> None:
    assert set(names()) >= {
        *("identity", "sigmoid", "tanh", "hard_sigmoid", "hard_tanh", "softsign", "step"),
        *("relu", "leaky_relu", "prelu", "relu6", "relu_squared", "threshold", "elu", "celu", "selu"),
        *("gelu", "gelu_tanh", "quick_gelu", "silu", "swish", "mish", "hard_swish"),
        *("softplus", "squareplus", "log_sigmoid", "tanhshrink", "softshrink", "hardshrink"),
        *("exponential", "gaussian", "sine", "softmax", "log_softmax", "softmin"),
    }


@pytest.mark.parametrize("name", ["gelu_fast", "fast_gelu", "rbf", "shrink", "leaky", "siren"])
def test_a_name_that_means_different_functions_to_different_people_is_no_alias(name: str) -> None:
    taken = {name for record in CATALOG for name in (record.name, *record.aliases)}
    assert name not in taken


def test_the_catalog_is_listed_without_numpy() -> None:
    program = "import sys, actx.core.registry as r; r.names(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- parameters and formulas -----------------------------------------------------------------------------


@every_record
def test_the_defaults_lie_inside_their_domains(record: AnyActivation) -> None:
    record.bind(**{parameter.name: parameter.default for parameter in record.params})


@every_scalar
def test_the_formula_mentions_x_and_each_parameter_and_nothing_else(record: Activation) -> None:
    declared = {parameter.name for parameter in record.params}
    used = set(free_names(record.literal))
    assert X in set(nodes(record.literal)), f"the formula of activation '{record.name}' does not mention x"
    assert not declared - used, f"the formula of '{record.name}' does not use {declared - used}: drop it"
    assert not used - declared, f"the formula of '{record.name}' uses {used - declared}: declare a Param"


@every_scalar
def test_the_formula_has_a_derivative_that_reads_back_as_the_same_tree(record: Activation) -> None:
    for tree in (record.symbolic, record.expression):
        slope = derivative(tree)
        assert simplify(parse(to_text(slope))) is slope


@every_scalar
def test_an_activation_can_be_written_as_a_function_in_a_formula(record: Activation) -> None:
    assert simplify(read_formula(f"{record.name}(x)")) is record.expression


# --- values and derivatives from elsewhere ---------------------------------------------------------------


def _kinks() -> list[tuple[str, float, str]]:
    with (DATA / "kinks.tsv").open(newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return [(row["spec"], float(row["x"]), row["derivative"]) for row in rows]


@pytest.mark.parametrize(("spec", "x", "slope"), _kinks())
def test_the_derivative_at_a_kink_is_pytorchs(spec: str, x: float, slope: str) -> None:
    record = activation(spec)
    assert format(float(record.deriv(x)), ".5g") == slope


def _examples() -> list[dict[str, Any]]:
    article = json.loads((DATA / "article.json").read_text())
    return cast("list[dict[str, Any]]", article["examples"])


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example["spec"])
def test_the_articles_examples_come_out_as_it_printed_them(example: dict[str, Any]) -> None:
    printed = np.array(example["y"], dtype=np.float32)
    y = activation(example["spec"])(np.array(example["x"], dtype=np.float32))
    # Eight decimals of a float32, from a framework that was one ulp off here and there.
    error = np.abs(y.astype(np.float64) - printed)
    assert (error <= 5e-9 + np.spacing(np.abs(printed)).astype(np.float64)).all()
    if "sum" in example:
        assert abs(y.sum() - example["sum"]) <= np.spacing(np.float32(1))


# --- softmax, log_softmax, softmin -----------------------------------------------------------------------

# What actx.core.arithmetic.softmax promises.
VALUE_ULPS = 4.0
JACOBIAN_ULPS = 8.0


def _vectors() -> list[Vector]:
    rng = np.random.default_rng(20)
    drawn = [
        rng.uniform(-spread, spread, n) + shift
        for n in (1, 2, 3, 10, 40)
        for spread in (1e-9, 1.0, 30.0, 300.0, 1500.0)
        for shift in (0.0, -37.7, 1e6)
    ]
    tied = [np.zeros(2), np.full(7, 0.1), np.array([5.0, 5.0, -1.0]), np.array([1e300, 1e300, 0.0])]
    spread = [np.array([0.0, -745.0]), np.array([-1e308, 1e308]), np.array([700.0, 0.0, -700.0, 1e-300])]
    return drawn + tied + spread


def _shares(x: Vector) -> tuple[list[Any], list[Any], list[Any]]:
    """softmax, 1 - softmax and log_softmax to 60 digits, the two latter without cancellation."""
    exact = [mpmath.mpf(float(value)) for value in x]
    top = max(exact)
    parts = [mpmath.exp(value - top) for value in exact]
    first = exact.index(top)
    rest = mpmath.fsum(part for i, part in enumerate(parts) if i != first)
    whole = 1 + rest
    others = [rest / whole if i == first else (whole - part) / whole for i, part in enumerate(parts)]
    return [part / whole for part in parts], others, [value - top - mpmath.log1p(rest) for value in exact]


def _ulps(computed: Vector, true: Iterable[Any]) -> float:
    """The largest error, in units of the last place of the float64 that the true value lies at."""
    worst = mpmath.mpf(0)
    for value, exact in zip(computed.ravel(), true, strict=True):
        if abs(exact) > sys.float_info.max:
            assert value == (np.inf if exact > 0 else -np.inf)
            continue
        exponent = mpmath.frexp(abs(exact))[1] if exact else -1074
        worst = max(worst, abs(mpmath.mpf(float(value)) - exact) / mpmath.ldexp(1, max(exponent - 53, -1074)))
    return float(worst)


def _kernels(name: str) -> tuple[Kernel, Kernel]:
    record = lookup(name)
    assert isinstance(record, VectorActivation)
    return record.value, record.jacobian


@pytest.mark.parametrize("x", _vectors(), ids=lambda x: f"n={len(x)} max={x.max():.4g}")
def test_softmax_and_its_kin_agree_with_mpmath_to_a_few_ulps(x: Vector) -> None:
    n = range(len(x))
    with mpmath.workdps(60):
        p, others, logs = _shares(x)
        jacobian = [p[i] * (others[i] if i == j else -p[j]) for i in n for j in n]
        softmax, softmax_jacobian = _kernels("softmax")
        assert _ulps(softmax(x), p) <= VALUE_ULPS
        assert _ulps(softmax_jacobian(x), jacobian) <= JACOBIAN_ULPS
        softmin, softmin_jacobian = _kernels("softmin")
        assert _ulps(softmin(-x), p) <= VALUE_ULPS
        assert _ulps(softmin_jacobian(-x), [-slope for slope in jacobian]) <= JACOBIAN_ULPS
        log_softmax, log_softmax_jacobian = _kernels("log_softmax")
        assert _ulps(log_softmax(x), logs) <= VALUE_ULPS
        slopes = [others[i] if i == j else -p[j] for i in n for j in n]
        assert _ulps(log_softmax_jacobian(x), slopes) <= JACOBIAN_ULPS


def test_softmax_of_a_long_vector_is_as_accurate() -> None:
    x = np.random.default_rng(3).uniform(-9, 9, 20_000)
    for vector in (x, np.asfortranarray(np.stack([x, -x]))[0]):
        with mpmath.workdps(60):
            p, _, logs = _shares(vector)
            assert _ulps(_kernels("softmax")[0](vector), p) <= VALUE_ULPS
            assert _ulps(_kernels("log_softmax")[0](vector), logs) <= VALUE_ULPS


@pytest.mark.parametrize("x", _vectors(), ids=lambda x: f"n={len(x)} max={x.max():.4g}")
def test_softmax_sums_to_one_and_the_rows_of_its_jacobian_to_zero(x: Vector) -> None:
    softmax, jacobian = _kernels("softmax")
    assert abs(softmax(x).sum() - 1) <= VALUE_ULPS * 2.0**-52
    assert (np.abs(jacobian(x).sum(axis=-1)) <= JACOBIAN_ULPS * 2.0**-52).all()


def test_the_log_of_a_certain_class_keeps_its_digits() -> None:
    x, tiny = np.array([100.0, 0.0]), mpmath.exp(-100)
    log_softmax, jacobian = _kernels("log_softmax")
    assert _ulps(log_softmax(x)[:1], [-tiny]) <= VALUE_ULPS
    assert _ulps(jacobian(x)[0, :1], [tiny]) <= JACOBIAN_ULPS
    assert _ulps(_kernels("softmax")[1](x)[0, :1], [tiny]) <= JACOBIAN_ULPS


INF, NAN = np.inf, np.nan


@pytest.mark.parametrize(
    ("x", "shares", "logs"),
    [
        ([1.0, INF, 2.0], [0, 1, 0], [-INF, 0, -INF]),
        ([INF, -INF], [1, 0], [0, -INF]),
        ([0.0, -INF], [1, 0], [0, -INF]),
        ([-INF, 3.0, 3.0], [0, 0.5, 0.5], [-INF, -np.log(2), -np.log(2)]),
        ([INF, INF, 0.0], [NAN] * 3, [NAN] * 3),
        ([-INF, -INF], [NAN] * 2, [NAN] * 2),
        ([0.0, NAN, INF], [NAN] * 3, [NAN] * 3),
        ([NAN], [NAN], [NAN]),
        ([INF], [1], [0]),
        ([-INF], [1], [0]),
    ],
)
def test_infinite_components_give_the_limit_or_nan_where_there_is_none(
    x: list[float], shares: list[float], logs: list[float]
) -> None:
    vector = np.array(x)
    np.testing.assert_array_equal(_kernels("softmax")[0](vector), shares)
    np.testing.assert_array_equal(_kernels("softmin")[0](-vector), shares)
    np.testing.assert_array_equal(_kernels("log_softmax")[0](vector), logs)


@pytest.mark.parametrize("x", [[INF, 0.0], [0.0, -INF], [INF, -INF]])
def test_a_certain_class_has_no_slope(x: list[float]) -> None:
    assert (_kernels("softmax")[1](np.array(x)) == 0).all()
    np.testing.assert_array_equal(_kernels("log_softmax")[1](np.array(x)), [[0, 0], [-1, 1]])


@every_vector
@pytest.mark.parametrize("x", [[INF, INF, 0.0], [-INF, -INF, -INF], [NAN, 0.0, 1.0]])
def test_a_vector_without_a_limit_spoils_no_other(record: VectorActivation, x: list[float]) -> None:
    good = np.array([0.5, -1.0, 2.0])
    bad = -np.array(x) if record.name == "softmin" else np.array(x)
    both = np.stack([good, bad])
    np.testing.assert_array_equal(record.value(both)[0], record.value(good))
    np.testing.assert_array_equal(record.jacobian(both)[0], record.jacobian(good))
    assert np.isnan(record.value(both)[1]).all()
    assert np.isnan(record.jacobian(both)[1]).all()


@every_vector
def test_a_zero_that_is_a_limit_keeps_the_sign_of_its_side(record: VectorActivation) -> None:
    y = record.value(np.array([2000.0, 0.0]))
    zeros = y[y == 0]
    assert len(zeros) == 1
    assert np.signbit(zeros[0]) == (record.name == "log_softmax")


@every_vector
def test_any_number_of_vectors_is_taken_and_the_input_is_left_alone(record: VectorActivation) -> None:
    x = np.random.default_rng(1).normal(size=(2, 4, 3)).transpose(1, 0, 2)
    before = x.copy()
    y, jacobian = record.value(x), record.jacobian(x)
    assert y.shape == (4, 2, 3)
    assert jacobian.shape == (4, 2, 3, 3)
    np.testing.assert_array_equal(y[3, 1], record.value(x[3, 1]))
    np.testing.assert_array_equal(jacobian[3, 1], record.jacobian(x[3, 1]))
    assert record.value(np.zeros((0, 3))).shape == (0, 3)
    assert record.jacobian(np.zeros((0, 3))).shape == (0, 3, 3)
    np.testing.assert_array_equal(x, before)
