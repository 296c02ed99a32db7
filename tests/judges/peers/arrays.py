"""MLX and tinygrad."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from judges.peers.peer import Differentiating, public

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from judges.peers.peer import Settings

os.environ.setdefault("DEV", "PYTHON")  # tinygrad's device that needs no compiler


class Mlx(Differentiating):
    package = "mlx"
    wants = "float32"

    def load(self) -> None:
        import_module("mlx.core")
        import_module("mlx.nn")

    def version(self) -> str:
        return version("mlx")

    def _function(self, name: str, settings: Settings) -> Any:
        mx = import_module("mlx.core")
        found = self.found(name)
        if isinstance(found, type):
            return found(**settings)
        named = {key: mx.array(value) if name == "nn.prelu" else value for key, value in settings.items()}
        return lambda x: found(x, **named)

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        mx = import_module("mlx.core")
        return np.asarray(self._function(name, settings)(mx.array(x.astype(np.float32))))

    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        mx = import_module("mlx.core")
        function = self._function(name, settings)
        slope = mx.grad(lambda at: function(at).sum())
        return np.asarray(slope(mx.array(x.astype(np.float32))))

    def exports(self) -> set[str]:
        module = import_module("mlx.nn.layers.activations")
        own = {name for name in public(module) if getattr(module, name).__module__ == module.__name__}
        compiled = {
            name for name in public(module) if name.islower() and hasattr(import_module("mlx.nn"), name)
        }
        return {f"nn.{name}" for name in own | compiled}


class Tinygrad(Differentiating):
    package = "tinygrad"
    wants = "float32"  # its default; a slope of hard_sigmoid depends on it

    def version(self) -> str:
        return version("tinygrad")

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        tensor = import_module("tinygrad").Tensor(x)
        result: NDArray[Any] = self.found(name)(tensor, **settings).numpy()
        return result

    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        tensor = import_module("tinygrad").Tensor(x)
        (slope,) = self.found(name)(tensor, **settings).sum().gradient(tensor)
        result: NDArray[Any] = slope.numpy()
        return result

    def exports(self) -> set[str]:
        tensor = import_module("tinygrad").Tensor
        return {f"Tensor.{name}" for name in public(tensor)}
