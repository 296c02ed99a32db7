"""Functions of analysis used as they are: a bump, a wave, and the exponential."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation

RECORDS: Final = (
    Activation(
        name="gaussian",
        aliases=("radbas",),
        family="radial",
        formula="exp(-x**2)",
        reference=(
            "Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks, Complex "
            "Systems 2"
        ),
        use="radial basis networks: responds to inputs near one point",
        weakness="vanishes on both sides, and with it the gradient; its width must fit the data",
    ),
    Activation(
        name="sine",
        aliases=("sin",),
        family="periodic",
        formula="sin(x)",
        reference=(
            "Sitzmann, Martel, Bergman, Lindell & Wetzstein 2020, Implicit neural representations with "
            "periodic activation functions, arXiv 2006.09661"
        ),
        use="networks that represent a signal and its derivatives (SIREN takes sin(30*x))",
        weakness="many equal outputs make many local minima; needs its own initialization",
    ),
    Activation(
        name="exponential",
        aliases=("exp",),
        family="exponential",
        formula="exp(x)",
        reference=(
            "Nelder & Wedderburn 1972, Generalized linear models, J. R. Stat. Soc. A 135(3) (the log link)"
        ),
        use="the output of a model of counts or rates: positive, with the log link of Poisson regression",
        weakness="overflows soon: from 88.73 on in float32, from 11.1 on in float16",
    ),
)
