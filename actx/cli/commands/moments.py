"""`actx moments`: what an activation does to normal inputs, and to the layers of a wide random network."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from actx.cli import options
from actx.cli.answers.records import check_text, write_records
from actx.cli.numbers import to_exact
from actx.cli.specs import resolve, scalar
from actx.cli.status import Failure, UsageError
from actx.io.errors import quoted
from actx.io.shortest import shortest
from actx.io.tokens import NotANumber
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from actx.core.activation import Activation

_LARGEST: Final = Fraction(10) ** 20  # of sigma and of variances, and its reciprocal the least sigma
_MOST_DEPTH: Final = 1000

Sigma = Annotated[
    str, typer.Option("--sigma", metavar="S", help="The standard deviation of X, whose mean is 0.")
]
Depth = Annotated[
    int | None,
    typer.Option(
        "--depth",
        click_type=options.Count(1, _MOST_DEPTH),
        metavar="L",
        help="The variances of so many layers, and the factors of squared gradients.",
        show_default=False,
    ),
]
WeightVariance = Annotated[
    str | None,
    typer.Option(
        "--weight-variance",
        metavar="W",
        help="With --depth: the variance of weights times their number; by default that with which the first "
        "layer keeps its variance.",
        show_default=False,
    ),
]
BiasVariance = Annotated[
    str | None,
    typer.Option(
        "--bias-variance",
        metavar="B",
        help="The variance of biases: the edge of chaos for it, and with --depth that of all layers.",
        show_default=False,
    ),
]
Correlation = Annotated[
    str | None,
    typer.Option(
        "--correlation",
        metavar="C",
        help="The mean of f(X) f(Y) for a Y like X, and of this correlation with it, from -1 to 1.",
        show_default=False,
    ),
]
Critical = Annotated[bool, typer.Option("--critical", help="The half-stable criticality: K, C_W and C_b.")]
Digits = Annotated[
    int | None,
    typer.Option(
        "--digits",
        click_type=options.Count(1, 100),
        metavar="N",
        help="The moments to N significant decimal digits.",
        show_default=False,
    ),
]


def command(
    spec: options.Spec,
    param: options.Params = None,
    sigma: Sigma = "1",
    correlation: Correlation = None,
    bias_variance: BiasVariance = None,
    critical: Critical = False,
    depth: Depth = None,
    weight_variance: WeightVariance = None,
    digits: Digits = None,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """\b
    actx moments gelu
    actx moments gelu --digits 40
    actx moments relu --correlation 0.5
    actx moments tanh --bias-variance 0.05
    actx moments gelu --critical
    actx moments tanh --depth 50 --weight-variance 1.5 --bias-variance 0.05
    actx moments relu --sigma 2 --format json

    What an activation does to a normal input X of mean 0: the mean of f(X), its second moment, its variance,
    the mean of f'(X)**2, and the gains of initialization, 1 over the square roots of the second moment and of
    the variance. Each number lies between proved bounds that round to it; none is estimated from samples.

    Of wide random networks, with weights of variance W/n and biases of variance B: the edge of chaos, the
    half-stable criticality, and the variances of layer after layer.
    """
    deviation = _rational(sigma, "--sigma", least=1 / _LARGEST)
    biases = None if bias_variance is None else _rational(bias_variance, "--bias-variance")
    weights = None if weight_variance is None else _rational(weight_variance, "--weight-variance")
    if weights is not None and depth is None:
        raise UsageError("--weight-variance goes with --depth")
    c = None if correlation is None else _rational(correlation, "--correlation", least=-1, most=1)
    if depth is not None:
        others = {"--digits": digits, "--critical": critical, "--correlation": correlation}
        options.refuse_beside("--depth", others, "its answer is a table of layers")
    if digits is not None:
        others = {"--correlation": correlation, "--bias-variance": bias_variance, "--critical": critical}
        options.refuse_beside("--digits", others, "what that adds is in float64")
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    check_text(sink)
    found = [scalar(each.activation, "only scalar ones have moments") for each in resolve([spec], param)]
    if depth is not None:
        names = [{"name": each.label} if len(found) > 1 else {} for each in found]
        rows = [
            name | row
            for name, each in zip(names, found, strict=True)
            for row in _layers(each, deviation, weights, biases, depth)
        ]
        write_records(rows, sink, answer="variance", full=True)
        return
    from actx.cli.answers.moments import fields, write_moments

    answers = [fields(each, deviation, digits or 0, c, biases, critical=critical) for each in found]
    write_moments(answers, deviation, sink)


def _rational(text: str, option: str, least: Fraction | int = 0, most: Fraction | int = _LARGEST) -> Fraction:
    """The number that an option has, exactly."""
    try:
        value = to_exact(text)
    except NotANumber as error:
        raise UsageError(f"{option}: {error}") from None
    if isinstance(value, Decimal) and value.is_finite():
        value = Fraction(value)
    if not isinstance(value, Fraction):
        raise UsageError(f"{option} is a decimal or a fraction, not {quoted(text)}")
    if not least <= value <= most:
        ends = f"from {shortest(float(least))} to {shortest(float(most))}"
        raise UsageError(f"{option} must be {ends}, not {quoted(text)}")
    return value


def _layers(
    activation: Activation,
    deviation: Fraction,
    weights: Fraction | None,
    biases: Fraction | None,
    depth: int,
) -> Iterator[dict[str, Any]]:
    """A row for each layer."""
    from actx.core.analysis.layers import keeping, layers  # for start-up time

    first, biases = deviation**2, biases or Fraction(0)
    if weights is None:
        kept = keeping(activation.function, first, biases)
        if kept is None or kept <= 0:
            raise Failure(f"no variance of weights is known with which {activation.label} keeps the variance")
        weights = Fraction(kept)
    found = layers(activation.function, weights, biases, float(first), depth)
    if found is None:
        raise Failure(f"the variances of the layers are not decided for {activation.label}")
    for k, layer in enumerate(found):
        yield {"layer": k, "variance": layer.variance, "gradient": layer.gradient}
