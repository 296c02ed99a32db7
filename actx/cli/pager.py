"""A text on the screen: through the pager where it is longer than that."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from actx.io.output import write_text

if TYPE_CHECKING:
    from pathlib import Path

# As git calls it: quit if it fits, keep colours, leave the text on the screen.
_PAGER = "less -FRX"


def show(text: str, output: Path | None = None, *, paged: bool = True) -> None:
    """Write a text to a file or standard output, through PAGER or less where it does not fit the terminal."""
    long = output is None and _is_too_long(text)
    pager = shlex.split(os.environ.get("PAGER", _PAGER)) if paged and long else []
    if pager and shutil.which(pager[0]):
        # What has been read enough is no error, nor is a pager that is left early.
        subprocess.run(pager, input=text.encode(errors="backslashreplace"), check=False)  # noqa: S603
    else:
        write_text(output, text)


def _is_too_long(text: str) -> bool:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return terminal and text.count("\n") >= shutil.get_terminal_size().lines
