"""f(x) and its derivative for many x, written block by block as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.cli.progress import progress
from actx.core.rounding.inputs import read
from actx.io.output import open_output
from actx.io.writers import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from actx.cli.answers.question import Question
    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink
    from actx.core.activation import Activation
    from actx.core.rounding.formats import Format

_BLOCK = 1 << 12  # larger ones are no faster, and show less of the progress


def write_scalars(
    activation: Activation,
    inputs: Inputs,
    array: NDArray[Any] | None,
    question: Question,
    form: Format,
    sink: Sink,
    *,
    quiet: bool,
) -> None:
    """Write a row for every number of the array, or else of the stream of text."""
    bits = (["hex"] * (form.bits >= 32) + ["bits"]) if question.hex else []
    answer = bits[0] if bits and sink.writer.answer_alone and sink.writer.holds_text else question.answer
    shape = None if array is None else array.shape
    typed = inputs.typed if sink.writer.for_people else None
    names = ["typed"] * (typed is not None) + [*question.names, *bits]
    columns = Columns(names, answer, shape, question.headings | {"typed": ""}, sink.screen)
    blocks = inputs.numbers() if array is None else _blocks(array.ravel())
    total = None if array is None else array.size
    with (
        open_output(sink.output) as stream,
        sink.writer(stream, columns) as writer,
        progress(total, sink, quiet=quiet) as advance,
    ):
        for block in blocks:
            points = read(block, form)
            results: dict[str, Any] = {"x": points.numbers}
            if question.order and not sink.writer.answer_alone:
                results["y"] = activation(points)
            results[question.answer] = activation.deriv(points, question.order)
            exact = results[question.answer].astype("float64")
            if sink.writer.holds_text:
                results = {name: values.astype(form.read_as) for name, values in results.items()}
            if "hex" in bits:
                results["hex"] = [value.hex() for value in exact.tolist()]
            if "bits" in bits:
                results["bits"] = form.spelled(exact)
            if typed is not None:
                results["typed"], typed = typed[: len(block)], typed[len(block) :]
            writer.write(results)
            advance(len(block))


def _blocks(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, max(array.size, 1), _BLOCK):
        yield array[start : start + _BLOCK]
