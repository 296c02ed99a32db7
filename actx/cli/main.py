"""The application: its commands, and what becomes of their errors."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from typer._click.exceptions import ClickException
from typer.main import get_command

from actx import __version__
from actx.cli.command import COMMANDS, HELP_OPTIONS, Commands
from actx.cli.completion import SHELLS
from actx.cli.status import ClosedPipe, Failure, Interrupted, Status, UsageError
from actx.core.errors import ActxError, FormulaError, UndecidedError
from actx.io.errors import InputError, OutputError, is_of_package, reason
from actx.io.tokens import BadRange, NotANumber

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 500  # characters of a message
_AROUND = 60  # characters of a formula that stand on either side of the culprit

app = typer.Typer(
    cls=Commands,
    context_settings=HELP_OPTIONS,
    rich_markup_mode=None,  # plain help and one-line errors; and no rich before a table needs it
    pretty_exceptions_enable=False,
    add_completion=False,  # Typer's own would change how all of zsh completes: see actx.cli.completion
)


def _print_version(context: typer.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        typer.echo(f"actx {__version__}")
        raise typer.Exit


def _install_completion(context: typer.Context, shell: str | None) -> None:
    if shell and not context.resilient_parsing:
        from actx.cli.completion.install import install

        typer.echo(install(shell))
        raise typer.Exit


def _show_completion(context: typer.Context, shell: str | None) -> None:
    if shell and not context.resilient_parsing:
        from actx.cli.completion.install import script

        typer.echo(script(shell), nl=False)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def explore(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
    install_completion: Annotated[  # noqa: ARG001
        str | None,
        typer.Option(
            metavar="[SHELL]",
            callback=_install_completion,
            is_eager=True,
            help="Install completion for bash, zsh or fish; by default for this shell.",
            autocompletion=lambda: SHELLS,
            show_default=False,
        ),
    ] = None,
    show_completion: Annotated[  # noqa: ARG001
        str | None,
        typer.Option(
            metavar="[SHELL]",
            callback=_show_completion,
            is_eager=True,
            help="Print the script that --install-completion installs.",
            autocompletion=lambda: SHELLS,
            show_default=False,
        ),
    ] = None,
) -> None:
    """\b
    actx eval relu -3 3
    actx deriv gelu --range -3:3:7
    actx plot sigmoid --deriv
    actx compare gelu gelu_tanh
    actx info mish

    The activation-function explorer: true values, true derivatives, honest figures, of any activation that
    has a name or a formula.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; an error is one line on stderr."""
    try:
        if "_ACTX_COMPLETE" in os.environ:
            from actx.cli.completion.answer import write_answer

            write_answer(get_command(app))
            return Status.DONE
        asked = _asked_for(sys.argv[1:] if arguments is None else arguments)
        status = get_command(app).main(args=asked, prog_name="actx", standalone_mode=False)
        return int(status or Status.DONE)
    except ClosedPipe:
        _end_as_a_closed_pipe_does()
    except Interrupted:
        return _report("interrupted", Status.INTERRUPTED)
    except FormulaError as error:
        return _report(f"bad formula: {error}", Status.USAGE, pointer=_pointer(error))
    except (Failure, UndecidedError, InputError, OutputError) as error:
        return _report(str(error), Status.FAILED)
    except (ActxError, UsageError, BadRange, NotANumber) as error:
        return _report(str(error), Status.USAGE)
    except ClickException as error:
        message = error.format_message()
        return _report(message[:1].lower() + message[1:].rstrip("."), Status.USAGE)
    except OSError as error:
        why = reason(error, "no such file")
        if is_of_package(error):
            return _report(f"cannot read {error.filename}: {why}: install actx again", Status.FAILED)
        # Help, the version or a figure's path cannot be printed.
        _discard_standard_output()
        return _report(f"cannot write standard output: {why}", Status.FAILED)


def _asked_for(arguments: Sequence[str]) -> list[str]:
    """The command line, with what `version`, `help COMMAND` and completion without a shell are short for."""
    match arguments:
        case ["--install-completion" | "--show-completion" as option]:
            from actx.cli.completion.install import this_shell

            return [option, this_shell()]
        case ["version"]:
            return ["--version"]
        case ["help", name] | ["help", name, "--no-pager"] if name in COMMANDS:
            return [name, "--help"]
    return list(arguments)


def _report(message: str, status: Status, *, pointer: str = "") -> int:
    """Say it in one line, whatever the names in it hold; and end as it must where nobody can be told."""
    line = "".join(each if each.isprintable() else repr(each)[1:-1] for each in message[:_LONGEST])
    try:
        if sys.stderr is not None:  # as Python starts when it is closed
            sys.stderr.write(f"actx: {line}{'...' * (len(message) > _LONGEST)}\n{pointer}")
            sys.stderr.flush()
    except OSError:
        sys.stderr = None  # what Python would flush at exit
    return status


def _pointer(error: FormulaError) -> str:
    """The part of the formula around the culprit, and a caret below it."""
    if error.column is None:
        return ""
    start = max(0, error.column - _AROUND)
    part = error.source[start : error.column + _AROUND]
    shown = "".join(each if each.isprintable() else " " for each in part)
    return f"  {shown}\n  {' ' * (error.column - start)}^\n"


def _discard_standard_output() -> None:
    """What Python would flush at exit goes nowhere, in silence."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


def _end_as_a_closed_pipe_does() -> NoReturn:
    """Die by SIGPIPE, as seq does; without the signal, in silence."""
    _discard_standard_output()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    sys.exit(Status.DONE)
