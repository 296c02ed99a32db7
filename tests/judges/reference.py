"""The references of all the modules in `references`, together."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from judges.references.kink import LEFT, NEITHER, RIGHT, Kink
from judges.series import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

__all__ = [
    "KINKS",
    "LEFT",
    "NEITHER",
    "REFERENCES",
    "RIGHT",
    "SETTINGS",
    "Kink",
    "bound",
    "kinks",
    "other_settings",
]


def _gathered(table: str) -> dict[str, Any]:
    folder = Path(__file__).with_name("references")
    modules = [import_module(f"judges.references.{path.stem}") for path in sorted(folder.glob("*.py"))]
    return {name: entry for module in modules for name, entry in getattr(module, table, {}).items()}


REFERENCES: Final[Mapping[str, Callable[..., Any]]] = _gathered("REFERENCES")
KINKS: Final[Mapping[str, Callable[..., list[Kink]]]] = _gathered("KINKS")
SETTINGS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = _gathered("SETTINGS")


def bound(name: str, **parameters: Fraction) -> Callable[[Any], Any]:
    """The reference of an activation as a function of x alone, its parameters exact at every precision."""
    reference = REFERENCES[name]
    return lambda x: reference(x, **{key: number(value, like=x) for key, value in parameters.items()})


def kinks(name: str, **parameters: Fraction) -> list[Kink]:
    """The branch points of an activation."""
    return KINKS[name](**parameters) if name in KINKS else []


def other_settings(name: str) -> list[dict[str, str]]:
    """Two settings of all parameters: the first of each together, and the second; none without parameters."""
    texts = SETTINGS.get(name, {})
    return [{parameter: pair[k] for parameter, pair in texts.items()} for k in (0, 1)] if texts else []
