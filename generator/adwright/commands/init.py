"""A first configuration for a project."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from adwright.config import TAKEN
from adwright.document.loading.files import no_file, read_source, shown
from adwright.document.text.source import as_object
from adwright.folders import way_to
from adwright.ir.names import class_name, variable
from adwright.problems import UsageError

_DEPTH = 3
"""How many folders deep a spec is looked for."""
_MOST_BYTES = 65536
"""How much of a file is read to tell whether it is an OpenAPI document."""
_PASSED_OVER = frozenset(("node_modules", "site-packages", "build", "dist"))
_SPEC = re.compile(rb"""^\s*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)


def find_specs(folder: Path) -> list[Path]:
    """The OpenAPI documents in a folder and a few levels below it, hidden folders left out."""
    return sorted(path for path in _files(folder, _DEPTH) if _is_spec(path))


def _files(folder: Path, depth: int) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in _PASSED_OVER or path.is_symlink():
            continue
        if path.is_dir():
            if depth:
                yield from _files(path, depth - 1)
        elif path.suffix.lower() in (".yaml", ".yml", ".json"):
            yield path


def _is_spec(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(_MOST_BYTES)
    except OSError:
        return False
    return bool(
        _SPEC.search(start) or re.match(rb'\s*\{.*"(openapi|swagger)"\s*:', start, re.DOTALL)
    )


def write_configuration(folder: Path, spec: Path) -> str:
    """Add `[tool.adwright]` with one client to the pyproject.toml of a folder, which is made if it is not there.

    Args:
        folder: the project's folder.
        spec: the root file of the spec.

    Returns:
        What was added.

    Raises:
        UsageError: there is such a table, or the file is no TOML.
        SpecError: the spec cannot be read.
    """
    if not spec.is_file():
        raise UsageError(no_file(spec))
    file = folder / "pyproject.toml"
    raw = file.read_bytes() if file.exists() else b""
    try:
        before = raw.decode("utf-8").replace("\r\n", "\n")
        table = tomllib.loads(before).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown(file)}: {error}") from None
    if "adwright" in table:
        raise UsageError(
            f"{shown(file)} has [tool.adwright]; add a [[tool.adwright.clients]] there"
        )
    added = _configuration(_title(spec), way_to(spec, folder))
    text = f"{before.rstrip()}\n\n{added}" if before.strip() else added
    tomllib.loads(text)
    file.write_text(text, "utf-8", newline="\r\n" if b"\r\n" in raw else "\n")
    return added


def _title(spec: Path) -> str:
    """What the API is called."""
    title = as_object(as_object(read_source(spec, shown(spec)).data).get("info")).get("title")
    words = re.sub(r"\b(rest|web)?\s*api\b|\bopenapi\b", " ", str(title or ""), flags=re.IGNORECASE)
    return words.strip() or spec.stem


def _configuration(title: str, spec: str) -> str:
    name = str(variable(title, "api"))
    name = f"{name}_api" if name in TAKEN else name
    return f"""\
[tool.adwright]
output = "clients"    # a package; each client is a package in it

[[tool.adwright.clients]]
name = {json.dumps(name, ensure_ascii=False)}
class = {json.dumps(class_name(title), ensure_ascii=False)}
spec = {json.dumps(spec, ensure_ascii=False)}
"""
