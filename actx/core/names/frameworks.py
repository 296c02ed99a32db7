"""The frameworks whose spellings of activations are recorded, and catalog names that mean others in them."""

from __future__ import annotations

from typing import Final, NamedTuple


class Framework(NamedTuple):
    """A framework. Its spellings, such as torch.nn.ReLU, begin with `name` or one of the `aliases`.

    They were verified against `version`. `has_slopes`: slopes.tsv has the derivatives it returns at kinks.
    """

    name: str
    title: str
    version: str
    aliases: tuple[str, ...] = ()
    has_slopes: bool = True


# The spellings were verified by calling every function; those of Burn and Candle, which are Rust, by reading
# the sources.
FRAMEWORKS: Final = {
    framework.name: framework
    for framework in (
        Framework("torch", "PyTorch", "2.13.0", ("pytorch",)),
        Framework("tf", "TensorFlow", "2.21.0", ("tensorflow",)),
        Framework("keras", "Keras 3", "3.15.1", ("keras3", "tf.keras")),  # the tf.keras of 2.16 and later
        Framework("keras2", "Keras 2", "2.21.0", ("tf_keras",)),
        Framework("jax", "JAX", "0.10.2"),
        Framework("flax", "Flax", "0.12.8"),
        Framework("onnx", "ONNX operators", "1.23.2", has_slopes=False),
        Framework(
            "ort",
            "ONNX Runtime's own operators",
            "1.32.0",
            ("onnxruntime", "com.microsoft"),
            has_slopes=False,
        ),
        Framework("hf", "Hugging Face Transformers", "5.23.0", ("transformers", "hf.act2fn")),
        Framework("timm", "PyTorch Image Models", "1.0.31"),
        Framework("mlx", "MLX", "0.32.4"),
        Framework("tinygrad", "tinygrad", "0.14.0"),
        Framework("burn", "Burn", "0.22.0-pre.2", has_slopes=False),
        Framework("candle", "Candle", "0.11.0", ("candle_nn", "candle_core"), has_slopes=False),
    )
}
WITH_SLOPES: Final = tuple(framework.name for framework in FRAMEWORKS.values() if framework.has_slopes)

# Catalog names that mean another function in some framework, with a sentence for each other meaning.
# This follows from the tables of spellings; it stands here for start-up time, and a test compares.
OTHER_MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    "leaky_relu": (
        "tf.nn.leaky_relu is leaky_relu:alpha=0.2",
        "keras.layers.LeakyReLU is leaky_relu:alpha=0.3",
    ),
    "prelu": ("keras.layers.PReLU is prelu:alpha=0", "flax.linen.PReLU is prelu:alpha=0.01"),
    "hard_sigmoid": ("onnx.HardSigmoid is hard_sigmoid_02",),
    "gelu": ("jax.nn.gelu is gelu_tanh",),
}
