"""`--digits`: values and derivatives to any number of decimal digits, of inputs exactly as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actx.cli.answers.question import joined, tagged
from actx.cli.options import refuse_beside
from actx.cli.progress import progress
from actx.core.rounding.digits import nearest
from actx.io.exact import spelled
from actx.io.output import open_output
from actx.io.writers import Columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actx.cli.answers.question import Question
    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.io.cells import Column

# Digits that tell any two float64 apart, for inputs that nobody wrote: a range's points and an array's.
_TELLING = 17


def write_digits(
    members: Mapping[str, Activation],
    inputs: Inputs,
    question: Question,
    digits: int,
    sink: Sink,
    *,
    quiet: bool,
) -> None:
    """Write x and f(x), and the derivative of an order above 0, for every input, each to `digits` digits.

    They are texts, so that a reader of json does not round them. The members of a family stand under their
    tags, a function alone under "".
    """
    check(question, sink, every=inputs.every)
    points, total = inputs.exactly()
    alone = sink.writer.answer_alone
    orders = ({} if alone else {"y": 0}) | {question.answer: question.order}
    groups = question.groups(members)
    columns = Columns(
        ["x", *(name for group in groups for name in group)],
        question.answer,
        headings=question.headings(members),
        screen=sink.screen,
        groups=groups if len(members) > 1 else (),
    )
    with (
        open_output(sink.output) as stream,
        sink.writer(stream, columns) as writer,
        progress(total, sink, quiet=quiet) as advance,
    ):
        for text, x in points:
            row: dict[str, Column] = {
                tagged(name, tag): [spelled(activation.to_digits(x, digits, n))]
                for tag, activation in members.items()
                for name, n in orders.items()
            }
            if alone:
                row[question.answer] = joined([row[tagged(question.answer, tag)] for tag in members])
            else:
                row["x"] = [text or spelled(nearest(x, max(digits, _TELLING)))]
            writer.write(row)
            advance(1)


def check(question: Question, sink: Sink, *, every: bool = False) -> None:
    """Raise UsageError for what --digits does not go with."""
    others = {
        "--dtype": question.dtype is not None,
        "--hex": question.hex,
        "--all": every,
        f"--format {sink.form}": not sink.writer.holds_text,
    }
    refuse_beside("--digits", others, "its results are decimals, of no number format")
