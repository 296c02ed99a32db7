"""What the terminal can show: its width, and whether it has Unicode and colour."""

from __future__ import annotations

import os
import sys
from typing import Final, NamedTuple

_BOLD: Final = ("\x1b[1m", "\x1b[0m")
_DIM: Final = ("\x1b[2m", "\x1b[0m")


class Screen(NamedTuple):
    """Columns of a terminal; whether it shows Unicode, else ASCII; and whether bold and dim text."""

    width: int
    unicode: bool
    color: bool

    @classmethod
    def of_terminal(cls, *, color: bool) -> Screen:
        """The screen as wide as the terminal, or as COLUMNS says; 80 columns where neither tells."""
        import shutil  # for start-up time: without a terminal nobody asks

        return cls(shutil.get_terminal_size().columns, has_unicode(), color)

    def bold(self, text: str) -> str:
        return text.join(_BOLD) if self.color else text

    def dim(self, text: str) -> str:
        return text.join(_DIM) if self.color else text

    def legible(self, text: str) -> str:
        """The text; where there is no Unicode, with letters that lose their accents."""
        if self.unicode or text.isascii():
            return text
        from unicodedata import normalize

        return normalize("NFKD", text).encode("ascii", "ignore").decode()

    def cut(self, text: str) -> str:
        """As much of a line as fits; what is cut shows."""
        if len(text) <= self.width:
            return text
        mark = "…" if self.unicode else "..."
        return text[: self.width - len(mark)].rstrip() + mark


NO_SCREEN: Final = Screen(80, unicode=False, color=False)


def has_unicode() -> bool:
    """Whether the locale has Unicode; Python itself writes UTF-8 in the C locale, too, and does not tell."""
    if os.name != "posix":
        return (getattr(sys.stdout, "encoding", None) or "").lower() in ("utf-8", "utf8")
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "C")
    return locale.lower().replace("-", "").partition(".")[2].startswith("utf8")


def has_color(*, terminal: bool) -> bool:
    """Whether to use colour: NO_COLOR and FORCE_COLOR decide, then whether the terminal is there and able."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
