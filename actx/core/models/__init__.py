"""Approximations near 0 and for large |x|, with error bounds that hold on a whole interval.

They round values that the arithmetics cannot, because they cancel or underflow.
"""
