"""Piecewise sigmoids, and S-shaped functions that are not bounded."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

_WURAOLA: Final = (
    "Wuraola, Patel & Nguang 2021, Efficient activation functions for embedded inference engines, "
    "Neurocomputing"
)

RECORDS: Final = (
    Scalar(
        name="hard_sigmoid_02",
        aliases=("hard_sigmoid_onnx", "hard_sigmoid_keras2"),
        family="sigmoid",
        formula="clip(alpha*x+beta, 0, 1)",
        params=(Param("alpha", "0.2", "(0, inf)"), Param("beta", "0.5")),
        reference=(
            "ONNX, operator HardSigmoid-6, docs/Operators.md; before it Theano and Keras 1 and 2, "
            "hard_sigmoid"
        ),
        use="a gate without an exponential, as ONNX, Burn and Keras 2 mean hard_sigmoid",
        weakness="no gradient outside; with alpha 1/6 it is what PyTorch and Keras 3 mean",
    ),
    Scalar(
        name="sparse_sigmoid",
        aliases=("sparsesigmoid",),
        family="sigmoid",
        formula="clip((x+1)/2, 0, 1)",
        reference=(
            "Courbariaux, Bengio & David 2015, BinaryConnect, arXiv 1511.00363 (as hard sigmoid); JAX, "
            "jax.nn.sparse_sigmoid"
        ),
        use="the derivative of sparse_plus, and the probability of 1 in stochastic binarization",
        weakness="no gradient where |x| >= 1; at -1 and 1 JAX returns 1/4 for its slope",
    ),
    Scalar(
        name="hard_concrete",
        aliases=("rectified_sigmoid",),
        family="sigmoid",
        formula="clip((zeta-gamma)*sigmoid(x)+gamma, 0, 1)",
        params=(Param("gamma", "-0.1", "(-inf, 0)"), Param("zeta", "1.1", "(1, inf)")),
        reference=(
            "Louizos, Welling & Kingma 2017, Learning sparse neural networks through L0 regularization, "
            "arXiv 1712.01312 (at test time); as AdaRound's: Nagel et al. 2020, arXiv 2004.10568"
        ),
        use="gates that close and open fully, for pruning and for learned rounding",
        weakness="no gradient where |x| > log(11), by default; random in training, which this is not",
    ),
    Scalar(
        name="smooth_step",
        family="sigmoid",
        formula="where(x <= -gamma/2, 0, where(x >= gamma/2, 1, -2/gamma**3*x**3+3/(2*gamma)*x+1/2))",
        params=(Param("gamma", "1", "(0, inf)"),),
        reference=(
            "Hazimeh, Ponomareva, Mol, Tan & Mazumder 2020, The tree ensemble layer: differentiability meets "
            "conditional computation, arXiv 2002.07772; default gamma as in PyTorch ports"
        ),
        use="decisions of soft trees that become exactly 0 or 1, so that branches can be skipped",
        weakness="no gradient where |x| >= gamma/2; graphics count smoothstep from 0 to 1 instead",
    ),
    Scalar(
        name="cosine_squasher",
        aliases=("sinusoidal_sigmoid",),
        family="sigmoid",
        formula="where(x <= -pi/2, 0, where(x < pi/2, (1+sin(x))/2, 1))",
        reference=(
            "Gallant & White 1988, There exists a neural network that does not make avoidable mistakes, IEEE "
            "ICNN: (1+cos(x+3*pi/2))/2"
        ),
        use="proofs: networks of it contain Fourier series",
        weakness="no gradient where |x| >= pi/2",
    ),
    Scalar(
        name="sqnl",
        aliases=("square_nonlinearity",),
        family="sigmoid",
        formula="where(x > 2, 1, where(x >= 0, x-x**2/4, where(x >= -2, x+x**2/4, -1)))",
        reference=("Wuraola & Patel 2018, SQNL: a new computationally efficient activation function, IJCNN"),
        use="tanh without an exponential, for small processors",
        weakness="no gradient where |x| >= 2; its first paper misprints it (Kunc & Kléma 2024)",
    ),
    Scalar(
        name="log_sqnl",
        aliases=("logsqnl",),
        family="sigmoid",
        formula=("where(x > 2, 1, where(x >= 0, (x-x**2/4)/2+1/2, where(x >= -2, (x+x**2/4)/2+1/2, 0)))"),
        reference=_WURAOLA,
        use="sigmoid without an exponential, for small processors",
        weakness="no gradient where |x| >= 2; copies that halve only x, not x^2/4, jump at -2 and 2",
    ),
    Scalar(
        name="plan_sigmoid",
        aliases=("plan",),
        family="sigmoid",
        formula=(
            "where(x <= -5, 0, where(x < 5, where(abs(x) >= 2.375, 0.5+sign(x)*(0.03125*abs(x)+0.34375), "
            "where(abs(x) >= 1, 0.5+sign(x)*(0.125*abs(x)+0.125), 0.5+0.25*x)), 1))"
        ),
        reference=(
            "Amin, Curtis & Hayes-Gill 1997, Piecewise linear approximation applied to nonlinear function of "
            "a neural network, IEE Proc. Circuits, Devices and Systems 144(6)"
        ),
        use="sigmoid by shifts and additions alone, on FPGAs; within 0.019",
        weakness="jumps by 0.0039 at -2.375 and 2.375, and no gradient where |x| > 5",
    ),
    Scalar(
        name="bipolar_step",
        aliases=("hardlims", "binary_sign"),
        family="sigmoid",
        formula="where(x < 0, -1, 1)",
        reference=(
            "Courbariaux, Hubara, Soudry, El-Yaniv & Bengio 2016, Binarized neural networks, arXiv "
            "1602.02830; MATLAB, hardlims"
        ),
        use="binarized networks, with the slope of hard_tanh in place of its own",
        weakness="its derivative is 0; frameworks' sign is 0 at 0, where this is 1",
    ),
    Scalar(
        name="hexpo",
        family="sigmoid",
        formula="where(x >= 0, -a*expm1(-x/b), c*expm1(x/d))",
        params=(
            Param("a", "1"),
            Param("b", "1", "(0, inf)"),
            Param("c", "1"),
            Param("d", "1", "(0, inf)"),
        ),
        reference=(
            "Kong & Takatsuka 2017, Hexpo: a vanishing-proof activation function, IJCNN; defaults as in "
            "torch_activation"
        ),
        use="an S-shape whose two bounds and two slopes are chosen apart",
        weakness="four parameters; has a kink at 0 unless a/b is c/d; torch_activation drops its brackets",
    ),
    Scalar(
        name="improved_sigmoid",
        aliases=("isigmoid", "improved_logistic_sigmoid"),
        family="companding",
        formula=("where(x >= a, alpha*(x-a)+sigmoid(a), where(x > -a, sigmoid(x), alpha*(x+a)+sigmoid(-a)))"),
        params=(Param("alpha", "0.2"), Param("a", "2", "(0, inf)")),
        reference=(
            "Qin, Wang & Zou 2018, The optimized deep belief networks with improved logistic sigmoid units "
            "and their application in fault diagnosis for planetary gearboxes of wind turbines, IEEE Trans. "
            "Industrial Electronics; defaults as in torch_activation"
        ),
        use="sigmoid with straight tails, so that its gradient does not vanish",
        weakness="unbounded; kinks at -a and a unless alpha is sigmoid(a)*sigmoid(-a)",
    ),
    Scalar(
        name="plu",
        aliases=("piecewise_linear_unit",),
        family="companding",
        formula="max(alpha*(x+c)-c, min(alpha*(x-c)+c, x))",
        params=(Param("alpha", "0.1", "[0, 1]"), Param("c", "1", "(0, inf)")),
        reference=(
            "Nicolae 2018, PLU: the piecewise linear unit activation function, arXiv 1809.09534; defaults as "
            "in PyTorch ports"
        ),
        use="hard_tanh with slope alpha outside, so that its gradient does not vanish",
        weakness="unbounded, with kinks at -c and c unless alpha is 1",
    ),
    Scalar(
        name="reltanh",
        aliases=("rectified_linear_tanh",),
        family="companding",
        formula=(
            "where(x >= high, (x-high)/cosh(high)**2+tanh(high), "
            "where(x > low, tanh(x), (x-low)/cosh(low)**2+tanh(low)))"
        ),
        params=(Param("low", "-1.5"), Param("high", "0", "[low, inf)")),
        reference=(
            "Wang, Qin, Wang, Xiang & Chen 2019, ReLTanh: an activation function with vanishing gradient "
            "resistance for SAE-based DNNs and its application to rotating machinery fault diagnosis, "
            "Neurocomputing 363; defaults are where its learning starts"
        ),
        use="tanh in the middle, its tangents outside; both points of contact are learned",
        weakness="unbounded; its paper keeps low at most -1.5, and high between 0 and 0.5",
    ),
)
