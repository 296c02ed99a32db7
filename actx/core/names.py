"""How names are compared."""

from __future__ import annotations


def key(name: str) -> str:
    """The form in which a name is looked up: in lower case, an underscore for each dash."""
    return name.strip().lower().replace("-", "_")


def plain(name: str) -> str:
    """The form in which names of different hands are the same: hard_sigmoid, HardSigmoid, hard-sigmoid."""
    return key(name).replace("_", "")
