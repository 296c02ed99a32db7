"""The positive part of x, joined to an exponential that levels off on the left."""

from __future__ import annotations

from typing import Final

from actx.core.activation import Activation, Param

RECORDS: Final = (
    Activation(
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
    Activation(
        name="celu",
        family="exponential linear",
        formula="where(x > 0, x, alpha*expm1(x/alpha))",
        params=(Param("alpha", "1", "(0, inf)"),),
        reference="Barron 2017, Continuously differentiable exponential linear units, arXiv 1704.07483",
        use="elu whose derivative is continuous at 0 for every alpha",
        weakness="saturates on the left; its derivative at 0 is 1, yet some frameworks return 0 or 2",
    ),
    Activation(
        name="selu",
        family="exponential linear",
        formula="scale*where(x > 0, x, alpha*expm1(x))",
        params=(
            Param("alpha", "1.6732632423543772848170429916717"),
            Param("scale", "1.0507009873554804934193349852946"),
        ),
        reference=(
            "Klambauer, Unterthiner, Mayr & Hochreiter 2017, Self-normalizing neural networks, arXiv "
            "1706.02515, eq. 2"
        ),
        use="deep fully connected networks: keeps activations near mean 0 and variance 1 by itself",
        weakness="self-normalizes only with LeCun initialization and alpha dropout; has a kink at 0",
    ),
)
