"""`actx deriv`: the derivatives of an activation as a table."""

from __future__ import annotations

from typing import Annotated

import typer

from actx.cli import options
from actx.cli.answers.question import Question
from actx.cli.answers.tabulate import tabulate
from actx.cli.completion import offers
from actx.cli.inputs import Inputs
from actx.cli.notes import note_meanings
from actx.cli.specs import resolve
from actx.cli.status import UsageError
from actx.core.activation import VectorActivation
from actx.core.names.frameworks import WITH_SLOPES
from actx.io.writers import OutputFormat

Convention = Annotated[
    str | None,
    typer.Option(
        "--convention",
        metavar="FRAMEWORK",
        help="At kinks, the derivative that this framework returns, of its own function where SPEC names "
        f"one: {', '.join(WITH_SLOPES)}. Of keras it is that on TensorFlow.",
        autocompletion=offers.conventions,
        show_default=False,
    ),
]


def command(
    spec: options.Spec,
    x: options.Values = None,
    order: options.Order = 1,
    convention: Convention = None,
    param: options.Params = None,
    range_: options.Range = None,
    input_: options.Input = None,
    column: options.Column = None,
    all_: options.All = False,
    dtype: options.Dtype = None,
    digits: options.Digits = None,
    hex_: options.Hex = False,
    format_: options.Format = None,
    output: options.Output = None,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.Quiet = False,
) -> None:
    """\b
    actx deriv sigmoid -3 0 18
    actx deriv gelu --range -4:4:9
    actx deriv tanh --order 3 0.5 --format json
    actx deriv 'x*sigmoid(1.702*x)' -10 10
    actx deriv softmax 1 2 3
    actx deriv sigmoid 18 --dtype float32
    actx deriv gelu -40 --digits 50
    actx deriv leaky_relu 0 --convention jax

    The derivatives of an activation: a table of x, f(x) and f'(x), each the true value rounded once.

    At a kink the derivative is that of the branch the formula selects, which follows PyTorch. For a vector
    activation it is the Jacobian: row i holds dy_i/dx_1, dy_i/dx_2, ...
    """
    resolved = resolve([spec], param)
    members = {each.tag: each.activation for each in resolved}
    vectors = [each for each in members.values() if isinstance(each, VectorActivation)]
    if vectors and order != 1:
        raise UsageError(f"the derivative of {vectors[0].name} is its Jacobian: --order 1 is the only one")
    if convention is not None:
        from actx.core.names.slopes import with_slopes_of  # it reads tables

        if order != 1:
            raise UsageError("--convention is about the first derivative: --order 1 is the only one")
        spelling = resolved[0].meaning.spelling
        members = {tag: with_slopes_of(convention, each, spelling) for tag, each in members.items()}
    sink = options.sink(format_, output, color, otherwise=OutputFormat.TSV)
    inputs = Inputs(x or (), range_, input_, column, every=all_)
    tabulate(members, inputs, Question(order, dtype, hex_, digits), sink, quiet=quiet)
    if not quiet:
        note_meanings(resolved)
