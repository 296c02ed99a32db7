"""What is asked of an installed framework: a value, a slope, and what activation functions it exports."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import reduce
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Settings = Mapping[str, Any]

# What a framework calls the axis of a vector.
AXES: Final = ("dim", "axis")


class NoKernelError(Exception):
    """The framework has the function, and no implementation of it for this processor."""


class Peer(ABC):
    """A framework; `package` is what is imported, and `wants` the number format that it computes in."""

    package: str
    wants = "float64"

    def version(self) -> str:
        """That of the installed package, without what says how it was built."""
        return str(import_module(self.package).__version__).split("+")[0]

    def load(self) -> None:
        """Import it. Raises ImportError where it is not installed."""
        import_module(self.package)

    def has(self, name: str) -> bool:
        """Whether the installed version has this spelling."""
        try:
            self.found(name)
        except (AttributeError, KeyError, ImportError):
            return False
        return True

    def found(self, name: str) -> Any:
        """The function or class of this spelling. Raises AttributeError, KeyError or ImportError."""
        return attribute(self.package, name)

    @abstractmethod
    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        """f(x): elementwise, or along the last axis."""

    @abstractmethod
    def exports(self) -> set[str]:
        """The activation functions that it exports, found by looking: as the spellings name them."""


class Differentiating(Peer):
    """A framework with automatic differentiation."""

    @abstractmethod
    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        """f'(x) as the framework finds it."""


def attribute(package: str, name: str) -> Any:
    """`a.b.c` of a package, whose submodules may not be loaded yet."""

    def get(owner: Any, part: str) -> Any:
        try:
            return getattr(owner, part)
        except AttributeError:
            if not hasattr(owner, "__path__"):
                raise
            return import_module(f"{owner.__name__}.{part}")

    return reduce(get, name.split("."), import_module(package))


def public(module: Any) -> set[str]:
    """The names of the functions and classes of a module that are its own or exported."""
    return {name for name in dir(module) if not name.startswith("_") and callable(getattr(module, name))}
