"""Bounded, S-shaped functions, and the step that is their limit."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation, Param

RECORDS: Final = (
    Activation(
        name="sigmoid",
        aliases=("logistic", "logistic_sigmoid", "expit"),
        family="sigmoid",
        formula="1/(1+exp(-x))",
        reference=(
            "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors, "
            "Nature 323, eq. 2"
        ),
        use="the probability of one of two classes, and gates",
        weakness="saturates on both sides, its slope is at most 1/4, and its output is not zero-centred",
    ),
    Activation(
        name="tanh",
        aliases=("hyperbolic_tangent", "tansig"),
        family="sigmoid",
        formula="tanh(x)",
        reference=(
            "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, in Neural Networks: Tricks of the "
            "Trade, section 4.4"
        ),
        use="the state of recurrent networks, and bounded outputs: zero-centred, with slope 1 at 0",
        weakness="saturates on both sides, where the gradient vanishes",
    ),
    Activation(
        name="hard_sigmoid",
        aliases=("hardsigmoid", "h_sigmoid", "hsigmoid"),
        family="sigmoid",
        formula="clip(x/6+1/2, 0, 1)",
        reference=(
            "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244, section 5.2; with slope "
            "1/2: Courbariaux, Bengio & David 2015, BinaryConnect, arXiv 1511.00363"
        ),
        use="a gate without an exponential, for mobile and quantized inference",
        weakness="no gradient where |x| >= 3; ONNX, Burn and Keras 2 mean slope 0.2 by the same name",
    ),
    Activation(
        name="hard_tanh",
        aliases=("hardtanh", "htanh"),
        family="sigmoid",
        formula="clip(x, min_val, max_val)",
        params=(Param("min_val", "-1"), Param("max_val", "1", "[min_val, inf)")),
        reference=(
            "Collobert, Weston, Bottou, Karlen, Kavukcuoglu & Kuksa 2011, Natural language processing "
            "(almost) from scratch, arXiv 1103.0398"
        ),
        use="tanh without an exponential: the identity, cut off at both ends",
        weakness="no gradient outside the bounds, and frameworks disagree on the one at them",
    ),
    Activation(
        name="softsign",
        aliases=("soft_sign",),
        family="sigmoid",
        formula="x/(1+abs(x))",
        reference=(
            "Elliott 1993, A better activation function for artificial neural networks, University of "
            "Maryland, technical report 93-8"
        ),
        use="like tanh, but slow to saturate: its gradient falls as 1/x^2, not exponentially",
        weakness="nears its bounds so slowly that outputs stay far from -1 and 1",
    ),
    Activation(
        name="isru",
        aliases=("inverse_square_root_unit",),
        family="sigmoid",
        formula="x/sqrt(1+alpha*x**2)",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference=(
            "Carlile, Delamarter, Kinney, Marti & Whitney 2017, Improving deep learning by inverse square "
            "root linear units (ISRLUs), arXiv 1710.09967"
        ),
        use="a bounded S-shape without an exponential, where a reciprocal square root is quick",
        weakness="saturates on both sides, its slope falling off as 1/|x|**3",
    ),
    Activation(
        name="step",
        aliases=("heaviside", "binary_step", "binarystep", "unit_step"),
        family="sigmoid",
        formula="where(x < threshold, 0, 1)",
        params=(Param("threshold", "0"),),
        reference=(
            "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity, "
            "Bulletin of Mathematical Biophysics 5"
        ),
        use="a decision; binarized and spiking networks, with a substitute for its gradient",
        weakness="its derivative is 0, so gradient descent learns nothing; others let step(0) be 0 or 1/2",
    ),
)
