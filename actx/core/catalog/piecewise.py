"""Piecewise functions, most of them of lines and parabolas: rectifiers, a shrinkage, and bumps."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

_LIEW: Final = (
    "Liew, Khalil-Hani & Bakhteri 2016, Bounded activation functions for enhanced training stability of "
    "deep neural networks on visual pattern recognition problems, Neurocomputing 216"
)

RECORDS: Final = (
    Scalar(
        name="absolute",
        aliases=("abs", "absolute_value", "vrelu"),
        family="rectifier",
        formula="abs(x)",
        reference=(
            "Jarrett, Kavukcuoglu, Ranzato & LeCun 2009, What is the best multi-stage architecture for "
            "object recognition?, ICCV (the rectification layer)"
        ),
        use="features whose polarity does not matter, such as edges",
        weakness="loses the sign; at 0 its slope is 0 here and in PyTorch, and 1 in JAX",
    ),
    Scalar(
        name="bi_firing",
        aliases=("bifiring",),
        family="rectifier",
        formula="where(x > a, x-a/2, where(x < -a, -x-a/2, x**2/(2*a)))",
        params=(Param("a", "1", "(0, inf)"),),
        reference=(
            "Li, Ng, Yeung & Chan 2014, Bi-firing deep neural networks, International Journal of Machine "
            "Learning and Cybernetics; default a as in torch_activation"
        ),
        use="absolute with a rounded corner: Huber's loss as an activation",
        weakness="loses the sign of its input; the width a of the corner is one more choice",
    ),
    Scalar(
        name="bounded_bi_firing",
        aliases=("bounded_bifiring",),
        family="rectifier",
        formula="where(abs(x) > b+a/2, b, where(abs(x) > a, abs(x)-a/2, x**2/(2*a)))",
        params=(Param("a", "1", "(0, inf)"), Param("b", "5", "[a, inf)")),
        reference=f"{_LIEW}; defaults as in torch_activation",
        use="bi_firing with a ceiling, for stable training",
        weakness=(
            "loses the sign; no gradient where |x| > b + a/2; torch_activation has -b, not b, on the left"
        ),
    ),
    Scalar(
        name="bounded_leaky_relu",
        aliases=("blrelu",),
        family="rectifier",
        formula="where(x > 0, where(x < b, x, a*x+(1-a)*b), a*x)",
        params=(Param("a", "0.1"), Param("b", "1", "(0, inf)")),
        reference=f"{_LIEW}; defaults as in torch_activation",
        use="leaky_relu whose slope falls back to a beyond b, for stable training",
        weakness="not bounded for all its name, unless a is 0; has kinks at 0 and b",
    ),
    Scalar(
        name="srelu",
        aliases=("s_shaped_relu",),
        family="rectifier",
        formula=(
            "where(x >= t_right, t_right+a_right*(x-t_right), where(x > t_left, x, t_left+a_left*(x-t_left)))"
        ),
        params=(
            Param("t_left", "0"),
            Param("a_left", "0.2"),
            Param("t_right", "1", "[t_left, inf)"),
            Param("a_right", "0.5"),
        ),
        reference=(
            "Jin, Xu, Feng, Wei, Xiong & Yan 2015, Deep learning with S-shaped rectified linear activation "
            "units, arXiv 1512.07030; defaults: actx's choice"
        ),
        use="convex and concave shapes learned by each channel",
        weakness="four parameters a channel; keras-contrib draws two at random; echoAI has x + t for x - t",
    ),
    Scalar(
        name="dual_line",
        aliases=("dualline",),
        family="rectifier",
        formula="where(x > 0, alpha*x, beta*x)+m",
        params=(Param("alpha", "1"), Param("beta", "0.01"), Param("m", "-0.22")),
        reference=(
            "Balaji, Kavya & Sebastian 2019, Learn-able parameter guided activation functions, arXiv "
            "1912.10752 (with m 0: DPReLU); defaults are where learning starts"
        ),
        use="prelu whose two slopes and offset are all learned",
        weakness="its scale and offset could be left to the next layer; has a kink at 0 unless alpha is beta",
    ),
    Scalar(
        name="sine_relu",
        aliases=("sinerelu",),
        family="rectifier",
        formula="where(x > 0, x, epsilon*(sin(x)-cos(x)))",
        params=(Param("epsilon", "0.0025"),),
        reference="Rodrigues 2018, keras-contrib, layers.SineReLU; no paper is known to introduce it",
        use="relu with small waves on the left, so that no unit dies",
        weakness="jumps by epsilon at 0; keras-contrib's code, the larger of both pieces, does not",
    ),
    Scalar(
        name="sparse_plus",
        aliases=("sparseplus",),
        family="rectifier",
        formula="where(x <= -1, 0, where(x < 1, (x+1)**2/4, x))",
        reference="JAX, jax.nn.sparse_plus; Keras 3, activations.sparse_plus",
        use="the relation of softplus to softmax, carried over to sparsemax: exact 0 on the left",
        weakness="dead where x < -1; its second derivative jumps at -1 and 1",
    ),
    Scalar(
        name="onnx_shrink",
        aliases=("biased_shrink",),
        family="shrinkage",
        formula="where(x > lambd, x-bias, where(x < -lambd, x+bias, 0))",
        params=(Param("lambd", "0.5", "[0, inf)"), Param("bias", "0")),
        reference="ONNX, operator Shrink-9, docs/Operators.md",
        use="hardshrink where bias is 0, softshrink where bias is lambd",
        weakness="jumps unless bias is lambd, and bias is 0 by default in ONNX, 0.5 in Burn",
    ),
    Scalar(
        name="tent",
        aliases=("hat", "tribas", "triangular"),
        family="radial",
        formula="max(where(x > 0, delta-x, delta+x), 0)",
        params=(Param("delta", "1", "(0, inf)"),),
        reference=(
            "Rozsa & Boult 2019, Improved adversarial robustness by reducing open space risk via tent "
            "activations, arXiv 1908.02435, where delta starts at 1"
        ),
        use=(
            "zero for inputs far from 0; with delta 1, the triangular basis of MATLAB and the hat of "
            "NEAT-Python"
        ),
        weakness="dead where |x| > delta; three kinks, one at the peak; hat also names a bump from 0 to 2",
    ),
    Scalar(
        name="sq_rbf",
        aliases=("sqrbf",),
        family="radial",
        formula="where(abs(x) <= 1, 1-x**2/2, where(abs(x) < 2, (2-abs(x))**2/2, 0))",
        reference="Wuraola & Patel 2018, Computationally efficient radial basis function, ICONIP",
        use="a gaussian bump without an exponential, for small processors",
        weakness="dead where |x| >= 2; some copies have 2-(2-x^2)/2 for the outer piece, which jumps",
    ),
)
