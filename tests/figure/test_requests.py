"""Any request gives a figure that says what is true, and says it where it can be read."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import pytest
from drawings import pieces, pixels
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from scalar import scalar

from actx.core.activation import Activation
from actx.core.analysis.branch_points import branch_points
from actx.core.names.lookup import activations
from actx.core.names.spec import activation
from actx.core.rounding.formats import FORMATS
from actx.figure.draw import figure
from actx.figure.functions import plottables
from actx.figure.request import Arrangement
from actx.figure.request import Request as Drawing
from actx.figure.style import THEMES, Look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    Points = Callable[[int, int], int]

SCALARS: Final = [each.name for each in activations() if isinstance(each, Activation)]
FORMULAS: Final = (
    *("1/x", "tan(x)", "sqrt(x)", "log(x)", "sign(x)", "where(x>=0,1,0)", "x+1e9", "x*1e-300"),
    *("exp(x)", "exp(-1e6*x**2)", "sin(30*x)", "where(x>0.1234567,1,0)", "abs(x)**0.5", "1/x**2", "x**3-x"),
)
MOST: Final = 12


class Request(NamedTuple):
    """What is drawn."""

    specs: list[str]
    orders: tuple[int, ...]
    arrangement: Arrangement
    interval: tuple[float, float] | None
    theme: str = "light"
    extras: Mapping[str, Any] = MappingProxyType({})

    def drawn(self) -> Figure:
        look = Look(theme=THEMES[self.theme])
        return figure(
            [activation(spec) for spec in self.specs],
            Drawing(orders=self.orders, arrangement=self.arrangement, interval=self.interval, **self.extras),
            look=look,
        )


def some_request(seed: int) -> Request:
    rng = random.Random(seed)
    specs = [
        rng.choice(SCALARS if rng.random() < 0.7 else FORMULAS)
        for _ in range(rng.choice((1, 1, 2, 2, 3, rng.randint(4, MOST))))
    ]
    interval = None
    if rng.random() < 0.6:
        width = 10 ** rng.uniform(-12, 12)
        middle = rng.choice((0.0, rng.uniform(-1, 1) * width, rng.uniform(-10, 10)))
        interval = middle - width / 2, middle + width / 2
        if middle + width * 1e-3 == middle:
            interval = -width / 2, width / 2
    arrangements = [Arrangement.STACKED, Arrangement.TOGETHER, Arrangement.GRID]
    if len(specs) == 2:
        arrangements.append(Arrangement.DIFFERENCE)
    orders = rng.choice(((0,), (0, 1), (0, 1), (0, 1, 2), (1,)))
    arrangement, theme = rng.choice(arrangements), rng.choice(list(THEMES))
    extras: dict[str, Any] = {}
    if arrangement is Arrangement.STACKED and rng.random() < 0.5:
        form = FORMATS[rng.choice(("float32", "bfloat16", "float8_e4m3fn"))]
        extras = rng.choice(({"log": True}, {"form": form}, {"annotated": len(specs) == 1}, {"error": form}))
    return Request(specs, orders, arrangement, interval, theme, extras)


# --- what is to hold -------------------------------------------------------------------------------------


def curves(found: Figure, request: Request) -> Iterator[tuple[Axes, Line2D, Activation, int]]:
    """The lines of a figure that are curves, each with its function."""
    drawn = [scalar(spec) for spec in request.specs]
    named = {each.label: each for each in plottables(drawn, request.orders, ())}
    for axes in found.axes:
        for line in axes.lines:
            if (function := named.get(str(line.get_label()))) is not None:
                yield axes, line, drawn[function.activation], function.order


def check_values(found: Figure, request: Request) -> None:
    """Every point of a line is on its function, or is a limit of it at a branch point."""
    for axes, line, function, order in curves(found, request):
        limits = {float(p.at): (p.left, p.right) for p in branch_points(function.function, order)}
        low, high = axes.get_ylim()
        for x, y in pieces(line):
            right = function.deriv(x, order)
            off = np.abs(y - right) > 1e-8 * np.abs(right) + 1e-9 * (high - low)
            for place in np.flatnonzero(off | np.isnan(right)):
                at = limits.get(float(x[place]), ())
                assert place in (0, x.size - 1), (function.label, order, x[place], y[place], right[place])
                assert any(np.isclose(y[place], each, rtol=1e-8) for each in at) or _ends(
                    function, order, float(x[place])
                ), (function.label, order, x[place], y[place], right[place])


def _ends(function: Activation, order: int, x: float) -> bool:
    """Whether a function has no value next to a point, on one side."""
    beside = function.deriv(np.nextafter(x, [-np.inf, np.inf]), order)
    return bool(np.isnan(beside).any() or np.isinf(beside).any())


def check_breaks(found: Figure, request: Request) -> None:
    """No line passes a jump; it ends only at one, at a pole, outside the axes, or where there is nothing."""
    said = [found.get_supxlabel(), *(legend.get_title().get_text() for legend in found.legends)]
    if any(said):
        return  # where curves coincide, all but one have gaps
    for axes, line, function, order in curves(found, request):
        (low, high), (left, right), height = axes.get_ylim(), axes.get_xlim(), axes.bbox.height
        pixel = (high - low) / height
        places = branch_points(function.function, order)
        parts = pieces(line)
        for point in places:
            jump = abs(point.left - point.right)
            seen = low <= point.left <= high or low <= point.right <= high
            if seen and np.isfinite(jump) and jump > pixel:
                assert not any(x[0] < float(point.at) < x[-1] for x, _ in parts), (
                    function.label,
                    order,
                    point,
                )
        for (x1, y1), (x2, y2) in pairwise(parts):
            outside = not low <= y1[-1] <= high or not low <= y2[0] <= high
            inside = np.clip([0.0, *np.linspace(x1[-1], x2[0], 50)], x1[-1], x2[0])
            between = function.deriv(inside, order)
            special = any(x1[-1] <= point.at <= x2[0] for point in places)
            nothing = not np.isfinite(between).all() or x2[0] == x1[-1]
            steep = abs(y1[-1] - y2[0]) > 5 * pixel and x2[0] - x1[-1] < 1e-12 * (right - left)
            assert outside or special or nothing or steep, (function.label, order, x1[-1], x2[0])


def texts(found: Figure) -> list[Text]:
    """The texts that are seen."""
    hidden = {
        id(tick.label1 if side else tick.label2)
        for axes in found.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        for side in (True, False)
        if not (tick.label1.get_visible() if side else tick.label2.get_visible())
    }
    return [
        each
        for each in cast("list[Text]", found.findobj(Text))
        if each.get_visible() and each.get_text().strip() and id(each) not in hidden
    ]


def check_words(found: Figure, request: Request) -> None:
    """No text leaves the canvas, or touches another, or a curve beside it; ticks are told apart."""
    found.draw_without_rendering()
    boxes = [(each.get_text(), each.get_window_extent()) for each in texts(found)]
    for text, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= found.bbox.x1 + 1 and box.y1 <= found.bbox.y1 + 1
        assert inside, f"'{text}' is cut"
    for (text, box), (other, beside) in combinations(boxes, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        up = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert across <= 1 or up <= 2, f"'{text}' touches '{other}'"  # boxes have room for descenders
    for axes in found.axes:
        drawn = [
            np.column_stack(piece)
            for own, line, *_ in curves(found, request)
            if own is axes
            for piece in pieces(line)
        ]
        for label in axes.texts:
            box = label.get_window_extent()
            for points in drawn:
                assert not box.count_contains(axes.transData.transform(points)), f"{label} is on a curve"
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label.get_text() for label in axis.get_ticklabels()]
            assert len(set(labels)) == len(labels)


def check_dots(found: Figure) -> None:
    """Of every dot there are pixels of its colour in the picture."""
    picture = pixels(found)
    height = picture.shape[0]
    for axes in found.axes:
        for line in axes.lines:
            if line.get_marker() != "o" or np.size(line.get_xydata()) > 2:
                continue
            x, y = axes.transData.transform(np.asarray(line.get_xydata()))[0]
            reach = float(line.get_markersize()) / 2 * found.dpi / 72 + 2
            rows = slice(max(0, int(height - y - reach)), int(height - y + reach) + 1)
            columns = slice(max(0, int(x - reach)), int(x + reach) + 1)
            near = picture[rows, columns]
            own = np.abs(near - 255 * np.array(to_rgb(str(line.get_color())))).max(axis=2) < 3
            assert np.count_nonzero(own) > 12, line.get_xydata()


def check(request: Request) -> None:
    found = request.drawn()
    check_words(found, request)
    check_dots(found)
    if not request.extras:
        check_values(found, request)
        check_breaks(found, request)


# --- requests --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(10))
def test_any_request(part: int, points: Points) -> None:
    for seed in range(part, points(4, 300), 10):
        request = some_request(seed)
        try:
            check(request)
        except Exception as error:
            raise AssertionError(f"{seed}: {request}") from error


@pytest.mark.parametrize("part", range(10))
def test_every_activation_alone_and_with_its_derivative(part: int, points: Points) -> None:
    count = points(4, len(SCALARS))
    for name in random.Random(count).sample(SCALARS, count)[part::10]:
        for orders in ((0,), (0, 1)):
            request = Request([name], orders, Arrangement.STACKED, None)
            try:
                check(request)
            except Exception as error:
                raise AssertionError(f"{request}") from error
