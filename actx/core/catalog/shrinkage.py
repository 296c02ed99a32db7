"""Functions that make small inputs smaller, or zero."""

from __future__ import annotations

from typing import Final

from actx.core.catalog.record import Param, Scalar

_DONOHO: Final = "Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81(3)"

RECORDS: Final = (
    Scalar(
        name="tanhshrink",
        aliases=("tanh_shrink",),
        family="shrinkage",
        formula="x-tanh(x)",
        reference="Torch7, module nn.TanhShrink; no paper is known to introduce it",
        use="smooth shrinkage: flat at 0, a line of slope 1 far from it",
        weakness="x - tanh(x) cancels near 0, and no gradient flows at 0",
    ),
    Scalar(
        name="softshrink",
        aliases=("soft_shrink", "soft_threshold"),
        family="shrinkage",
        formula="where(x > lambd, x-lambd, where(x < -lambd, x+lambd, 0))",
        params=(Param("lambd", "0.5", "[0, inf)"),),
        reference=f"{_DONOHO} (the soft threshold); default lambd as in PyTorch",
        use="sparse coding and denoising: the proximal operator of the L1 norm",
        weakness="moves every large value by lambd, and passes no gradient between -lambd and lambd",
    ),
    Scalar(
        name="hardshrink",
        aliases=("hard_shrink",),
        family="shrinkage",
        formula="where(abs(x) > lambd, x, 0)",
        params=(Param("lambd", "0.5", "[0, inf)"),),
        reference=f"{_DONOHO} (the hard threshold); default lambd as in PyTorch",
        use="sparse coding and denoising: small values become 0, large ones stay as they are",
        weakness="jumps at -lambd and lambd, and passes no gradient between them",
    ),
)
