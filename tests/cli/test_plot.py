"""`actx plot`: the names of its files, what they say of their origin, and which files it replaces."""

from __future__ import annotations

import re
import shlex
import struct
from itertools import cycle
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image
from process import run

from actx.cli.specs import file_stem
from actx.core.names.spec import activation

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Sample

AXIS: Final = "an axis is at least 1e-300 wide, and reaches no farther than 1e+300"

# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("specs", "stem"),
    [
        (["relu"], "relu"),
        (["relu", "gelu", "relu"], "relu-gelu"),
        (["x*sigmoid(1.702*x)"], "x-sigmoid_1.702-x"),
        (["x*sigmoid(1.702)*x"], "x-sigmoid_1.702_x"),
        (["(x+1)*x"], "x-plus-1_x"),
        (["-x"], "minus-x"),
        (["x+1"], "x-plus-1"),
        (["x-1"], "x-minus-1"),
        (["x/2"], "x-over-2"),
        (["x**2", "tanh"], "x-to-2-tanh"),
        ([".5*x+1e+3"], "0.5-x-plus-1e3"),
        (["where(x <= 0, 0, x)"], "where_x-le-0-0-x"),
    ],
)
def test_a_figure_has_the_names_or_the_words_of_its_formulas(specs: list[str], stem: str) -> None:
    assert file_stem([activation(spec) for spec in specs]) == stem


def test_the_name_of_a_long_formula_is_short_and_its_own() -> None:
    formulas = ["+".join(f"x**{n}" for n in range(2, last)) for last in (40, 41, 60)]
    stems = [file_stem([activation(formula)]) for formula in formulas]
    assert len(set(stems)) == 3
    for stem in stems:
        assert len(stem) <= 60
        assert re.fullmatch(r"[a-z0-9][\w.-]*\w", stem, re.ASCII)


# --- origin ----------------------------------------------------------------------------------------------

COMMAND: Final = "actx plot --deriv --range=-1:2 '--title=a title' -p a=1/2 -- '-a*x' relu"


def test_a_file_holds_the_command_line_that_draws_it_again(some: Sample, tmp_path: Path) -> None:
    there, again = tmp_path / "there", tmp_path / "again"
    for folder in (there, again):
        folder.mkdir()
    for suffix in some(("png", "svg", "pdf", "jpg", "tif", "webp"), 1):
        name = f"minus-a-x-relu.{suffix}"
        first = run(*shlex.split(COMMAND)[1:-3], "-o", f"there/{name}", "--", "-a*x", "relu", cwd=tmp_path)
        assert first.status == 0
        content = (there / name).read_bytes()
        command = COMMAND if suffix == "png" else COMMAND.replace(" -- ", f" -o {name} -- ")
        assert command.encode() in content
        assert run(*shlex.split(command)[1:], cwd=again).text == f"{name}\n"
        assert (again / name).read_bytes() == content


DRAWN: Final = (
    "gelu --log --range -30:5",
    "gelu --log --ylim 1e-20:10 --deriv",
    "relu6 --deriv --convention jax",
    "gelu --dtype float8_e4m3fn --range 0:4",
    "relu --deriv --dtype bfloat16 --convention torch",
    "log(1+exp(x)) log1p(exp(x)) --error float32 --range -20:20",
    "elu --deriv --annotate",
    "relu gelu softplus --grid --deriv",
    "gelu silu --together --deriv --style paper",
    "leaky_relu:alpha=0.01..0.3:3 --range -2:2 --log",
    "softmax --log --at 1 2 -3",
    "gelu --title=",
)


def test_an_empty_title_is_a_title(tmp_path: Path) -> None:
    assert run("plot", "relu", "--title", "", "-o", "relu.svg", cwd=tmp_path).status == 0
    assert "actx plot --title= -o relu.svg relu" in (tmp_path / "relu.svg").read_text()


@pytest.mark.thorough
def test_the_command_of_every_option_draws_the_same_again(some: Sample, tmp_path: Path) -> None:
    for arguments in some(DRAWN, 1):
        (path,) = run("plot", *arguments.split(), "--dpi", "40", cwd=tmp_path).lines
        content = (tmp_path / path).read_bytes()
        with Image.open(tmp_path / path) as picture:
            (command,) = (text for text in picture.info.values() if str(text).startswith("actx plot"))
        (tmp_path / path).unlink()
        assert run(*shlex.split(command)[1:], cwd=tmp_path).seen == ([path], [], 0)
        assert (tmp_path / path).read_bytes() == content


# --- files that are there --------------------------------------------------------------------------------


def test_a_figure_of_actx_is_replaced(some: Sample, tmp_path: Path) -> None:
    for suffix in some(("png", "svg", "pdf", "jpg", "tif", "webp", "gif"), 2):
        name = f"relu.{suffix}"
        if run("plot", "relu", "-o", name, cwd=tmp_path).status == 2:
            continue  # this matplotlib does not write it
        before = (tmp_path / name).read_bytes()
        assert run("plot", "relu", "--deriv", "-o", name, cwd=tmp_path).seen == ([name], [], 0)
        assert (tmp_path / name).read_bytes() != before


@pytest.mark.parametrize("command", ["plot relu", "plot relu -o relu.png", "compare relu --plot relu.png"])
def test_any_other_file_is_kept_unless_it_is_forced(command: str, tmp_path: Path) -> None:
    figure = tmp_path / "relu.png"
    figure.write_bytes(b"my own picture")

    refused = run(*command.split(), cwd=tmp_path)

    said = "actx: 'relu.png' is there, and is no figure of actx: --force replaces it\n"
    assert (refused.text, refused.stderr, refused.status) == ("", said, 1)
    assert figure.read_bytes() == b"my own picture"
    assert run(*command.split(), "--force", cwd=tmp_path).status == 0
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_an_empty_file_as_of_mktemp_is_filled(tmp_path: Path) -> None:
    (tmp_path / "new.png").touch()
    assert run("plot", "relu", "-o", "new.png", cwd=tmp_path).status == 0


def test_a_figure_goes_to_a_pipe_as_png_and_nothing_else_does(tmp_path: Path) -> None:
    outcome = run("plot", "relu", "-o", "-", cwd=tmp_path)
    assert outcome.stdout.startswith(b"\x89PNG")
    assert outcome.stdout.endswith(b"IEND\xaeB`\x82")
    assert (outcome.stderr, outcome.status, list(tmp_path.iterdir())) == ("", 0, [])


# A command line of each kind of figure, to be followed by a file.
KINDS: Final = (
    "plot selu --deriv -o",
    "plot relu gelu silu --deriv -o",
    "plot relu softmax --deriv --grid -o",
    "plot leaky_relu:alpha=0.01..0.3:5 --range -2:2 -o",
    "plot gelu --log --range -40:5 -o",
    "plot relu6 --deriv --convention jax -o",
    "plot gelu --dtype float8_e4m3fn --range 0:4 -o",
    "plot 'log(1+exp(x))' 'log1p(exp(x))' --error float32 --range -20:20 -o",
    "plot hard_sigmoid --deriv --annotate --style paper -o",
    "plot softmax --jacobian --at 1 2 3 -o",
    "plot softmax sparsemax --simplex -o",
    "compare relu softplus --plot",
)


@pytest.mark.thorough
def test_a_figure_does_not_change_with_the_locale_the_folder_or_matplotlibrc(tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.write_text("xtick.direction: in\nsvg.fonttype: path\npdf.fonttype: 3\nsavefig.dpi: 40\n")
    here, there = tmp_path / "here", tmp_path / "there é"
    usual = {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    other = {"LC_ALL": "C", "PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo", "MATPLOTLIBRC": str(settings)}
    for folder in (here, there):
        folder.mkdir()
    for kind, suffix in zip(KINDS, cycle(("svg", "pdf", "png")), strict=False):
        command = [*shlex.split(kind), f"figure.{suffix}"]
        assert run(*command, cwd=here, env=usual).status == run(*command, cwd=there, env=other).status == 0
        files = {(folder / f"figure.{suffix}").read_bytes() for folder in (here, there)}
        assert len(files) == 1, command


# --- looks -----------------------------------------------------------------------------------------------


def test_a_picture_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    options = ("--size", "3.5x2.5", "--dpi", "100", "--ylim", "-2:2", "--style", "dark", "--no-legend")
    assert run("plot", "tan(x)", *options, "--transparent", cwd=tmp_path).status == 0
    content = (tmp_path / "tan_x.png").read_bytes()
    assert struct.unpack(">II", content[16:24]) == (350, 250)
    again = b"--ylim=-2:2 --no-legend --style=dark --size=3.5x2.5 --dpi=100 --transparent 'tan(x)'"
    assert again in content


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--size 5", "'5' is not a size: give width and height in inches, as in 6.4x4.4"),
        ("--size 1x4", "--size 1x4: a side has from 2 to 50 inches"),
        ("--size 5x51", "--size 5x51: a side has from 2 to 50 inches"),
        ("--size 50x50 --dpi 300", "--size 50x50 at --dpi 300 is more than 60 million pixels"),
        ("--ylim 2:1", "bad --ylim '2:1': its first end must be below its second"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options: str, message: str, tmp_path: Path) -> None:
    refused = run("plot", "relu", *options.split(), cwd=tmp_path)
    assert (refused.text, refused.stderr, refused.status) == ("", f"actx: {message}\n", 2)


# The first option is at odds with each of the others.
AT_ODDS: Final = (
    "--term --log --grid --together --error=float16 --style=dark --size=4x3 --dpi=99 --transparent",
    "--error=float32 --log --grid --together --dtype=float16 --convention=torch --annotate --term",
    "--annotate --log --grid --together --error=float16 --term",
    "--grid --together --error=float32 --annotate --term",
    "--jacobian --log --grid --together --dtype=float16 --convention=torch --error=float32 --annotate",
    "--simplex --log --grid --together --dtype=float16 --convention=torch --error=float32 --annotate",
)


def test_options_that_are_at_odds_are_refused_by_name(some: Sample, tmp_path: Path) -> None:
    pairs = [(first, other) for first, *others in map(str.split, AT_ODDS) for other in others]
    for pair in some(pairs, 5):
        refused = run("plot", "relu", *pair, cwd=tmp_path)
        names = [option.partition("=")[0] for option in pair]
        said = {f"actx: {a} does not go with {b}\n" for a, b in (names, names[::-1])}
        assert (refused.text, refused.status) == ("", 2)
        assert refused.stderr in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("gelu --log --ylim 0:1", "--log shows magnitudes: --ylim 0:1 must begin above 0"),
        ("gelu silu --annotate", "--annotate draws one activation: 'silu' is a second one"),
        ("relu --convention jax", "--convention is about derivatives: add --deriv or --order"),
        ("softmax --annotate", "softmax is an activation of vectors: --annotate is for scalar ones"),
        ("softmax --error float32", "softmax is an activation of vectors: --error is for scalar ones"),
        ("relu softmax --dtype float16", "softmax is an activation of vectors: --dtype is for scalar ones"),
        (
            "softmax --deriv --convention torch",
            "softmax is an activation of vectors: no derivatives at kinks are recorded",
        ),
        ("relu --at 1", "--at is for vector activations: it gives the inputs that stand still"),
        (
            "relu --range 0:1e-310",
            f"no figure can be drawn from 0 to 1e-310: {AXIS}",
        ),
    ],
)
def test_what_an_option_asks_in_vain_is_refused(arguments: str, message: str, tmp_path: Path) -> None:
    refused = run("plot", *arguments.split(), cwd=tmp_path)
    assert (refused.text, refused.stderr, refused.status) == ("", f"actx: {message}\n", 2)
    assert not list(tmp_path.iterdir())


# --- activations of vectors -------------------------------------------------------------------------------


OF_VECTORS: Final = (
    ("softmax --jacobian --at 1 2 -1/2", "softmax-jacobian"),
    ("softmax torch.nn.Softmin --simplex --range -1:1", "softmax-softmin-simplex"),
)


@pytest.mark.thorough
def test_a_figure_of_vectors_has_a_name_of_its_own_and_holds_its_command(
    some: Sample, tmp_path: Path
) -> None:
    options = ("--title", "Mine", "--size", "5x3", "--dpi", "50", "--style", "dark", "--no-legend")
    for arguments, name in some(OF_VECTORS, 1):
        assert run("plot", *arguments.split(), *options, cwd=tmp_path).seen[::2] == ([f"{name}.png"], 0)
        content = (tmp_path / f"{name}.png").read_bytes()
        assert struct.unpack(">II", content[16:24]) == (250, 150)
        (command,) = re.findall(rb"actx plot [ -~]*", content)
        (tmp_path / f"{name}.png").unlink()
        assert run(*shlex.split(command.decode())[1:], cwd=tmp_path).status == 0
        assert (tmp_path / f"{name}.png").read_bytes() == content


def test_the_inputs_of_a_jacobian_are_those_of_at(tmp_path: Path) -> None:
    run("plot", "softmax", "--jacobian", "--at", "1,2", "-1/2", "-o", "a.svg", cwd=tmp_path)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "a.svg").read_text())
    assert {"Jacobian of softmax at (1, 2, −0.5)", "x3", "y1"} <= set(texts)
    assert "0.189" in texts  # p (1 - p) for p = 1/(1 + e + e^-1.5) = 0.2537


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("softmax --jacobian --deriv", "--deriv does not go with --jacobian"),
        ("softmax --jacobian --order 1", "--order does not go with --jacobian"),
        ("softmax --jacobian --range 0:1", "--range does not go with --jacobian"),
        ("softmax --jacobian --simplex", "--simplex does not go with --jacobian"),
        ("softmax --simplex --ylim 0:1", "--ylim does not go with --simplex"),
        ("softmax --simplex --at 1 2 3", "--at does not go with --simplex"),
        ("softmax glu --jacobian", "--jacobian draws one activation: 'glu' is a second one"),
        ("relu --jacobian", "relu takes single numbers: only a function of vectors has a Jacobian"),
        ("glu --jacobian --at 1", "glu takes vectors of an even length, to be halved: 1 is odd"),
        (
            "softmax relu --simplex",
            (
                "relu does not map three numbers to probabilities, as do softmax, softmin, gumbel_softmax, "
                "sparsemax, entmax15, hardmax"
            ),
        ),
        (
            "softmax --simplex --range -1e308:1e308",
            f"no figure can be drawn from -1e+308 to 1e+308: {AXIS}",
        ),
        ("relu --ylim -1e308:1e308", f"no figure can be drawn from -1e+308 to 1e+308: {AXIS}"),
        ("relu --range=-1e304:1e304", f"no figure can be drawn from -1e+304 to 1e+304: {AXIS}"),
        ("relu --range=-pi:0*x", "bad range '-pi:0*x': '0*x' is not a number"),
        ("relu --ylim=x:1", "bad --ylim 'x:1': 'x' is not a number"),
        ("relu --ylim=1:1", "bad --ylim '1:1': its first end must be below its second"),
        ("relu --ylim=pi", "bad --ylim 'pi': expected A:B, as in -5:5"),
    ],
)
def test_a_figure_of_vectors_that_makes_no_sense_is_refused(
    arguments: str, message: str, tmp_path: Path
) -> None:
    refused = run("plot", *arguments.split(), cwd=tmp_path)
    assert (refused.text, refused.stderr, refused.status) == ("", f"actx: {message}\n", 2)
    assert not list(tmp_path.iterdir())


# --- words -----------------------------------------------------------------------------------------------


def test_the_legend_is_what_was_typed_and_the_text_of_an_svg_is_text(tmp_path: Path) -> None:
    run(
        "plot",
        "torch.nn.Hardtanh",
        "jax.nn.hard_tanh",
        "swish",
        "-d",
        "--together",
        "-p",
        "beta=0.5",
        "-o",
        "a.svg",
        cwd=tmp_path,
    )
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "a.svg").read_text())
    for name in ("torch.nn.Hardtanh", "jax.nn.hard_tanh'", "swish (β = 0.5)", "swish' (β = 0.5)"):
        assert name in texts
