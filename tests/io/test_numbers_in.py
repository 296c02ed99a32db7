"""Numbers in: tokens, ranges, text streams and .npy files."""

from __future__ import annotations

import contextlib
import io
import math
import os
import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actx.io import input as numbers_input
from actx.io.errors import InputError
from actx.io.input import BadInput, BadLine, EmptyInput, open_input, read_npy, read_numbers, read_vectors
from actx.io.tokens import BadRange, NotANumber, looks_numeric, parse_interval, parse_number, parse_range

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = (
    "3 -3 +3 -.5 5. -3e-2 1E5 inf -inf +Infinity -nan NaN 1_000 -1_0.0_1e1_0 0x1.8p-3 -0X1P5 0x10 0x.8 1e999"
)
NOT_NUMBERS = [
    "",
    "-",
    "+",
    ".",
    "-3x",
    "--foo",
    "-q",
    "1__0",
    "_1",
    "1_",
    "1_.5",
    "e5",
    "1e",
    "1e+",
    "infin",
    "in",
]
NOT_NUMBERS += [
    "--3",
    "0x",
    "0x.",
    "0x1p",
    "1p5",
    "1.8p3",
    "0x1_0",
    " 3",
    "3 ",
    "3\n",
    "٣",
    "ınf",
    "1,5",
    "1e5.0",
]


def is_number_to_python(token: str) -> bool:
    """Asks Python itself: float(), or float.fromhex() where the token says that it is hexadecimal."""
    if not token.isascii() or token != token.strip():
        return False
    try:
        float.fromhex(token) if "0x" in token.lower() else float(token)
    except OverflowError:
        return True
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("token", NUMBERS.split())
def test_a_number_as_python_reads_it_or_a_hexadecimal_float_looks_numeric(token: str) -> None:
    assert looks_numeric(token)
    parse_number(token)


@pytest.mark.parametrize("token", NOT_NUMBERS)
def test_anything_else_does_not_look_numeric_and_is_quoted_by_the_error(token: str) -> None:
    assert not looks_numeric(token)
    with pytest.raises(NotANumber) as caught:
        parse_number(token)
    assert caught.value.token == token
    assert str(caught.value) == f"{token!r} is not a number"


@given(st.text("0123456789+-._eExXpPinfatyINF aA\n", max_size=8))
def test_looks_numeric_agrees_with_python_on_every_token(token: str) -> None:
    assert looks_numeric(token) == is_number_to_python(token)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("1_000", 1000.0),
        ("0x1.8p-3", 0.1875),
        ("-0X1P5", -32.0),
        ("0x10", 16.0),
        ("1e999", math.inf),
        ("-1e999", -math.inf),
        ("0x1p99999", math.inf),
        ("-0x1p99999", -math.inf),
        ("0x1p-99999", 0.0),
        ("-Infinity", -math.inf),
    ],
)
def test_a_number_is_read_and_rounded_as_ieee_754_does(token: str, value: float) -> None:
    assert parse_number(token) == value


def test_a_negative_zero_is_kept() -> None:
    assert math.copysign(1, parse_number("-0")) == -1
    assert math.copysign(1, parse_number("-0x0")) == -1


def test_a_long_or_strange_token_makes_one_short_line() -> None:
    for token in ("9" * 10_000 + "x", "a\nb", "\x1b[31m", "\udc80"):
        with pytest.raises(NotANumber) as caught:
            parse_number(token)
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 100


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("-3:3:7", [-3, -2, -1, 0, 1, 2, 3]),
        ("3:-3:3", [3, 0, -3]),
        ("0:1:11", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ("-.1:.5:7", [-0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ("2:2:3", [2, 2, 2]),
        ("2:2:1", [2]),
        ("0x1p-1:1_0:2", [0.5, 10]),
        ("1e-999999999:1:3", [0, 0.5, 1]),
        (
            "-1.7976931348623157e308:1.7976931348623157e308:3",
            [-1.7976931348623157e308, 0, 1.7976931348623157e308],
        ),
        ("0:5e-324:2", [0, 5e-324]),
    ],
)
def test_a_range_has_evenly_spaced_points_and_both_ends(text: str, points: list[float]) -> None:
    values = parse_range(text)
    assert values.dtype == np.float64
    assert values.tolist() == points


def test_a_range_from_minus_zero_keeps_the_sign() -> None:
    assert np.signbit(parse_range("-0:1:2")).tolist() == [True, False]
    assert np.signbit(parse_range("-0:0:1")).tolist() == [False]


@given(
    st.decimals(-1000, 1000, places=3).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-1000, 1000, places=3).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(2, 50),
)
@example("1e-300", "3.3333333333333333333333333", 50)
def test_every_point_of_a_range_is_the_float_nearest_to_its_exact_place(a: str, b: str, count: int) -> None:
    first, last = Fraction(a), Fraction(b)
    exact = [first + (last - first) * i / (count - 1) for i in range(count)]
    assert parse_range(f"{a}:{b}:{count}").tolist() == [float(point) for point in exact]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1:2", "expected A:B:N"),
        ("1:2:3:4", "expected A:B:N"),
        ("", "expected A:B:N"),
        ("a:2:3", "'a' is not a number"),
        ("1::3", "'' is not a number"),
        ("1:inf:3", "'inf' is not finite"),
        ("nan:1:3", "'nan' is not finite"),
        ("1:1e999:3", "'1e999' is not finite"),
        ("1:2:0", "'0' is not a count from 1 to 100000000"),
        ("1:2:-5", "'-5' is not a count"),
        ("1:2:2.5", "'2.5' is not a count"),
        ("1:2:100000001", "is not a count"),
        ("1:2:" + "9" * 5000, "is not a count"),
        ("1:2:٣", "is not a count"),
        ("1:2:1", "one point cannot be both ends"),
    ],
)
def test_a_bad_range_is_one_line_that_names_the_culprit(text: str, complaint: str) -> None:
    with pytest.raises(BadRange) as caught:
        parse_range(text)
    message = str(caught.value)
    assert message.startswith("bad range '")
    assert complaint in message
    assert message.isprintable()
    assert len(message) < 200


def test_an_interval_is_two_finite_ends_in_order() -> None:
    assert parse_interval("-5:0x1p3") == (-5.0, 8.0)
    for text, complaint in [
        ("5", "expected A:B"),
        ("1:2:3", "expected A:B"),
        ("1:1", "below"),
        ("2:1", "below"),
        ("1:nan", "'nan' is not finite"),
        ("x:1", "'x' is not a number"),
    ]:
        with pytest.raises(BadRange, match=complaint):
            parse_interval(text)


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
    monkeypatch.setattr(numbers_input, "_LONGEST_LINE", 1 << 20)

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
    runs = [(lines, vectors.tolist()) for lines, vectors in read_vectors(io.BytesIO(text), "v")]
    assert runs == [([1], [[1, 2, 3]]), ([3], [[2, 5]]), ([4], [[7]])]


def test_vectors_of_one_length_come_together() -> None:
    runs = [lines for lines, _ in read_vectors(io.BytesIO(b"1 2\n3 4\n\n5 6\n7\n8 9\n"), "v")]
    assert runs == [[1, 2, 4], [5], [6]]


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


def saved(path: Path, array: Any, **options: Any) -> Path:
    np.save(path, array, **options)
    return path


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f8", ">f4"])
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 1, 2)])
def test_floats_keep_their_format_and_shape(tmp_path: Path, dtype: Any, shape: tuple[int, ...]) -> None:
    array = np.arange(math.prod(shape), dtype=dtype).reshape(shape) + np.asarray(1 / 3, dtype)
    array = array.astype(dtype)  # NumPy computes in the machine's byte order
    found = read_npy(saved(tmp_path / "a.npy", array))
    assert found.dtype == np.dtype(dtype).newbyteorder("=")
    assert found.dtype.isnative
    assert found.shape == shape
    assert np.array_equal(found, array)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint64, ">i2", np.longdouble])
def test_other_real_numbers_are_kept_too(tmp_path: Path, dtype: Any) -> None:
    found = read_npy(saved(tmp_path / "a.npy", np.array([0, 1, 1], dtype)))
    assert found.dtype == np.dtype(dtype).newbyteorder("=")
    assert found.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("array", "complaint"),
    [
        (np.array([1j]), "it holds complex128, not real numbers"),
        (np.array(["a"]), "it holds str32, not real numbers"),
        (np.array([b"a"]), "it holds bytes8, not real numbers"),
        (np.array([(1, 2.0)], "i4,f8"), "not real numbers"),
        (np.array(["2020-01-01"], "M8[D]"), "not real numbers"),
        (np.array([1, "a", None], object), "it holds objects, not numbers"),
    ],
)
def test_an_npy_of_anything_but_real_numbers_is_refused(tmp_path: Path, array: Any, complaint: str) -> None:
    path = saved(tmp_path / "a.npy", array, allow_pickle=True)
    with pytest.raises(BadInput) as caught:
        read_npy(path)
    assert str(caught.value).startswith(f"cannot read {str(path)!r}: ")
    assert complaint in str(caught.value)


def test_an_empty_npy_array_is_empty_input(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput, match="no numbers in it"):
        read_npy(saved(tmp_path / "a.npy", np.empty((0, 3))))


def test_what_is_not_npy_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.savez(tmp_path / "zip.npz", a=np.ones(3))
    for content in (b"", b"1 2 3\n", b"\x93NUM", (tmp_path / "zip.npz").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="it is not an"):
            read_npy(path)


def test_a_truncated_npy_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npy", np.arange(3.0))
    content = path.read_bytes()
    for length in range(6, len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(BadInput, match="damaged or cut short"):
            read_npy(path)


@pytest.mark.parametrize(
    "shape", ["(10**30,)", "(1000000000000000,)", f"({10**30},)", "(-1,)", "(1.5,)", "(" * 300]
)
def test_a_hostile_npy_header_is_refused(tmp_path: Path, shape: str) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(501) + "\n"
    path = tmp_path / "a.npy"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(24))
    with pytest.raises(InputError):
        read_npy(path)


@given(st.data())
def test_a_damaged_npy_never_raises_anything_but_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = saved(tmp_path_factory.getbasetemp() / "damaged.npy", np.arange(3.0))
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(6, 80), max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with warnings.catch_warnings():  # NumPy's, of headers that need a second look
        warnings.simplefilter("ignore")
        with contextlib.suppress(InputError):
            read_npy(path)
