"""The map of a Jacobian: its numbers, its colours, its words and its size."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from drawings import LOOK, SIGNATURES, assert_texts_are_apart, lightness, points
from matplotlib.colors import to_hex

from actx.core.activation import VectorActivation
from actx.core.errors import KindError, LengthError
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.figure.files import rendered
from actx.figure.jacobian import default_vector, figure
from actx.figure.labels import Name
from actx.figure.style import THEMES, Look, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Sample
    from matplotlib.figure import Figure

    from actx.figure.functions import Floats


def drawn(spec: str, at: Sequence[float] | None = None, **options: Any) -> Figure:
    return figure(activation(spec), at, **{"look": LOOK, **options})


def values(found: Figure) -> Floats:
    """The numbers by which the cells are coloured, (m, n)."""
    (mesh, *_) = found.axes[0].collections
    return np.ma.filled(np.ma.asarray(mesh.get_array()), np.nan)


def written(found: Figure) -> list[str]:
    """What is written in the cells, row by row."""
    return [text.get_text() for text in found.axes[0].texts]


def softmax_jacobian(x: Sequence[float]) -> Floats:
    p = np.exp(x) / np.exp(x).sum()
    return np.diag(p) - np.outer(p, p)


# --- numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [(1, 2, 3), (0.5, -1, 2, 0), tuple(np.linspace(-2, 3, 20))])
def test_the_cells_of_softmax_have_the_colours_of_its_closed_form(at: Sequence[float]) -> None:
    assert np.allclose(values(drawn("softmax", at)), softmax_jacobian(at), rtol=1e-12, atol=0)


def test_each_number_is_written_in_its_cell_to_three_digits() -> None:
    found = drawn("softmax", (1, 2, 3))
    texts = found.axes[0].texts
    assert [text.get_position() for text in texts] == [(j, i) for i in (1, 2, 3) for j in (1, 2, 3)]
    numbers = [float(text.get_text().replace("−", "-")) for text in texts]
    assert np.allclose(numbers, softmax_jacobian((1, 2, 3)).ravel(), rtol=5e-3)
    assert written(found)[:3] == ["0.0819", "−0.0220", "−0.0599"]  # 0.081925, -0.022033, -0.059892


def test_exact_numbers_are_short_and_small_ones_have_exponents() -> None:
    assert written(drawn("crelu", (-1, 2))) == ["0", "0", "0", "1", "−1", "0", "0", "0"]
    tiny = drawn("softmax", (0, 20))  # p (1 - p) = 2.06e-9
    assert written(tiny) == ["2.06e−9", "−2.06e−9", "−2.06e−9", "2.06e−9"]


@pytest.mark.parametrize(
    ("spec", "at", "shape"),
    [("glu", (1, 2, 3, 4), (2, 4)), ("crelu", (1, 2), (4, 2)), ("logsumexp", (1, 2, 3), (1, 3))],
)
def test_an_image_may_be_longer_or_shorter_than_its_vector(
    spec: str, at: Sequence[float], shape: tuple[int, int]
) -> None:
    found = drawn(spec, at)
    axes = found.axes[0]
    assert values(found).shape == shape
    labels = [[label.get_text() for label in axis.get_ticklabels()] for axis in (axes.yaxis, axes.xaxis)]
    assert labels == [[f"{name}{k + 1}" for k in range(n)] for name, n in zip("yx", shape, strict=True)]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # y1 is at the top


def test_what_is_not_a_finite_number_is_written_and_does_not_set_the_colours() -> None:
    found = drawn("log_softmax", (math.nan, 1))
    assert written(found) == ["nan"] * 4
    found = drawn("bilinear", (math.inf, 2))  # y = x1*x2: slopes 2 and inf
    assert written(found) == ["2", "inf"]
    assert found.axes[1].get_ylim() == (0, 2)


def test_without_a_vector_it_is_one_that_the_activation_can_take() -> None:
    taken: dict[str, list[float]] = {"softmax": [-1, 0, 1, 2], "maxout:k=3": [-1, 0, 1]}
    taken["maxout:k=7"] = [-1, 0, 1, 2, 3, 4, 5]
    for spec, vector in taken.items():
        record = activation(spec)
        assert isinstance(record, VectorActivation)
        assert default_vector(record) == vector
    assert drawn("softmax").texts[0].get_text() == "Jacobian of softmax at (−1, 0, 1, 2)"
    with pytest.raises(LengthError, match="maxout:k=65"):
        drawn("maxout:k=65")


# --- what is refused -------------------------------------------------------------------------------------


def test_a_scalar_activation_and_a_vector_that_does_not_fit_are_refused() -> None:
    with pytest.raises(KindError, match="relu takes single numbers"):
        drawn("relu", (1, 2))
    with pytest.raises(LengthError, match="even length"):
        drawn("glu", (1, 2, 3))
    with pytest.raises(LengthError, match="80 by 40 is too large to draw: at most 64 by 64"):
        drawn("crelu", [0.5] * 40)


# --- colours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_opposite_numbers_are_equally_far_from_the_ground_in_lightness(theme: Theme) -> None:
    values = [lightness(colour) for colour in theme.signed]
    assert theme.signed[5] == theme.ground
    for below, above in zip(values[4::-1], values[6:], strict=True):
        assert abs(below - above) < 1.5
    steps = np.diff(values[5:])
    assert np.all(np.abs(steps) > 8)
    assert np.all(np.sign(steps) == np.sign(steps[0]))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_zero_has_the_colour_of_the_ground_and_numbers_stand_out_from_their_cells(theme: Theme) -> None:
    found = drawn("softmax", (1, 2, 3, -40), look=Look(dpi=40, theme=theme))
    (mesh, *_) = found.axes[0].collections
    mesh.update_scalarmappable()
    faces = [to_hex(face) for face in np.asarray(mesh.get_facecolor())]
    assert abs(lightness(faces[3]) - lightness(theme.ground)) < 1  # a slope of -6e-21
    for face, text in zip(faces, found.axes[0].texts, strict=True):
        assert abs(lightness(face) - lightness(to_hex(str(text.get_color())))) > 45


@pytest.mark.thorough
def test_a_map_without_numbers_has_a_dash_in_each_cell_that_is_clearly_negative() -> None:
    at = tuple(np.linspace(-1, 1, 9))
    found = drawn("softmax", at)
    assert written(found) == []
    marked = {(int(i), int(j)) for line in found.axes[0].lines for j, i in points(line)}
    exact = softmax_jacobian(at)
    assert marked == {(i + 1, j + 1) for i, j in zip(*np.nonzero(exact <= -0.05 * exact.max()), strict=True)}
    assert all(spine.get_visible() for spine in drawn("softmax", [0.0] * 40).axes[0].spines.values())
    (explained,) = found.axes[1].lines
    assert points(explained)[0, 1] < 0


def test_the_bar_shows_the_numbers_that_there_are_with_0_and_can_be_left_out() -> None:
    exact = softmax_jacobian((1, 2, 3))
    bar = drawn("softmax", (1, 2, 3)).axes[1]
    assert bar.get_ylim() == pytest.approx((exact.min(), exact.max()))
    labels = [label.get_text() for label in bar.get_yticklabels()]
    assert labels == ["−0.15", "−0.10", "−0.05", "0.00", "0.05", "0.10", "0.15", "0.20"]
    assert drawn("hardmax").axes[1].get_ylim() == (0, 1)
    small = drawn("softmax", (0, 20)).axes[1]
    assert small.get_xlabel() == "×10⁻⁹"
    assert len(drawn("softmax", look=replace(LOOK, legend=False)).axes) == 1


# --- words and size --------------------------------------------------------------------------------------


def test_the_title_says_what_was_typed_and_where() -> None:
    name = Name("torch.nn.functional.gumbel_softmax", {"tau": "-1/2"})
    found = figure(activation("gumbel_softmax"), (1, 1 / 3), name=name, look=LOOK)
    title = found.texts[0].get_text().replace("\n", " ")
    assert title == "Jacobian of torch.nn.functional.gumbel_softmax (τ = −1/2) at (1, 0.333333)"
    long = drawn("softmax", range(30)).texts[0].get_text()
    assert long == "Jacobian of softmax at (0, 1, 2, 3, 4, 5, …, 29)"
    assert drawn("softmax", title="Mine").texts[0].get_text() == "Mine"


LAYOUTS: Final = (
    ("softmax", (1, 2, 3), None),
    ("softmax", (1, 2, 3), (2, 2)),
    ("softmax", tuple(np.linspace(-3, 3, 8)), None),
    ("softmax", tuple(np.linspace(-3, 3, 64)), None),
    ("softmax", tuple(np.linspace(-3, 3, 64)), (3, 3)),
    ("softmax", (1e-5, 20, 3.25, 7), (8, 3)),
    ("logsumexp", tuple(range(64)), (4, 2)),
    ("crelu", tuple(range(32)), None),
    ("swiglu", None, (2, 5)),
    ("maxout", (1, 2), None),
)


@pytest.mark.thorough
def test_nothing_is_cut_and_no_text_overlaps_another(some: Sample) -> None:
    for (spec, at, size), theme in some(product(LAYOUTS, THEMES.values()), 1):
        found = drawn(spec, at, look=Look(size, dpi=60, theme=theme))
        assert_texts_are_apart(found)
        assert size is None or found.get_size_inches() == pytest.approx(size)
        cells, bar = (axes.get_window_extent() for axes in found.axes)
        assert (cells.y0, cells.y1) == pytest.approx((bar.y0, bar.y1))
        assert cells.x1 < bar.x0


def test_a_long_title_leaves_room_for_the_map(some: Sample) -> None:
    for size in some([None, (3.0, 2.0)], 1):
        found = drawn("softmax", title="words " * 40, look=Look(size, dpi=60))
        assert_texts_are_apart(found)
        assert found.axes[0].bbox.height > 0.2 * found.bbox.height


def test_the_texts_fit_in_their_cells(some: Sample) -> None:
    for spec, at, size in some([each for each in LAYOUTS if len(each[1] or ()) <= 8], 1):
        found = drawn(spec, at, look=Look(size, dpi=100))
        found.draw_without_rendering()
        axes = found.axes[0]
        rows, columns = values(found).shape
        for text in axes.texts:
            box = text.get_window_extent()
            assert box.width < axes.bbox.width / columns
            assert box.height < axes.bbox.height / rows


# --- files -----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_file_is_always_the_same_and_holds_its_command(some: Sample) -> None:
    for suffix in some(["svg", "png", "pdf"], 1):
        options: Any = {"suffix": suffix, "look": LOOK, "command": "actx plot softmax --jacobian"}
        softmax = activation("softmax")
        first, second = (rendered(partial(figure, softmax, (1, 2)), [softmax], **options) for _ in range(2))
        assert first == second
        assert first.startswith(SIGNATURES[suffix])
        assert b"actx plot softmax --jacobian" in first


def test_every_activation_of_vectors_can_be_drawn(some: Sample) -> None:
    vectors = [record for record in activations() if isinstance(record, VectorActivation)]
    for record in some(vectors, 1):
        found = figure(record, look=LOOK)
        assert np.array_equal(values(found), record.deriv(default_vector(record)))
