"""What actx says about itself: help whose examples run, the version, and completion in the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pytest
from judges.truth import FORMATS
from process import execute, run, shell

import actx

COMMANDS: Final = ("eval", "deriv", "plot", "compare", "list", "info")


@pytest.fixture(scope="module")
def helps() -> dict[str, list[str]]:
    """The lines of `actx COMMAND --help`, and of `actx --help` as that of no command."""
    return {command: run(*command.split(), "--help").lines for command in ("", *COMMANDS)}


def _examples(lines: list[str]) -> list[str]:
    """The commands of the paragraph that stands after the usage."""
    paragraph = lines[2 : lines.index("", 2)]
    return [line.strip() for line in paragraph]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_opens_with_examples_that_run(
    command: str, helps: dict[str, list[str]], folder: Path, bin_folder: Path
) -> None:
    examples = _examples(helps[command])

    assert len(examples) >= 3
    for example in examples:
        assert f"actx {command}".strip() in example
    outcome = shell("set -e\n" + "\n".join(examples), bin_folder=bin_folder, cwd=folder)
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


def test_actx_alone_prints_its_help(helps: dict[str, list[str]]) -> None:
    outcome = run()

    assert (outcome.lines, outcome.stderr, outcome.status) == (helps[""], "", 0)


def test_the_version_is_that_of_the_package() -> None:
    outcome = run("--version")

    assert (outcome.text, outcome.status) == (f"actx {actx.__version__}\n", 0)


def test_the_console_script_is_the_module() -> None:
    script = Path(sys.executable).with_name("actx")
    if not script.exists():
        pytest.skip("actx is not installed beside this Python")

    outcome = execute([str(script), "eval", "relu", "-3", "3"])

    assert (outcome.text, outcome.stderr, outcome.status) == ("0\n3\n", "", 0)


# Completion, in the protocol that Typer's scripts for the shells speak.


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ("actx ev", ["eval"]),
        ("actx ", list(COMMANDS)),
        ("actx eval gelu", ["gelu", "gelu_10", "gelu_tanh"]),
        ("actx plot relu softm", ["softmax", "softmin"]),
        ("actx compare relu_sq", ["relu_squared"]),
        ("actx info hard_s", ["hard_sigmoid", "hard_sigmoid_02", "hard_swish"]),
        ("actx deriv --ord", ["--order"]),
        ("actx eval relu -3 --form", ["--format"]),
        ("actx eval relu --format json", ["json", "jsonl"]),
        ("actx eval relu --dtype ", list(FORMATS)),
        ("actx list --family ga", ["gated"]),
    ],
)
def test_completion_offers(words: str, candidates: list[str]) -> None:
    protocol = {
        "_ACTX_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }

    outcome = run(env=protocol)

    assert sorted(outcome.lines) == sorted(candidates)
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_every_activation_can_be_completed() -> None:
    outcome = run(env={"_ACTX_COMPLETE": "complete_bash", "COMP_WORDS": "actx eval ", "COMP_CWORD": "2"})

    assert outcome.lines == actx.names()


@pytest.mark.parametrize("shell_name", ["bash", "zsh"])
def test_completion_scripts_are_printed(shell_name: str) -> None:
    # Else Typer goes by the shell that it finds itself in, which may be none it knows.
    outcome = run("--show-completion", shell_name, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})

    assert f"_ACTX_COMPLETE=complete_{shell_name}" in outcome.text
    assert (outcome.stderr, outcome.status) == ("", 0)
