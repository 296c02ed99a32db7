"""The contract of the catalog: what every record promises, and what a contributor is told when one does not.

`data/kinks.tsv` holds derivatives that PyTorch 2.15 was measured to return at kinks, `data/article.json` what
TensorFlow printed for the article that actx grew from.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from places import DATA

from actx.core.activation import Activation, VectorActivation
from actx.core.catalog.reading import read_formula
from actx.core.catalog.record import FAMILIES
from actx.core.errors import ParameterError
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import CONSTANTS, Apply, X, free_names, nodes
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.formula.parse import parse
from actx.core.formula.simplify import simplify
from actx.core.formula.typeset import to_text
from actx.core.names.lookup import activations, names
from actx.core.names.spec import activation, lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from actx.core.activation import AnyActivation

RECORDS = activations()
SCALARS = [record for record in RECORDS if isinstance(record, Activation)]


def none(complaints: Iterable[str]) -> None:
    """Fail with all complaints about the catalog, a line each."""
    found = list(complaints)
    assert not found, "\n" + "\n".join(found)


# --- the words of a record -------------------------------------------------------------------------------


def test_a_record_has_every_field() -> None:
    none(
        f"activation '{record.name}' has no {field}: add one"
        for record in RECORDS
        for field in ("formula", "reference", "use", "weakness")
        if not getattr(record, field).strip()
    )


def _faults_of_advice(text: str) -> Iterator[str]:
    if len(text) >= 110:
        yield f"has {len(text)} characters: 109 is the limit"
    if "\n" in text:
        yield "has a line break: make it one line"
    if text[:1].isupper():
        yield "starts with a capital: start in lower case"
    if text.endswith("."):
        yield "ends in a full stop: take it away"


def test_a_line_of_advice_fits_on_a_line_and_is_no_sentence() -> None:
    none(
        f"the {field} of activation '{record.name}' {fault}"
        for record in RECORDS
        for field in ("use", "weakness")
        for fault in _faults_of_advice(getattr(record, field))
    )


def test_a_record_belongs_to_a_known_family() -> None:
    none(
        f"activation '{record.name}' is of family '{record.family}': use one of {', '.join(FAMILIES)}"
        for record in RECORDS
        if record.family not in FAMILIES
    )
    none(
        f"activation '{record.name}': 'vector' is the family of the VectorActivations, and of nothing else"
        for record in RECORDS
        if (record.family == "vector") != isinstance(record, VectorActivation)
    )


def test_the_catalog_lists_one_family_after_the_other() -> None:
    runs = [family for family, _ in itertools.groupby(record.family for record in activations())]
    assert len(runs) == len(set(runs)), f"the families stand apart: {runs}; put their records together"


def test_every_family_has_a_member() -> None:
    empty = FAMILIES.keys() - {record.family for record in activations()}
    assert not empty, f"no activation is of family {', '.join(sorted(empty))}: add one, or remove the family"


# --- names -----------------------------------------------------------------------------------------------


def test_names_are_lower_case_identifiers() -> None:
    none(
        f"'{name}' of activation '{record.name}': write it in lower case, with single underscores"
        for record in RECORDS
        for name in (record.name, *record.aliases, *(parameter.name for parameter in record.params))
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    )


def test_no_name_means_two_activations() -> None:
    count = Counter(name for record in activations() for name in (record.name, *record.aliases))
    shared = [name for name, times in count.items() if times > 1]
    assert not shared, f"more than one activation is called {', '.join(shared)}: keep the alias of one"


def _is_free_or_the_same(name: str, record: AnyActivation) -> bool:
    """Whether a name means nothing in formulas, or what the record is."""
    if name in FUNCTIONS:
        return isinstance(record, Activation) and record.symbolic is Apply(name, X)
    return name not in {*CHOICES, *CONSTANTS, "x"}


def test_a_name_that_is_a_word_of_the_formula_language_means_the_same_there() -> None:
    none(
        f"'{name}' of activation '{record.name}' means something else in formulas: drop it"
        for record in RECORDS
        for name in (record.name, *record.aliases)
        if not _is_free_or_the_same(name, record)
    )


def test_a_record_is_found_by_its_name_and_by_each_alias_in_any_case() -> None:
    none(
        f"'{text}' does not find activation '{record.name}'"
        for record in RECORDS
        for name in (record.name, *record.aliases)
        for text in (name, name.upper().replace("_", "-"))
        if lookup(text) is not record
    )


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
    taken = {name for record in activations() for name in (record.name, *record.aliases)}
    assert name not in taken


def test_the_catalog_is_listed_without_numpy() -> None:
    program = "import sys, actx.core.names.lookup as r; r.names(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- parameters and formulas -----------------------------------------------------------------------------


def _complaint(record: AnyActivation) -> str:
    try:
        record.bind(**{parameter.name: parameter.default for parameter in record.params})
    except ParameterError as error:
        return f"a default of activation '{record.name}' is outside its domain: {error}"
    return ""


def test_the_defaults_lie_inside_their_domains() -> None:
    none(filter(None, map(_complaint, RECORDS)))


def test_the_formula_mentions_x_and_each_parameter_and_nothing_else() -> None:
    names = {
        record.name: ({parameter.name for parameter in record.params}, set(free_names(record.literal)))
        for record in SCALARS
    }
    none(
        f"the formula of activation '{record.name}' does not mention x"
        for record in SCALARS
        if X not in set(nodes(record.literal))
    )
    none(
        f"the formula of '{name}' does not use {declared - used}: drop it"
        for name, (declared, used) in names.items()
        if declared - used
    )
    none(
        f"the formula of '{name}' uses {used - declared}: declare a Param"
        for name, (declared, used) in names.items()
        if used - declared
    )


def test_the_formula_has_a_derivative_that_reads_back_as_the_same_tree() -> None:
    slopes = [
        (record.name, derivative(tree)) for record in SCALARS for tree in (record.symbolic, record.expression)
    ]
    none(
        f"the derivative of '{name}' reads back as another tree: {to_text(slope)}"
        for name, slope in slopes
        if simplify(parse(to_text(slope))) is not slope
    )


def test_an_activation_can_be_written_as_a_function_in_a_formula() -> None:
    none(
        f"{record.name}(x) in a formula is not activation '{record.name}'"
        for record in SCALARS
        if simplify(read_formula(f"{record.name}(x)")) is not record.expression
    )


# --- values and derivatives from elsewhere ---------------------------------------------------------------


def _kinks() -> list[tuple[str, float, str]]:
    with (DATA / "kinks.tsv").open(newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return [(row["spec"], float(row["x"]), row["derivative"]) for row in rows]


def test_the_derivative_at_a_kink_is_pytorchs() -> None:
    got = [(spec, x, format(float(activation(spec).deriv(x)), ".5g")) for spec, x, _ in _kinks()]
    assert got == _kinks()


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
