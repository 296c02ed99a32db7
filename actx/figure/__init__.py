"""Figures, drawn with matplotlib, which is imported only here.

`draw` makes a figure: curves (`curves`) within limits (`axes`), with a title and a legend (`lettering`), in
colours that can be told apart (`style`).
"""
