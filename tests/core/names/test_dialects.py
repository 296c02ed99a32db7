"""What frameworks mean by their names: the tables hold together, and SPECs, commands and messages use them.

That the tables are true is a matter of `test_peers.py`, which asks the frameworks.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from judges.peers.installed import PEERS
from places import ROOT
from process import run

import actx
from actx.core.activation import Activation
from actx.core.catalog.reading import read_formula
from actx.core.catalog.record import FORMULA_FAMILY
from actx.core.formula.expression import free_names
from actx.core.formula.parse import is_formula
from actx.core.names.frameworks import FRAMEWORKS, WITH_SLOPES
from actx.core.names.lookup import names
from actx.core.names.search import find
from actx.core.names.slopes import slopes
from actx.core.names.spec import lookup
from actx.core.names.spelling import FIXED, IGNORED, Parameter, every_spelling, spellings

if TYPE_CHECKING:
    from conftest import Sample


EVERY: Final = every_spelling()

each_framework = pytest.mark.parametrize("framework", FRAMEWORKS)


# --- the tables ---------------------------------------------------------------------------------------------


def test_every_framework_has_spellings_and_every_table_a_framework() -> None:
    tables = {path.stem for path in (Path(actx.__file__).parent / "core/names/spellings").iterdir()}
    for name in tables - FRAMEWORKS.keys():
        pytest.fail(f"spellings/{name}.tsv is of no framework: add '{name}' to FRAMEWORKS in frameworks.py")
    for name in FRAMEWORKS.keys() - {each.framework for each in EVERY}:
        pytest.fail(f"spellings/{name}.tsv has no row: add the framework's spellings")


def test_a_framework_has_slopes_if_it_says_so() -> None:
    rows = {row.framework for row in slopes()}
    for name in set(WITH_SLOPES) - rows:
        pytest.fail(
            f"slopes.tsv has no row of framework '{name}': add its derivatives at kinks, or say "
            "has_slopes=False in frameworks.py"
        )
    for name in rows - set(WITH_SLOPES):
        pytest.fail(f"slopes.tsv has rows of '{name}', which has no slopes by frameworks.py")


@each_framework
def test_a_spelling_means_an_activation_that_there_is(framework: str) -> None:
    for each in spellings(framework):
        for spec, meant in {each.full: each.by_default, **each.variants()}.items():
            assert meant.name in names() or meant.family == FORMULA_FAMILY, spec


@each_framework
def test_every_parameter_fits_the_activation(framework: str) -> None:
    for spelling in spellings(framework):
        by_default, _, otherwise = spelling.means.partition("|")
        general = otherwise or by_default
        if is_formula(general):
            known = free_names(read_formula(general, tuple(each.name for each in spelling.parameters)))
        else:
            known = [each.name for each in actx.activation(general).params]
        targets = [each.target for each in spelling.parameters if each.target not in (None, IGNORED, FIXED)]
        assert set(targets) <= set(known), spelling.full
        defaults = {
            each.name: "1" if each.name in spelling.required else each.default or "1"
            for each in spelling.parameters
        }
        spelling.activation(defaults)


def test_what_is_spelled_as_a_formula_has_no_name_in_the_catalog() -> None:
    """Else it would be missing in what `info` and `list` say of that activation."""
    named = {
        record.expression: record.name for record in map(lookup, names()) if isinstance(record, Activation)
    }
    for each in EVERY:
        meant = each.by_default
        if isinstance(meant, Activation) and meant.family == FORMULA_FAMILY:
            known = named.get(meant.expression)
            assert known is None, f"{each.full} means {known}: say so in its table"


def test_no_framework_spells_a_name_twice() -> None:
    twice = [name for name, count in Counter(each.full for each in EVERY).items() if count > 1]
    assert not twice


@each_framework
def test_a_spelling_is_found_in_any_case_and_with_a_dash(framework: str) -> None:
    for each in spellings(framework):
        assert find(each.full) is each
        assert find(each.full.upper().replace("_", "-")).by_default.label == each.by_default.label


def test_notes_are_short_and_no_sentences() -> None:
    for each in EVERY:
        assert len(each.note) < 110, each.full
        assert not each.note.endswith("."), each.full


def test_there_are_hundreds_of_them() -> None:
    assert len(EVERY) >= 500


@pytest.mark.parametrize("text", ["", "a b", "=1", "a{none}", "a>b>c"])
def test_a_parameter_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"parameter|unpack|element"):
        Parameter.read(text)


def test_the_versions_are_those_that_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = " ".join(project["optional-dependencies"]["peers"]) + (ROOT / ".ci" / "run").read_text()
    packages = {
        **{name: name for name in FRAMEWORKS},
        "tf": "tensorflow-cpu",
        "keras2": "tf-keras",
        "ort": "onnxruntime",
        "hf": "transformers",
        "mlx": "mlx[cpu]",
    }
    for name in PEERS:  # the others are read, not called
        due = f"{packages[name]}=={FRAMEWORKS[name].version}"
        assert due in pinned, (
            f"framework '{name}' is called, and {due} is pinned nowhere: add it to the peers"
        )


# --- what they resolve to -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "label"),
    [
        ("torch.nn.functional.gelu", "gelu"),
        ("torch.gelu", "gelu"),
        ("torch.nn.GELU", "gelu"),
        ("TORCH.NN.gelu", "gelu"),
        ("pytorch.gelu:approximate=tanh", "gelu_tanh"),
        ("torch.nn.GELU:approximate='none'", "gelu"),
        ("jax.nn.gelu", "gelu_tanh"),
        ("jax.nn.gelu:approximate=False", "gelu"),
        ("keras.ops.gelu", "gelu_tanh"),
        ("keras.activations.gelu", "gelu"),
        ("tf.nn.leaky_relu", "leaky_relu:alpha=0.2"),
        ("tf.nn.leaky_relu:alpha=0.1", "leaky_relu:alpha=0.1"),
        ("tensorflow.nn.leaky_relu:alpha=0.01", "leaky_relu"),
        ("keras.layers.LeakyReLU", "leaky_relu:alpha=0.3"),
        ("keras.layers.leakyrelu:negative_slope=0.5", "leaky_relu:alpha=0.5"),
        ("keras.layers.PReLU", "prelu:alpha=0"),
        ("keras.activations.relu", "relu"),
        ("keras.activations.relu:max_value=6", "relu_keras"),
        ("keras2.activations.hard_sigmoid", "hard_sigmoid_02"),
        ("tf.keras.activations.hard_sigmoid", "hard_sigmoid"),
        ("tf.keras.layers.LeakyReLU:negative_slope=0.1", "leaky_relu:alpha=0.1"),
        ("tf_keras.activations.hard_sigmoid", "hard_sigmoid_02"),
        ("torch.prelu:weight=0.1", "prelu:alpha=0.1"),
        ("torch.PReLU", "prelu"),
        ("mlx.PReLU:init=0.5", "prelu:alpha=0.5"),
        ("mlx.GELU:approx=fast", "quick_gelu"),
        ("keras2.ReLU:negative_slope=0.1", "keras2.layers.ReLU:negative_slope=0.1"),
        ("torch.clamp:min=0,max=6", "hard_tanh:min_val=0,max_val=6"),
        ("torch.clip:min=0", "torch.clip:min=0"),
        ("onnx.Clip", "identity"),
        ("mlx.core.clip:a_min=None,a_max=1", "mlx.core.clip:a_min=None,a_max=1"),
        ("onnx.Shrink:lambd=0.5,bias=0", "hardshrink"),
        ("keras.activations.relu:negative_slope=0,max_value=None,threshold=0", "relu"),
        ("ort.QuickGelu:alpha=1.7020", "quick_gelu"),
        ("torch.rrelu:training=0", "rrelu"),
        ("jax.nn.gelu:approximate=0", "gelu"),
        ("flax.linen.PReLU", "prelu:alpha=0.01"),
        ("onnx.HardSigmoid", "hard_sigmoid_02"),
        ("onnx.selu-1", "selu:alpha=1.6732,scale=1.0507"),
        ("onnx.Swish:alpha=1.702", "swish:beta=1.702"),
        ("ort.QuickGelu", "quick_gelu"),
        ("ort.FastGelu", "gelu_tanh"),
        ("hf.gelu_fast", "gelu_tanh"),
        ("hf.ACT2FN.gelu_new", "gelu_tanh"),
        ("transformers.quick_gelu", "quick_gelu"),
        ("mlx.nn.gelu_fast_approx", "quick_gelu"),
        ("mlx.nn.GELU:approx=fast", "quick_gelu"),
        ("timm.hard_mish", "hard_mish"),
        ("tinygrad.gelu", "gelu_tanh"),
        ("burn.nn.HardSigmoid:alpha=1/6", "hard_sigmoid_02:alpha=1/6"),
        ("candle.Tensor.gelu", "gelu_tanh"),
        ("candle.Activation.Gelu", "gelu"),
        ("torch.softplus:threshold=20.0", "softplus"),
        ("torch.nn.functional.prelu:weight=0.1", "prelu:alpha=0.1"),
        ("torch.softmax:dim=-1", "softmax"),
        ("torch.nn.ReLU:inplace=True", "relu"),
    ],
)
def test_a_spec_resolves(spec: str, label: str) -> None:
    assert actx.activation(spec).label == label


def test_settings_come_from_python_too() -> None:
    assert actx.activation("torch.nn.functional.gelu", approximate="tanh").label == "gelu_tanh"
    assert actx.activation("jax.nn.gelu", approximate=False).label == "gelu"
    assert actx.activation("tf.nn.leaky_relu", alpha=0.5)(-1.0) == -0.5
    assert actx.activation("keras.relu", negative_slope=0.5, threshold=1)(-1.0) == -1
    assert actx.activation("keras.activations.relu", max_value=None).label == "relu"
    assert actx.activation("torch.clamp", min=None, max=1)(7.0) == 1


def test_one_bound_is_enough_and_a_formula_is_called_what_was_typed() -> None:
    x = [-9.0, -0.5, 3.0]
    assert actx.activation("torch.clamp:min=0")(x).tolist() == [0.0, 0.0, 3.0]
    assert actx.activation("onnx.Clip:max=1")(x).tolist() == [-9.0, -0.5, 1.0]
    assert actx.activation("tinygrad.Tensor.clip:min_=-1,max_=1")(x).tolist() == [-1.0, -0.5, 1.0]
    leaky = actx.activation("keras.activations.relu", negative_slope=0.1)
    assert leaky.label == "keras.activations.relu:negative_slope=0.1"
    assert leaky(x).tolist() == actx.activation("leaky_relu:alpha=0.1")(x).tolist()


def test_the_defaults_written_out_change_nothing() -> None:
    for each in EVERY:
        if not each.required:
            assert actx.activation(each.spec()).label == each.by_default.label, each.spec()
        by_default, _, general = each.means.partition("|")
        numbers = all("none" not in parameter.choices for parameter in each.parameters)
        if by_default and general and numbers:
            one, other = each.by_default, replace(each, means=general).by_default
            x = np.linspace(-6.0, 6.0, 101)
            assert np.array_equal(one(x), other(x)), each.full


MISTAKES: Final = [
    ("torch.gleu", r"unknown activation 'torch\.gleu': did you mean .*torch\.nn\.functional\.gelu"),
    ("torch.swish", r"did you mean .*\? see 'actx list --framework torch'"),
    ("gelu_fast", r"unknown activation 'gelu_fast': did you mean hf\.gelu_fast\? see 'actx list'"),
    ("tochr.gelu", r"unknown activation 'tochr\.gelu': did you mean torch\.nn\.functional\.gelu"),
    ("torch.qqqqqq", r"unknown activation 'torch\.qqqqqq': see 'actx list --framework torch'"),
    (
        "keras.gelu",
        r"'keras\.gelu' is ambiguous: keras\.activations\.gelu is gelu, keras\.ops\.gelu is gelu_t",
    ),
    (
        "torch.gelu:approx=tanh",
        r"torch\.nn\.functional\.gelu has no parameter 'approx': did you mean approx",
    ),
    (
        "torch.relu6:alpha=1",
        r"torch\.nn\.functional\.relu6 has no parameter 'alpha': it has inplace",
    ),
    ("onnx.Relu:alpha=1", r"onnx\.Relu has no parameter 'alpha': it has none"),
    ("torch.gelu:approximate=fast", r"approximate is none or tanh, not 'fast'"),
    ("torch.softplus:threshold=5", r"threshold=5 is another function.*; threshold=20 is softplus"),
    ("torch.rrelu:training=True", r"training=True is another function.*; training=False is rrelu"),
    ("torch.prelu", r"torch\.prelu has no default for weight: set it, as in torch\.prelu:weight=\.\.\."),
    ("torch.softplus:threshold=1/0", r"parameter threshold: '1/0' is not a number"),
    ("torch.softplus:threshold=abc", r"parameter threshold: 'abc' is not a number"),
    ("torch.softplus:threshold=1e999999999", r"of '1e999999999' must lie between -400 and 400"),
    ("hf.xielu:eps=nan", r"parameter eps: 'nan' is not a finite number"),
    ("torch.clamp", r"torch\.clamp needs a setting: it has min, max"),
    ("jax.nn.celu:alpha=-1", r"jax\.nn\.celu is celu, whose alpha=-1 is outside the domain \(0, inf\)"),
    ("onnx.Clip:min=6,max=0", r"onnx\.Clip is hard_tanh, whose max_val=0 is outside the domain"),
    ("tf.nn.leaky_relu:alpha=x1", r"parameter alpha: 'x1' is not a number"),
    ("torch.LeakyReLU:negative_slope=abc", r"parameter negative_slope: 'abc' is not a number"),
    ("fast_gelu", r"did you mean ort\.FastGelu"),
]


@pytest.mark.parametrize(("spec", "message"), MISTAKES)
def test_a_mistake_is_answered_with_the_way_out(spec: str, message: str) -> None:
    with pytest.raises((actx.UnknownNameError, actx.ParameterError), match=message):
        actx.activation(spec)


def test_a_mistake_is_one_line_on_the_command_line(some: Sample) -> None:
    for spec, message in some(MISTAKES, 1):
        outcome = run("eval", spec, "1")
        assert (outcome.status, outcome.text, outcome.stderr.count("\n")) == (2, "", 1), spec
        assert re.search(message, outcome.stderr)
