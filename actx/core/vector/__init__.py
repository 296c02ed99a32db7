"""Functions of whole vectors, and their Jacobians.

- `function`: what such a function provides; `functions`: which one a record of the catalog means
- `evaluate`: values and Jacobians, correctly rounded
- `softmax` and `gumbel`, by `shares`; `sparsemax`; `largest`; `gates`: the functions
"""
