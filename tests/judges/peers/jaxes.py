"""JAX, and Flax, which is written in it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from judges.peers.peer import Differentiating, public

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from judges.peers.peer import Settings


class Jax(Differentiating):
    package = "jax"

    def _function(self, name: str, settings: Settings) -> Any:
        found = self.found(name)
        if not isinstance(found, type):
            return lambda x: found(x, **settings)
        if name.startswith("nnx."):
            return found(**settings, param_dtype=np.float64)
        import jax

        layer = found(**settings, param_dtype=np.float64)
        return lambda x: layer.apply(layer.init(jax.random.key(0), x), x)

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        import jax

        with jax.enable_x64(True):  # its default is float32
            return np.asarray(self._function(name, settings)(jax.numpy.asarray(x)))

    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        import jax

        with jax.enable_x64(True):
            return np.asarray(jax.vmap(jax.grad(self._function(name, settings)))(jax.numpy.asarray(x)))

    def exports(self) -> set[str]:
        return {f"nn.{name}" for name in public(import_module("jax.nn"))}


class Flax(Jax):
    package = "flax"

    def exports(self) -> set[str]:
        ours = import_module("flax.linen.activation")
        linen = {f"linen.{name}" for name in public(ours) if not name[0].isupper()} | {"linen.PReLU"}
        nnx = import_module("flax.nnx")
        return linen | {f"nnx.{name.removeprefix('linen.')}" for name in linen if hasattr(nnx, name[6:])}
