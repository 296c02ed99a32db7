"""Properties of a function, proved where possible.

- `zeros`, by `polynomials` and `zero_search`: the zeros of an expression, and whether these are all
- `pieces`, `branch_points`: where a function changes branch, and its values and limits there
- `extremes`, with `spans`: the largest magnitude on a range
- `equality`: whether two functions are equal
- `properties`: what `compare` shows, by the others
- `glance`: fast values for the searches
"""
