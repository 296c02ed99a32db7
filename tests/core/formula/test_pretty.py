"""Formulas as Unicode mathematics, as they stand in papers and books."""

from __future__ import annotations

import unicodedata

import pytest

from actx.core.catalog.reading import read_formula
from actx.core.formula.expression import Symbol
from actx.core.formula.pretty import Case, cases, to_unicode
from actx.core.formula.typeset import GREEK
from actx.core.names.lookup import activations


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x*normcdf(x)", "xΦ(x)"),
        ("x*sigmoid(1.702*x)", "xσ(1.702x)"),
        ("1/(1+exp(-x))", "1/(1 + e⁻ˣ)"),
        ("2*(x+1)", "2(x + 1)"),
        ("(x+1)*2", "(x + 1)·2"),
        ("2*3", "2·3"),
        ("2/3*x", "2/3·x"),
        ("x/(2*pi)", "x/(2π)"),
        ("x/2*pi", "x/2·π"),
        ("-x**2", "−x²"),
        ("(-x)**2", "(−x)²"),
        ("x**-1", "x⁻¹"),
        ("x**0.5", "x^0.5"),
        ("x**(1/3)", "x^(1/3)"),
        ("2**x", "2ˣ"),
        ("x**alpha", "xᵅ"),
        ("(x+1)**(x+1)", "(x + 1)^(x + 1)"),
        ("sqrt(x)", "√x"),
        ("sqrt(1+x**2)", "√(1 + x²)"),
        ("alpha*expm1(x)", "α(eˣ − 1)"),
        ("exp(-x**2/2)", "exp(−x²/2)"),
        ("log1p(x)", "log(1 + x)"),
        ("log1p(x-1)", "log(1 + (x − 1))"),
        ("log1pexp(-x)", "log(1 + e⁻ˣ)"),
        ("x*tanh(x)", "x·tanh(x)"),
        ("tanh(x)*x", "x·tanh(x)"),
        ("abs(x-1)", "|x − 1|"),
        ("x-(1-x)", "x − (1 − x)"),
        ("inf", "∞"),
        ("atan(x)", "arctan(x)"),
        ("omega_1*x", "ω_1·x"),
        ("where(x >= 0 and not x == 2, x, -inf)", "{x if x ≥ 0 and not (x = 2); −∞ otherwise}"),
        ("min(x, 6)", "min(x, 6)"),
        ("x*1e308", "x·10³⁰⁸"),
        ("1e-300*x", "10⁻³⁰⁰·x"),
        ("x-25e20", "x − 2.5·10²¹"),
        ("0.0001*x", "0.0001x"),
        ("0.000000000000125*x", "1.25·10⁻¹³·x"),
        ("2e15*x**2", "2·10¹⁵·x²"),
    ],
)
def test_a_formula_reads_as_in_a_book(formula: str, expected: str) -> None:
    assert to_unicode(read_formula(formula, ("alpha", "omega_1"))) == expected


def test_a_choice_has_a_case_for_each_branch() -> None:
    formula = "where(x > 1, 1, where(x < -1, -1, x))"
    assert cases(read_formula(formula, ())) == [Case("1", "x > 1"), Case("−1", "x < −1"), Case("x", "")]
    assert cases(read_formula("x+1", ())) == [Case("x + 1", "")]


@pytest.mark.parametrize("name", sorted(GREEK))
def test_a_greek_name_is_its_letter(name: str) -> None:
    letter = to_unicode(Symbol(name))
    spelled = {"lambda": "LAMDA"}.get(name, name.upper())
    assert unicodedata.name(letter) == f"GREEK SMALL LETTER {spelled}"


def test_every_formula_of_the_catalog_can_be_set() -> None:
    for each in activations():
        literal = getattr(each, "literal", None)
        if literal is not None:
            text = to_unicode(literal)
            assert "*" not in text, text
            assert text.count("(") == text.count(")"), text
