"""Whether numbers are the same, bit for bit but for the payload of a nan."""

from __future__ import annotations

from typing import Any

import numpy as np


def same(got: Any, wanted: Any) -> bool:
    """Whether numbers, or arrays of them, are the same: nan where nan is wanted, zeros with their signs."""
    got, wanted = np.asarray(got, np.float64), np.asarray(wanted, np.float64)
    numbers = ~np.isnan(wanted)
    return bool(
        np.array_equal(got, wanted, equal_nan=True)
        and np.array_equal(np.signbit(got)[numbers], np.signbit(wanted)[numbers])
    )


def assert_same(got: Any, wanted: Any) -> None:
    """Fail, and show where arrays differ, unless they are the same; one number stands for many."""
    got, wanted = np.asarray(got, dtype=np.float64), np.asarray(wanted, dtype=np.float64)
    np.testing.assert_array_equal(got, wanted)
    numbers = ~np.isnan(wanted)
    np.testing.assert_array_equal(np.signbit(got)[numbers], np.signbit(wanted)[numbers])
