"""`python -m adwright.extensions`: write what is made of the declarations."""

from __future__ import annotations

from pathlib import Path

from adwright.extensions.editors import FILE, schema_text, with_table

FILE.write_text(schema_text(), "utf-8", newline="\n")
page = Path(__file__).parents[3] / "specs" / "README.md"
page.write_text(with_table(page.read_text("utf-8")), "utf-8", newline="\n")
