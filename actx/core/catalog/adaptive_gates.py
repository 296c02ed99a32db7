"""x times a gate of x, with parameters, which most of the papers learn."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="scaled_silu",
        aliases=("scaledsilu",),
        family="gated",
        formula="alpha*x*sigmoid(alpha*x)",
        params=(Param("alpha", "1"),),
        reference=(
            "ONNX Runtime, contributed operator com.microsoft.ScaledSiLU; no paper is known to introduce it"
        ),
        use="fused kernels of ONNX Runtime: silu of alpha*x",
        weakness="not swish, whose factor stays inside the gate",
    ),
    Scalar(
        name="pserf",
        family="gated",
        formula="x*erf(gamma*log(1+exp(delta*x)))",
        params=(Param("gamma", "1.25"), Param("delta", "0.85")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2021, ErfAct and Pserf: non-monotonic smooth trainable "
            "activation functions, arXiv 2109.04386"
        ),
        use="image classifiers and detectors: serf with learned scales",
        weakness=(
            "costs an exponential, a logarithm and an error function; public code starts gamma and delta at "
            "1 and 1.25"
        ),
    ),
    Scalar(
        name="aria2",
        aliases=("aria_2",),
        family="gated",
        formula="x*exp(-alpha*log(1+exp(-beta*x)))",
        params=(Param("alpha", "1.5"), Param("beta", "2")),
        reference=(
            "Patwardhan, Ingalhalikar & Walambe 2018, ARiA: utilizing Richard's curve for controlling the "
            "non-monotonicity of the activation function in deep neural nets, arXiv 1805.08878, eq. "
            "x*(1+exp(-beta*x))**-alpha"
        ),
        use="swish with a second parameter, which sets how deep it dips",
        weakness="the package Echo leaves out the factor x; alpha and beta must be searched for",
    ),
    Scalar(
        name="acon_c",
        aliases=("aconc",),
        family="gated",
        formula="(p1-p2)*x*sigmoid(beta*(p1-p2)*x)+p2*x",
        params=(Param("p1", "1"), Param("p2", "0"), Param("beta", "1")),
        reference=(
            "Ma, Zhang, Liu & Sun 2020, Activate or not: learning customized activation, arXiv 2009.04759; "
            "defaults: actx's choice, with which it is silu"
        ),
        use="networks that learn whether to activate: from a line at beta 0 to the greater of p1*x and p2*x",
        weakness="three parameters a channel; the authors' code draws p1 and p2 at random, not 1 and 0",
    ),
    Scalar(
        name="smu",
        aliases=("smooth_maximum_unit",),
        family="gated",
        formula="((1+alpha)*x+(1-alpha)*x*erf(mu*(1-alpha)*x))/2",
        params=(Param("alpha", "0.25"), Param("mu", "1")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2021, SMU: smooth activation function for deep networks using "
            "smoothing maximum technique, arXiv 2111.04682; default mu as its author advises in "
            "iFe1er/SMU_pytorch, issue 4"
        ),
        use="a smooth leaky_relu; mu, which is learned, sets how sharp it bends",
        weakness=(
            "public code, such as iFe1er/SMU_pytorch, starts mu at 1000000, where it is leaky_relu in all "
            "but name"
        ),
    ),
    Scalar(
        name="smu_1",
        aliases=("smu1",),
        family="gated",
        formula="((1+alpha)*x+sqrt((1-alpha)**2*x**2+mu**2))/2",
        params=(Param("alpha", "0.25"), Param("mu", "1")),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2021, SMU: smooth activation function for deep networks using "
            "smoothing maximum technique, arXiv 2111.04682; default mu: actx's choice"
        ),
        use="a smooth leaky_relu without an exponential: squareplus with a slope on the left",
        weakness="mu/2, not 0, at 0; public code starts mu at 4.352665993287951e-9, all but leaky_relu",
    ),
    Scalar(
        name="sinlu",
        family="gated",
        formula="(x+a*sin(b*x))*sigmoid(x)",
        params=(Param("a", "1"), Param("b", "1")),
        reference=(
            "Paul, Bandyopadhyay, Yoon, Geem & Sarkar 2022, SinLU: sinu-sigmoidal linear unit, Mathematics "
            "10(3), 337"
        ),
        use="silu with a learned ripple",
        weakness=(
            "its slope swings for ever on the right, from 0 to 2 with the defaults; a sine and an exponential"
        ),
    ),
    Scalar(
        name="coslu",
        family="gated",
        formula="(x+alpha*cos(beta*x))*sigmoid(x)",
        params=(Param("alpha", "1"), Param("beta", "1")),
        reference=(
            "Pishchik 2023, Trainable activations for image classification, Preprints 202301.0463; defaults "
            "as in the package torch_activation"
        ),
        use="silu with a learned ripple that lifts it at 0",
        weakness="alpha/2, not 0, at 0, and its slope swings for ever on the right",
    ),
    Scalar(
        name="crrelu",
        family="gated",
        formula="max(x, 0)+epsilon*x*exp(-x**2/2)",
        params=(Param("epsilon", "0.01"),),
        reference="Sun et al. 2024, A method on searching better activation functions, arXiv 2405.12954",
        use="vision transformers: relu with a small learned correction near 0",
        weakness=(
            "keeps the kink of relu at 0, and a left side that is all but dead: below 2e-7 from x = -5 on"
        ),
    ),
    Scalar(
        name="swim",
        family="gated",
        formula="x/2*(1+k*x/sqrt(1+x**2))",
        params=(Param("k", "0.5"),),
        reference=(
            "Abdool & Dear 2023, Swim: a general-purpose, high-performing, and efficient activation "
            "function for locomotion control tasks, arXiv 2303.02640"
        ),
        use="control by reinforcement learning: swish without an exponential; with k = 1 it is PFLU",
        weakness="with the default k both sides stay open, with slopes 1/4 and 3/4",
    ),
    Scalar(
        name="xatlu",
        aliases=("atlu", "arctan_linear_unit", "calu"),
        family="gated",
        formula="x*((1+2*alpha)*(atan(x)/pi+1/2)-alpha)",
        params=(Param("alpha", "0"),),
        reference=(
            "Huang 2024, Expanded gating ranges improve activation functions, arXiv 2405.20768; without "
            "alpha as CaLU: arXiv 2402.09092, section 3.3"
        ),
        use="transformers: a gate by arctan, whose range alpha expands beyond 0 and 1",
        weakness=(
            "with alpha 0 its left side tends to -1/pi, not to 0; the paper learns alpha to make it compete"
        ),
    ),
    Scalar(
        name="xgelu",
        family="gated",
        formula="x*((1+2*alpha)*normcdf(x)-alpha)",
        params=(Param("alpha", "0"),),
        reference="Huang 2024, Expanded gating ranges improve activation functions, arXiv 2405.20768",
        use="gelu whose gate runs from -alpha to 1+alpha; with alpha = 0, the default, it is gelu",
        weakness="with alpha other than 0 a line on the left too, so that no input is switched off",
    ),
    Scalar(
        name="xsilu",
        family="gated",
        formula="x*((1+2*alpha)*sigmoid(x)-alpha)",
        params=(Param("alpha", "0"),),
        reference="Huang 2024, Expanded gating ranges improve activation functions, arXiv 2405.20768",
        use="silu whose gate runs from -alpha to 1+alpha; with alpha = 0, the default, it is silu",
        weakness="with alpha other than 0 a line on the left too, so that no input is switched off",
    ),
    Scalar(
        name="swish_t",
        aliases=("swisht",),
        family="gated",
        formula="x*sigmoid(beta*x)+alpha*tanh(x)",
        params=(Param("beta", "1"), Param("alpha", "0.1")),
        reference=(
            "Seo, Kim & Park 2024, Swish-T: enhancing swish activation with tanh bias for improved neural "
            "network performance, arXiv 2407.01012; defaults as in the authors' code"
        ),
        use="swish with a bias by tanh, which lets more negative values through",
        weakness="a tanh more than swish; the variants A, B and C of the paper are others",
    ),
    Scalar(
        name="swish_t_c",
        aliases=("swishtc",),
        family="gated",
        formula="x*sigmoid(beta*x)+alpha/beta*tanh(beta*x/2)",
        params=(Param("beta", "1", "(0, inf)"), Param("alpha", "0.1")),
        reference=(
            "Seo, Kim & Park 2024, Swish-T: enhancing swish activation with tanh bias for improved neural "
            "network performance, arXiv 2407.01012 (variant C); defaults as in the authors' code"
        ),
        use="swish_t with one sigmoid only; with beta = 1 it is variant A",
        weakness="sigmoid(beta*x)*(x+2*alpha/beta)-alpha/beta, as in the authors' code, cancels near 0",
    ),
    Scalar(
        name="sgelu",
        family="gated",
        formula="alpha*x*erf(x/sqrt(2))",
        params=(Param("alpha", "1"),),
        reference=(
            "Yu & Su 2019, Symmetrical Gaussian error linear units (SGELUs), arXiv 1911.03925; default "
            "alpha: actx's choice"
        ),
        use="autoencoders: an even gelu, for which negative inputs count as much as positive ones",
        weakness="even, so the sign of its input is lost, and flat at 0",
    ),
    Scalar(
        name="tanhsoft_1",
        aliases=("tanhsoft1",),
        family="gated",
        formula="tanh(alpha*x)*log(1+exp(x))",
        params=(Param("alpha", "0.87"),),
        reference=(
            "Biswas, Kumar, Banerjee & Pandey 2020, TanhSoft - a family of activation functions combining "
            "tanh and softplus, arXiv 2009.03863, abstract"
        ),
        use="image classifiers: softplus, gated by tanh",
        weakness="alpha was found by search; costs a tanh, an exponential and a logarithm",
    ),
    Scalar(
        name="stan",
        aliases=("self_scalable_tanh",),
        family="gated",
        formula="tanh(x)+beta*x*tanh(x)",
        params=(Param("beta", "1"),),
        reference=(
            "Gnanasambandam, Shen, Chung, Yue & Kong 2022, Self-scalable tanh (Stan): faster convergence and "
            "better generalization in physics-informed neural networks, arXiv 2204.12589; default beta as "
            "PhysicsNeMo starts it"
        ),
        use="physics-informed networks, whose outputs need not stay between -1 and 1",
        weakness=(
            "neither even nor odd: it has a minimum on the left, at -0.465 with the default, and rises again "
            "beyond"
        ),
    ),
)
