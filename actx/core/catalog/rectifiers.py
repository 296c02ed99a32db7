"""The identity, and the piecewise functions that bend or cut it: the rectifiers."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation, Param

RECORDS: Final = (
    Activation(
        name="identity",
        aliases=("linear", "noop", "purelin"),
        family="linear",
        formula="x",
        reference="Widrow & Hoff 1960, Adaptive switching circuits, IRE WESCON (the ADALINE)",
        use="the output of a regression, and the place of an activation where none is wanted",
        weakness="adds no non-linearity: layers of it collapse into one linear map",
    ),
    Activation(
        name="relu",
        aliases=("rectifier", "ramp"),
        family="rectifier",
        formula="max(x, 0)",
        reference=(
            "Fukushima 1969, Visual feature extraction by a multilayered network of analog threshold "
            "elements, IEEE Trans. Systems Science and Cybernetics 5(4); named by Nair & Hinton 2010, "
            "Rectified linear units improve restricted Boltzmann machines, ICML"
        ),
        use="the usual hidden layer: cheap, and no saturation on the right",
        weakness="dead where x < 0: no gradient flows, and a unit stuck there never learns again",
    ),
    Activation(
        name="leaky_relu",
        aliases=("leakyrelu", "lrelu"),
        family="rectifier",
        formula="where(x > 0, x, alpha*x)",
        params=(Param("alpha", "0.01"),),
        reference=(
            "Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models, ICML"
        ),
        use="relu that keeps a small slope on the left, so that no unit dies",
        weakness="the slope is one more choice, and frameworks disagree on its default",
    ),
    Activation(
        name="prelu",
        aliases=("parametric_relu", "parametricrelu"),
        family="rectifier",
        formula="where(x > 0, x, alpha*x)",
        params=(Param("alpha", "0.25"),),
        reference="He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, arXiv 1502.01852, eq. 1",
        use="leaky_relu whose slope is learned; the default here is where the learning starts",
        weakness="the slope can overfit, and frameworks start it at 0.25, 0.01 or 0",
    ),
    Activation(
        name="relu6",
        aliases=("relu_6",),
        family="rectifier",
        formula="clip(x, 0, 6)",
        reference="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10, technical report",
        use="relu for low-precision inference: the output is bounded, so few bits are lost to its range",
        weakness="saturates on both sides, and 6 is an arbitrary ceiling",
    ),
    Activation(
        name="relu_squared",
        aliases=("relu2", "relusquared", "squared_relu", "squaredrelu"),
        family="rectifier",
        formula="max(x, 0)**2",
        reference=(
            "So, Mańke, Liu, Dai, Shazeer & Le 2021, Primer: searching for efficient transformers for "
            "language modeling, arXiv 2109.08668"
        ),
        use="the feed-forward layers of some transformers; smooth at 0, and zero for half its inputs",
        weakness="grows quadratically: overflows float16 from x = 256 on, and is dead where x < 0",
    ),
    Activation(
        name="threshold",
        aliases=("thresholded_relu", "thresholdedrelu"),
        family="rectifier",
        formula="where(x > threshold, x, value)",
        params=(Param("threshold", "1"), Param("value", "0")),
        reference=(
            "Konda, Memisevic & Krueger 2014, Zero-bias autoencoders and the benefits of co-adapting "
            "features, arXiv 1402.3337"
        ),
        use="keeps x above a threshold, else a constant; PyTorch has no defaults, these are ONNX's",
        weakness="jumps at the threshold, and passes no gradient below it",
    ),
)
