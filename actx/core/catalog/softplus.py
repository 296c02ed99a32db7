"""Smooth rectifiers: functions that bend from 0 to x without a corner, or from x to 0."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="softplus",
        aliases=("soft_plus", "soft_relu", "softrelu"),
        family="softplus",
        formula="log(1+exp(beta*x))/beta",
        params=(Param("beta", "1", "(0, inf)"),),
        reference=(
            "Dugas, Bengio, Bélisle, Nadeau & Garcia 2000, Incorporating second-order functional knowledge "
            "for better option pricing, NIPS 2000; default beta as in PyTorch"
        ),
        use="a parameter that must be positive, such as a variance or a rate",
        weakness="never exactly 0, and log(2)/beta at 0; PyTorch cuts to x where beta*x > 20",
    ),
    Scalar(
        name="squareplus",
        aliases=("square_plus",),
        family="softplus",
        formula="(x+sqrt(x**2+b))/2",
        params=(Param("b", "4", "(0, inf)"),),
        reference=(
            "Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv 2112.11687; default b as in "
            "JAX and Keras"
        ),
        use="softplus without an exponential or a logarithm",
        weakness="decays on the left only as 1/x, where the formula as written cancels to 0",
    ),
    Scalar(
        name="log_sigmoid",
        aliases=("logsigmoid", "log_expit"),
        family="softplus",
        formula="-log(1+exp(-x))",
        reference=(
            "Mikolov, Sutskever, Chen, Corrado & Dean 2013, Distributed representations of words and "
            "phrases and their compositionality, arXiv 1310.4546, eq. 4"
        ),
        use="the log-likelihood of one of two classes, in losses",
        weakness="never positive, and unbounded below: made for losses, not for hidden layers",
    ),
    Scalar(
        name="parametric_softplus",
        aliases=("parametricsoftplus",),
        family="softplus",
        formula="alpha*log(1+exp(beta*x))",
        params=(Param("alpha", "0.2"), Param("beta", "5")),
        reference=(
            "McFarland, Cui & Butts 2013, Inferring nonlinear neuronal computation based on physiologically "
            "plausible inputs, PLoS Computational Biology; defaults as in Keras 1, layer ParametricSoftplus"
        ),
        use="models of the rates of neurons, and recurrent layers of ONNX",
        weakness="the slope on the right is alpha*beta; ONNX gives no defaults for it",
    ),
    Scalar(
        name="shifted_softplus",
        aliases=("ssp",),
        family="softplus",
        formula="log(1+exp(x))-log(2)",
        reference=(
            "Schütt et al. 2017, SchNet: a continuous-filter convolutional neural network for modeling "
            "quantum interactions, arXiv 1706.08566"
        ),
        use="networks of molecules, whose energies need smooth derivatives: softplus through 0",
        weakness="the difference cancels near 0; cgnet documents log(1+exp(-x))-log(2) and computes this",
    ),
    Scalar(
        name="soft_plus_plus",
        aliases=("softplusplus", "softpp"),
        family="softplus",
        formula="log(1+exp(k*x))+x/c-log(2)",
        params=(Param("k", "1"), Param("c", "2", "(0, inf)")),
        reference=(
            "Ciuparu, Nagy-Dăbâcan & Mureşan 2020, Soft++, a multi-parametric non-saturating non-linearity "
            "that improves convergence in deep neural architectures, Neurocomputing; defaults: arXiv "
            "2402.09092, section 3.18"
        ),
        use="softplus through 0 that saturates on neither side",
        weakness="its slope tends to k+1/c on the right, 3/2 with the defaults, so that deep stacks grow",
    ),
    Scalar(
        name="bent_identity",
        aliases=("bentidentity", "bendable_linear_unit", "blu"),
        family="softplus",
        formula="beta*(sqrt(x**2+1)-1)+x",
        params=(Param("beta", "0.5", "[-1, 1]"),),
        reference=(
            "Godfrey 2019, An evaluation of parametric activation functions for deep learning, IEEE SMC; "
            "with beta = 1/2: arXiv 2402.09092, section 3.10"
        ),
        use="a line with a bend: its slope goes from 1-beta to 1+beta, and is never 0",
        weakness="unbounded on both sides, and but mildly non-linear",
    ),
    Scalar(
        name="sqrt_softplus",
        aliases=("sqrtsoftplus",),
        family="softplus",
        formula="sqrt(log(1+exp(x)))",
        reference=(
            "Hugging Face transformers, activation sqrtsoftplus; DeepSeek-V4, scores of its router; no paper "
            "is known to introduce it"
        ),
        use="positive scores of experts, which grow more slowly than softplus",
        weakness="never exactly 0; its gradient vanishes on both sides, on the right as 1/(2*sqrt(x))",
    ),
)
