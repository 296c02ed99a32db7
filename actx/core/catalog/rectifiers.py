"""The identity, and rectifiers: functions of the positive part of x, most of them piecewise linear."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="identity",
        aliases=("linear", "noop", "purelin"),
        family="linear",
        formula="x",
        reference="Widrow & Hoff 1960, Adaptive switching circuits, IRE WESCON (the ADALINE)",
        use="the output of a regression, and the place of an activation where none is wanted",
        weakness="adds no non-linearity: layers of it collapse into one linear map",
    ),
    Scalar(
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
    Scalar(
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
    Scalar(
        name="prelu",
        aliases=("parametric_relu", "parametricrelu"),
        family="rectifier",
        formula="where(x > 0, x, alpha*x)",
        params=(Param("alpha", "0.25"),),
        reference="He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, arXiv 1502.01852",
        use="leaky_relu whose slope is learned; the default here is where the learning starts",
        weakness="the slope can overfit, and frameworks start it at 0.25, 0.01 or 0",
    ),
    Scalar(
        name="relu6",
        aliases=("relu_6",),
        family="rectifier",
        formula="clip(x, 0, 6)",
        reference="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10, technical report",
        use="relu for low-precision inference: the output is bounded, so few bits are lost to its range",
        weakness="saturates on both sides, and 6 is an arbitrary ceiling",
    ),
    Scalar(
        name="relu_squared",
        aliases=("relu2", "relusquared", "squared_relu", "squaredrelu"),
        family="rectifier",
        formula="max(x, 0)**2",
        reference=(
            "So, Mańke, Liu, Dai, Shazeer & Le 2021, Primer: searching for efficient transformers for "
            "language modeling, arXiv 2109.08668"
        ),
        use="the feed-forward layers of some transformers; relu whose slope is continuous, also at 0",
        weakness="grows quadratically: overflows float16 from x = 256 on, and is dead where x < 0",
    ),
    Scalar(
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
    Scalar(
        name="relu_keras",
        aliases=("keras_relu", "generalized_relu", "generalised_relu"),
        family="rectifier",
        formula=("where(x >= max_value, max_value, where(x > threshold, x, negative_slope*(x-threshold)))"),
        params=(
            Param("negative_slope", "0"),
            Param("max_value", "6", "[0, inf)"),
            Param("threshold", "0", "[0, max_value]"),
        ),
        reference="Keras 3, keras.activations.relu (Chollet et al. 2015, keras.io)",
        use="relu, leaky_relu, relu6 and threshold in one, as Keras spells them",
        weakness="max_value 6 is actx's choice, Keras has no bound; jumps at a threshold other than 0",
    ),
    Scalar(
        name="rrelu",
        aliases=("randomized_leaky_relu", "randomized_relu"),
        family="rectifier",
        formula="where(x > 0, x, (lower+upper)/2*x)",
        params=(Param("lower", "1/8"), Param("upper", "1/3", "[lower, inf)")),
        reference=(
            "Xu, Wang, Chen & Li 2015, Empirical evaluation of rectified activations in convolutional "
            "network, arXiv 1505.00853 (at test time); defaults as in PyTorch"
        ),
        use="leaky_relu whose slope is random in training and its mean afterwards, against overfitting",
        weakness="the paper divides x by the mean of 3 and 8, 2/11; PyTorch multiplies by 11/48",
    ),
    Scalar(
        name="clipped_relu",
        aliases=("bounded_relu", "clippedrelu", "relu_n", "relun", "pact"),
        family="rectifier",
        formula="clip(x, 0, upper)",
        params=(Param("upper", "20", "[0, inf)"),),
        reference=(
            "Hannun et al. 2014, Deep Speech: scaling up end-to-end speech recognition, arXiv 1412.5567; as "
            "PACT, with upper learned: Choi et al. 2018, arXiv 1805.06085"
        ),
        use="relu that cannot explode: recurrent layers, and a range known beforehand for quantization",
        weakness="saturates on both sides; the bound is 20 in Deep Speech, 6 in relu6, learned in PACT",
    ),
    Scalar(
        name="displaced_relu",
        aliases=("drelu", "disrelu", "displaced_rectifier"),
        family="rectifier",
        formula="max(x, -delta)",
        params=(Param("delta", "0.05"),),
        reference=(
            "Macêdo, Zanchettin, Oliveira & Ludermir 2019, Enhancing batch normalized convolutional networks "
            "using displaced rectifier linear units, Expert Systems with Applications; with delta 1, as "
            "shifted ReLU: Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289; default delta: actx's "
            "choice"
        ),
        use="relu moved along the diagonal, for inputs that batch normalization centred at 0",
        weakness=(
            "dead where x < -delta, and the identity elsewhere: a large delta leaves little non-linearity"
        ),
    ),
    Scalar(
        name="flexible_relu",
        family="rectifier",
        formula="max(x, 0)+b",
        params=(Param("b", "-1"),),
        reference=(
            "Qiu, Xu & Cai 2017, FReLU: flexible rectified linear units for improving convolutional neural "
            "networks, arXiv 1706.08098, where b starts at -1"
        ),
        use="relu with a learned offset, so that outputs can be negative and centred",
        weakness="dead where x < 0; torch_activation starts b at 0; FReLU also names the funnel activation",
    ),
    Scalar(
        name="star_relu",
        aliases=("starrelu",),
        family="rectifier",
        formula="s*max(x, 0)**2+b",
        params=(Param("s", "0.8944"), Param("b", "-0.4472")),
        reference="Yu et al. 2022, MetaFormer baselines for vision, arXiv 2210.13452",
        use="relu_squared with mean 0 and variance 1 for standard normal inputs",
        weakness="grows quadratically; the authors' code starts s at 1 and b at 0 and learns them",
    ),
    Scalar(
        name="relu_cubed",
        aliases=("relu3", "recu", "cubed_relu"),
        family="rectifier",
        formula="max(x, 0)**3",
        reference="E & Yu 2017, The deep Ritz method, arXiv 1710.00211",
        use="networks that solve differential equations: twice continuously differentiable",
        weakness="grows as a cube: overflows float16 from x = 40.34 on; dead where x < 0",
    ),
    Scalar(
        name="nlrelu",
        aliases=("natural_log_relu",),
        family="rectifier",
        formula="where(x > 0, log1p(beta*x), 0)",
        params=(Param("beta", "1", "(0, inf)"),),
        reference=(
            "Liu, Zhang, Gao, Qu & Ji 2019, Natural-logarithm-rectified activation function in convolutional "
            "neural networks, arXiv 1908.03682; default beta as in echoAI"
        ),
        use="relu that grows as a logarithm: large inputs are squeezed, not cut off",
        weakness="dead where x < 0, and its slope falls as 1/x on the right",
    ),
    Scalar(
        name="rectified_tanh",
        aliases=("rectifiedtanh",),
        family="rectifier",
        formula="where(x > 0, tanh(x), 0)",
        reference="Deeplearning4j, ActivationRectifiedTanh; no paper is known to introduce it",
        use="relu with a ceiling of 1 that is reached smoothly",
        weakness="dead where x < 0, and saturated for large x",
    ),
)
