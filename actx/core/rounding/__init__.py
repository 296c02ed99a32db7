"""From values with bounds on their errors to correctly rounded numbers.

- `layouts`: the list of the binary formats
- `formats`: what their numbers are; the number nearest to a value, and its bits
- `inputs`, `scalars`: what a Python caller passes, read exactly and rounded once
- `tiers`: the rounding test on arrays, after float64, double-double or a model
- `arrays`: all steps for an array of points, from the fastest arithmetic to decimals
- `point`: one exact point, or a limit, by ever more decimal digits
- `digits`: the same, rounded to N decimal digits
"""
