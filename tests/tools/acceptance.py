"""The acceptance of actx's promise that every number is the true value, rounded once: actx against Arb.

python -m tools.acceptance
    float64: f and f' of every activation and setting at 20,000 inputs, orders 2 and 3 at 2,000 of them, and
    200 random formulas with their first derivatives.
python -m tools.acceptance --formats
    f and f' of every activation, at every finite number of the 8- and 16-bit formats, and in float32 at
    20,000 inputs, and at 100 for f and 100 for f' where the true value is next to a midpoint of two numbers
    (a straight line has no such inputs).

Results are compared bit for bit; only a value that is 0 may have either sign. A table goes to standard
output, and the exit status is 1 if anything differs. `--share 1/4` takes a quarter of the work.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from judges.arb import Rounded, Undetermined, correctly_rounded, rounded
from judges.dtypes import dtype_of
from judges.formulas import OutOfBounds, some_formulas
from judges.reference import SETTINGS
from judges.series import Undecided
from judges.truth import FORMATS
from samples.hard_cases import hard_cases
from samples.inputs import every, inputs

from actx.core.activation import Activation
from actx.core.errors import FormulaError
from actx.core.formula.differentiate import derivative
from actx.core.names.lookup import activations
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# The formats whose numbers can all be tried.
NARROW: Final = [name for name in FORMATS if dtype_of(name).itemsize <= 2]
_SHOWN: Final = 3
# After some 75,000 blocks every input has come once, on an average; there may be no more hard cases.
_BLOCKS_PER_HARD_CASE: Final = 1600


class Case(NamedTuple):
    """An activation, and what its parameters are, read from their decimals and not from it."""

    record: Activation
    parameters: Mapping[str, Fraction]


class Difference(NamedTuple):
    """A result that is not the true value rounded."""

    x: float
    order: int
    got: float
    expected: float

    def __str__(self) -> str:
        return f"x = {self.x!r}, order {self.order}: got {self.got!r}, expected {self.expected!r}"


@dataclass
class Row:
    """What was judged of one function, and how long the judge and actx took for it."""

    label: str
    points: int = 0
    values: int = 0
    judging: float = 0.0
    computing: float = 0.0
    differences: list[Difference] = field(default_factory=list)

    def compare(self, x: float, orders: Sequence[int], got: Iterable[float], true: Iterable[Rounded]) -> None:
        """Take the results of some orders at x into account."""
        self.points += 1
        for order, result, right in zip(orders, got, true, strict=True):
            self.values += 1
            if not right.admits(result):
                self.differences.append(Difference(x, order, result, right.number))

    def add(self, other: Row) -> None:
        """Take what another row has judged into account."""
        self.points += other.points
        self.values += other.values
        self.judging += other.judging
        self.computing += other.computing
        self.differences += other.differences

    def __str__(self) -> str:
        times = [1e6 * seconds / max(self.values, 1) for seconds in (self.judging, self.computing)]
        counts = f"{self.points:7} {self.values:8} {len(self.differences):11}"
        lines = [f"{self.label:42} {counts} {times[0]:9.1f} {times[1]:9.1f}"]
        lines += [f"    {difference}" for difference in self.differences[:_SHOWN]]
        return "\n".join(lines)


HEADING: Final = f"{'':42}  points   values differences  Arb, us  actx, us"


def cases() -> list[Case]:
    """Every scalar activation with its defaults, and with each of its settings."""
    found = []
    for record in activations():
        if isinstance(record, Activation):
            defaults = {parameter.name: Fraction(parameter.default) for parameter in record.params}
            found.append(Case(record, defaults))
            found += [
                Case(record.bind(**{name: text}), {**defaults, name: Fraction(text)})
                for name, settings in SETTINGS.get(record.name, {}).items()
                for text in settings
            ]
    return found


def judged(row: Row, case: Case, points: list[float], orders: Sequence[int], dtype: str = "float64") -> Row:
    """The row, with derivatives of some orders at some points judged in a format."""
    start = time.perf_counter()
    computed = _computed(case.record, points, orders, dtype)
    row.computing += time.perf_counter() - start
    start = time.perf_counter()
    for x, got in zip(points, computed, strict=True):
        true = correctly_rounded(case.record.name, case.parameters, x, orders, FORMATS[dtype])
        row.compare(x, orders, got, true)
    row.judging += time.perf_counter() - start
    return row


def _computed(
    record: Activation, points: list[float], orders: Sequence[int], dtype: str = "float64"
) -> Iterator[tuple[float, ...]]:
    """At each point, actx's derivatives of some orders."""
    x = np.array(points)
    columns: list[Any] = [
        record.deriv(x, order, dtype=dtype) if order else record(x, dtype=dtype) for order in orders
    ]
    return zip(*(column.astype(np.float64).tolist() for column in columns), strict=True)


def judged_case(case: Case, n: int, seed: int) -> Row:
    """f and f' at n float64 inputs, and orders 2 and 3 at a tenth of them."""
    key = f"{seed} {case.record.label}"
    points = inputs(case.record.name, case.parameters, n, key)
    row = judged(Row(case.record.label), case, points, (0, 1))
    return judged(row, case, random.Random(key).sample(points, max(n // 10, 1)), (2, 3))


def judged_narrow(case: Case, dtype: str, step: int = 1) -> Row:
    """f and f' at every finite number of a narrow format, or at every so-manieth."""
    return judged(Row(f"{case.record.label} {dtype}"), case, every(dtype)[::step], (0, 1), dtype)


def judged_single(case: Case, n: int, hard: int, seed: int) -> Iterator[Row]:
    """f and f' at n float32 inputs; then each at inputs where it is hard to round."""
    label, key = f"{case.record.label} float32", f"{seed} {case.record.label}"
    points = inputs(case.record.name, case.parameters, n, key, np.float32)
    yield judged(Row(label), case, points, (0, 1), "float32")
    for order in (0, 1):
        blocks = hard * _BLOCKS_PER_HARD_CASE
        found = hard_cases(case.record.name, case.parameters, order, hard, key, blocks)
        yield judged(Row(f"{label}, hard, order {order}"), case, found, (order,), "float32")


def judged_formula(text: str, means: Any, n: int, seed: int) -> Row | None:
    """A formula's value and first derivative at n points; None where actx refuses the formula."""
    try:
        record = activation(text)
        assert isinstance(record, Activation)
        derivative(record.expression)
    except FormulaError:  # a constant division by zero, or a derivative past all bounds
        return None
    rng = random.Random(f"{seed} {text}")
    points = [rng.uniform(-4, 4) for _ in range(n // 2)] + [rng.uniform(-40, 40) for _ in range(n - n // 2)]
    points = [*map(float, range(-3, 4)), 1e-9, -1e-20, 1e-150, *points][:n]
    row = Row(text)
    start = time.perf_counter()
    true = {}
    for x in points:
        try:
            true[x] = rounded(means, x, (0, 1))
        except (OutOfBounds, Undecided, Undetermined):  # nothing is to be judged at this point
            continue
    row.judging = time.perf_counter() - start
    start = time.perf_counter()
    for x, got in zip(true, _computed(record, list(true), (0, 1)), strict=True):
        row.compare(x, (0, 1), got, true[x])
    row.computing = time.perf_counter() - start
    return row


def judged_formulas(n: int, points: int, seed: int) -> Iterator[Row]:
    """Random formulas that actx takes, each at some points."""
    for formula in some_formulas(n, seed):
        row = judged_formula(formula.text, formula.means, points, seed)
        if row is not None:
            yield row


# --- the command -----------------------------------------------------------------------------------------


def _rows(options: argparse.Namespace) -> Iterator[Row]:
    part, parts = options.share
    chosen = [case for case in cases() if options.only in {None, case.record.name}][part - 1 :: parts]
    if not options.formats:
        for case in chosen:
            yield judged_case(case, options.points, options.seed)
        if options.only is None:
            yield _total(judged_formulas(-(-200 // parts), 36, options.seed * parts + part))
        return
    for case in chosen:
        if not case.record.overrides:
            for dtype in NARROW:
                yield judged_narrow(case, dtype)
            yield from judged_single(case, options.points, 100, options.seed)


def _share(text: str) -> tuple[int, int]:
    part, parts = map(int, text.split("/"))
    if not 1 <= part <= parts:
        raise ValueError
    return part, parts


def _total(rows: Iterator[Row]) -> Row:
    """The formulas in one row; those that differ are named on standard error."""
    total = Row("")
    count = 0
    for row in rows:
        count += 1
        total.add(row)
        if row.differences:
            sys.stderr.write(f"{row}\n")
    total.label = f"{count} formulas"
    return total


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge what the options ask for; the number that differ decides the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--share", type=_share, default=(1, 1), metavar="K/N", help="the K-th of N shares of the work"
    )
    names = list(dict.fromkeys(case.record.name for case in cases()))
    parser.add_argument("--only", metavar="NAME", choices=names, help="one activation, with all its settings")
    parser.add_argument("--formats", action="store_true", help="the narrower formats, in place of float64")
    parser.add_argument("--seed", type=int, default=1, help="of the random inputs and formulas")
    parser.add_argument("--points", type=int, default=20_000, help="inputs of each activation and setting")
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{HEADING}\n")
    total = Row("total")
    for row in _rows(options):
        sys.stdout.write(f"{row}\n")
        sys.stdout.flush()
        total.add(row)
    sys.stdout.write(f"{total}\n")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
