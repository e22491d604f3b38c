"""The pages of a site as Markdown: which there are, from which template, with what."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment

from adwright.folders import templates_folder
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.facts import Rule
from adwright.ir.text import Text
from adwright.render import markdown
from adwright.render.entries import Links, entries
from adwright.render.files import FileTree
from adwright.render.project import Surroundings
from adwright.site.examples import NO_SERVER
from adwright.site.facts import Client
from adwright.site.shell import command

FOLDERS = ("docs",)
MOST_CLASSES = 80
"""Classes and named types on one page; more are divided by their first letters."""
MOST_IN_A_PIECE = 120
"""Classes and named types of one letter on one page."""

_MODULES = {
    "models": ("Models", "What comes back. A field that was left out or sent as null reads `None`; fields that stand"
        " here nowhere are kept."),
    "params": ("What may be sent", "Dicts, for type checkers and editors. No import is needed to call."),
    "enums": ("Values", "The values that fields and arguments may have."),
}  # fmt: skip
_Class = Model | Params | Alias


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes:
        path: where it stands in the site, with `/`.
        title: what navigation calls it.
        text: its Markdown.
        about: what is said of it where it is listed.
        within: the titles of the parts of the navigation that it belongs to.
        is_plain: whether it is for programs alone, and no page of HTML is made of it.
    """

    path: str
    title: Text
    text: str
    about: Text | None = None
    within: tuple[str, ...] = ()
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """A site: what all of its pages are made from.

    Attributes:
        title: what it is called.
        clients: the clients that it tells of.
        distribution: the package on an index that has the clients, if there is one.
        changelog: the changelog of the project, if there is one.
        since: a revision of git that changes are told since.
        changes: what changed since then, by name of the client.
    """

    title: Text
    clients: tuple[Client, ...]
    distribution: str = ""
    changelog: str = ""
    since: Text | None = None
    changes: dict[str, str] = field(default_factory=dict[str, str])


def pages_of(site: Site) -> list[Page]:
    """All pages of a site; the same site gives the same pages."""
    pages = [page for client in site.clients for page in _ClientPages(site, client).all()]
    listed = [
        {"name": each.name, "api": each.api, "pages": [p for p in pages if p.path.startswith(f"{each.name}/")]}
        for each in site.clients
    ]  # fmt: skip
    made = entries(site.clients[0].api, site.clients[0].package, FOLDERS)
    made.filters.update(_FILTERS)
    known: dict[str, Any] = {
        "title": site.title,
        "clients": site.clients,
        "has_changelog": bool(site.changelog),
    }
    made.globals.update(known, **_WORDS)
    home = Page("index.md", site.title, _rendered(made, "home.md.j2"))
    rest = [Page("changelog.md", Text("Changelog"), site.changelog)] if site.changelog else []
    llms = _rendered(made, "llms.txt.j2", clients=listed)
    return [home, *pages, *rest, Page("llms.txt", site.title, llms, is_plain=True)]


def assets() -> FileTree:
    """What pages are shown with: texts by path."""
    folder = templates_folder() / "docs" / "assets"
    files = sorted(each for each in folder.iterdir() if each.is_file())
    return {f"assets/{each.name}": each.read_text("utf-8") for each in files}


def _called(client: Client, clients: Sequence[Client]) -> str:
    """What navigation calls a client: by its class, or by its name where others have a class of that name."""
    same = [each for each in clients if each.package.client == client.package.client]
    return client.package.client if len(same) == 1 else client.name


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _shell_word(text: Text) -> str:
    return command([[text.raw]]).text


_FILTERS: dict[str, Any] = {"shell_word": _shell_word}
_WORDS: dict[str, Any] = {"counted": _counted, "no_server": NO_SERVER}


def _rendered(made: Environment, template: str, **values: Any) -> str:
    return markdown.tidied(made.get_template(template).render(values))


class _ClientPages:
    """The pages of one client."""

    def __init__(self, site: Site, client: Client) -> None:
        self._site, self._client = site, client
        self._title = _called(client, site.clients)
        self._page = ""
        self._anchors = {(each.id.raw, each.says.raw): each.anchor for each in client.rules}
        api = client.api
        self._classes: dict[str, tuple[_Class, ...]] = {
            "models": _by_name((*api.models, *api.aliases_of("model"))),
            "params": _by_name((*api.params, *api.aliases_of("params"))),
            "enums": _by_name(api.aliases_of("enum")),
        }
        self._pieces = {module: _pieces(classes) for module, classes in self._classes.items()}
        self._homes: dict[tuple[str, str], str] = {
            (module, each.name): f"{module}/{piece}.md"
            for module, pieces in self._pieces.items()
            for piece, classes in pieces.items()
            for each in classes
        }
        links = Links(self._to_class, self._to_method, self._to_rule, folds=True)
        self._made = entries(api, client.package, FOLDERS, links=links)
        self._made.filters.update(_FILTERS)
        known: dict[str, Any] = {"client": client}
        self._made.globals.update(known, **_WORDS)

    def all(self) -> Iterator[Page]:
        """Every page, in the order of the navigation."""
        client, api = self._client, self._client.api
        summary = api.doc.summary if api.doc.summary != api.title else None
        yield self._made_of(
            "index.md", api.title, "start.md.j2", summary or api.doc.description,
            distribution=self._site.distribution, since=self._site.since,
        )  # fmt: skip
        for resource in api.resources:
            calls = [each for each in client.operations if each.resource == resource.name]
            about = resource.doc.summary or resource.doc.description
            yield self._made_of(
                f"resources/{resource.name}.md", Text(resource.name), "resource.md.j2", about, ("Operations",),
                resource=resource, name=resource.name, calls=calls, waits=resource.waits, up="../",
            )  # fmt: skip
        if calls := [each for each in client.operations if not each.resource]:
            yield self._made_of(
                "client.md", Text("The client itself"), "resource.md.j2", within=("Operations",),
                resource=None, name="", calls=calls, waits=(), up="",
            )  # fmt: skip
        if api.events:
            about = Text("What the service sends by itself.")
            yield self._made_of("webhooks.md", Text("Webhooks"), "webhooks.md.j2", about)
        for module in self._classes:
            yield from self._class_pages(module)
        if client.rules:
            about = Text("What requests have to keep beyond types and limits.")
            yield self._made_of("rules.md", Text("Rules"), "rules.md.j2", about)
        about = Text("How sure each fact is, and where it is from.")
        yield self._made_of(
            "coverage.md",
            Text("Coverage"),
            "coverage.md.j2",
            about,
            table=client.table,
            facts=client.facts,
        )
        reference = Surroundings(api, client.package).reference()
        yield Page(f"{client.name}/reference.md", api.title, reference, is_plain=True)
        if text := self._site.changes.get(client.name):
            heading = f"Changes since {markdown.inline(self._site.since)}"
            yield Page(
                f"{client.name}/changes.md",
                Text("Changes"),
                f"# {heading}\n\n{text}",
                within=(self._title,),
            )

    def _made_of(
        self,
        path: str,
        title: Text,
        template: str,
        about: Text | None = None,
        within: tuple[str, ...] = (),
        **values: Any,
    ) -> Page:
        self._page = path
        text = _rendered(self._made, template, **values)
        return Page(f"{self._client.name}/{path}", title, text, about, (self._title, *within))

    def _class_pages(self, module: str) -> Iterator[Page]:
        classes = self._classes[module]
        title, about = _MODULES[module]
        values: dict[str, Any] = {"intro": f"From `{self._client.package.name}.{module}`. {about}"}
        if not classes:
            return
        if len(classes) <= MOST_CLASSES:
            yield self._made_of(
                f"{module}.md",
                Text(title),
                "classes.md.j2",
                heading=title,
                classes=classes,
                **values,
            )
            return
        pieces = self._pieces[module]
        yield self._made_of(
            f"{module}.md", Text("All of them"), "classlist.md.j2", Text(about), (title,),
            heading=title, module=module, pieces=pieces, **values,
        )  # fmt: skip
        for letter, some in pieces.items():
            name = f"{title}: {letter.upper()}"
            yield self._made_of(
                f"{module}/{letter}.md", Text(letter.upper()), "classes.md.j2", None, (title,),
                heading=name, classes=some, **values,
            )  # fmt: skip

    # Links, from the page that is being made ----------------------------------------------------

    def _to(self, path: str, anchor: str) -> str:
        if path == self._page:
            return f"#{anchor}"
        return f"{posixpath.relpath(path, posixpath.dirname(self._page) or '.')}#{anchor}"

    def _to_class(self, module: str, name: str) -> str:
        return self._to(self._homes.get((module, name), f"{module}.md"), name)

    def _to_method(self, resource: str, name: str) -> str:
        return self._to(f"resources/{resource}.md" if resource else "client.md", name)

    def _to_rule(self, rule: Rule) -> str:
        return self._to("rules.md", self._anchors[rule.id.raw, rule.says.raw])


def _by_name(classes: Sequence[_Class]) -> tuple[_Class, ...]:
    return tuple(
        sorted(classes, key=lambda each: (_letter(each.name), each.name.lower(), each.name))
    )


def _pieces(classes: Sequence[_Class]) -> dict[str, list[_Class]]:
    """Many classes in pieces by their first letters, several for a letter that very many begin with; none of few."""
    if len(classes) <= MOST_CLASSES:
        return {}
    letters: dict[str, list[_Class]] = {}
    for each in classes:
        letters.setdefault(_letter(each.name), []).append(each)
    return {
        f"{letter}{number if len(some) > MOST_IN_A_PIECE else ''}": part
        for letter, some in letters.items()
        for number, part in enumerate(_parts(some), 1)
    }


def _parts(classes: Sequence[_Class]) -> Iterator[list[_Class]]:
    for start in range(0, len(classes), MOST_IN_A_PIECE):
        yield [*classes[start : start + MOST_IN_A_PIECE]]


def _letter(name: str) -> str:
    """The letter that a class stands under."""
    first = name.lstrip("_")[:1].lower()
    return first if first.isascii() and first.isalpha() else "other"
