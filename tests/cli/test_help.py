"""What actx says about itself: help whose examples run, and the version."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from judges.truth import FORMATS
from process import execute, run, shell, terminal

import actx

if TYPE_CHECKING:
    from conftest import Sample

MARKS: Final = dict.fromkeys(("find", "moments"), pytest.mark.thorough)  # whose examples take seconds
COMMANDS: Final = ("eval", "deriv", "plot", "compare", "list", "info", "find", "moments", "help")


@pytest.fixture(scope="module")
def helps() -> dict[str, list[str]]:
    """The lines of `actx COMMAND --help`, and of `actx --help` as that of no command."""
    return {command: run(*command.split(), "--help").lines for command in ("", *COMMANDS)}


def _examples(lines: list[str]) -> list[str]:
    """The commands of the paragraph that stands after the usage."""
    paragraph = lines[2 : lines.index("", 2)]
    return [line.strip() for line in paragraph]


@pytest.mark.parametrize(
    "command", ["", *(pytest.param(each, marks=MARKS.get(each, ())) for each in COMMANDS)]
)
def test_help_opens_with_examples_that_run(
    command: str, helps: dict[str, list[str]], folder: Path, bin_folder: Path, some: Sample
) -> None:
    examples = _examples(helps[command])

    assert len(examples) >= 3
    for example in examples:
        assert f"actx {command}".strip() in example
    outcome = shell("set -e\n" + "\n".join(some(examples, 1, command)), bin_folder=bin_folder, cwd=folder)
    assert outcome.status == 0
    assert outcome.stderr == ""


@pytest.mark.parametrize("command", ["", "deriv"])
def test_h_is_short_for_help(command: str, helps: dict[str, list[str]]) -> None:
    assert run(*command.split(), "-h").lines == helps[command]


def test_help_names_every_command(helps: dict[str, list[str]]) -> None:
    listed = helps[""][helps[""].index("Commands:") + 1 :]

    assert [line.split()[0] for line in listed] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal(command: str, helps: dict[str, list[str]]) -> None:
    assert max(map(len, helps[command])) <= 80


@pytest.mark.parametrize("command", ["eval", "deriv"])
def test_help_names_every_number_format(command: str, helps: dict[str, list[str]]) -> None:
    words = " ".join(helps[command]).replace(",", " ").replace(".", " ").split()

    assert set(FORMATS) <= set(words)


def test_help_says_what_a_number_can_be_once(helps: dict[str, list[str]]) -> None:
    def said(command: str, option: str) -> str:
        text = " ".join(" ".join(helps[command]).split())
        return text[text.index(f"{option} ") :].partition(" -")[0]

    assert said("deriv", "--order N") == "--order N The order of the derivative. [default: 1; 1 to 10]"
    assert said("moments", "--digits N").endswith("significant decimal digits. [1 to 100]")
    for lines in helps.values():
        assert "<=" not in "".join(lines)


def test_actx_alone_prints_its_help(helps: dict[str, list[str]]) -> None:
    outcome = run()

    assert (outcome.lines, outcome.stderr, outcome.status) == (helps[""], "", 0)


@pytest.mark.parametrize("asked", ["--version", "-V", "version"])
def test_the_version_is_that_of_the_package(asked: str) -> None:
    outcome = run(asked)

    assert (outcome.text, outcome.status) == (f"actx {actx.__version__}\n", 0)


def test_help_of_a_command_is_what_its_option_prints(helps: dict[str, list[str]]) -> None:
    assert run("help", "deriv").lines == helps["deriv"]


def test_a_topic_longer_than_the_screen_goes_through_the_pager_and_in_a_pipe_none_does() -> None:
    pager = {"PAGER": "head -n 1"}
    shown = terminal("help", "inputs", env=pager).stdout.decode().splitlines()
    assert shown == ["What can be given as X, and read from files and pipes."]
    assert len(terminal("help", "inputs", "--no-pager", env=pager).stdout.splitlines()) > 24
    assert len(run("help", "inputs", env=pager).lines) > 24
    assert len(terminal("help", "exit", env=pager).stdout.splitlines()) > 1


def test_the_console_script_is_the_module() -> None:
    script = Path(sys.executable).with_name("actx")
    if not script.exists():
        pytest.skip("actx is not installed beside this Python")

    outcome = execute([str(script), "eval", "relu", "-3", "3"])

    assert (outcome.text, outcome.stderr, outcome.status) == ("0\n3\n", "", 0)


def test_help_is_as_narrow_as_the_screen_but_for_what_is_to_be_pasted() -> None:
    for command in (("--help",), ("help",), *((name, "--help") for name in COMMANDS)):
        lines = run(*command, env={"COLUMNS": "40"}).lines
        assert [line for line in lines if len(line) > 40 and "actx" not in line and "<" not in line] == []
