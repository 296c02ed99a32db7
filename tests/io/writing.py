"""What the tests of the writers write, and with what."""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import numpy as np

from actx.io.writers import Columns, OutputFormat, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping


TEXT_FORMATS = [form for form in OutputFormat if form.writer.holds_text]


def make_writer(form: str, stream: BinaryIO, *, columns: list[str], answer: str, **options: Any) -> Writer:
    return OutputFormat[form.upper()].writer(stream, Columns(columns, answer, **options))


def written(form: str, *blocks: Mapping[str, Any], answer: str = "y", **options: Any) -> str:
    stream = io.BytesIO()
    columns = list(blocks[0]) if blocks else ["x", "y"]
    with make_writer(form, stream, columns=columns, answer=answer, **options) as writer:
        for block in blocks:
            writer.write(block)
    return stream.getvalue().decode()


FLOATS = {"x": np.array([-1.0, -0.0, 2.5]), "y": np.array([math.nan, -math.inf, 1e-5])}
VECTORS = {"x": np.array([[1.0, 2.0], [3.0, 4.0]]), "y": np.array([[0.25, 0.75], [0.5, math.inf]])}
MIXED = {
    "name": ["gelu", 'a "b", c', "tab\tline\nend"],
    "aliases": [["x", "y"], [], ["z"]],
    "y": [1 / 3, None, math.inf],
    "smooth": [True, False, np.True_],
}


def strict(text: str) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)
