"""Transcripts of shell sessions, as data: each command with what it printed and how it ended.

    # a heading
    $ actx eval relu -3 3
    0
    3
    $ actx eval gleu 1
    ! actx: unknown activation 'gleu': did you mean gelu? see 'actx list'
    ? 2

`$ ` starts a command, which a shell runs; the lines after it are its exact standard output, those with `! `
its standard error, and `? ` is its exit status where that is not 0. A line of standard output may start with
none of these marks. A heading belongs to the commands below it, and a blank line stands before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from places import DATA


@dataclass
class Entry:
    """One command and what is expected of it."""

    heading: str
    command: str
    stdout: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)
    status: int = 0

    def __str__(self) -> str:
        return self.command

    @property
    def expected(self) -> tuple[list[str], list[str], int]:
        """Lines of standard output, of standard error, and the status, as `process.Outcome.seen` has them."""
        return self.stdout, self.stderr, self.status


def read(name: str) -> list[Entry]:
    """The entries of a transcript in tests/data."""
    return parse((DATA / name).read_text())


def parse(text: str) -> list[Entry]:
    """The entries of a transcript."""
    entries: list[Entry] = []
    heading = ""
    for line in text.splitlines():
        mark, rest = line[:2], line[2:]
        if mark == "# ":
            heading = rest
            if entries and entries[-1].stdout[-1:] == [""]:
                entries[-1].stdout.pop()
        elif mark == "$ ":
            entries.append(Entry(heading, rest))
        elif not entries:
            assert not line, f"before the first command: {line!r}"
        elif mark == "! ":
            entries[-1].stderr.append(rest)
        elif mark == "? ":
            entries[-1].status = int(rest)
        else:
            entries[-1].stdout.append(line)
    return entries
