"""Everything the README and the examples show is run: a reader gets what is printed there."""

from __future__ import annotations

import re
import shlex
import sys
import textwrap
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import places
import pytest
import transcript
from matplotlib.image import imread
from places import DATA, ROOT
from process import execute, run, shell, terminal

from actx.cli.command import COMMANDS
from actx.cli.commands.help import TOPICS, text_of
from actx.cli.status import Status
from actx.core.catalog import CATALOG
from actx.core.catalog.record import FAMILIES
from actx.core.formula.language import FUNCTIONS
from actx.core.names.frameworks import FRAMEWORKS
from actx.core.rounding.formats import FORMATS
from actx.io.writers import OutputFormat

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample
    from process import Outcome

pytestmark: Final = pytest.mark.usefixtures("new_processes_if_thorough")
README: Final = places.README.read_text()
EXAMPLES: Final = ROOT / "examples"
PICTURES: Final = EXAMPLES / "figures"
DRAWN_BY: Final = "3.11.2"  # the version of matplotlib that drew them
SHOWN: Final = DATA / "examples"
# Topics and examples whose commands take seconds.
LONG: Final = ("gaussian", "shape", "vanishing_gradients.sh")
SCRIPTS: Final = sorted(path.name for path in EXAMPLES.glob("*.*") if path.suffix in (".sh", ".py"))


def _slow(name: str) -> Any:
    return pytest.param(name, marks=pytest.mark.thorough)


class Block(NamedTuple):
    """A fenced block of the README: its language, its text, and the line it starts on."""

    language: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"line {self.line}"


def _blocks() -> list[Block]:
    fences = re.finditer(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [Block(m[1], m[2], README.count("\n", 0, m.start()) + 1) for m in fences]


BLOCKS: Final = _blocks()
CONSOLE: Final = [block for block in BLOCKS if block.language == "console"]
ON_A_TERMINAL: Final = [block for block in BLOCKS if block.language == "terminal"]
SCRIPTED: Final = [block for block in BLOCKS[2:] if block.language == "sh"]
PYTHON: Final = [block for block in BLOCKS if block.language == "python"]


def test_the_first_two_blocks_set_up_and_run_the_tool_and_its_tests() -> None:
    first, second = BLOCKS[:2]

    assert first.language == second.language == "sh"
    assert "pip install" in first.text
    assert "actx " in first.text
    assert "pytest" in second.text
    assert len(first.text.splitlines()) == len(second.text.splitlines()) == 1


@pytest.mark.parametrize("block", CONSOLE, ids=str)
def test_a_session_in_the_readme_prints_what_it_shows(block: Block, bin_folder: Path, tmp_path: Path) -> None:
    entries = transcript.parse(block.text)

    assert entries
    for entry in entries:
        outcome = shell(entry.command, bin_folder=bin_folder, cwd=tmp_path)
        assert outcome.lines == entry.stdout, entry.command
        assert outcome.stderr.splitlines() == entry.stderr, entry.command


@pytest.mark.parametrize("block", ON_A_TERMINAL, ids=str)
def test_a_session_on_a_terminal_prints_what_the_readme_shows(block: Block) -> None:
    for entry in transcript.parse(block.text):
        outcome = terminal(*shlex.split(entry.command)[1:], "--color", "never")
        assert (outcome.stdout.decode().splitlines(), outcome.stderr) == (entry.stdout, ""), entry.command


def test_the_readme_is_short_and_begins_with_what_a_terminal_shows() -> None:
    assert len(README.splitlines()) <= 180
    assert [block.language for block in BLOCKS[:3]] == ["sh", "sh", "terminal"]
    assert len(transcript.parse(BLOCKS[2].text)) == 5


@pytest.mark.parametrize("topic", [_slow(each) if each in LONG else each for each in TOPICS])
def test_a_session_in_the_reference_prints_what_it_shows(
    topic: str, some: Sample, bin_folder: Path, tmp_path: Path
) -> None:
    paragraphs = [textwrap.dedent(each) for each in text_of(topic).split("\n\n")]
    entries = [entry for each in paragraphs if each.startswith("$ ") for entry in transcript.parse(each)]
    assert len(entries) == text_of(topic).count("$ actx") + text_of(topic).count("| actx")
    for entry in some(entries, 2, topic):
        outcome = shell(entry.command, bin_folder=bin_folder, cwd=tmp_path)
        assert (outcome.lines, outcome.stderr) == (entry.stdout, ""), entry.command


def test_python_in_the_reference_runs(tmp_path: Path) -> None:
    code = "\n".join(line[4:] for line in text_of("python").splitlines() if line.startswith("    "))
    assert "actx.exact(" in code
    outcome = execute([sys.executable, "-W", "error", "-c", code], cwd=tmp_path)
    assert (outcome.stderr, outcome.status) == ("", 0)


def test_the_reference_has_a_text_for_each_topic_that_fits_a_terminal() -> None:
    texts = ROOT / "actx" / "cli" / "help"
    assert sorted(path.stem for path in texts.glob("*.txt")) == sorted(TOPICS)
    for topic in TOPICS:
        lines = text_of(topic).splitlines()
        wide = [line for line in lines if len(line) > 80 and (line[:2] != "  " or line[:4] == "  $ ")]
        assert not wide, f"{topic}: longer than 80: {wide[0]}"
        assert re.fullmatch(r"[A-Z][^.]*\.", lines[0]), f"{topic}: its first line names it"
    assert [line.split()[0] for line in run("help").lines if line.startswith("  ")] == list(TOPICS)


OF_OTHER_COMMANDS: Final = {"--param", "--output", "--color", "--quiet", "--help"}  # options of plot, too


def test_what_the_reference_points_to_is_there() -> None:
    listed = set(FORMATS) - set(re.findall(r"[\w]+", text_of("formats")))
    assert not listed, f"help formats does not name {listed}"
    words = set(re.findall(r"\w+", text_of("formulas")))
    assert set(FUNCTIONS) <= words, f"help formulas does not name {set(FUNCTIONS) - words}"
    assert {form.value for form in OutputFormat} <= set(re.findall(r"\w+", text_of("outputs")))
    assert set(FRAMEWORKS) <= set(re.findall(r"\w+", text_of("frameworks")))
    of_figures = set(re.findall(r"--[a-z-]+", run("plot", "--help").text)) - OF_OTHER_COMMANDS
    unnamed = of_figures - set(re.findall(r"--[a-z-]+", text_of("figures")))
    assert not unnamed, f"help figures does not name {unnamed}"


@pytest.mark.parametrize("block", SCRIPTED, ids=str)
def test_a_script_in_the_readme_runs_and_draws_what_it_shows(
    block: Block, bin_folder: Path, tmp_path: Path
) -> None:
    outcome = shell("set -e\n" + block.text, bin_folder=bin_folder, cwd=tmp_path)

    assert (outcome.stderr, outcome.status) == ("", 0)
    for drawn in tmp_path.glob("*.png"):
        shown = PICTURES / drawn.name
        said = f"{shown} is not what the README's command draws: run it in that folder"
        assert _command_in(shown) == _command_in(drawn), said
        before, now = imread(shown), imread(drawn)
        assert before.shape == now.shape, said
        # Another version of matplotlib or FreeType places text otherwise, by parts of a pixel.
        if version("matplotlib") == DRAWN_BY:
            assert np.abs(before - now).mean() < 1e-4, said


def _command_in(picture: Path) -> bytes:
    (command,) = re.findall(rb"actx plot [ -~]*", picture.read_bytes())
    return bytes(command)


def test_the_pictures_of_the_readme_are_small_and_drawn_by_what_it_shows() -> None:
    pictures = re.findall(r"^!\[[^]]+\]\((examples/figures/(.*)\.png)\)$", README, re.MULTILINE)
    assert {path.name for path in PICTURES.iterdir()} == {f"{name}.png" for _, name in pictures}
    for path, name in pictures:
        assert (ROOT / path).stat().st_size < 150_000, path
        assert f"-o {name}.png\n" in README or f"`python examples/{name}.py FILE`" in README


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_in_the_readme_runs(block: Block, tmp_path: Path) -> None:
    outcome = execute([sys.executable, "-W", "error", "-c", block.text], cwd=tmp_path)

    assert (outcome.stderr, outcome.status) == ("", 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    usage = rf"\bactx {command}\b"

    assert re.search(usage, README), f"the README does not show actx {command}: add it to the tour"


def test_every_exit_status_is_documented() -> None:
    for status in Status:
        assert re.search(rf"^ +{status.value} ", text_of("exit"), re.MULTILINE), status


def test_what_the_readme_refers_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), f"the README refers to {target}"


# The examples.


def _run_example(name: str, bin_folder: Path, cwd: Path, *arguments: str) -> Outcome:
    runner = sys.executable if name.endswith(".py") else "sh"
    command = " ".join(f"'{word}'" for word in (runner, str(EXAMPLES / name), *arguments))
    return shell(command, bin_folder=bin_folder, cwd=cwd, seconds=300)


# The first two draw; the next need the extra `peers`, and show rounding errors of others; the last reads what
# is to be checked.
CHECKED_ELSEWHERE: Final = (
    *("figures.sh", "gallery.sh", "frameworks.py", "lost_digits.py"),
    "check_certificate.py",
)


@pytest.mark.parametrize(
    "name", [_slow(name) if name in LONG else name for name in SCRIPTS if name not in CHECKED_ELSEWHERE]
)
def test_an_example_prints_what_was_checked(name: str, bin_folder: Path, tmp_path: Path) -> None:
    outcome = _run_example(name, bin_folder, tmp_path)

    assert (outcome.stderr, outcome.status) == ("", 0)
    shown = SHOWN / f"{name}.txt"
    assert shown.exists(), f"check what examples/{name} prints, and keep it in tests/data/examples/{name}.txt"
    assert outcome.text == shown.read_text()
    assert not list(tmp_path.iterdir()), "an example leaves nothing behind"


@pytest.mark.thorough
def test_the_figures_of_the_article_are_six(bin_folder: Path, tmp_path: Path) -> None:
    outcome = _run_example("figures.sh", bin_folder, tmp_path, str(tmp_path))

    assert (outcome.stderr, outcome.status) == ("", 0)
    figures = sorted(tmp_path.iterdir())
    names = ["elu", "leaky_relu", "relu", "sigmoid", "softmax", "tanh"]
    assert [figure.name for figure in figures] == [f"{name}.png" for name in names]
    assert all(figure.read_bytes().startswith(b"\x89PNG") for figure in figures)
    assert sorted(outcome.lines) == sorted(map(str, figures))


@pytest.mark.thorough
def test_the_gallery_has_a_picture_of_each_family_and_those_of_the_article(
    bin_folder: Path, tmp_path: Path
) -> None:
    outcome = _run_example("gallery.sh", bin_folder, tmp_path, "a gallery")

    assert (outcome.stderr, outcome.status) == ("", 0)
    pictures = [f"a gallery/{family.replace(' ', '-')}.png" for family in FAMILIES]
    assert outcome.lines[: len(pictures)] == pictures
    assert len(outcome.lines) == len(pictures) + 6
    for family, picture in zip(FAMILIES, pictures, strict=True):
        drawn = (tmp_path / picture).read_bytes()
        assert drawn.startswith(b"\x89PNG")
        members = [record.name for record in CATALOG if record.family == family]
        assert " ".join(members).encode() in drawn  # the command line that the file holds
    assert set(outcome.lines) == {
        str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()
    }


def test_every_shown_output_has_its_example() -> None:
    assert {path.stem for path in SHOWN.iterdir()} <= set(SCRIPTS)
