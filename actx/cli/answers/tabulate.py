"""What `eval` and `deriv` have in common: results for inputs, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.cli.notes import note
from actx.cli.options import refuse_beside
from actx.cli.specs import scalar
from actx.cli.status import UsageError
from actx.core.activation import Activation, AnyActivation, VectorActivation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actx.cli.answers.question import Question
    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink


def tabulate(
    members: Mapping[str, AnyActivation], inputs: Inputs, question: Question, sink: Sink, *, quiet: bool
) -> None:
    """Write x and f(x), and the derivative of an order above 0, for every input.

    The members of a family, which are of numbers, stand under their tags, an activation alone under "".
    """
    inputs.check()
    vectors = [each for each in members.values() if isinstance(each, VectorActivation)]
    if vectors and len(members) > 1:
        raise UsageError(
            f"{vectors[0].name} takes vectors, whose images have no columns for {len(members)} activations: "
            "give each parameter one value"
        )
    if inputs.are_typed_in:
        if not quiet:
            note("type numbers, and end with Ctrl-D on a line of its own")
        quiet = True  # the terminal is for the typing
    for option, given in {"--digits": question.digits, "--hex": question.hex, "--all": inputs.every}.items():
        for each in vectors if given else ():
            scalar(each, f"{option} is for scalar ones")
    scalars = {tag: each for tag, each in members.items() if isinstance(each, Activation)}
    if question.digits is not None:
        from actx.cli.answers.digits import write_digits  # float64 needs no decimals

        write_digits(scalars, inputs, question, question.digits, sink, quiet=quiet)
        return
    # These take NumPy, which `--help` and what is wrong with a command line do not need.
    from actx.core.rounding.formats import FLOAT64, format_of
    from actx.core.rounding.inputs import own_format

    if question.hex:
        refuse_beside(
            "--hex", {f"--format {sink.form}": not sink.writer.holds_text}, "that holds numbers only"
        )
    form = FLOAT64 if question.dtype is None else format_of(question.dtype)
    # Before the output is opened: what is wrong here leaves nothing behind.
    inputs = inputs._replace(form=form)
    array = form.every() if inputs.every else inputs.array()
    if array is not None and question.dtype is None:
        form = own_format(array.dtype)
    if vectors:
        from actx.cli.answers.vectors import write_vectors

        write_vectors(vectors[0], inputs, array, question, form, sink, quiet=quiet)
    else:
        from actx.cli.answers.scalars import write_scalars

        write_scalars(scalars, inputs, array, question, form, sink, quiet=quiet)
