"""From Python: what each activation does to the signal and the gradient of a deep network's first layer.

A unit-variance input goes through 20 layers that keep its scale; the gradient that comes back is the
product of the slopes on its way. Activations that saturate lose it.
"""

import numpy as np

import actx

LAYERS = 20
inputs = np.linspace(-2.0, 2.0, 9)

for name in ("sigmoid", "tanh", "relu", "elu", "gelu"):
    activation = actx.activation(name)
    signal, gradient = inputs, np.ones_like(inputs)
    for _ in range(LAYERS):
        gradient = gradient * activation.deriv(signal)
        signal = activation(signal)
    print(f"{name:8} signal {np.abs(signal).max():.3g}  gradient {np.abs(gradient).max():.3g}")
