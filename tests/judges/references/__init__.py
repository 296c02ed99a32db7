"""Every scalar activation of the catalog again, from its definition and not from actx's formula.

A reference takes x and the parameters as mpf, in whatever precision is current, or as `series.Series`, and
is written with the functions of `series`, whole numbers and comparisons; `0 * x` makes a zero of x's kind.
It may lose the digits that cancel near 0 and far out (see `truth.value_of`), but none in the tails between.

Each module of this folder has REFERENCES, for a name the function of x and the parameters; KINKS, where there
are any, for a name and the parameters the branch points; and SETTINGS, for a name and each of its parameters
two values besides the default, in the decimals that a person would type.
"""
