"""What a site is asked for: configured clients or one spec, read to all that it tells."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adwright.config import Target, find_config, one_off
from adwright.diff import compare
from adwright.diff.changelog import told
from adwright.diff.inputs import NotInRevision, read_inputs
from adwright.document.text.source import as_object
from adwright.folders import way_to
from adwright.ir.names import variable
from adwright.ir.text import Text
from adwright.problems import Problem, SpecError, UsageError
from adwright.site.facts import Client, read_client
from adwright.site.pages import Site

_CHANGELOG = "CHANGELOG.md"
_ELSEWHERE = re.compile(r"(?<!!)\[([^\[\]]+)\]\((?!https?:|#)[^()\s]+\)")
"""A link to another file of the project, which the site has not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a site is asked for.

    Attributes:
        names: configured clients; all of them if none is named.
        spec: a spec in place of them.
        package: the name of its package, by default that of the file.
        client: its client class.
        root: the folder that no `$ref` may leave.
        overlays: OpenAPI Overlay files to apply to it.
        title: what the site is called.
        since: a git revision: what changed since is told.
    """

    names: Sequence[str] = ()
    spec: Path | None = None
    package: str | None = None
    client: str | None = None
    root: Path | None = None
    overlays: tuple[Path, ...] = ()
    title: str | None = None
    since: str | None = None


def read_site(wanted: Wanted, here: Path) -> tuple[Site, list[Problem]]:
    """All that a site tells, and what is doubtful in the specs.

    Args:
        wanted: what it is asked for.
        here: the folder in which configuration is looked for.

    Raises:
        UsageError: a client is not configured, a file or a revision does not exist.
        SpecError: specs cannot be generated from; the problems of all of them.
    """
    if wanted.spec is not None:
        folder, distribution = wanted.spec.parent, ""
        targets: Sequence[Target] = [_one_off(wanted.spec, wanted)]
    else:
        config = find_config(here)
        folder, distribution = config.root, _distribution(config.root)
        targets = config.select(wanted.names)
    if not targets:
        raise UsageError("no client is configured; give --spec, or run `adwright init`")
    clients = _clients(targets)
    is_configured = wanted.spec is None
    changes = _changes(targets, wanted.since, is_configured) if wanted.since is not None else {}
    found = folder / _CHANGELOG
    changelog = _ELSEWHERE.sub(r"\1", found.read_text("utf-8")) if found.is_file() else ""
    title = wanted.title or _title(clients)
    since = Text(wanted.since) if wanted.since is not None else None
    site = Site(Text(title), clients, distribution, changelog, since, changes)
    return site, [problem for each in clients for problem in each.warnings]


def _one_off(spec: Path, wanted: Wanted) -> Target:
    package = wanted.package or variable(spec.name.partition(".")[0], "client")
    target = one_off(spec, Path(), package, wanted.client, wanted.root, wanted.overlays)
    return replace(target, origin=spec.name)


def _clients(targets: Sequence[Target]) -> tuple[Client, ...]:
    clients: list[Client] = []
    problems: list[Problem] = []
    for target in targets:
        try:
            clients.append(read_client(target))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return tuple(clients)


def _distribution(folder: Path) -> str:
    """The name of the package that a project publishes, if it says one."""
    table = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    name = as_object(table.get("project")).get("name")
    return name if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9._-]+", name) else ""


def _title(clients: Sequence[Client]) -> str:
    if len(clients) == 1:
        return clients[0].api.title.raw
    return "Python clients"


def _changes(targets: Sequence[Target], since: str, is_configured: bool) -> dict[str, str]:
    """What changed for callers of each client since a revision, as an entry of a changelog has it."""
    found: dict[str, str] = {}
    for target in targets:
        old = f"{since}:./{way_to(target.spec)}"
        configured = target.name if is_configured else None
        try:
            inputs = read_inputs(old, str(target.spec), target.client, configured)
        except NotInRevision:
            found[target.name] = "All of it is new: the document was not there yet.\n"
            continue
        changes = compare(inputs.before, inputs.after, inputs.client)
        found[target.name] = told(changes, inputs.client)
    return found
