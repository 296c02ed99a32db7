"""`python -m actx`, and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process; an interrupt at any moment is one line and status 130."""
    try:
        from actx.cli.main import run  # an interrupt may come while it is imported

        status = run()
    except KeyboardInterrupt:
        sys.stderr.write("actx: interrupted\n")
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
