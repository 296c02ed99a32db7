"""A text on the screen: through the pager where it is longer than that."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from actx.io.output import write_bytes

# As git calls it: quit if it fits, keep colours, leave the text on the screen.
_PAGER = "less -FRX"


def show(text: str, *, paged: bool = True) -> None:
    """Write a text to standard output, through PAGER or less if that is a terminal which it does not fit."""
    pager = shlex.split(os.environ.get("PAGER", _PAGER)) if paged and _is_too_long(text) else []
    if pager and shutil.which(pager[0]):
        # What has been read enough is no error, nor is a pager that is left early.
        subprocess.run(pager, input=text.encode(errors="backslashreplace"), check=False)  # noqa: S603
    else:
        write_bytes(None, text.encode(errors="backslashreplace"))


def _is_too_long(text: str) -> bool:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return terminal and text.count("\n") >= shutil.get_terminal_size().lines
