"""No text can hang, exhaust or break actx: each ends in under a second, in an answer or an error of its own.

Time is the processor's, so that a busy machine fails nothing. An alarm interrupts what would never end.
"""

from __future__ import annotations

import ast
import random
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
from process import run

import actx
from actx.core.activation import Activation, VectorActivation
from actx.core.errors import ActxError
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conftest import Sample

# The promise is one second; a machine that does three other things at once must not fail the test.
SECONDS = 3.0
SCALARS = [record for record in activations() if isinstance(record, Activation)]


class TooLongError(BaseException):
    """Raised by the alarm; no `except Exception` of actx's swallows it."""


@contextmanager
def _watched() -> Iterator[None]:
    def alarm(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, alarm)
    signal.setitimer(signal.ITIMER_PROF, 3 * SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _used(text: str, orders: tuple[int, ...]) -> None:
    try:
        record = actx.activation(text)
        for order in orders:
            record.deriv(0.5 if isinstance(record, Activation) else np.array([0.5, 1.0]), order=order or 1)
        record(0.5 if isinstance(record, Activation) else np.array([0.5, 1.0]))
        if isinstance(record, VectorActivation):
            record(0.5)
    except ActxError as error:
        message = str(error)
        assert message, "an error without words"
        assert "\n" not in message, "an error of many lines"


def _complaint(text: str, orders: tuple[int, ...] = (1,)) -> str | None:
    """What is wrong with the way that a text ends, if anything."""
    shown = repr(text if len(text) <= 200 else f"{text[:100]}...{text[-60:]}") + f" ({len(text)} characters)"
    start = time.process_time()
    try:
        with _watched():
            _used(text, orders)
    except TooLongError:
        return f"{shown} had not ended after {3 * SECONDS} s"
    except Exception as error:  # noqa: BLE001  (which one is the finding)
        return f"{shown} raised {type(error).__name__}: {error}"[:400]
    spent = time.process_time() - start
    return f"{shown} took {spent:.2f} s" if spent > SECONDS else None


def _judge(texts: Iterable[str], orders: tuple[int, ...] = (1,)) -> None:
    complaints = [complaint for text in texts if (complaint := _complaint(text, orders))]
    assert not complaints, f"{len(complaints)} texts:\n" + "\n".join(complaints[:20])


# --- random strings --------------------------------------------------------------------------------------

WORDS = """
x x x ( ) (x) , + - * / ** // % @ ~ | & ^ < <= > >= == != << 0 1 2 0.5 1e3 1e400 1e-400 .5 5. 0x1p3
1j 1_000 -1 1/3 pi e inf nan alpha beta True None __class__ . : := = alpha=1 [ ] { } ' " # ; ! ? $ `
f'{x}' *x ...
"""
TOKENS = [
    *WORDS.split(),
    *(" and ", " or ", "not ", " if ", " else ", " in ", " is ", "lambda ", " ", "\t", "\n", "\\", "9" * 50),
    *(f"{name}(" for name in (*FUNCTIONS, *CHOICES)),
    *(f"{record.name}(" for record in activations()),
    *(record.name for record in activations()),
]
VALID = [
    *(record.formula for record in SCALARS),
    *(record.name for record in activations()),
    "where(x < -1 or x > 1 and not x == 0, elu(x, alpha=0.5), gelu(x)**3)",
    "leaky_relu:alpha=0.2",
    "hard_tanh:min_val=-2,max_val=2",
    "log(1+exp(x**2))/(1+abs(x))*normcdf(-x)**-3",
    "min(x, 2, sinh(x))-max(erf(x), 1e-3)",
]


def _bytes(rng: random.Random) -> str:
    return bytes(rng.randrange(256) for _ in range(rng.randrange(40))).decode("latin-1")


def _tokens(rng: random.Random) -> str:
    return "".join(rng.choice(TOKENS) for _ in range(rng.randrange(1, 14)))


def _closed(rng: random.Random) -> str:
    """A formula with valid nesting, whatever it may mean."""

    def grow(depth: int) -> str:
        kind = rng.randrange(8) if depth else 0
        if kind < 2:
            return rng.choice(("x", "x", "x", "0", "1", "-2", "0.1", "1e300", "1e-300", "pi", "inf", "99"))
        if kind < 5:
            return f"({grow(depth - 1)}){rng.choice(('+', '-', '*', '/', '**'))}({grow(depth - 1)})"
        if kind < 7:
            name = rng.choice([*FUNCTIONS, *(record.name for record in SCALARS)])
            return f"{name}({grow(depth - 1)})"
        a, b, c = (grow(depth - 1) for _ in range(3))
        return rng.choice((f"where({a} < {b}, {c}, x)", f"clip({a}, {b}, {c})", f"max({a}, {b}, {c})"))

    return grow(rng.randrange(1, 5))


def _mutated(rng: random.Random) -> str:
    text = rng.choice(VALID)
    for _ in range(rng.randrange(1, 4)):
        at, until = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        text = rng.choice((
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice(TOKENS) + text[at:],
            text[:at] + text[at:until] * rng.randrange(2, 5) + text[until:],
            text[:at] + text[until:],
            text[:at] + chr(rng.randrange(32, 127)) + text[at + 1 :],
        ))  # fmt: skip
    return text


@pytest.mark.parametrize(
    "source", [_bytes, _tokens, _closed, _mutated], ids=lambda source: source.__name__[1:]
)
def test_thousands_of_random_texts_each_end_in_an_answer_or_an_error_of_ours(
    source: Callable[[random.Random], str], thorough: bool
) -> None:
    rng = random.Random(source.__name__)
    _judge([source(rng) for _ in range(10_000 if thorough else 100)])


# --- hostile formulas ------------------------------------------------------------------------------------

PYTHON = """
x.__class__|x.__class__.__bases__[0].__subclasses__()|().__class__.__mro__|x.real|x.x|x().x|(x).imag
"".join(x)|__import__('os').system('true')|__import__(x)|eval('x')|exec('x')|open(x)|print(x)|input(x)
exit(x)|globals()[x]|getattr(x, 'y')|type(x)|breakpoint() or x|x.__init__.__globals__|x.__reduce__()
int(x)|float(x)|abs.__self__(x)|lambda x: x|(lambda x: x)(x)|(lambda: x)()|[x for x in x]|{x for x in x}
{x: x for x in x}|(x for x in x)|[x]|{x}|{x: x}|(x,)|(x, x)|x[0]|x[::]|x[x:x]|[*x]|{**x}|f'{x}'
f'{x!r:>{x}}'|b'x'+x|'x'*x|'x'|'x' 'x'|u'x'|(y := x)|x := 1|x if x else x|x if x > 0 else -x|await x
yield x|(yield x)|x = 1|x == 1|x < 1|x and x|not x|x is x|x in x|x not in x|x is not x|x, x|x; x|import x
del x|return x|raise x|assert x|pass # x|x # comment|x\\|\\x|x:int|exp(*x)|exp(**x)|exp(x=x)|exp(x, x)
exp()+x|exp(x, *x)|where(x)|where(x, x, x)|where(x > 0, x)|where(*x)|min(x)|max()+x|max(x, key=x)
clip(x, 1)|clip(x, 0, 1, 2)|elu(x, alpha)|elu(x, 1)|elu(alpha=x)|elu(x, alpha=1, alpha=2)|elu(x, x=x)
elu(x, **x)|elu(x, beta=1)|celu(x, alpha=-1)|celu(x, alpha=0)|celu(x, alpha=x)|elu(x, alpha=inf)
hard_tanh(x, min_val=2)|hard_tanh(x, max_val=-9)|softplus(x, beta=1e-400)|softplus(x, beta=x)|relu(x)(x)
(relu)(x)|softmax(x)|log_softmax(x)+x|softmax(relu(x))|relu|relu(relu)|x(x)|x(2)|2(x)|pi(x)|inf(x)|2x|2 x
x x|x2|x_|_x+x|x'|x // 2|x % 2|x @ x|x << 1|x >> 1|x & x|x \\| x|x ^ 2|~x|+x|-x|--x|+-+-x|- - -x|x--x
x**-x|x**+2|x***2|x*/2|x/|/x|1j*x|1e5j+x|0x10+x|0b1+x|0o7+x|0777+x|1__0+x|1_0+x|1_+x|_1+x|1.e5+x|.e5+x
1e+x|1e-x|1..real+x|x...|...+x|Ellipsis+x|True+x|False*x|None+x|NotImplemented+x|__debug__+x|__name__+x
nan+x|NaN*x|Inf+x|infinity*x|-inf*x|inf-inf+x|0*inf+x|1/0+x|x/0|0/0*x|0**0*x|0**-1+x|(-8)**(1/3)+x
(-1)**0.5*x|log(0)*x|log(-1)+x|sqrt(-1)+x|log1p(-2)*x|x**x**x|0**x|0**-x|inf**x|x**inf|x/inf|inf/x
sin(inf)+x|tanh(inf)*x|exp(-inf)+x|erf(inf)*x|exp(inf)*0*x|min(inf, x)|max(-inf, x)|x-x|x/x|sign(x-x)
abs(x-x)|where(x == x, x, 1/0)|where(1 > 0, x, 1/0)|where(0 > 1, 1/0, x)|where(x > 1/0, x, 0)
clip(x, 1, 0)|where(not x > 0 and x < 1 or x != x, x, 0)|where(1 < x < 2 < 3 > x, x, 0)
where((x > 0) > 0, x, 0)|where(x, x > 0, 0)|where(x > 0, x > 0, 0)|where(x > 0 or 1, x, 0)
where(not not not x > 0, x, 0)|where(x is 0, x, 0)|where(x in x, x, 0)|gelu:|gelu:x|gelu:x=1|gelu:=
gelu:alpha=|:x|x:|x:x|x:alpha=1|elu:alpha|elu:alpha=|elu:alpha=x|elu:alpha=1=1|elu:=1|elu:alpha=nan
elu:alpha=inf|elu:alpha=1e400|elu:alpha=1e401|elu:alpha=1e999999999|elu:alpha=-1e-999999999999999999999
elu:alpha=1/3|elu:alpha=1/0|elu:alpha=1e9/7|elu:alpha=1,|elu:,alpha=1|elu:alpha=1,alpha=2|elu:alpha=0x10
celu:alpha=0|elu:alpha=1e9999999/3|elu:alpha=1/1e9999999|elu:alpha=1_0|elu:alpha=1__0|elu:alpha=sNaN
elu:alpha=NaN123|elu:alpha=-0|elu:alpha=--1|elu:alpha= 1 |hard_tanh:min_val=2
hard_tanh:min_val=1,max_val=0|hard_tanh:max_val=1,min_val=-1e300|ELU|softplus:beta=1e-400
squareplus:b=1e-400|celu:alpha=1e-400|selu:alpha=1e400,scale=1e400|swish:beta=1e400|step:threshold=1e400
"""

EXTREMES = """
9**9**9**9+x x**9**9**9**9 9**9**9**9**x 2**2**2**2**x x**x**x**x**x x**x**x**x**x**x**x**x
(9**9**9)**x 2*(10**9)*x 2*(10**18)*x 2**-(10**18)*x x*(10**18) x**-(10**18) x**1e300
1.000000001*(10**15)*x x*(1/10**300) (1/3)*(10**9)*x (x+1)*(10**12) 0.5*(10**15)+x
exp(exp(exp(exp(exp(x))))) exp(-exp(exp(exp(exp(x))))) exp(10**400*x) exp(-1e300)*exp(1e300)*x
sin(exp(exp(exp(x)))) cos(10**400*x) tan(1e308*1e308*x) sin(10**4999*x) sin(x*10**399*10**399)
sin(9**9**5*x) sin(9**9**3*x) tan(exp(x*1e4)) cos(exp(11000+x)) sin(exp(x*2e4)) sin(x)/sin(x)-1
erf(1e200*x) erfc(1e200*x) erfc(1e6*x) normcdf(-1e9*x) log(erfc(1e4*x)) log(normcdf(-1e8*x))
gelu(1e300*x) sinh(1e300*x)/cosh(1e300*x) asinh(1e308*1e308*x) atan(10**399*x) log(exp(1e18*x))
log(log(log(x+10))) sqrt(x-0.5) log(x-0.5) 1/(x-0.5) where(x**2==0.25,1,0) sign(x**2-0.25)
where(sin(x)**2+cos(x)**2==1,1,0) 1/(sin(x)**2+cos(x)**2-1) log(sin(x)**2+cos(x)**2)*10**300
sqrt(sin(x)**2+cos(x)**2-1) (sin(x)**2+cos(x)**2-1)**0.5 atan(1/(exp(log(x))-x)) abs(exp(log(x))-x)
x*(sin(x)**2+cos(x)**2) (exp(log(x))-x)/(exp(log(x))-x) max(exp(log(x)),x) sign(exp(log(x))-x)
min(erf(x),1-erfc(x)) tanh(x)-sinh(x)/cosh(x)+1e-300 where(exp(x)*exp(-x)>1,1,2) pi-4*atan(2*x)
sin(pi)*x sin(pi*x*2) cos(pi*x) tan(pi*x) exp(log(2))*x-1 e**x-exp(x) log(e)*x-x x**0.5-sqrt(x)
"""
NUMBERS = [
    *EXTREMES.split(),
    *(f"{'9' * n}*x" for n in (300, 399, 400, 401, 3000, 3990, 5000)),
    *(f"0.{'1' * n}*x" for n in (300, 398, 401, 3000, 3990)),
    *(f"x+1e{n}" for n in (308, 309, 390, 401, 4000, 99999, 10**12, 10**100)),
    *(f"x+1e-{n}" for n in (308, 324, 390, 401, 4000, 99999, 10**12, 10**100)),
    *(f"x**{n}" for n in (10, 100, 1000, 10**4, 10**5, 10**6, 10**9, 10**15, 10**16, 10**50, 10**300)),
    *(f"x**-{n}" for n in (10, 100, 1000, 10**4, 10**5, 10**6, 10**9, 10**15, 10**16, 10**50, 10**300)),
    *(f"(x+1/3)**{n}" for n in (100, 10**5, 10**9, 10**15, 10**50)),
    *(f"(1/3)**{n}*x" for n in (100, 10**3, 10**5, 10**9, 10**15, 10**50)),
    *(f"x**(1/{n})" for n in (3, 10**3, 10**9, 10**50, 10**300)),
    *(f"(x**{n})**{n}**2" for n in (3, 99, 10**9)),
    *("*".join([f"({n}/7)**{10**n}" for n in range(1, 6)]) + "*x" for _ in range(1)),
]

# Letters that are not what they seem, and characters that are none; escaped, for so they can be told apart.
ESCAPED = r"""
\u0445 \uff58 \U0001d465 x\xb2 x\xb3+1 2\xd7x x\xf72 x\u22121 x\u20131 \u221ax \u03c0*x \u221e*x
x\xb7x |x| x\u22641 \uff45\uff58\uff50(x) \u0435xp(x) x\u200b \ufeffx x\xa0+1 x\u202e+1 x\u0301
x\x00 \x00x x\x00+1 x\x1b[31m x\x7f x\r x\n \nx x\n+1 (x\n+1) x\t+1 \tx x\x0c x\x0b+1 \ud800x
x\udfff x\U0010ffff \u0661*x gelu\x00 ge\nlu gelu\u200b \uff27\uff25\uff2c\uff35 \u0261elu \x20 \x00
\n \ud800 \U0001f4a5 x\U0001f4a5 ' \" \\ #x
"""
LOOKALIKES = ["", *(ast.literal_eval(f'"{escaped}"') for escaped in ESCAPED.split())]


def _nested(n: int) -> list[str]:
    """Every construct inside itself, n deep."""
    return [
        "(" * n + "x" + ")" * n,
        "(" * n + "x",
        "x" + ")" * n,
        "[" * n + "x" + "]" * n,
        "{" * n + "x" + "}" * n,
        "-" * n + "x",
        "+" * n + "x",
        "~" * n + "x",
        "not " * n + "x",
        "exp(" * n + "x" + ")" * n,
        "log(" * n + "x" + ")" * n,
        "sin(" * n + "x" + ")" * n,
        "tanh(" * n + "x" + ")" * n,
        "normcdf(" * n + "x" + ")" * n,
        "sqrt(" * n + "x" + ")" * n,
        "abs(" * n + "x" + ")" * n,
        "gelu(" * n + "x" + ")" * n,
        "gelu_tanh(" * n + "x" + ")" * n,
        "mish(" * n + "x" + ")" * n,
        "selu(" * n + "x" + ")" * n,
        "softshrink(" * n + "x" + ")" * n,
        "hard_swish(" * n + "x" + ")" * n,
        "squareplus(" * n + "x" + ")" * n,
        "x" + "+x" * n,
        "x" + "-x" * n,
        "x" + "*x" * n,
        "x" + "/x" * n,
        "x" + "**x" * n,
        "x" + "**2" * n,
        "x" + "**-1" * n,
        "(" * n + "x" + ")**2" * n,
        "(" * n + "x" + ")**x" * n,
        "(" * n + "x" + "+1)*x" * n,
        "(1+" * n + "x" + ")*(x-1)" * n,
        "1/(1+" * n + "x" + ")" * n,
        "(x+" * n + "1" + ")/3" * n,
        "where(x > 0, " * n + "x" + ", -x)" * n,
        "where(x > 0, x, " * n + "x" + ")" * n,
        "where(" * n + "x" + " > 0, x, x)" * n,
        "where(" + "(" * n + "x > 0" + ")" * n + ", x, 0)",
        "where(" + "not " * n + "x > 0, x, 0)",
        "where(" + "x > 0 and " * n + "x > 0, x, 0)",
        "where(" + "x > 0 or " * n + "x > 0, x, 0)",
        "where(x" + " < x" * n + ", x, 0)",
        "max(x, " * n + "x" + ")" * n,
        "max(x" + ", x+1" * n + ")",
        "min(" * n + "x" + ", 1)" * n,
        "clip(" * n + "x" + ", 0, 1)" * n,
        "elu(x, alpha=" * n + "x" + ")" * n,
        "exp(x" + ", x" * n + ")",
        "elu(x" + ", alpha=1" * n + ")",
        "x" + ".x" * n,
        "x" + "[0]" * n,
        "x" + "()" * n,
        "lambda: " * n + "x",
        "x if x else " * n + "x",
        "f'{" * n + "x" + "}'" * n,
        "[x for x in " * n + "x" + "]" * n,
        "*" * n + "x",
        "x" + "," * n,
        "x" * n,
        "x " * n,
        "1" * n + "*x",
        "." * n + "x",
        "x" + "\\\n" * n,
        "'" * n + "x",
        "elu:" + "alpha=1," * n + "alpha=x",
        "-" * n,
        "e" * n,
        "+".join(f"sin({i}*x)*exp(-x/{i + 1})" for i in range(n)),
        "*".join(f"(x+{i})" for i in range(n)),
        "*".join(f"sigmoid({i}*x+{i})" for i in range(n)),
        "/".join(f"(1+exp({i}*x))" for i in range(n)),
        "+".join(f"x**{i}" for i in range(n)),
        "+".join(f"a{i}*x" for i in range(n)),
    ]  # fmt: skip


def _python() -> list[str]:
    return [text for line in PYTHON.strip().splitlines() for text in line.split("|")]


def test_there_are_five_hundred_hostile_formulas_and_more() -> None:
    texts = {*_python(), *NUMBERS, *LOOKALIKES, *_nested(12), *_nested(50), *_nested(300)}
    assert len(texts) >= 500


def test_what_is_python_and_no_formula_is_refused(some: Sample) -> None:
    _judge(some(_python(), 100))


def test_numbers_past_all_reach_end_soon(some: Sample) -> None:
    _judge(some(NUMBERS, 25))


def test_zeros_and_ties_that_hide_behind_cancellations_end_soon(some: Sample) -> None:
    hidden = ["exp(log(x))-x", "sin(x)**2+cos(x)**2-1", "gelu(x)-x*normcdf(x)", "sqrt(x)**2-x"]
    texts = [
        *hidden,
        *(f"{name}({zero})" for name in FUNCTIONS for zero in hidden[:2]),
        *(f"{record.name}({hidden[1]})" for record in SCALARS),
        *(f"x/({zero})" for zero in hidden),
        *(f"({zero})**({other})" for zero in hidden for other in hidden),
        *(f"where({zero} > 0, gelu(x), mish({zero}))" for zero in hidden),
    ]
    _judge(some(texts, 25))


def test_letters_that_look_like_others_are_refused() -> None:
    _judge(LOOKALIKES)


@pytest.mark.parametrize("depth", [3, 12, 50, 59, 61, 300, 1000])
def test_nesting_of_every_construct_ends_soon(depth: int, some: Sample) -> None:
    _judge(some(_nested(depth), 12, str(depth)))


@pytest.mark.parametrize(("depth", "order"), [(2, 10), (4, 10), (20, 2)])
def test_high_derivatives_of_nested_formulas_end_soon(
    depth: int, order: int, thorough: bool, some: Sample
) -> None:
    for deep in range(depth, depth + (5 if thorough else 1)):
        _judge(some(_nested(deep), 8, str(depth)), (order, 10) if thorough else (order,))


def test_the_tenth_derivative_of_each_activation_within_each_other_ends_soon(thorough: bool) -> None:
    pairs = [f"{f.name}({g.name}(x))" for f in SCALARS for g in SCALARS]
    _judge(random.Random(1).sample(pairs, 1000 if thorough else 4), (10,))


def test_a_megabyte_ends_soon(some: Sample) -> None:
    mega = 10**6
    repeated = [
        "(",
        "x",
        "9",
        "-",
        "'",
        '"',
        "\x00",
        "\u00e9",
        "gelu",
        "x+",
        "x\n",
        "x:",
        "1/",
        "exp(",
        "elu:",
    ]
    pieces = [
        ("", "(", "x", ")"),
        ("", "exp(", "x", ")"),
        ("", "-", "x", ""),
        ("", "#", "x", ""),
        ("", " ", "x", " "),
        ("", "x+", "x", ""),
        ("gelu:", "a=1,", "a=1", ""),
        ("elu:alpha=", "1", "", ""),
        ("elu:alpha=", "1", "/3", ""),
        ("elu:alpha=1/", "3", "", ""),
        ("elu:alpha=1e", "1", "", ""),
        ("elu:alpha=0.", "3", "", ""),
        ("elu:alpha=", "1/", "1", ""),
    ]
    _judge(text * (mega // len(text)) for text in some(repeated, 5))
    _judge(start + left * mega + middle + right * mega for start, left, middle, right in some(pieces, 5))


# --- the command line ------------------------------------------------------------------------------------

WORST = [
    "9**9**9**9+x",
    "2**2**2**2**x",
    "x**x**x**x**x",
    "(" * 60_000 + "x" + ")" * 60_000,  # as long as an argument may be on Linux
    "exp(" * 55 + "x" + ")" * 55,
    "gelu(" * 50 + "x" + ")" * 50,
    "x" + "**2" * 300,
    "-" * 2000 + "x",
    "x.__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')+x",
    "(lambda x: x)(x)",
    "[x for x in x]",
    "f'{x}'",
    "exp(*x)",
    "(y := x)",
    "x\n+1",
    "ｘ+1",
    "elu:alpha=1e999999999",
    "1/(sin(x)**2+cos(x)**2-1)",
    "sin(9**9**5*x)",
    "x\udcff",
    "",
]


@pytest.mark.parametrize("text", WORST, ids=lambda text: ascii(text[:24])[1:-1])
def test_the_command_line_answers_the_worst_with_one_line(text: str) -> None:
    start = time.monotonic()
    outcome = run("eval", "--", text, "0.5")
    assert time.monotonic() - start < 20, "start-up and a second, on the slowest of machines"
    assert outcome.status in {0, 2}, outcome.stderr
    assert "Traceback" not in outcome.stderr
    if outcome.status == 2:
        assert outcome.text == ""
        assert outcome.stderr.startswith("actx: ")
    else:
        assert len(outcome.lines) == 1
