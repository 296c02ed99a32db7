"""x times a gate of exp(x): double exponentials, which close faster than any exponential."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="golu",
        aliases=("gompertz_linear_unit", "expexpish"),
        family="gated",
        formula="x*exp(-exp(-x))",
        reference=(
            "Das, Safari, Adriaensen & Hutter 2025, Gompertz linear units: leveraging asymmetry for enhanced "
            "learning dynamics, arXiv 2502.03654; as ExpExpish: arXiv 2402.09092, section 3.3"
        ),
        use="vision and language models: an asymmetric gate that damps the variance of what passes",
        weakness="vanishes on the left, and with it the gradient: exactly 0 in float32 from x = -4.65 on",
    ),
    Scalar(
        name="tanhexp",
        aliases=("tanh_exp",),
        family="gated",
        formula="x*tanh(exp(x))",
        reference=(
            "Liu & Di 2020, TanhExp: a smooth activation function with high convergence speed for "
            "lightweight neural networks, arXiv 2003.09855; again as TeLU: Fernandez & Mali 2024, arXiv "
            "2412.20269"
        ),
        use="light networks for images in real time: within 0.009 of x from x = 1 on",
        weakness="named a second time as TeLU, a name that elsewhere means x*tanh(elu(x)); not monotone",
    ),
    Scalar(
        name="tanhsoft_2",
        aliases=("tanhsoft2",),
        family="gated",
        formula="x*tanh(beta*exp(gamma*x))",
        params=(Param("beta", "0.6"), Param("gamma", "1")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2020, TanhSoft - a family of activation functions combining "
            "tanh and softplus, arXiv 2009.03863, abstract, eq. x*tanh(0.6*exp(x))"
        ),
        use="image classifiers; with beta = gamma = 1 it is tanhexp",
        weakness=(
            "beta was found by search; written out naively its slope is nan in float32 from x = 88.73 on"
        ),
    ),
    Scalar(
        name="erfact",
        aliases=("erf_act",),
        family="gated",
        formula="x*erf(alpha*exp(beta*x))",
        params=(Param("alpha", "0.75"), Param("beta", "0.75")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2021, ErfAct and Pserf: non-monotonic smooth trainable "
            "activation functions, arXiv 2109.04386; defaults as public PyTorch code starts it"
        ),
        use="image classifiers and detectors, with alpha and beta learned",
        weakness=(
            "costs an exponential and an error function; torch_activation starts alpha and beta at 1 and 0.5"
        ),
    ),
    Scalar(
        name="loglogish",
        family="gated",
        formula="-x*expm1(-exp(x))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x*(1-exp(-exp(x)))"
        ),
        use="a gate that opens faster than it closes: the complementary log-log function",
        weakness=(
            "not monotone; 1-exp(-exp(x)) as printed cancels on the left: 0 in float32 from x = -17.33 on"
        ),
    ),
    Scalar(
        name="gish",
        family="gated",
        formula="x*log1p(-expm1(-exp(x)))",
        reference=(
            "Kaytan, Aydilek & Yeroğlu 2023, Gish: a novel activation function for image classification, "
            "Neural Computing and Applications, y = x*ln(2-exp(-exp(x)))"
        ),
        use="image classifiers, in the place of logish and smish; tried on MNIST and CIFAR-10",
        weakness="its slope tends to log(2), not to 1; ln(2-exp(-exp(x))) as printed cancels on the left",
    ),
    Scalar(
        name="colu",
        aliases=("collapsing_linear_unit",),
        family="gated",
        formula="x/(1-x*exp(-(x+exp(x))))",
        reference="Vagerwal 2021, Deeper learning with CoLU activation, arXiv 2112.12078",
        use="deep convolutional networks, in the place of swish and mish",
        weakness=(
            "written out naively its inner exponential overflows: 0 in float32 from x = -84.3 on, slope nan "
            "from -88.73"
        ),
    ),
    Scalar(
        name="exp_swish",
        aliases=("expswish", "exponential_swish"),
        family="gated",
        formula="exp(-x)*sigmoid(x)",
        reference=(
            "Koçak & Üstündağ Şiray 2021, New activation functions for single layer feedforward neural "
            "network, Expert Systems with Applications 164"
        ),
        use="shallow networks: sigmoid turned round, for exp(-x)*sigmoid(x) is sigmoid(-x)",
        weakness="no gate: nothing of x passes; written out, it is inf*0, nan, in float32 below -88.72",
    ),
    Scalar(
        name="generalized_swish",
        aliases=("gswish",),
        family="gated",
        formula="x*sigmoid(exp(-x))",
        reference=(
            "Koçak & Üstündağ Şiray 2021, New activation functions for single layer feedforward neural "
            "network, Expert Systems with Applications 164; arXiv 2402.09092, section 3.3"
        ),
        use="shallow networks: x on the left, x/2 on the right",
        weakness=(
            "bends the other way than silu, whose generalization it is not; naive code has slope nan from "
            "-88.73 on"
        ),
    ),
)
