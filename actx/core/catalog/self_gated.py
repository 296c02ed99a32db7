"""x times a gate of x that has nothing to learn: relatives of silu from papers."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="serf",
        family="gated",
        formula="x*erf(log(1+exp(x)))",
        reference=(
            "Nag, Bhattacharyya, Mukherjee & Kundu 2021, SERF: towards better training of deep neural "
            "networks using log-softplus error activation function, arXiv 2108.09598"
        ),
        use="image classifiers, in the place of mish, whose tanh it replaces by erf",
        weakness="costs an error function, a logarithm and an exponential, and is not monotone",
    ),
    Scalar(
        name="smish",
        family="gated",
        formula="x*tanh(log(1+sigmoid(x)))",
        reference=(
            "Wang, Ren & Wang 2022, Smish: a novel activation function for deep learning methods, "
            "Electronics 11(4), 540, with alpha = beta = 1"
        ),
        use="image classifiers such as EfficientNet, in the place of swish and mish",
        weakness="its slope tends to 3/5, not to 1: it shrinks what passes through many layers",
    ),
    Scalar(
        name="logish",
        family="gated",
        formula="x*log(1+sigmoid(x))",
        reference=(
            "Zhu, Zeng, Liu & Zhang 2021, Logish: a new nonlinear nonmonotonic activation function for "
            "convolutional neural network, Neurocomputing"
        ),
        use="convolutional networks for images: a gate that grows more slowly than that of silu",
        weakness="its slope tends to log(2), not to 1: it shrinks what passes through many layers",
    ),
    Scalar(
        name="elish",
        family="gated",
        formula="where(x < 0, expm1(x)*sigmoid(x), x*sigmoid(x))",
        reference="Basirat & Roth 2018, The quest for the golden activation function, arXiv 1808.00783",
        use="image classifiers: silu on the right, elu times a sigmoid on the left",
        weakness="two formulas for one function, whose second derivative jumps at 0, from 1 to 1/2",
    ),
    Scalar(
        name="hard_elish",
        aliases=("hardelish",),
        family="gated",
        formula="where(x < 0, expm1(x)*clip((x+1)/2, 0, 1), x*clip((x+1)/2, 0, 1))",
        reference="Basirat & Roth 2018, The quest for the golden activation function, arXiv 1808.00783",
        use="elish with a hard sigmoid of slope 1/2 as its gate",
        weakness=(
            "dead for x < -1, with kinks at -1 and 1; the survey 2402.09092 prints 1+exp(-x) for exp(x)-1"
        ),
    ),
    Scalar(
        name="hard_mish",
        aliases=("hardmish", "h_mish"),
        family="gated",
        formula="x/2*clip(x+2, 0, 2)",
        reference="Misra 2020, H-Mish, https://github.com/digantamisra98/H-Mish; timm, layer HardMish",
        use="mish without an exponential, for mobile inference",
        weakness="far from mish, by 0.25 at -2, with a kink at -2; another hardmish clips x+1",
    ),
    Scalar(
        name="i_gelu",
        aliases=("igelu", "ibert_gelu"),
        family="gated",
        formula=(
            "x/2*where(x < 0, 0.2888*(min(-x/sqrt(2), 1.769)-1.769)**2, "
            "2-0.2888*(min(x/sqrt(2), 1.769)-1.769)**2)"
        ),
        reference=(
            "Kim, Gholami, Yao, Mahoney & Keutzer 2021, I-BERT: integer-only BERT quantization, arXiv "
            "2101.01321"
        ),
        use="gelu in integer arithmetic: a polynomial of degree 2 in the place of erf",
        weakness="its gate jumps from 0.45 to 0.55 at 0, a kink; within 0.0182 of gelu",
    ),
    Scalar(
        name="lisht",
        family="gated",
        formula="x*tanh(x)",
        reference=(
            "Roy, Manna, Dubey & Chaudhuri 2019, LiSHT: non-parametric linearly scaled hyperbolic tangent "
            "activation function for neural networks, arXiv 1901.05894"
        ),
        use="a smooth |x| that needs no parameter: negative inputs count as much as positive ones",
        weakness="even, so the sign of its input is lost, and flat at 0",
    ),
    Scalar(
        name="eanaf",
        family="gated",
        formula="x*sigmoid(x-log(2))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x*exp(x)/(exp(x)+2)"
        ),
        use=(
            "a silu whose gate is shifted to the right by log(2): dips to -0.157, not to -0.278, and rises "
            "later"
        ),
        weakness="x*exp(x)/(exp(x)+2) as printed is nan in float32 from x = 88.73 on; not monotone",
    ),
    Scalar(
        name="sinsig",
        family="gated",
        formula="x*sin(pi/2*sigmoid(x))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x*sin(pi/2*sigmoid(x))"
        ),
        use="a gate that opens sooner than that of silu: 0.71, not 0.5, at 0",
        weakness="not monotone; a sine of a sigmoid costs two transcendental functions",
    ),
    Scalar(
        name="double_silu",
        aliases=("dsilu_double",),
        family="gated",
        formula="x*sigmoid(x*sigmoid(x))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x/(1+exp(-x/(1+exp(-x))))"
        ),
        use="a gate that on the left closes only halfway: a line of slope 1/2 there",
        weakness=(
            "another function than silu(silu(x)), which the package torch_activation computes by this name"
        ),
    ),
    Scalar(
        name="swat",
        family="gated",
        formula="x*sigmoid(atan(x))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x/(1+exp(-atan(x)))"
        ),
        use="a gate of narrow range, from 0.17 to 0.83: no direction is closed",
        weakness="never shuts: far from 0 two lines, so little is non-linear about it",
    ),
    Scalar(
        name="lalu",
        aliases=("laplace_linear_unit",),
        family="gated",
        formula="x*where(x < 0, exp(x)/2, 1-exp(-x)/2)",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3 (the Laplace "
            "distribution function as the gate)"
        ),
        use="the gate of the Laplace distribution: heavier tails than gelu, lighter than atlu",
        weakness="its third derivative jumps at 0, and it is not monotone",
    ),
    Scalar(
        name="rehsec",
        aliases=("rectified_hyperbolic_secant",),
        family="gated",
        formula="x/cosh(x)",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. x*sech(x)"
        ),
        use="small inputs pass, large ones are forgotten: bounded and odd",
        weakness="vanishes on both sides, and with it the gradient",
    ),
    Scalar(
        name="eis_1",
        family="gated",
        formula="x*log(1+exp(x))*sigmoid(x)/(x*sigmoid(x)+1.16*sigmoid(-x))",
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2020, EIS - a family of activation functions combining "
            "exponential, ISRU, and softplus, arXiv 2009.13501, abstract, eq. "
            "x*ln(1+exp(x))/(x+1.16*exp(-x))"
        ),
        use="image classifiers: softplus with a dip on the left",
        weakness="costs two exponentials and a logarithm; 1.16 was found by search",
    ),
    Scalar(
        name="eis_2",
        family="gated",
        formula="x*log(1+exp(x))/sqrt(1+x**2)",
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2020, EIS - a family of activation functions combining "
            "exponential, ISRU, and softplus, arXiv 2009.13501, abstract"
        ),
        use="image classifiers: softplus gated by an inverse square root",
        weakness="nears x on the right only as 1/x, and is not monotone",
    ),
    Scalar(
        name="phish",
        family="gated",
        formula="x*tanh(x*normcdf(x))",
        reference="Naveen 2022, Phish: a novel hyper-optimizable activation function, TechRxiv",
        use="classifiers, in the place of swish and mish: tanh of gelu as the gate",
        weakness="flat at 0, where slope and gate are both 0, so that small inputs hardly learn",
    ),
    Scalar(
        name="gelu_10",
        aliases=("clipped_gelu",),
        family="gated",
        formula="clip(x*normcdf(x), -10, 10)",
        reference=(
            "Wu, Judd, Zhang, Isaev & Micikevicius 2020, Integer quantization for deep learning inference, "
            "arXiv 2004.09602; Hugging Face transformers, ClippedGELUActivation"
        ),
        use="gelu for networks quantized to 8 bits, whose range it limits",
        weakness="no gradient beyond 10, where it has a kink; the lower bound is never reached",
    ),
    Scalar(
        name="e_swish",
        aliases=("eswish",),
        family="gated",
        formula="beta*x*sigmoid(x)",
        params=(Param("beta", "1.5"),),
        reference=(
            "Alcaide 2018, E-swish: adjusting activations to different network depths, arXiv 1801.07145; "
            "default beta as in the package torch_activation (its authors try 1.125 to 2)"
        ),
        use="deep convolutional networks: silu made steeper, with beta between 1 and 2",
        weakness=(
            "beta multiplies the output, unlike that of swish: the slope tends to beta, so that deep "
            "stacks grow"
        ),
    ),
)
