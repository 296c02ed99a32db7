"""Whatever is unknown stays unknown, through every operation of both array arithmetics.

In each operand of each operation one element is nan, or nothing is known of it, or it has overflowed; the
other operands are ordinary there: positive, negative, 0 and inexact ones. Of the result nothing may be known
at that place, and all is as it was at the others. Only choices and logic let go of what does not count.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from actx.core.arithmetic import float64
from actx.core.arithmetic.conditions import COMPARISONS, CONNECTIVES, Condition
from actx.core.arithmetic.double_double import arithmetic as on_pairs
from actx.core.arithmetic.double_double.arithmetic import DoubleDouble
from actx.core.arithmetic.double_double.scaled import Scaled
from actx.core.arithmetic.float64 import Bounded, Float64
from actx.core.rounding.formats import FORMATS
from actx.core.rounding.tiers import decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Sample

    Arithmetic = Float64 | DoubleDouble
    Number = Bounded | Scaled

ARITHMETICS: Final[dict[str, Arithmetic]] = {
    "double": Float64(),
    "strict double": Float64(strict=True),
    "doubled": DoubleDouble(),
    "strict doubled": DoubleDouble(strict=True),
}
OPERANDS: Final = {
    **dict.fromkeys(("add", "sub", "mul", "div", "pow", "min", "max", "flip"), 2),
    **dict.fromkeys(COMPARISONS, 2),
    "clip": 3,
    **dict.fromkeys(("neg", "abs", "sign", "sqrt"), 1),
    **dict.fromkeys(("exp", "expm1", "log", "log1p", "sin", "cos", "atan", "mills", "inner_erf"), 1),
}
CHOICES: Final = ("where", *CONNECTIVES)
each_arithmetic = pytest.mark.parametrize("name", ARITHMETICS)

# What there is to know of an element: its value and the bound on its error. Of the first nothing.
UNKNOWN: Final = {
    "nan": (math.nan, math.inf),
    "nan of no error": (math.nan, 0.0),
    "nan of an error that is nan": (math.nan, math.nan),
    "a value of no bound": (0.375, math.inf),
    "a zero of no bound": (0.0, math.inf),
    "a value of a bound that is nan": (0.375, math.nan),
    "a zero of a bound that is nan": (0.0, math.nan),
    "overflow": (math.inf, math.inf),
    "overflow on the left": (-math.inf, math.inf),
}
ORDINARY: Final = ((0.25, 0.0), (-0.375, 0.0), (0.0, 0.0), (0.25, 2.0**-60), (-0.5, 2.0**-60), (2.0, 0.0))
# Others stand beside it: within the reach of every operation.
BESIDE: Final = ((0.25, 0.0), (0.375, 2.0**-70), (0.5, 0.0))
PLACE: Final = 1


def _number(arithmetic: Arithmetic, elements: list[tuple[float, float]], *, relative: bool = False) -> Number:
    """Some values and bounds; with `relative` a part of the errors is of the kind that a whole block has."""
    values, errors = np.array(elements).T
    if isinstance(arithmetic, DoubleDouble):
        number = Scaled(values, 0.0 * values, 0, errors) if errors.any() else Scaled(values)
        return (
            number._replace(lo=np.where(np.isfinite(values), values * 2.0**-60, 0.0)) if relative else number
        )
    return Bounded(values, errors if errors.any() else float64.NO_ERROR, 2.0**-60 if relative else 0.0)


def _known(number: Number) -> Any:
    """Where something is known: a finite value, and how far it may be off."""
    error = number.absolute() if isinstance(number, Bounded) else number.error + 0 * number.lo
    value = number.value if isinstance(number, Bounded) else number.hi
    return np.isfinite(value) & np.isfinite(error)


def _parts(number: Number | Condition) -> Iterator[Any]:
    shape = (1 + 2 * len(BESIDE),)
    match number:
        case Bounded():
            parts = (number.value, number.absolute())
        case Condition():
            parts = (number.truth & number.certain, number.certain)
        case _:
            # At scale 0, whatever it is at: these are no large numbers.
            parts = tuple(
                np.ldexp(part, 512 * np.asarray(number.scale))
                for part in (number.hi, number.lo, number.error)
            )
    return (np.broadcast_to(part, shape) for part in parts)


def _array(element: tuple[float, float]) -> list[tuple[float, float]]:
    """The element among others, at the place PLACE."""
    return [BESIDE[0], element, *BESIDE[1:], *BESIDE]


def _is_told(result: Any) -> bool:
    if isinstance(result, Condition):
        return bool(np.broadcast_to(result.certain, (1 + 2 * len(BESIDE),))[PLACE])
    return bool(np.broadcast_to(_known(result), (1 + 2 * len(BESIDE),))[PLACE])


def _unchanged(result: Any, without: Any) -> bool:
    """Whether elements are the same but at the place; bounds may grow by what rounds them."""
    for got, right in zip(_parts(result), _parts(without), strict=True):
        g, r = (np.delete(part, PLACE) for part in (got, right))
        if g.dtype == bool:
            if (g != r).any():
                return False
        elif (
            not (np.isfinite(g) == np.isfinite(r)).all()
            or (np.abs(g - r)[np.isfinite(g)] > np.abs(r[np.isfinite(g)]) * 2.0**-30 + 2.0**-1000).any()
        ):
            return False
    return True


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("operation", OPERANDS)
def test_what_is_unknown_stays_unknown(operation: str, some: Sample) -> None:
    n = OPERANDS[operation]
    others_of = list(product(ORDINARY, repeat=n - 1))
    for name, kind, which, relative in product(ARITHMETICS, UNKNOWN, range(n), (False, True)):
        arithmetic = ARITHMETICS[name]
        for others in some(others_of, 1, f"{operation} {name} {kind} {which} {relative}"):
            elements = [*others[:which], UNKNOWN[kind], *others[which:]]
            usual = [*others[:which], ORDINARY[0], *others[which:]]
            arrays = [_number(arithmetic, _array(each), relative=relative) for each in elements]
            without = [_number(arithmetic, _array(each), relative=relative) for each in usual]
            result = arithmetic.apply(operation, *arrays)
            what = f"{name}: {operation} of {elements}"
            assert not _is_told(result), f"{what}: {result}"
            assert _unchanged(result, arithmetic.apply(operation, *without)), what


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("operation", OPERANDS)
def test_so_it_does_alone(operation: str, some: Sample) -> None:
    n = OPERANDS[operation]
    others_of = list(product(ORDINARY, repeat=n - 1))
    for name, kind, which in product(ARITHMETICS, UNKNOWN, range(n)):
        arithmetic = ARITHMETICS[name]
        for others in some(others_of, 1, f"{operation} {name} {kind} {which}"):
            elements = [*others[:which], UNKNOWN[kind], *others[which:]]
            result = arithmetic.apply(operation, *(_number(arithmetic, [each]) for each in elements))
            told = result.certain if isinstance(result, Condition) else _known(result)
            assert not np.all(told), f"{name}: {operation} of {elements}: {result}"


@each_arithmetic
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_choice_keeps_a_branch_that_is_not_taken_out_of_it(name: str) -> None:
    for element in UNKNOWN.values():
        _keeps_it_out(ARITHMETICS[name], element)


def _keeps_it_out(arithmetic: Arithmetic, element: tuple[float, float]) -> None:
    unknown, usual = _number(arithmetic, _array(element)), _number(arithmetic, _array(ORDINARY[0]))
    bounds = _number(arithmetic, [(0.75, 0.0)] * len(_array(ORDINARY[0])))
    yes, no = (arithmetic.apply(test, usual, bounds) for test in ("lt", "gt"))
    for condition, a, b in ((yes, usual, unknown), (no, unknown, usual)):
        kept = arithmetic.apply("where", condition, a, b)
        assert _is_told(kept)
        assert _unchanged(kept, usual)
        assert [part[PLACE] for part in _parts(kept)] == [part[PLACE] for part in _parts(usual)]
    for condition, a, b in ((yes, unknown, usual), (no, usual, unknown)):
        assert not _is_told(arithmetic.apply("where", condition, a, b))
    doubtful = arithmetic.apply("lt", unknown, bounds)
    assert not _is_told(arithmetic.apply("where", doubtful, usual, usual))


@each_arithmetic
def test_conditions_follow_kleene(name: str) -> None:
    arithmetic = ARITHMETICS[name]
    shape = (1,)
    meant = {
        truth: Condition(np.full(shape, truth is not False), np.full(shape, truth is not None))
        for truth in (True, False, None)
    }

    def told(condition: Condition) -> bool | None:
        certain = np.broadcast_to(condition.certain, shape)[0]
        return bool(np.broadcast_to(condition.truth, shape)[0]) if certain else None

    for a, b in product((True, False, None), repeat=2):
        both = False if False in (a, b) else None if None in (a, b) else True
        either = True if True in (a, b) else None if None in (a, b) else False
        for doubt in (True, False):  # what is not certain may be set or not
            left, right = (
                meant[x]
                if x is not None
                else Condition(np.full(shape, doubt), np.full(shape, fill_value=False))
                for x in (a, b)
            )
            assert told(arithmetic.apply("and", left, right)) is both
            assert told(arithmetic.apply("or", left, right)) is either
            assert told(arithmetic.apply("not", left)) is (None if a is None else not a)
    for a in (True, False):  # certain everywhere
        whole = Condition(np.full(shape, a), True)
        for b in (True, False, None):
            both = arithmetic.apply("and", whole, meant[b])
            assert told(both) is (False if False in (a, b) else None if b is None else True)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("operation", [name for name in OPERANDS if name not in COMPARISONS])
def test_what_is_unknown_is_not_decided(operation: str) -> None:
    n, wide = OPERANDS[operation], ARITHMETICS["doubled"]
    kinds = [kind for kind in UNKNOWN if kind != "nan of no error"]  # a known nan
    for kind, which in product(kinds, range(n)):
        elements = [UNKNOWN[kind] if i == which else ORDINARY[0] for i in range(n)]
        result = wide.apply(operation, *(_number(wide, _array(each)) for each in elements))
        assert isinstance(result, Scaled)
        for form in FORMATS.values():
            found = decision(result, (len(_array(ORDINARY[0])),), form)
            assert not found.decided[PLACE], f"{operation}, {kind}, {form.name}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "beside", [(0.0, 2.0**-900), (2.0**-250, 0.0), (2.0**-250, 2.0**-400), (0.5, 2.0**-60)]
)
@pytest.mark.parametrize("operation", ["mul", "div"])
@each_arithmetic
def test_a_zero_whose_bound_underflows_is_not_exact(
    operation: str, beside: tuple[float, float], name: str
) -> None:
    arithmetic = ARITHMETICS[name]
    doubtful = _number(arithmetic, _array((0.0, 2.0**-1070)))
    other = _number(arithmetic, _array(beside))
    if operation == "div":
        other = arithmetic.apply("div", _number(arithmetic, _array((1.0, 0.0))), other)
    result = arithmetic.apply(operation, doubtful, other)
    value, error = (list(_parts(result))[k][PLACE] for k in (0, -1))
    assert value != 0 or not error <= 0


def test_every_operation_is_here() -> None:
    assert {*float64._OPERATIONS, *float64._FUNCTIONS, *COMPARISONS} == {*OPERANDS, *CHOICES}
    assert {*on_pairs._OPERATIONS, *COMPARISONS} == {*OPERANDS, *CHOICES}
