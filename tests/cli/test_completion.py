"""Completion: what actx answers to the scripts of the shells, and Tab pressed in each of them."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
from process import environment, execute, run

import actx
from actx.cli.command import COMMANDS
from actx.cli.commands.help import TOPICS
from actx.cli.completion import SHELLS
from actx.core.catalog.record import FAMILIES
from actx.core.names.frameworks import FRAMEWORKS, WITH_SLOPES
from actx.core.names.spec import meaning
from actx.core.rounding.formats import FORMATS
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from process import Outcome


def _asked(shell: str, line: str, word: str = "") -> Outcome:
    """What actx answers to a shell's script; `word` is what bash takes for the word."""
    protocol = {"_ACTX_COMPLETE": shell, "_ACTX_COMPLETE_LINE": line, "_ACTX_COMPLETE_WORD": word}
    outcome = run(env=protocol)
    assert (outcome.stderr, outcome.status) == ("", 0)
    return outcome


def _offered(line: str) -> dict[str, str]:
    """The words, and what they mean."""
    answers = {shell: _asked(shell, line).lines for shell in ("zsh", "fish")}
    assert answers["zsh"] == answers["fish"]
    return dict(each.split("\t") for each in answers["fish"])


OFFERS: Final = {
    "actx ev": ["eval"],
    "actx ": list(COMMANDS),
    "actx eval gelu": ["gelu", "gelu_10", "gelu_tanh"],
    "actx plot relu softm": ["softmax", "softmin"],
    "actx compare relu_sq": ["relu_squared"],
    "actx info hard_s": ["hard_sigmoid", "hard_sigmoid_02", "hard_swish"],
    "actx eval to": ["torch."],
    "actx eval torch.ge": ["torch.gelu"],
    "actx eval pytorch.nn.GE": ["pytorch.nn.GELU"],
    "actx info hf.gelu_n": ["hf.gelu_new"],
    "actx eval leaky_relu:": ["leaky_relu:alpha="],
    "actx eval selu:sc": ["selu:scale="],
    "actx eval selu:alpha=2,": ["selu:alpha=2,scale="],
    "actx eval selu:alpha=2": [],
    "actx eval selu:alpha=0.1..1:5:log,": ["selu:alpha=0.1..1:5:log,scale="],
    "actx eval 'selu:alpha=1|2,": ["selu:alpha=1|2,scale="],
    "actx plot 'elu:alpha=1|2' -p ": ["alpha="],
    "actx eval torch.gelu:": ["torch.gelu:approximate=none", "torch.gelu:approximate=tanh"],
    "actx eval torch.leaky_relu:": ["torch.leaky_relu:negative_slope="],
    "actx eval nothing:": [],
    "actx eval relu ": [],
    "actx eval relu -3 --form": ["--format"],
    "actx deriv --ord": ["--order"],
    "actx eval swish -p ": ["beta="],
    "actx eval swish 1 -2 --param ": ["beta="],
    "actx compare elu:alpha=2 selu -p ": ["alpha=", "scale="],
    "actx eval 'x*sigmoid(b*x)' -p ": ["b="],
    "actx eval gleu -p ": [],
    "actx deriv relu --convention ": list(WITH_SLOPES),
    "actx find hard_s": ["hard_sigmoid", "hard_sigmoid_02", "hard_swish"],
    "actx compare relu --columns conv": ["convex"],
    "actx compare relu --columns convex,par": ["convex,parity"],
    "actx compare relu --sort lip": ["lipschitz"],
    "actx compare relu --sort lipschitz:": ["lipschitz:desc"],
    "actx compare --family shri": ["shrinkage"],
    "actx eval relu --dtype ": list(FORMATS),
    "actx eval relu --dtype=bf": ["--dtype=bfloat16"],
    "actx eval relu --format ": [form.value for form in OutputFormat],
    "actx eval relu -f json": ["json", "jsonl"],
    "actx list --family ": list(FAMILIES),
    "actx list --family 'exponential l": ["exponential linear"],
    "actx list --framework ": list(FRAMEWORKS),
    "actx help ": [*TOPICS, *COMMANDS],
    "actx --install-completion ": list(SHELLS),
    "actx --version ": list(COMMANDS),  # which is not printed among them
    "actx nothing ": [],
    "actx eval relu -1.2.3 --form": [],
    "actx eval 'sin(": [],
    "": list(COMMANDS),
}


@pytest.mark.parametrize("line", OFFERS)
def test_what_is_offered(line: str) -> None:
    assert sorted(_offered(line)) == sorted(OFFERS[line])


def test_each_offer_says_what_it_means() -> None:
    assert _offered("actx d") == {"deriv": "The derivatives as a table of x, f(x), f'(x)."}
    assert _offered("actx eval relu6") == {"relu6": "clip(x, 0, 6)"}
    assert _offered("actx eval prelu:") == {"prelu:alpha=": "(-inf, inf), by default 0.25"}
    assert _offered("actx eval tf.nn.leaky_r") == {"tf.nn.leaky_relu": "leaky_relu:alpha=0.2"}
    assert _offered("actx deriv relu --convention j") == {"jax": "JAX"}
    assert _offered("actx help ex") == {"exit": "Exit statuses."}


def test_every_activation_is_offered() -> None:
    assert list(_offered("actx eval ")) == actx.names()


def test_what_is_offered_of_a_framework_is_a_spec() -> None:
    for name in FRAMEWORKS:
        offers = _offered(f"actx eval {name}.")
        assert offers
        for spec in offers:
            assert meaning(spec).spelling


@pytest.mark.parametrize(
    "line", ["actx eval relu -i ", "actx list -o a", "actx plot x --output=", "actx compare --plot "]
)
def test_file_names_are_left_to_the_shell(line: str) -> None:
    for shell in SHELLS:
        assert _asked(shell, line).lines == ["<files>"]


# bash breaks words at a colon and an equals sign, and after a quote.
@pytest.mark.parametrize(
    ("line", "word", "rests"),
    [
        ("actx eval leak", "leak", ["leaky_relu"]),
        ("actx eval leaky_relu:", "", ["alpha="]),
        ("actx eval leaky_relu:", "leaky_relu:", ["leaky_relu:alpha="]),  # where it does not
        ("actx eval 'leaky_relu:", "leaky_relu:", ["leaky_relu:alpha="]),
        ("actx eval relu --dtype=bf", "bf", ["bfloat16"]),
        (r"actx list --family exponential\ l", r"exponential\ l", [r"exponential\ linear"]),
        ('actx list --family "exponential l', "exponential l", ["exponential linear"]),
    ],
)
def test_bash_is_given_what_it_takes_for_the_word(line: str, word: str, rests: list[str]) -> None:
    assert _asked("bash", line, word).lines == rests


def test_the_script_of_another_version_is_told_nothing() -> None:
    assert _asked("complete_zsh", "actx ").text == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_is_printed(shell: str) -> None:
    outcome = run("--show-completion", shell)

    assert f"_ACTX_COMPLETE={shell}" in outcome.text
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_a_shell_without_a_script_is_told_so() -> None:
    for option in ("--show-completion", "--install-completion"):
        assert run(option, "tcsh").seen == (
            [],
            ["actx: no completion for the shell 'tcsh': choose one of bash, zsh, fish"],
            2,
        )
        assert "did you mean fish?" in run(option, "fsh").stderr


# --- installed ----------------------------------------------------------------------------------------------

RC: Final = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
SCRIPT: Final = {
    "bash": ".local/share/bash-completion/completions/actx",
    "zsh": ".zfunc/_actx",
    "fish": ".config/fish/completions/actx.fish",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_it_is_installed_once(shell: str, tmp_path: Path) -> None:
    rc = tmp_path / RC[shell]
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text("# mine")  # without an end of its line

    outcomes = [run("--install-completion", shell, env={"HOME": str(tmp_path)}) for _ in range(2)]

    assert all(outcome.status == 0 and not outcome.stderr for outcome in outcomes)
    assert str(tmp_path / SCRIPT[shell]) in outcomes[0].text
    assert (tmp_path / SCRIPT[shell]).read_text() == run("--show-completion", shell).text
    lines = rc.read_text().splitlines()
    assert lines[0] == "# mine"
    assert len(lines) == (1 if shell == "fish" else 2)
    assert "zstyle" not in rc.read_text()  # how the rest of the shell completes is not ours to say


def test_it_goes_where_the_person_has_moved_the_folders_to(tmp_path: Path) -> None:
    for shell, variable, path in (
        ("bash", "XDG_DATA_HOME", "bash-completion/completions/actx"),
        ("zsh", "ZDOTDIR", ".zshrc"),
        ("fish", "XDG_CONFIG_HOME", "fish/completions/actx.fish"),
    ):
        settings = {"HOME": str(tmp_path), variable: str(tmp_path / variable)}
        assert run("--install-completion", shell, env=settings).status == 0
        assert (tmp_path / variable / path).is_file()


def test_what_cannot_be_installed_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("")

    outcome = run("--install-completion", "fish", env={"HOME": str(tmp_path)})

    assert outcome.seen[0::2] == ([], 1)
    assert outcome.stderr.startswith("actx: cannot install completion: ")


# --- in the shells ------------------------------------------------------------------------------------------

# What is typed, with a Tab in it, and the line that it prints.
PRESSED: Final = {
    "actx eval leaky_r\t-3": "-0.03",  # the first Tab of the session
    "actx eval leaky_relu:\t0.5 -3": "-1.5",
    "actx eval torch.ge\t800": "800",
    "actx eval relu --dtype=bf\t0.84": "0.83984375",
    "actx eval relu --form\tjsonl\t 4": '{"x": 4, "y": 4}',
    "actx eval prelu -p \t0.25 -5": "-1.25",
    "actx eval 'x*sigmoid(b*x)' -p \t0 5": "2.5",
    "actx eval relu -i my\t": "7",
    "actx eval relu --input=my\t--dtype float16 --hex --format jsonl": '{"x": 7, "y": 7, "bits": "0x4700"}',
    "actx list --family 'exponential l\t--format plain": "elu",
    "actx nothing \t; echo quiet": "quiet",
}
# The terminal of a process whose standard streams are pipes.
TERMINAL: Final = (
    "import pty, sys; pty.spawn(['sh', '-c', 'stty rows 40 cols 120; exec \"$0\" -i', *sys.argv[1:]])"
)
PROMPT: Final = "READY> "
ESCAPE: Final = re.compile(r"\x1b(?:\[[0-9;?>=]*[a-zA-Z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])")
SECONDS: Final = 30.0


@dataclass
class Session:
    """A shell at a terminal, and what that shows."""

    process: subprocess.Popen[bytes]
    shown: str = ""

    def type(self, keys: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(keys.encode())
        self.process.stdin.flush()

    def wait_for(self, pattern: str) -> None:
        """Read until the screen shows it, and forget what was shown until then."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while not (found := re.search(pattern, ESCAPE.sub("", self.shown), re.MULTILINE)):
                assert selector.select(max(0.0, deadline - time.monotonic())), f"no {pattern} in {self.shown}"
                chunk = os.read(self.process.stdout.fileno(), 1 << 16)
                assert chunk, f"the shell has ended: {self.shown}"
                self.shown += chunk.decode(errors="replace")
        self.shown = ESCAPE.sub("", self.shown)[found.end() :]


@contextlib.contextmanager
def _session(shell: str, cwd: Path, settings: Mapping[str, str]) -> Iterator[Session]:
    command = [sys.executable, "-c", TERMINAL, shell]
    with subprocess.Popen(
        command, cwd=cwd, env=environment(settings), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Session(process)
        finally:
            process.kill()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.thorough
def test_a_tab_completes(shell: str, bin_folder: Path, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    settings = {"HOME": str(tmp_path), "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    rc = tmp_path / RC[shell]
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text(f"function fish_prompt; echo '{PROMPT}'; end\n" if shell == "fish" else f"PS1='{PROMPT}'\n")
    (tmp_path / "my numbers.txt").write_text("7\n")
    # Another command follows: else the shell would become actx, and could not be found out.
    installed = execute([shell, "-c", "actx --install-completion; true"], env=settings)
    assert (installed.stderr, installed.status) == ("", 0)

    with _session(shell, tmp_path, settings) as session:
        session.wait_for(PROMPT)
        for keys, line in PRESSED.items():
            session.type(f"{keys} | cat\n")
            session.wait_for(rf"(?:^|\r){re.escape(line)}\r*$")
            session.wait_for(PROMPT)
        if shell != "bash":  # which shows no descriptions
            session.type("actx \t\t")
            session.wait_for(r"f'\(x\)")
