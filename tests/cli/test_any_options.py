"""Command lines drawn from every command and option: an answer or one clear line, never a traceback.

What is right is not asked here, only that options work together, or are refused by name with no file left
behind.
"""

from __future__ import annotations

import random
import re
import shlex
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pytest
from process import run

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample

# For each command and each of its options, values; one call in ten has one of the `MISTAKES`, too.
SCALARS: Final = (
    "relu", "gelu", "elu:alpha=2", "tanh", "hard_sigmoid", "step", "x**2", "sin(1/x)", "tan(x)", "log(x)",
    "sqrt(x)", "where(x<1, x, 2-x)", "x/0", "1e300*x", "torch.gelu:approximate=tanh", "tf.nn.relu6",
    "abs(x)/x", "leaky_relu:alpha=0.1..0.3:3", "elu:alpha=1|2",
)  # fmt: skip
VECTORS: Final = ("softmax", "sparsemax", "maxout", "glu", "gumbel_softmax")
WORDS: Final = ("relu", "sign", "swish", "ramachandran")
NUMBERS: Final = ("0", "-1", "1/3", "-pi/2", "nan", "inf", "-inf", "1e-320", "1e400", "2**-24")
RANGES: Final = ("-6:6", "-pi:pi", "0:1", "-10:3", "-1e9:1e12", "1e9:1000000001")
FORMATS: Final = ("float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2")
COLOUR: Final = {"--color": ("auto", "always", "never")}
WRITTEN: Final = {
    "--format": ("table", "plain", "csv", "tsv", "json", "jsonl", "npy"),
    "--output": ("file.csv", "file.npy", "file.txt", "file.jsonl", "-"),
    **COLOUR,
}
READ: Final = {
    "--range": tuple(f"{ends}:5" for ends in RANGES),
    "--dtype": FORMATS,
    "--digits": ("30", "1000"),
    "--input": ("numbers.txt",),
    "--column": ("1", "x"),
    "--all": (),
    "--hex": (),
    "--quiet": (),
    **WRITTEN,
}
OPTIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "eval": READ,
    "deriv": {**READ, "--order": ("2", "3"), "--convention": ("torch", "jax")},
    "info": {
        **WRITTEN,
        "--all": (),
        "--prove": (),
        "--dtype": FORMATS,
        "--full": (),
        "--latex": (),
        "--deriv": (),
        "--no-pager": (),
    },
    "moments": {
        **WRITTEN,
        "--sigma": ("2", "1/3"),
        "--depth": ("2",),
        "--weight-variance": ("2",),
        "--bias-variance": ("0.05", "0"),
        "--correlation": ("1/2", "0"),
        "--critical": (),
        "--digits": ("20",),
    },
    "find": {**WRITTEN, "--all": (), "--quiet": ()},
    "list": {**WRITTEN, "--family": ("gated",), "--framework": ("torch",), "--no-pager": ()},
    "compare": {
        **WRITTEN,
        "--apart": (),
        "--range": RANGES,
        "--dtype": FORMATS,
        "--digits": ("20",),
        "--order": ("2",),
        "--at": ("1", "nan"),
        "--family": ("shrinkage", "vector"),
        "--all": (),
        "--columns": ("range,zeros,max_slope", "lipschitz,kinks,smoothness,saturates"),
        "--sort": ("range:desc", "f0", "zeros:asc", "monotone"),
        "--plot": ("drawn.png", "drawn.svg", "-"),
        "--no-pager": (),
        "--force": (),
        "--full": (),
        "--quiet": (),
    },
    "plot": {
        **COLOUR,
        "--deriv": (),
        "--order": ("1", "2", "3"),
        "--range": RANGES,
        "--output": ("drawn.svg", "drawn.pdf", "-"),
        "--term": (),
        "--force": (),
        "--quiet": (),
        "--together": (),
        "--grid": (),
        "--log": (),
        "--dtype": FORMATS,
        "--convention": ("torch", "jax"),
        "--error": FORMATS,
        "--annotate": (),
        "--at": ("0", "1"),
        "--jacobian": (),
        "--simplex": (),
        "--ylim": ("-1:1", "1e-5:10"),
        "--title": ("a title",),
        "--no-legend": (),
        "--style": ("dark", "paper"),
        "--size": ("3.4x2.6",),
        "--dpi": ("50",),
        "--transparent": (),
    },
}
MISTAKES: Final[dict[str, tuple[str, ...]]] = {
    "eval": ("--range=0:0:5", "--range=1", "--input=no.txt", "--column=y", "--order=2", "--param=a=2", "(1"),
    "deriv": ("--range=0:inf:5", "--order=11", "--convention=none", "--param=alpha=0.1..0.3:3", "nothing"),
    "info": ("--format=none", "--param=a", "--output=file.png", "(1"),
    "find": ("--format=none", "--param=a", "elu:alpha=1|2", "(1"),
    "moments": ("--sigma=0", "--sigma=x", "--depth=0", "--bias-variance=-1", "--digits=101", "softmax"),
    "list": ("--family=none", "--framework=none", "x/0"),
    "compare": ("--columns=rang", "--sort=f0:up", "--family=none",
                "--range=1:-1", "--at=y", "--plot=drawn.txt", "--digits=1001", "--order=0", "softmax"),
    "plot": ("--range=0:1e-310", "--range=-1e308:1e308", "--output=drawn.txt", "--ylim=1:1", "--size=0.1x9",
             "--dpi=1", "--error=float9", "--param=a=2", "--at=nan", "sign", "a*x"),
}  # fmt: skip
PAIRS: Final = [(command, pair) for command in OPTIONS for pair in combinations(OPTIONS[command], 2)]


def command_line(rng: random.Random, command: str, pair: tuple[str, str]) -> list[str]:
    """A command with these options, now and then a third one and a mistake, and up to three activations."""
    many = rng.choice((1, 2, 3)) if command in ("plot", "compare") else 1
    words = rng.sample(WORDS if command == "list" else VECTORS if rng.random() < 0.2 else SCALARS, many)
    options = [*pair, *rng.sample(list(OPTIONS[command]), rng.choice((0, 1)))]
    if command in ("eval", "deriv") and not {"--range", "--input", "--all"} & set(options):
        words += rng.choices(NUMBERS, k=rng.choice((1, 2, 4)))
    written = [
        rng.choice([f"{each}={value}" for value in OPTIONS[command][each]] or [each]) for each in options
    ]
    return [command, *written, *(rng.sample(MISTAKES[command], 1) if rng.random() < 0.1 else []), *words]


@pytest.mark.parametrize(
    "block", [pytest.param(k, marks=[pytest.mark.thorough] if k % 4 else []) for k in range(20)]
)
def test_any_options_are_answered_or_refused_by_one_line(block: int, some: Sample, tmp_path: Path) -> None:
    for command, pair in some(PAIRS[block::20], 1, str(block)):
        arguments = command_line(random.Random(f"{command} {pair}"), command, pair)
        folder = tmp_path / "-".join((command, *pair))
        folder.mkdir()
        (folder / "numbers.txt").write_text("x\n1\n-2\n")
        outcome = run(*arguments, cwd=folder)
        said = f"actx {shlex.join(arguments)}\n{outcome.stderr}"
        assert outcome.status in (0, 1, 2), said
        if outcome.status:
            first, *rest = outcome.stderr.splitlines()
            assert first.startswith("actx: "), said
            assert not rest or first.startswith("actx: bad formula"), said
            assert outcome.status == 1 or [each.name for each in folder.iterdir()] == ["numbers.txt"], said
        else:
            assert re.fullmatch(r"(note: .*\n)?", outcome.stderr, re.DOTALL), said


def test_every_option_is_drawn() -> None:
    for command, options in OPTIONS.items():
        named = set(re.findall(r"(?m)^  (?:-\w, )?(--[\w-]+)", run(command, "--help").text))
        assert named - {"--help", "--param"} == set(options), command
