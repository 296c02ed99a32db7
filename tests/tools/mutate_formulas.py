"""Breaks again what was once broken, and runs the random formulas: `python -m tools.mutate_formulas`.

Each mutation stands for a kind of mistake that typed formulas had. It is made in a copy of the package, where
the judge should find wrong results. What is printed is a table of the kinds, with how many formulas it took,
or NOT RED; the status is the number of those.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Final, NamedTuple

from tools.mutate_bounds import copied

if TYPE_CHECKING:
    from pathlib import Path

CORE: Final = "actx/core"
# How many formulas are judged at a time, and how often, until something is found wrong.
BATCH: Final = 500
BATCHES: Final = 8


class Mutation(NamedTuple):
    """A kind of mistake, and a text in a file of the core that makes it when it is replaced."""

    kind: str
    file: str
    text: str
    broken: str


MUTATIONS: Final = [
    Mutation(
        "roots of constants",
        "formula/rationals.py",
        "            return None\n        base = Fraction(roots[0], roots[1])",
        "            return base**exponent.numerator\n        base = Fraction(roots[0], roots[1])",
    ),
    Mutation(
        "powers of negative bases, in arrays",
        "arithmetic/double_double/arithmetic.py",
        "    return _flip(power, a) if b.hi % 2 else power",
        "    return power",
    ),
    Mutation(
        "ties that few digits show",
        "arithmetic/decimals/interval.py",
        "    return 0 if is_zero(a) else None",
        "    return 0 if is_zero(a) else 1",
    ),
    Mutation(
        "outside the domain",
        "formula/domain.py",
        "    return known[expression]",
        "    return _EVERYWHERE",
    ),
    Mutation(
        "powers of x at whole numbers",
        "arithmetic/decimals/survey.py",
        '    if operation != "pow" or',
        "    if operation or",
    ),
    Mutation(
        "waves at infinity",
        "asymptotic/limits.py",
        "            return None\n        raise Undecided\n    monomial",
        "            return Limit(Real.of(0), None)\n        raise Undecided\n    monomial",
    ),
    Mutation(
        "what grows faster",
        "asymptotic/series.py",
        "    if not a.exponent and not b.exponent:\n        return (a",
        "    if True:\n        return (a",
    ),
    Mutation(
        "the sign of what underflows",
        "arithmetic/decimals/towers.py",
        "            return Logarithmic(sign, logarithm)\n        result",
        "            return Logarithmic(1, logarithm)\n        result",
    ),
    Mutation(
        "cancellation",
        "rounding/point.py",
        "            return rounding.round_exact(Decimal(0)) if constants.is_proved_zero(there) else None",
        "            return rounding.round_exact(Decimal(0))",
    ),
    Mutation(
        "signs of infinities",
        "asymptotic/pointwise.py",
        "        return inf * side * u.sign()",
        "        return inf * side",
    ),
    Mutation(
        "gaps that are filled",
        "asymptotic/functions.py",
        "        return ZERO_SERIES if c.rational == 0 else constant(c.applied(name))",
        "        return ZERO_SERIES",
    ),
    Mutation(
        "where branches join",
        "asymptotic/special_points.py",
        "    if _is_same(left[order], right[order]):\n        return _value(right[order])\n    if _is",
        "    if _is",
    ),
    Mutation(
        "kinks",
        "asymptotic/special_points.py",
        "        if not _is_same(left[k], right[k]):\n            return _of_branch(where, point, order)",
        "        pass",
    ),
    Mutation(
        "the side of a pole",
        "asymptotic/special_points.py",
        "    for each in (side, -side):",
        "    for each in (1, -1):",
    ),
    Mutation(
        "roots of 0 at a tie",
        "asymptotic/special_points.py",
        "    if where.has_root:",
        "    if where.side == 0:",
    ),
    Mutation(
        "zeros that are limits",
        "rounding/arrays.py",
        "        return copysign(value, sign_of_zero(f, order, side, form))",
        "        return -abs(value)",
    ),
]


def verdict(mutation: Mutation, copy: Path) -> str:
    """How many formulas it takes until the judge finds something wrong."""
    file = copy / CORE / mutation.file
    before = file.read_text()
    if before.count(mutation.text) != 1:
        return "NOT THERE ONCE"
    file.write_text(before.replace(mutation.text, mutation.broken))
    try:
        for batch in range(1, BATCHES + 1):
            command = [sys.executable, "-m", "tools.attack", "--formulas", str(BATCH), "--seed", str(batch)]
            environment = {**os.environ, "PYTHONPATH": f"{copy}{os.pathsep}{copy / 'tests'}"}
            run = subprocess.run(
                command, cwd=copy, env=environment, capture_output=True, text=True, check=False
            )
            if run.returncode:
                return f"red within {batch * BATCH} formulas"
        return "NOT RED"
    finally:
        file.write_text(before)


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(folder)
        for mutation in MUTATIONS:
            found = verdict(mutation, copy)
            missed += found.startswith("NOT")
            sys.stdout.write(f"{mutation.kind:40} {mutation.file:28} {found}\n")
            sys.stdout.flush()
    return missed


if __name__ == "__main__":
    sys.exit(main())
