"""Notes for a person at a terminal, on stderr: no errors, and never for a program that reads the output."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from actx.core.naming import plain
from actx.io.screen import Screen, has_color

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actx.cli.specs import Resolved

_LONGEST_DEFAULT: Final = 9  # characters of a parameter's default


def note(text: str) -> None:
    """Write a note, wrapped to the terminal's width, if stderr is one."""
    if sys.stderr is None or not sys.stderr.isatty():
        return
    import textwrap

    screen = Screen.of_terminal(color=has_color(terminal=True))
    width = max(20, screen.width - 1)
    lines = textwrap.wrap(
        f"note: {text}", width, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False
    )
    with suppress(OSError):
        sys.stderr.write("".join(f"{screen.dim(line)}\n" for line in lines))
        sys.stderr.flush()


def note_meanings(resolved: Sequence[Resolved]) -> None:
    """Say what else the bare names among the SPECs mean in frameworks, if a person sees the output, too."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):
        return
    from actx.core.names.frameworks import OTHER_MEANINGS  # which nobody needs in a pipe

    told = set()
    for one in resolved:
        activation = one.activation
        others = OTHER_MEANINGS.get(activation.name)
        bare = plain(activation.name) == plain(one.meaning.spec) and not activation.overrides
        if others and bare and activation.name not in told:
            told.add(activation.name)
            defaults = ", ".join(
                f"{each.name}={each.default[:_LONGEST_DEFAULT]}" for each in activation.params
            )
            here = f"{activation.formula}{f' with {defaults}' if defaults else ''}"
            note(f"{activation.name} is {here}; {', '.join(others)}")
