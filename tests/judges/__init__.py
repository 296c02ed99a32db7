"""What a typed formula is worth at a point: a judge that knows nothing of actx.

`tree` has its own formulas, `formula_judge` says what a result must be. All else is how it finds that out:
`series` and `points` by power series over Arb's balls, `exact` where balls cannot tell a 0, `extended` with
infinities, `limits` from one side.
"""
