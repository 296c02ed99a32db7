"""Halves the bounds on errors in turn, and runs the tests that measure: `python -m tools.mutate_bounds`.

Each is halved in a copy of the package, where a test should fail then. What is printed is a table of the
bounds with the test that did, or NOT RED; the status is the number of those.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from places import ROOT

ARITHMETIC: Final = "actx/core/arithmetic"
TESTS: Final = "tests/core/arithmetic"
WORDS: Final = "float64.py"
PAIRS: Final = "double_double/arithmetic.py"
SCALED: Final = "double_double/scaled.py"


class Bound(NamedTuple):
    """A text in a file, what half of it is, and which tests measure it, as an expression for pytest -k."""

    file: str
    text: str
    halved: str
    tests: str


# Constants, the whole of which is halved.
CONSTANTS: Final = [
    (SCALED, "ADD_ERROR", "on_pairs and add"),
    (SCALED, "MUL_ERROR", "on_pairs and mul"),
    (SCALED, "DIV_ERROR", "on_pairs and div"),
    (SCALED, "SQRT_ERROR", "on_pairs and sqrt"),
    ("double_double/exponential.py", "EXP_ERROR", "a_kernel and exp"),
    ("double_double/exponential.py", "REDUCTION_ERROR", "a_kernel and exp"),
    ("double_double/exponential.py", "FAR_ERROR", "a_kernel and exp"),
    ("double_double/exponential.py", "LOG_ERROR", "a_kernel and log"),
    ("double_double/exponential.py", "_CUBE_ERROR", "a_kernel and expm1"),
    ("double_double/exponential.py", "_BASE_ERROR", "a_kernel and expm1"),
    ("double_double/exponential.py", "_REST_ERROR", "a_kernel and expm1"),
    ("double_double/circular.py", "CIRCULAR_ERROR", "a_kernel and (sin or cos)"),
    ("double_double/circular.py", "_REDUCTION_ERROR", "a_kernel and (sin or cos)"),
    ("double_double/circular.py", "_FAR_REDUCTION_ERROR", "far_out"),
    ("double_double/circular.py", "_ATAN_ERROR", "a_kernel and atan"),
    ("double_double/gaussian.py", "MILLS_ERROR", "a_kernel and mills"),
    ("double_double/gaussian.py", "_ASYMPTOTIC_ERROR", "a_kernel and mills"),
    ("double_double/gaussian.py", "ERF_ERROR", "a_kernel and erf"),
    (PAIRS, "_CONSTANT_ERROR", "constants_are_pairs"),
    (PAIRS, "_LINEAR_ERROR", "its_slope"),
    (WORDS, "_LIBRARY_ERROR", "numpys"),
    (WORDS, "_POWER_ERROR", "numpys"),
    (WORDS, "_MILLS_ERROR", "in_float64 and mills"),
    (WORDS, "_ERF_ERROR", "in_float64 and erf"),
    (WORDS, "U", "in_double"),
    (WORDS, "TINY", "underflows"),
    (WORDS, "_WIDER", "in_double"),
    (WORDS, "_ABOVE_ONE", "in_double and expm1"),
]
# Expressions, of which a part is replaced.
EXPRESSIONS: Final = [
    (WORDS, "max(a.relative, b.relative) + 1.1 * U", "1.1", "0.55", "in_double and add"),
    (
        WORDS,
        "error = _rounding_of_sum(a.value, b.value, value)",
        "value)",
        "value) / 2",
        "in_double and add",
    ),
    (WORDS, "a.relative + b.relative + 1.1 * U, positive)", "1.1", "0.55", "in_double and mul"),
    (WORDS, "b.relative * _WIDER + 1.1 * U", "1.1", "0.55", "in_double and div"),
    (WORDS, "a.relative + 1.1 * U, positive=True", "1.1", "0.55", "in_double and sqrt"),
    (WORDS, "(np.abs(b.value) + b_error) * a_error", "a_error", "a_error / 2", "in_double and pow"),
    (WORDS, "b_error * np.abs(np.log", "b_error", "b_error / 2", "in_double and pow"),
    (WORDS, "np.minimum(0.4, 1.26 * y)", "0.4", "0.2", "in_double and mills"),
    (WORDS, "np.minimum(0.4, 1.26 * y)", "1.26", "0.63", "in_double and mills"),
    (WORDS, "1.2 * e", "1.2", "0.6", "in_double and inner_erf"),
    (
        PAIRS,
        "np.expm1(e) * 1.001\n    if np.max",
        "1.001",
        "0.5005",
        "in_doubled and exp",
    ),
    (
        PAIRS,
        "(1.0 + 2.0**-52)) * np.expm1(e) * 1.001",
        "1.001",
        "0.5005",
        "in_doubled and expm1",
    ),
    (
        PAIRS,
        "np.where(e > 0, np.inf, 0.0)) * 1.001",
        "1.001",
        "0.5005",
        "in_doubled and log",
    ),
    (PAIRS, "np.minimum(0.4, 1.26 * ratio.hi)", "0.4", "0.2", "in_doubled and mills"),
    (
        PAIRS,
        "np.minimum(0.4, 1.26 * ratio.hi)",
        "1.26",
        "0.63",
        "in_doubled and mills",
    ),
    (
        PAIRS,
        "np.where(far, ratio.hi, own)",
        "ratio.hi",
        "ratio.hi / 2",
        "in_doubled and mills",
    ),
    (PAIRS, "own + 1.2 * e", "1.2", "0.6", "in_doubled and inner_erf"),
    (PAIRS, "sin_error + e", "+ e", "+ e / 2", "in_doubled and sin"),
    (PAIRS, "cos_error + e", "+ e", "+ e / 2", "in_doubled and cos"),
    (
        PAIRS,
        "return Scaled(*result, 0, own + e)",
        "+ e",
        "+ e / 2",
        "in_doubled and atan",
    ),
    (
        SCALED,
        "(a.error + b.error + np.abs",
        "a.error",
        "a.error / 2",
        "in_doubled and add",
    ),
    (
        SCALED,
        "error += np.abs(a.hi) * b.error",
        "b.error",
        "b.error / 2",
        "in_doubled and mul",
    ),
    (
        SCALED,
        "error += np.abs(b.hi) * a.error",
        "a.error",
        "a.error / 2",
        "in_doubled and mul",
    ),
    (SCALED, "error += a.error * b.error", "b.error", "b.error / 2", "in_doubled and mul"),
    (
        SCALED,
        "(a.error + magnitude * b.error)",
        "a.error",
        "a.error / 2",
        "in_doubled and div",
    ),
    (
        SCALED,
        "(a.error + magnitude * b.error)",
        "b.error",
        "b.error / 2",
        "in_doubled and div",
    ),
    (
        SCALED,
        "np.where(root.hi > 0, a.error /",
        "a.error",
        "a.error / 2",
        "in_doubled and sqrt",
    ),
]


def bounds() -> list[Bound]:
    """All of them."""
    return [
        *(_constant(*constant) for constant in CONSTANTS),
        *(Bound(file, text, text.replace(old, new), tests) for file, text, old, new, tests in EXPRESSIONS),
    ]


def _constant(file: str, name: str, tests: str) -> Bound:
    source = (ROOT / ARITHMETIC / file).read_text()
    found = re.search(rf"^{name}: Final = (.*)$", source, re.MULTILINE)
    assert found, f"{file} has no constant {name}"
    return Bound(file, found[0], f"{name}: Final = ({found[1]}) / 2", tests)


def is_there_once(bound: Bound) -> bool:
    return (ROOT / ARITHMETIC / bound.file).read_text().count(bound.text) == 1


def verdict(bound: Bound, copy: Path) -> str:
    """The first test that fails with a bound halved, or none."""
    path = copy / ARITHMETIC / bound.file
    source = path.read_text()
    assert is_there_once(bound), f"{bound.file} is to have once: {bound.text}"
    path.write_text(source.replace(bound.text, bound.halved))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--thorough", "-p", "no:cacheprovider"]
    command += [f"{TESTS}/test_bounds.py", f"{TESTS}/test_spreads.py", "-k", bound.tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    path.write_text(source)
    failed = re.search(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else "NOT RED" if done.returncode == 0 else f"BROKEN: {done.stdout[-300:]}"


def copied(folder: str) -> Path:
    """A copy of the package and its tests, to break."""
    copy = Path(folder)
    for part in ("actx", "tests"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(folder)
        nothing = Bound(WORDS, "import math", "import math", "not mutated")
        assert verdict(nothing, copy) == "NOT RED", "the tests fail as it is"
        for bound in bounds():
            found = verdict(bound, copy)
            missed += found.startswith(("NOT", "BROKEN"))
            halved = bound.halved.strip().partition("\n")[0]
            sys.stdout.write(f"{bound.file:24} {halved:90} {found}\n")
            sys.stdout.flush()
    return missed


if __name__ == "__main__":
    sys.exit(main())
