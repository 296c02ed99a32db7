"""f(x) and its derivative for many x, written block by block as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.cli.answers.question import joined, tagged
from actx.cli.progress import progress
from actx.core.rounding.inputs import read
from actx.io.output import open_output
from actx.io.writers import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from actx.cli.answers.question import Question
    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.rounding.formats import Format
    from actx.core.rounding.inputs import Points
    from actx.io.cells import Column

_BLOCK = 1 << 12  # larger ones are no faster, and show less of the progress


def write_scalars(
    members: Mapping[str, Activation],
    inputs: Inputs,
    array: NDArray[Any] | None,
    question: Question,
    form: Format,
    sink: Sink,
    *,
    quiet: bool,
) -> None:
    """Write a row for every number of the array, or else of the stream of text.

    The members of a family stand under their tags, a function alone under "".
    """
    bits = (["hex"] * (form.bits >= 32) + ["bits"]) if question.hex else []
    answer = bits[0] if bits and sink.writer.answer_alone and sink.writer.holds_text else question.answer
    is_family = len(members) > 1
    shape = None if array is None else (*array.shape, *[len(members)] * is_family)
    typed = inputs.typed if sink.writer.for_people else None
    groups = question.groups(members, bits)
    columns = Columns(
        ["typed"] * (typed is not None) + ["x", *(name for group in groups for name in group)],
        answer,
        shape,
        question.headings(members) | {"typed": ""},
        sink.screen,
        groups if is_family else (),
    )
    blocks = inputs.numbers() if array is None else _blocks(array.ravel())
    total = None if array is None else array.size
    with (
        open_output(sink.output) as stream,
        sink.writer(stream, columns) as writer,
        progress(total, sink, quiet=quiet) as advance,
    ):
        for block in blocks:
            points = read(block, form)
            results: dict[str, Column] = {"x": _shown(points.numbers, form, sink)}
            for tag, activation in members.items():
                own = _results(activation, points, question, bits, form, sink)
                results |= {tagged(name, tag): column for name, column in own.items()}
            if sink.writer.answer_alone:
                results[answer] = joined([results[tagged(answer, tag)] for tag in members])
            if typed is not None:
                results["typed"], typed = typed[: len(block)], typed[len(block) :]
            writer.write(results)
            advance(len(block))


def _results(
    activation: Activation, points: Points, question: Question, bits: Sequence[str], form: Format, sink: Sink
) -> dict[str, Column]:
    """The columns of one function at the points: y, a derivative, and the bits of the last of these."""
    results: dict[str, Column] = {}
    if question.order and not sink.writer.answer_alone:
        results["y"] = _shown(activation(points), form, sink)
    values = activation.deriv(points, question.order)
    results[question.answer] = _shown(values, form, sink)
    exact = values.astype("float64")
    if "hex" in bits:
        results["hex"] = [value.hex() for value in exact.tolist()]
    if "bits" in bits:
        results["bits"] = form.spelled(exact)
    return results


def _shown(values: NDArray[Any], form: Format, sink: Sink) -> NDArray[Any]:
    return values.astype(form.read_as) if sink.writer.holds_text else values


def _blocks(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, max(array.size, 1), _BLOCK):
        yield array[start : start + _BLOCK]
