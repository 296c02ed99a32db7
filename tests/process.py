"""Running actx as a real process: what a shell, a pipe or a terminal sees of it.

The environment is built anew, so that no setting of the person who runs the tests (NO_COLOR, COLUMNS, a
locale) changes an answer. It finds the actx that the tests import, wherever that is installed.

In the quick run `run`, `shell` and `terminal` are answered by forks of a process that has actx imported (see
`warm`), but for settings that are read at the start of a process, and for tests that use the fixture
`new_processes`. A shell is started where a script has something for it to do.
"""

from __future__ import annotations

import contextlib
import fcntl
import marshal
import os
import pty
import re
import selectors
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import warm

import actx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ACTX: Final = (sys.executable, "-m", "actx")
SECONDS: Final = 60.0
# What a process may inherit: where things are, and the measurement of coverage.
_INHERITED: Final = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_MEASUREMENT: Final = "COV"
# Names the command that a shell's `actx` calls, where that is no new process.
_WARM_SETTING: Final = "ACTX_WARM"
# What any pipe takes without a reader.
_FITS_A_PIPE: Final = 4096
_QUOTED: Final = re.compile(r"'[^']*'")
_FOR_A_SHELL: Final = re.compile(r"""[]\n"#$&()*;<>?[\\`{|}~!']""")


@dataclass
class Warm:
    """The process that has actx imported; it is started for the first command line that may ask it."""

    allowed: bool = False
    server: subprocess.Popen[bytes] | None = None
    folder: str = ""

    def command(self) -> list[str]:
        """What asks it, to be followed by arguments; nothing where command lines are new processes."""
        if not self.allowed:
            return []
        return [sys.executable, "-I", "-S", str(Path(warm.__file__).parent / "call.py"), self._address()]

    def ask(
        self, arguments: Sequence[str], streams: Sequence[int], cwd: Path | None, settings: Mapping[str, str]
    ) -> socket.socket:
        """What `call` does, from here: the streams are its own from now on, and `ended` has its status."""
        request = marshal.dumps((list(arguments), str(cwd or Path.cwd()), dict(settings)))
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(self._address())
        socket.send_fds(connection, [struct.pack("I", len(request))], streams)
        for stream in set(streams):
            os.close(stream)
        connection.sendall(request)
        return connection

    def _address(self) -> str:
        here = Path(warm.__file__).parent
        if self.server is None:
            self.folder = tempfile.mkdtemp(prefix="actx")
            command = [sys.executable, str(here / "serve.py"), f"{self.folder}/socket"]
            self.server = subprocess.Popen(
                command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert self.server.stdout is not None
            assert self.server.stdout.readline() == b"ready\n"
        return f"{self.folder}/socket"

    def stop(self) -> None:
        if self.server is not None:
            self.server.communicate()
            shutil.rmtree(self.folder)


WARM: Final = Warm()


def can_be_warm(settings: Mapping[str, str] | None) -> bool:
    """Whether a process that has started already can still follow these settings of the environment."""
    return not any(name.startswith(("PYTHON", "LANG", "LC_", "HOME", "_TYPER")) for name in settings or {})


@dataclass(frozen=True)
class Outcome:
    """What a process left behind; `status` is negative where a signal ended it."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        return self.stdout.decode()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def seen(self) -> tuple[list[str], list[str], int]:
        """The lines of standard output and of standard error, and the status."""
        return self.lines, self.stderr.splitlines(), self.status


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """A clean environment with these settings on top."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in _INHERITED or name.startswith(_MEASUREMENT)
    }
    fixed = {
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "PAGER": "cat",  # nobody presses a key
        "TERM": "xterm-256color",
        "PYTHONPATH": str(Path(actx.__file__).parents[1]),
    }
    return {**inherited, **fixed, **(settings or {})}


def run(
    *arguments: str,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """`actx ARGUMENTS`, to its end; without `stdin`, its standard input is empty."""
    if WARM.allowed and can_be_warm(env) and len(stdin or b"") <= _FITS_A_PIPE:
        return _asked(arguments, stdin or b"", cwd, environment(env), seconds)
    program = (can_be_warm(env) and WARM.command()) or ACTX
    return execute([*program, *arguments], stdin=stdin, cwd=cwd, env=env, seconds=seconds)


def _asked(
    arguments: Sequence[str], stdin: bytes, cwd: Path | None, settings: Mapping[str, str], seconds: float
) -> Outcome:
    """The answer of the process that has actx imported, by pipes of our own."""
    (theirs_in, ours_in), (out, theirs_out), (err, theirs_err) = os.pipe(), os.pipe(), os.pipe()
    os.write(ours_in, stdin)
    os.close(ours_in)
    connection = WARM.ask(arguments, (theirs_in, theirs_out, theirs_err), cwd, settings)
    chunks: dict[int, list[bytes]] = {out: [], err: []}
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for stream in chunks:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise subprocess.TimeoutExpired(list(arguments), seconds)
            for key, _ in ready:
                chunk = os.read(key.fd, 1 << 16)
                chunks[key.fd].append(chunk)
                if not chunk:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return Outcome(_ended(connection), b"".join(chunks[out]), b"".join(chunks[err]).decode())


def _ended(connection: socket.socket) -> int:
    """The status of what was asked for."""
    with connection:
        (status,) = struct.unpack("i", connection.recv(4))
    return int(status)


def _words(script: str) -> list[str]:
    """The arguments of a script that is one call of actx, with nothing for a shell to do; else none."""
    plain = script.startswith("actx ") and not _FOR_A_SHELL.search(_QUOTED.sub("", script))
    return shlex.split(script)[1:] if plain else []


def shell(
    script: str,
    *,
    bin_folder: Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """`sh -c SCRIPT`, with the programs of `bin_folder` in front of all others."""
    settings = {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", **(env or {})}
    if WARM.allowed and can_be_warm(env) and stdin is None and (words := _words(script)):
        return _asked(words, b"", cwd, environment(settings), seconds)
    if can_be_warm(env) and "&-" not in script:  # a stream that is closed cannot be handed over
        settings[_WARM_SETTING] = shlex.join(WARM.command())
    return execute(["sh", "-c", script], stdin=stdin, cwd=cwd, env=settings, seconds=seconds)


def execute(
    command: Sequence[str],
    *,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Outcome:
    """Any command, in the clean environment."""
    done = subprocess.run(
        command,
        input=stdin or b"",
        capture_output=True,
        cwd=cwd,
        env=environment(env),
        timeout=seconds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode())


@contextlib.contextmanager
def start(*arguments: str, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A running `actx ARGUMENTS` whose three streams are pipes; it does not outlive the `with` statement.

    Ctrl-C reaches it even where the tests themselves ignore it, as what a script starts with & does.
    """
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    inherited = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        process = subprocess.Popen([*ACTX, *arguments], env=environment(), **{**pipes, **how})
    finally:
        signal.signal(signal.SIGINT, inherited)
    with process:
        try:
            yield process
        finally:
            process.kill()


def terminal(*arguments: str, columns: int = 80, env: Mapping[str, str] | None = None) -> Outcome:
    """`actx ARGUMENTS` on a terminal of so many columns; line ends are those of a file again."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    settings = environment(env)
    del settings["COLUMNS"]  # the terminal says how wide it is
    err, theirs_err = os.pipe()
    status = _started(arguments, (theirs, theirs, theirs_err), settings, warm=can_be_warm(env))
    with os.fdopen(ours, "rb", buffering=0) as screen, os.fdopen(err, "rb") as errors:
        shown = _until_hangup(screen)
        stderr = errors.read().decode()
    return Outcome(status(), shown.replace(b"\r\n", b"\n"), stderr)


def stderr_of_terminal(*arguments: str, piped: bool = False) -> str:
    """What `actx ARGUMENTS` says on a terminal; its output goes to another one, or into a pipe."""
    said, theirs_err = pty.openpty()
    out, theirs_out = os.pipe() if piped else pty.openpty()
    nothing = os.open(os.devnull, os.O_RDONLY)
    status = _started(arguments, (nothing, theirs_out, theirs_err), environment(), warm=True)
    with os.fdopen(said, "rb", buffering=0) as screen, os.fdopen(out, "rb", buffering=0) as output:
        shown = _until_hangup(screen)
        _until_hangup(output)
    assert status() == 0
    return shown.replace(b"\r\n", b"\n").decode()


def _started(
    arguments: Sequence[str], streams: tuple[int, int, int], settings: Mapping[str, str], *, warm: bool
) -> Callable[[], int]:
    """Start `actx ARGUMENTS` with these streams, which are its own from now on; to call for its status."""
    if warm and WARM.allowed:
        return partial(_ended, WARM.ask(arguments, streams, None, settings))
    stdin, stdout, stderr = streams
    process = subprocess.Popen(
        [*ACTX, *arguments], stdin=stdin, stdout=stdout, stderr=stderr, env=dict(settings)
    )
    for stream in set(streams):
        os.close(stream)
    return process.wait


def install_bin_folder(folder: Path) -> Path:
    """`folder`, with an `actx` in it that runs the actx under test, and an xdg-open that opens nothing."""
    scripts = {"actx": f'exec ${{{_WARM_SETTING}:-{shlex.join(ACTX)}}} "$@"', "xdg-open": 'test -s "$1"'}
    for name, body in scripts.items():
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
    return folder


def _until_hangup(screen: Any) -> bytes:
    chunks = []
    while True:
        try:
            chunk = screen.read(1 << 16)
        except OSError:  # EIO is how Linux says that the other side has hung up
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)
