"""Smooth rectifiers: functions that bend from 0 to x without a corner, or from x to 0."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation, Param

RECORDS: Final = (
    Activation(
        name="softplus",
        aliases=("soft_plus", "soft_relu", "softrelu"),
        family="softplus",
        formula="log(1+exp(beta*x))/beta",
        params=(Param("beta", "1", "(0, inf)"),),
        reference=(
            "Dugas, Bengio, Bélisle, Nadeau & Garcia 2000, Incorporating second-order functional "
            "knowledge for better option pricing, NIPS 13"
        ),
        use="a parameter that must be positive, such as a variance or a rate",
        weakness="never exactly 0, and log(2)/beta at 0; PyTorch cuts to x where beta*x > 20",
    ),
    Activation(
        name="squareplus",
        aliases=("square_plus",),
        family="softplus",
        formula="(x+sqrt(x**2+b))/2",
        params=(Param("b", "4", "(0, inf)"),),
        reference="Barron 2021, Squareplus: a softplus-like algebraic rectifier, arXiv 2112.11687",
        use="softplus without an exponential or a logarithm",
        weakness="decays on the left only as 1/x, where the formula as written cancels to 0",
    ),
    Activation(
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
)
