"""What to generate: `[tool.adwright]` in pyproject.toml, or one spec named on the command line."""

from __future__ import annotations

import keyword
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias

from adwright.document.text.source import is_array, is_object
from adwright.folders import templates_folder, way_to
from adwright.ir.names import MODULE_NAMES, is_device
from adwright.ir.text import Text
from adwright.problems import UsageError

RUNTIME = "_runtime"
TAKEN = (RUNTIME, "errors")
"""What no client may be called: modules that stand beside them."""
PACKAGES = "src"
"""The folder of a project that holds its package."""

_LIBRARIES = frozenset(
    """adwright annotated_types anyio httpcore httpx httpx2 httpx_sse jsonschema_rs pydantic pydantic_core
    standardwebhooks typing_extensions typing_inspection""".split()
)
"""What clients import that is not of Python itself, and what makes them."""

SETTINGS = {
    "output": "The package that holds the clients and their runtime.",
    "project": "True: the one client is a package to publish, with all that belongs to it beside this file.",
    "templates": "A folder with templates of the project's own, each of which stands in for one of ours.",
    "clients": "The client packages.",
    "lint": "Which rules `adwright lint` applies.",
}
"""What `[tool.adwright]` may say."""
LINT_SETTINGS = {
    "select": "Sets and ids of rules: correctness, if nothing is said, and house.",
    "ignore": "Sets and ids of rules that are left out.",
}
"""What `[tool.adwright.lint]` may say."""
CLIENT_SETTINGS = {
    "name": "The package, inside the output package.",
    "class": "The client class; Async is put before its twin's name.",
    "spec": "The root file of the specification.",
    "root": "The folder that no $ref may leave, if not the spec's own.",
    "overlays": "OpenAPI Overlay files that are applied to the spec, in this order.",
    "methods": "What methods are called: rest for list, get, create, update and delete where verb and path say so.",
    "cli": "True: the package has a command line, `python -m PACKAGE`.",
    "mcp": "True: the package has a server for agents, `python -m PACKAGE mcp`.",
}
"""What each client of it may say."""


PROGRAMS = ("cli", "mcp")
"""The programs that a package may have; in the runtime each has a room of its name."""
METHODS = ("ids", "rest")
"""What the names of methods are made of."""
Methods: TypeAlias = Literal["ids", "rest"]


@dataclass(frozen=True, slots=True)
class Target:
    """One client package to generate.

    Attributes:
        name: the package's own name.
        client: its client class.
        spec: the root file of its specification.
        output: the folder that holds the package.
        shared: whether the runtime stands beside the package, for all clients, or inside it.
        origin: the spec as generated files name it.
        root: the folder that no `$ref` may leave, if another than the spec's own.
        overlays: OpenAPI Overlay files that are applied to the spec, in this order.
        templates: the folder with templates that stand in for ours.
        project: whether the output folder is a project around the package, to publish it.
        methods: what methods are called by: the ids of operations, or verb and path where these say so.
        cli: whether the package has a command line.
        mcp: whether the package has a server for agents.
    """

    name: str
    client: str
    spec: Path
    output: Path
    shared: bool
    origin: str
    root: Path | None = None
    overlays: tuple[Path, ...] = ()
    templates: Path | None = None
    project: bool = False
    methods: Methods = "ids"
    cli: bool = False
    mcp: bool = False

    @property
    def import_name(self) -> str:
        """The package as it is imported, with dots."""
        return f"{self.output.name}.{self.name}" if self.shared else self.name

    @property
    def folder(self) -> str:
        """Where the package stands in the output folder."""
        return f"{PACKAGES}/{self.name}" if self.project else self.name


@dataclass(frozen=True, slots=True)
class Config:
    """A project's configuration.

    Attributes:
        root: the folder of its pyproject.toml.
        output: the package that holds the clients and their runtime; of a project, its folder.
        targets: the clients, in the order of the file.
        lint: the names of rules that `[tool.adwright.lint]` gives, by setting.
        project: whether this is a project around one package.
        templates: the folder with templates that stand in for ours.
    """

    root: Path
    output: Path
    targets: tuple[Target, ...]
    lint: Mapping[str, tuple[str, ...]]
    project: bool = False
    templates: Path | None = None

    @property
    def made(self) -> Path:
        """The folder that holds nothing but what is generated."""
        return self.output / PACKAGES if self.project else self.output

    def select(self, names: Sequence[str]) -> tuple[Target, ...]:
        """The targets of those names, all of them if there are none.

        Raises:
            UsageError: a name is not configured.
        """
        known = {target.name: target for target in self.targets}
        unknown = [name for name in names if name not in known]
        if unknown:
            raise UsageError(
                f"unknown client {unknown[0]!r}; configured: {', '.join(known) or 'none'}"
            )
        return tuple(known[name] for name in names) if names else self.targets


def find_config(start: Path) -> Config:
    """The configuration of the project that a folder belongs to.

    Raises:
        UsageError: no pyproject.toml in it or above it has `[tool.adwright]`, or what it says is wrong.
    """
    for folder in (start, *start.parents):
        if (config := config_in(folder)) is not None:
            return config
    raise UsageError(
        "no pyproject.toml with [tool.adwright] here or above; `adwright init` writes one"
    )


def config_in(folder: Path) -> Config | None:
    """The configuration that stands in a folder, None if there is none.

    Raises:
        UsageError: what it says is wrong.
    """
    file = folder / "pyproject.toml"
    if not file.is_file():
        return None
    try:
        table = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("adwright")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from None
    return _read(folder, file, table) if table is not None else None


def one_off(
    spec: Path,
    output: Path,
    package: str,
    client: str | None,
    root: Path | None = None,
    overlays: Sequence[Path] = (),
    *,
    cli: bool = False,
    mcp: bool = False,
) -> Target:
    """A target for one spec, with its own runtime.

    Args:
        spec: the root file.
        output: the folder that gets the package.
        package: the package's name.
        client: the client class, by default the package's name in CamelCase, with `Client` behind it where generated
            code has a class of that name itself.
        root: the folder that no `$ref` may leave, by default the spec's own.
        overlays: OpenAPI Overlay files to apply to the spec.
        cli: whether the package has a command line.
        mcp: whether the package has a server for agents.

    Raises:
        UsageError: a name is not a Python identifier, or the package could not be imported by its name.
    """
    if client is None:
        client = "".join(part[:1].upper() + part[1:] for part in package.split("_")) or package
        client += "Client" if client in MODULE_NAMES else ""
    _package(package, "--package")
    _identifier(client, "--class")
    if not (output / "__init__.py").exists():
        _importable(package, "--package")
    return Target(
        package,
        client,
        spec,
        output,
        shared=False,
        origin=spec.name,
        root=root,
        overlays=(*overlays,),
        cli=cli,
        mcp=mcp,
    )


def project_table(target: Target) -> dict[str, Text | tuple[Text, ...] | bool]:
    """What the configuration of a project says of its client, as it stands in pyproject.toml.

    Args:
        target: the client, whose spec is in the output folder.
    """

    def written(path: Path) -> Text:
        return Text(way_to(path, target.output))

    found: dict[str, Text | tuple[Text, ...] | bool] = {
        "name": Text(target.name),
        "class": Text(target.client),
    }
    found["spec"] = written(target.spec)
    if target.root is not None:
        found["root"] = written(target.root)
    if target.methods != "ids":
        found["methods"] = Text(target.methods)
    for program in PROGRAMS:
        if getattr(target, program):
            found[program] = True
    if target.overlays:
        found["overlays"] = tuple(map(written, target.overlays))
    return found


def _read(root: Path, file: Path, table: object) -> Config:
    if not is_object(table):
        raise UsageError(f"{file}: [tool.adwright] must be a table")
    _known(table, SETTINGS, f"{file}: [tool.adwright] has")
    project = _is_project(table, f"{file}: [tool.adwright]")
    output = "." if project else _string(table, "output", f"{file}: [tool.adwright]")
    folder = root / output
    if not (project or (folder.parent / "__init__.py").exists()):
        _importable(folder.name, f"{file}: [tool.adwright]: output")
    templates = _templates(root, table, f"{file}: [tool.adwright]")
    targets: list[Target] = []
    clients = table.get("clients", [])
    if not is_array(clients):
        raise UsageError(f"{file}: clients must be tables, each headed [[tool.adwright.clients]]")
    for index, entry in enumerate(clients):
        where = f"{file}: [[tool.adwright.clients]] number {index + 1}"
        if not is_object(entry):
            raise UsageError(f"{where}: must be a table with name, class and spec")
        _known(entry, CLIENT_SETTINGS, f"{where}:")
        name, client, spec = (_string(entry, key, where) for key in ("name", "class", "spec"))
        _package(name, where)
        _identifier(client, where)
        if name.lower() in [*TAKEN, *(target.name.lower() for target in targets)]:  # as folders are
            raise UsageError(f"{where}: the name {name!r} is taken")
        if project:
            _importable(name, where)
        target = Target(name, client, root / spec, root / output, not project, origin=spec)
        sources = _sources(entry, root, where)
        targets.append(replace(target, templates=templates, project=project, **sources))
    if project and len(targets) != 1:
        raise UsageError(f"{file}: project = true is for one client; there are {len(targets)}")
    lint = _lint(table, file)
    return Config(root, root / output, tuple(targets), lint, project, templates)


def _is_project(table: dict[str, Any], where: str) -> bool:
    """Whether a table is that of a project around one package."""
    said = table.get("project", False)
    if not isinstance(said, bool):
        raise UsageError(f"{where}: project must be true or false")
    if said and "output" in table:
        raise UsageError(
            f"{where}: with project = true all is written beside this file: leave output out"
        )
    return said


def _lint(table: dict[str, Any], file: Path) -> Mapping[str, tuple[str, ...]]:
    """The names of rules that `[tool.adwright.lint]` gives, by setting."""
    where = f"{file}: [tool.adwright.lint]"
    said: object = table.get("lint", {})
    if not is_object(said):
        raise UsageError(f"{where} must be a table")
    _known(said, LINT_SETTINGS, f"{where} has")
    return {key: _strings(said, key, where, "names of rules") for key in LINT_SETTINGS}


def _strings(table: dict[str, Any], key: str, where: str, what: str) -> tuple[str, ...]:
    """A list of texts, empty if nothing is said."""
    said: object = table.get(key, [])
    if not is_array(said) or not all(isinstance(each, str) and each for each in said):
        raise UsageError(f"{where}: {key} must be a list of {what}")
    return (*said,)


def _templates(root: Path, table: dict[str, Any], where: str) -> Path | None:
    """The folder with templates of the project's own, each of which stands in for one of ours."""
    if "templates" not in table:
        return None
    folder = root / _string(table, "templates", where)
    if not folder.is_dir():
        raise UsageError(f"{where}: templates: there is no folder {table['templates']}")
    ours = templates_folder() / "package"
    known = [path.relative_to(ours).as_posix() for path in sorted(ours.rglob("*.j2"))]
    for path in sorted(folder.rglob("*.j2")):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            meant = get_close_matches(name, known, 1) or known
            raise UsageError(
                f"{where}: templates: {name} stands in for no template; did you mean {meant[0]}?"
            )
    return folder


def _known(table: dict[str, Any], settings: dict[str, str], where: str) -> None:
    unknown = sorted(table.keys() - settings.keys())
    if unknown:
        *others, last = settings
        words = f"it has {', '.join(others)} and {last}"
        raise UsageError(f"{where} no setting {unknown[0]!r}; {words}")


def _sources(entry: dict[str, Any], folder: Path, where: str) -> dict[str, Any]:
    """What a client may also say of its spec: how far its files reach, and what lies over it."""
    found: dict[str, Any] = {}
    if "root" in entry:
        found["root"] = folder / _string(entry, "root", where)
    if (methods := entry.get("methods", "ids")) not in METHODS:
        raise UsageError(f"{where}: methods must be one of {', '.join(METHODS)}, not {methods!r}")
    found["methods"] = methods
    for program in PROGRAMS:
        if not isinstance(asked := entry.get(program, False), bool):
            raise UsageError(f"{where}: {program} must be true or false")
        found[program] = asked
    overlays = _strings(entry, "overlays", where, "files")
    found["overlays"] = tuple(folder / overlay for overlay in overlays)
    return found


def _string(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise UsageError(f"{where}: {key} must be given, a string")
    return value


def _identifier(value: str, where: str) -> None:
    if not value.isidentifier() or keyword.iskeyword(value):
        raise UsageError(f"{where}: {value!r} is not a Python identifier")


def _package(value: str, where: str) -> None:
    """Refuse what no package can be called."""
    _identifier(value, where)
    if value.startswith("__") and value.endswith("__"):
        raise UsageError(f"{where}: Python itself has a use for the name {value!r}; choose another")
    if is_device(value):
        raise UsageError(f"{where}: no folder is called {value!r} on Windows; choose another name")


def _importable(name: str, where: str) -> None:
    """See that a package at the top is the only thing of its name.

    Raises:
        UsageError: it would hide something that Python or clients need, or be hidden by it.
    """
    if name in sys.stdlib_module_names:
        what = "a module of Python itself"
    elif name in _LIBRARIES:
        what = "a library that clients need"
    else:
        return
    raise UsageError(
        f"{where}: {name!r} is {what}, and only one of the two could be imported; choose another name, such as "
        f"'{name.strip('_')}_client', or put the package inside another one"
    )
