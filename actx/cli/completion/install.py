"""The completion scripts of the shells, and where each shell looks for them."""

from __future__ import annotations

import os
import shlex
from importlib.resources import files
from pathlib import Path

from actx.cli.completion import SHELLS
from actx.cli.status import Failure, UsageError
from actx.core.naming import suggest
from actx.io.errors import reason


def this_shell() -> str:
    """The shell that runs this process."""
    from typer._completion_shared import _get_shell_name  # looks through the processes

    shell = _get_shell_name()
    if shell is None:
        raise UsageError(f"it is not known which shell this is: name it, {' or '.join(SHELLS)}")
    return shell


def script(shell: str) -> str:
    """The script that teaches a shell to complete. Raises UsageError for a shell that has none."""
    if shell not in SHELLS:
        hint = suggest(shell, SHELLS) or f": choose one of {', '.join(SHELLS)}"
        raise UsageError(f"no completion for the shell '{shell}'{hint}")
    return (files("actx.cli") / "completion" / f"actx.{shell}").read_text(encoding="utf-8")


def install(shell: str) -> str:
    """Put the script where the shell finds it, once, and say where that is."""
    text = script(shell)
    path, startup = _places(shell)
    try:
        for each in filter(None, (path, startup)):
            each.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if startup is not None:
            _add_line(startup, _reads(path))
    except OSError as error:
        why = reason(error, "no such file")
        raise Failure(f"cannot install completion: {error.filename}: {why}") from None
    read = f", which {startup} reads" if startup else ""
    return f"Completion for {shell} is in {path}{read}.\nIt works in every shell that is started from now on."


def _places(shell: str) -> tuple[Path, Path | None]:
    """Where the script goes, and the file that has to read it where the shell does not do so by itself."""
    home = Path.home()

    def folder(variable: str, otherwise: Path) -> Path:
        return Path(os.environ.get(variable) or otherwise)

    match shell:
        case "bash":
            data = folder("XDG_DATA_HOME", home / ".local" / "share")
            return data / "bash-completion" / "completions" / "actx", home / ".bashrc"
        case "zsh":
            return home / ".zfunc" / "_actx", folder("ZDOTDIR", home) / ".zshrc"
        case _:
            config = folder("XDG_CONFIG_HOME", home / ".config")
            return config / "fish" / "completions" / "actx.fish", None


def _reads(path: Path) -> str:
    """The line of a start-up file that reads the script, in silence if it is gone."""
    quoted = shlex.quote(str(path))
    return f"if [ -r {quoted} ]; then source {quoted}; fi  # completion of actx"


def _add_line(path: Path, line: str) -> None:
    """Add the line at the end of a file that may not be there, unless the file has it."""
    encoded = os.fsencode(line)
    before = path.read_bytes() if path.exists() else b""
    if encoded not in before.splitlines():
        with path.open("ab") as stream:
            stream.write(b"\n" * (before[-1:] not in (b"", b"\n")) + encoded + b"\n")
