"""Which number formats there are, and the bits of each.

A new format is one line of LAYOUTS: commands, help and shell completion read it. Importing this module does
not import NumPy.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Layout(NamedTuple):
    """The bits of a binary floating-point format of at most 64 bits.

    `precision` counts the bits of the significand with the hidden one. The largest exponent is IEEE 754's,
    except in a format without infinities: there its codes hold numbers, and only the all-ones one is nan.
    """

    name: str
    bits: int
    precision: int
    has_infinity: bool = True


LAYOUTS: Final = (
    Layout("float64", 64, 53),
    Layout("float32", 32, 24),
    Layout("float16", 16, 11),
    Layout("bfloat16", 16, 8),
    Layout("float8_e4m3fn", 8, 4, has_infinity=False),
    Layout("float8_e5m2", 8, 3),
)
