"""What completion answers to the scripts of the shells: an offer a line, or that file names go there."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

import typer
from typer._click import Parameter
from typer._click.exceptions import ClickException
from typer._click.shell_completion import _resolve_context, _resolve_incomplete, split_arg_string
from typer.models import TyperPath

from actx.cli.completion import SHELLS
from actx.cli.status import UsageError
from actx.core.errors import ActxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer._click import Command

_FILES: Final = "<files>"
_SPECIAL: Final = re.compile(r"[^\w@%+=:,./-]")


def write_answer(command: Command) -> None:
    """Write what to offer at the end of the line that a shell's script has put into the environment.

    For zsh and fish a line is the word, a tab, and what it means. For bash it is what bash is to put in place
    of what it takes for the word: `leaky_relu:` is two to it, and a third one, which is empty, begins there.
    """
    shell = os.environ["_ACTX_COMPLETE"]
    if shell not in SHELLS:  # the script of another version
        return
    line = os.environ.get("_ACTX_COMPLETE_LINE", "")
    offers = _offers(command, line)
    if offers is None:
        typer.echo(_FILES)
    elif shell == "bash":
        for rest in _for_bash(offers, line, os.environ.get("_ACTX_COMPLETE_WORD", "")):
            typer.echo(rest)
    else:
        for value, meaning in offers.items():
            typer.echo(f"{value}\t{meaning}")


def _offers(command: Command, line: str) -> dict[str, str] | None:
    """The words that the last one of the line can become, with what they mean; None for a file's name."""
    *arguments, word = _words(line)[1:] or [""]
    try:
        context = _resolve_context(command, {}, "actx", arguments)
        sought, begun = _resolve_incomplete(context, arguments, word)
        if isinstance(sought, Parameter) and isinstance(sought.type, TyperPath):
            return None
        items = sought.shell_complete(context, begun)
    except (ActxError, UsageError, ClickException):  # what stands before is wrong: nothing can follow
        return {}
    option = word.removesuffix(begun)  # of --dtype=float
    return {f"{option}{item.value}": " ".join((item.help or "").split()) for item in items}


def _for_bash(offers: Iterable[str], line: str, word: str) -> Iterator[str]:
    """The offers from where the word of bash begins, which lacks its opening quote, but no other one."""
    is_quoted = line.removesuffix(word).endswith(("'", '"'))
    begun = word if is_quoted else _words(word)[-1]
    finished = len(_words(line)[-1]) - len(begun)
    for each in offers:
        yield each[finished:] if is_quoted else _SPECIAL.sub(r"\\\g<0>", each[finished:])


def _words(line: str) -> list[str]:
    """The words of a line, without their quotes, where the last may be empty or within a quote."""
    *words, last = split_arg_string(f"{line}_")
    return [*words, last[:-1]]
