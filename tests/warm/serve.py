"""`python serve.py SOCKET`: the server. It ends when its standard input does."""

from __future__ import annotations

import atexit
import gc
import marshal
import os
import runpy
import selectors
import signal
import socket
import struct
import sys
import traceback
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import actx

# What commands import in functions: for tables, for figures, for their arguments and the catalog's data.
LAZY = (
    *("rich.table", "rich.console", "matplotlib.figure", "matplotlib.backends.backend_agg"),
    *("matplotlib.backends.backend_svg", "typer._click.decorators", "typer._click._textwrap"),
    *("importlib.readers", "zipfile"),
)


def main() -> None:
    package = Path(actx.__file__).parent
    for path in package.rglob("*.py"):
        name = ".".join(("actx", *path.relative_to(package).with_suffix("").parts))
        if path.stem != "__main__":
            import_module(name.removesuffix(".__init__"))
    for name in LAZY:
        import_module(name)
    relu = [actx.activation("relu")]
    draw = partial(import_module("actx.figure.draw").figure, relu)
    import_module("actx.figure.files").rendered(draw, relu)  # finds and reads fonts
    _make_commands()
    gc.collect()
    gc.freeze()
    request = _serve(sys.argv[1])
    if request is not None:  # in a fork
        arguments, folder, environment = request
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["actx", *arguments]
        os._exit(_ended())


def _make_commands() -> None:
    """Typer makes the commands of their functions once, as it does in a process of one command line."""
    program: Any = import_module("actx.cli.main")
    command = import_module("actx.cli.command")
    made = program.get_command(program.app)
    program.get_command = lambda _: made
    commands, make = {}, command.Commands.get_command
    for name in command.COMMANDS:
        commands[name] = make(made, None, name)
    command.Commands.get_command = lambda group, context, name: (
        commands[name] if name in commands else make(group, context, name)
    )


def _ended() -> int:
    """Run actx, and end as Python does, but for taking down what was imported: most of a fork's time."""
    try:
        runpy.run_module("actx", run_name="__main__")
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001  (the traceback is for the test to find)
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()  # the measurement of coverage
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            status = 120
    return status


def _serve(path: str) -> tuple[list[str], str, dict[str, str]] | None:
    """Fork for each request, which is returned in the fork; None in the server, at its end."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    for source in (listener, ended, 0):
        selector.register(source, selectors.EVENT_READ)
    waiting: dict[int, socket.socket] = {}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        sources = {key.fileobj for key, _ in selector.select()}
        if ended in sources:
            os.read(ended, 4096)
            _report(waiting)
        if listener in sources:
            connection, _ = listener.accept()
            child = os.fork()
            if not child:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return _received(connection)
            waiting[child] = connection
        if 0 in sources and not os.read(0, 1):
            return None


def _report(waiting: dict[int, socket.socket]) -> None:
    """Send the statuses of the forks that have ended."""
    while waiting:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        connection = waiting.pop(child)
        connection.send(struct.pack("i", os.waitstatus_to_exitcode(status)))
        connection.close()


def _received(connection: socket.socket) -> tuple[list[str], str, dict[str, str]]:
    """A request; its streams become those of this process."""
    header, streams, _, _ = socket.recv_fds(connection, 4, 3)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    (length,) = struct.unpack("I", header)
    text = b""
    while len(text) < length:
        text += connection.recv(length - len(text))
    connection.close()
    arguments, folder, environment = marshal.loads(text)  # noqa: S302  (our own client's)
    return arguments, folder, environment


if __name__ == "__main__":
    main()
