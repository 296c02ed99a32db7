"""What a terminal gets and a pipe does not: tables, colour, and room for every digit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from process import run, terminal

from actx.core.names.lookup import names
from actx.core.names.spec import lookup

if TYPE_CHECKING:
    from pathlib import Path

COLOUR: Final = re.compile(rb"\x1b\[[0-9;]*m")


def test_a_terminal_gets_a_table_and_a_pipe_the_values() -> None:
    on_terminal = terminal("eval", "relu", "-3", "3")
    in_pipe = run("eval", "relu", "-3", "3")

    shown = COLOUR.sub(b"", on_terminal.stdout).decode()
    assert shown == " x  f(x)\n────────\n-3     0\n 3     3\n"
    assert (on_terminal.stderr, on_terminal.status) == ("", 0)
    assert in_pipe.text == "0\n3\n"


@pytest.mark.parametrize("command", ["deriv relu 1", "compare relu gelu"])
def test_every_answer_of_rows_is_a_table_on_a_terminal(command: str) -> None:
    outcome = terminal(*command.split())

    header, rule, *rows = COLOUR.sub(b"", outcome.stdout).decode().splitlines()
    assert set(rule) == {"─"}
    assert len(header) <= len(rule) <= 80
    assert rows
    assert max(map(len, rows)) <= 80
    assert (outcome.stderr, outcome.status) == ("", 0)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_catalog_is_a_line_an_activation_under_the_headings_of_families(columns: int) -> None:
    outcome = terminal("list", "--no-pager", columns=columns)

    lines = COLOUR.sub(b"", outcome.stdout).decode().splitlines()
    assert max(map(len, lines)) <= columns
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(names())
    headings = [line.partition(":")[0] for line in lines if line and not line.startswith("  ")]
    assert headings == list(dict.fromkeys(lookup(name).family for name in names()))
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_what_has_the_word_in_its_name_comes_first_and_an_alias_is_shown() -> None:
    shown = terminal("list", "sign").stdout
    names_shown = [line.split()[0] for line in COLOUR.sub(b"", shown).splitlines()]
    assert names_shown[0] == b"soft_root_sign"
    assert names_shown.index(b"bipolar_step") < names_shown.index(b"symlog")
    assert b"bipolar_step (binary_sign)" in shown
    assert b"  \x1b[1msoftsign\x1b[0m " in shown
    assert run("list", "gelu", "--format", "plain").lines[0] == "gelu"
    assert run("list", "silu", "--format", "plain").lines[0] == "silu"


def test_the_names_of_a_list_have_the_width_of_the_longest_with_its_alias() -> None:
    lines = terminal("list", "relu", "--framework", "flax", env={"NO_COLOR": "1"}).lines
    assert any(line.startswith("  softplus (soft_relu)  flax.") for line in lines)
    assert {line.index("flax.") for line in lines} == {24}


def test_a_jacobian_goes_on_below_where_it_is_too_wide() -> None:
    def rows(columns: int) -> list[list[str]]:
        lines = terminal("deriv", "softmax", "1", "2", "3", columns=columns, env={"NO_COLOR": "1"}).lines
        return [line.split() for line in lines if "──" not in line]

    whole, parts = rows(120), rows(80)
    assert [len(row) for row in whole] == [6] * 4
    assert [len(row) for row in parts] == [5] * 4 + [0] + [2] * 4
    assert [above + below[1:] for above, below in zip(parts[:4], parts[5:], strict=True)] == whole
    assert all(len(row) in (0, 2, 3) for row in rows(40))


def test_a_file_is_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "values"

    outcome = terminal("eval", "relu", "-3", "3", "-o", str(path))

    assert outcome.stdout == b""
    assert path.read_text() == "0\n3\n"


@pytest.mark.parametrize(
    ("options", "settings", "colored"),
    [
        ("", {}, True),
        ("", {"NO_COLOR": "1"}, False),
        ("", {"NO_COLOR": ""}, True),
        ("", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("--color never", {}, False),
        ("--color never", {"FORCE_COLOR": "1"}, False),
        ("--color always", {"NO_COLOR": "1"}, True),
        ("--format csv --color always", {}, False),
    ],
)
def test_colour_on_a_terminal(options: str, settings: dict[str, str], colored: bool) -> None:
    outcome = terminal("eval", "relu", "-3", "3", *options.split(), env=settings)

    assert (b"\x1b" in outcome.stdout) == colored
    assert outcome.status == 0


@pytest.mark.parametrize(
    ("options", "settings", "colored"),
    [
        ("--format table", {}, False),
        ("--format table", {"FORCE_COLOR": "1"}, True),
        ("--format table", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("--format table --color always", {}, True),
        ("", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe(options: str, settings: dict[str, str], colored: bool) -> None:
    outcome = run("eval", "relu", "-3", "3", *options.split(), env=settings)

    assert (b"\x1b" in outcome.stdout) == colored
    assert outcome.status == 0


def test_colour_changes_no_character_of_a_table() -> None:
    command = ("deriv", "gelu", "-10", "0.3", "--format", "table", "--color")

    plain, colored = run(*command, "never"), run(*command, "always")

    bare = COLOUR.sub(b"", colored.stdout).decode()
    assert [line.rstrip() for line in bare.splitlines()] == plain.lines


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("deriv gelu -10 1e-300 0.3", 40),
        ("deriv gelu -10 1e-300 0.3", 20),
        ("compare gelu exponential --full", 40),
        ("deriv softmax 1 2.5", 40),
    ],
)
def test_no_digit_is_cut_off_however_narrow_the_terminal(command: str, columns: int) -> None:
    narrow = terminal(*command.split(), columns=columns, env={"NO_COLOR": "1"})
    whole = run(*command.split())

    numbers = re.findall(r"-?\d\.\d{6,}(?:e-?\d+)?", whole.text)
    assert len(numbers) >= 2
    for number in numbers:
        assert number in narrow.text
    assert "…" not in narrow.text


def test_errors_on_a_terminal_are_one_line_without_colour() -> None:
    outcome = terminal("eval", "gleu", "1")

    assert outcome.stdout == b""
    assert outcome.stderr == "actx: unknown activation 'gleu': did you mean gelu? see 'actx list'\n"
    assert outcome.status == 2


def test_help_on_a_narrow_terminal_is_still_help() -> None:
    outcome = terminal("eval", "--help", columns=40)

    assert b"actx eval relu -3 3" in outcome.stdout
    assert (outcome.stderr, outcome.status) == ("", 0)
