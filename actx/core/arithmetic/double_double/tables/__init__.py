"""The tables that tests/tools/make_tables.py makes, read when they are first wanted."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def table(name: str) -> NDArray[np.float64]:
    """One table, as the script describes it; it is not to be written to."""
    with files(__name__).joinpath(f"{name}.npy").open("rb") as file:
        array: NDArray[np.float64] = np.load(file, allow_pickle=False)
    array.flags.writeable = False
    return array
