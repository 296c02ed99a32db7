"""What `eval` and `deriv` have in common: results for inputs, written row by row as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.cli.status import Failure
from actx.core.activation import Activation, AnyActivation, VectorActivation
from actx.numbers.output import open_output
from actx.numbers.writers import OutputFormat, make_writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray

    from actx.cli.inputs import Inputs
    from actx.cli.options import Sink

_BLOCK = 1 << 16


def tabulate(activation: AnyActivation, inputs: Inputs, order: int, sink: Sink) -> None:
    """Write x and f(x), and the derivative of an order above 0, for every input."""
    inputs.check()
    array = inputs.array()  # before the output is opened: what is wrong here leaves nothing behind
    with open_output(sink.output) as stream:
        if isinstance(activation, VectorActivation):
            _Vectors(activation, order, sink, stream).write(inputs, array)
        else:
            _write_scalars(activation, inputs, array, order, sink, stream)


def derivative_mark(order: int) -> str:
    """The mark of a derivative: f', f'', f''', f^(4)."""
    return "'" * order if order <= 3 else f"^({order})"


def _write_scalars(
    activation: Activation,
    inputs: Inputs,
    array: NDArray[Any] | None,
    order: int,
    sink: Sink,
    stream: BinaryIO,
) -> None:
    answer = ("y", "dy")[order] if order < 2 else f"d{order}y"
    columns = ["x", "y"] + [answer] * (order > 0)
    writer = make_writer(
        sink.format,
        stream,
        columns=columns,
        answer=answer,
        shape=None if array is None else array.shape,
        headings={"y": "f(x)", answer: f"f{derivative_mark(order)}(x)"},
        color=sink.color,
    )
    shown = {answer} if sink.format in (OutputFormat.PLAIN, OutputFormat.NPY) else set(columns)
    with writer:
        for x in inputs.numbers() if array is None else _blocks(array.ravel()):
            block = {"x": x}
            if "y" in shown:
                block["y"] = activation(x)
            if order:
                block[answer] = activation.deriv(x, order)
            writer.write(block)


def _blocks(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, max(array.size, 1), _BLOCK):
        yield array[start : start + _BLOCK]


class _Vectors:
    """Vectors and their images or Jacobians.

    json and npy keep a vector whole, plain writes it on one line. csv and tsv give each component of a value
    its own column, and the table its own row, as every format of rows does for a Jacobian.
    """

    def __init__(self, activation: VectorActivation, order: int, sink: Sink, stream: BinaryIO) -> None:
        self.activation = activation
        self.order = order
        self.sink = sink
        self.stream = stream
        self.whole = sink.format in (OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.NPY)
        self.by_component = not self.whole and (order > 0 or sink.format is OutputFormat.TABLE)
        self.answer = "dy" if order else "y"

    def write(self, inputs: Inputs, array: NDArray[Any] | None) -> None:
        places = inputs.vectors() if array is None else _rows(array)
        first = next(places, None)
        if first is None:
            return
        writer = self._writer(len(first[1]), array)
        size = len(first[1])
        with writer:
            self._write_one(writer, first[1])
            for place, vector in places:
                if len(vector) != size and not self._takes_any_length():
                    raise Failure(f"{place}: {len(vector)} numbers, where the first vector has {size}")
                self._write_one(writer, vector)

    def _takes_any_length(self) -> bool:
        return self.sink.format in (OutputFormat.PLAIN, OutputFormat.JSON, OutputFormat.JSONL)

    def _writer(self, size: int, array: NDArray[Any] | None) -> Any:
        numbers = [str(i + 1) for i in range(size)]
        headings: dict[str, str] = {}
        if self.by_component and self.order:
            columns = ["x", "y", *(f"dy/dx{i}" for i in numbers)]
        elif self.whole or self.by_component or self.sink.format is OutputFormat.PLAIN:
            columns = ["x", "y"] + ["dy"] * (self.order > 0)
        else:
            columns = [f"x{i}" for i in numbers] + [f"y{i}" for i in numbers]
        if self.by_component:
            columns.insert(0, "i")
            headings = {"x": "x_i", "y": "y_i"} | {f"dy/dx{i}": f"dy_i/dx{i}" for i in numbers}
        shape = None if array is None else array.shape + array.shape[-1:] * self.order
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
        y = self.activation(x)
        jacobian = self.activation.deriv(x) if self.order else None
        if self.sink.format is OutputFormat.PLAIN:
            writer.write({"row": y[None] if jacobian is None else jacobian})
        elif self.whole:
            block = {"x": x[None], "y": y[None]}
            writer.write(block if jacobian is None else block | {"dy": jacobian[None]})
        elif self.by_component:
            components: dict[str, Any] = {"i": list(range(1, len(x) + 1)), "x": x, "y": y}
            if jacobian is not None:
                components |= {f"dy/dx{j + 1}": column for j, column in enumerate(jacobian.T)}
            writer.write(components)
        else:
            values = {f"x{i + 1}": x[i : i + 1] for i in range(len(x))}
            writer.write(values | {f"y{i + 1}": y[i : i + 1] for i in range(len(y))})


def _rows(array: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    for index, vector in enumerate(array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)):
        yield f"vector {index + 1}", vector
