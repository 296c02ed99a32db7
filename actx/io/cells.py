"""Columns of values to the texts of their cells: plain text, or JSON.

A column is a NumPy array whose first axis is the rows, or a sequence of cells; a cell is a text, a number,
None, itself a column, such as the vector that a row of a matrix is, or, for JSON, a dict of cells. Importing
this module does not import NumPy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from actx.io.shortest import shortest, shortest_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Cell: TypeAlias = "str | float | np.generic | Column | dict[str, Cell] | None"
    Column: TypeAlias = "Sequence[Cell] | NDArray[Any]"

_BOOLEANS = {"True": "true", "False": "false"}
_QUOTED = {"nan": '"nan"', "inf": '"inf"', "-inf": '"-inf"'}


def text_cells(column: Column, between: str = ", ") -> list[str]:
    """The cells as text: a number as its shortest decimal, None as the empty text.

    The numbers of a vector are joined by `between`, the texts of a list by a comma and a space.
    """
    if _is_float_array(column):
        return _grouped(shortest_all(column.ravel()), column.shape, "", between, "")
    return [_text(cell, between) for cell in column]


def json_cells(column: Column, between: str = ", ") -> list[str]:
    """The cells as strict JSON: None as null, non-finite numbers as the strings "nan", "inf", "-inf".

    The objects of a list are joined by `between`.
    """
    if _is_float_array(column):
        texts = [_QUOTED.get(text, text) for text in shortest_all(column.ravel())]
        return _grouped(texts, column.shape, "[", ", ", "]")
    return [_json(cell, between) for cell in column]


def _text(cell: Cell, between: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if _is_column(cell):
        has_text = any(isinstance(inner, str) for inner in cell)
        return (", " if has_text else between).join(text_cells(cell, between))
    return _number(cell)


def _json(cell: Cell, between: str) -> str:
    if cell is None:
        return "null"
    if isinstance(cell, str):
        import json

        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, dict):
        fields = zip(json_cells(list(cell)), json_cells(list(cell.values())), strict=True)
        return f"{{{', '.join(f'{name}: {value}' for name, value in fields)}}}"
    if _is_column(cell):
        has_objects = any(isinstance(inner, dict) for inner in cell)
        return f"[{(between if has_objects else ', ').join(json_cells(cell))}]"
    text = _number(cell)
    return _QUOTED.get(text, text)


def _number(cell: Any) -> str:
    return _BOOLEANS.get(str(cell)) or shortest(cell)  # by its text: NumPy has booleans of its own


def _grouped(texts: list[str], shape: tuple[int, ...], start: str, between: str, end: str) -> list[str]:
    """The texts of an array's elements, joined along every axis of its `shape` but the first."""
    for length in reversed(shape[1:]):
        texts = [f"{start}{between.join(texts[i : i + length])}{end}" for i in range(0, len(texts), length)]
    return texts


def _is_float_array(column: Column) -> TypeGuard[NDArray[np.floating[Any]]]:
    dtype = getattr(column, "dtype", None)
    return dtype is not None and dtype.kind == "f"


def _is_column(cell: Cell) -> TypeGuard[Column]:
    return isinstance(cell, list | tuple) or getattr(cell, "ndim", 0) > 0
