"""Vectors with their images or Jacobians, written batch by batch as they come.

Where an image has a length of its own, its components do not stand beside those of the vector: a row of the
Jacobian leaves these out.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from actx.cli.progress import progress
from actx.cli.status import Failure
from actx.core.errors import LengthError
from actx.core.rounding.inputs import read
from actx.io.output import open_output
from actx.io.writers import Arrangement, Columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from actx.cli.answers.question import Question
    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink
    from actx.core.activation import VectorActivation
    from actx.core.rounding.formats import Format
    from actx.io.cells import Column

# So many numbers of an image or a Jacobian at a time.
_BATCH = 1 << 16


def write_vectors(
    activation: VectorActivation,
    inputs: Inputs,
    array: NDArray[Any] | None,
    question: Question,
    form: Format,
    sink: Sink,
    *,
    quiet: bool,
) -> None:
    """Write what there is for every vector along the last axis of the array, or of a stream of text."""
    if array is None:
        batches = inputs.vectors()
    else:
        rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
        try:
            activation.size(rows.shape[1])
        except LengthError as error:
            if inputs.file is None:
                raise
            raise Failure(f"{inputs.file}: {error}") from None
        batches = iter([("vector 1", rows)])
    total = None if array is None else array.size
    answer = _Answer(activation, question.order, form, sink)
    with open_output(sink.output) as stream:
        first = next(batches)
        n = first[1].shape[1]
        columns = answer.columns(n, answer.size(*first), array)
        with sink.writer(stream, columns) as writer, progress(total, sink, quiet=quiet) as advance:
            for place, vectors in chain([first], batches):
                if vectors.shape[1] != n and not sink.writer.any_length:
                    found = vectors.shape[1]
                    raise Failure(
                        f"{place}: a vector of {found} numbers, after one of {n}: --format jsonl takes both"
                    )
                for part in answer.parts(vectors, answer.size(place, vectors)):
                    writer.write(answer.block(part))
                    advance(part.size)


class _Answer:
    """The rows of vectors of one length, in the arrangement of the output format."""

    def __init__(self, activation: VectorActivation, order: int, form: Format, sink: Sink) -> None:
        self.activation, self.order, self.form, self.sink = activation, order, form, sink
        self.arrangement = sink.writer.arrangement
        if order and self.arrangement is Arrangement.COLUMNS:
            self.arrangement = Arrangement.ROWS
        self.beside = activation.keeps_length or order == 0

    def size(self, place: str, vectors: NDArray[Any]) -> int:
        """The length of the images of vectors, the first of which stands there."""
        try:
            return self.activation.size(vectors.shape[1])
        except LengthError as error:
            raise Failure(f"{place}: {error}") from None

    def columns(self, n: int, m: int, array: NDArray[Any] | None) -> Columns:
        """The columns for vectors of n components with images of m."""
        answer = "dy" if self.order else "y"
        headings: dict[str, str] = {}
        groups: list[list[str]] = []
        match self.arrangement:
            case Arrangement.CELL:
                names = ["x", "y"] + ["dy"] * (self.order > 0)
            case Arrangement.LINE:
                names = [answer]
            case Arrangement.COLUMNS:
                names = [*_numbered("x", n), *_numbered("y", m)]
            case Arrangement.ROWS:
                slopes = _numbered("dy/dx", n) * self.order
                known = ["x"] * self.beside + ["y"]
                names = ["i", *known, *slopes]
                headings = {"x": "x_i", "y": "y_i"}
                headings |= dict(zip(slopes, _numbered("dy_i/dx", n), strict=False))
                groups = [known, *([name] for name in slopes)]
        shape = None if array is None else (*array.shape[:-1], m, *array.shape[-1:] * self.order)
        return Columns(names, answer, shape, headings, self.sink.screen, groups)

    def parts(self, vectors: NDArray[Any], m: int) -> Iterator[NDArray[Any]]:
        """The vectors, whose images have m components, as many as are written at a time."""
        n = vectors.shape[1]
        step = max(1, _BATCH // max(m * n if self.order else max(m, n), 1))
        for start in range(0, len(vectors), step):
            yield vectors[start : start + step]

    def block(self, vectors: NDArray[Any]) -> dict[str, Column]:
        """What is written of some vectors."""
        points = read(vectors, self.form)
        x, y = self._shown(points.numbers), self._shown(self.activation(points))
        jacobians = self._shown(self.activation.deriv(points)) if self.order else None
        match self.arrangement:
            case Arrangement.LINE:
                return {"y": y} if jacobians is None else {"dy": jacobians.reshape(-1, x.shape[1])}
            case Arrangement.CELL:
                return {"x": x, "y": y} if jacobians is None else {"x": x, "y": y, "dy": jacobians}
            case Arrangement.COLUMNS:
                return _by_component("x", x) | _by_component("y", y)
        count = max(x.shape[1], y.shape[1]) if self.beside else y.shape[1]
        block: dict[str, Column] = {"i": [*range(1, count + 1)] * len(x), "y": _filled(y, count)}
        if self.beside:
            block["x"] = _filled(x, count)
        if jacobians is not None:
            block |= _by_component("dy/dx", jacobians.reshape(-1, x.shape[1]))
        return block

    def _shown(self, values: NDArray[Any]) -> NDArray[Any]:
        return values.astype(self.form.read_as) if self.sink.writer.holds_text else values


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}{i + 1}" for i in range(count)]


def _by_component(name: str, rows: NDArray[Any]) -> dict[str, Column]:
    return dict(zip(_numbered(name, rows.shape[1]), rows.T, strict=True))


def _filled(rows: NDArray[Any], count: int) -> Column:
    """A column of so many cells for each row, the last of them empty where a row has fewer."""
    if rows.shape[1] == count:
        return rows.ravel()
    return [cell for row in rows for cell in [*row, *[None] * (count - len(row))]]
