"""Jinja as templates use it: what they are loaded with, and what prints text from a document."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adwright.ir.types import bounds_of, not_null
from adwright.places import templates_folder
from adwright.render import code, filters
from adwright.render.imports import imported_from
from adwright.render.layout import fitted


def environment() -> Environment:
    """Jinja for the templates of a package."""
    made = Environment(
        loader=FileSystemLoader(templates_folder() / "package"),
        extensions=["jinja2.ext.do"],
        undefined=StrictUndefined,
        finalize=filters.refuse_text,
        autoescape=False,  # what is printed is Python, made safe by a filter for its place
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        # values of a document as code
        "literal": filters.literal,
        "literals": filters.literals,
        "mapping": filters.mapping,
        "data": filters.data,
        "quoted": code.quoted,
        "json_literal": code.json_literal,
        # words of a document
        "words": filters.words,
        "first_words": filters.first_words,
        "one_line": filters.comment,
        "shown": filters.shown,
        "sentence": filters.sentence,
        "unsaid": filters.unsaid,
        "says_all": filters.says_all,
        "docstring": filters.docstring,
        # types, and the layout of code
        "bounds": bounds_of,
        "not_null": not_null,
        "fitted": fitted,
        "imported_from": imported_from,
    }
    return made
