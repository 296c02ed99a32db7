"""Numbers out: shortest decimals, the output formats, and files written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from actx.io.errors import OutputError
from actx.io.output import open_output, write_bytes
from actx.io.shortest import shortest, shortest_all
from actx.io.writers import Columns, OutputFormat, Writer, writer_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FULL = Path("/dev/full")
TEXT_FORMATS = [form for form in OutputFormat if form is not OutputFormat.NPY]


# Shortest decimals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "-0"),
        (0.0, "0"),
        (0.1, "0.1"),
        (1e-4, "0.0001"),
        (1e-5, "1e-5"),
        (1.5e-7, "1.5e-7"),
        (1e15, "1000000000000000"),
        (1e16, "1e16"),
        (1e22, "1e22"),
        (1.7976931348623157e308, "1.7976931348623157e308"),
        (5e-324, "5e-324"),
        (math.nan, "nan"),
        (-math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (12, "12"),
        (np.float32(0.1), "0.1"),
        (np.float32(16777216), "16777216"),
        (np.float32(1e-45), "1e-45"),
        (np.float16(65504), "65500"),
    ],
)
def test_a_number_is_written_without_what_it_can_be_read_without(value: float, text: str) -> None:
    assert shortest(value) == text
    if isinstance(value, float | np.floating):
        assert shortest_all(np.array([value, value])) == [text, text]


def test_no_numbers_are_no_texts() -> None:
    assert shortest_all(np.empty(0)) == []
    assert shortest_all(np.empty(0, np.float32)) == []


def digits(text: str) -> int:
    """How many significant digits a decimal has."""
    mantissa = re.split("e", text.lstrip("-"))[0]
    return len(mantissa.replace(".", "").strip("0"))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@given(data=st.data())
def test_the_shortest_decimal_reads_back_and_none_has_fewer_digits(dtype: Any, data: st.DataObject) -> None:
    values = data.draw(hnp.arrays(dtype, st.integers(1, 20)))
    for value, text in zip(values, shortest_all(values), strict=True):
        assert shortest(value) == text
        back = dtype(text)
        assert back == value or np.isnan([back, value]).all()
        assert np.signbit(back) == np.signbit(value) or np.isnan(value)
        if np.isfinite(value):
            assert digits(text) == digits(np.format_float_scientific(value, unique=True))
            assert not re.search(r"\.0?$|e\+|e-?0|\.0*e|^\.|\.\d*0$", text)


def test_every_float16_reads_back() -> None:
    values = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = values[np.isfinite(values)]
    back = np.array(shortest_all(finite), np.float64).astype(np.float16)
    assert np.array_equal(back.view(np.uint16), finite.view(np.uint16))


# The formats


def make_writer(form: str, stream: BinaryIO, *, columns: list[str], answer: str, **options: Any) -> Writer:
    return writer_of(OutputFormat(form))(stream, Columns(columns, answer, **options))


def written(form: str, *blocks: Mapping[str, Any], answer: str = "y", **options: Any) -> str:
    stream = io.BytesIO()
    columns = list(blocks[0]) if blocks else ["x", "y"]
    with make_writer(form, stream, columns=columns, answer=answer, **options) as writer:
        for block in blocks:
            writer.write(block)
    return stream.getvalue().decode()


FLOATS = {"x": np.array([-1.0, -0.0, 2.5]), "y": np.array([math.nan, -math.inf, 1e-5])}
VECTORS = {"x": np.array([[1.0, 2.0], [3.0, 4.0]]), "y": np.array([[0.25, 0.75], [0.5, math.inf]])}
MIXED = {
    "name": ["gelu", 'a "b", c', "tab\tline\nend"],
    "aliases": [["x", "y"], [], ["z"]],
    "y": [1 / 3, None, math.inf],
    "smooth": [True, False, np.True_],
}


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


def strict(text: str) -> Any:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


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
        if form is not OutputFormat.PLAIN:
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


# The table


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("FORCE_COLOR", "1")  # the caller alone decides about colour


def test_a_table_aligns_numbers_to_the_right_under_its_headings() -> None:
    text = written(
        "table", {"x": np.array([-1.5, 10]), "name": ["[b]gelu[/b]", ":x:"]}, headings={"x": "f(x)"}
    )
    assert text.splitlines() == [
        "f(x)  name",
        "─────────────────",
        "-1.5  [b]gelu[/b]",
        "  10  :x:",
    ]
    assert written("table") == "x  y\n────\n"


def test_a_table_has_a_bold_header_only_in_colour() -> None:
    assert "\x1b" not in written("table", FLOATS)
    coloured = written("table", FLOATS, color=True)
    assert "\x1b[1m" in coloured.splitlines()[0]
    assert re.sub(r" *\x1b\[\d*m *", "", coloured.splitlines()[0]).split() == ["xy"]
    assert "\x1b" not in coloured.splitlines()[2]


FORMULA = "where(x > 0, x, alpha*expm1(x)) + 0.5*x*(1 + erf(x/sqrt(2))) - normcdf(x)*normpdf(x)"


def test_a_wide_table_wraps_its_texts_and_never_a_number() -> None:
    value = -2.2250738585072014e-308
    lines = written("table", {"name": ["elu"], "formula": [FORMULA], "y": [value]}).splitlines()
    assert max(map(len, lines)) <= 60
    assert len(lines) > 4
    assert lines[2].endswith("  -2.2250738585072014e-308")
    assert "…" not in "".join(lines)
    wrapped = [line.replace("-2.2250738585072014e-308", "").removeprefix("elu") for line in lines[2:]]
    assert " ".join(" ".join(wrapped).split()) == FORMULA


@given(
    st.integers(1, 200),
    hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 9))),
    st.booleans(),
)
@example(5, np.full((2, 9), -2.2250738585072014e-308), False)
def test_no_width_breaks_a_number(width: int, values: np.ndarray, vectors: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        block = {"y": values} if vectors else {f"y{i}": column for i, column in enumerate(values.T)}
        words = written("table", block).replace(",", "").split()
    assert {text for row in values for text in shortest_all(row)} <= set(words)


def test_a_long_word_is_broken_and_never_cut() -> None:
    word = "".join(f"f{i}(" for i in range(100))
    lines = written("table", {"y": [word]}).splitlines()
    assert max(map(len, lines)) <= 60
    assert "".join(lines[2:]) == word


def test_a_wide_terminal_is_used_in_colour_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    for color in (True, False):
        assert written("table", {"y": [FORMULA]}, color=color).splitlines()[2] == FORMULA


def test_rows_that_cannot_fit_become_lists_of_their_fields() -> None:
    block = {name: np.array([1 / 3, 2.0]) for name in ("x", "f(x)", "dy", "d2y")}
    lines = written("table", block).splitlines()
    assert lines[0].split() == ["field", "value"]
    assert [line.split() for line in lines[2:7]] == [
        ["x", "0.3333333333333333"],
        ["f(x)", "0.3333333333333333"],
        ["dy", "0.3333333333333333"],
        ["d2y", "0.3333333333333333"],
        [],
    ]
    assert lines[7].split() == ["x", "2"]


def test_a_table_that_is_too_wide_has_a_line_for_each_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    text = written("table", MIXED, headings={"y": "f(0)"})
    assert [line.split(maxsplit=1) for line in text.splitlines()[2:7]] == [
        ["name", "gelu"],
        ["aliases", "x, y"],
        ["f(0)", "0.3333333333333333"],
        ["smooth", "true"],
        [],
    ]


def test_a_long_table_has_one_header() -> None:
    lines = written("table", {"x": np.arange(1200.0)}, {"x": np.arange(1200.0, 1300.0)}).splitlines()
    assert lines[0].strip() == "x"
    assert list(map(float, lines[2:])) == list(range(1300))
    assert {len(line) for line in lines[2:]} == {4}


# Files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with open_output(path) as stream, make_writer("csv", stream, columns=["x", "y"], answer="y") as writer:
        writer.write(FLOATS)
        assert not path.exists()
    assert path.read_text() == written("csv", FLOATS)
    write_bytes(path, b"\x89PNG")
    assert path.read_bytes() == b"\x89PNG"
    assert names(tmp_path) == ["x.csv"]


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt, BrokenPipeError])
def test_a_failure_leaves_the_old_file_or_none(tmp_path: Path, error: type[BaseException]) -> None:
    def fail(path: Path) -> None:
        with open_output(path) as stream:
            stream.write(b"half of it")
            stream.flush()
            raise error

    (tmp_path / "old").write_bytes(b"old")
    for name in ("old", "new"):
        with pytest.raises(error):
            fail(tmp_path / name)
    assert names(tmp_path) == ["old"]
    assert (tmp_path / "old").read_bytes() == b"old"


def test_a_disk_that_fills_leaves_the_old_file(tmp_path: Path) -> None:
    def fill(path: Path) -> None:
        with open_output(path) as stream:
            os.dup2(os.open(FULL, os.O_WRONLY), stream.fileno())
            stream.write(b"too much")

    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(OutputError) as caught:
        fill(path)
    assert str(caught.value) == f"cannot write {str(path)!r}: no space left on device"
    assert names(tmp_path) == ["x"]
    assert path.read_bytes() == b"old"


def test_a_new_file_has_the_mode_the_umask_gives_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_bytes(tmp_path / "new", b"")
        (tmp_path / "old").touch()
        (tmp_path / "old").chmod(0o604)
        write_bytes(tmp_path / "old", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o604


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("there", "not-yet"):
        (tmp_path / name).symlink_to(f"folder/{name}")
    (tmp_path / "folder" / "there").write_bytes(b"old")
    for name in ("there", "not-yet"):
        write_bytes(tmp_path / name, b"new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "folder" / name).read_bytes() == b"new"


def test_a_place_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for path, why in (
        (f"{tmp_path}/no/such/x.csv", "no such folder"),
        (f"{tmp_path}", "it is a directory"),
        (f"{tmp_path}/new/", "it is a directory"),
        (f"{tmp_path}/file/x.csv", "a part of its path is not a directory"),
        (f"{tmp_path}/loop", "too many levels of symbolic links"),
        (f"{tmp_path}/{'n' * 300}", "file name too long"),
        ("/dev/full", "no space left on device"),
    ):
        with pytest.raises(OutputError) as caught:
            write_bytes(path, b"x")
        assert str(caught.value) == f"cannot write {path!r}: {why}"
    assert names(tmp_path) == ["file", "loop"]


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(OutputError, match="permission denied"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


# Standard output, as a process sees it


@pytest.fixture(params=["", "1"])
def _buffering(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", request.param)


def run(code: str, **options: Any) -> subprocess.CompletedProcess[str]:
    code = f"""
import sys
import numpy as np
from actx.io.errors import OutputError
from actx.io.output import open_output, write_bytes
from actx.io.writers import Columns, OutputFormat, writer_of
def rows(path=None, form="plain", count=3):
    with open_output(path) as stream, writer_of(OutputFormat(form))(stream, Columns(["y"], "y")) as writer:
        for _ in range(count):
            writer.write({{"y": np.arange(3.0)}})
try:
    {code}
except (OutputError, BrokenPipeError) as error:
    print(type(error).__name__, error, file=sys.stderr)
"""
    options = {"stdout": subprocess.PIPE} | options
    return subprocess.run(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, check=False, **options
    )


@pytest.mark.usefixtures("_buffering")
@pytest.mark.parametrize("path", ["None", "'-'", "'/dev/stdout'"])
def test_standard_output_is_written_in_order_and_left_open(path: str, tmp_path: Path) -> None:
    with (tmp_path / "out").open("a+") as out:
        out.write("before\n")
        out.flush()
        done = run(f"print('earlier'); rows({path}, count=1); print('after')", stdout=out)
        out.seek(0)
        assert out.read() == "before\nearlier\n0\n1\n2\nafter\n"
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("_buffering")
@pytest.mark.parametrize("path", ["None", "'/dev/full'"])
@pytest.mark.parametrize("form", ["plain", "npy"])
def test_a_full_disk_is_one_line_and_nothing_at_exit(path: str, form: str) -> None:
    with FULL.open("w") as full:
        done = run(f"rows({path}, {form!r})", stdout=full)
    name = "standard output" if path == "None" else path
    assert done.stderr == f"OutputError cannot write {name}: no space left on device\n"
    assert done.returncode == 0


@pytest.mark.usefixtures("_buffering")
def test_a_disk_that_fills_in_the_middle_of_a_write_is_not_passed_over(tmp_path: Path) -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    with (tmp_path / "out").open("w") as out:
        done = run("write_bytes(None, bytes(1500))", stdout=out, preexec_fn=limited)
    assert done.stderr == "OutputError cannot write standard output: file too large\n"


def test_a_closed_standard_output_is_one_line() -> None:
    done = run("rows()", preexec_fn=lambda: os.close(1))
    assert done.stderr == "OutputError cannot write standard output: bad file descriptor\n"
    assert done.returncode == 0


@pytest.mark.usefixtures("_buffering")
def test_a_closed_pipe_reaches_the_caller_and_makes_no_noise_at_exit() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run("rows(count=100000)", stdout=writer)
    os.close(writer)
    assert done.stderr == "BrokenPipeError [Errno 32] Broken pipe\n"
    assert done.returncode == 0


def test_a_standard_output_that_is_no_file_is_written_too(capsys: pytest.CaptureFixture[str]) -> None:
    write_bytes(None, b"figure\n")
    assert capsys.readouterr().out == "figure\n"


def test_writing_text_imports_neither_numpy_nor_rich() -> None:
    code = """
import sys
from actx.io.output import open_output
from actx.io.tokens import looks_numeric, parse_interval
from actx.io.writers import Columns, OutputFormat, writer_of
for form in ("plain", "csv", "tsv", "json", "jsonl"):
    columns = Columns(["x", "y"], "y")
    with open_output(None) as stream, writer_of(OutputFormat(form))(stream, columns) as writer:
        writer.write({"x": ["a"], "y": [1.5]})
assert looks_numeric("-3") and parse_interval("0:1")
print(sorted({"numpy", "rich", "typer", "matplotlib"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
