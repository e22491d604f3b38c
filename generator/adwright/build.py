"""The pipeline: config to Target to Document to Api to FileTree. Reads and returns text; writes nothing."""

from __future__ import annotations

import gc
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from adwright.bundle.data import schema_data
from adwright.bundle.formats import unknown_formats
from adwright.bundle.texts import SchemaData
from adwright.config import PROGRAMS, RUNTIME, Target, project_table
from adwright.document.checks.unknown import find_unknown
from adwright.document.checks.validate import validate
from adwright.document.load import Document, load
from adwright.document.versions.upgrade import upgrade
from adwright.extensions.every import NAMES
from adwright.ir.api import Api
from adwright.ir.text import Identifier, Text
from adwright.lock import digest
from adwright.problems import LOSSES, Id, Location, Problem, SpecError, UsageError, together
from adwright.reader.api import Reading, read_api
from adwright.render.files import FileTree, Package, render_errors, render_package
from adwright.render.project import Surroundings
from adwright.render.reuse import Reuse, afresh, remembering
from adwright.render.runtime import runtime_for, shared_runtime


@dataclass(frozen=True, slots=True)
class Spec:
    """What a spec says to callers.

    Attributes:
        api: what may be called, and what is given.
        requests: the schemas by which requests are judged, as the client carries them.
        idle: actions of overlays that changed nothing.
    """

    api: Api
    requests: Mapping[str, str] = field(default_factory=dict[str, str])
    idle: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What requests are judged by.

    Attributes:
        api: what may be called, with its rules.
        losses: what of the spec is left out, widened or not judged by.
        formats: the formats of text that are not looked at.
    """

    api: Api
    losses: tuple[Problem, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """A target, built.

    Attributes:
        files: its files, by path relative to the output folder.
        inputs: the hash of every spec file read, by path relative to the root file's folder.
        warnings: what is doubtful in the spec.
        spec: what the spec says.
        once: files that are written once and then belong to the user, by the same path.
    """

    files: FileTree
    inputs: Mapping[str, str]
    warnings: tuple[Problem, ...]
    spec: Spec | None = None
    once: FileTree = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Described:
    """A client as it is told of: what it is made from, and its package.

    Attributes:
        document: the spec.
        api: what may be called, and what is given.
        package: what it is called.
        files: a package of its own by path, with its runtime.
        warnings: what is doubtful in the spec.
    """

    document: Document
    api: Api
    package: Package
    files: FileTree
    warnings: tuple[Problem, ...]


_SELDOM = 10_000
"""New objects after which Python looks for garbage while a package is written; by itself it would after 700."""


@contextmanager
def _without_collection() -> Generator[None]:
    """Keep Python from looking for loops of garbage while much is made that stays: it looks long, and finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _settled() -> Generator[None]:
    """Take what is there as lasting: what a reader is done with goes, and only what comes later is looked through."""
    usual = gc.get_threshold()
    gc.collect(0)  # all that was made without collection is young
    gc.freeze()
    gc.set_threshold(_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def build(target: Target, reuse: Reuse = afresh) -> Built:
    """Generate a client package in memory.

    Args:
        target: what to generate.
        reuse: what may be taken over from earlier builds.

    Raises:
        UsageError: the spec's root file does not exist.
        SpecError: the spec cannot be generated from; all problems are named.
    """

    def in_package(files: FileTree) -> FileTree:
        return {f"{target.folder}/{path}": text for path, text in files.items()}

    package, reuse = _package(target), remembering(reuse)
    try:
        with _without_collection():
            api, data, inputs, findings = _facts(target)
        with _settled():
            files = in_package(render_package(api, package, reuse, data))
    except RecursionError:
        at = Location(str(target.spec))
        message = "schemas are nested too deep to be read"
        hint = "name inner ones, use $ref"
        raise SpecError([Problem(Id.NESTED_TOO_DEEP, at, message, hint)]) from None
    if not target.shared:
        files |= in_package(_runtime(runtime_for(files), target.templates))
    once: FileTree = {}
    if target.project:
        around = Surroundings(api, package, reuse)
        once = around.once(project_table(target), files.values())
        files["reference.md"] = around.reference()
    elif target.shared:
        named = replace(package, name=Identifier(target.import_name))
        files |= in_package({"reference.md": Surroundings(api, named, reuse).reference()})
    return Built(
        files,
        inputs,
        _told(findings, data),
        Spec(api, data.requests),
        once,
    )


def describe(target: Target, reuse: Reuse = afresh) -> Described:
    """A client, to tell of it and to try it; for the arguments and errors see `build`."""
    package = _package(target)
    document, reading, findings = read(target)
    if reading.astray:
        raise SpecError(reading.astray)
    data = schema_data(document, reading.schemas, reading.operations)
    alone = replace(package, shared=False)
    files = render_package(reading.api, alone, reuse, data)
    files |= _runtime(runtime_for(files), target.templates)
    warnings = _told([*findings, *reading.warnings], data)
    return Described(document, reading.api, package, files, warnings)


def _told(findings: list[Problem], data: SchemaData) -> tuple[Problem, ...]:
    """What is said of a spec when it is generated from."""
    return together(_each_once([*findings, *data.warnings, *data.not_judged]))


def _package(target: Target) -> Package:
    """The package that a target becomes.

    Raises:
        UsageError: generated code has another use for the name of its client class.
    """
    package = Package(
        Identifier(target.name),
        Identifier(target.client),
        target.shared,
        Text(target.origin),
        target.templates,
        target.cli,
        target.mcp,
    )
    if not package.is_clear:
        name = target.client
        raise UsageError(
            f"a client class cannot be called {name!r}: generated code uses that name itself; "
            f"give it another, such as {name}Client"
        )
    return package


def _facts(target: Target) -> tuple[Api, SchemaData, dict[str, str], list[Problem]]:
    """What a package is made from, the hashes of what was read for it, and what is wrong with that.

    The document itself, and what its reader found out on the way, are not held any longer.
    """
    document, reading, findings = read(target)
    if reading.astray:
        raise SpecError(reading.astray)
    data = schema_data(document, reading.schemas, reading.operations)
    inputs = {name: digest(source.text) for name, source in document.sources.items()}
    return reading.api, data, inputs, [*findings, *reading.warnings]


def _each_once(found: list[Problem]) -> Iterator[Problem]:
    """Of what is found wrong in the same way at the same place what was found first; the formal check comes last."""
    first = {(each.id, each.location): each for each in reversed(found)}
    known = {each.location for each in first.values() if each.id is not Id.OPENAPI_INVALID}
    for each in first.values():
        if each.id is not Id.OPENAPI_INVALID or each.location not in known:
            yield each


def read_document(target: Target) -> tuple[Document, list[Problem]]:
    """A target's spec as 3.1, and what is formally wrong with it without keeping it from being read."""
    document = load(target.spec, target.root, target.overlays)
    document.unknown = find_unknown(document, NAMES)
    return document, validate(upgrade(document))


def read(target: Target) -> tuple[Document, Reading, list[Problem]]:
    """The first half of the pipeline: a target's spec, read and checked."""
    document, findings = read_document(target)
    return document, read_api(document, target.client, target.methods), findings


def read_spec(target: Target) -> Spec:
    """What a target's spec says to callers."""
    document, reading, _ = read(target)
    data = schema_data(document, reading.schemas, reading.operations)
    idle = tuple(each for each in document.warnings if each.id is Id.OVERLAY_TARGET_MISSING)
    return Spec(reading.api, data.requests, idle)


def read_judged(target: Target) -> Judged:
    """What requests are judged by, and what a client does without of what its spec says."""
    document, reading, findings = read(target)
    data = schema_data(document, reading.schemas, reading.operations)
    losses = (each for each in _told([*findings, *reading.warnings], data) if each.id in LOSSES)
    return Judged(reading.api, (*losses,), (*unknown_formats(data.requests.values()),))


def _runtime(modules: Mapping[str, str], templates: Path | None) -> FileTree:
    """The runtime, and its exceptions under a public name."""
    return {
        **{f"{RUNTIME}/{name}": text for name, text in modules.items()},
        "errors.py": render_errors(templates),
    }


def build_shared(programs: Collection[str] = PROGRAMS, templates: Path | None = None) -> Built:
    """The package that holds the configured clients: its own files and the runtime.

    Args:
        programs: the programs that one of the clients has.
        templates: the folder with templates that stand in for ours.
    """
    doc = '"""Typed clients, one package each. Generated by adwright; see its README."""\n'
    runtime = _runtime(shared_runtime(programs), templates)
    return Built({"__init__.py": doc, "py.typed": "", **runtime}, {}, ())
