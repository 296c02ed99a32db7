"""What the terminal can show: its width, and whether it has Unicode and colour."""

from __future__ import annotations

import os
import sys
from typing import Final, NamedTuple

_BOLD: Final = ("\x1b[1m", "\x1b[0m")
_DIM: Final = ("\x1b[2m", "\x1b[0m")
# Bright blue, red, green, magenta and cyan: each can be read on a light and on a dark ground.
_HUES: Final = tuple((f"\x1b[{code}m", "\x1b[0m") for code in (94, 31, 32, 35, 36))
# What Unicode itself does not spell in ASCII.
_SPELLED: Final = {"−": "-", "×": "*", "·": "*", "≈": "~=", "∞": "inf", "≤": "<=", "≥": ">=", "≠": "!="}


class Screen(NamedTuple):
    """The width of a terminal; whether it shows Unicode, else ASCII; whether colours; and its height."""

    width: int
    unicode: bool
    color: bool
    height: int = 24

    @classmethod
    def of_terminal(cls, *, color: bool) -> Screen:
        """The screen as wide as the terminal, or as COLUMNS says; 80 columns where neither tells."""
        import shutil  # for start-up time: without a terminal nobody asks

        size = shutil.get_terminal_size()
        return cls(size.columns, has_unicode(), color, size.lines)

    def bold(self, text: str) -> str:
        return text.join(_BOLD) if self.color else text

    def dim(self, text: str) -> str:
        return text.join(_DIM) if self.color else text

    def hued(self, text: str, number: int) -> str:
        """The text in one of a few colours, which are numbered from 0 and come again and again."""
        return text.join(_HUES[number % len(_HUES)]) if self.color else text

    def legible(self, text: str) -> str:
        """The text; where there is no Unicode, as `in_ascii` spells it."""
        return text if self.unicode or text.isascii() else in_ascii(text)

    def cut(self, text: str) -> str:
        """As much of a line as fits; what is cut shows."""
        if len(text) <= self.width:
            return text
        mark = "…" if self.unicode else "..."
        return text[: self.width - len(mark)].rstrip() + mark


def in_ascii(text: str) -> str:
    """The text in ASCII: beta for β, 10^-8 for 10⁻⁸, letters without accents, and nothing for the rest."""
    from unicodedata import decomposition, name, normalize  # for start-up time: few need it

    spelled, was_raised = "", False
    for letter in text:
        is_raised = decomposition(letter).startswith("<super>")
        spelled += "^" * (is_raised and not was_raised)
        was_raised = is_raised
        for part in normalize("NFKD", letter):
            _, greek, called = name(part, "").partition("GREEK SMALL LETTER ")
            spelled += called.lower().replace("lamda", "lambda") if greek else _SPELLED.get(part, part)
    return spelled.encode("ascii", "ignore").decode()


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
