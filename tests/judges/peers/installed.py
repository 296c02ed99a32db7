"""The frameworks by name, and which of them are here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from judges.peers.arrays import Mlx, Tinygrad
from judges.peers.jaxes import Flax, Jax
from judges.peers.onnxes import Onnx, OnnxRuntime
from judges.peers.tensorflows import Keras, Keras2, TensorFlow
from judges.peers.torches import Timm, Torch, Transformers

if TYPE_CHECKING:
    from judges.peers.peer import Peer

PEERS: Final[dict[str, Peer]] = {
    "torch": Torch(),
    "hf": Transformers(),
    "timm": Timm(),
    "jax": Jax(),
    "flax": Flax(),
    "tf": TensorFlow(),
    "keras": Keras(),
    "keras2": Keras2(),
    "onnx": Onnx(),
    "ort": OnnxRuntime(),
    "mlx": Mlx(),
    "tinygrad": Tinygrad(),
}


@cache
def _trouble(name: str) -> str:
    """Why a framework cannot be asked, or nothing."""
    try:
        PEERS[name].load()
    except (ImportError, OSError) as error:  # not installed, or a library of it is missing
        return f"{name} cannot be imported: {error}"
    return ""


def installed(name: str) -> Peer:
    """The framework; skips the test where it is not installed."""
    trouble = _trouble(name)
    if trouble:
        pytest.skip(trouble)
    return PEERS[name]
