"""`find`: published formulas are recognised as what they are, and none is called what it is not.

The formulas are those of papers and of implementations, written as they stand there; which activations they
are is what the papers that came later say, or follows from the identity beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import mpmath
import pytest
from scalar import scalar

from actx.core.analysis import fit
from actx.core.analysis.simple_numbers import simple_numbers
from actx.core.names.find import EQUAL, NEAR, SCALED, WITH_PARAMETERS, find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Sample

    from actx.core.names.find import Finding


class Published(NamedTuple):
    """A formula, the activation that it is, and who has it so."""

    formula: str
    spec: str
    source: str


REDISCOVERED: Final = (
    Published("x/(1+exp(-x))", "swish", "SiLU of Elfwing 2017 is Swish-1 of Ramachandran 2017"),
    Published("x*(1+tanh(x/2))/2", "silu", "sigmoid(x) = (1 + tanh(x/2))/2"),
    Published("1.5*x*sigmoid(x)", "e_swish", "Alcaide 2018, E-swish"),
    Published("x*(exp(2*x)+2*exp(x))/(exp(2*x)+2*exp(x)+2)", "mish", "Misra 2019, the form of fast kernels"),
    Published("x*(exp(x)-exp(-x))/(exp(x)+exp(-x))", "lisht", "Roy 2019, LiSHT: x tanh(x)"),
    Published("(x+sqrt(x**2+4))/2", "squareplus", "Barron 2021, b = 4"),
    Published("0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x**3)))", "gelu_tanh", "Hendrycks & Gimpel 2016"),
    Published("x*(1+erf(x/sqrt(2)))/2", "gelu", "Hendrycks & Gimpel 2016"),
    Published("0.5*x*erfc(-x/sqrt(2))", "gelu", "erfc(-u) = 1 + erf(u)"),
    Published("max(x,0)+log1p(exp(-abs(x)))", "softplus", "the stable form of frameworks"),
    Published("log(0.5*exp(x)+0.5)", "shifted_softplus", "Schuett 2017, SchNet"),
    Published("log(1+exp(x))-log(2)", "shifted_softplus", "Schuett 2017, SchNet"),
    Published("(1+tanh(x/2))/2", "sigmoid", "the logistic function as a tanh"),
    Published("exp(x)/(1+exp(x))", "sigmoid", "the logistic function"),
    Published("(abs(x+1)-abs(x-1))/2", "hard_tanh", "Chua & Yang 1988, cellular neural networks"),
    Published("max(x,0)+0.25*min(x,0)", "prelu", "He 2015, with its initial slope"),
    Published("max(0.01*x,x)", "leaky_relu", "Maas 2013"),
    Published("x*tanh(x*(1+erf(x/sqrt(2)))/2)", "phish", "Naveen 2022, x tanh(gelu(x))"),
    Published("2/(1+exp(-2*x))-1", "tanh", "tanh as a logistic function"),
    Published("1.7159*tanh(2/3*x)", "lecun_tanh", "LeCun 1998, Efficient BackProp"),
    Published("x*min(max(x+3,0),6)/6", "hard_swish", "Howard 2019, MobileNetV3"),
    Published("max(x,0)+min(exp(x)-1,0)", "elu", "Barron 2017: CELU with alpha = 1 is ELU"),
    Published("x-log(1+exp(x))", "log_sigmoid", "log sigmoid(x) = x - softplus(x)"),
    Published("(x+abs(x))/2", "relu", "the positive part"),
    Published("(1-exp(-x))/(1+exp(-x))", "bipolar_sigmoid", "the bipolar sigmoid"),
    Published("2*sigmoid(x)-1", "bipolar_sigmoid", "the bipolar sigmoid"),
    Published("x+(1-cos(2*x))/2", "snake", "Ziyin 2020: Snake, by the half-angle formula"),
    Published("0.5*x/(1+abs(x))+0.5", "elliott", "Elliott 1993; softsign, scaled"),
    Published("x/sqrt(1+x*x)", "isru", "Carlile 2017, ISRU with alpha = 1"),
)
WITH_VALUES: Final = (
    Published("x*sigmoid(1.5*x)", "swish:beta=1.5", "Ramachandran 2017"),
    Published("where(x>0, x, 0.3*x)", "leaky_relu:alpha=0.3", "Keras' LeakyReLU"),
    Published("max(0,x)+min(0,2*(exp(x/2)-1))", "celu:alpha=2", "Barron 2017"),
    Published("where(x>0, x, 0.2*(exp(x)-1))", "elu:alpha=0.2", "Clevert 2015"),
    Published("x/(1+exp(-x))**2", "aria2:alpha=2,beta=1", "Patwardhan 2018: x (1+exp(-beta x))**(-alpha)"),
    Published("x*sigmoid(sqrt(8/pi)*x)", "swish(x, beta=4/sqrt(2*pi))", "sqrt(8/pi) = 4/sqrt(2 pi)"),
)
WHEN_SCALED: Final = (
    Published("exp(x)/(1+exp(2*x))", "0.5*sech(x)", "sech(x) = 2/(exp(x)+exp(-x))"),
    Published("normcdf(x*sqrt(2))", "0.5*erf(x)+0.5", "normcdf(x) = (1+erf(x/sqrt(2)))/2"),
    Published("x*erf(x)", "0.5*sqrt(2)*sgelu(sqrt(2)*x)", "Yu 2019, SGELU: x erf(x/sqrt(2))"),
    Published("exp(-x**2/2)/sqrt(2*pi)", "1/sqrt(2*pi)*gaussian(0.5*sqrt(2)*x)", "the normal density"),
    Published("gelu(x)/8-3/7", "0.125*gelu(x)-3/7", "by hand"),
    Published("1e-300*tanh(3*x)", "1e-300*tanh(3*x)", "by hand"),
)
NONE: Final = (
    *("sin(x)/(1+x**2)", "x*atan(exp(x))", "x*sigmoid(x**2)", "tanh(x)*sigmoid(x)", "x*exp(-x)"),
    *("log(1+x**2)", "x*tanh(sinh(x))", "sqrt(x)", "x**3*sigmoid(x)", "erf(x)*sigmoid(x)", "tanh(x**3)"),
    *("log(cosh(x))", "x*normcdf(x)+sin(x)/10", "x*tanh(log(2+exp(x)))", "atan(x)*tanh(x)"),
    *("max(x,0)*tanh(x)", "x**4", "where(x>0,x,x**3)", "where(x>0,x**2,x)", "x*sigmoid(x+1)"),
    *("log(1+exp(x))**2", "exp(-abs(x)**3)", "x*normcdf(x)**2", "1/(1+x**4)"),
    # Nearly one: a change that six digits do not show.
    *("x*sigmoid(1.702*x)+1e-7*x**2", "max(x,0)+1e-6*sin(x)", "x*sigmoid(x)*(1+1e-7*x)"),
    *("x*tanh(log(1+exp(x)))+1e-12*x", "where(x>0,x,0.3*x)+1e-15*x**2"),
    "0.5*x*(1+tanh(0.7978845608*(x+0.044715*x**3)))",
    "1.0507009873554805*where(x>0,x,1.6732632423543772*(exp(x)-1))",
)


def found(spec: str, *, every: bool = False) -> list[Finding]:
    return find(scalar(spec), every=every)


def specs(findings: Sequence[Finding]) -> list[str]:
    return [name for each in findings for name in (each.spec, *each.also)]


def test_a_rediscovered_activation_is_named_and_proved(some: Sample) -> None:
    assert len(REDISCOVERED) >= 25
    for case in some(REDISCOVERED, 4):
        answers = found(case.formula)
        assert {each.answer for each in answers} == {EQUAL}, case
        assert case.spec in specs(answers), case


@pytest.mark.thorough
def test_values_of_parameters_are_found_and_proved(some: Sample) -> None:
    for case in some(WITH_VALUES, 1):
        answers = found(case.formula)
        assert {each.answer for each in answers} == {WITH_PARAMETERS}, case
        assert case.spec in specs(answers), case


def test_a_scaling_is_found_and_proved(some: Sample) -> None:
    for case in some(WHEN_SCALED, 1):
        answers = found(case.formula)
        assert {each.answer for each in answers} == {SCALED}, case
        assert case.spec in specs(answers), case


@pytest.mark.thorough
def test_what_is_no_activation_is_only_near_some(some: Sample) -> None:
    assert len(NONE) >= 25
    for formula in some(NONE, 1):
        answers = found(formula)
        assert {each.answer for each in answers} == {NEAR}, formula
        assert len(answers) == 3
        distances = [each.apart.magnitude for each in answers if each.apart]
        assert distances == sorted(distances)
        assert distances[0] > 0


@pytest.mark.thorough
def test_the_distance_is_the_largest_and_no_other_activation_is_nearer_than_that() -> None:
    (first, *_) = found("x*tanh(sinh(x))")
    assert (first.spec, first.answer) == ("lisht", NEAR)
    with mpmath.workdps(30):
        grid = [mpmath.mpf(k) / 200 for k in range(-2000, 2001)]
        apart = max(abs(x * mpmath.tanh(mpmath.sinh(x)) - x * mpmath.tanh(x)) for x in grid)
    assert first.apart is not None
    assert 0 <= first.apart.magnitude - apart < 1e-4


@pytest.mark.thorough
def test_an_activation_is_not_found_as_itself_but_as_others() -> None:
    assert specs(found("silu")) == ["swish", "scaled_silu", "acon_c", "xsilu"]
    every = found("silu", every=True)
    assert [each.kind for each in every] == sorted(
        (each.kind for each in every), key=[EQUAL, WITH_PARAMETERS, SCALED, NEAR].index
    )
    assert {EQUAL, WITH_PARAMETERS, SCALED, NEAR} == {each.kind for each in every}
    assert not any(name.startswith("silu") for name in specs(every))


def test_what_is_equal_only_where_both_are_defined_is_said_to_be() -> None:
    (answer,) = found("sin(x)/x")
    assert (answer.spec, answer.equal) == ("sinc", "proved where both are defined")


def test_nothing_is_found_of_what_has_no_value() -> None:
    assert found("x/0") == []


def test_what_is_not_proved_is_not_called_equal() -> None:
    (first, *_) = found("silu")
    assert first._replace(equal="to 60 digits at 240 points").answer == "alike"


@pytest.mark.parametrize(
    ("near", "text"),
    [
        (1.702, "1.702"),
        (1 / 3 + 1e-13, "1/3"),
        (0.044715, "0.044715"),
        (-0.7978845608028654, "-2/sqrt(2*pi)"),
        (1.4142135623730951, "sqrt(2)"),
        (2.0794415416798357, "3*log(2)"),
        (1e-17, "0"),
        (1e-300, "1e-300"),
    ],
)
def test_simple_numbers_are_those_that_a_person_would_write(near: float, text: str) -> None:
    assert text in [each.text for each in simple_numbers(near)][:2]


def test_the_points_of_comparison_are_no_kinks_and_no_mirror_images() -> None:
    apart = [abs(abs(x) - abs(y)) for k, x in enumerate(fit.POINTS) for y in fit.POINTS[:k]]
    assert min(apart) > 1e-3
    assert all(abs(x - round(x * 2) / 2) > 1e-3 for x in fit.POINTS)


@pytest.mark.thorough
def test_what_is_at_no_finite_distance_is_near_none() -> None:
    assert found("1/x") == found("log(x)") == []
