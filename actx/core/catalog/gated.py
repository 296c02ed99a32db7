"""x times a gate of x: smooth relatives of relu that dip below zero."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

_GELU: Final = "Hendrycks & Gimpel 2016, Gaussian error linear units (GELUs), arXiv 1606.08415"

RECORDS: Final = (
    Scalar(
        name="gelu",
        aliases=("gelu_erf", "gelu_none", "gelu_exact", "exact_gelu", "gelu_python"),
        family="gated",
        formula="x*normcdf(x)",
        reference=f"{_GELU}, section 2",
        use="the feed-forward layers of transformers such as BERT and ViT",
        weakness="needs erf, which implementations lose in the left tail; some mean gelu_tanh by its name",
    ),
    Scalar(
        name="gelu_tanh",
        aliases=(
            *("gelu_new", "new_gelu", "newgelu", "gelu_pytorch_tanh", "gelu_python_tanh"),
            *("gelu_accurate", "gelu_approximate", "gelu_approx"),
        ),
        family="gated",
        formula="0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x**3)))",
        reference=f"{_GELU}, section 2",
        use="gelu without erf, as GPT-2 was trained with; within 4.8e-4 of gelu",
        weakness="another function than gelu, yet some call it so; 1 + tanh cancels in the left tail",
    ),
    Scalar(
        name="quick_gelu",
        aliases=("quickgelu", "gelu_quick", "sigmoid_gelu", "gelu_fast_approx"),
        family="gated",
        formula="x*sigmoid(1.702*x)",
        reference=f"{_GELU}, section 2",
        use="a cheap gelu, as CLIP was trained with",
        weakness="a coarse approximation: up to 0.0204 from gelu",
    ),
    Scalar(
        name="silu",
        aliases=("sil", "swish_1", "swish1"),
        family="gated",
        formula="x*sigmoid(x)",
        reference=(
            f"{_GELU}; Elfwing, Uchibe & Doya 2017, Sigmoid-weighted linear units for neural network "
            "function approximation in reinforcement learning, arXiv 1702.03118"
        ),
        use="convolutional networks such as EfficientNet, and the gate of SwiGLU in language models",
        weakness="not monotone, and costs an exponential; naive code returns nan, not 0, at -inf",
    ),
    Scalar(
        name="swish",
        aliases=("swish_beta", "parametric_swish"),
        family="gated",
        formula="x*sigmoid(beta*x)",
        params=(Param("beta", "1"),),
        reference=(
            "Ramachandran, Zoph & Le 2017, Searching for activation functions, arXiv 1710.05941; default "
            "beta as in TensorFlow"
        ),
        use="silu with an adjustable or learned beta, from x/2 (beta 0) towards relu (beta large)",
        weakness="in many frameworks the name means silu, without beta; ONNX calls beta alpha",
    ),
    Scalar(
        name="mish",
        family="gated",
        formula="x*tanh(log(1+exp(x)))",
        reference="Misra 2019, Mish: a self regularized non-monotonic activation function, arXiv 1908.08681",
        use="object detectors such as YOLOv4; a smooth gate much like that of silu",
        weakness=(
            "costly, not monotone; with a naive log(1+exp(x)) its slope is nan in float32 from x = 88.73 on"
        ),
    ),
    Scalar(
        name="hard_swish",
        aliases=("hardswish", "h_swish", "hswish", "hard_silu", "hardsilu"),
        family="gated",
        formula="x*clip(x+3, 0, 6)/6",
        reference="Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244, section 5.2",
        use="silu without an exponential, for mobile and quantized inference",
        weakness="kinks at -3 and 3, where frameworks have disagreed on the derivative",
    ),
)
