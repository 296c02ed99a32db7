"""`python -m actx`, and the console script."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line of this process; an interrupt at any moment is one line and status 130."""
    gc.set_threshold(100_000)  # of all that start-up makes nothing is garbage, and to look takes its time
    try:
        from actx.cli.main import run  # an interrupt may come while it is imported

        status = run()
    except KeyboardInterrupt:
        sys.stderr.write("actx: interrupted\n")
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
