"""A framework's float32 slopes of GELU against the true ones, drawn: `python lost_digits.py FILE`.

Needs torch, which `pip install '.[peers]'` brings.
"""

from __future__ import annotations

import sys

import numpy as np
from matplotlib.figure import Figure

import actx

try:
    import torch
except ImportError:
    sys.exit("lost_digits.py: torch is not installed: pip install '.[peers]'")

x = np.linspace(-14, 4, 3601, dtype=np.float32)
tensor = torch.tensor(x, requires_grad=True)
(gradient,) = torch.autograd.grad(torch.nn.functional.gelu(tensor).sum(), tensor)
true = actx.gelu.deriv(x.astype(np.float64))
ulp = np.spacing(np.abs(true).astype(np.float32)).astype(np.float64)

figure = Figure(figsize=(8, 4.5), layout="constrained")
axes = figure.subplots()
for name, slopes, color in (("torch", gradient.numpy(), "#c44e52"), ("actx", actx.gelu.deriv(x), "#4c72b0")):
    axes.semilogy(x, np.abs(slopes.astype(np.float64) - true) / ulp, ".", ms=2.5, color=color, label=name)
axes.axhline(2.0**23, color="0.4", lw=1, ls="--")
axes.text(4, 2.0**23, "no digit is right above", ha="right", va="bottom", color="0.3")
version = torch.__version__.partition("+")[0]
axes.set(title=f"The slope of GELU in float32, by torch {version} and actx", xlabel="x", ylim=(1e-3, 1e9))
axes.set_ylabel("error in ulps of float32")
axes.legend(loc="center right", markerscale=4)
figure.savefig(sys.argv[1], dpi=150)
