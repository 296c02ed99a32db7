"""The worst errors of PyTorch, JAX and actx in float32, on the same inputs: the table of the README.

Errors are in ulps, units of the last place of a float32 at the true value, which is mpmath's. The nearest
float32 is within 0.5. Where 0 is returned for a number that is not 0, and no subnormal, every digit is lost,
and the error is between 8.4e+06 (2**23) and 1.7e+07 (2**24).
"""

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import actx

try:
    import jax
    import jax.numpy as jnp
    import mpmath
    import torch
    from mpmath import mp
except ModuleNotFoundError as missing:
    sys.exit(f"frameworks.py: {missing.name} is not installed: pip install '.[peers]'")

# Values are then good to an absolute 1e-100 and their central differences to 1e-90, also where the formulas
# below cancel. The smallest float32 is 1e-45.
mp.dps = 120


def inputs() -> Any:
    """1,000 numbers even in [-40, 40], 1,000 normal with deviation 3, 1,000 of magnitudes 2**-40 to 2**40."""
    random = np.random.default_rng(2026)
    magnitudes = np.exp2(random.uniform(-40, 40, 1000))
    signs = random.choice([-1.0, 1.0], 1000)
    drawn = [random.uniform(-40, 40, 1000), random.normal(0, 3, 1000), signs * magnitudes]
    return np.concatenate(drawn).astype(np.float32)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def softplus(x: Any) -> Any:
    return mpmath.log(1 + mpmath.exp(x))


def elu(x: Any, alpha: Any) -> Any:
    return x if x > 0 else alpha * mpmath.expm1(x)


def gelu_tanh(x: Any) -> Any:
    return x / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf("0.044715") * x**3)))


def selu(x: Any) -> Any:
    return mpmath.mpf("1.0507009873554804934193349852946") * elu(
        x, mpmath.mpf("1.6732632423543772848170429916717")
    )


def clip(x: Any) -> Any:
    return min(max(x, 0), 6)


F = torch.nn.functional
# actx's SPEC, the same in PyTorch and in JAX, and what it means. No input is at a kink.
ACTIVATIONS: list[tuple[str, Callable[..., Any] | None, Callable[..., Any], Callable[..., Any]]] = [
    ("sigmoid", F.sigmoid, jax.nn.sigmoid, sigmoid),
    ("tanh", F.tanh, jax.nn.tanh, mpmath.tanh),
    ("silu", F.silu, jax.nn.silu, lambda x: x * sigmoid(x)),
    ("gelu", F.gelu, lambda x: jax.nn.gelu(x, approximate=False), lambda x: x * mpmath.ncdf(x)),
    ("gelu_tanh", lambda x: F.gelu(x, approximate="tanh"), jax.nn.gelu, gelu_tanh),
    ("mish", F.mish, jax.nn.mish, lambda x: x * mpmath.tanh(softplus(x))),
    ("softplus", F.softplus, jax.nn.softplus, softplus),
    ("log_sigmoid", F.logsigmoid, jax.nn.log_sigmoid, lambda x: -softplus(-x)),
    ("squareplus", None, jax.nn.squareplus, lambda x: (x + mpmath.sqrt(x * x + 4)) / 2),
    ("elu", F.elu, jax.nn.elu, lambda x: elu(x, 1)),
    ("celu:alpha=2", lambda x: F.celu(x, 2), lambda x: jax.nn.celu(x, 2), lambda x: 2 * elu(x / 2, 1)),
    ("selu", F.selu, jax.nn.selu, selu),
    ("softsign", F.softsign, jax.nn.soft_sign, lambda x: x / (1 + abs(x))),
    ("hard_sigmoid", F.hardsigmoid, jax.nn.hard_sigmoid, lambda x: clip(x + 3) / 6),
    ("hard_swish", F.hardswish, jax.nn.hard_swish, lambda x: x * clip(x + 3) / 6),
    ("relu6", F.relu6, jax.nn.relu6, clip),
]


def of_torch(f: Callable[..., Any], x: Any) -> tuple[Any, Any]:
    """The values and the slopes."""
    at = torch.tensor(x, requires_grad=True)
    y = f(at)
    (slope,) = torch.autograd.grad(y.sum(), at)
    return y.detach().numpy(), slope.numpy()


def of_jax(f: Callable[..., Any], x: Any) -> tuple[Any, Any]:
    """The values and the slopes, compiled."""
    at = jnp.asarray(x)
    return np.asarray(jax.jit(f)(at)), np.asarray(jax.jit(jax.vmap(jax.grad(f)))(at))


def of_actx(spec: str, x: Any) -> tuple[Any, Any]:
    """The values and the slopes, in float32 as the inputs are."""
    activation = actx.activation(spec)
    return activation(x), activation.deriv(x)


def ulps(got: float, true: Any) -> float:
    """The error in units of the last place of a float32; inf for an inf or a nan."""
    if not math.isfinite(got):
        return math.inf
    place = max(mpmath.frexp(true)[1] - 24, -149)  # below 2**-126 the places are all the same
    return float(mpmath.ldexp(abs(got - true), -place))


def worst(got: Any, true: Sequence[Any], x: Any) -> str:
    """The largest error and its input; instead of an error the inf or nan that should be a number; or 0."""
    errors = [ulps(float(y), t) for y, t in zip(got, true, strict=True)]
    at = max(range(len(errors)), key=errors.__getitem__)
    if errors[at] == 0:
        return "0"
    if math.isinf(errors[at]):
        return f"{got[at]!s} at {x[at]!s}"
    form = ".4f" if errors[at] < 10 else ".0f" if errors[at] < 1e4 else ".1e"
    return f"{errors[at]:{form}} at {x[at]!s}"


x = inputs()
points = [mpmath.mpf(float(number)) for number in x]
print(f"| float32 | torch {torch.__version__.split('+')[0]} | jax {jax.__version__} | actx |")
print("|---|---|---|---|")
for spec, in_torch, in_jax, meaning in ACTIVATIONS:
    truths = [meaning(point) for point in points], [mpmath.diff(meaning, point) for point in points]
    answers = [in_torch and of_torch(in_torch, x), of_jax(in_jax, x), of_actx(spec, x)]
    for order, true in enumerate(truths):
        cells = [worst(answer[order], true, x) if answer else "-" for answer in answers]
        name = spec + order * "'"
        print(f"| {' | '.join([name, *cells])} |")
