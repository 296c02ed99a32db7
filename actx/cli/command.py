"""The command classes: numbers are arguments, even negative ones, and a command is imported when it is run.

Click takes every token that starts with a dash for an option. Here one that reads as a number goes to the
positional arguments, wherever it stands among the options; `--foo` and `-q` stay errors.
"""

from __future__ import annotations

import re
import shlex
import shutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from actx.cli.status import ClosedPipe, Interrupted, UsageError
from actx.core.naming import suggest
from actx.io.tokens import looks_numeric

if TYPE_CHECKING:
    from typer._click import Context

# In the order of a first visit. The module of a command has its name, and its function is `command`.
COMMANDS: Final = {
    "eval": "The values of an activation.",
    "deriv": "The derivatives as a table of x, f(x), f'(x).",
    "plot": "Function and derivative curves to a PNG, SVG or PDF, or as text.",
    "compare": "Activations side by side, and how far apart they are.",
    "list": "The catalog.",
    "info": "Everything about one activation.",
    "find": "Which activation a formula is, or is nearest to.",
    "moments": "What an activation does to normal inputs.",
    "help": "The reference, topic by topic.",
}
# An x that stands alone, before any =value.
_FORMULA_LIKE: Final = re.compile(r"^-(?!-)[^=]*(?<![\w.])x(?!\w)")
# What may be a constant, as -1/3, -pi/2, -(1+e) and -sqrt(2), and no option, as -o and -pk=1.
_CONSTANT_LIKE: Final = re.compile(r"^-[-+(]*(?:[\d.]|(?:pi|e|inf)(?!\w)|[a-z]\w*\()")
HELP_OPTIONS: Final = {"help_option_names": ["-h", "--help"]}
_WIDEST: Final = 80  # columns of help
_NARROWEST: Final = 10  # of help: with less, Click has no room for its indents


def _meant(name: str) -> str:
    """The end of the message about an unknown command: what was meant."""
    from actx.core.errors import ActxError  # for start-up time: only a mistake needs these
    from actx.core.names.spec import meaning

    try:
        meaning(name)
    except ActxError:
        return suggest(name, COMMANDS) or ": see actx --help"
    return f": did you mean actx eval {shlex.quote(name)}, or actx info {shlex.quote(name)}?"


def _is_negative_constant(argument: str) -> bool:
    if not _CONSTANT_LIKE.match(argument):
        return False
    from actx.cli.numbers import is_constant  # for start-up time: few arguments need the parser

    return is_constant(argument)


def _write_options(command: Any, ctx: Context, formatter: Any) -> None:
    """Arguments, options, and those options that have a heading of their own."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        heading = "Arguments" if param.param_type_name == "argument" else "Options"
        if (record := param.get_help_record(ctx)) is not None:
            groups.setdefault(getattr(param, "rich_help_panel", None) or heading, []).append(record)
    for heading, records in groups.items():
        with formatter.section(heading):
            formatter.write_dl(records, col_max=min(30, formatter.width // 3))


class NumericCommand(TyperCommand):
    """A command whose arguments may be negative numbers."""

    def make_parser(self, ctx: Context) -> Any:
        parser = super().make_parser(ctx)
        process_option = parser._process_opts  # noqa: SLF001 - the seam that Click leaves

        def process(argument: str, state: Any) -> None:
            if looks_numeric(argument) or _is_negative_constant(argument):
                state.largs.append(argument)
            elif argument[1:2].isdigit() or argument[1:2] == ".":
                raise UsageError(f"'{argument}' is not a number")
            elif _FORMULA_LIKE.search(argument):
                raise UsageError(f"no option '{argument}': a formula that starts with '-' goes after --")
            else:
                process_option(argument, state)

        parser._process_opts = process  # type: ignore[assignment, method-assign]  # noqa: SLF001
        return parser

    def format_options(self, ctx: Context, formatter: Any) -> None:
        _write_options(self, ctx, formatter)


class Commands(TyperGroup):
    """The commands of COMMANDS, each imported when it is asked for: the others' imports take time."""

    def invoke(self, ctx: Context) -> Any:
        # Typer would turn both into bare exit statuses of its own.
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ClosedPipe from None
        except KeyboardInterrupt:
            raise Interrupted from None

    def make_context(self, *args: Any, **kwargs: Any) -> Context:
        # By itself Click's help is at least 50 columns wide, which is more than some screens are.
        width = max(min(shutil.get_terminal_size().columns, _WIDEST) - 2, _NARROWEST)
        # `--help` and `--version` are answered here, before anything is invoked.
        try:
            return super().make_context(*args, terminal_width=width, **kwargs)
        except BrokenPipeError:
            raise ClosedPipe from None
        except KeyboardInterrupt:
            raise Interrupted from None

    def format_options(self, ctx: Context, formatter: Any) -> None:
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            raise UsageError(f"no command '{cmd_name}'{_meant(cmd_name)}")
        function = import_module(f"actx.cli.commands.{cmd_name}").command
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=HELP_OPTIONS)
        alone.command(cmd_name, cls=NumericCommand, short_help=COMMANDS[cmd_name])(function)
        return get_command(alone)
