"""What was worked out before of the functions of the catalog, and is kept as data: found by the function.

The files are made by `python -m tools.make_profiles`, `make_shapes` and `make_drawings` in tests. They hold
what takes time to work out; of a function that is not there, with other values of its parameters or typed as
a formula, it is worked out when it is asked for. Reading them needs no NumPy.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from actx.core.activation import Activation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from actx.core.activation import AnyActivation


def key(activation: AnyActivation) -> str:
    """A function, by which its facts are found again: the formula with the values of its parameters."""
    return "; ".join(
        [activation.formula, *(f"{name} = {value}" for name, value in activation.values.items())]
    )


@cache
def records(file: Path) -> Mapping[str, Any]:
    """All that a file holds, by the keys of the functions."""
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="ascii"))
    return found


def on_record(file: Path, activation: AnyActivation) -> Mapping[str, Any]:
    """What a file holds of a function; nothing of one whose slopes are given, or that is not there."""
    if isinstance(activation, Activation) and activation.slopes:
        return {}
    found: Mapping[str, Any] = records(file).get(key(activation), {})
    return found
