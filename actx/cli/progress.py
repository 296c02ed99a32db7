"""How far long work is, on the terminal of stderr: done, rate, and time left."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from datetime import timedelta
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Final

from actx.io.output import is_standard_output
from actx.io.screen import has_color, has_unicode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from actx.cli.options import Sink

_PATIENCE: Final = 1.0  # seconds without a word
_PAUSE: Final = 0.1  # seconds from one look at it to the next


@contextmanager
def progress(total: int | None, sink: Sink, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """For a `with` statement around work: a function to be told how many more inputs are done.

    After a second it shows the progress, until the statement ends; the total is None where nobody knows it.
    """
    if quiet or not _has_room(sink):
        yield lambda _: None
        return
    line = _Line(total)
    try:
        yield line.advance
    finally:
        line.erase()


def _has_room(sink: Sink) -> bool:
    """Whether there is a terminal that can erase a line, and no answers come between on it."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return False
    answers_there = is_standard_output(sink.output) and sys.stdout is not None and sys.stdout.isatty()
    return sink.writer.for_people or not answers_there  # a table is drawn at the end


class _Line:
    """The line, which begins to show when the patience is over."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._done = 0
        self._start = monotonic()
        self._next = self._start + _PATIENCE
        self._shown: Progress | None = None

    def advance(self, count: int) -> None:
        self._done += count
        now = monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE
        rate = self._done / max(now - self._start, 1e-9)
        words = f"{self._done:,} done, {rate:,.0f}/s"
        if self._total is not None:
            left = timedelta(seconds=ceil((self._total - self._done) / max(rate, 1e-9)))
            words = f"{self._done:,} of {self._total:,}, {rate:,.0f}/s, {left} left"
        with suppress(OSError):  # the terminal may be gone: the answers may not
            if self._shown is None:
                self._shown = _bar(self._total)
                self._shown.start()
            self._shown.update(self._shown.task_ids[0], completed=self._done, words=words, refresh=True)

    def erase(self) -> None:
        if self._shown is not None:
            with suppress(OSError):
                self._shown.stop()


def _bar(total: int | None) -> Progress:
    from rich.console import Console  # for start-up time: few runs take that long
    from rich.progress import BarColumn, Progress, TextColumn

    bar = [BarColumn(bar_width=20)] if total is not None and has_unicode() else []
    shown = Progress(
        *bar,
        TextColumn("{task.fields[words]}"),
        console=Console(stderr=True, no_color=not has_color(terminal=True)),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    shown.add_task("", total=total, words="")
    return shown
