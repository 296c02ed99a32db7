"""The names that mean another function in some framework, in short: what a terminal is told of them.

The same follows from the tables; here it is at hand without reading them. A test holds it to them.
"""

from __future__ import annotations

from typing import Final

# name: one spelling for each other meaning
ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "leaky_relu": (
        "tf.nn.leaky_relu is leaky_relu:alpha=0.2",
        "keras.layers.LeakyReLU is leaky_relu:alpha=0.3",
    ),
    "prelu": ("keras.layers.PReLU is prelu:alpha=0", "flax.linen.PReLU is prelu:alpha=0.01"),
    "hard_sigmoid": ("onnx.HardSigmoid is hard_sigmoid_02",),
    "gelu": ("jax.nn.gelu is gelu_tanh",),
}
