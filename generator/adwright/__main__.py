"""`python -m adwright`."""

from __future__ import annotations

import io
import sys

from adwright.commands.report import answer


def main() -> None:
    """Run the command line; the library behind it is loaded only if it has something to do."""
    _print_any_text()
    code = answer(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from adwright.cli import app

    app()


def _print_any_text() -> None:
    """Have every text of a document printable: what the encoding has not is escaped, and on Windows files are UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            to_file = sys.platform == "win32" and not stream.isatty()
            stream.reconfigure(encoding="utf-8" if to_file else None, errors="backslashreplace")


if __name__ == "__main__":
    main()
