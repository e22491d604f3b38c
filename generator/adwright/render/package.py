"""A client package: Api to a dict of path and text."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adwright.api.model import Action, Api, Operation, Resource
from adwright.api.text import Identifier, Text
from adwright.api.types import names_in
from adwright.places import templates_folder
from adwright.render import docstrings, prose
from adwright.render.actions import PrintedAction, print_action
from adwright.render.annotations import Annotations
from adwright.render.code import call, collection, exploded
from adwright.render.imports import MODELS, import_block, import_line, used_names
from adwright.render.models import PrintedModels, print_models
from adwright.render.offline import print_routes
from adwright.render.operations import PrintedOperation, print_operation
from adwright.render.parts import TYPES, Part, parts_of
from adwright.render.rules import WORDS, print_rules, rule_constants
from adwright.render.service import print_service
from adwright.render.waits import print_wait
from adwright.reuse import AFRESH, Reuse

FileTree: TypeAlias = dict[str, str]
"""Files by path relative to the output folder, with forward slashes."""

EXCEPTIONS = tuple(
    """APIConnectionError APIError APIStatusError APITimeoutError AuthenticationError
    BadRequestError ConflictError EnvelopeError NotFoundError PermissionDeniedError
    RateLimitError ReplyInvalidError ReplyWarning RequestInvalidError RuleWarning
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


def render_package(api: Api, package: Package, reuse: Reuse = AFRESH) -> FileTree:
    """All files of a client package, unformatted, by path relative to it."""
    return _Renderer(api, package, reuse).files()


def render_runtime() -> FileTree:
    """The runtime, as it is."""
    folder = templates_folder() / "runtime"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}


def render_errors() -> str:
    """The module that gives the runtime's exceptions a public name."""
    return _environment().get_template("errors.py.j2").render(exceptions=EXCEPTIONS)


class _Renderer:
    def __init__(self, api: Api, package: Package, reuse: Reuse) -> None:
        self.api = api
        self.reuse = reuse
        self.package = package
        self.runtime = ".." if package.shared else "."
        self.environment = _environment()
        self.annotations = Annotations(api)
        self.rules = rule_constants(api)
        names = [*(m.name for m in api.models), *(a.name for a in api.aliases)]
        names += [Identifier(f"Async{m.name}") for m in api.models if m.actions]
        self.models: dict[str, str] = dict.fromkeys(names, "..models")

    def files(self) -> FileTree:
        files = {
            "__init__.py": self._init(),
            "client.py": self._client(),
            **self._models(),
            "resources/__init__.py": f'"""The resources of the client, one module each."""\n\n{self._header()}\n',
            "py.typed": "",
        }
        files["testing.py"] = self._testing()
        if self.api.payloads:
            files["webhooks.py"] = self._print(
                "webhooks.py.j2", header=self._header(), runtime=self.runtime
            )
        if self.rules:
            files["rules.py"] = self._rules()
        for resource in self.api.resources:
            files[f"resources/{resource.name}.py"] = self._resource(resource)
        if self.api.client_operations:
            files["resources/_client.py"] = self._operations()
        return files

    def _print(self, template: str, **values: Any) -> str:
        return self.environment.get_template(template).render(values)

    def _module(
        self,
        doc: str,
        body: str,
        own: Mapping[str, str],
        *,
        deeper: str = "",
        extra: str = "",
        later: Collection[str] = (),
        named: Collection[str] = (),
    ) -> str:
        """A module with its imports.

        Args:
            doc: its docstring.
            body: what it defines.
            own: names of the package itself, with their modules.
            deeper: a dot for each folder that it stands below the package's.
            extra: its block for type checkers.
            later: names that the block imports.
            named: names that it uses inside of strings.
        """
        imports = import_block(
            body,
            own,
            self.runtime + deeper,
            later=later,
            type_checking=bool(extra),
            named=named,
        )
        return f"{doc}\n\n{self._header()}\n\nfrom __future__ import annotations\n\n{imports}\n\n{extra}{body}"

    def _header(self) -> str:
        return (
            f"# Generated by adwright from {prose.comment(self.package.origin)}."
            " Change the spec, not this file."
        )

    def _init(self) -> str:
        client = self.package.client
        exports = sorted({client, f"Async{client}", "RequestOptions", "UNSET", *EXCEPTIONS})
        return self._print(
            "__init__.py.j2",
            doc=docstrings.plain_doc(self.api.doc, 0, "A client."),
            header=self._header(),
            client=client,
            runtime=self.runtime,
            exceptions=EXCEPTIONS,
            exports=exports,
        )

    def _models(self) -> FileTree:
        """The module of models, or the modules of a package of that name."""
        models = print_models(self.api, self.reuse)
        parts = parts_of(models)
        if not parts:
            doc = '"""The models: what goes to the server and what comes back."""'
            return {"models.py": self._model_module(doc, models)}
        where = {name: f".{part.name}" for part in parts for name in part.names}
        files = {f"models/{part.name}.py": self._part(part, where) for part in parts}
        return {"models/__init__.py": self._models_init(parts), **files}

    def _models_init(self, parts: Sequence[Part]) -> str:
        """The module that has every model's name."""
        doc = (
            '"""The models: what goes to the server and what comes back.\n\nThere are many, so they stand in'
            ' several modules, by how their names begin.\n"""'
        )
        modules = [part.name for part in parts]
        imports = [
            exploded(f"from .{part.name} import (", [f"{n} as {n}" for n in part.names], ")", 0)
            for part in parts
            if any(part.names)
        ]
        lines = [
            f"from .{self.runtime}_runtime.models import share",
            import_line(".", modules),
            *imports,
            "",
            call("share(", modules, ")", 0),
        ]
        return f"{doc}\n\n{self._header()}\n\n" + "\n".join(lines) + "\n"

    def _part(self, part: Part, where: Mapping[str, str]) -> str:
        """A module of models. Classes name those of other modules in annotations only, aliases need them."""
        others = {name: module for name, module in where.items() if module != f".{part.name}"}
        if part.name == TYPES:
            return self._model_module('"""Aliases of the models."""', part.models, others)
        doc = f'"""Models whose names begin with {part.word}, and those after it."""'
        return self._model_module(doc, part.models, {}, others)

    def _model_module(
        self,
        doc: str,
        models: PrintedModels,
        others: Mapping[str, str] | None = None,
        annotated: Mapping[str, str] | None = None,
    ) -> str:
        """A module of models.

        Args:
            doc: its docstring.
            models: what is in it.
            others: names of other modules of models; None if there is no other.
            annotated: those that only annotations name.
        """
        up = "." if others is None else ".."
        body = self._print(
            "models.py.j2",
            models=models,
            modes=_MODES,
            print_action=self._action,
            rules=self.rules,
            up=up,
        )
        own = dict(others or {})
        if any(item.model.rules for item in models.models):
            own["rules"] = up
        hidden = {name for item in models.aliases for name in names_in(item.alias.type)}
        return self._module(
            doc,
            body,
            own,
            deeper=up[1:],
            extra=self._annotated(body, annotated or {}),
            named=hidden & own.keys(),
        )

    def _annotated(self, body: str, where: Mapping[str, str]) -> str:
        """Imports for type checkers of names that only annotations use."""
        wanted: dict[str, list[str]] = {}
        for name in sorted(used_names(body) & where.keys()):
            wanted.setdefault(where[name], []).append(name)
        return _for_checkers([import_line(m, names, 4) for m, names in sorted(wanted.items())])

    def _rules(self) -> str:
        """The business rules as data, and the function that checks a model against them."""
        body = self._print("rules.py.j2", sets=print_rules(self.api, self.rules))
        check = "check as check"  # a name that checkers let others import from here
        modules = {**WORDS, check: "rulebook"}
        own = {name: f"{self.runtime}_runtime.{module}" for name, module in modules.items()}
        imports = import_block(body, own, self.runtime, named={check})
        doc = (
            '"""The business rules, as data; `check(model)` says which of them a model breaks.\n\n'
            "`when` says what makes a rule apply, `then` what must hold in that case. Paths are the names\n"
            'in JSON.\n"""'
        )
        future = "from __future__ import annotations"
        return f"{doc}\n\n{self._header()}\n\n{future}\n\n{imports}\n\n{body}"

    def _operation(self, operation: Operation, inside: Annotations) -> PrintedOperation:
        """An operation with the rules over its parameters."""
        printed = print_operation(operation, self.annotations, inside)
        if not operation.rules:
            return printed
        setting = ("rules", f"rules.{self.rules[operation.rules]}")
        return replace(printed, settings=(*printed.settings, setting))

    def _own(self, operations: Sequence[Operation]) -> Mapping[str, str]:
        """Where the package's own names come from, in a module of operations."""
        ruled = any(operation.rules for operation in operations)
        return {**self.models, "rules": ".."} if ruled else self.models

    def _action(self, action: Action, mode: _Mode) -> PrintedAction:
        return print_action(action, self.annotations, mode.prefix)

    def _resource(self, resource: Resource) -> str:
        """The module of one resource: its operations as data, and its two classes."""
        inside = self._inside(resource.operations)
        body = self._print(
            "resource.py.j2",
            class_name=resource.class_name,
            doc=docstrings.plain_doc(resource.doc, 4, f"{resource.class_name}."),
            operations=[self._operation(o, inside) for o in resource.operations],
            waits=[print_wait(wait, self.annotations, inside) for wait in resource.waits],
            modes=_MODES,
        )
        module = docstrings.plain_doc(resource.doc, 0, f"{resource.class_name}.")
        return self._module(module, body, self._own(resource.operations), deeper=".")

    @cached_property
    def _on_client(self) -> list[PrintedOperation]:
        """The operations on the client itself, whose data and methods stand in two modules."""
        inside = self._inside(self.api.client_operations)
        return [self._operation(o, inside) for o in self.api.client_operations]

    def _operations(self) -> str:
        """The data of operations whose methods stand on the client itself."""
        body = self._print("operations.py.j2", operations=self._on_client)
        module = '"""Operations that stand on the client itself."""'
        return self._module(module, body, self._own(self.api.client_operations), deeper=".")

    def _testing(self) -> str:
        """The offline double: every operation with its documented example."""
        groups = [(resource.name, resource.operations) for resource in self.api.resources]
        if self.api.client_operations:
            groups.append((Identifier("_client"), self.api.client_operations))
        body = self._print(
            "testing.py.j2",
            client=self.package.client,
            modules=[name for name, _ in groups],
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
        return self._module(doc, body, {}, extra=self._client_imports(body), later=MODELS)

    def _client_imports(self, body: str) -> str:
        """Imports of the client module that only annotations need: nothing loads until it is used."""
        used = used_names(body)
        lines = ["import httpx\n"]
        if types := sorted(used & MODELS):
            lines.append(import_line(f"{self.runtime}_runtime.models", types, 4))
        if models := sorted(used & self.models.keys()):
            lines.append(import_line(".models", models, 4))
        for resource in self.api.resources:
            classes = sorted(mode.prefix + resource.class_name for mode in _MODES)
            lines.append(import_line(f".resources.{resource.name}", classes, 4))
        return _for_checkers(lines)


def _for_checkers(lines: Sequence[str]) -> str:
    """A block of imports for type checkers; empty if there are none."""
    return (
        "if TYPE_CHECKING:\n" + "".join(f"    {line}\n" for line in lines) + "\n" if lines else ""
    )


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
        "model_doc": docstrings.model_doc,
    }
    environment.filters.update(filters)
    return environment
