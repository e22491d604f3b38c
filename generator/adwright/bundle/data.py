"""The schemas that a generated package carries: what may be sent, what comes back, and their prose."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from adwright.api.operations import OperationReader
from adwright.api.routing import find_operations
from adwright.api.schemas import Schemas
from adwright.bundle.arguments import Arguments
from adwright.bundle.engine import Engine
from adwright.bundle.naming import name_definitions, written_out
from adwright.bundle.prose import split
from adwright.bundle.translation import Translator
from adwright.document.load import Document
from adwright.problems import Problem


@dataclass(frozen=True, slots=True)
class SchemaData:
    """The schemas of a package, as JSON text by key.

    A key is `$defs/<name>`, `operations/<id>` for all arguments of an operation, or
    `operations/<id>/<status>` for the body of a response.

    Attributes:
        requests: what may be sent.
        responses: what comes back.
        prose_requests: what the first say to people, by JSON pointer within each.
        prose_responses: the same of the second.
        warnings: where the document says what cannot be meant.
        not_judged: what no value is judged by, and why.
    """

    requests: dict[str, str]
    responses: dict[str, str]
    prose_requests: dict[str, str]
    prose_responses: dict[str, str]
    warnings: tuple[Problem, ...]
    not_judged: tuple[Problem, ...]


def schema_data(document: Document, schemas: Schemas, reader: OperationReader) -> SchemaData:
    """Make the schemas that a package carries.

    Args:
        document: a 3.1 document that has been checked.
        schemas: its schemas, settled.
        reader: its operations.
    """
    found = find_operations(document)
    translator = Translator(document, schemas)
    arguments = Arguments(reader, translator)
    sent = {f"operations/{each.id}": arguments.request(each) for each in found}
    received = {
        f"operations/{each.id}/{status}": schema
        for each in found
        for status, schema in arguments.responses(each)
    }
    translator.finish()
    requests, prose_requests = _texts(translator, schemas, sent, replies=False)
    responses, prose_responses = _texts(translator, schemas, received, replies=True)
    warnings = tuple(sorted({*translator.warnings}))
    not_judged = tuple(sorted({*translator.not_judged}))
    return SchemaData(requests, responses, prose_requests, prose_responses, warnings, not_judged)


def _texts(
    translator: Translator, schemas: Schemas, operations: dict[str, Any], *, replies: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """The schemas of one direction and their prose, as text."""
    refs = [ref for ref in translator.definitions if (ref.direction == "reply") == replies]
    final, other = name_definitions(refs, schemas, translator.reach)
    entries = {f"$defs/{final[ref]}": translator.definitions[ref] for ref in refs}
    entries |= {f"$defs/{name}": {"$ref": f"#/$defs/{same}"} for name, same in other.items()}
    places = {f"$defs/{final[ref]}": ref.path for ref in refs}
    entries = dict(sorted(entries.items())) | operations
    apart = {key: split(written_out(entry, final)) for key, entry in entries.items()}
    plain = {key: entry for key, (entry, _) in apart.items()}
    engine = Engine(plain)
    for key, message in engine.mend():
        path = places.get(key, ())
        location = translator.document.locate(path)
        translator.not_judged.append(Problem(location, f"not judged: {message}"))
    merged = _merged(engine.entries)
    same = {key for key, entry in merged.items() if entry is not engine.entries[key]}
    prose = {key: said for key, (_, said) in apart.items() if said and key not in same}
    return _as_text(merged), _as_text(prose)


def _merged(entries: dict[str, Any]) -> dict[str, Any]:
    """The entries; a view that says the same as another is another name of it."""
    texts = {key: json.dumps(entry) for key, entry in entries.items() if key.startswith("$defs/")}
    same: dict[str, str] = {}
    while True:
        known: dict[tuple[str, str], str] = {}
        found: dict[str, str] = {}
        for key, text in texts.items():
            first = known.setdefault((re.sub("(Create|Update)$", "", key), text), key)
            if first != key:
                found[key] = first
        if not found:
            break
        same |= found
        texts = {key: _renamed(text, found) for key, text in texts.items() if key not in found}
    return {
        key: {"$ref": f"#/{same[key]}"} if key in same else entry for key, entry in entries.items()
    }


def _renamed(text: str, names: dict[str, str]) -> str:
    """A text with the names of the references in it replaced."""
    return re.sub(r'"#/(\$defs/[^"]+)"', lambda match: f'"#/{names.get(match[1], match[1])}"', text)


def _as_text(entries: dict[str, Any]) -> dict[str, str]:
    return {
        key: json.dumps(entry, separators=(",", ":")).replace("'", "\\u0027")
        for key, entry in entries.items()
    }
