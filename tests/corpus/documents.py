"""The small documents that datamodel-code-generator tests itself with: each becomes a client, or is rightly refused.

    python -m tests.corpus.documents [--folder DIR] [NAME ...]

They come out of its source distribution, from PyPI. Each client is imported, its models are completed, its operations
called, and its types searched for ones that are wider than what the document says. Prints what is wrong, and a table.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adwright.build import build, build_shared, read
from adwright.config import one_off
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import find as find_node
from adwright.ir.types import ANY, ListOf, MapOf, Nullable, Type
from adwright.problems import Id, SpecError
from adwright.reader.api import Reading

from .calls import call_all

SOURCE = "datamodel-code-generator==0.89.0"
INSIDE = "tests/data/openapi"
LONGEST = 20  # seconds
MOST_DEEP = 20  # schemas in schemas
REASONS = {
    Id.JSON_SYNTAX: "is no JSON",
    Id.REFERENCE_LOOP: "is a loop",
    Id.YAML_ALIAS: "is a loop",
    Id.REFERENCE_MISSING: "refers to what is not there",
    Id.REFERENCE_REMOTE: "refers to what is outside the root",
    Id.REFERENCE_OUTSIDE_ROOT: "refers to what is outside the root",
    Id.DOCUMENT_EMPTY: "is no OpenAPI document",
}
"""For what a document is rightly refused."""


@dataclass
class Result:
    """What became of one document.

    Attributes:
        name: its file, below the folder of all.
        reason: why it was rightly refused; empty if it was not.
        wrong: what went wrong.
        wide: the places of schemas that are typed wider than they are.
        called: how many operations were called.
        skipped: how many were not, for want of a sample.
    """

    name: str
    reason: str = ""
    wrong: list[str] = field(default_factory=list[str])
    wide: list[str] = field(default_factory=list[str])
    called: int = 0
    skipped: int = 0


def fetch(folder: Path) -> Path:
    """The folder of the documents.

    Args:
        folder: where they are kept.
    """
    target = folder / SOURCE
    if not target.is_dir():
        with tempfile.TemporaryDirectory() as temporary:
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", temporary]
            command += ["--no-binary", SOURCE.partition("==")[0], SOURCE]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            part = target.with_name(f"{SOURCE}.part")
            with tarfile.open(next(Path(temporary).glob("*.tar.gz"))) as archive:
                archive.extractall(part, filter="data")
            part.rename(target)
    return next(target.glob(f"*/{INSIDE}"))


def find(folder: Path, wanted: list[str]) -> Iterator[Path]:
    """All documents, or those whose names have one of some words in them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_wanted = not wanted or any(word in name for word in wanted)
        if path.suffix in (".json", ".yaml", ".yml") and is_wanted:
            yield path


class Checker:
    """Takes documents from end to end, into packages that share a runtime.

    Args:
        folder: the folder of all documents, which no reference may leave.
        output: the folder that gets the packages.
    """

    def __init__(self, folder: Path, output: Path) -> None:
        self._folder = folder
        self._output = output / "documents"
        self._count = 0
        self._write(build_shared().files)
        sys.path.insert(0, str(output))

    def _write(self, files: Any) -> None:
        for name, text in files.items():
            (self._output / name).parent.mkdir(parents=True, exist_ok=True)
            (self._output / name).write_text(text, "utf-8")

    def check(self, path: Path) -> Result:
        """What becomes of one document."""
        self._count += 1
        result = Result(path.relative_to(self._folder).as_posix())
        package = f"client{self._count}"
        target = replace(one_off(path, self._output, package, "Sample", self._folder), shared=True)
        started = time.process_time()
        try:
            self._write(build(target).files)
            document, reading, _ = read(target)
            result.wide += wide_types(document, reading)
            self._use(package, document, reading, result)
        except SpecError as error:
            result.reason = reason(path, error)
            if not result.reason:
                result.wrong += [f"refused: {each}" for each in error.problems[:3]]
        except Exception as error:
            result.wrong.append(f"{type(error).__name__}: {error}"[:600])
        if (seconds := time.process_time() - started) > LONGEST:
            result.wrong.append(f"took {seconds:.0f} seconds")
        return result

    def _use(self, name: str, document: Document, reading: Reading, result: Result) -> None:
        importlib.invalidate_caches()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for file in sorted((self._output / name).rglob("*.py")):
                parts = file.relative_to(self._output.parent).with_suffix("").parts
                module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
                for model in [*vars(module).values()]:
                    if isinstance(model, type) and hasattr(model, "model_rebuild"):
                        model.model_rebuild()
        package = importlib.import_module(f"documents.{name}")
        outcome = call_all(document, reading.api, package, "Sample")
        result.called, result.skipped = outcome.called, len(outcome.skipped)
        result.wrong += [f"lost: {each}" for each in outcome.lost]
        result.wrong += [f"{name}: {why}" for name, why in outcome.failed.items()]


def reason(path: Path, error: SpecError) -> str:
    """Why a document is rightly refused; empty if there is no good reason."""
    ids = {each.id for each in error.problems}
    if ids == {Id.VERSION_UNSUPPORTED} or "an OpenAPI document is an object" in str(error):
        text = path.read_text("utf-8")
        return "" if "openapi:" in text or '"openapi"' in text else "is no OpenAPI document"
    reasons = {REASONS.get(each, "") for each in ids}
    return "" if "" in reasons else min(reasons)


def wide_types(document: Document, reading: Reading) -> Iterator[str]:
    """The schemas of which the document says more than their type."""
    told = {each.location.pointer for each in reading.warnings}
    types: Any = reading.schemas._decided[1]
    for (path, *_), type_ in types._known.items():
        node = Node(document, path, find_node(document.root, path))
        pointer = node.location.pointer
        if _is_wider(node, type_) and not any(pointer.startswith(each) for each in told if each):
            yield f"{pointer}: {type_}"


def _is_wider(node: Node, type_: Type) -> bool:
    match type_:
        case Nullable(inner):
            return _is_wider(node, inner)
        case ListOf(item):
            inside = [node[key] for key in ("items", "prefixItems") if key in node]
            return item == ANY and any(map(_says_more, inside))
        case MapOf(value):
            return (
                value == ANY
                and "additionalProperties" in node
                and _says_more(node["additionalProperties"])
            )
        case _:
            return type_ == ANY and _says_more(node)


_TYPES = frozenset(
    "type properties items prefixItems enum const additionalProperties patternProperties".split()
)


def _says_more(node: Node, depth: int = 0) -> bool:
    """Whether a schema says what a value is; one that allows nothing says no type."""
    node = node.resolve()
    if not isinstance(node.value, dict) or depth > MOST_DEEP:
        return False
    together = [*node["allOf"].elements()] if "allOf" in node else []
    if any(part.resolve().value is False for part in together):
        return False
    unions = [[*node[key].elements()] for key in ("oneOf", "anyOf") if key in node]
    return (
        bool(_TYPES & node.value.keys())
        or any(_says_more(part, depth + 1) for part in together)
        or any(all(_says_more(each, depth + 1) for each in union) for union in unions if union)
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "adwright-corpus"
    )
    options = parser.parse_args()
    folder = fetch(options.folder)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as temporary:
        checker = Checker(folder, Path(temporary))
        for path in find(folder, options.names):
            results.append(result := checker.check(path))
            for words in (*result.wrong, *(f"wider than it is: {each}" for each in result.wide)):
                print(f"- {result.name}: {words}", flush=True)
    refused = Counter(f"refused: {each.reason}" for each in results if each.reason)
    wrong = sum(bool(each.wrong or each.wide) for each in results)
    right = len(results) - refused.total() - wrong
    rows = [("generated, imported, called", right), *sorted(refused.items()), ("wrong", wrong)]
    print("\n| documents | |\n| --- | --- |")
    for name, count in [*rows, ("all", len(results))]:
        print(f"| {name} | {count} |")
    calls = sum(each.called for each in results), sum(each.skipped for each in results)
    print(f"\n{calls[0]} operations called, {calls[1]} without a sample")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
