"""What `eval` and `deriv` have in common: results for inputs, written row by row as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from actx.cli.status import Failure, UsageError
from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.core.errors import LengthError
from actx.io.output import open_output
from actx.io.writers import OutputFormat, make_writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from numpy.typing import NDArray

    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink
    from actx.core.rounding.formats import Format
    from actx.io.writers import Writer

_BLOCK = 1 << 16


class Question(NamedTuple):
    """What is asked of each input: f or its derivative of an order, in which number format, with its bits?

    Or, instead of a format, to how many decimal digits?
    """

    order: int
    dtype: str | None
    hex: bool
    digits: int | None


def tabulate(activation: AnyActivation, inputs: Inputs, question: Question, sink: Sink) -> None:
    """Write x and f(x), and the derivative of an order above 0, for every input."""
    from actx.core.rounding.formats import FLOAT64, format_of
    from actx.core.rounding.inputs import own_format

    inputs.check()
    if question.digits is not None:
        from actx.cli.answers.digits import tabulate_digits

        tabulate_digits(activation, inputs, question, question.digits, sink)
        return
    if isinstance(activation, VectorActivation) and (question.hex or inputs.every):
        raise UsageError(f"{activation.name} takes vectors: --hex and --all are for scalars")
    form = FLOAT64 if question.dtype is None else format_of(question.dtype)
    # Before the output is opened: what is wrong here leaves nothing behind.
    array = form.every() if inputs.every else inputs.array()
    if array is not None and question.dtype is None:
        form = own_format(array.dtype)
    if isinstance(activation, VectorActivation) and array is not None:
        _check_length(activation, inputs, array)
    with open_output(sink.output) as stream:
        if isinstance(activation, VectorActivation):
            _Vectors(activation, question.order, form, sink, stream).write(inputs, array)
        else:
            blocks = inputs.numbers() if array is None else _blocks(array.ravel())
            shape = None if array is None else array.shape
            _write_scalars(activation, blocks, shape, question, form, sink, stream)


def _check_length(activation: VectorActivation, inputs: Inputs, array: NDArray[Any]) -> None:
    """Raise LengthError for arguments that are too many or too few, and Failure for such a file."""
    try:
        activation.size(array.shape[-1] if array.ndim else 1)
    except LengthError as error:
        if inputs.file is None:
            raise
        raise Failure(f"{inputs.file}: {error}") from None


def derivative_mark(order: int) -> str:
    """The mark of a derivative: f', f'', f''', f^(4)."""
    return "'" * order if order <= 3 else f"^({order})"


def scalar_writer(
    order: int,
    sink: Sink,
    stream: BinaryIO,
    *,
    shape: tuple[int, ...] | None = None,
    spellings: Sequence[str] = (),
) -> tuple[str, Writer]:
    """The name of the answer, `y` or `dy`, ..., and the writer of rows of x, y, and it if it is not y.

    `spellings` are further columns, of which plain shows the first in the answer's place.
    """
    answer = ("y", "dy")[order] if order < 2 else f"d{order}y"
    columns = ["x", "y"] + [answer] * (order > 0)
    plain = spellings[0] if spellings else answer
    return answer, make_writer(
        sink.format,
        stream,
        columns=columns + list(spellings),
        answer=plain if sink.format is OutputFormat.PLAIN else answer,
        shape=shape,
        headings={"y": "f(x)", answer: f"f{derivative_mark(order)}(x)"},
        color=sink.color,
    )


def _write_scalars(
    activation: Activation,
    blocks: Iterator[NDArray[Any]],
    shape: tuple[int, ...] | None,
    question: Question,
    form: Format,
    sink: Sink,
    stream: BinaryIO,
) -> None:
    from actx.core.rounding.inputs import read

    order = question.order
    spellings = (["hex"] * (form.bits >= 32) + ["bits"]) if question.hex else []
    answer, writer = scalar_writer(order, sink, stream, shape=shape, spellings=spellings)
    alone = sink.format in (OutputFormat.PLAIN, OutputFormat.NPY)  # the answer, without what leads to it
    with writer:
        for block in blocks:
            x = read(block, form).numbers
            results = {"x": x} if alone or not order else {"x": x, "y": activation(x, dtype=form)}
            results[answer] = activation.deriv(x, order, dtype=form)
            exact = results[answer].astype("float64")
            row: dict[str, Any] = results
            if sink.format is not OutputFormat.NPY:
                row = {name: form.legible(values) for name, values in results.items()}
            if "hex" in spellings:
                row["hex"] = [value.hex() for value in exact.tolist()]
            if "bits" in spellings:
                row["bits"] = form.spelled(exact)
            writer.write(row)


def _blocks(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, max(array.size, 1), _BLOCK):
        yield array[start : start + _BLOCK]


class _Vectors:
    """Vectors and their images or Jacobians.

    json and npy keep a vector whole, plain writes it on one line. csv and tsv give each component of a value
    its own column, and the table its own row, as every format of rows does for a Jacobian. Where an image has
    a length of its own, its components do not stand beside those of the vector: a row of the Jacobian leaves
    these out.
    """

    def __init__(
        self, activation: VectorActivation, order: int, form: Format, sink: Sink, stream: BinaryIO
    ) -> None:
        self.activation = activation
        self.form = form
        self.order = order
        self.sink = sink
        self.stream = stream
        self.whole = sink.format in (OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.NPY)
        self.by_component = not self.whole and (order > 0 or sink.format is OutputFormat.TABLE)
        self.answer = "dy" if order else "y"
        self.beside = activation.keeps_length or order == 0

    def write(self, inputs: Inputs, array: NDArray[Any] | None) -> None:
        places = inputs.vectors() if array is None else _rows(array)
        first = next(places, None)
        if first is None:
            return
        size = len(first[1])
        writer = self._writer(size, self._size(*first), array)
        with writer:
            self._write_one(writer, first[1])
            for place, vector in places:
                if len(vector) != size and not self._takes_any_length():
                    raise Failure(f"{place}: {len(vector)} numbers, where the first vector has {size}")
                self._size(place, vector)
                self._write_one(writer, vector)

    def _size(self, place: str, vector: NDArray[Any]) -> int:
        """The length of the image of the vector that stands there."""
        try:
            return self.activation.size(len(vector))
        except LengthError as error:
            raise Failure(f"{place}: {error}") from None

    def _takes_any_length(self) -> bool:
        return self.sink.format in (OutputFormat.PLAIN, OutputFormat.JSON, OutputFormat.JSONL)

    def _writer(self, size: int, image_size: int, array: NDArray[Any] | None) -> Any:
        numbers = [str(i + 1) for i in range(size)]
        headings: dict[str, str] = {}
        if self.by_component and self.order:
            columns = ["x"] * self.beside + ["y", *(f"dy/dx{i}" for i in numbers)]
        elif self.whole or self.by_component or self.sink.format is OutputFormat.PLAIN:
            columns = ["x", "y"] + ["dy"] * (self.order > 0)
        else:
            columns = [f"x{i}" for i in numbers] + [f"y{i + 1}" for i in range(image_size)]
        if self.by_component:
            columns.insert(0, "i")
            headings = {"x": "x_i", "y": "y_i"} | {f"dy/dx{i}": f"dy_i/dx{i}" for i in numbers}
        shape = None if array is None else (*array.shape[:-1], image_size, *array.shape[-1:] * self.order)
        return make_writer(
            self.sink.format,
            self.stream,
            columns=columns,
            answer="row" if self.sink.format is OutputFormat.PLAIN else self.answer,
            shape=shape,
            headings=headings,
            color=self.sink.color,
        )

    def _write_one(self, writer: Any, x: NDArray[Any]) -> None:
        from actx.core.rounding.inputs import read

        y = self._shown(self.activation(x, dtype=self.form))
        jacobian = self._shown(self.activation.deriv(x, dtype=self.form)) if self.order else None
        x = self._shown(read(x, self.form).numbers)
        if self.sink.format is OutputFormat.PLAIN:
            writer.write({"row": y[None] if jacobian is None else jacobian})
        elif self.whole:
            block = {"x": x[None], "y": y[None]}
            writer.write(block if jacobian is None else block | {"dy": jacobian[None]})
        elif self.by_component:
            count = max(len(x), len(y)) if self.beside else len(y)
            components: dict[str, Any] = {"i": list(range(1, count + 1)), "y": _filled(y, count)}
            if self.beside:
                components["x"] = _filled(x, count)
            if jacobian is not None:
                components |= {f"dy/dx{j + 1}": column for j, column in enumerate(jacobian.T)}
            writer.write(components)
        else:
            values = {f"x{i + 1}": x[i : i + 1] for i in range(len(x))}
            writer.write(values | {f"y{i + 1}": y[i : i + 1] for i in range(len(y))})

    def _shown(self, values: NDArray[Any]) -> NDArray[Any]:
        return values if self.sink.format is OutputFormat.NPY else self.form.legible(values.astype("float64"))


def _filled(values: NDArray[Any], count: int) -> Any:
    """A column of so many cells, the last of them empty where there are fewer values."""
    return values if len(values) == count else [*values, *[None] * (count - len(values))]


def _rows(array: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    for index, vector in enumerate(array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)):
        yield f"vector {index + 1}", vector
