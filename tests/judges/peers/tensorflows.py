"""TensorFlow, Keras 3 on it, and Keras 2."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from judges.peers.peer import Differentiating, public

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from judges.peers.peer import Settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")


class TensorFlow(Differentiating):
    package = "tensorflow"

    def _function(self, name: str, settings: Settings) -> Any:
        found = self.found(name)
        if isinstance(found, type):
            return found(**settings, dtype="float64")
        return lambda x: found(x, **settings)

    def values(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        tf = import_module("tensorflow")
        result: NDArray[Any] = self._function(name, settings)(tf.constant(x)).numpy()
        return result

    def slopes(self, name: str, settings: Settings, x: NDArray[Any]) -> NDArray[Any]:
        tf = import_module("tensorflow")
        at = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(at)
            y = self._function(name, settings)(at)
        result: NDArray[Any] = tape.gradient(y, at).numpy()
        return result

    def exports(self) -> set[str]:
        return {f"nn.{name}" for name in public(import_module("tensorflow").nn)}


class Keras(TensorFlow):
    package = "keras"

    def load(self) -> None:
        import_module("tensorflow")  # its backend
        import_module(self.package)

    def exports(self) -> set[str]:
        keras = import_module("keras")
        operations = import_module("keras.src.ops.nn")
        own = {
            name for name in public(operations) if getattr(operations, name).__module__ == operations.__name__
        }
        layers = import_module("keras.src.layers.activations")
        return {
            *(f"activations.{name}" for name in public(keras.activations)),
            *(f"ops.{name}" for name in own if hasattr(keras.ops, name) and name.islower()),
            *(f"layers.{name}" for name in public(layers)),
        }


class Keras2(TensorFlow):
    package = "tf_keras"

    def exports(self) -> set[str]:
        keras = import_module("tf_keras")
        layers = ("ReLU", "LeakyReLU", "ELU", "PReLU", "ThresholdedReLU", "Softmax")
        return {
            *(f"activations.{name}" for name in public(keras.activations)),
            *(f"layers.{name}" for name in layers),
        }
