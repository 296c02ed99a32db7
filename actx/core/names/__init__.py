"""From the text that a person types to an activation: names of the catalog, formulas, frameworks' spellings.

What the frameworks mean is data: their names, parameters and defaults are in a file of `spellings` for each,
and their derivatives at kinks in `slopes.tsv`. These are read only when a SPEC or an option names a
framework, or when someone asks what frameworks call an activation.
"""
