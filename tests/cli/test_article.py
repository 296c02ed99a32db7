"""The worked examples of the article that actx grew from, from the command line."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
import pytest
from places import DATA
from process import run

EXAMPLES: Final[list[dict[str, Any]]] = json.loads((DATA / "article.json").read_text())["examples"]
PRINTED: Final = 5e-9  # the article shows eight decimals


def _values(spec: str, x: list[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    outcome = run("eval", spec, *map(str, x))
    assert (outcome.stderr, outcome.status) == ("", 0)
    return np.array(outcome.text.split(), dtype=np.float64)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["spec"])
def test_the_command_line_agrees_with_the_article(example: dict[str, Any]) -> None:
    values = _values(example["spec"], example["x"])

    printed = np.array(example["y"], dtype=np.float32)
    ulp = np.spacing(np.abs(printed)).astype(np.float64)
    distance = np.abs(values.astype(np.float32).astype(np.float64) - printed)
    assert values.shape == printed.shape
    assert np.all(distance <= PRINTED + ulp), distance


def test_softmax_of_the_article_sums_to_one() -> None:
    (example,) = (each for each in EXAMPLES if "sum" in each)

    assert abs(_values(example["spec"], example["x"]).sum() - example["sum"]) <= np.spacing(1.0)


def test_the_article_has_all_its_examples() -> None:
    specs = [example["spec"] for example in EXAMPLES]

    assert specs == ["sigmoid", "tanh", "relu", "leaky_relu:alpha=0.2", "elu", "softmax"]
