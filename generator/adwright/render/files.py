"""The files of a client package: which there are, from which template, with what.

Each is one template and one line of `_Files.all`; `_Files.shared` is what every template gets.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment

from adwright.bundle.naming import definition_name
from adwright.bundle.texts import SchemaData
from adwright.ir.api import Api
from adwright.ir.names import MODULE_NAMES
from adwright.ir.text import Identifier, Text
from adwright.problems import UsageError
from adwright.render import filters
from adwright.render.annotations import Annotations
from adwright.render.classes import (
    Part,
    enums_of,
    model_parts,
    models_of,
    params_of,
    resource_parts,
)
from adwright.render.environment import environment, render
from adwright.render.format import format_text
from adwright.render.homes import resources_of
from adwright.render.modules import KNOWN, Module, Modules
from adwright.render.reuse import Reuse, afresh

FileTree: TypeAlias = dict[str, str]
"""Files by path relative to the output folder, with forward slashes."""

EXCEPTIONS = tuple(
    """APIConnectionError APIError APIStatusError APITimeoutError AuthenticationError
    BadRequestError ConflictError CredentialsError EnvelopeError NotFoundError PermissionDeniedError
    RateLimitError RequestValidationError ResponseValidationError ResponseWarning RuleWarning
    RunFailedError ServerError UnprocessableEntityError Violation WaitTimeoutError""".split()
)


_EXPORTS = "AsyncBulk Async Bulk DriftLog RequestOptions UNSET __version__".split()
_TAKEN = (MODULE_NAMES - {"SERVICE"}).union(
    KNOWN,
    dir(builtins),
    _EXPORTS,
    EXCEPTIONS,
    ("enums", "models", "params", "rules", "testing", "webhooks"),
    ("ABOUT", "main", "run", "serve", "sys", "word"),  # what __main__ has
)
"""What stands in a module beside the client classes, or in the package."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a client package is called and where its runtime is.

    Attributes:
        name: the package's own name.
        client: the client class.
        shared: whether the runtime stands beside the package and not in it.
        origin: the spec as the header of each file names it.
        templates: a folder with templates that stand in for ours.
        cli: whether it has a command line.
        mcp: whether it has a server for agents.
    """

    name: Identifier
    client: Identifier
    shared: bool
    origin: Text
    templates: Path | None = None
    cli: bool = False
    mcp: bool = False

    @property
    def service(self) -> str:
        """The constant that says what the service is; not what the client class is called."""
        return "SERVICE" if self.client != "SERVICE" else "THE_SERVICE"

    @property
    def is_clear(self) -> bool:
        """Whether nothing else in the package is called like the client classes."""
        return {self.client, f"Async{self.client}"}.isdisjoint(_TAKEN)


@dataclass(frozen=True, slots=True)
class Mode:
    """The sync or the async half of a module, which differ by names only.

    Attributes:
        prefix: what the names of its classes begin with.
        secret: the type of a credential.
        types: its types at module level.
        inside: its types inside a class, where methods may be called like builtins.
    """

    prefix: str
    secret: str
    types: Annotations
    inside: Annotations


def render_package(
    api: Api, package: Package, reuse: Reuse = afresh, data: SchemaData | None = None
) -> FileTree:
    """All files of a client package, in black's style, by path relative to it.

    Args:
        api: what the client is.
        package: what it is called.
        reuse: what may be taken over from earlier builds.
        data: the schemas that it carries.
    """
    return dict(_Files(api, package, reuse, data or SchemaData()).all())


def render_errors(templates: Path | None) -> str:
    """The module that gives the runtime's exceptions a public name.

    Args:
        templates: the folder with templates that stand in for ours.
    """
    values = {"exceptions": EXCEPTIONS}
    return render(environment(templates), "errors.py.j2", values, templates)


class _Files:
    def __init__(self, api: Api, package: Package, reuse: Reuse, data: SchemaData) -> None:
        self.api = api
        self.package = package
        self.data = data
        self.types = Annotations(api, reuse)
        self.classes = {"models": models_of(api), "params": params_of(api), "enums": enums_of(api)}
        resources = resources_of(api)
        self.parts = {
            kind: model_parts(whole) if kind == "models" else resource_parts(whole, resources)
            for kind, whole in self.classes.items()
        }

    def all(self) -> Iterator[tuple[str, str]]:
        api = self.api
        yield self.file("__init__.py")
        yield self.file("client.py", modes=self.modes(o.name for o in api.client_operations))
        for kind in ("models", "params"):
            yield from self.class_files(kind)
        if api.aliases_of("enum"):
            yield from self.class_files("enums")
        yield self.file("rules.py")
        yield self.file("schemas/__init__.py", "schemas.py.j2")
        yield from self.schema_files()
        yield self.file("resources/__init__.py", "resources.py.j2")
        for resource in api.resources:
            modes = self.modes(o.name for o in resource.operations)
            path = f"resources/{resource.module}.py"
            yield self.file(path, "resource.py.j2", resource=resource, modes=modes)
        if api.client_operations:
            yield self.file("resources/_client.py", "operations.py.j2")
        yield self.file("testing.py")
        if self.package.cli or self.package.mcp:
            yield self.file("__main__.py")
        if api.events:
            yield self.file("webhooks.py")
        yield "py.typed", ""

    def file(self, path: str, template: str = "", **values: Any) -> tuple[str, str]:
        """A file by its path: from the template of its name, if no other is said.

        What stands on `module.j2` is formatted there, with the syntax tree that its imports are found in; of the few
        others the text is.
        """
        here = self.modules.at(path)
        made: list[Module] = []

        def module_of(body: str, checked: str) -> Module:
            made.append(here.module(body, checked))
            return made[-1]

        values = {"module_of": module_of, "runtime": here.runtime} | values
        name = template or f"{path}.j2"
        own = self.package.templates
        try:
            text = render(self.environment, name, values, own)
            return path, text if made else format_text(text)
        except SyntaxError as error:
            if own is None:
                raise
            line = f"line {error.lineno}, {(error.text or '').strip()!r}"
            raise UsageError(
                f"{own}: with the templates there, {path} is no Python: {line}: {error.msg}"
            ) from error

    @cached_property
    def environment(self) -> Environment:
        made = environment(self.package.templates)
        made.globals.update(self.shared())
        about_types: dict[str, Any] = {"is_encoded": self.types.is_encoded}
        made.filters.update(about_types)
        return made

    def shared(self) -> dict[str, Any]:
        """What every template gets."""
        groups = [(each.module, each.operations, each.waits) for each in self.api.resources]
        if self.api.client_operations:
            groups.append((Identifier("_client"), self.api.client_operations, ()))
        return {
            "api": self.api,
            "package": self.package,
            "header": f"# Generated by adwright from {filters.comment(self.package.origin)}."
            " Change the spec, not this file.",
            "types": self.types,
            "modes": self.modes(()),
            "exceptions": EXCEPTIONS,
            "submodules": self.submodules,
            "modules": groups,
            "rules": self.api.rules,
            "has_schema": self.has_schema,
            "also_called": [n for names in self.classes["params"].also.values() for n in names],
        }

    def modes(self, methods: Iterable[str]) -> tuple[Mode, Mode]:
        """The two halves of a module whose classes have these methods."""
        inside = self.types.inside({*methods} & {*dir(builtins)})
        secrets = {"": "str", "Async": "str | Awaitable[str]"}
        sync, async_ = (
            Mode(
                prefix,
                f"str | Callable[[], {secret}]",
                self.types.in_mode(prefix),
                inside.in_mode(prefix),
            )
            for prefix, secret in secrets.items()
        )
        return sync, async_

    @property
    def submodules(self) -> list[str]:
        """The modules that users name."""
        modules = ["models", "params", "rules", "testing"]
        modules += ["enums"] if self.api.aliases_of("enum") else []
        modules += ["webhooks"] if self.api.events else []
        return sorted(modules)

    @cached_property
    def modules(self) -> Modules:
        """What knows where the names of the package are."""
        homes = {"REQUESTS": "schemas", "RESPONSES": "schemas"}
        homes[self.package.service] = "client"
        for kind, whole in self.classes.items():
            homes |= dict.fromkeys(whole.names, kind)
        parts = (part for parts in self.parts.values() for part in parts)
        apart: dict[str, str] = {name: part.name for part in parts for name in part.names}
        aliases = {alias.name for alias in self.api.aliases_of("model")}
        return Modules(homes, apart, aliases, ".." if self.package.shared else ".")

    def class_files(self, kind: str) -> Iterator[tuple[str, str]]:
        """The module of classes of a kind, or the modules of a package of that name."""
        parts = self.parts[kind]
        if not parts:
            yield self.class_file(f"{kind}.py", kind, self.classes[kind])
            return
        about = self.classes[kind].about
        yield self.file(f"{kind}/__init__.py", "parts.py.j2", about=about, parts=parts)
        for part in parts:
            yield self.class_file(f"{kind}/{part.name}.py", kind, part)

    def class_file(self, path: str, kind: str, part: Part) -> tuple[str, str]:
        return self.file(
            path,
            f"{kind}.py.j2",
            about=part.about,
            classes=part.classes,
            aliases=part.aliases,
            also=part.also,
            up="." * (path.count("/") + 1),
        )

    def schema_files(self) -> Iterator[tuple[str, str]]:
        """The schemas of what is sent and of what comes back, and their words apart."""
        data = self.data
        prose = {"REQUESTS": data.prose_requests, "RESPONSES": data.prose_responses}
        for name, about, tables in (
            ("requests", "What may be sent.", {"SCHEMAS": data.requests}),
            ("responses", "What comes back.", {"SCHEMAS": data.responses}),
            ("prose", "The words of the schemas, by key and JSON pointer.", prose),
        ):
            yield self.file(f"schemas/{name}.py", "texts.py.j2", about=about, tables=tables)

    def has_schema(self, name: Identifier) -> bool:
        """Whether there is a schema for what may be sent of a class."""
        return f"$defs/{definition_name(name)}" in self.data.requests
