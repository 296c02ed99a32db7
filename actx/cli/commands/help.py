"""`actx help`: the reference, a text for each topic."""

from __future__ import annotations

import shutil
import textwrap
from importlib.resources import files
from typing import Annotated, Final

import typer

from actx.cli import options
from actx.cli.command import COMMANDS
from actx.cli.pager import show
from actx.cli.status import UsageError
from actx.core.naming import suggest

# In the order of a first reading. The text of a topic is a file of its name in `actx/cli/help`.
TOPICS: Final = (
    "spec",
    "formulas",
    "inputs",
    "outputs",
    "figures",
    "formats",
    "numbers",
    "kinks",
    "shape",
    "gaussian",
    "frameworks",
    "scripts",
    "python",
    "exit",
    "adding",
)


def _topics() -> list[tuple[str, str]]:
    return [*((name, _first_line(name)) for name in TOPICS), *COMMANDS.items()]


Topic = Annotated[
    str | None,
    typer.Argument(
        metavar="[TOPIC]", help="A topic, or a command.", autocompletion=_topics, show_default=False
    ),
]


def command(topic: Topic = None, no_pager: options.NoPager = False) -> None:
    """\b
    actx help
    actx help inputs
    actx help deriv

    The reference, topic by topic; for a command, what its --help prints.
    """
    if topic is None:
        lines = [line for name in TOPICS for line in _beside(name, _first_line(name))]
        show(
            "\n".join(["Topics: actx help TOPIC", "", *lines, "", "Commands: actx COMMAND --help", ""]),
            paged=False,
        )
    elif topic in TOPICS:
        show(text_of(topic), paged=not no_pager)
    else:
        raise UsageError(f"no topic '{topic}'{suggest(topic, TOPICS) or ': see actx help'}")


def text_of(topic: str) -> str:
    """The text of a topic."""
    return (files("actx.cli") / "help" / f"{topic}.txt").read_text(encoding="utf-8")


def _beside(topic: str, text: str) -> list[str]:
    """What a topic is about, beside its name."""
    columns = shutil.get_terminal_size().columns
    return textwrap.wrap(text, columns, initial_indent=f"  {topic:10}  ", subsequent_indent=" " * 14)


def _first_line(topic: str) -> str:
    return text_of(topic).partition("\n")[0]
