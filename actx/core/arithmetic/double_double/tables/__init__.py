"""The numeric tables made by tests/tools/make_tables.py, each read when it is first used."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def table(name: str) -> NDArray[np.float64]:
    """The table of that name, read-only; the script describes its layout."""
    array: NDArray[np.float64] = np.load(Path(__file__).with_name(f"{name}.npy"), allow_pickle=False)
    array.flags.writeable = False
    return array
