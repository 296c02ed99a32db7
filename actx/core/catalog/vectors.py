"""Functions of a whole vector: softmax and its relatives, sparse ones, hardmax, maxout and crelu.

Their formulas are descriptions; `actx.core.vector` has the functions.
"""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Vector

_BRIDLE_1990: Final = (
    "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs, with "
    "relationships to statistical pattern recognition, in Neurocomputing (NATO ASI series)"
)

RECORDS: Final = (
    Vector(
        name="softmax",
        aliases=("soft_max", "normalized_exponential"),
        family="vector",
        formula="exp(x_i)/sum(exp(x_j))",
        reference=_BRIDLE_1990,
        bounds="(0, 1]",
        total="1",
        shift="invariant",
        rank="n-1",
        norm="1/n",
        lipschitz="1/2",
        use="the probabilities of exclusive classes, and the weights of attention",
        weakness="saturates when one component leads; a shift of all components changes nothing",
    ),
    Vector(
        name="log_softmax",
        aliases=("logsoftmax",),
        family="vector",
        formula="x_i - log(sum(exp(x_j)))",
        reference=f"{_BRIDLE_1990} (the logarithm of softmax is what training maximises)",
        bounds="(-inf, 0]",
        shift="invariant",
        rank="n-1",
        norm="1",
        lipschitz="sqrt(n)",
        use="the log-probabilities of exclusive classes, for the cross-entropy loss",
        weakness="unbounded below; written as log(softmax(x)), it is -inf wherever softmax underflows",
    ),
    Vector(
        name="softmin",
        aliases=("soft_min",),
        family="vector",
        formula="exp(-x_i)/sum(exp(-x_j))",
        reference=f"{_BRIDLE_1990}; as softmin: Torch7, module nn.SoftMin",
        bounds="(0, 1]",
        total="1",
        shift="invariant",
        rank="n-1",
        norm="1/n",
        lipschitz="1/2",
        use="weights that favour the smallest component, such as the least cost",
        weakness="saturates when one component is far below the rest; only softmax with the sign changed",
    ),
    Vector(
        name="quiet_softmax",
        aliases=("softmax1", "softmax_one", "off_by_one_softmax"),
        family="vector",
        formula="exp(x_i)/(1 + sum(exp(x_j)))",
        reference="Miller 2023, Attention is off by one, evanmiller.org/attention-is-off-by-one.html",
        bounds="(0, 1)",
        total="(0, 1)",
        use="attention that may attend to nothing: where all components are low, so is their sum",
        weakness="not softmax of a shifted vector: subtract the largest, and the 1 must shrink with it",
    ),
    Vector(
        name="logsumexp",
        aliases=("log_sum_exp", "realsoftmax"),
        family="vector",
        formula="log(sum(exp(x_j))), one number",
        reference="Boyd & Vandenberghe 2004, Convex optimization, section 3.1.5",
        shift="equivariant",
        rank="1",
        norm="1/sqrt(n)",
        lipschitz="1",
        use="a smooth maximum, and the normaliser of log_softmax; its slopes are softmax",
        weakness="written as it stands it overflows float64 from 710 on; above the largest by up to log(n)",
    ),
    Vector(
        name="gumbel_softmax",
        aliases=("concrete", "gumbelsoftmax"),
        family="vector",
        formula="exp((x_i + g_i)/tau)/sum(exp((x_j + g_j)/tau)), g_i = -log(-log(u_i)), u by seed",
        params=(
            Param("tau", "1", "(0, inf)"),
            Param("seed", "0", "[0, 18446744073709551615]", whole=True),
        ),
        reference=(
            "Jang, Gu & Poole 2016, Categorical reparameterization with Gumbel-softmax, arXiv 1611.01144; "
            "Maddison, Mnih & Teh 2016, arXiv 1611.00712; u: SplitMix64, Steele, Lea & Flood 2014"
        ),
        bounds="(0, 1]",
        total="1",
        shift="invariant",
        use="samples of a class that have a slope, for training through a choice",
        weakness="the noise is actx's own, the same for every vector: no framework gives these numbers",
    ),
    Vector(
        name="sparsemax",
        aliases=("sparse_max",),
        family="vector",
        formula="max(x_i - tau, 0), tau such that they sum to 1",
        reference=(
            "Martins & Astudillo 2016, From softmax to sparsemax: a sparse model of attention and "
            "multi-label classification, arXiv 1602.02068"
        ),
        bounds="[0, 1]",
        total="1",
        shift="invariant",
        rank="n-1",
        norm="1",
        lipschitz="1",
        use="probabilities of which most are exactly 0: the nearest point of the simplex",
        weakness="needs a sort; no slope outside the support, and none at its boundary",
    ),
    Vector(
        name="entmax15",
        aliases=("entmax_15", "entmax"),
        family="vector",
        formula="max(x_i/2 - tau, 0)**2, tau such that they sum to 1",
        reference=(
            "Peters, Niculae & Martins 2019, Sparse sequence-to-sequence models, arXiv 1905.05702: "
            "alpha = 1.5, by the exact algorithm"
        ),
        bounds="[0, 1]",
        total="1",
        shift="invariant",
        rank="n-1",
        norm="1/sqrt(n)",
        use="sparse attention that is smoother than that of sparsemax",
        weakness="needs a sort and a root; no slope outside the support, and none at its boundary",
    ),
    Vector(
        name="hardmax",
        aliases=("hard_max", "one_hot_argmax"),
        family="vector",
        formula="1 for the first of the largest components, 0 for the others",
        reference="ONNX operator Hardmax, version 13",
        bounds="{0, 1}",
        total="1",
        shift="invariant",
        scale="invariant",
        use="the choice of a class as a vector; what softmax tends to at temperature 0",
        weakness="no slope anywhere; before version 13 ONNX flattened the axes from 1 on",
    ),
    Vector(
        name="maxout",
        aliases=("max_out",),
        family="vector",
        formula="max(x_(k*i-k+1), ..., x_(k*i)): of each k components that stand together",
        params=(Param("k", "2", "[1, inf)", whole=True),),
        reference="Goodfellow et al. 2013, Maxout networks, arXiv 1302.4389, section 3",
        shift="equivariant",
        scale="equivariant",
        use="a convex function that is learned piece by piece, as with dropout",
        weakness="takes k times the weights; at a tie the first has the slope, where others share it out",
    ),
    Vector(
        name="crelu",
        aliases=("concatenated_relu", "concat_relu"),
        family="vector",
        formula="relu(x_1), ..., relu(x_n), relu(-x_1), ..., relu(-x_n)",
        reference=(
            "Shang, Sohn, Almeida & Lee 2016, Understanding and improving convolutional neural networks via "
            "concatenated rectified linear units, arXiv 1603.05201"
        ),
        bounds="[0, inf)",
        scale="equivariant",
        use="early convolutional layers, whose filters come in pairs of both signs",
        weakness="doubles the length of the vector",
    ),
)
