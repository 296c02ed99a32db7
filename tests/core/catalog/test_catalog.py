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
from actx.core.formula.differentiate import derivative
from actx.core.formula.expression import CONSTANTS, Apply, X, free_names, nodes
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.formula.parse import parse
from actx.core.formula.simplify import simplify
from actx.core.formula.typeset import to_text
from actx.core.names.lookup import activations, names
from actx.core.names.spec import activation, lookup

if TYPE_CHECKING:
    from actx.core.activation import AnyActivation

SCALARS = [record for record in activations() if isinstance(record, Activation)]

every_record = pytest.mark.parametrize("record", activations(), ids=lambda record: record.name)
every_scalar = pytest.mark.parametrize("record", SCALARS, ids=lambda record: record.name)


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
    runs = [family for family, _ in itertools.groupby(record.family for record in activations())]
    assert len(runs) == len(set(runs)), f"the families stand apart: {runs}; put their records together"


def test_every_family_has_a_member() -> None:
    empty = FAMILIES.keys() - {record.family for record in activations()}
    assert not empty, f"no activation is of family {', '.join(sorted(empty))}: add one, or remove the family"


# --- names -----------------------------------------------------------------------------------------------


@every_record
def test_names_are_lower_case_identifiers(record: AnyActivation) -> None:
    for name in (record.name, *record.aliases, *(parameter.name for parameter in record.params)):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name), (
            f"'{name}' of activation '{record.name}': write it in lower case, with single underscores"
        )


def test_no_name_means_two_activations() -> None:
    count = Counter(name for record in activations() for name in (record.name, *record.aliases))
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
    taken = {name for record in activations() for name in (record.name, *record.aliases)}
    assert name not in taken


def test_the_catalog_is_listed_without_numpy() -> None:
    program = "import sys, actx.core.names.lookup as r; r.names(); sys.exit('numpy' in sys.modules)"
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
