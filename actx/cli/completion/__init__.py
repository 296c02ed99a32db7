"""Completion in the shell: a script for each, which asks actx itself what to offer.

The script sets _ACTX_COMPLETE to its shell and _ACTX_COMPLETE_LINE to the command line up to the cursor.
"""

from __future__ import annotations

from typing import Final

SHELLS: Final = ("bash", "zsh", "fish")
