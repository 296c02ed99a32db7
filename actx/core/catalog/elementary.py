"""Elementary functions used as activations: logarithms, powers, the modulus, and the exponential."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="symlog",
        aliases=("log_modulus", "logmodulus"),
        family="companding",
        formula="where(x < 0, -log(1-x), log(1+x))",
        reference=(
            "John & Draper 1980, An alternative family of transformations, Applied Statistics 29(2); Hafner, "
            "Pasukonis, Ba & Lillicrap 2023, DreamerV3, arXiv 2301.04104, sign(x)*log(1+|x|)"
        ),
        use="targets and inputs of many magnitudes, of either sign: squeezes large ones",
        weakness="its gradient falls as 1/|x|; code with sign(x) and |x| has the slope 0, not 1, at 0",
    ),
    Scalar(
        name="symexp",
        family="companding",
        formula="where(x < 0, -expm1(-x), expm1(x))",
        reference=(
            "Hafner, Pasukonis, Ba & Lillicrap 2023, Mastering diverse domains through world models "
            "(DreamerV3), arXiv 2301.04104, sign(x)*(exp(|x|)-1)"
        ),
        use="undoes symlog: turns the output of a network into a target of any magnitude",
        weakness="overflows float16 from 11.1 on; code with sign(x) and |x| has the slope 0, not 1, at 0",
    ),
    Scalar(
        name="arcsinh",
        aliases=("asinh", "inverse_hyperbolic_sine"),
        family="companding",
        formula="asinh(x)",
        reference=(
            "Burbidge, Magee & Robb 1988, Alternative transformations to handle extreme values of the "
            "dependent variable, J. Am. Stat. Assoc. 83(401)"
        ),
        use="inputs of many magnitudes, of either sign: a smooth symlog",
        weakness="its gradient falls as 1/|x|; the textbook log(x+sqrt(x**2+1)) cancels on the left",
    ),
    Scalar(
        name="soft_modulus_q",
        aliases=("softmodulusq",),
        family="modulus",
        formula="where(abs(x) <= 1, x**2*(2-abs(x)), abs(x))",
        reference=(
            "Vallés-Pérez et al. 2023, Empirical study of the modulus as activation function in computer "
            "vision applications, arXiv 2301.05993"
        ),
        use="the modulus with a smooth bottom, by a cubic",
        weakness=(
            "even and flat at 0; its slope overshoots to 4/3, and its second derivative jumps at -1 and 1"
        ),
    ),
    Scalar(
        name="multiquadric",
        family="modulus",
        formula="sqrt(1+(a*x)**2)",
        params=(Param("a", "1"),),
        reference=(
            "Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks, Complex "
            "Systems 2; Hardy 1971, J. Geophysical Research 76(8)"
        ),
        use="radial basis networks that extrapolate: grows with the distance",
        weakness="never below 1, even and flat at 0; many call its reciprocal by this name",
    ),
    Scalar(
        name="square",
        aliases=("quadratic",),
        family="polynomial",
        formula="x**2",
        reference=(
            "Livni, Shalev-Shwartz & Shamir 2014, On the computational efficiency of training neural "
            "networks, arXiv 1410.1141; Gilad-Bachrach et al. 2016, CryptoNets, ICML"
        ),
        use="inference on encrypted data, where only sums and products can be had",
        weakness="even, flat at 0, and its gradient is unbounded",
    ),
    Scalar(
        name="cube",
        aliases=("cubic",),
        family="polynomial",
        formula="x**3",
        reference="Chen & Manning 2014, A fast and accurate dependency parser using neural networks, EMNLP",
        use="parsers: products of three input features in one hidden layer",
        weakness="flat at 0, and its gradient is unbounded",
    ),
    Scalar(
        name="squ",
        aliases=("shifted_quadratic_unit",),
        family="polynomial",
        formula="x**2+x",
        reference=(
            "Noel, Bharadwaj, Muthiah-Nakarajan, Dutta & Amali 2021, Biologically inspired oscillating "
            "activation functions can bridge the performance gap between biological and artificial neurons, "
            "arXiv 2111.04020"
        ),
        use="one unit can learn exclusive or; with slope 1 at 0, unlike square",
        weakness="has a minimum at -1/2, and its gradient is unbounded",
    ),
    Scalar(
        name="ncu",
        aliases=("non_monotonic_cubic_unit",),
        family="polynomial",
        formula="x-x**3",
        reference=(
            "Noel, Bharadwaj, Muthiah-Nakarajan, Dutta & Amali 2021, Biologically inspired oscillating "
            "activation functions can bridge the performance gap between biological and artificial neurons, "
            "arXiv 2111.04020"
        ),
        use="one unit can learn exclusive or: rises only between -0.577 and 0.577",
        weakness="falls without bound beyond 1, so that large inputs make the gradient explode",
    ),
    Scalar(
        name="exponential",
        aliases=("exp",),
        family="exponential",
        formula="exp(x)",
        reference="Nelder & Wedderburn 1972, Generalized linear models, J. R. Stat. Soc. A (the log link)",
        use="the output of a model of counts or rates: positive, with the log link of Poisson regression",
        weakness="overflows soon: from 88.73 on in float32, from 11.1 on in float16",
    ),
)
