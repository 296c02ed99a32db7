"""The number formats as NumPy and ml_dtypes have them: the other implementation of each."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np


def dtype_of(name: str) -> np.dtype[Any]:
    """The type of NumPy or of ml_dtypes that has the format's name."""
    return np.dtype(getattr(ml_dtypes, name, name))
