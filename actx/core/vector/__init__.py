"""Functions of whole vectors, and their Jacobians.

- `function`: what such a function provides; `functions`: which one a record of the catalog means
- `evaluate`: values and Jacobians, correctly rounded
- `rows`: which vectors with infinite components have a limit
- `softmax` and `gumbel`, by `shares`; `sparsemax`; `largest`; `gates`: the functions
"""
