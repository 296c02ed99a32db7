"""Images on the triangle of probabilities: which activations have them, where they are, and their figure."""

from __future__ import annotations

import math
from functools import cache, partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from drawings import LOOK, SIGNATURES, assert_texts_are_apart, points

from actx.core.activation import VectorActivation
from actx.core.errors import KindError
from actx.core.names.spec import activation
from actx.figure.files import rendered
from actx.figure.labels import Name
from actx.figure.plane import Interval
from actx.figure.simplex import DEFAULT, Images, images, levels, probabilistic
from actx.figure.style import THEMES, Look
from actx.figure.triangles import CORNERS, figure

if TYPE_CHECKING:
    from conftest import Sample
    from matplotlib.figure import Figure

    from actx.figure.functions import Floats

ABLE: Final = ("softmax", "softmin", "gumbel_softmax", "sparsemax", "entmax15", "hardmax")


def drawn(*specs: str, **options: Any) -> Figure:
    return figure([activation(spec) for spec in specs], **{"look": LOOK, **options})


@cache
def found(spec: str, interval: Interval = DEFAULT) -> Images:
    record = activation(spec)
    assert isinstance(record, VectorActivation)
    return images(record, interval, levels(interval).positions)


def projection(x: Floats) -> Floats:
    """The nearest point of the simplex, by bisection on the shift of max(x - shift, 0)."""
    low, high = x.min() - 1, x.max()
    for _ in range(80):
        shift = (low + high) / 2
        low, high = (shift, high) if np.maximum(x - shift, 0).sum() > 1 else (low, shift)
    image: Floats = np.maximum(x - high, 0)
    return image


# --- which activations -----------------------------------------------------------------------------------


def test_probabilities_that_only_differences_decide_are_accepted() -> None:
    records = [activation(spec) for spec in (*ABLE, "gumbel_softmax:tau=0.5", "torch.nn.Softmax")]
    assert probabilistic(records) == records


@pytest.mark.parametrize(
    "spec", ["relu", "log_softmax", "quiet_softmax", "logsumexp", "maxout", "crelu", "glu"]
)
def test_others_are_refused_with_those_that_can_be_drawn(spec: str) -> None:
    with pytest.raises(KindError, match=f"^{spec} does not map .* as do {', '.join(ABLE)}$"):
        drawn("softmax", spec)


# --- where images are ------------------------------------------------------------------------------------


def test_every_point_of_a_line_is_a_probability_vector() -> None:
    for line in (line for spec in ABLE for line in found(spec).lines):
        along = np.concatenate(line.pieces)
        assert np.all(along >= 0)
        assert np.all(np.abs(along.sum(axis=1) - 1) <= 1e-15)


def test_a_line_of_softmax_keeps_a_ratio_and_reaches_its_ends() -> None:
    for line in found("softmax").lines:
        (piece,) = line.pieces
        assert np.allclose(piece[:, line.fixed] / piece[:, 2], math.exp(line.level), rtol=1e-12)
        running = piece[:, 1 - line.fixed] / piece[:, 2]
        assert np.all(np.diff(running) > 0)
        assert np.allclose(running[[0, -1]], np.exp([-2, 2]), rtol=1e-12)


def test_a_line_of_sparsemax_is_a_projection_and_runs_into_edges() -> None:
    for line in found("sparsemax").lines:
        (piece,) = line.pieces
        ends = np.array([(line.level, end) if line.fixed == 0 else (end, line.level) for end in (-2, 2)])
        for image, (u, v) in zip(piece[[0, -1]], ends, strict=True):
            assert np.allclose(image, projection(np.array([u, v, 0.0])), rtol=0, atol=1e-12)
        assert np.any(piece == 0)
    (middle,) = [line for line in found("sparsemax").lines if (line.fixed, line.level) == (0, 0)]
    assert np.allclose(middle.pieces[0][:, 0], middle.pieces[0][:, 2], rtol=0, atol=1e-15)


def test_a_jump_is_no_line() -> None:
    for line in found("hardmax").lines:
        for piece in line.pieces:
            assert np.ptp(piece, axis=0).max() == 0
    steep = found("gumbel_softmax:tau=0.01").lines
    assert {len(line.pieces) for line in steep} == {1}  # it is continuous
    assert max(np.abs(np.diff(line.pieces[0], axis=0)).max() for line in steep) <= 0.02


def test_crossings_that_have_one_image_share_a_dot() -> None:
    for spec, count in (("softmax", 81), ("hardmax", 3)):
        dots = found(spec)
        assert len(dots.dots) == count
        assert dots.counts.sum() == 81
    # hardmax is 1 at the first of the largest, as np.argmax finds it.
    levels = [k / 2 for k in range(-4, 5)]
    first = [int(np.argmax([u, v, 0])) for u, v in product(levels, repeat=2)]
    hard = found("hardmax")
    assert np.array_equal(np.argmax(hard.dots, axis=1), [2, 1, 0])
    assert hard.counts.tolist() == [first.count(k) for k in (2, 1, 0)]


def test_lines_stand_at_short_decimals_and_an_empty_interval_is_refused() -> None:
    assert levels(Interval(-3, 3)).positions == [-3, -2, -1, 0, 1, 2, 3]
    assert levels(Interval(-2, 2)).positions == [k / 2 for k in range(-4, 5)]
    for low, high in ((1.0, 1.0), (2.0, 1.0), (-math.inf, 0.0), (-1e308, 1e308)):
        with pytest.raises(ValueError, match="from"):
            drawn("softmax", interval=(low, high))


def test_an_interval_of_a_few_floats_ends() -> None:
    assert drawn("hardmax", interval=(1e9, 1e9 + 3e-7)).axes


# --- the figure ------------------------------------------------------------------------------------------


def test_the_triangle_has_equal_sides_and_y1_to_the_right_and_y2_at_the_top() -> None:
    sides = np.linalg.norm(CORNERS - np.roll(CORNERS, 1, axis=0), axis=1)
    assert np.allclose(sides, 1)
    plane, triangle = drawn("softmax").axes
    texts: Any = triangle.texts
    labels = {text.get_text(): text.xy for text in texts}
    assert set(labels) == {"y1 = 1", "y2 = 1", "y3 = 1"}
    assert max(labels, key=lambda text: labels[text][0]) == "y1 = 1"
    assert max(labels, key=lambda text: labels[text][1]) == "y2 = 1"
    across, up = triangle.bbox.size
    assert up / across == pytest.approx(math.sqrt(0.75))
    assert plane.bbox.width == pytest.approx(plane.bbox.height)


@pytest.mark.thorough
def test_a_drawn_line_is_the_image_of_that_beside_it() -> None:
    plane, triangle = drawn("softmax").axes
    lines = [line for line in triangle.lines if len(points(line)) > 100]
    assert len(lines) == len(plane.lines) == 18
    for before, after in zip(plane.lines, lines, strict=True):
        y = np.exp([*points(before)[0], 0])
        assert np.allclose(points(after)[0], y / y.sum() @ CORNERS)
        for style in ("color", "linestyle", "linewidth"):
            assert getattr(before, f"get_{style}")() == getattr(after, f"get_{style}")()
    colours = {(line.get_color(), line.get_linestyle()) for line in plane.lines}
    assert len(colours) == 2


def test_each_activation_has_a_panel_with_what_was_typed_and_the_caption_says_which_inputs() -> None:
    names = [Name("torch.nn.Softmax", {}), Name("gumbel_softmax", {"tau": "0.5"})]
    records = [activation("softmax"), activation("gumbel_softmax:tau=0.5")]
    shown = figure(records, (-1, 1), names=names, title="Mine", look=LOOK)
    texts = [text.get_text().replace("\n", " ") for text in shown.texts]
    assert len(shown.axes) == 3
    assert {"Mine", "inputs", "torch.nn.Softmax", "gumbel_softmax (τ = 0.5)"} <= set(texts)
    (caption,) = [text for text in texts if text.startswith("Solid lines")]
    assert "x1−x3 = −1.0, −0.5, …, 1.0." in caption
    assert "from −1 to 1" in caption


def test_without_a_legend_there_is_no_plane_of_inputs() -> None:
    assert len(drawn("softmax", look=Look(dpi=40, legend=False)).axes) == 1


LAYOUTS: Final = (
    (("softmax",), None, None, True),
    (("softmax", "sparsemax"), None, None, True),
    (ABLE, None, None, True),
    (("softmax", "sparsemax"), None, (2, 2), True),
    (("softmax",), None, (2, 2), True),
    (("softmax", "sparsemax"), None, (4, 3), True),
    (("softmax", "sparsemax", "hardmax"), (-10, 10), (10, 3), True),
    (("entmax15",), (-1000.25, -1000), None, True),
    (("softmax",), None, (2, 6), True),
    (("softmax", "gumbel_softmax:tau=0.12345,seed=7"), None, None, False),
    (("entmax15",), (-1e-5, 3e-5), None, False),
)


@pytest.mark.thorough
def test_nothing_is_cut_and_no_text_overlaps_another(some: Sample) -> None:
    for (specs, interval, size, legend), theme in some(product(LAYOUTS, THEMES.values()), 1):
        shown = drawn(*specs, interval=interval, look=Look(size, 60, legend, theme=theme))
        assert_texts_are_apart(shown)
        assert size is None or shown.get_size_inches() == pytest.approx(size)


def test_a_long_title_leaves_room_for_the_triangles(some: Sample) -> None:
    for size in some([None, (5.0, 3.0)], 1):
        shown = drawn("softmax", title="words " * 40, look=Look(size, 60))
        assert_texts_are_apart(shown)
        assert shown.axes[-1].bbox.height > 0.2 * shown.bbox.height


@pytest.mark.thorough
def test_a_file_is_always_the_same_and_holds_its_command(some: Sample) -> None:
    for suffix in some(["svg", "png", "pdf"], 1):
        options: Any = {"suffix": suffix, "look": LOOK, "command": "actx plot sparsemax --simplex"}
        sparsemax = [activation("sparsemax")]
        first, second = (rendered(partial(figure, sparsemax), sparsemax, **options) for _ in range(2))
        assert first == second
        assert first.startswith(SIGNATURES[suffix])
        assert b"actx plot sparsemax --simplex" in first
