"""Files of figures: formats, the same bytes each time, and every activation drawn."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from drawings import LOOK, SIGNATURES, render
from kinds import KINDS
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.mathtext import MathTextParser

import actx
from actx.core.activation import Activation
from actx.core.formula.differentiate import derivative
from actx.core.formula.typeset import to_latex
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.figure.files import suffixes
from actx.figure.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Sample

# --- files -----------------------------------------------------------------------------------------------


def test_the_suffixes_are_what_matplotlib_writes_by_itself() -> None:
    assert {"png", "svg", "pdf"} <= set(suffixes()) <= set(FigureCanvasBase.get_supported_filetypes())
    assert not {"eps", "ps", "pgf"} & set(suffixes())


@pytest.mark.parametrize("suffix", suffixes())
def test_a_file_of_each_format_begins_with_its_signature_and_is_always_the_same(
    suffix: str, some: Sample
) -> None:
    first, *others = (
        render([activation("relu")], Request(orders=(0, 1)), suffix=suffix, look=LOOK)
        for _ in range(1 + (suffix in some(suffixes(), 1)))
    )
    assert first.startswith(SIGNATURES[suffix])
    assert all(first == other for other in others)


def test_an_unknown_suffix_is_refused_with_those_that_can_be_written() -> None:
    with pytest.raises(ValueError, match=r"'bmp'.*png, svg, pdf"):
        render([activation("relu")], suffix="bmp")


@pytest.mark.thorough
def test_a_file_does_not_change_with_the_day_the_process_or_the_users_style() -> None:
    wanted = [(kind, suffix) for kind in KINDS for suffix in ("png", "svg", "pdf")]
    code = (
        "import zlib, matplotlib; matplotlib.rcParams['xtick.direction'] = 'in';"
        "matplotlib.rcParams['font.family'] = 'serif';"
        "from kinds import KINDS; from actx.figure.style import Look;"
        f"print([zlib.crc32(KINDS[kind](suffix=s, look=Look(dpi=40))) for kind, s in {wanted}])"
    )
    here = {(kind, suffix): KINDS[kind](suffix=suffix, look=LOOK) for kind, suffix in wanted}
    folders = Path(actx.__file__).parents[1], Path(__file__).parent
    environment = {"PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "700000", "PATH": ""}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    there = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment
    )
    assert there.stdout.strip() == str([zlib.crc32(figure) for figure in here.values()])
    for (_, suffix), figure in here.items():
        assert {"pdf": b"Date", "svg": b"dc:date", "png": b"tIME"}[suffix] not in figure


@pytest.mark.thorough
def test_the_fonts_of_a_pdf_are_truetype_and_the_text_of_an_svg_is_text(some: Sample) -> None:
    for kind in some(KINDS, 1):
        pdf = KINDS[kind](suffix="pdf", look=LOOK)
        assert b"/Type3" not in pdf, kind
        assert b"/CIDFontType2" in pdf, kind
        svg = KINDS[kind](suffix="svg", look=LOOK).decode()
        letters = re.findall(r'<g id="text_.*?</g>', svg, re.DOTALL)
        assert letters, kind
        assert all("<text" in each and "<use" not in each for each in letters), kind


def test_drawing_leaves_the_users_matplotlib_settings_alone() -> None:
    before = dict(mpl.rcParams)
    render([activation("relu")], look=LOOK)
    assert dict(mpl.rcParams) == before


@pytest.mark.thorough
def test_pyplot_is_never_imported_and_curves_need_no_matplotlib() -> None:
    code = (
        "import sys; import actx.figure.curves, actx.figure.axes, actx.figure.style;"
        "import actx.figure.scene, actx.figure.text, actx.figure.provenance;"
        "assert 'matplotlib' not in sys.modules;"
        "from actx.core.names.spec import activation; from actx.figure.draw import figure;"
        "from actx.figure.files import rendered; relu = [activation('relu')];"
        "rendered(lambda look: figure(relu, look=look), relu); assert 'matplotlib.pyplot' not in sys.modules;"
        "assert not any(name.startswith('actx.cli') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- the whole catalog -----------------------------------------------------------------------------------


def test_every_activation_is_drawn_with_its_derivative_and_without_a_warning(
    points: Callable[[int, int], int], caplog: pytest.LogCaptureFixture
) -> None:
    every = activations()
    count = points(5, len(every))
    for record in random.Random(count).sample(every, count):
        assert render([record], Request(orders=(0, 1)), look=LOOK).startswith(SIGNATURES["png"])
        assert not caplog.records, record.name


def test_mathtext_sets_the_formula_of_every_activation_and_of_its_derivative(some: Sample) -> None:
    parser: Any = MathTextParser("path")
    for record in some(activations(), 45):
        if isinstance(record, Activation):
            expressions = (record.literal, record.symbolic, derivative(record.symbolic))
            for expression in some(expressions, 1, record.name):
                assert parser.parse(f"${to_latex(expression)}$").width > 0, record.name
