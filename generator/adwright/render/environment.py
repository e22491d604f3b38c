"""Jinja as templates use it: what they are loaded with, and what prints text from a document."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket

from adwright.folders import templates_folder
from adwright.ir.types import bounds_of, not_null
from adwright.problems import UsageError
from adwright.render import code, filters
from adwright.render.layout import fitted
from adwright.render.modules import imported_from


class _Compiled(BytecodeCache):
    """What templates are compiled to, for as long as the process lasts: each package has a Jinja of its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, where the same text was compiled before."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(own: Path | None = None, folders: Sequence[str] = ()) -> Environment:
    """Jinja for the templates of a package, or of what is told of one, which may use those of the package.

    Args:
        own: a folder with templates that stand in for ours of the same name. There, ours go by
            names that begin with `adwright/`, to extend them or to use their macros.
        folders: those of our folders whose templates come before those of a package.
    """
    ours = FileSystemLoader([templates_folder() / name for name in (*folders, "package")])
    loader = (
        ours
        if own is None
        else ChoiceLoader([FileSystemLoader(own), PrefixLoader({"adwright": ours}), ours])
    )
    made = Environment(
        loader=loader,
        extensions=["jinja2.ext.do"],
        undefined=StrictUndefined,
        autoescape=False,  # what is printed is Python, made safe by a filter for its place
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # it is made anew for each build
        optimized=False,  # nothing in templates is known before; to look takes longer
        bytecode_cache=_COMPILED,
    )
    for_places: dict[str, Callable[..., Any]] = {
        # values of a document as code
        "literal": filters.literal,
        "literals": filters.literals,
        "mapping": filters.mapping,
        "data": filters.data,
        "quoted": code.quoted,
        "toml": filters.toml,
        "json_literal": code.json_literal,
        # words of a document
        "words": filters.words,
        "first_words": filters.first_words,
        "product_version": filters.product_version,
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
    made.filters.update(for_places)
    return made


def render(made: Environment, name: str, values: dict[str, Any], own: Path | None = None) -> str:
    """A file from a template.

    Args:
        made: Jinja.
        name: the template's name.
        values: what it gets.
        own: the folder with templates of the project's own.

    Raises:
        UsageError: one of those is wrong; it is named, with the line.
    """
    try:
        return made.get_template(name).render(values)
    except SyntaxError:  # of what it prints
        raise
    except Exception as error:
        place = _place(error, own) if own is not None else None
        if place is None:
            raise
        raise UsageError(f"{place}: {error}") from error


def _place(error: Exception, own: Path) -> str | None:
    """The file and line of a template of the project's own that an error comes from."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename}:{error.lineno}"
    frames = [*traceback.extract_tb(error.__traceback__)]
    places = [f"{each.filename}:{each.lineno}" for each in frames if _is_below(each.filename, own)]
    return places[-1] if places else None


def _is_below(file: str, folder: Path) -> bool:
    return file.endswith(".j2") and Path(file).is_relative_to(folder)
