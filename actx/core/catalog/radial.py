"""Bumps: functions that respond to inputs near one point."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
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
    Scalar(
        name="inverse_quadratic",
        aliases=("inversequadratic",),
        family="radial",
        formula="1/(1+(a*x)**2)",
        params=(Param("a", "1"),),
        reference=(
            "Ramasinghe & Lucey 2021, Beyond periodicity: towards a unifying framework for activations in "
            "coordinate-MLPs, arXiv 2111.15135, table 1 (Quadratic); default a as in kwea123/Coordinate-MLPs"
        ),
        use="networks of coordinates: a bump with heavy tails, without an exponential",
        weakness="vanishes on both sides, if slowly; a must fit the frequencies of the signal",
    ),
    Scalar(
        name="inverse_multiquadric",
        aliases=("inverse_multiquadratic",),
        family="radial",
        formula="1/sqrt(1+(a*x)**2)",
        params=(Param("a", "1"),),
        reference=(
            "Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks, Complex "
            "Systems 2; Ramasinghe & Lucey 2021, arXiv 2111.15135, table 1 (Multi Quadratic); default a as "
            "in kwea123/Coordinate-MLPs"
        ),
        use="radial basis networks and networks of coordinates: a bump with the heaviest tails",
        weakness="often called multiquadric, which is its reciprocal; its gradient falls as 1/x**2",
    ),
    Scalar(
        name="laplacian",
        family="radial",
        formula="where(x < 0, exp(x/a), exp(-x/a))",
        params=(Param("a", "1", "(0, inf)"),),
        reference=(
            "Ramasinghe & Lucey 2021, Beyond periodicity: towards a unifying framework for activations in "
            "coordinate-MLPs, arXiv 2111.15135, table 1, eq. exp(-|x|/a); default a as in "
            "kwea123/Coordinate-MLPs"
        ),
        use="networks of coordinates, for signals with edges: a peak",
        weakness="has a kink at 0, where code with |x| gives the slope 0, and vanishes on both sides",
    ),
    Scalar(
        name="sech",
        aliases=("hyperbolic_secant",),
        family="radial",
        formula="1/cosh(x)",
        reference="dANN (Syncleus), HyperbolicSecantActivationFunction; no paper is known to introduce it",
        use="a bump between gaussian and laplacian: smooth at 0, with the tails of an exponential",
        weakness="vanishes on both sides, and cosh overflows from 89.42 on in float32",
    ),
    Scalar(
        name="ricker",
        aliases=("mexican_hat", "mexicanhat"),
        family="radial",
        formula="2/(sqrt(3)*pi**(1/4))*(1-x**2)*exp(-x**2/2)",
        reference=(
            "Bozorgasl & Chen 2024, Wav-KAN: wavelet Kolmogorov-Arnold networks, arXiv 2405.12832 (Mexican "
            "hat); wavelets as activations: Zhang & Benveniste 1992, Wavelet networks, IEEE Trans. Neural "
            "Networks"
        ),
        use="wavelet networks: a bump with a dip on either side, of mean 0",
        weakness="vanishes on both sides; the code of Wav-KAN has it with the sign changed",
    ),
    Scalar(
        name="wave",
        family="radial",
        formula="(1-x**2)*exp(-a*x**2)",
        params=(Param("a", "1", "(0, inf)"),),
        reference=(
            "Kunc & Kléma 2024, Three decades of activations, arXiv 2402.09092, section 3.41, eq. "
            "(1-x**2)*exp(-a*x**2); default a as in the package torch_activation"
        ),
        use="a ricker whose width and dips are set apart",
        weakness="vanishes on both sides; torch_activation leaves out the parentheses: 1-x**2*exp(-a*x**2)",
    ),
    Scalar(
        name="gaussian_derivative",
        aliases=("derivative_of_gaussian",),
        family="radial",
        formula="-x*exp(-x**2/2)",
        reference=(
            "Bozorgasl & Chen 2024, Wav-KAN: wavelet Kolmogorov-Arnold networks, arXiv 2405.12832 (DOG), as "
            "in the authors' code"
        ),
        use="wavelet networks that look for edges: the simplest wavelet of mean 0",
        weakness=(
            "vanishes on both sides; times -1, and in some code times sqrt(e) too, it is the wavelet POLYWOG1"
        ),
    ),
    Scalar(
        name="morlet",
        family="radial",
        formula="cos(omega*x)*exp(-x**2/2)",
        params=(Param("omega", "5"),),
        reference=(
            "Bozorgasl & Chen 2024, Wav-KAN: wavelet Kolmogorov-Arnold networks, arXiv 2405.12832, default "
            "omega as in the authors' code; Saragadam et al. 2023, WIRE: wavelet implicit neural "
            "representations, arXiv 2301.05187"
        ),
        use="wavelet networks and implicit representations: a wave under a bell",
        weakness="vanishes on both sides, with many local minima between; WIRE takes the complex one",
    ),
)
