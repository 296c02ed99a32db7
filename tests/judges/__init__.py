"""What a typed formula is worth at a point: a judge that knows nothing of actx.

`formula_judge` says what a result must be. `tree` and `reader` have formulas of their own; `expansion` takes
one apart by power series over Arb's balls, with `functions`, `identities` and, where balls cannot tell a 0,
the closed forms of `place` and `exact`. Points with a switch or a singularity are for `special`, with the
infinities of `extended` and the samples of `sides` and `limits`; +inf and -inf are for `infinity`.
`by_mpmath` and `examples` judge the judge.
"""
