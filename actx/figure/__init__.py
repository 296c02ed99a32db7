"""Figures, drawn with matplotlib, which only `draw` imports.

`draw` makes a figure: curves (`curves`) within limits (`axes`) with ticks (`ticks`), under dots and arrows
(`marks`), with a title (`title`) and a legend (`legend`) of labels (`labels`), in colours that can be told
apart (`style`), in a file that says where it is from (`provenance`).
"""
