"""`python -m adwright.schemas`: write the schemas anew."""

from __future__ import annotations

from adwright.schemas import SCHEMAS, file_of, text_of

for name in SCHEMAS:
    file_of(name).write_text(text_of(name), "utf-8", newline="\n")
