"""Properties of a function, proved where possible.

- `shape`: zeros, extrema, range, monotone and convex pieces, slopes, by `signs` on the whole line
- `isolation`: all zeros of an expression between two points, and the signs between them
- `zeros`, with `polynomials` and `zero_search`: the zeros of an expression, and whether these are all
- `pieces`, `branch_points`: where a function changes branch, and its values and limits there
- `extremes`, with `spans`: the largest magnitude on a range
- `equality`, `distance`: whether two functions are equal, and how far apart
- `profile`: what `info` and `compare` show
- `glance`: fast values for the searches
"""
