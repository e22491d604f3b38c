"""A client package: Api to a dict of path and text."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adwright.bundle.naming import definition_name
from adwright.bundle.texts import SchemaData
from adwright.ir.model import Action, Api, Model, Operation, Resource
from adwright.ir.text import Identifier, Text
from adwright.places import templates_folder
from adwright.render import docstrings, prose
from adwright.render.actions import PrintedAction, print_action
from adwright.render.annotations import Annotations
from adwright.render.classes import ClassPrinter, PrintedClasses
from adwright.render.code import call, collection, exploded, quoted
from adwright.render.imports import (
    MODELS,
    import_block,
    import_line,
    names_at_run_time,
    used_names,
)
from adwright.render.json_text import json_literal
from adwright.render.offline import print_routes
from adwright.render.operations import PrintedOperation, print_operation
from adwright.render.parts import TYPES, Part, parts_of
from adwright.render.rules import print_rules
from adwright.render.service import print_service
from adwright.render.waits import print_wait
from adwright.reuse import AFRESH, Reuse

_ABOUT = {
    "models": "The models: what comes back.",
    "params": "What may be sent: dicts with the keys that they may have, for type checkers and editors.",
}

FileTree: TypeAlias = dict[str, str]
"""Files by path relative to the output folder, with forward slashes."""

EXCEPTIONS = tuple(
    """APIConnectionError APIError APIStatusError APITimeoutError AuthenticationError
    BadRequestError ConflictError EnvelopeError NotFoundError PermissionDeniedError
    RateLimitError RequestValidationError ResponseValidationError ResponseWarning RuleWarning
    RunFailedError ServerError UnprocessableEntityError Violation WaitTimeoutError""".split()
)


@dataclass(frozen=True, slots=True)
class Package:
    """What a client package is called and where its runtime is.

    Attributes:
        name: the package's own name.
        client: the client class.
        shared: whether the runtime stands beside the package and not in it.
        origin: the spec as the header of each file names it.
    """

    name: Identifier
    client: Identifier
    shared: bool
    origin: Text


@dataclass(frozen=True, slots=True)
class _Mode:
    """The sync or the async half, which differ by names only."""

    prefix: str
    secret: str


_MODES = (
    _Mode("", "str | Callable[[], str]"),
    _Mode("Async", "str | Callable[[], str | Awaitable[str]]"),
)


def render_package(
    api: Api, package: Package, reuse: Reuse = AFRESH, data: SchemaData | None = None
) -> FileTree:
    """All files of a client package, unformatted, by path relative to it.

    Args:
        api: what the client is.
        package: what it is called.
        reuse: what may be taken over from earlier builds.
        data: the schemas that it carries.
    """
    return _Renderer(api, package, reuse, data or SchemaData()).files()


def render_errors() -> str:
    """The module that gives the runtime's exceptions a public name."""
    return _environment().get_template("errors.py.j2").render(exceptions=EXCEPTIONS)


class _Renderer:
    def __init__(self, api: Api, package: Package, reuse: Reuse, data: SchemaData) -> None:
        self.api = api
        self.package = package
        self.data = data
        self.runtime = ".." if package.shared else "."
        self.environment = _environment()
        self.annotations = Annotations(api)
        self.printer = ClassPrinter(api, self.annotations, reuse)
        self.names = {
            "enums": [alias.name for alias in api.aliases_of("enum")],
            "models": [*self.models.names],
            "params": [*self.params.names],
        }

    @cached_property
    def models(self) -> PrintedClasses:
        """What comes back."""
        return self.printer.models()

    @cached_property
    def params(self) -> PrintedClasses:
        """What is sent."""
        return self.printer.params()

    def files(self) -> FileTree:
        files = {
            "__init__.py": self._init(),
            "client.py": self._client(),
            **self._classes("models", self.models),
            **self._classes("params", self.params),
            "rules.py": self._rules(),
            **self._schemas(),
            "resources/__init__.py": f'"""The resources of the client, one module each."""\n\n{self._header()}\n',
            "py.typed": "",
            "testing.py": self._testing(),
        }
        if self.names["enums"]:
            files["enums.py"] = self._enums()
        if self.api.payloads:
            files["webhooks.py"] = self._print(
                "webhooks.py.j2", header=self._header(), runtime=self.runtime
            )
        for resource in self.api.resources:
            files[f"resources/{resource.name}.py"] = self._resource(resource)
        if self.api.client_operations:
            files["resources/_client.py"] = self._operations()
        return files

    def _print(self, template: str, **values: Any) -> str:
        return self.environment.get_template(template).render(values)

    def _where(self, up: str, *kinds: str) -> dict[str, str]:
        """The modules of the package's own classes and aliases, seen from a module `up` dots below them."""
        return {name: f"{up}{kind}" for kind in kinds for name in self.names[kind]}

    def _module(
        self,
        doc: str,
        body: str,
        own: Mapping[str, str],
        *,
        deeper: str = "",
        annotated: Mapping[str, str] | None = None,
        extra: Sequence[str] = (),
        later: Collection[str] = (),
        named: Collection[str] = (),
    ) -> str:
        """A module with its imports.

        Args:
            doc: its docstring.
            body: what it defines.
            own: names of the package itself, with their modules.
            deeper: a dot for each folder that it stands below the package's.
            annotated: names of the package that only annotations need, with their modules.
            extra: more imports for type checkers.
            later: names that those import.
            named: names that it uses inside of strings.
        """
        checked = [*extra, *_imports_of(body, annotated or {}, named)]
        imports = import_block(
            body,
            own,
            self.runtime + deeper,
            later=later,
            type_checking=bool(checked),
            named=named,
        )
        block = "".join(f"    {line}\n" for line in checked)
        block = f"if TYPE_CHECKING:\n{block}\n" if checked else ""
        return f"{doc}\n\n{self._header()}\n\nfrom __future__ import annotations\n\n{imports}\n\n{block}{body}"

    def _header(self) -> str:
        return (
            f"# Generated by adwright from {prose.comment(self.package.origin)}."
            " Change the spec, not this file."
        )

    def _init(self) -> str:
        client = self.package.client
        exports = sorted({client, f"Async{client}", "RequestOptions", "UNSET", *EXCEPTIONS})
        modules = ["models", "params", "rules", "testing"]
        modules += ["enums"] if self.names["enums"] else []
        modules += ["webhooks"] if self.api.payloads else []
        return self._print(
            "__init__.py.j2",
            doc=docstrings.plain_doc(self.api.doc, 0, "A client."),
            header=self._header(),
            client=client,
            runtime=self.runtime,
            exceptions=EXCEPTIONS,
            exports=exports,
            modules=sorted(modules),
        )

    # -- classes ---------------------------------------------------------------------------------------------------

    def _enums(self) -> str:
        body = self._print("enums.py.j2", aliases=self.printer.enums())
        doc = '"""The values that fields and arguments may have."""'
        return self._module(doc, body, {})

    def _classes(self, kind: str, printed: PrintedClasses) -> FileTree:
        """The module of classes of a kind, or the modules of a package of that name."""
        parts = parts_of(printed)
        if not parts:
            return {f"{kind}.py": self._class_module(kind, f'"""{_ABOUT[kind]}"""', printed)}
        where = {name: f".{part.name}" for part in parts for name in part.names}
        files = {f"{kind}/{part.name}.py": self._part(kind, part, where) for part in parts}
        return {f"{kind}/__init__.py": self._parts_init(kind, parts), **files}

    def _parts_init(self, kind: str, parts: Sequence[Part]) -> str:
        """The module that has every class's name."""
        doc = (
            f'"""{_ABOUT[kind]}\n\nThere are many, so they stand in'
            ' several modules, by how their names begin.\n"""'
        )
        modules = [part.name for part in parts]
        lines = [
            exploded(f"from .{part.name} import (", [f"{n} as {n}" for n in part.names], ")", 0)
            for part in parts
            if any(part.names)
        ]
        if kind == "models":
            share = [
                f"from .{self.runtime}_runtime.responses.models import share",
                import_line(".", modules),
            ]
            lines = [*share, *lines, "", call("share(", modules, ")", 0)]
        return f"{doc}\n\n{self._header()}\n\n" + "\n".join(lines) + "\n"

    def _part(self, kind: str, part: Part, where: Mapping[str, str]) -> str:
        """A module of classes. They name those of other modules in annotations only, aliases need them."""
        others = {name: module for name, module in where.items() if module != f".{part.name}"}
        if part.name == TYPES:
            return self._class_module(kind, '"""Aliases of the classes."""', part.classes, others)
        doc = f'"""Classes whose names begin with {part.word}, and those after it."""'
        return self._class_module(kind, doc, part.classes, {}, others)

    def _class_module(
        self,
        kind: str,
        doc: str,
        classes: PrintedClasses,
        others: Mapping[str, str] | None = None,
        annotated: Mapping[str, str] | None = None,
    ) -> str:
        """A module of classes.

        Args:
            kind: `models` or `params`.
            doc: its docstring.
            classes: what is in it.
            others: names of other modules of the kind; None if there is no other.
            annotated: those that only annotations name.
        """
        up = "." if others is None else ".."
        body = self._print(
            f"{kind}.py.j2",
            classes=classes.classes,
            aliases=classes.aliases,
            modes=_MODES,
            print_action=self._action,
            has_schema=self._has_schema,
            same_views=self._same_views,
            serves_both=self._serves_both,
            up=up,
        )
        hidden = {name for item in classes.aliases for name in used_names(item.annotation)}
        if kind == "params":
            where = {**(others or {}), **(annotated or {}), **self._where(up, "enums", "models")}
            return self._module(doc, body, {}, deeper=up[1:], annotated=where, named=hidden)
        own = {**(others or {}), **self._where(up, "enums"), "REQUESTS": f"{up}schemas"}
        where = {**(annotated or {}), **self._where(up, "params")}
        return self._module(
            doc, body, own, deeper=up[1:], annotated=where, named=hidden & own.keys()
        )

    @cached_property
    def _same_views(self) -> Mapping[str, str]:
        """The class of which a view of equal fields is another name."""
        return {also: each.item.name for each in self.params.classes for also in each.also}

    def _serves_both(self, model: Model) -> bool:
        """Whether what gives what may be sent to create an object of a class serves to update it too."""
        names = dict(model.sent_as)
        return "create" in names and names.get("update") in self._same_views

    def _has_schema(self, name: Identifier) -> bool:
        """Whether there is a schema for what may be sent of a class."""
        return f"$defs/{definition_name(name)}" in self.data.requests

    # -- data ------------------------------------------------------------------------------------------------------

    def _rules(self) -> str:
        """The business rules as data, and the function that judges a value by the schema of a class."""
        body = self._print("rules.py.j2", rules=print_rules(self.api))
        doc = (
            '"""The business rules, for people to read; the schemas judge them.\n\n'
            "`check(type, value)` says what is wrong with a value that is to be sent.\n"
            '"""'
        )
        return self._module(doc, body, {"REQUESTS": ".schemas"})

    def _schemas(self) -> FileTree:
        """The schemas of what is sent and of what comes back, and their words apart."""
        doc = '"""What may be sent, and what comes back: JSON Schemas, loaded when they are needed."""'
        init = self._print("schemas.py.j2")
        sets = {
            "requests": ("What may be sent.", {"SCHEMAS": self.data.requests}),
            "responses": ("What comes back.", {"SCHEMAS": self.data.responses}),
            "prose": (
                "The words of the schemas, by key and JSON pointer.",
                {"REQUESTS": self.data.prose_requests, "RESPONSES": self.data.prose_responses},
            ),
        }
        files = {"schemas/__init__.py": self._module(doc, init, {}, deeper=".")}
        for name, (about, tables) in sets.items():
            body = self._print(
                "texts.py.j2", tables={key: _entries(t) for key, t in tables.items()}
            )
            files[f"schemas/{name}.py"] = self._module(f'"""{about}"""', body, {})
        return files

    # -- operations ------------------------------------------------------------------------------------------------

    def _operation_module(self, doc: str, body: str) -> str:
        """A module of operations: it loads the classes of responses, and no others."""
        where = self._where("..", "enums", "models", "params")
        loaded = names_at_run_time(body)
        own = {name: module for name, module in where.items() if name in loaded}
        rest = {name: module for name, module in where.items() if name not in loaded}
        return self._module(doc, body, own, deeper=".", annotated=rest)

    def _action(self, action: Action, mode: _Mode) -> PrintedAction:
        return print_action(action, self.annotations, mode.prefix)

    def _resource(self, resource: Resource) -> str:
        """The module of one resource: its operations as data, and its two classes."""
        inside = self._inside(resource.operations)
        shared = docstrings.shared_errors(resource.operations)
        body = self._print(
            "resource.py.j2",
            class_name=resource.class_name,
            doc=docstrings.resource_doc(resource, shared),
            operations=[
                print_operation(each, self.annotations, inside, shared)
                for each in resource.operations
            ],
            waits=[print_wait(wait, self.annotations, inside) for wait in resource.waits],
            modes=_MODES,
        )
        module = docstrings.plain_doc(resource.doc, 0, f"{resource.class_name}.")
        return self._operation_module(module, body)

    @cached_property
    def _on_client(self) -> list[PrintedOperation]:
        """The operations on the client itself, whose data and methods stand in two modules."""
        inside = self._inside(self.api.client_operations)
        return [print_operation(o, self.annotations, inside) for o in self.api.client_operations]

    def _operations(self) -> str:
        """The data of operations whose methods stand on the client itself."""
        body = self._print("operations.py.j2", operations=self._on_client)
        module = '"""Operations that stand on the client itself."""'
        return self._operation_module(module, body)

    def _testing(self) -> str:
        """The offline double: every operation, with its documented example and what waits for it."""
        groups = [(each.name, each.operations, each.waits) for each in self.api.resources]
        if self.api.client_operations:
            groups.append((Identifier("_client"), self.api.client_operations, ()))
        body = self._print(
            "testing.py.j2",
            client=self.package.client,
            modules=[name for name, _, _ in groups],
            credentials=_enough(self.api),
            routes=print_routes(groups),
        )
        doc = '"""An offline double of the service, for tests: no network, no credentials."""'
        return self._module(doc, body, {"SERVICE": ".client"})

    def _inside(self, operations: Sequence[Operation]) -> Annotations:
        """Types inside a class with these methods, some of which may be called like builtins."""
        shadowed = {operation.name for operation in operations} & set(dir(builtins))
        return self.annotations.inside(shadowed)

    def _client(self) -> str:
        api = self.api
        credentials = dict.fromkeys(keyword for scheme in api.schemes for keyword, _ in scheme.env)
        environments = [s.environment for s in api.servers if s.environment is not None]
        body = self._print(
            "client.py.j2",
            client=self.package.client,
            modes=_MODES,
            resources=api.resources,
            operations=self._on_client,
            credentials=credentials,
            given=collection(
                "{", [f'"{each}": {each}' for each in credentials], "}", 12, "credentials="
            ),
            service=print_service(api, self.package.name),
            environments=prose.literals(environments),
            client_doc=lambda: docstrings.client_doc(api),
            resource_doc=_resource_doc,
        )
        doc = docstrings.plain_doc(api.doc, 0, "The client.")
        own = {"REQUESTS": ".schemas", "RESPONSES": ".schemas"}
        types = sorted(used_names(body) & MODELS)
        extra = ["import httpx\n"]
        extra += (
            [import_line(f"{self.runtime}_runtime.responses.models", types, 4)] if types else []
        )
        extra += [
            import_line(
                f".resources.{resource.name}",
                sorted(mode.prefix + resource.class_name for mode in _MODES),
                4,
            )
            for resource in api.resources
        ]
        where = self._where(".", "enums", "models", "params")
        return self._module(doc, body, own, annotated=where, extra=extra, later=MODELS)


def _imports_of(body: str, where: Mapping[str, str], named: Collection[str]) -> Iterator[str]:
    """Imports of names that a module's annotations use."""
    wanted: dict[str, list[str]] = {}
    for name in sorted((used_names(body) | {*named}) & where.keys()):
        wanted.setdefault(where[name], []).append(name)
    for module, names in sorted(wanted.items()):
        yield import_line(module, names, 4)


def _entries(texts: Mapping[str, str]) -> list[str]:
    """The entries of a dict of JSON texts, an entry a line."""
    return [f"{quoted(key)}: {json_literal(text)}" for key, text in texts.items()]


def _enough(api: Api) -> list[Identifier]:
    """The credentials that the first way to authenticate needs."""
    needed = api.security[0] if api.security else [scheme.name for scheme in api.schemes[:1]]
    schemes = [scheme for scheme in api.schemes if scheme.name in needed]
    words = [[keyword for keyword, _ in scheme.env] for scheme in schemes]
    each = (w if s.kind == "Basic" else w[:1] for s, w in zip(schemes, words, strict=True))
    return list(dict.fromkeys(word for some in each for word in some))


def _resource_doc(resource: Resource) -> str:
    return docstrings.plain_doc(resource.doc, 8, f"{resource.class_name}.")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder() / "package"),
        undefined=StrictUndefined,
        finalize=prose.refuse_text,
        autoescape=False,  # what is printed is Python, made safe by a filter for its place
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "literal": prose.literal,
        "alias_doc": docstrings.alias_doc,
        "field_doc": docstrings.field_doc,
        "class_doc": docstrings.class_doc,
    }
    environment.filters.update(filters)
    return environment
