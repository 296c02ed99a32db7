"""Records that wait for the arithmetic or the judges of the tests."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation, Param

RECORDS: Final = (
    Activation(
        name="tanhexp",
        aliases=("tanh_exp",),
        family="gated",
        formula="x*tanh(exp(x))",
        reference=(
            "Liu & Di 2020, TanhExp: a smooth activation function with high convergence speed for "
            "lightweight neural networks, arXiv 2003.09855, eq. 1; again as TeLU: Fernandez & Mali 2024, "
            "arXiv 2412.20269"
        ),
        use="light networks for images in real time: close to x from x = 1 on",
        weakness="named a second time as TeLU, a name that elsewhere means x*tanh(elu(x)); not monotone",
    ),
    Activation(
        name="loglogish",
        family="gated",
        formula="-x*expm1(-exp(x))",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.3, eq. "
            "x*(1-exp(-exp(x)))"
        ),
        use="a gate that opens faster than it closes: the complementary log-log function",
        weakness="few have used it; 1-exp(-exp(x)) as printed cancels on the left",
    ),
    Activation(
        name="phish",
        family="gated",
        formula="x*tanh(x*normcdf(x))",
        reference="Naveen 2022, Phish: a novel hyper-optimizable activation function, TechRxiv",
        use="classifiers, in the place of swish and mish: tanh of gelu as the gate",
        weakness="flat at 0, where slope and gate are both 0, so that small inputs hardly learn",
    ),
    Activation(
        name="gish",
        family="gated",
        formula="x*log1p(-expm1(-exp(x)))",
        reference=(
            "Kaytan, Aydilek & Yeroğlu 2023, Gish: a novel activation function for image classification, "
            "Neural Computing and Applications 35, y = x*ln(2-exp(-exp(x)))"
        ),
        use="image classifiers such as EfficientNet, in the place of logish and smish",
        weakness="its slope tends to log(2), not to 1; ln(2-exp(-exp(x))) as printed cancels on the left",
    ),
    Activation(
        name="golu",
        aliases=("gompertz_linear_unit", "expexpish"),
        family="gated",
        formula="x*exp(-exp(-x))",
        reference=(
            "Das, Safari, Adriaensen & Hutter 2025, Gompertz linear units: leveraging asymmetry for "
            "enhanced learning dynamics, arXiv 2502.03654, eq. 1"
        ),
        use="vision and language models: an asymmetric gate that damps the variance of what passes",
        weakness="vanishes on the left faster than any other gate, and with it the gradient",
    ),
    Activation(
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
    Activation(
        name="colu",
        aliases=("collapsing_linear_unit",),
        family="gated",
        formula="x/(1-x*exp(-(x+exp(x))))",
        reference="Vagerwal 2021, Deeper learning with CoLU activation, arXiv 2112.12078",
        use="deep convolutional networks, in the place of swish and mish",
        weakness=(
            "an exponential of an exponential, which overflows far on the left where it is written out "
            "naively"
        ),
    ),
    Activation(
        name="generalized_swish",
        aliases=("gswish",),
        family="gated",
        formula="x*sigmoid(exp(-x))",
        reference=(
            "Koçak & Üstündağ Şiray 2021, New activation functions for single layer feedforward neural "
            "network, Expert Systems with Applications 164"
        ),
        use="shallow networks: x on the left, x/2 on the right",
        weakness=(
            "bends the other way than silu, whose generalization it is not; exp(-x) overflows on the left"
        ),
    ),
    Activation(
        name="e_swish",
        aliases=("eswish",),
        family="gated",
        formula="beta*x*sigmoid(x)",
        params=(Param("beta", "1.5"),),
        reference=(
            "Alcaide 2018, E-swish: adjusting activations to different network depths, arXiv 1801.07145"
        ),
        use="deep convolutional networks: silu made steeper, with beta between 1 and 2",
        weakness="beta multiplies the output too, unlike that of swish, and large ones explode the gradient",
    ),
    Activation(
        name="erfact",
        aliases=("erf_act",),
        family="gated",
        formula="x*erf(alpha*exp(beta*x))",
        params=(Param("alpha", "0.75"), Param("beta", "0.75")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2021, ErfAct and Pserf: non-monotonic smooth trainable "
            "activation functions, arXiv 2109.04386"
        ),
        use="image classifiers and detectors, with alpha and beta learned",
        weakness=(
            "costs an exponential and an error function; libraries start alpha and beta at 0.5 and 1 or at 1"
        ),
    ),
    Activation(
        name="tanhsoft_2",
        aliases=("tanhsoft2",),
        family="gated",
        formula="x*tanh(beta*exp(gamma*x))",
        params=(Param("beta", "0.6"), Param("gamma", "1")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2020, TanhSoft - a family of activation functions combining "
            "tanh and softplus, arXiv 2009.03863, abstract"
        ),
        use="image classifiers; with beta = gamma = 1 it is tanhexp",
        weakness="beta was found by search; exp(gamma*x) overflows where it is written out naively",
    ),
    Activation(
        name="sqrt_softplus",
        aliases=("sqrtsoftplus",),
        family="softplus",
        formula="sqrt(log(1+exp(x)))",
        reference=(
            "Hugging Face transformers, activation sqrtsoftplus (the router of DeepSeek-V4); no paper is "
            "known to introduce it"
        ),
        use="positive scores of experts, which grow more slowly than softplus",
        weakness="never exactly 0, and its gradient vanishes on both sides",
    ),
    Activation(
        name="morlet",
        aliases=("real_gabor",),
        family="radial",
        formula="cos(omega*x)*exp(-x**2/2)",
        params=(Param("omega", "5"),),
        reference=(
            "Zhang & Benveniste 1992, Wavelet networks, IEEE Trans. Neural Networks 3(6); Saragadam et al. "
            "2023, WIRE: wavelet implicit neural representations, arXiv 2301.05187"
        ),
        use="wavelet networks and implicit representations: a wave under a bell",
        weakness="vanishes on both sides, with many local minima between; WIRE takes the complex one",
    ),
    Activation(
        name="gcu",
        aliases=("growing_cosine_unit",),
        family="periodic",
        formula="x*cos(x)",
        reference=(
            "Noel, Trivedi & Dutta 2021, Growing cosine unit: a novel oscillatory activation function that "
            "can speedup training and reduce parameters in convolutional neural networks, arXiv 2108.12943"
        ),
        use="convolutional layers: one unit can learn exclusive or",
        weakness="swings ever wider, so that large inputs make the gradient explode",
    ),
    Activation(
        name="asu",
        aliases=("amplifying_sine_unit",),
        family="periodic",
        formula="x*sin(x)",
        reference=(
            "Rahman, Shafiullah & Shikha 2023, Amplifying sine unit: an oscillatory activation function for "
            "deep neural networks to recover nonlinear oscillations efficiently, arXiv 2304.09759"
        ),
        use="networks that model vibrations, whose amplitudes grow",
        weakness="even, flat at 0, and swings ever wider",
    ),
    Activation(
        name="finer",
        family="periodic",
        formula="sin(omega*(abs(x)+1)*x)",
        params=(Param("omega", "30"),),
        reference=(
            "Liu et al. 2023, FINER: flexible spectral-bias tuning in implicit neural representation by "
            "variable-periodic activation functions, arXiv 2312.02434"
        ),
        use="implicit representations: a sine whose frequency grows with the input, chosen by the bias",
        weakness="its second derivative jumps at 0; the frequency has no limit",
    ),
)
