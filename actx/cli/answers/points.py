"""Values and derivatives of several activations at the same few points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.cli.answers.question import derivative_mark
from actx.cli.answers.records import write_records
from actx.cli.numbers import numbers_in, to_exact, to_number
from actx.cli.status import UsageError
from actx.io.output import write_text
from actx.io.shortest import shortest, six_digits
from actx.io.side_by_side import Column, side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actx.cli.answers.question import Question
    from actx.cli.options import Sink
    from actx.core.activation import Activation

    Points = Sequence[tuple[str, Any]]


def points_in(arguments: Sequence[str], question: Question, sink: Sink) -> Points:
    """The points, each with its text: exactly for digits, else for the number format."""
    if question.digits is not None:
        from actx.cli.answers.digits import check

        check(question, sink)
        return numbers_in(arguments, to_exact)
    if question.dtype is None:
        return numbers_in(arguments, to_number())
    from actx.core.rounding.formats import format_of  # it imports NumPy

    return numbers_in(arguments, to_number(format_of(question.dtype)))


def write_points(
    activations: Mapping[str, Activation], points: Points, question: Question, sink: Sink, *, full: bool
) -> None:
    """Write x, and f and a derivative of each, for every point. The activations stand under their labels."""
    orders = (0, question.order)
    evaluate = _rounded if question.digits is None else _to_digits
    inputs, *results = evaluate(list(activations.values()), points, orders, question)
    names = [(label, order) for label in activations for order in orders]
    if sink.writer.answer_alone and len(activations) > 1:
        raise UsageError(f"{sink.form} holds one result a line: choose another --format")
    if not sink.writer.for_people:
        keys = ["x", *(f"{label}{derivative_mark(order)}" for label, order in names)]
        rows = [dict(zip(keys, row, strict=True)) for row in zip(inputs, *results, strict=True)]
        write_records(rows, sink, answer=keys[1])
        return
    spelling = str if question.digits is not None else shortest if full else six_digits
    columns = [
        Column(_heading(label, order), [spelling(value) for value in values])
        for (label, order), values in zip(names, results, strict=True)
    ]
    typed = [text for text, _ in points] if question.dtype is None else [shortest(x) for x in inputs]
    pairs = list(zip(columns[::2], columns[1::2], strict=True))
    write_text(sink.output, "".join(side_by_side([Column("x", typed)], pairs, sink.screen)))


def _heading(label: str, order: int) -> str:
    mark = derivative_mark(order)
    return f"{label}{mark}" if label.isidentifier() or not mark else f"({label}){mark}"


def _rounded(
    activations: Sequence[Activation], points: Points, orders: Sequence[int], question: Question
) -> list[Sequence[Any]]:
    """The inputs, and the results of each activation in each order, as numbers of the format."""
    import numpy as np

    from actx.core.rounding.formats import FLOAT64, format_of
    from actx.core.rounding.inputs import read

    form = FLOAT64 if question.dtype is None else format_of(question.dtype)
    inputs = read(np.array([number for _, number in points]), form)
    results = (each.deriv(inputs, order) for each in activations for order in orders)
    return [values.astype(form.read_as) for values in (inputs.numbers, *results)]


def _to_digits(
    activations: Sequence[Activation], points: Points, orders: Sequence[int], question: Question
) -> list[Sequence[Any]]:
    """The same as texts of so many digits; the inputs as they were typed."""
    from actx.io.exact import spelled

    digits = question.digits
    assert digits is not None
    results = [
        [spelled(each.to_digits(x, digits, order)) for _, x in points]
        for each in activations
        for order in orders
    ]
    return [[text for text, _ in points], *results]
