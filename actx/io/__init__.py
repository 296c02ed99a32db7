"""Numbers in and out: tokens, text streams and .npy files; shortest decimals, tables, csv, json, files.

It promises: a number that is read is rounded once, a number that is written reads back as itself, and what
cannot be read or written raises an error whose text is one line. It writes only to the stream that it is
given, knows nothing of activations, never imports typer or matplotlib, and imports NumPy and rich only where
they are needed.
"""
