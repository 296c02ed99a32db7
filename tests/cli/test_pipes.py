"""Pipes as a shell makes them: answers that come at once, early leavers, Ctrl-C, closed streams."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import TYPE_CHECKING, Final

import pytest
from process import run, shell, start

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

new_processes = pytest.mark.usefixtures("new_processes")

PATIENCE: Final = 20.0  # seconds for what takes a fraction of one on an idle machine


def _next_answer(process: subprocess.Popen[bytes], wanted: bytes) -> bytes:
    """What the running process prints until `wanted` is there."""
    assert process.stdout is not None
    got = b""
    deadline = time.monotonic() + PATIENCE
    while wanted not in got:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"waited for {wanted!r} in vain; got {got!r}"
        chunk = os.read(process.stdout.fileno(), 1 << 16)
        assert chunk, f"ended before {wanted!r}; got {got!r}"
        got += chunk
    return got


@pytest.mark.parametrize(
    ("arguments", "first", "second"),
    [
        ("eval relu -", b"0\n", b"4\n"),
        ("eval relu - --format csv", b"x,y\n-3,0\n", b"4,4\n"),
        ("deriv relu - --format jsonl", b'{"x": -3, "y": 0, "dy": 0}\n', b'{"x": 4, "y": 4, "dy": 1}\n'),
        ("eval leaky_relu:alpha=1..2:2 -", b"-3 -6\n", b"4 4\n"),
        ("eval softmax -", b"1\n", b"1\n"),
    ],
)
@new_processes
def test_a_line_is_answered_before_the_next_one_comes(arguments: str, first: bytes, second: bytes) -> None:
    with start(*arguments.split()) as process:
        assert process.stdin is not None
        for line, answer in (b"-3\n", first), (b"4\n", second):
            process.stdin.write(line)
            process.stdin.flush()
            assert _next_answer(process, answer) == answer
        _, stderr = process.communicate(timeout=PATIENCE)

    assert (stderr, process.returncode) == (b"", 0)


READERS_THAT_LEAVE: Final = [
    "actx eval relu --range 0:1:1000000",
    "actx deriv relu --range 0:1:200000 --format json",
    "seq 1000000 | actx eval relu -",
    "actx eval relu --range 0:1:200000 --format npy",
    "actx list",
    "actx info relu",
    "actx plot relu",
    "actx eval --help",
    "actx --help",
    "actx --version",
    "actx",
]


@pytest.mark.parametrize("command", READERS_THAT_LEAVE)
def test_a_reader_that_leaves_ends_it_quietly_as_it_ends_seq(
    command: str, bin_folder: Path, tmp_path: Path
) -> None:
    # The reader has left before the first byte; the status, as a shell gives it, goes to a file.
    script = f"({command}; echo $? > status) | exec true"

    outcome = shell(script, bin_folder=bin_folder, cwd=tmp_path)

    deadline = time.monotonic() + PATIENCE
    status = tmp_path / "status"
    while not (status.exists() and status.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert status.read_text() == f"{128 + signal.SIGPIPE}\n"
    assert outcome.stderr == ""


@new_processes
def test_head_gets_its_line(bin_folder: Path) -> None:
    outcome = shell("actx eval identity --range 7:8:1000000 | head -n 1", bin_folder=bin_folder)

    assert (outcome.text, outcome.stderr, outcome.status) == ("7\n", "", 0)


@new_processes
def test_the_signal_that_ends_it_is_sigpipe() -> None:
    with start("eval", "relu", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"1\n")
        process.stdin.flush()
        stderr = process.stderr.read()
        process.wait(PATIENCE)

    assert (stderr, process.returncode) == (b"", -signal.SIGPIPE)


@new_processes
def test_ctrl_c_while_it_waits_for_input() -> None:
    with start("eval", "relu", "-") as process:
        assert process.stdin is not None
        process.stdin.write(b"1\n")
        process.stdin.flush()
        _next_answer(process, b"1\n")
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=PATIENCE)

    assert (stdout, stderr, process.returncode) == (b"", b"actx: interrupted\n", 130)


@new_processes
def test_ctrl_c_while_it_computes_leaves_no_file(tmp_path: Path) -> None:
    with start("eval", "gelu", "--range", "-5:5:5000000", "-o", "big.txt", cwd=tmp_path) as process:
        deadline = time.monotonic() + PATIENCE
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.01)  # until it has begun to write
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=PATIENCE)

    assert (stdout, stderr) == (b"", b"actx: interrupted\n")
    # Python dies of the signal, which a shell calls 130 too, if it comes while a dataclass is made.
    assert process.returncode in (130, -signal.SIGINT)
    assert list(tmp_path.iterdir()) == []


@new_processes
def test_ctrl_c_in_a_json_stream_leaves_valid_json() -> None:
    with start("eval", "relu", "-", "--format", "json") as process:
        assert process.stdin is not None
        process.stdin.write(b"1\n")
        process.stdin.flush()
        shown = _next_answer(process, b"}")
        time.sleep(0.3)  # it is about to wait for the next line
        process.send_signal(signal.SIGINT)
        rest, stderr = process.communicate(timeout=PATIENCE)

    assert shown + rest == b'[\n{"x": 1, "y": 1}\n]\n'
    assert (stderr, process.returncode) == (b"actx: interrupted\n", 130)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@new_processes
def test_a_full_device_is_reported_however_python_buffers(unbuffered: str, bin_folder: Path) -> None:
    outcome = shell(
        "actx eval relu --range 0:1:100000 > /dev/full",
        bin_folder=bin_folder,
        env={"PYTHONUNBUFFERED": unbuffered},
    )

    assert outcome.stderr == "actx: cannot write standard output: no space left on device\n"
    assert outcome.status == 1


@new_processes
def test_all_streams_closed_is_no_traceback(bin_folder: Path, tmp_path: Path) -> None:
    outcome = shell("actx eval relu 1 <&- >&- 2>&-", bin_folder=bin_folder, cwd=tmp_path)

    assert (outcome.stdout, outcome.stderr, outcome.status) == (b"", "", 1)


@new_processes
def test_standard_input_is_read_only_when_asked_for() -> None:
    with start("eval", "relu", "3") as process:  # its standard input stays open, and silent
        assert _next_answer(process, b"\n") == b"3\n"
        assert process.wait(PATIENCE) == 0


@new_processes
def test_a_locale_without_unicode_is_no_reason_to_fail() -> None:
    ascii_only = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    table = run("deriv", "relu", "1", "--format", "table", env=ascii_only)
    error = run("eval", "gélu", "1", env=ascii_only)

    assert (table.status, table.stderr) == (0, "")
    assert error.status == 2
    assert error.stderr.startswith("actx: unknown activation 'g")
    assert "Traceback" not in error.stderr


@new_processes
def test_there_is_no_configuration_file(tmp_path: Path) -> None:
    for name in ("actx.toml", ".actxrc", "pyproject.toml"):
        (tmp_path / name).write_text("[tool.actx]\nformat = 'json'\n")

    outcome = run("eval", "relu", "3", cwd=tmp_path, env={"HOME": str(tmp_path)})

    assert outcome.text == "3\n"
