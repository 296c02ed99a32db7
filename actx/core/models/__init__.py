"""Approximations near 0 and far out, with bounds that hold on a whole interval and not only in the limit."""
