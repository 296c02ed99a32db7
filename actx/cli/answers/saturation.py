"""From where on a function saturates in a number format, in words and in data, for `info --dtype`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actx.core.analysis.facts import SIDES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from actx.core.activation import Activation


def fields(activation: Activation, name: str) -> dict[str, Any]:
    """The format, and for each side the x from which f is constant or x, and f' is constant, there.

    What does not saturate, and what is not decided, has no field.
    """
    from actx.core.analysis.saturation import saturations  # for start-up time: it imports NumPy
    from actx.core.rounding.formats import format_of

    form = format_of(name)
    found: dict[str, Any] = {"dtype": form.name}
    for end, side in SIDES.items():
        for each in saturations(activation.function, form, side):
            what = "slope_constant" if each.order else "f_is_x" if each.value is None else "f_constant"
            found[f"{what}_{end}"] = each.x
            if each.value is not None:
                found[f"{what}_{end}_value"] = each.value
    return found


def sentences(known: Mapping[str, Any], text: Callable[[float], str]) -> Iterator[str]:
    """The fields in words, for each side."""
    for end, beyond in {"left": "for x up to", "right": "from x ="}.items():
        told = [
            f"{function} = {text(known[value]) if value in known else 'x'} {beyond} {text(known[key] + 0.0)}"
            for function, kind in (("f", "f_constant"), ("f", "f_is_x"), ("f'", "slope_constant"))
            for key, value in [(f"{kind}_{end}", f"{kind}_{end}_value")]
            if key in known
        ]
        if told:
            yield f"in {known['dtype']} {', '.join(told)}"
