"""A largest magnitude in words: how large, or at least how large, and at which x, or just beside which."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.analysis.facts import Extreme

_BESIDE: Final = {0: "", 1: "just above ", -1: "just below "}  # by its `side`: at x, or only the limit there


def size(found: Extreme, number: Callable[[float], str]) -> str:
    """How large it is; a lower bound is called so."""
    least = "" if found.proved or isinf(found.magnitude) else "at least "
    return f"{least}{number(found.magnitude)}"


def place(found: Extreme, number: Callable[[float], str]) -> str:
    """The x where it is, `3` or `just above 0`."""
    return f"{_BESIDE[found.side]}{number(found.x)}"


def where(found: Extreme, number: Callable[[float], str]) -> str:
    """The same in a sentence, `at 3` or `just above 0`."""
    return f"{'' if found.side else 'at '}{place(found, number)}"
