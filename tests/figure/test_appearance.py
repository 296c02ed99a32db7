"""How curves are told apart, shading, vectors, labels and titles."""

from __future__ import annotations

import math
import re
from io import BytesIO
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from drawings import LOOK, drawn, entries, lightness, lines, pieces, render, shaded
from matplotlib.colors import to_hex
from matplotlib.image import imread
from matplotlib.mathtext import MathTextParser

from actx.core.errors import KindError
from actx.core.names.spec import activation
from actx.figure.draw import figure
from actx.figure.functions import Plottable
from actx.figure.labels import Name
from actx.figure.request import Arrangement, Request
from actx.figure.style import COLOURS, DISTINCT, THEMES, Look, Pen, Theme, pens

if TYPE_CHECKING:
    from conftest import Sample
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

# --- how curves are told apart ---------------------------------------------------------------------------


def test_the_first_colours_differ_in_lightness_and_none_is_lost_on_white() -> None:
    values = [lightness(colour) for colour in COLOURS]
    assert min(abs(a - b) for a, b in combinations(values[:DISTINCT], 2)) > 11.5
    assert max(values) < 72


def pens_of(subjects: int, orders: int) -> list[Pen]:
    """The pens of as many curves in one panel."""
    return pens(
        [
            Plottable("", "", subject, subject, order, lambda x, _: np.sin(x), hue=subject)
            for subject in range(subjects)
            for order in range(orders)
        ]
    )


def test_no_two_of_many_curves_look_alike() -> None:
    assert len(set(pens_of(40, 3))) == 120
    assert len(set(pens_of(1, 11))) == 11


def test_without_colour_two_curves_still_differ_in_lightness_dashes_or_marker() -> None:
    for a, b in combinations(pens_of(7, 2), 2):
        lighter = abs(lightness(a.colour) - lightness(b.colour)) > 11.5
        assert lighter or a.dashes != b.dashes or a.marker != b.marker


def test_the_function_is_solid_and_its_derivative_dashed_in_another_colour() -> None:
    found = lines(drawn("tanh", orders=(0, 1)))
    assert found["tanh"].get_linestyle() == "-"
    assert found["tanh'"].get_linestyle() == "--"
    assert found["tanh"].get_color() != found["tanh'"].get_color()


def test_with_several_activations_each_has_a_colour_and_each_order_its_dashes() -> None:
    found = lines(drawn("sigmoid", "tanh", orders=(0, 1), arrangement=Arrangement.TOGETHER))
    for name in ("sigmoid", "tanh"):
        assert found[name].get_color() == found[f"{name}'"].get_color()
        assert (found[name].get_linestyle(), found[f"{name}'"].get_linestyle()) == ("-", "--")
    assert found["sigmoid"].get_color() != found["tanh"].get_color()


def test_the_dashes_of_curves_that_coincide_alternate_and_the_figure_says_so() -> None:
    figure = drawn("gelu", "gelu_tanh", "x*normcdf(x)")
    assert "coincide" in figure.get_supxlabel()
    found = list(lines(figure).values())
    assert len({line.get_linewidth() for line in found}) == 1
    # Of three, each later one is drawn on a third of the way, and no two of them at the same place.
    there = [is_drawn(line, np.linspace(-6, 6, 2001)) for line in found]
    assert there[0].all()
    assert abs(there[1].mean() - 1 / 3) < 0.08
    assert abs(there[2].mean() - 1 / 3) < 0.08
    assert (there[1] & there[2]).mean() < 0.02
    apart = drawn("tanh", "-x")
    assert apart.get_supxlabel() == ""
    assert is_drawn(lines(apart)["tanh"], np.linspace(-6, 6, 2001)).all()


def test_a_dashed_curve_lets_the_solid_one_below_it_show_as_it_is() -> None:
    figure = drawn("sigmoid", orders=(0, 1))
    assert figure.get_supxlabel() == ""
    assert is_drawn(lines(figure)["sigmoid'"], np.linspace(-6, 6, 2001)).all()


def is_drawn(line: Line2D, grid: np.ndarray) -> np.ndarray:
    """Whether a line passes over each point of the grid."""
    passed = np.zeros(grid.shape, dtype=bool)
    for x, _ in pieces(line):
        passed |= (grid >= x[0]) & (grid <= x[-1])
    return passed


# --- saturation ------------------------------------------------------------------------------------------


def test_where_the_slope_is_below_a_hundredth_the_figure_is_shaded() -> None:
    # sigmoid' = 1/(4 cosh(x/2)^2) is 0.01 where cosh(x/2) = 5
    edge = 2 * math.acosh(5)
    found = drawn("sigmoid", orders=(0, 1))
    assert np.allclose(shaded(found), [(-6, -edge), (edge, 6)], atol=1e-3)
    assert sorted(entries(found)) == sorted(["sigmoid", "sigmoid'", "|f'| < 0.01"])
    assert np.allclose(shaded(drawn("relu", orders=(0, 1))), [(-6, 0)])
    assert np.allclose(shaded(drawn("hardshrink", orders=(0, 1))), [(-0.5, 0.5)])


@pytest.mark.parametrize("spec", ["identity", "leaky_relu", "sine"])
def test_an_extreme_is_no_saturation(spec: str) -> None:
    found = drawn(spec, orders=(0, 1))
    assert shaded(found) == []
    assert "|f'| < 0.01" not in entries(found)


def test_only_one_activation_with_its_derivative_is_shaded() -> None:
    assert shaded(drawn("relu")) == []
    assert shaded(drawn("relu", orders=(1,))) == []
    assert shaded(drawn("relu", "tanh", orders=(0, 1))) == []


# --- vectors ---------------------------------------------------------------------------------------------


def test_a_vector_activation_shows_its_components_as_the_first_input_runs() -> None:
    found = drawn("softmax", orders=(0, 1), others=(0.5, -1, 2))
    assert found.get_suptitle() == "softmax: exp(x_i)/sum(exp(x_j))"
    assert found.axes[1].get_xlabel() == "x1  (x2 = 0.5, x3 = −1, x4 = 2)"
    rest = math.exp(0.5) + math.exp(-1) + math.exp(2)
    for i, own in enumerate((None, 0.5, -1, 2), start=1):
        x, y = lines(found)[f"y{i}"].get_data()
        top = np.exp(np.asarray(x, dtype=float) if own is None else own)
        assert np.allclose(y, top / (np.exp(np.asarray(x, dtype=float)) + rest), rtol=1e-12)
        x, slope = lines(found)[f"dy{i}/dx1"].get_data()
        first = np.exp(np.asarray(x, dtype=float)) / (np.exp(np.asarray(x, dtype=float)) + rest)
        expected = first * (1 - first) if own is None else -first * math.exp(own) * (1 - first) / rest
        assert np.allclose(slope, expected, rtol=1e-9, equal_nan=True)


def test_small_panels_of_vectors_are_called_by_their_activation_and_share_the_legend_of_components() -> None:
    grid = drawn("softmax", "glu", "tanh", orders=(0, 1), arrangement=Arrangement.GRID)
    assert [axes.get_title(loc="left") for axes in grid.axes] == ["softmax", "glu", "tanh"]
    (legend,) = grid.legends
    shown = {
        text.get_text(): (line.get_color(), line.get_linestyle())
        for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)
    }
    assert list(shown) == ["y1", "dy1/dx1", "y2", "dy2/dx1", "f", "f'"]
    for axes, symbols in zip(grid.axes, (list(shown)[:4], ["y1", "dy1/dx1"], ["f", "f'"]), strict=True):
        named = [line for line in axes.lines if not str(line.get_label()).startswith("_")]
        looks = [(line.get_color(), line.get_linestyle()) for line in named]
        assert looks == [shown[symbol] for symbol in symbols]


def test_vectors_of_one_component_and_infinite_inputs_can_be_drawn() -> None:
    assert entries(drawn("softmax", others=())) == ["y1"]
    assert render([activation("softmax")], Request(others=(math.inf, math.nan), orders=(0, 1)), look=LOOK)


def test_a_second_derivative_of_a_vector_activation_is_refused() -> None:
    with pytest.raises(KindError, match="Jacobian"):
        drawn("softmax", orders=(0, 1, 2))


# --- words -----------------------------------------------------------------------------------------------


def test_the_legend_names_the_curves() -> None:
    both = drawn("leaky_relu:alpha=0.2", "x*sigmoid(x)", orders=(0, 1), arrangement=Arrangement.TOGETHER)
    assert entries(both) == [
        "leaky_relu (α = 0.2)",
        "leaky_relu' (α = 0.2)",
        "x*sigmoid(x)",
        "(x*sigmoid(x))'",
    ]
    assert entries(drawn("sine", orders=(2, 3, 4, 10))) == ["sine''", "sine'''", "sine⁽⁴⁾", "sine⁽¹⁰⁾"]
    assert entries(drawn("softshrink:lambd=2", "gelu", "gelu")) == ["softshrink (λ = 2)", "gelu", "gelu (2)"]


def test_the_legend_says_what_was_typed() -> None:
    typed = [Name("torch.nn.Hardtanh", {}), Name("jax.nn.hard_tanh", {}), Name("Swish", {"beta": "-1/2"})]
    found = figure([activation(name.text) for name in typed], Request(orders=(1,), names=typed), look=LOOK)
    assert entries(found) == ["torch.nn.Hardtanh'", "jax.nn.hard_tanh'", "Swish' (β = −1/2)"]


def test_several_vector_activations_are_named_and_what_stands_still_is_said_once() -> None:
    found = drawn("softmax", "sparsemax", "sigmoid", others=(0.25,))
    assert entries(found) == ["softmax y1", "softmax y2", "sparsemax y1", "sparsemax y2", "sigmoid"]
    assert found.axes[0].get_xlabel() == "x, x1  (x2 = 0.25)"
    many = drawn("logsumexp", others=tuple(range(300))).axes[0].get_xlabel()
    assert many.startswith("x1  (x2 = 0, x3 = 1,")
    assert many.replace("\n", " ").endswith("…, x301 = 299)")
    assert max(map(len, many.split("\n"))) <= 64


def test_the_legend_keeps_a_name_that_begins_with_an_underscore() -> None:
    record = activation("_a*x", {"_a": "2"})
    assert entries(figure([record], look=LOOK)) == ["_a*x (_a = 2)"]


@pytest.mark.thorough
def test_a_long_formula_is_shortened_in_the_legend() -> None:
    formula = "+".join(f"x**{n}" for n in range(2, 60))
    entry, _ = entries(drawn(formula, orders=(0, 1)))
    assert len(entry) < 70
    assert entry.startswith("x**2+x**3")
    assert entry.endswith("+x**59")


def test_the_title_is_the_name_and_the_formula_of_a_single_activation_with_its_parameters() -> None:
    assert drawn("tanh").axes[0].get_title() == r"$\tanh(x)$"
    assert drawn("sine").axes[0].get_title() == r"$\mathrm{sine}(x) = \sin(x)$"
    assert drawn("tan(x)").axes[0].get_title() == r"$\tan(x)$"
    assert drawn("leaky_relu:alpha=0.2").axes[0].get_title().endswith(r"$\alpha = 0.2$")
    assert r"$\alpha \approx 1.67326$" in drawn("selu").axes[0].get_title()
    assert r"$\lambda = 0.5$" in drawn("softshrink").axes[0].get_title()
    assert drawn("tanh", "relu").axes[0].get_title() == ""


def test_the_branches_of_a_choice_stand_one_above_the_other_and_are_aligned() -> None:
    title = drawn("softshrink").axes[0].get_title()
    rows = re.findall(r"([^{}]*)\\hspace{(.*?)}\\quad (.*?)\\hspace{(.*?)}", title)
    assert [row[2] for row in rows] == [
        r"\mathrm{if}\ x > \lambda",
        r"\mathrm{if}\ x < -\lambda",
        r"\mathrm{otherwise}",
    ]
    assert title.count("genfrac") == 2
    parse: Any = MathTextParser("path").parse
    for text, space in ((0, 1), (2, 3)):
        widths = [parse(rf"${row[text]}\hspace{{{row[space]}}}$").width for row in rows]
        assert max(widths) - min(widths) <= 1  # they are whole pixels


LONG: Final = (
    "+".join(f"x**{n}" for n in range(2, 14)),
    "+".join(f"x**{n}" for n in range(2, 60)),
    "log1p(exp(x))+sin(x)*cos(x)/(1+x*x)-tanh(x)*sigmoid(x)+sqrt(1+x**2)+atan(x)-(1-exp(-x*x))",
    *("pau", "plan_sigmoid", "reltanh", "i_gelu", "relu_keras", "srelu", "maxout", "swiglu_clamped"),
)
GIVEN: Final = (
    "words " * 40,
    "W" * 400,
    "one\ntwo",
    "costs $5 " * 30,
    "$x^2$ and $\\frac{1}{x}$ " * 20,
    "激活" * 90,
)


def in_the_figure(found: Figure) -> bool:
    found.draw_without_rendering()
    extent = found.axes[0].title.get_window_extent()
    axes = found.axes[0].get_window_extent()
    return bool(
        extent.x0 >= 0
        and extent.x1 <= found.bbox.x1
        and extent.y1 <= found.bbox.y1
        and extent.y0 >= axes.y1
        and axes.height > 0.55 * 4.4 * found.dpi
    )


@pytest.mark.thorough
def test_the_title_of_a_long_formula_is_broken_or_shortened_and_never_cut(some: Sample) -> None:
    for spec in some(LONG, 2):
        found = drawn(spec)
        assert found.axes[0].get_title(), spec
        assert in_the_figure(found), spec
        assert float(found.axes[0].title.get_fontsize()) >= 9, spec


@pytest.mark.thorough
def test_a_long_given_title_is_whole_and_never_cut(some: Sample) -> None:
    for title in some(GIVEN, 2):
        found = drawn("relu", title=title)
        assert in_the_figure(found)
        assert re.sub(r"\s", "", found.axes[0].get_title()) == re.sub(r"\s", "", title)
        assert float(found.axes[0].title.get_fontsize()) >= 9


@pytest.mark.parametrize("size", [(3, 2.2), (3.4, 2.6), (14, 8)])
@pytest.mark.thorough
def test_a_given_size_is_exact_and_nothing_is_cut_or_overlaps(
    size: tuple[float, float], some: Sample
) -> None:
    drawings = (["softmax"], ["sigmoid", "tanh", "relu", "elu"], ["relu"], ["softshrink"])
    for specs in some(drawings, 1, key=str(size)):
        found = drawn(*specs, orders=(0, 1), size=size)
        found.draw_without_rendering()
        assert found.get_size_inches() == pytest.approx(size)
        axes = found.axes[0]
        texts = (axes.title, found.axes[-1].xaxis.label)
        for extent in (text.get_window_extent() for text in texts if text.get_text()):
            assert -0.5 <= extent.x0 <= extent.x1 <= found.bbox.x1 + 0.5
            assert extent.y1 <= found.bbox.y1 + 0.5
        labels = [label.get_window_extent() for label in found.axes[-1].get_xticklabels()]
        assert all(a.x1 < b.x0 for a, b in pairwise(labels))
        assert min(len(labels), len(axes.get_yticklabels())) > 1


def test_a_figure_can_have_no_legend_and_a_y_axis_that_is_given() -> None:
    found = figure([activation("tan(x)")], Request(ylim=(-4, 3)), look=Look(legend=False, dpi=40))
    assert not found.axes[0].texts
    assert not found.legends
    assert found.axes[0].get_ylim() == (-4, 3)
    with pytest.raises(ValueError, match="from"):
        figure([activation("relu")], Request(ylim=(1, 1)))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_colours_of_a_theme_differ_in_lightness_and_stand_out_from_its_ground(theme: Theme) -> None:
    values = [lightness(colour) for colour in theme.colours]
    assert min(abs(a - b) for a, b in combinations(values[:DISTINCT], 2)) > 11.5
    assert min(abs(value - lightness(theme.ground)) for value in [*values, lightness(theme.ink)]) > 28
    found = figure([activation("step")], look=Look(theme=theme, dpi=40))
    assert to_hex(found.get_facecolor()) == theme.ground.lower()
    assert {to_hex(str(text.get_color())) for text in (found.axes[0].title, found.axes[0].xaxis.label)} == {
        theme.ink.lower()
    }


def test_the_ground_can_be_transparent() -> None:
    with BytesIO(render([activation("relu")], look=Look(transparent=True, dpi=40))) as file:
        assert imread(file)[0, 0, 3] == 0


TITLES: Final = ("Costs $5, or $6", r"$\frac{$", "$x^2$", "激活函数", "a_b^c {", "")


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_drawn_as_it_is_given(title: str, some: Sample) -> None:
    assert render([activation("relu")], Request(title=title), look=LOOK)
    if title in some(TITLES, 2):
        assert drawn("relu", "tanh", title=title).axes[0].get_title() == title
