"""What a formula gives on a computer, compared with what it means.

- `as_written`: a formula evaluated operation by operation in a number format
- `errors`: how far that is from the true value, in ulps
- `columns`: the largest such error in each of many equal parts of a range
"""
