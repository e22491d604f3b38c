"""Document to Api: the arrow where every decision about a client is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from adwright.config import Methods
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.extensions.operations import METHOD, WAIT
from adwright.ir import names
from adwright.ir.api import Api
from adwright.ir.classes import Model, Params
from adwright.ir.facts import Doc
from adwright.ir.operations import Operation, Resource
from adwright.ir.text import Identifier, Text
from adwright.ir.types import names_in, objects_in, with_uploads
from adwright.problems import Id, Problem
from adwright.reader import security
from adwright.reader.actions import ActionReader, operations_on
from adwright.reader.inbound import events, payloads, use_payloads
from adwright.reader.media import is_merge_patch, is_multipart
from adwright.reader.operations import OperationReader
from adwright.reader.responses import responses_of
from adwright.reader.routing import Found, find_operations, name_operations
from adwright.reader.waits import read_waits
from adwright.schema import docs
from adwright.schema.declarations import Declarations
from adwright.schema.schemas import Schemas


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document gives.

    Attributes:
        api: the Api.
        warnings: what was doubtful on the way.
        not_judged: rules that no request is judged by; warnings too.
        astray: what our extensions name that is not there; no client is generated then.
        schemas: the schemas of the document, for who bundles them.
        operations: its operations, likewise.
    """

    api: Api
    warnings: tuple[Problem, ...]
    not_judged: tuple[Problem, ...]
    astray: tuple[Problem, ...]
    schemas: Schemas = field(compare=False)
    operations: OperationReader = field(compare=False)


def read_api(document: Document, client: str = "", methods: Methods = "ids") -> Reading:
    """Read a 3.1 document into the Api.

    Args:
        document: the document, checked.
        client: the class that the client will have; no resource takes its name.
        methods: what the names of methods are made of.

    Raises:
        SpecError: parts of it cannot be used; all of them are named.
    """
    root = Node(document, (), document.root)
    schemas = Schemas(document)
    reader = OperationReader(document, schemas)
    warnings: list[Problem] = []
    found = find_operations(document, warnings, methods)
    for operation in found:
        reader.use(operation)
    warnings += _links(found)
    inbound = [*payloads(root, found)]
    use_payloads(inbound, schemas)
    _use_components(root, schemas)
    schemas.settle()
    resources, client_operations = _group(root, found, reader, client)
    declared = schemas.declarations()
    operations = [o for resource in resources for o in resource.operations]
    operations += client_operations
    actions = ActionReader(operations_on(resources), warnings, reader.astray)
    models = actions.with_actions(_returned(declared, operations), schemas.active())
    params = _with_uploads(reader.rules.with_rules(declared.params), operations)
    reader.rules.finish()
    api = Api(
        title=docs.text_of(root.get("info"), "title") or Text(document.name),
        version=docs.text_of(root.get("info"), "version") or Text(""),
        doc=docs.doc_of(root["info"]) if "info" in root else Doc(),
        servers=reader.servers.read(root),
        base_url_env=security.base_url_variable(root),
        schemes=tuple(reader.schemes.values()),
        security=security.servable(root["security"], reader.schemes) if "security" in root else (),
        models=models,
        params=params,
        aliases=tuple(declared.aliases),
        resources=resources,
        client_operations=client_operations,
        rate_limit=reader.rate_limit(root),
        events=events(inbound, schemas),
    )
    astray = [*reader.astray, *reader.rules.astray]
    not_judged = tuple(sorted({*reader.rules.not_judged}))
    doubtful = {*warnings, *reader.warnings, *schemas.warnings, *reader.rules.warnings}
    warned = tuple(sorted({*doubtful, *not_judged}))
    return Reading(api, warned, not_judged, tuple(sorted({*astray})), schemas, reader)


def _use_components(root: Node, schemas: Schemas) -> None:
    """Components that no operation reaches are models too, as responses."""
    components = root.get("components")
    named = components.get("schemas") if components is not None else None
    for _, node in named.items() if named is not None else ():
        if not schemas.is_used(node):
            schemas.use(node, "response")


def _returned(declared: Declarations, operations: list[Operation]) -> tuple[Model, ...]:
    """The models, those marked that calls return, and whose changes are sent as merge patches."""
    names: set[Identifier] = set()
    for operation in operations:
        names.update(objects_in(operation.item))
        for result in operation.results:
            names.update(objects_in(result.type if result.form != "pager" else None))
    for alias in declared.aliases:
        names.update(objects_in(alias.type) if alias.name in names else ())
    patched: set[Identifier] = set()
    for body in (each.body for each in operations):
        if body is not None and is_merge_patch(body.media.raw):
            patched.update(objects_in(body.type))
    return tuple(
        replace(
            model,
            returned=model.name in names,
            merged=any(view != "create" and name in patched for view, name in model.sent_as),
        )
        for model in declared.models
    )


def _with_uploads(params: tuple[Params, ...], operations: list[Operation]) -> tuple[Params, ...]:
    """The classes, with files in those that are sent as multipart bodies and in no other way."""
    sent: dict[bool, set[Identifier]] = {True: set(), False: set()}
    for body in (body for each in operations for body in each.bodies):
        sent[is_multipart(body.media.raw)].update(names_in(body.type))
    sent[False].update(n for each in params for field in each.fields for n in names_in(field.type))
    apart = sent[True] - sent[False]
    return tuple(_with_files(each) if each.name in apart else each for each in params)


def _with_files(params: Params) -> Params:
    fields = (replace(field, type=with_uploads(field.type)) for field in params.fields)
    return replace(params, fields=tuple(fields))


def _links(found: list[Found]) -> Iterator[Problem]:
    """One warning for all links of a document: no code is made for them."""
    linking = [
        response["links"]
        for operation in found
        for _, response in responses_of(operation.node)
        if response.plain("links")
    ]
    if linking:
        count = f"of {len(linking)} responses " if len(linking) > 1 else ""
        first = min(linking, key=lambda node: node.path)
        words = f"the links {count}are left out"
        yield first.problem(Id.LINKS_LEFT_OUT, words, "call the operation they lead to")


def _group(
    root: Node, found: list[Found], reader: OperationReader, client: str
) -> tuple[tuple[Resource, ...], tuple[Operation, ...]]:
    """The operations by resource. Tags that are the same name in Python are one resource."""
    groups: dict[Identifier | None, list[Found]] = {}
    for operation in found:
        groups.setdefault(resource_name(operation.tag), []).append(operation)
    taken_classes = frozenset([*reader.schemas.class_names(), client, f"Async{client}"])
    resources: list[Resource] = []
    for name, members in groups.items():
        if name is None:
            continue
        tag = members[0].tag or ""
        class_name = names.class_name(name, "Resource")
        if class_name in taken_classes or f"Async{class_name}" in taken_classes:
            class_name = Identifier(class_name + "Resource")
        doc = _tag_doc(root, tag)
        own = {class_name, f"Async{class_name}"}
        operations = _read(members, reader, names.CLASS_BODY, own)
        waits = read_waits(members, operations, reader)
        resources.append(Resource(name, class_name, doc, operations, waits))
    taken = names.CLIENT_METHODS | names.CLASS_BODY | {resource.name for resource in resources}
    on_client = groups.get(None, [])
    client_operations = _read(on_client, reader, taken, set())
    for operation in on_client:
        if WAIT.read(operation.node, reader.warnings) is not None:
            words = "what waits stands on a resource, and this operation has none"
            hint = "give it a tag, or x-resource"
            astray = operation.node[WAIT.name].problem(Id.EXTENSION_TARGET, words, hint)
            reader.astray.append(astray)
    return tuple(sorted(resources, key=lambda resource: resource.name)), client_operations


def resource_name(tag: str | None) -> Identifier | None:
    """The attribute of the client that a tag becomes."""
    if tag is None:
        return None
    name = names.variable(tag, "resource")
    return Identifier(name + "_") if name in names.CLIENT_METHODS | names.CLASS_BODY else name


def _read(
    members: list[Found], reader: OperationReader, taken: frozenset[str], own: set[str]
) -> tuple[Operation, ...]:
    """The operations of a resource or of the client.

    Args:
        members: where they stand.
        reader: reads each.
        taken: names that no method may have.
        own: the classes that they are methods of.
    """
    named = name_operations(members, taken)
    for member in members:
        if METHOD.name in member.node and named[member.key] != member.wish:
            words = (
                f"the method is called {named[member.key]}: {member.wish!r} is taken, or no name"
            )
            problem = member.node[METHOD.name].problem(Id.EXTENSION_TARGET, words, "choose another")
            reader.warnings.append(problem)
    operations = [reader.read(member, named[member.key]) for member in members]
    classes = own.union(reader.schemas.class_names())  # which stand in the same module

    def wish(constant: str) -> str:  # ASYNC_GET may be the async form of GET
        is_taken = constant in classes or constant.startswith("ASYNC_")
        return f"{constant}_" if is_taken else constant

    wanted: dict[str, str] = {each.name: wish(each.constant) for each in operations}
    constants = names.distinct(wanted)
    return tuple(replace(operation, constant=constants[operation.name]) for operation in operations)


def _tag_doc(root: Node, name: str) -> Doc:
    for tag in root["tags"].elements() if "tags" in root else ():
        if tag.plain("name") == name:
            return docs.doc_of(tag)
    return Doc(summary=Text(f"Operations of {name}."))
