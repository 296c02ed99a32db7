"""Numbers of a format at which formulas are evaluated as written."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import numpy as np
from judges.rounding import rounded
from judges.truth import FORMATS

if TYPE_CHECKING:
    from numpy.typing import NDArray


def numbers(name: str, count: int) -> NDArray[np.float64]:
    """Special numbers of a format, and random ones of all magnitudes and around 1."""
    form, rng = FORMATS[name], random.Random(name)
    least = math.ldexp(1, form.least)
    special = [0.0, least, 3 * least, 0.5, 1.0, 2.0, 3.0, form.largest]
    found = [*special, *(-each for each in special), math.nan]
    if math.isinf(form.beyond):
        found += [math.inf, -math.inf]
    logs = math.log2(form.largest)
    for k in range(count):
        size = rng.uniform(0, 8) if k % 3 else 2 ** rng.uniform(form.least, logs)
        found.append(rounded(rng.choice((-1, 1)) * size, form))
    return np.array(found)
