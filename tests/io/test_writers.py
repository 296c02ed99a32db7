"""The output formats: each block of columns in each format, and JSON that any reader takes."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import os
import stat
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from writing import FLOATS, MIXED, TEXT_FORMATS, VECTORS, make_writer, strict, written

from actx.io.errors import OutputError
from actx.io.output import open_output

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def test_plain_is_the_answer_one_row_a_line() -> None:
    assert written("plain", FLOATS, FLOATS) == "nan\n-inf\n1e-5\n" * 2
    assert written("plain", VECTORS) == "0.25 0.75\n0.5 inf\n"
    assert written("plain", {"y": np.arange(8.0).reshape(2, 2, 2)}) == "0 1 2 3\n4 5 6 7\n"
    assert written("plain", {"y": ["where(x > 0, x, 0)", "é α"]}) == "where(x > 0, x, 0)\né α\n"
    assert (
        written("plain", {"y": [[1.0, 0.5], ["a", "b"], None, np.array([0.1, 0.2], np.float32)]})
        == "1 0.5\na, b\n\n0.1 0.2\n"
    )
    assert written("plain") == ""


def test_csv_and_tsv_have_one_header_and_a_line_for_each_row() -> None:
    assert written("csv", FLOATS, FLOATS) == "x,y\n" + "-1,nan\n-0,-inf\n2.5,1e-5\n" * 2
    assert written("tsv", FLOATS) == "x\ty\n-1\tnan\n-0\t-inf\n2.5\t1e-5\n"
    assert written("csv", VECTORS) == 'x,y\n"1, 2","0.25, 0.75"\n"3, 4","0.5, inf"\n'
    assert written("tsv", VECTORS) == "x\ty\n1, 2\t0.25, 0.75\n3, 4\t0.5, inf\n"
    assert written("tsv", MIXED).splitlines() == [
        "name\taliases\ty\tsmooth",
        "gelu\tx, y\t0.3333333333333333\ttrue",
        'a "b", c\t\t\tfalse',
        "tab line end\tz\tinf\ttrue",
    ]
    assert written("csv") == "x,y\n"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
@example([('"', "a,b"), ("\r", "\n")])
def test_csv_is_read_back_by_a_csv_reader(rows: list[tuple[str, str]]) -> None:
    rows = [(a.replace("\0", ""), b.encode("utf-8", "ignore").decode()) for a, b in rows]
    rows = [(a.encode("utf-8", "ignore").decode(), b.replace("\0", "")) for a, b in rows]
    text = written("csv", {"x": [a for a, _ in rows], "y": [b for _, b in rows]})
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["x", "y"], *map(list, rows)]


def test_json_is_a_list_of_objects_one_a_line() -> None:
    text = written("json", FLOATS, {"x": [], "y": []}, FLOATS)
    rows = ['{"x": -1, "y": "nan"}', '{"x": -0, "y": "-inf"}', '{"x": 2.5, "y": 1e-5}'] * 2
    assert text == "[\n" + ",\n".join(rows) + "\n]\n"
    strict(text)
    assert written("json") == "[]\n"
    assert written("jsonl", FLOATS) == "\n".join(rows[:3]) + "\n"
    assert written("jsonl") == ""


def test_json_nests_vectors_and_lists() -> None:
    assert strict(written("json", VECTORS)) == [
        {"x": [1, 2], "y": [0.25, 0.75]},
        {"x": [3, 4], "y": [0.5, "inf"]},
    ]
    cube = np.arange(12.0).reshape(2, 2, 3)
    assert strict(written("json", {"y": cube})) == [{"y": row} for row in cube.tolist()]
    assert strict(written("json", {"y": [cube[0], np.arange(2)]})) == [
        {"y": [[0, 1, 2], [3, 4, 5]]},
        {"y": [0, 1]},
    ]
    assert strict(written("json", MIXED)) == [
        {"name": "gelu", "aliases": ["x", "y"], "y": 1 / 3, "smooth": True},
        {"name": 'a "b", c', "aliases": [], "y": None, "smooth": False},
        {"name": "tab\tline\nend", "aliases": ["z"], "y": "inf", "smooth": True},
    ]


def test_a_whole_answer_is_one_object_in_json_and_a_line_in_jsonl() -> None:
    block = {"rows": [[{"x": -0.0, "of": ["a", "b"]}, {"x": math.inf}]], "y": [{"at %s": None, "b": True}]}
    assert written("json", block, whole=True) == (
        '{\n"rows": [{"x": -0, "of": ["a", "b"]},\n{"x": "inf"}],\n"y": {"at %s": null, "b": true}\n}\n'
    )
    assert written("jsonl", block, whole=True) == (
        '{"rows": [{"x": -0, "of": ["a", "b"]}, {"x": "inf"}], "y": {"at %s": null, "b": true}}\n'
    )
    empty = {"x": [None], "y": [""], "z": [1.5]}
    assert written("json", empty, whole=True, full=False) == '{\n"z": 1.5\n}\n'


@given(hnp.arrays(np.float64, st.integers(0, 20)), st.text(), st.text(min_size=1))
def test_json_is_strict_and_its_numbers_read_back(values: np.ndarray, text: str, name: str) -> None:
    name += "%s"
    for form in ("json", "jsonl"):
        output = written(form, {"y": values, name: [text] * len(values)})
        rows = strict(output) if form == "json" else [strict(line) for line in output.split("\n")[:-1]]
        found = np.array([float(row["y"]) for row in rows])
        assert np.array_equal(found, values, equal_nan=True)
        assert all(row[name] == text for row in rows)


def test_float32_is_written_as_float32_in_every_format() -> None:
    block = {"y": np.array([0.1, 1e10], np.float32)}
    assert written("plain", block) == "0.1\n10000000000\n"
    assert written("json", block) == '[\n{"y": 0.1},\n{"y": 10000000000}\n]\n'


def test_text_that_is_not_unicode_is_escaped_and_no_failure() -> None:
    for form in TEXT_FORMATS:
        assert "\\udc80" in written(form, {"y": ["\udc80"]})
    assert strict(written("json", {"y": ["\udc80"]})) == [{"y": "\udc80"}]


def test_columns_of_unequal_length_are_refused() -> None:
    for form in TEXT_FORMATS:
        if not form.writer.answer_alone:
            with pytest.raises(ValueError, match="shorter"):
                written(form, {"x": [1.0, 2.0], "y": [1.0]})


def npy(*blocks: Any, **options: Any) -> Any:
    stream = io.BytesIO()
    with make_writer("npy", stream, columns=["y"], answer="y", **options) as writer:
        for block in blocks:
            writer.write({"y": block})
    stream.seek(0)
    return np.load(stream, allow_pickle=False)


def test_npy_is_the_answer_as_one_array() -> None:
    found = npy(np.arange(3.0), np.arange(2.0))
    assert found.tolist() == [0, 1, 2, 0, 1]
    single = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    assert npy(single).dtype == np.float32
    assert np.array_equal(npy(single), single)
    assert np.array_equal(npy(np.asfortranarray(np.arange(6.0).reshape(2, 3))), np.arange(6.0).reshape(2, 3))
    assert npy(np.arange(10.0)[::2]).tolist() == [0, 2, 4, 6, 8]
    assert npy(np.arange(2.0), np.arange(2.0), shape=(2, 1, 2)).shape == (2, 1, 2)
    assert npy(np.array(2.0)).shape == ()
    assert npy(np.ones((1, 3)), np.ones((2, 3))).shape == (3, 3)
    assert npy(np.ones(1, np.float16), np.ones(2, np.float16)).dtype == np.float16
    assert npy([1.0, 2.0], [3]).tolist() == [1, 2, 3]
    assert npy(["a", "bc"]).tolist() == ["a", "bc"]
    assert npy().shape == (0,)


def test_npy_refuses_what_is_not_one_array_of_numbers() -> None:
    for blocks in ([np.ones((1, 2)), np.ones((1, 3))], [[[1.0, 2.0], [1.0]]], [[1.0, None]]):
        with pytest.raises(OutputError, match=r"^npy .*'y'"):
            npy(*blocks)


def test_npy_can_be_written_to_a_pipe(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(fifo.read_bytes()))
    reader.start()
    with open_output(fifo) as stream, make_writer("npy", stream, columns=["y"], answer="y") as writer:
        writer.write({"y": np.arange(3.0)})
    reader.join()
    assert np.load(io.BytesIO(received[0])).tolist() == [0, 1, 2]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def interrupted(form: str, error: Exception, *blocks: Mapping[str, Any]) -> str:
    """What is written when `error` comes after some blocks."""
    stream = io.BytesIO()
    with (
        contextlib.suppress(type(error)),
        make_writer(form, stream, columns=["x", "y"], answer="y") as writer,
    ):
        for block in blocks:
            writer.write(block)
        raise error
    return stream.getvalue().decode()


def test_after_an_error_what_was_written_stands_and_is_well_formed() -> None:
    for form in TEXT_FORMATS:
        assert interrupted(form, KeyError(), FLOATS) == written(form, FLOATS)
    assert strict(interrupted("json", KeyError())) == []
    assert interrupted("npy", KeyError(), FLOATS) == ""


def test_nothing_more_is_written_once_the_output_has_failed() -> None:
    for error in (BrokenPipeError(), OutputError()):
        assert not interrupted("json", error, FLOATS).endswith("]\n")


def test_every_block_is_flushed_as_it_is_written() -> None:
    reader, end = os.pipe()
    with os.fdopen(reader, "rb", 0) as received, os.fdopen(end, "wb") as stream:
        for form in ("plain", "csv", "tsv", "json", "jsonl"):
            writer = make_writer(form, stream, columns=["x", "y"], answer="y")
            writer.write(FLOATS)
            assert received.read(1000).decode().startswith(written(form, FLOATS).rstrip("]\n"))
