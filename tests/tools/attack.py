"""Random formulas, actx against the judge: value and derivatives, alone and among others, in every format.

python -m tools.attack --formulas 50000 --seed 1 --processes 2

Ten results of each formula, each judged by `judges.formula_judge`, which knows nothing of actx. A nan is
allowed where a value is known, and counted. What is wrong is listed by kind, and the exit status is 1 if
anything is. `--only 1234` takes one formula, the one with this number.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import signal
import struct
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from judges.formula_judge import Judge, Unjudged
from judges.rounding import rounded
from judges.truth import FORMATS
from samples.random_formulas import counts, draw
from samples.random_points import draw_points

from actx.core.errors import FormulaError, ParameterError
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judges.arb import Rounded
    from samples.random_formulas import Drawn
    from samples.random_points import Point

_RESULTS: Final = 10
_OTHERS: Final = 20
_CHUNK: Final = 25
_MEMORY: Final = 8 << 30
SLOW: Final = "slow"
SIGN_ONLY: Final = "alone a 0 has another sign than among others"
UNJUDGED: Final = "not judged"
FAILED: Final = "the judge failed"
NOT_KNOWN: Final = "nan where a value is known"


class Finding(NamedTuple):
    """Something to list: what kind it is, and all that is needed to see it again."""

    kind: str
    number: int
    text: str
    settings: dict[str, str]
    point: Point | None = None
    got: str = ""
    expected: str = ""

    def __str__(self) -> str:
        settings = "".join(f"  {key}={value}" for key, value in self.settings.items())
        where = ""
        if self.point:
            where = f"\n        x = {self.point.x!r}, order {self.point.order}, {self.point.form}"
        right = f", expected {self.expected}" if self.expected else ""
        return f"    #{self.number}  {self.text}{settings}{where}: got {self.got}{right}"


@dataclass
class Report:
    """What came of some formulas."""

    formulas: int = 0
    refused: int = 0
    results: int = 0
    judged: int = 0
    findings: list[Finding] = field(default_factory=list)
    unjudged: Counter[str] = field(default_factory=Counter)
    drawn: Counter[str] = field(default_factory=Counter)
    judging: float = 0.0
    computing: float = 0.0

    def add(self, other: Report) -> None:
        """Take another report's into account."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def wrong(self) -> list[Finding]:
        """The findings that must not be."""
        allowed = (NOT_KNOWN, SLOW, FAILED)
        return [f for f in self.findings if f.kind not in allowed and not f.kind.startswith(UNJUDGED)]


class _TooLong(BaseException):
    """A formula has taken all its time; no `except Exception` is to catch this."""


def _alarm(_signal: int, _frame: object) -> None:
    raise _TooLong


def _bits(value: float) -> bytes:
    return b"nan" if math.isnan(value) else struct.pack("<d", value)


def drawn_formula(seed: int, number: int) -> tuple[Drawn, list[Point], list[float]]:
    """The formula with a number, its points, and the others among which they are evaluated."""
    rng = random.Random(f"{seed}:{number}")
    drawn = draw(rng)
    points = draw_points(rng, drawn.tree, drawn.values, _RESULTS)
    others = [
        rng.choice((rng.uniform(-4, 4), rng.uniform(-40, 40), rng.gauss(0, 1e5))) for _ in range(_OTHERS)
    ]
    return drawn, points, others


def attack(seed: int, number: int, seconds: float) -> Report:
    """actx against the judge on one formula."""
    report = Report(formulas=1)
    drawn, points, others = drawn_formula(seed, number)
    found = partial(Finding, number=number, text=drawn.text, settings=drawn.settings)
    report.drawn.update(counts(drawn))
    for point in points:
        report.drawn.update([f"point {point.kind}", f"order {point.order}", f"format {point.form}"])
    start = time.perf_counter()
    results: list[tuple[Point, float]] = []
    # Again and again: what is raised in a callback of the garbage collector's is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        for point, alone, among in _computed(drawn, points, others):
            results.append((point, alone))
            if _bits(alone) != _bits(among):
                report.findings.append(
                    found(
                        kind=SIGN_ONLY if alone == among else "alone differs from among others",
                        point=point,
                        got=f"{alone!r} alone, {among!r} among",
                    )
                )
    except (FormulaError, ParameterError):
        report.refused += 1
    except _TooLong:
        report.findings.append(found(kind=SLOW, got=f"more than {seconds:g} s"))
    except Exception as error:  # noqa: BLE001  (whatever it is, it must not be)
        report.findings.append(found(kind="exception", got=f"{type(error).__name__}: {str(error)[:200]}"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    report.computing = time.perf_counter() - start
    start = time.perf_counter()
    judge = Judge(drawn.tree, drawn.values)
    most = max(point.order for point in points)
    for point, got in results:
        report.results += 1
        try:
            verdict = judge.verdict(point.x, point.order, point.form, most)
        except Exception as error:  # noqa: BLE001  (a mistake of the judge's ends no long run)
            verdict = Unjudged("the judge failed")
            report.findings.append(
                found(kind=FAILED, point=point, got=f"{type(error).__name__}: {str(error)[:200]}")
            )
        if isinstance(verdict, Unjudged):
            report.unjudged[verdict.reason] += 1
            report.findings.append(found(kind=f"{UNJUDGED}: {verdict.reason}", point=point, got=repr(got)))
            continue
        report.judged += 1
        if kind := compared(got, verdict):
            sign = " of either sign" if verdict.zero else ""
            report.findings.append(
                found(kind=kind, point=point, got=repr(got), expected=f"{verdict.number!r}{sign}")
            )
    report.judging = time.perf_counter() - start
    return report


def compared(got: float, right: Rounded) -> str:
    """In what way a result is wrong; "" if it is right."""
    if right.admits(got):
        return ""
    if math.isnan(got):
        return NOT_KNOWN
    if math.isnan(right.number):
        return "value, is nan"
    if math.isinf(got) or math.isinf(right.number):
        if math.isinf(got) and math.isinf(right.number):
            return "wrong infinity"
        return "infinity, is finite" if math.isinf(got) else "finite, is infinity"
    if got == right.number:
        return "wrong sign of what underflows"
    return "wrong number"


def _computed(drawn: Drawn, points: list[Point], others: list[float]) -> Iterator[tuple[Point, float, float]]:
    """Each point's result alone and among others."""
    record: Any = activation(drawn.text, dict(drawn.settings) or None)
    groups: dict[tuple[str, int], list[Point]] = defaultdict(list)
    for point in points:
        groups[point.form, point.order].append(point)
    for (form, order), members in groups.items():

        def evaluated(x: list[float], form: str = form, order: int = order) -> list[float]:
            inputs = np.array(x)
            values = record.deriv(inputs, order, dtype=form) if order else record(inputs, dtype=form)
            return [float(value) for value in np.asarray(values).ravel()]

        company = [rounded(x, FORMATS[form]) for x in others]
        among = evaluated([*company, *(point.x for point in members)])[len(company) :]
        for point, value in zip(members, among, strict=True):
            yield point, evaluated([point.x])[0], value


def attacked(seed: int, numbers: range | list[int], seconds: float) -> Report:
    """actx against the judge on some formulas."""
    signal.signal(signal.SIGALRM, _alarm)
    total = Report()
    for number in numbers:
        total.add(attack(seed, number, seconds))
    return total


# --- by hand ---------------------------------------------------------------------------------------------


def _table(report: Report, shown: int, seconds: float, *, unjudged: bool) -> str:
    missing = report.results - report.judged
    lines = [
        f"{report.formulas} formulas, {report.refused} of them refused, in {seconds:.0f} s",
        f"{report.results} results, {report.judged} of them judged",
        f"actx {report.computing:.0f} s, the judge {report.judging:.0f} s",
        f"not judged: {missing} ({100 * missing / max(report.results, 1):.1f}%)",
    ]
    lines += [f"    {count:7} {reason}" for reason, count in report.unjudged.most_common()]
    kinds = Counter(finding.kind for finding in report.findings)
    lines.append(f"wrong: {len(report.wrong)}")
    for kind, count in kinds.most_common():
        if kind.startswith(UNJUDGED) and not unjudged:
            continue
        lines.append(f"{kind}: {count}")
        listed = sorted((f for f in report.findings if f.kind == kind), key=lambda f: (len(f.text), f.number))
        lines += [str(finding) for finding in listed[:shown]]
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Random formulas, actx against the judge.")
    parser.add_argument("--formulas", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first formula")
    parser.add_argument("--only", type=int, help="one formula, by its number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--shown", type=int, default=25, help="how many findings of a kind are listed")
    parser.add_argument("--seconds-per-formula", type=float, default=10)
    parser.add_argument("--unjudged", action="store_true", help="list the results that are not judged")
    parser.add_argument("--counts", action="store_true", help="list what was drawn, and how often")
    return parser.parse_args()


def _limited() -> None:
    """A process that takes no more memory than this, so that a number out of hand harms no other."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run the attack that the command line asks for; 1 if anything is wrong. Interrupted, it tells so far."""
    options = _options()
    signal.signal(signal.SIGTERM, _stop)
    start = time.perf_counter()
    numbers = list(range(options.first, options.first + options.formulas))
    if options.only is not None:
        numbers = [options.only]
    chunks = [numbers[k : k + _CHUNK] for k in range(0, len(numbers), _CHUNK)]
    total = Report()
    run = partial(attacked, options.seed, seconds=options.seconds_per_formula)
    with ProcessPoolExecutor(options.processes, initializer=_limited) as pool:
        try:
            for report in pool.map(run, chunks):
                total.add(report)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            sys.stdout.write("interrupted\n")
    seconds = time.perf_counter() - start
    sys.stdout.write(_table(total, options.shown, seconds, unjudged=options.unjudged) + "\n")
    if options.counts:
        sys.stdout.writelines(f"{count:7} {what}\n" for what, count in sorted(total.drawn.items()))
    return 1 if total.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
