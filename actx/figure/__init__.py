"""Figures, drawn with matplotlib, which only `draw` imports.

`draw` makes a figure: curves (`curves`) within limits (`axes`), with a title and a legend (`lettering`), in
colours that can be told apart (`style`).
"""
