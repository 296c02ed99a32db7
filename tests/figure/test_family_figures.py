"""A family is drawn in one hue from light to dark, each member named by what tells it from the others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawings import LOOK, entries, lightness, lines

from actx.core.names.families import Family
from actx.core.names.spec import activation
from actx.figure.draw import figure
from actx.figure.labels import Name
from actx.figure.request import Request
from actx.figure.style import THEMES, Look

VALUES = ("0.01", "0.08", "0.155", "0.23", "0.3")


def members(values: tuple[str, ...] = VALUES) -> list[Name]:
    return [
        Name("leaky_relu", {"alpha": value}, Family({"alpha": value}, place, len(values)))
        for place, value in enumerate(values)
    ]


def specs(names: list[Name]) -> list[str]:
    return [f"leaky_relu:alpha={name.settings['alpha']}" for name in names]


@pytest.mark.parametrize("theme", THEMES)
def test_a_family_goes_from_the_colour_of_the_ground_to_that_of_ink_in_even_steps(theme: str) -> None:
    look = Look(theme=THEMES[theme], dpi=40)
    found = figure([activation(spec) for spec in specs(members())], Request(names=members()), look=look)
    values = [lightness(str(line.get_color())) for line in lines(found).values()]
    steps = [b - a for a, b in pairwise(values)]
    towards = lightness(look.theme.ink) - lightness(look.theme.ground)
    assert all(step * towards > 0 for step in steps)
    assert min(map(abs, steps)) > 4
    assert abs(values[0] - lightness(look.theme.ground)) > 20


def test_members_alone_are_named_by_their_parameter_and_the_title_has_the_formula_of_all() -> None:
    found = figure([activation(spec) for spec in specs(members())], Request(names=members()), look=LOOK)
    assert sorted(entries(found)) == sorted(f"α = {value}" for value in VALUES)
    assert r"\alpha" in found.axes[0].get_title()
    assert "0.01" not in found.axes[0].get_title()


def test_beside_others_they_have_their_name_and_a_hue_that_no_other_has() -> None:
    names = [Name("relu", {}), *members(), Name("tanh", {})]
    drawn = [activation("relu"), *(activation(spec) for spec in specs(members())), activation("tanh")]
    found = figure(drawn, Request(names=names), look=LOOK)
    assert "leaky_relu (α = 0.3)" in entries(found)
    hues = [str(line.get_color()) for line in lines(found).values()]
    assert len(set(hues)) == len(hues)
    assert not found.axes[0].get_title()
    alone = figure([activation("relu"), activation("elu"), activation("tanh")], look=LOOK)
    first, *_, last = lines(alone).values()
    assert (hues[0], hues[-1]) == (first.get_color(), last.get_color())  # the family counts as one
