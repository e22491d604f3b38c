"""The schemas that a generated package carries: what may be sent, what comes back, and their prose."""

from __future__ import annotations

import json
from typing import Any

from adwright.bundle.arguments import Arguments
from adwright.bundle.engine import Engine
from adwright.bundle.naming import class_names, name_definitions, other_names
from adwright.bundle.prose import split
from adwright.bundle.texts import SchemaData
from adwright.bundle.translation import Translator
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.problems import Id, Problem
from adwright.reader.inbound import payloads
from adwright.reader.operations import OperationReader
from adwright.reader.routing import find_operations
from adwright.schema.schemas import Schemas


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
    sent = {
        f"operations/{each.id} {media}" if media else f"operations/{each.id}": schema
        for each in found
        for media, schema in arguments.requests(each)
    }
    received = {
        f"operations/{each.id}/{status}": schema
        for each in found
        for status, schema in arguments.responses(each)
    }
    for schema in (each.schema for each in payloads(Node(document, (), document.root), found)):
        translator.value(schema.resolve(), "response")  # who parses a payload asks for its class
    translator.finish()
    requests, prose_requests = _texts(translator, schemas, sent, responses=False)
    responses, prose_responses = _texts(translator, schemas, received, responses=True)
    warnings = tuple(sorted({*translator.warnings}))
    not_judged = tuple(sorted({*translator.not_judged}))
    return SchemaData(requests, responses, prose_requests, prose_responses, warnings, not_judged)


def _texts(
    translator: Translator, schemas: Schemas, operations: dict[str, Any], *, responses: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """The schemas of one direction and their prose, as text."""
    refs = [ref for ref in translator.definitions if (ref.direction == "response") == responses]
    final, other = name_definitions(refs, schemas, translator.reach)
    entries = {f"$defs/{final[ref]}": translator.definitions.pop(ref) for ref in refs}
    entries |= {f"$defs/{name}": {"$ref": f"#/$defs/{same}"} for name, same in other.items()}
    views = {
        f"$defs/{final[r]}": r.roots for r in refs if class_names(r, schemas, translator.reach)
    }
    views |= {f"$defs/{name}": views[f"$defs/{same}"] for name, same in other.items()}
    places = {f"$defs/{final[ref]}": ref.path for ref in refs}
    entries = dict(sorted(entries.items())) | operations
    plain, prose = dict[str, Any](), dict[str, Any]()
    for key in [*entries]:
        plain[key], prose[key] = split(entries.pop(key), final)
    engine = Engine(plain)
    for key, message in engine.mend():
        path = places.get(key, ())
        location = translator.document.locate(path)
        words = f"not judged: {message}"
        translator.not_judged.append(Problem(Id.KEYWORD_UNUSABLE, location, words))
    texts = {key: json_text(entry) for key, entry in engine.entries.items()}
    same = other_names(texts, views)
    texts |= {key: json_text({"$ref": f"#/{first}"}) for key, first in same.items()}
    said = {key: json_text(each) for key, each in prose.items() if each and key not in same}
    return texts, said


def json_text(value: Any) -> str:
    """A value as JSON: short, ASCII, without apostrophes."""
    return (
        json.dumps(value, separators=(",", ":")).replace("'", "\\u0027").replace("\x7f", "\\u007f")
    )
