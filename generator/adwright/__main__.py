"""`python -m adwright`."""

from __future__ import annotations

import sys

from adwright.report import answer


def main() -> None:
    """Run the command line; the library behind it is loaded only if it has something to do."""
    code = answer(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from adwright.cli import app

    app()


if __name__ == "__main__":
    main()
