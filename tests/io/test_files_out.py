"""Files are written whole or not at all, and standard output in order."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from writing import FLOATS, make_writer, written

from actx.io.errors import OutputError
from actx.io.output import open_output, write_bytes

if TYPE_CHECKING:
    from conftest import Sample

FULL = Path("/dev/full")


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
def buffering(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PYTHONUNBUFFERED", request.param)
    return str(request.param)


def run(code: str, **options: Any) -> subprocess.CompletedProcess[str]:
    code = f"""
import sys
import numpy as np
from actx.io.errors import OutputError
from actx.io.output import open_output, write_bytes
from actx.io.writers import Columns, OutputFormat
def rows(path=None, form="plain", count=3):
    kind = OutputFormat[form.upper()].writer
    with open_output(path) as stream, kind(stream, Columns(["y"], "y")) as writer:
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


def test_standard_output_is_written_in_order_and_left_open(
    buffering: str, some: Sample, tmp_path: Path
) -> None:
    for path in some(("None", "'-'", "'/dev/stdout'"), 1, f"{buffering}: a place"):
        (tmp_path / "out").unlink(missing_ok=True)
        with (tmp_path / "out").open("a+") as out:
            out.write("before\n")
            out.flush()
            done = run(f"print('earlier'); rows({path}, count=1); print('after')", stdout=out)
            out.seek(0)
            assert out.read() == "before\nearlier\n0\n1\n2\nafter\n", path
        assert (done.returncode, done.stderr) == (0, ""), path


@pytest.mark.thorough
def test_a_full_disk_is_one_line_and_nothing_at_exit(buffering: str, some: Sample) -> None:
    for path, form in some(product(("None", "'/dev/full'"), ("plain", "npy")), 2, buffering):
        with FULL.open("w") as full:
            done = run(f"rows({path}, {form!r})", stdout=full)
        name = "standard output" if path == "None" else path
        assert done.stderr == f"OutputError cannot write {name}: no space left on device\n"
        assert done.returncode == 0


@pytest.mark.usefixtures("buffering")
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


@pytest.mark.usefixtures("buffering")
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
from actx.io.writers import Columns, OutputFormat
for form in ("plain", "csv", "tsv", "json", "jsonl"):
    columns = Columns(["x", "y"], "y")
    with open_output(None) as stream, OutputFormat[form.upper()].writer(stream, columns) as writer:
        writer.write({"x": ["a"], "y": [1.5]})
assert looks_numeric("-3") and parse_interval("0:1")
print(sorted({"numpy", "rich", "typer", "matplotlib"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
