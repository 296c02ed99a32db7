"""The positive part of x, joined to an exponential that levels off on the left."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

RECORDS: Final = (
    Scalar(
        name="elu",
        family="exponential linear",
        formula="where(x > 0, x, alpha*expm1(x))",
        params=(Param("alpha", "1"),),
        reference=(
            "Clevert, Unterthiner & Hochreiter 2015, Fast and accurate deep network learning by "
            "exponential linear units (ELUs), arXiv 1511.07289"
        ),
        use="relu with a smooth left side that pulls the mean of the output toward zero",
        weakness="saturates on the left, costs an exponential, and has a kink at 0 unless alpha is 1",
    ),
    Scalar(
        name="celu",
        family="exponential linear",
        formula="where(x > 0, x, alpha*expm1(x/alpha))",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference="Barron 2017, Continuously differentiable exponential linear units, arXiv 1704.07483",
        use="elu whose derivative is continuous at 0 for every alpha",
        weakness="saturates on the left; its derivative at 0 is 1, yet some frameworks return 0 or 2",
    ),
    Scalar(
        name="selu",
        family="exponential linear",
        formula="scale*where(x > 0, x, alpha*expm1(x))",
        params=(
            Param("alpha", "1.6732632423543772848170429916717"),
            Param("scale", "1.0507009873554804934193349852946"),
        ),
        reference=(
            "Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks, arXiv "
            "1706.02515"
        ),
        use="deep fully connected networks: keeps activations near mean 0 and variance 1 by itself",
        weakness="self-normalizes only with LeCun initialization and alpha dropout; has a kink at 0",
    ),
    Scalar(
        name="pelu",
        aliases=("parametric_elu",),
        family="exponential linear",
        formula="where(x >= 0, a/b*x, a*expm1(x/b))",
        params=(Param("a", "1", "(0, inf)"), Param("b", "1", "(0, inf)")),
        reference=(
            "Trottier, Giguère & Chaib-draa 2016, Parametric exponential linear unit for deep convolutional "
            "neural networks, arXiv 1605.09332; defaults as in keras-contrib"
        ),
        use="elu whose saturation and decay are learned, with a continuous derivative",
        weakness="a and b must stay positive; Papers with Code prints another function by its name",
    ),
    Scalar(
        name="mpelu",
        aliases=("multiple_parametric_elu",),
        family="exponential linear",
        formula="where(x > 0, x, alpha*expm1(beta*x))",
        params=(Param("alpha", "0.25"), Param("beta", "1", "(0, inf)")),
        reference=(
            "Li, Fan, Li, Wu & Ming 2016, Improving deep neural network with multiple parametric exponential "
            "linear units, arXiv 1606.00305; defaults as in echoAI"
        ),
        use="one learned shape that contains relu, prelu and elu, or comes near them",
        weakness=(
            "has a kink at 0 unless alpha*beta is 1; alpha starts at 0.25 in echoAI, 1 in torch_activation"
        ),
    ),
    Scalar(
        name="pdelu",
        aliases=("parametric_deformable_elu",),
        family="exponential linear",
        formula="where(x > 0, x, alpha*(max(1+(1-t)*x, 0)**(1/(1-t))-1))",
        params=(Param("alpha", "1"), Param("t", "0.9", "(0, 1)")),
        reference=(
            "Cheng, Li, Wu, Ma & Ngan 2020, Parametric deformable exponential linear units for deep neural "
            "networks, Neural Networks 125, which advises t 0.9; default alpha as in torch_activation"
        ),
        use="elu with a power for the exponential, to which it tends as t goes to 1",
        weakness="constant where x < -1/(1-t); some copies leave out that the base is cut off at 0",
    ),
    Scalar(
        name="preu",
        aliases=("parametric_rectified_exponential_unit",),
        family="exponential linear",
        formula="where(x > 0, alpha*x, alpha*x*exp(beta*x))",
        params=(Param("alpha", "1"), Param("beta", "1", "(0, inf)")),
        reference=(
            "Ying, Su, Shan, Miao, Wang & Peng 2019, Rectified exponential units for convolutional neural "
            "networks, IEEE Access 7 (REU with both parameters 1)"
        ),
        use="relu with a dip on the left that keeps what lies just below 0",
        weakness="not monotone; value and slope both return to 0 far on the left",
    ),
    Scalar(
        name="isrlu",
        aliases=("inverse_square_root_linear_unit",),
        family="exponential linear",
        formula="where(x >= 0, x, x/sqrt(1+alpha*x**2))",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference=(
            "Carlile, Delamarter, Kinney, Marti & Whitney 2017, Improving deep learning by inverse square "
            "root linear units (ISRLUs), arXiv 1710.09967, with alpha 1 and 3"
        ),
        use="elu without an exponential, where a reciprocal square root is quick",
        weakness="saturates on the left at -1/sqrt(alpha), and its slope there falls as 1/|x|**3",
    ),
    Scalar(
        name="sqlu",
        aliases=("square_linear_unit",),
        family="exponential linear",
        formula="where(x > 0, x, where(x >= -2, x+x**2/4, -1))",
        reference=(
            "Wuraola, Patel & Nguang 2021, Efficient activation functions for embedded inference engines, "
            "Neurocomputing"
        ),
        use="elu without an exponential, for small processors",
        weakness="dead where x < -2",
    ),
    Scalar(
        name="softplus_linear_unit",
        family="exponential linear",
        formula="where(x >= 0, x, 2*log1p(expm1(x)/2))",
        reference=(
            "Zhao, Liu, Li & Luo 2018, A novel softplus linear unit for deep convolutional neural networks, "
            "Applied Intelligence 48(7)"
        ),
        use="relu on the right, a shifted softplus on the left: levels off at -2*log(2)",
        weakness="written as 2*log((1+exp(x))/2) it cancels near 0; SLU names other functions too",
    ),
    Scalar(
        name="ptelu",
        aliases=("p_telu", "parametric_tanh_linear_unit"),
        family="exponential linear",
        formula="where(x > 0, x, alpha*tanh(beta*x))",
        params=(Param("alpha", "1", "[0, inf)"), Param("beta", "1", "[0, inf)")),
        reference=(
            "Gupta & Duggal 2017, P-TELU: parametric tan hyperbolic linear unit activation for deep neural "
            "networks, ICCV workshops; defaults as in torch_activation"
        ),
        use="relu with a left side that saturates as tanh does, its depth and steepness learned",
        weakness="has a kink at 0 unless alpha*beta is 1",
    ),
    Scalar(
        name="erf_relu",
        aliases=("erfrelu",),
        family="exponential linear",
        formula="where(x > 0, x, alpha*erf(x))",
        params=(Param("alpha", "1"),),
        reference=(
            "Rajanand & Singh 2023, ErfReLU: adaptive activation function for deep neural network, arXiv "
            "2306.01822; default alpha as in torch_activation"
        ),
        use="leaky_relu whose left side saturates, its depth learned",
        weakness="has a kink at 0 unless alpha is sqrt(pi)/2, and vanishing gradients on the left",
    ),
    Scalar(
        name="xielu",
        family="exponential linear",
        formula="where(x > 0, alpha_p*x**2+beta*x, alpha_n*(expm1(x)-x)+beta*x)",
        params=(Param("alpha_p", "0.8"), Param("alpha_n", "0.8"), Param("beta", "0.5")),
        reference="Huang & Schlag 2024, Deriving activation functions using integration, arXiv 2411.13010",
        use="the feed-forward layers of Apertus: relu_squared on the right, a learned bend on the left",
        weakness=(
            "grows as a square; Hugging Face learns softplus of alpha, and cuts expm1's input off at -1e-6"
        ),
    ),
    Scalar(
        name="soft_exponential",
        aliases=("softexp", "softexponential"),
        family="exponential",
        formula="expm1(alpha*x)/alpha+alpha",
        params=(Param("alpha", "0.5", "(0, inf)"),),
        reference=(
            "Godfrey & Gashler 2016, A continuum among logarithmic, linear, and exponential functions, arXiv "
            "1602.01321 (its case alpha > 0); default alpha: actx's choice"
        ),
        use="learns how exponential it is, so that layers can multiply as well as add",
        weakness="overflows; the paper's logarithm for alpha < 0, left out here, is undefined for some x",
    ),
)
