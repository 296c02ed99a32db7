"""Running actx as a real process: what a shell, a pipe or a terminal sees of it.

The environment is built anew, so that no setting of the person who runs the tests (NO_COLOR, COLUMNS, a
locale) changes an answer. It finds the actx that the tests import, wherever that is installed.

In the quick run `run`, `shell` and `terminal` are answered by forks of a process that has actx imported (see
`warm`), but for settings that Python reads as it starts, and for tests that use the fixture `new_processes`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import warm

import actx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ACTX: Final = (sys.executable, "-m", "actx")
SECONDS: Final = 60.0
# What a process may inherit: where things are, and the measurement of coverage.
_INHERITED: Final = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_MEASUREMENT: Final = "COV"
# Names the command that a shell's `actx` calls, where that is no new process.
_WARM_SETTING: Final = "ACTX_WARM"


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
        here = Path(warm.__file__).parent
        if self.server is None:
            self.folder = tempfile.mkdtemp(prefix="actx")
            command = [sys.executable, str(here / "serve.py"), f"{self.folder}/socket"]
            self.server = subprocess.Popen(
                command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert self.server.stdout is not None
            assert self.server.stdout.readline() == b"ready\n"
        return [sys.executable, "-I", "-S", str(here / "call.py"), f"{self.folder}/socket"]

    def stop(self) -> None:
        if self.server is not None:
            self.server.communicate()
            shutil.rmtree(self.folder)


WARM: Final = Warm()


def can_be_warm(settings: Mapping[str, str] | None) -> bool:
    """Whether a process that has started already can still follow these settings of the environment."""
    return not any(name.startswith(("PYTHON", "LANG", "LC_", "HOME")) for name in settings or {})


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
    program = (can_be_warm(env) and WARM.command()) or ACTX
    return execute([*program, *arguments], stdin=stdin, cwd=cwd, env=env, seconds=seconds)


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
    program = (can_be_warm(env) and WARM.command()) or ACTX
    with (
        os.fdopen(ours, "rb", buffering=0) as screen,
        subprocess.Popen(
            [*program, *arguments], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, env=settings
        ) as process,
    ):
        os.close(theirs)
        shown = _until_hangup(screen)
        assert process.stderr is not None
        stderr = process.stderr.read().decode()
    return Outcome(process.returncode, shown.replace(b"\r\n", b"\n"), stderr)


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
