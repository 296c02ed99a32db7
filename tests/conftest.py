"""What the quick run leaves to the thorough one, reports of the whole run, and folders for command lines.

The quick run checks every activation, command, format and message on few points; `--thorough` takes all.
A test says so by a fixture: `points(few, many)` is a number of points, `some(items, few)` a sample of a list,
`drawn` one that with `--share` is a share, `block` a twentieth; or by the mark `thorough`, with which the
quick run leaves it out. Besides, the quick run has fewer examples of each property (`pytest_configure`).
Command lines save the start-up of a process (see `warm`), but for those that are shown to people, in the
thorough run.
"""

from __future__ import annotations

import gc
import random
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import hypothesis
import numpy as np
import pytest
from process import WARM, install_bin_folder

from actx.core.rounding.tiers import Decision
from actx.core.vector import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

Item = TypeVar("Item")


class Sample(Protocol):
    """The fixture `some`."""

    def __call__(self, items: Iterable[Item], few: int, key: str = "") -> list[Item]: ...


ERRORS = "largest errors in ulps"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="thousands of points where some 60 are usual")
    parser.addoption(
        "--share", type=float, default=1.0, help="of these thousands for each activation, a share"
    )


class Block(Protocol):
    """The fixture `block`."""

    def __call__(self, items: Sequence[Item]) -> Sequence[Item]: ...


def pytest_configure(config: pytest.Config) -> None:
    """Property tests take 100 examples, or a multiple or a part of that, and in the quick run a tenth."""
    if not config.getoption("--thorough"):
        hypothesis.settings.register_profile("quick", max_examples=10, deadline=None)
        hypothesis.settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked as thorough is for the thorough run alone."""
    if not config.getoption("--thorough"):
        left = [item for item in items if item.get_closest_marker("thorough")]
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through it for garbage took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the run is to take its time, as in CI."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(scope="session")
def points(request: pytest.FixtureRequest, thorough: bool) -> Callable[[int, int], int]:
    """How many points a test of each activation takes, of the usual and the thorough number."""
    share = request.config.getoption("--share")
    return lambda usual, thousands: max(usual, round(share * thousands)) if thorough else usual


@pytest.fixture(scope="session")
def some(thorough: bool) -> Sample:
    """A sample of so many items, the same one for the same key; all of them with `--thorough`."""

    def sample(items: Iterable[Item], few: int, key: str = "") -> list[Item]:
        found = list(items)
        return found if thorough or few >= len(found) else random.Random(key).sample(found, few)

    return sample


@pytest.fixture(scope="session")
def drawn(request: pytest.FixtureRequest, thorough: bool) -> Sample:
    """As `some`; with `--thorough --share S` a share S of the items, for what takes seconds an item."""
    share = request.config.getoption("--share") if thorough else 0.0

    def sample(items: Iterable[Item], few: int, key: str = "") -> list[Item]:
        found = list(items)
        count = max(few, round(share * len(found)))
        return found if count >= len(found) else random.Random(key).sample(found, count)

    return sample


@pytest.fixture(scope="session", params=range(20))
def block(request: pytest.FixtureRequest) -> Block:
    """A twentieth of a list: what is long with `--thorough` is spread over the processors by it."""

    def part(items: Sequence[Item]) -> Sequence[Item]:
        return items[request.param :: 20]

    return part


@pytest.fixture(scope="session", autouse=True)
def warm_actx() -> Iterator[None]:
    """Command lines are answered by forks of one process, but for those of the two fixtures below."""
    WARM.allowed = True
    yield
    WARM.stop()


@pytest.fixture
def new_processes() -> Iterator[None]:
    """Each command line is a new process, for tests of how one starts or ends."""
    WARM.allowed = False
    yield
    WARM.allowed = True


@pytest.fixture
def new_processes_if_thorough(thorough: bool) -> Iterator[None]:
    """In the thorough run each command line is a new process: for the sessions that are shown to people."""
    WARM.allowed = not thorough
    yield
    WARM.allowed = True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One table of the accuracy that was measured, from what tests record (xdist keeps it)."""
    reports = chain.from_iterable(terminalreporter.stats.get(outcome, []) for outcome in ("passed", "failed"))
    rows = sorted(
        row for report in reports for key, row in getattr(report, "user_properties", []) if key == ERRORS
    )
    if rows:
        terminalreporter.section("largest errors against mpmath, in ulps")
        width = max(len(label) for label, *_ in rows)
        terminalreporter.write_line(f"{'activation':{width}}  points       f      f'")
        for label, points, value, slope in rows:
            terminalreporter.write_line(f"{label:{width}}  {points:6}  {value:6.4f}  {slope:6.4f}")


@pytest.fixture(params=["arrays", "decimals"])
def each_tier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions of vectors as arrays decide them, and then by decimals alone, which few inputs reach."""

    def undecided(_: Any, shape: tuple[int, ...], __: Any) -> Decision:
        return Decision(np.full(shape, 7.0), np.zeros(shape, dtype=bool))

    if request.param == "decimals":
        monkeypatch.setattr(evaluate, "decision", undecided)


@pytest.fixture(scope="session")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an `actx` in it, for the front of PATH."""
    return install_bin_folder(tmp_path_factory.mktemp("bin"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of inputs: good ones, and one for each way in which a file can be bad."""
    texts = {
        "numbers.txt": "-1, 0.25\n3\n",
        "bad.txt": "0.5\noops\n2\n",
        "old.txt": "old\n",
        "text.npy": "1\n2\n",
        "empty.txt": "",
        "blank.txt": " \n\n",
    }
    arrays = {
        "numbers": np.array([-1.0, 0.25, 3.0]),
        "integers": np.array([-1, 2]),
        "matrix": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "strings": np.array(["1"]),
        "objects": np.array([None], dtype=object),
        "complex": np.array([1j]),
        "empty": np.array([]),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)))
    (tmp_path / "damaged.npy").write_bytes((tmp_path / "numbers.npy").read_bytes()[:-3])
    (tmp_path / "folder").mkdir()
    return tmp_path
