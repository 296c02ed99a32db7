"""Figures, drawn with matplotlib, which only the modules that draw import.

`draw` makes a figure: curves (`curves`) within limits (`axes`) with ticks (`ticks`), under dots and arrows
(`marks`), with a title (`title`) and a legend (`legend`) of labels (`labels`), in colours that can be told
apart (`style`), each panel in its place (`layout`), in a file (`files`) that says where it is from
(`provenance`).

Of activations of vectors, `jacobian` draws a map of numbers in colours (`shades`), and `triangles` images
that are probabilities (`simplex`) in panels side by side (`grid`).
"""
