"""The formula language: what is read, what is refused and where, and what the trees are told apart by."""

from __future__ import annotations

from math import inf
from typing import Final

import numpy as np
import pytest

from actx.core.arithmetic import conditions, float64
from actx.core.arithmetic.decimals import arithmetic as on_decimals
from actx.core.arithmetic.decimals import functions as decimal_functions
from actx.core.arithmetic.double_double import arithmetic as on_pairs
from actx.core.asymptotic.functions import Functions
from actx.core.catalog.reading import read_formula
from actx.core.errors import FormulaError, ParameterError
from actx.core.formula import differentiate, language, lower, typeset
from actx.core.formula.expression import Apply, Number, Symbol, X, nodes
from actx.core.formula.parse import is_formula, parse
from actx.core.formula.simplify import simplify
from actx.core.names.spec import activation


def simplified(text: str) -> str:
    return typeset.to_text(simplify(read_formula(text)))


def slope(text: str) -> str:
    return typeset.to_text(differentiate.derivative(simplify(read_formula(text))))


def test_equal_trees_are_one_object() -> None:
    assert parse("x*exp(-x)") is parse("x * exp(-x)")
    assert Number(parse("1/2").args[0].value) is parse("1.0")  # type: ignore[union-attr]


def test_a_tree_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        X.name = "y"


@pytest.mark.parametrize("text", ["x", "2*x", "exp(-x)", "2x", "-x", "x**2", "relu(x)"])
def test_what_mentions_x_is_a_formula(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize("text", ["exp", "gelu", "max", "0x1p3", "jax.x", "relux", "elu:alpha=x", "swish-1"])
def test_what_does_not_mention_x_is_no_formula(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("x +", 3, "invalid syntax"),
        ("(x", 0, "never closed"),
        ("x ^ 2", 0, r"write \*\* for a power"),
        ("x + y.z", 4, "not part of the formula language"),
        ("x + f(x)", 4, "unknown function 'f'"),
        ("x + gleu(x)", 4, "did you mean gelu"),
        ("x + sin", 4, r"write sin\(x\)"),
        ("x + gelu", 4, r"write gelu\(x\)"),
        ("x > 0", 0, "only as the first argument of where"),
        ("where(x, 1, 2)", 6, "compare two numbers"),
        ("where(x > 0, 1)", 0, "a condition and two values"),
        ("where(x in x, 1, 2)", 6, "not a comparison"),
        ("x if x else 0", 0, r"write where\(condition, a, b\)"),
        ("sin(x, x)", 0, "takes 1 argument"),
        ("max(x)", 0, "two or more"),
        ("clip(x, 1)", 0, "takes 3 arguments"),
        ("sin(*x)", 0, "one by one"),
        ("elu(x, beta=1)", 0, "no parameter 'beta'"),
        ("elu(x, alpha=1, alpha=2)", 0, "once"),
        ("celu(x, alpha=0)", 0, "outside the domain"),
        ("gelu(x, x)", 0, "takes one value"),
        ("x + 1j", 4, "not a real number"),
        ("x + True", 4, "not a real number"),
        ("x + 'a'", 4, "not a real number"),
        ("x + 1e99999", 4, "has more than 400 digits"),
        ("x + 2\u03c0", 5, "unexpected character"),
        ("x + \x00", 4, "unexpected character"),
        ("[x for x in x]", 0, "not part"),
        ("x.__class__", 0, "not part"),
    ],
)
def test_a_mistake_is_pointed_at(text: str, column: int, words: str) -> None:
    with pytest.raises(FormulaError, match=words) as caught:
        activation(text)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    ["x" + "+x" * 5000, "(" * 250 + "x" + ")" * 250, "-" * 1000 + "x", "+".join(["sin(x)"] * 1500)],
)
def test_size_is_bounded(text: str) -> None:
    with pytest.raises(FormulaError):
        activation(text)


def test_a_free_name_without_a_value_is_asked_for() -> None:
    with pytest.raises(ParameterError, match="-p beta="):
        activation("x*sigmoid(beta*x)")


def test_a_parameter_wins_over_an_activation_of_its_name() -> None:
    assert activation("where(x > threshold, x, 0)", {"threshold": "2"})(3.0) == 3.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + x", "2*x"),
        ("x - x", "0"),
        ("x*x", "x**2"),
        ("x/x", "1"),
        ("2*x/4", "0.5*x"),
        ("x/6 + x/3", "0.5*x"),
        ("sqrt(x)*sqrt(x)", "sqrt(x)**2"),
        ("sqrt(1 + x**2)*sqrt(1 + x**2)", "1 + x**2"),
        ("sqrt(4)*x", "2*x"),
        ("-(-x)", "x"),
        ("x*sign(x)", "abs(x)"),
        ("abs(-x)", "abs(x)"),
        ("1/(1 + exp(-x))", "sigmoid(x)"),
        ("exp(x)/(1 + exp(x))", "sigmoid(x)"),
        ("1 - sigmoid(x)", "sigmoid(-x)"),
        ("log(1 + exp(x))", "log1pexp(x)"),
        ("log1p(exp(x))", "log1pexp(x)"),
        ("log(sigmoid(x))", "-log1pexp(-x)"),
        ("log(x + 1)", "log1p(x)"),
        ("exp(x) - 1", "expm1(x)"),
        ("1 + tanh(x)", "2*sigmoid(2*x)"),
        ("1 - tanh(x)**2", "1/cosh(x)**2"),
        ("1 - 1/cosh(x)**2", "tanh(x)**2"),
        ("1 + erf(x)", "erfc(-x)"),
        ("1 - normcdf(x)", "normcdf(-x)"),
        ("e**x", "exp(x)"),
        ("where(1 < 2, x, 0)", "x"),
        ("where(x > 0, x, x)", "x"),
        ("max(1, 2)*x + min(3, 1) + abs(-2) + sign(-3)", "2*x + 2"),
        ("exp(0) + sin(0) + sigmoid(0) + x", "1.5 + x"),
        ("x*0", "0"),
        ("1/0 + x", "1/0 + x"),
    ],
)
def test_simplification_is_what_a_reader_would_do(text: str, expected: str) -> None:
    assert simplified(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tanh(x)", "1/cosh(x)**2"),
        ("1/(1 + exp(-x))", "sigmoid(x)*sigmoid(-x)"),
        ("log(1 + exp(x))", "sigmoid(x)"),
        ("x*normcdf(x)", "normcdf(x) + normpdf(x)*x"),
        ("x/(1 + abs(x))", "1/(1 + abs(x))**2"),
        ("x/sqrt(1 + x**2)", "1/((1 + x**2)*sqrt(1 + x**2))"),
        ("max(x, 0)", "where(x > 0, 1, 0)"),
        ("clip(x, 0, 6)", "where(x > 0 and x < 6, 1, 0)"),
        ("where(x > 0, x, expm1(x))", "where(x > 0, 1, exp(x))"),
        ("x**x", "x**x*(log(x) + 1)"),
        ("2**x", "2**x*log(2)"),
        ("atan(x)", "1/(1 + x**2)"),
        ("tan(x)", "1/cos(x)**2"),
        ("x - tanh(x)", "tanh(x)**2"),
    ],
)
def test_derivatives_read_as_in_a_book(text: str, expected: str) -> None:
    assert slope(text) == expected


WORDS: Final = {*language.ARITHMETIC, *language.FUNCTIONS, *language.CHOICES, *language.CONDITIONS}
LOWERED: Final = WORDS - set(lower._COMPOUNDS) | {"pow", "mills", "inner_erf", "flip"}
# The places that have a rule for each word: the words that it must know, and those that it does.
READERS: Final = {
    "differentiate": (WORDS - language.CONDITIONS, {*differentiate._CHAIN_RULES, *differentiate._RULES}),
    "float64, or spelled out in lower": (
        LOWERED,
        {*float64._OPERATIONS, *float64._FUNCTIONS, *conditions.COMPARISONS},
    ),
    "double_double.arithmetic, or spelled out in lower": (
        LOWERED,
        {*on_pairs._OPERATIONS, *conditions.COMPARISONS},
    ),
    "decimals": (WORDS, {*on_decimals._OPERATIONS, *decimal_functions.FUNCTIONS}),
    "asymptotic.functions": (
        {*language.FUNCTIONS},
        {word for word in language.FUNCTIONS if hasattr(Functions, word)},
    ),
}


def test_every_word_of_the_language_has_a_rule_wherever_one_is_needed() -> None:
    faults = [
        f"{what} {', '.join(sorted(words))} in {place}"
        for place, (due, known) in READERS.items()
        for what, words in (("add a rule of", due - known), ("no word of the language is", known - due))
        if words
    ]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_typeset(word: str) -> None:
    arity = {**language.ARITHMETIC, **language.FUNCTIONS, **language.CHOICES}.get(word, 2 - (word == "not"))
    args = [Apply("lt", X, X) if word in ("and", "or", "not") else X] * arity
    assert typeset.to_latex(Apply(word, *args)), f"typeset has no LaTeX of {word}"
    assert typeset.to_text(Apply(word, *args)), f"typeset has no text of {word}"


@pytest.mark.parametrize("word", language.FUNCTIONS)
def test_the_shape_of_a_function_is_that_of_its_values(word: str) -> None:
    """Boxes and decimals take what is listed nowhere for a function that rises and takes every value."""
    low, high = language.RANGES.get(word, (-inf, inf))
    x = np.array([*np.linspace(-40, 40, 641), *(s * 2.0**e for s in (1, -1) for e in (-30, 9))])
    y = activation(f"{word}(x)")(x)
    known = ~np.isnan(y)
    assert ((low <= y) & (y <= high))[known].all(), f"give {word} its range in language.RANGES"
    if word in language.ODD:
        assert np.array_equal(y, -activation(f"{word}(x)")(-x)), f"{word} is not odd: see language.ODD"
    if word in ("abs", "sign", "sin", "cos", "tan"):
        return
    if word in language.EVEN:
        assert np.array_equal(y, activation(f"{word}(x)")(-x)), f"{word} is not even: see language.EVEN"
    right = known & ((x >= 0) | (word not in language.EVEN))
    steps = np.diff(y[right][np.argsort(x[right])])
    falls = word in language.FALLING
    assert not np.any(steps[~np.isnan(steps)] * (-1 if falls else 1) < 0), (
        f"{word} does not {'fall' if falls else 'rise'}: see language.EVEN and language.FALLING"
    )


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2/2", r"\frac{x^{2}}{2}"),
        ("exp(-x**2)", r"e^{-x^{2}}"),
        ("sqrt(2/pi)*x", r"\sqrt{\frac{2}{\pi}}\, x"),
        ("(x + 1)*(x - 1)", r"(x + 1)\, (x - 1)"),
        ("x - (1 - x)", r"x - (1 - x)"),
        ("tan(x)", r"\tan(x)"),
        ("tan(x/2)", r"\tan\!\left(\frac{x}{2}\right)"),
        ("log1p(x)", r"\log(1 + x)"),
        ("sigmoid(x)", r"\sigma(x)"),
        ("lambd*x", r"\lambda\, x"),
        ("abs(x)", r"|x|"),
        ("min_val*x", r"\mathrm{min}_{\mathrm{val}}\, x"),
        ("2*3*x", r"2 \cdot 3\, x"),
        ("inf*x", r"\infty\, x"),
    ],
)
def test_latex_is_what_a_typesetter_would_write(text: str, latex: str) -> None:
    assert typeset.to_latex(read_formula(text)) == latex


@pytest.mark.thorough
def test_derivatives_share_their_parts_and_stay_small() -> None:
    tree = activation("gelu_tanh").expression  # type: ignore[union-attr]
    assert sum(1 for _ in nodes(differentiate.derivative(tree, 10))) < 1000


def test_a_derivative_past_all_use_is_refused() -> None:
    monster = activation("x**x**x**sin(x**x)*tanh(x**x**cos(x))*gelu_tanh(mish(x)*sin(x)/(1+x**4))")
    with pytest.raises(FormulaError, match="too large"):
        monster.deriv(0.5, order=10)


def test_symbols_keep_their_names() -> None:
    assert isinstance(parse("alpha"), Symbol)
