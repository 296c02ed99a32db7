"""Numbers from text streams: separators, bad tokens, live pipes, vectors on lines."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actx.io import stream as streams
from actx.io.errors import InputError
from actx.io.input import read_numbers, read_vectors
from actx.io.stream import BadInput, BadLine, EmptyInput, open_input

if TYPE_CHECKING:
    from pathlib import Path


def read(text: bytes | BinaryIO) -> tuple[list[float], InputError | None]:
    """Everything that read_numbers yields, and the error that ended it."""
    values: list[float] = []
    try:
        for block in read_numbers(io.BytesIO(text) if isinstance(text, bytes) else text, "<stdin>"):
            assert block.dtype == np.float64
            assert block.size
            values.extend(block.tolist())
    except InputError as error:
        return values, error
    return values, None


@pytest.mark.parametrize(
    "text",
    [
        b"1 2 3",
        b"1\n2\n3\n",
        b"1\r\n2\r\n3\r\n",
        b"\n\n1\t2\n \n\x0b3",
        b"1,2,3\n",
        b"1, 2,\n3,\n",
        b"\xef\xbb\xbf1 2 3",
        b"1 0x2 3",
        b"0x1p0,2 , 3,\n",
    ],
)
def test_numbers_are_separated_by_white_space_or_commas(text: bytes) -> None:
    assert read(text) == ([1, 2, 3], None)


@given(
    st.lists(st.floats(allow_nan=False), min_size=1, max_size=50), st.sampled_from([" ", "\n", ",", "\r\n"])
)
def test_what_repr_writes_is_read_back(values: list[float], separator: str) -> None:
    assert read(separator.join(map(repr, values)).encode()) == (values, None)


@pytest.mark.parametrize(
    ("text", "line", "token", "before"),
    [
        (b"1\n2\nabc 4\n5\n", 3, "abc", [1, 2]),
        (b"1\n\n\n2 x 3", 4, "x", [1, 2]),
        (b"0x1 3x", 1, "3x", [1]),
        (b"1,,2", 1, "", [1]),
        (b"1\n2, ,3", 2, "", [1, 2]),
        (b"x", 1, "x", []),
        ("1\n٣".encode(), 2, "٣", [1]),
        (b"1 \xef\xbb\xbf2", 1, "\ufeff2", [1]),
        (b"1\n" * 2**15 + b"\xef\xbb\xbf2", 2**15 + 1, "\ufeff2", [1] * 2**15),
        (b"1\n1__0", 2, "1__0", [1]),
        (b"1\n" * 100_000 + b"2 oops", 100_001, "oops", [1] * 100_000 + [2]),
        (b"1\n" * 100_000 + b"oops\n" + b"1\n" * 100_000, 100_001, "oops", [1] * 100_000),
    ],
)
def test_a_bad_token_is_located_after_all_before_it_was_yielded(
    text: bytes, line: int, token: str, before: list[float]
) -> None:
    values, error = read(text)
    assert values == before
    assert isinstance(error, BadLine)
    assert (error.line, error.token) == (line, token)
    assert str(error) == f"<stdin>: line {line}: {token!r} is not a number"


@pytest.mark.parametrize(
    "text", [b"1\n2\0", b"1\n\0\0", b"1\n\x93NUMPY", b"1\n\xff\xfe3\0", b"1\n2\n"[:2] + b"\x80"]
)
def test_binary_data_is_one_clear_line(text: bytes) -> None:
    values, error = read(text)
    assert values == [1]
    assert isinstance(error, BadInput)
    assert str(error) == "<stdin>: line 2: binary data, not text"


@pytest.mark.parametrize("text", [b"", b"\n \n\r\n", b",\n", b"\xef\xbb\xbf"])
def test_input_without_a_number_is_an_error(text: bytes) -> None:
    values, error = read(text)
    assert values == []
    assert isinstance(error, EmptyInput)
    assert str(error) == "<stdin>: no numbers in it"
    with pytest.raises(EmptyInput):
        list(read_vectors(io.BytesIO(text), "<stdin>"))


def test_an_endless_line_is_refused_and_not_collected_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_LONGEST_LINE", 1 << 20)

    class Endless(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return b"1" * (size or 0)

    values, error = read(Endless())
    assert values == []
    assert str(error) == "<stdin>: line 1 is longer than 1 MiB"


def test_a_device_of_zeros_ends_at_once() -> None:
    with open_input("/dev/zero") as stream:
        assert str(read(stream)[1]) == "<stdin>: line 1: binary data, not text"


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(5, "Input/output error"), "input/output error"), (OSError("gone"), "gone")]
)
def test_a_read_that_fails_is_one_clear_line(error: OSError, why: str) -> None:
    class Broken(io.BytesIO):
        def read1(self, _size: int | None = -1, /) -> bytes:
            raise error

    assert str(read(Broken())[1]) == f"cannot read <stdin>: {why}"


def test_a_live_pipe_yields_its_lines_before_it_ends() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stream:
        blocks = read_numbers(stream, "pipe")
        os.write(writer, b"1 2\n3")
        assert next(blocks).tolist() == [1, 2]
        os.write(writer, b"4\n5\n")
        assert next(blocks).tolist() == [34, 5]
        os.write(writer, b"6")
        os.close(writer)
        assert next(blocks).tolist() == [6]
        assert next(blocks, None) is None


def test_numbers_cut_by_the_chunks_of_a_stream_are_whole() -> None:
    values = [i / 7 for i in range(20_000)]
    for separator in ("\n", " ", ","):
        assert read(separator.join(map(repr, values)).encode()) == (values, None)


def test_a_vector_is_a_line() -> None:
    text = b"\xef\xbb\xbf1 2 3\n\n0x1p1,5\r\n7"
    runs = [(line, vectors.tolist()) for line, vectors in read_vectors(io.BytesIO(text), "v")]
    assert runs == [(1, [[1, 2, 3]]), (3, [[2, 5]]), (4, [[7]])]


def test_vectors_of_one_length_come_together() -> None:
    text = b"1 2\n3 4\n\n5 6\n7\n8 9\n"
    runs = [(line, vectors.tolist()) for line, vectors in read_vectors(io.BytesIO(text), "v")]
    assert runs == [(1, [[1, 2], [3, 4], [5, 6]]), (5, [[7]]), (6, [[8, 9]])]


def test_a_vector_with_a_bad_token_or_a_gap_is_not_yielded() -> None:
    for bad, token in ((b"4 x 6", "x"), (b"4,,6", "")):
        vectors = read_vectors(io.BytesIO(b"1 2 3\n" + bad + b"\n7 8 9\n"), "v")
        assert next(vectors)[1].tolist() == [[1, 2, 3]]
        with pytest.raises(BadLine) as caught:
            next(vectors)
        assert (caught.value.line, caught.value.token) == (2, token)


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, why in (
        (tmp_path / "missing", "no such file"),
        (tmp_path, "it is a directory"),
        (tmp_path / "file" / "x", "a part of its path is not a directory"),
    ):
        with pytest.raises(BadInput) as caught:
            open_input(path)
        assert str(caught.value) == f"cannot read {str(path)!r}: {why}"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o000)
    with pytest.raises(BadInput, match="permission denied"):
        open_input(path)
