"""What frameworks mean: their names of activations, their parameters and defaults, their slopes at kinks.

All of it is data: a file of `spellings` for each framework, and `slopes.tsv`. They are read when a SPEC names
a framework, or when someone asks about one, and never otherwise.
"""
