"""Waves: periodic functions, lines plus a wave, and x times a wave."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
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
    Scalar(
        name="cosine",
        aliases=("cos",),
        family="periodic",
        formula="cos(x)",
        reference="Rahimi & Recht 2007, Random features for large-scale kernel machines, NIPS 2007",
        use="random Fourier features, whose phases are random: the layer that approximates a kernel",
        weakness="even, and many equal outputs make many local minima",
    ),
    Scalar(
        name="siren_sine",
        aliases=("sine_w0",),
        family="periodic",
        formula="sin(omega*x)",
        params=(Param("omega", "30"),),
        reference=(
            "Sitzmann, Martel, Bergman, Lindell & Wetzstein 2020, Implicit neural representations with "
            "periodic activation functions, arXiv 2006.09661, section 3.2"
        ),
        use="networks that represent a signal and its derivatives: SIREN, with 30 times the input",
        weakness="needs its own initialization, and omega must fit the frequencies of the signal",
    ),
    Scalar(
        name="snake",
        family="periodic",
        formula="x+sin(a*x)**2/a",
        params=(Param("a", "1", "(0, inf)"),),
        reference=(
            "Ziyin, Hartwig & Ueda 2020, Neural networks fail to learn periodic functions and how to fix it, "
            "arXiv 2006.08195; default a as in the code of BigVGAN"
        ),
        use="signals with a period and a trend: vocoders and audio codecs",
        weakness=(
            "flat wherever sin(2*a*x) is -1; code of BigVGAN adds 1e-9 to a, and its models learn the "
            "logarithm of a"
        ),
    ),
    Scalar(
        name="snake_beta",
        aliases=("snakebeta",),
        family="periodic",
        formula="x+sin(alpha*x)**2/beta",
        params=(Param("alpha", "1"), Param("beta", "1", "(0, inf)")),
        reference=(
            "Lee, Ping, Ginsburg, Catanzaro & Yoon 2022, BigVGAN: a universal neural vocoder with "
            "large-scale training, arXiv 2206.04658; the authors' code, SnakeBeta, with its defaults"
        ),
        use="vocoders such as BigVGAN: snake with its height apart from its frequency",
        weakness=(
            "not monotone where alpha > beta; the parameters of its models are logarithms of alpha and beta"
        ),
    ),
    Scalar(
        name="cosid",
        family="periodic",
        formula="cos(x)-x",
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.31, eq. cos(x)-x"
        ),
        use="a falling line with a ripple: never increasing",
        weakness="flat wherever sin(x) is -1, and 1, not 0, at 0",
    ),
    Scalar(
        name="sinp",
        family="periodic",
        formula="sin(x)-a*x",
        params=(Param("a", "1"),),
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.32, eq. sin(x)-a*x "
            "(a of 1, 1.5 and 2 were tried)"
        ),
        use="a falling line with a ripple, through 0",
        weakness="with a = 1 it is flat at 0 to the second order, where x - sin(x) cancels",
    ),
    Scalar(
        name="exp_sin",
        aliases=("expsin",),
        family="periodic",
        formula="exp(-sin(a*x))",
        params=(Param("a", "1"),),
        reference=(
            "Ramasinghe & Lucey 2021, Beyond periodicity: towards a unifying framework for activations in "
            "coordinate-MLPs, arXiv 2111.15135, table 1 (ExpSin)"
        ),
        use="networks of coordinates: a positive wave",
        weakness=(
            "never 0, and uncentred; Sophon.jl and kwea123/Coordinate-MLPs compute exp(-sin(a*x)), this with "
            "-a"
        ),
    ),
    Scalar(
        name="hosc",
        family="periodic",
        formula="tanh(beta*sin(x))",
        params=(Param("beta", "8"),),
        reference=(
            "Serrano, Szymkowiak & Musialski 2024, HOSC: a periodic activation function for preserving sharp "
            "features in implicit neural representations, arXiv 2401.10967; default beta: actx's choice"
        ),
        use="implicit representations with sharp edges: a sine that turns into a square wave",
        weakness="almost flat between its steps when beta is large: with beta = 8 the slope at 1 is 2.5e-5",
    ),
    Scalar(
        name="pinnsformer_wavelet",
        aliases=("wavelet_activation",),
        family="periodic",
        formula="omega1*sin(x)+omega2*cos(x)",
        params=(Param("omega1", "1"), Param("omega2", "1")),
        reference=(
            "Zhao, Ding & Prakash 2023, PINNsFormer: a transformer-based framework for physics-informed "
            "neural networks, arXiv 2307.11833; defaults as in the authors' code, WaveAct"
        ),
        use="physics-informed transformers: the real Fourier transform of one frequency",
        weakness="no wavelet, whatever its name: a shifted sine, with many local minima",
    ),
    Scalar(
        name="sinc",
        family="periodic",
        formula="where(x == 0, 1, sin(x)/x)",
        reference=(
            "Saratchandran, Ramasinghe, Shevchenko, Long & Lucey 2024, A sampling theory perspective on "
            "activations for implicit neural representations, arXiv 2402.05427"
        ),
        use="implicit representations of signals with a band limit, in the place of sine",
        weakness="sinc of NumPy and PyTorch is sin(pi*x)/(pi*x); its second derivative at 0 is -1/3, not 0",
    ),
    Scalar(
        name="gcu",
        aliases=("growing_cosine_unit",),
        family="periodic",
        formula="x*cos(x)",
        reference=(
            "Noel et al. 2021, Growing cosine unit: a novel oscillatory activation function that can speedup "
            "training and reduce parameters in convolutional neural networks, arXiv 2108.12943"
        ),
        use="convolutional layers: one unit can learn exclusive or",
        weakness="swings ever wider, so that large inputs make the gradient explode",
    ),
    Scalar(
        name="asu",
        aliases=("amplifying_sine_unit",),
        family="periodic",
        formula="x*sin(x)",
        reference=(
            "Ul Rahman et al. 2023, Amplifying sine unit: an oscillatory activation function for deep neural "
            "networks to recover nonlinear oscillations efficiently, arXiv 2304.09759"
        ),
        use="networks that model nonlinear oscillations, as of microelectromechanical systems",
        weakness="even, flat at 0, and swings ever wider",
    ),
    Scalar(
        name="finer",
        family="periodic",
        formula="sin(omega*(abs(x)+1)*x)",
        params=(Param("omega", "30"),),
        reference=(
            "Liu et al. 2023, FINER: flexible spectral-bias tuning in implicit neural representation by "
            "variable-periodic activation functions, arXiv 2312.02434; default omega as in the authors' code"
        ),
        use="implicit representations: a sine whose frequency grows with the input, chosen by the bias",
        weakness=(
            "its second derivative jumps at 0; by default the authors' code takes no slope of the factor "
            "abs(x)+1"
        ),
    ),
)
