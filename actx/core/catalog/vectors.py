"""Functions of a whole vector: softmax, its logarithm, and its mirror image."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from actx.core.activation import VectorActivation

if TYPE_CHECKING:
    from collections.abc import Callable

    from actx.core.arithmetic.vector_function import VectorFunction


def _softmax(name: str) -> Callable[[], VectorFunction]:
    """What loads the function of that name of actx.core.arithmetic.softmax."""

    def function() -> VectorFunction:
        found: VectorFunction = getattr(import_module("actx.core.arithmetic.softmax"), name)
        return found

    return function


_BRIDLE: Final = (
    "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs, with "
    "relationships to statistical pattern recognition, in Neurocomputing, NATO ASI Series F 68"
)

RECORDS: Final = (
    VectorActivation(
        name="softmax",
        aliases=("soft_max", "normalized_exponential"),
        family="vector",
        formula="exp(x_i)/sum(exp(x_j))",
        function=_softmax("softmax"),
        reference=_BRIDLE,
        use="the probabilities of exclusive classes, and the weights of attention",
        weakness="saturates when one component leads; a shift of all components changes nothing",
    ),
    VectorActivation(
        name="log_softmax",
        aliases=("logsoftmax",),
        family="vector",
        formula="x_i - log(sum(exp(x_j)))",
        function=_softmax("log_softmax"),
        reference=f"{_BRIDLE} (the logarithm of softmax is what training maximises)",
        use="the log-probabilities of exclusive classes, for the cross-entropy loss",
        weakness="unbounded below; written as log(softmax(x)), it is -inf wherever softmax underflows",
    ),
    VectorActivation(
        name="softmin",
        aliases=("soft_min",),
        family="vector",
        formula="exp(-x_i)/sum(exp(-x_j))",
        function=_softmax("softmin"),
        reference=f"{_BRIDLE}; as softmin: Torch7, module nn.SoftMin",
        use="weights that favour the smallest component, such as the least cost",
        weakness="saturates when one component is far below the rest; only softmax with the sign changed",
    ),
)
