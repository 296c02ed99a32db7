"""How names are compared, and which known names are nearest to a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def key(name: str) -> str:
    """The form in which names are looked up: stripped, in lower case, with `-` as `_`."""
    return name.strip().lower().replace("-", "_")


def plain(name: str) -> str:
    """The form in which differently written names are equal: hard_sigmoid, HardSigmoid, hard-sigmoid."""
    return key(name).replace("_", "")


def it_has(known: Iterable[str]) -> str:
    """`": it has alpha, beta"`, the end of a message about an unknown name; `": it has none"` for none."""
    return f": it has {', '.join(known) or 'none'}"


def near(name: str, known: Iterable[str]) -> list[str]:
    """The nearest known names, three at most, no two of which differ only in their underscores."""
    from difflib import get_close_matches  # for start-up time: only a misspelt name needs it

    known = list(known)
    same = [other for other in known if plain(other) == plain(name)]
    # Swapped letters are the commonest slip, and so come first: gleu is gelu, not glu.
    swapped = [other for other in known if len(other) == len(name) and sorted(other) == sorted(name)]
    close = same or swapped or get_close_matches(name, known, n=6, cutoff=0.7)
    return list({plain(other): other for other in reversed(close)}.values())[::-1][:3]


def suggest(name: str, known: Iterable[str]) -> str:
    """`": did you mean gelu or celu?"` for the nearest known names; empty when none is near."""
    names = near(name, known)
    return f": did you mean {' or '.join(names)}?" if names else ""
