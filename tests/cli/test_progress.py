"""Progress: on a terminal, of work of more than a second, and gone at the end."""

from __future__ import annotations

import os
import pty
import re
from contextlib import nullcontext, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Final

import pytest
from process import run, stderr_of_terminal

from actx.cli import progress
from actx.cli.options import Sink
from actx.io.screen import NO_SCREEN
from actx.io.writers import OutputFormat

ESCAPE: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
ERASE_LINE: Final = "\x1b[2K"
LONG: Final = ("deriv", "mish", "--order", "2", "--range", "0:1:4000000", "-o")  # some three seconds
PIPE: Final = Sink(OutputFormat.CSV, None, NO_SCREEN)


def _remaining(shown: str) -> str:
    """What is left on the screen in the end."""
    return ESCAPE.sub("", shown.rpartition(ERASE_LINE)[2]).strip()


@pytest.mark.thorough
def test_long_work_shows_what_is_done_the_rate_and_the_time_left(tmp_path: Path) -> None:
    shown = stderr_of_terminal(*LONG, str(tmp_path / "out.npy"), piped=True)

    assert re.search(r"[\d,]+ of 4,000,000, [\d,]+/s, 0:\d\d:\d\d left", shown)
    assert not _remaining(shown)


@pytest.mark.thorough
def test_it_is_silent_in_a_pipe_and_when_asked_to_be(tmp_path: Path) -> None:
    assert run(*LONG, str(tmp_path / "out.npy")).seen == ([], [], 0)
    assert stderr_of_terminal(*LONG, str(tmp_path / "out.npy"), "--quiet", piped=True) == ""


def test_short_work_shows_nothing() -> None:
    assert stderr_of_terminal("eval", "silu", "--range", "0:1:99", piped=True) == ""


# --- which terminal, without the wait -----------------------------------------------------------------------


def _shown(total: int | None, sink: Sink = PIPE, *, quiet: bool = False, answers_too: bool = False) -> str:
    """What a terminal shows of the progress of 3,000 inputs, where the answers may go, too."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen, os.fdopen(theirs, "w") as terminal:
        with (
            redirect_stderr(terminal),
            redirect_stdout(terminal) if answers_too else nullcontext(),
            suppress(ZeroDivisionError),
            progress.progress(total, sink, quiet=quiet) as advance,
        ):
            for _ in range(3):
                advance(1000)
            raise ZeroDivisionError  # an error finds the line erased, as the end does
        os.set_blocking(ours, False)
        return (screen.read() or b"").decode()


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("_at_once")
def test_of_a_stream_nobody_knows_the_end() -> None:
    shown = _shown(None)

    assert re.search(r"1,000 done, [\d,]+/s", shown)
    assert "left" not in shown
    assert not _remaining(shown)


@pytest.mark.usefixtures("_at_once")
def test_it_is_text_where_the_locale_has_no_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    shown = _shown(3000)

    assert "1,000 of 3,000" in shown
    assert shown.isascii()


@pytest.mark.usefixtures("_at_once")
def test_it_shows_only_where_it_can_be_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert _shown(3000) == ""


@pytest.mark.usefixtures("_at_once")
def test_it_never_stands_among_answers(tmp_path: Path) -> None:
    for sink in (PIPE, PIPE._replace(output=Path("/dev/stdout"))):
        assert _shown(3000, sink, answers_too=True) == ""  # csv comes row by row
    # A table is drawn at the end, and a file is elsewhere.
    for sink in (PIPE._replace(form=OutputFormat.TABLE), PIPE._replace(output=tmp_path / "out.csv")):
        shown = _shown(3000, sink, answers_too=True)
        assert "1,000 of 3,000" in shown
        assert not _remaining(shown)
