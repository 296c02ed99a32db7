"""PyTorch, and what is written in it: Transformers and timm."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from judges.peers.peer import Differentiating, public

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from judges.peers.peer import Settings


class Torch(Differentiating):
    package = "torch"

    def _function(self, name: str, settings: Settings) -> Any:
        import torch

        found = self.found(name)
        if isinstance(found, type):
            layer = found(**settings).eval()  # in training, RReLU draws its slope
            return layer.double() if any(True for _ in layer.parameters()) else layer
        named = {
            key: torch.tensor([value], dtype=torch.float64) if key == "weight" else value
            for key, value in settings.items()
        }
        return lambda x: found(x, **named)

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        import torch

        function = self._function(name, settings)
        given = torch.tensor(x)
        if name.endswith("Softmax2d"):  # whose vectors are the channels of an image
            y = function(given.transpose(0, 1)[None, :, :, None])[0, :, :, 0].transpose(0, 1)
        else:
            y = function(given)
        result: NDArray[Any] = y.detach().numpy()
        return result

    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        import torch

        at = torch.tensor(x, requires_grad=True)
        (slope,) = torch.autograd.grad(self._function(name, settings)(at).sum(), at)
        result: NDArray[Any] = slope.numpy()
        return result

    def exports(self) -> set[str]:
        import torch
        from torch.nn.modules import activation

        # Of the functional form those that have a layer, and the in-place ones, whose names end so.
        layers = {f"nn.{name}" for name in activation.__all__}
        functions = {
            name
            for name in dir(torch.nn.functional)
            if callable(getattr(torch.nn.functional, name)) and not name.startswith("_")
        }
        stems = {name.lower() for name in activation.__all__} | {
            "leaky_relu",
            "gumbel_softmax",
            "log_softmax",
        }
        like = {name for name in functions if name.rstrip("_") in stems}
        return layers | {f"nn.functional.{name}" for name in like}


class Transformers(Torch):
    package = "transformers"

    def found(self, name: str) -> Any:
        entry = import_module("transformers.activations").ACT2CLS[name]
        layer, fixed = entry if isinstance(entry, tuple) else (entry, {})

        class Bound(layer):  # type: ignore[misc, valid-type]
            def __init__(self, **settings: Any) -> None:
                super().__init__(**fixed, **settings)

        return Bound

    def _function(self, name: str, settings: Settings) -> Any:
        if name == "laplace":  # its parameters are of the call
            layer = self.found(name)()
            return lambda x: layer(x, **settings)
        return super()._function(name, settings)

    def exports(self) -> set[str]:
        return set(import_module("transformers.activations").ACT2CLS)


class Timm(Torch):
    """timm as a whole imports torchvision, whose packages want a torch with CUDA; its activations do not."""

    package = "timm"

    def load(self) -> None:
        import_module("torch")
        spec = find_spec("timm")
        if spec is None or spec.origin is None:
            raise ImportError("timm is not installed")
        if "timm.layers" not in sys.modules:
            root = Path(spec.origin).parent
            for name, path in (("timm", root), ("timm.layers", root / "layers")):
                package = ModuleType(name)
                package.__path__ = [str(path)]
                sys.modules[name] = package
        import_module("timm.layers.create_act")

    def version(self) -> str:
        try:
            return version("timm")
        except PackageNotFoundError:
            raise ImportError("timm is not installed") from None

    def found(self, name: str) -> Any:
        layer = import_module("timm.layers.create_act").get_act_layer(name)
        if layer is None:
            raise KeyError(name)
        return layer

    def exports(self) -> set[str]:
        create = import_module("timm.layers.create_act")
        tables = (create._ACT_FN_DEFAULT, create._ACT_LAYER_DEFAULT, create._ACT_FN_ME, create._ACT_LAYER_ME)
        return {name for table in tables for name in table}


__all__ = ["Timm", "Torch", "Transformers", "public"]
