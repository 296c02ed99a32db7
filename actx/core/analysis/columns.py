"""The properties of a scalar activation, each under the name that `info` and `compare --columns` have for it.

A property that is new is a line of COLUMNS. Importing this module does not import NumPy.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from actx.core.analysis.facts import Endless, Range
from actx.core.analysis.profile import DEFAULT_RANGE, Profile
from actx.core.analysis.properties import MOMENTS, SMALL_SLOPES, Properties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from actx.core.activation import Activation
    from actx.core.analysis.facts import Bound, Stretch


T = TypeVar("T")
P = TypeVar("P")

_MOMENTS: Final = ("E f", "E f^2", "Var f", "E f'^2", "gain", "std gain")  # their headings


class Facts:
    """All that is known of an activation; the largest slope is that for x from `low` to `high`.

    Of one that is proved to be the `same` function as another, the shape is that of the other.
    """

    def __init__(
        self,
        activation: Activation,
        low: float = DEFAULT_RANGE[0],
        high: float = DEFAULT_RANGE[1],
        same: Activation | None = None,
    ) -> None:
        self.activation = activation
        self.profile = Profile(activation, low, high)
        self.shape = Properties(same or activation)

    @cached_property
    def range(self) -> Range | None:
        """The infimum and the supremum."""
        low, high = self.shape.infimum, self.shape.supremum
        return None if low is None or high is None else Range(low, high)

    @property
    def saturates(self) -> str | None:
        """Where the function tends to a number: `left`, `right`, `both`, `no`."""
        ends = self.profile.limit_left, self.profile.limit_right
        if any(map(isnan, ends)):
            return None
        return {
            (False, False): "no",
            (True, False): "left",
            (False, True): "right",
            (True, True): "both",
        }[isfinite(ends[0]), isfinite(ends[1])]

    @property
    def zero_centred(self) -> bool | None:
        """Whether the mean of f(X) is 0 for every X that is symmetric about 0: whether f is odd."""
        return None if self.shape.parity is None else self.shape.parity == "odd"

    @property
    def differentiable(self) -> bool | None:
        """Whether there is a derivative everywhere."""
        found = self.profile.smoothness
        if found in ("not known", "at least C0"):
            return None
        if found.startswith("at most"):
            return False if found.endswith("C0") else None
        return found not in ("C0", "discontinuous")

    def extrema(self, *, minima: bool) -> list[float] | Endless[float] | None:
        return _places(self.shape.extrema, lambda each: each.x if each.is_minimum == minima else None)

    @cached_property
    def small_slopes(self) -> dict[tuple[str, int], float | None]:
        """Beyond which x |f'| is small, by the bound and the side.

        After a bound that is not decided no smaller one is tried.
        """
        found: dict[tuple[str, int], float | None] = {}
        for side in (-1, 1):
            is_known = True
            for text in SMALL_SLOPES:
                beyond = self.shape.slope_below(Fraction(text), side) if is_known else None
                is_known = beyond is not None
                found[text, side] = beyond
        return found


class Column(NamedTuple):
    """A property: its name, its heading in a table, and how to get it from the facts.

    It is a number, a word, a truth value, a Range, or a list of numbers and intervals [low, high], or Endless
    with such a list; None if it is not decided.
    """

    name: str
    heading: str
    of: Callable[[Facts], Any]


def _bound(name: str, heading: str, of: Callable[[Facts], Bound | None]) -> Iterator[Column]:
    """The columns of an infimum or a supremum: the value, where, and whether it is attained."""

    def part(attribute: str) -> Callable[[Facts], Any]:
        return lambda facts: getattr(of(facts), attribute, None)

    yield Column(name, heading, part("value"))
    yield Column(f"{name}_at", f"{heading} at", part("x"))
    yield Column(f"{name}_attained", f"{heading} attained", part("is_attained"))


def _places(
    found: Iterable[T] | Endless[T] | None, place: Callable[[T], P | None]
) -> list[P] | Endless[P] | None:
    """The places of some kind of all that are found; none of a kind that a period has none of."""
    if found is None:
        return None
    listed = found.listed if isinstance(found, Endless) else found
    kept = None if listed is None else [value for each in listed if (value := place(each)) is not None]
    if isinstance(found, Endless) and (kept or found.period is None):
        return Endless(kept, found.period)
    return kept


def _point_or_ends(stretch: Stretch) -> Any:
    """A point as a number, an interval as a list of its ends."""
    low, high = stretch
    return low if low == high else [low, high]


def _small_slopes(name: str, side: int) -> Iterator[Column]:
    """Where |f'| stays below each of the bounds."""

    def of(text: str) -> Callable[[Facts], Any]:
        return lambda facts: facts.small_slopes[text, side]

    for text in SMALL_SLOPES:
        yield Column(f"slope_below_{text}_{name}", f"|f'| < {float(text):g} {name}", of(text))


def _moment(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.shape.moment(name)


# The properties that `info --all` adds, in its order.
_SHAPE: Final = (
    Column("zeros", "zeros", lambda facts: _places(facts.shape.zeros, _point_or_ends)),
    Column("minima", "minima", lambda facts: facts.extrema(minima=True)),
    Column("maxima", "maxima", lambda facts: facts.extrema(minima=False)),
    *_bound("infimum", "inf f", lambda facts: facts.shape.infimum),
    *_bound("supremum", "sup f", lambda facts: facts.shape.supremum),
    Column("monotone", "monotone", lambda facts: facts.shape.monotone),
    Column("convex", "convex", lambda facts: facts.shape.convex),
    Column("inflections", "inflections", lambda facts: _places(facts.shape.inflections, float)),
    *_bound("least_slope", "inf f'", lambda facts: facts.shape.least_slope),
    *_bound("greatest_slope", "sup f'", lambda facts: facts.shape.greatest_slope),
    Column("lipschitz", "Lipschitz", lambda facts: facts.shape.lipschitz),
    *_bound("condition", "condition", lambda facts: facts.shape.condition),
    Column("dead", "f' = 0", lambda facts: _places(facts.shape.dead, _point_or_ends)),
    Column("linear", "linear", lambda facts: _places(facts.shape.linear, _point_or_ends)),
    Column("parity", "parity", lambda facts: facts.shape.parity),
    *_small_slopes("left", -1),
    *_small_slopes("right", 1),
    *(Column(name, heading, _moment(name)) for name, heading in zip(MOMENTS, _MOMENTS, strict=True)),
    # Of these there may be none.
    Column("asymptote_left", "asymptote left", lambda facts: [*(facts.shape.asymptote(-1) or ())]),
    Column("asymptote_right", "asymptote right", lambda facts: [*(facts.shape.asymptote(1) or ())]),
    Column("center", "center", lambda facts: [*(facts.shape.center or ())]),
)
_OTHERS: Final = (
    Column("formula", "formula", lambda facts: facts.activation.formula),
    Column("family", "family", lambda facts: facts.activation.family),
    Column("f0", "f(0)", lambda facts: facts.profile.f0),
    Column("df0", "f'(0)", lambda facts: facts.profile.df0),
    Column("limit_left", "f(-inf)", lambda facts: facts.profile.limit_left),
    Column("limit_right", "f(inf)", lambda facts: facts.profile.limit_right),
    Column("max_slope", "max |f'|", lambda facts: facts.profile.max_slope),
    Column("max_slope_at", "at x", lambda facts: facts.profile.max_slope_at),
    Column("smoothness", "smooth", lambda facts: facts.profile.smoothness),
    Column("differentiable", "differentiable", lambda facts: facts.differentiable),
    Column("kinks", "kinks", lambda facts: [each.at for each in facts.profile.kinks]),
    Column("range", "range", lambda facts: facts.range),
    Column("saturates", "saturate", lambda facts: facts.saturates),
    Column("zero_centred", "centred", lambda facts: facts.zero_centred),
)
COLUMNS: Final = {each.name: each for each in (*_OTHERS, *_SHAPE)}
"""All of them, by their names."""
SHAPE: Final = tuple(each.name for each in _SHAPE)
"""Those that `info --all` adds, in its order."""
ESSENTIAL: Final = ("smoothness", "monotone", "range", "saturates", "zero_centred")
"""Those that matter first, which `compare` shows in a table."""
OF_SHAPE: Final = frozenset((*SHAPE, "range", "zero_centred"))
"""Those that take time, where they are not on record."""
ON_RANGE: Final = ("max_slope", "max_slope_at")
"""Those of a range of x; all others are of the whole line."""
COMPARED: Final = ("formula", "f0", "df0", "limit_left", "limit_right", "max_slope", "max_slope_at")
"""Those that `compare` has in data."""


def arranged(values: Iterable[Any], *, descending: bool = False) -> list[int]:
    """The places of the values of a column in ascending order, or in descending one: words by the alphabet.

    Lists are compared from their first numbers on. What is not decided is last in both, and equals stay in
    their order.
    """
    keys = [_comparable(value) for value in values]
    known = [k for k, each in enumerate(keys) if each is not None]
    rest = [k for k, each in enumerate(keys) if each is None]
    return [*sorted(known, key=keys.__getitem__, reverse=descending), *rest]


def _comparable(value: Any) -> Any:
    if isinstance(value, Range):
        return value.low.value, value.high.value
    if isinstance(value, Endless):
        value = value.listed
    if isinstance(value, list):
        return [tuple(each) if isinstance(each, list) else (each, each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value
