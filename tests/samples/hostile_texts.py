"""Texts that could hang, exhaust or break a reader of formulas: random, Python, huge numbers, nested."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from actx.core.activation import Activation
from actx.core.formula.language import CHOICES, FUNCTIONS
from actx.core.names.lookup import activations

if TYPE_CHECKING:
    import random


SCALARS = [record for record in activations() if isinstance(record, Activation)]


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


def some_bytes(rng: random.Random) -> str:
    return bytes(rng.randrange(256) for _ in range(rng.randrange(40))).decode("latin-1")


def some_tokens(rng: random.Random) -> str:
    return "".join(rng.choice(TOKENS) for _ in range(rng.randrange(1, 14)))


def closed(rng: random.Random) -> str:
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


def mutated(rng: random.Random) -> str:
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


def nested(n: int) -> list[str]:
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


def python_texts() -> list[str]:
    return [text for line in PYTHON.strip().splitlines() for text in line.split("|")]
