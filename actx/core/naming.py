"""How names are compared, and which known names are near one that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def key(name: str) -> str:
    """The form in which a name is looked up: in lower case, an underscore for each dash."""
    return name.strip().lower().replace("-", "_")


def plain(name: str) -> str:
    """The form in which names of different hands are the same: hard_sigmoid, HardSigmoid, hard-sigmoid."""
    return key(name).replace("_", "")


def has(known: Iterable[str]) -> str:
    """`": it has alpha, beta"`, for what was asked for something else."""
    return f": it has {', '.join(known) or 'none'}"


def near(name: str, known: Iterable[str]) -> list[str]:
    """The nearest known names, three at most."""
    from difflib import get_close_matches  # who mistypes has the time

    known = list(known)
    # Two letters in each other's place are the commonest slip: gleu is gelu, and not glu.
    swapped = [other for other in known if len(other) == len(name) and sorted(other) == sorted(name)]
    return swapped or get_close_matches(name, known, n=3, cutoff=0.7)


def suggest(name: str, known: Iterable[str]) -> str:
    """`": did you mean gelu or celu?"` for the nearest known names, or nothing when none is near."""
    names = near(name, known)
    return f": did you mean {' or '.join(names)}?" if names else ""
