"""`actx eval`: the values of an activation."""

from __future__ import annotations

from actx.cli import options
from actx.cli.answers.question import Question
from actx.cli.answers.tabulate import tabulate
from actx.cli.inputs import Inputs
from actx.cli.notes import note_meanings
from actx.cli.specs import resolve
from actx.io.writers import OutputFormat


def command(
    spec: options.Spec,
    x: options.Values = None,
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
    actx eval relu -3 3
    actx eval leaky_relu:alpha=0.2 -3 -2 -1
    actx eval leaky_relu:alpha=0.01..0.3:5 -3 -2 -1
    actx eval 'log(1+exp(x))' 800
    actx eval swish -p beta=1.5 --range -3:3:7 --format csv
    seq -3 3 | actx eval gelu -
    actx eval sigmoid 0.1 --digits 50
    actx eval softmax 1 2 3
    actx eval gelu -5.5 --dtype bfloat16 --hex
    actx eval tanh --all --dtype float8_e4m3fn --format csv

    The values of an activation, each the true value rounded once.

    In a pipe, one value a line. A vector activation takes its arguments, or each line of a stream, as one
    vector. Where a parameter has several values, each has a column. A formula that starts with a minus sign
    goes after `--`.
    """
    resolved = resolve([spec], param)
    members = {each.tag: each.activation for each in resolved}
    sink = options.sink(format_, output, color, otherwise=OutputFormat.PLAIN)
    inputs = Inputs(x or (), range_, input_, column, every=all_)
    tabulate(members, inputs, Question(0, dtype, hex_, digits), sink, quiet=quiet)
    if not quiet:
        note_meanings(resolved)
