"""Random formulas whose shape, as `info --all` has it, is judged by samples: see `judges.claims`.

    python -m tools.shapes 0 2000 --samples 1000 --seconds 20

judges the formulas of these seeds, prints what is contradicted, and how much is decided. A formula that takes
more seconds of processor time than are given is left out, and counted.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import Pool
from typing import TYPE_CHECKING, Any, Final

from judges.claims import asymmetries, contradictions, peaks, points, samples
from samples.random_formulas import draw
from samples.random_points import special
from shape_keys import data_of

from actx.core.activation import Activation
from actx.core.analysis.signs import signs
from actx.core.errors import ActxError
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

_ORDERS: Final = (0, 1, 2)
# Every so many samples have one at -x.
_MIRRORED: Final = 5
_AGAIN: Final = 1.0  # seconds until the next signal, for one that is lost in the callback of a weak reference


class _TooSlow(Exception):  # noqa: N818  (said of a formula)
    pass


@dataclass
class Verdict:
    """What came of one formula: the keys of what was decided, and what samples contradict, by key."""

    text: str
    settings: dict[str, str]
    decided: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    samples: int = 0
    is_slow: bool = False


def verdict(seed: int, count: int) -> Verdict:
    """The verdict of so many samples on the formula of a seed."""
    rng = random.Random(f"shapes {seed}")
    drawn = draw(rng)
    found = Verdict(drawn.text, drawn.settings)
    try:
        of = activation(drawn.text, drawn.settings)
    except ActxError:  # a formula that is refused has no shape
        return found
    assert isinstance(of, Activation)
    claims = data_of(of)
    charts = {order: chart for order in _ORDERS if (chart := signs(of.function, order)) is not None}
    own = special(rng, drawn.tree, drawn.values)
    near = points(rng, own, _numbers(claims), count)
    taken = samples(drawn.tree, drawn.values, near)
    for key, what in (
        *contradictions(claims, charts, taken),
        *asymmetries(claims, drawn.tree, drawn.values, taken[::_MIRRORED]),
        *peaks(claims, drawn.tree, drawn.values, own),
    ):
        found.wrong.setdefault(key, what)
    found.samples = len(taken)
    found.undecided = claims["not_decided"]
    found.decided = [key for key in claims if key != "not_decided" and key not in found.undecided]
    return found


def _numbers(claims: Mapping[str, Any]) -> list[float]:
    """The numbers in the claims, near which there are samples."""
    found: list[float] = []
    for value in claims.values():
        for each in value if isinstance(value, list) else [value]:
            found += [x for x in (each if isinstance(each, list) else [each]) if isinstance(x, float)]
    return found


def _stop(_: int, __: FrameType | None) -> None:
    raise _TooSlow


def _timed(task: tuple[int, int, float]) -> Verdict:
    seed, count, seconds = task
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        return verdict(seed, count)
    except _TooSlow:
        drawn = draw(random.Random(f"shapes {seed}"))
        return Verdict(drawn.text, drawn.settings, is_slow=True)
    except Exception as raised:  # noqa: BLE001  (a finding, too)
        drawn = draw(random.Random(f"shapes {seed}"))
        return Verdict(drawn.text, drawn.settings, wrong={"raised": repr(raised)})
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--processes", type=int)
    given = parser.parse_args()
    tasks = [(seed, given.samples, given.seconds) for seed in range(given.first, given.end)]
    decided, undecided, wrong = Counter[str](), Counter[str](), Counter[str]()
    taken = slow = 0
    with Pool(given.processes, maxtasksperchild=100) as pool:
        for found in pool.imap_unordered(_timed, tasks):
            decided.update(found.decided)
            undecided.update(found.undecided)
            wrong.update(found.wrong.keys())
            taken, slow = taken + found.samples, slow + found.is_slow
            for key, what in found.wrong.items():
                sys.stdout.write(f"{found.text} with {found.settings}: {key}: {what}\n")
    sys.stdout.write(f"{len(tasks)} formulas, {taken} samples; {slow} took too long\n")
    sys.stdout.write(f"{'':24} decided  not  contradicted\n")
    for key in sorted(decided | undecided | wrong):
        sys.stdout.write(f"{key:24} {decided[key]:7} {undecided[key]:4} {wrong[key]:13}\n")


if __name__ == "__main__":
    main()
