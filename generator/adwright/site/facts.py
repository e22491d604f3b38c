"""What a site tells of a client: facts, settled before any page is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from adwright.build import Described, describe
from adwright.config import Target
from adwright.ir.api import Api
from adwright.ir.facts import Origin, Rule
from adwright.ir.operations import Operation
from adwright.ir.text import Identifier, Text
from adwright.problems import Problem
from adwright.render.asked import Asked
from adwright.render.files import Package
from adwright.render.first_steps import first_operation
from adwright.site.coverage import Fact, coverage_table, facts_of
from adwright.site.examples import Example, Examples, environment_variables
from adwright.site.loaded import loaded


@dataclass(frozen=True, slots=True)
class Call:
    """A method.

    Attributes:
        name: what is written behind the client to call it.
        resource: the resource, empty if it is a method of the client itself.
        operation: what it calls.
        example: an example of it, if there is one.
        unnamed: the credentials that it needs and that the client reads from no environment variable, each with
            one that may hold it.
    """

    name: str
    resource: str
    operation: Operation
    example: Example | None
    unnamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A rule, with all that it is about.

    Attributes:
        rule: the rule.
        anchor: the anchor of its entry.
        calls: the methods whose arguments it judges.
        paths: the values that it asks something of, as callers write them.
    """

    rule: Rule
    anchor: str
    calls: tuple[Call, ...]
    paths: tuple[str, ...]

    @property
    def id(self) -> Text:
        return self.rule.id

    @property
    def says(self) -> Text:
        return self.rule.says

    @property
    def warns(self) -> bool:
        return self.rule.warns

    @property
    def origin(self) -> Origin:
        return self.rule.origin


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact of the document, and where it is from."""

    name: Text
    thing: str
    source: Text
    note: Text


@dataclass(frozen=True, slots=True)
class Client:
    """A client.

    Attributes:
        name: the name of its folder in the site.
        api: what it is.
        package: what it is called; its name is that under which it is imported.
        operations: its methods.
        rules: its rules.
        variables: the environment variable of each credential.
        table: how much the document says, as a table of Markdown.
        facts: what the document says by how sure it is; nothing if it does not tell where it has that from.
        warnings: what is doubtful in the document.
    """

    name: str
    api: Api
    package: Package
    operations: tuple[Call, ...]
    rules: tuple[ToldRule, ...]
    variables: Mapping[str, str]
    table: str
    facts: Mapping[str, tuple[ToldFact, ...]]
    warnings: tuple[Problem, ...]

    @property
    def first(self) -> Call | None:
        """The method to begin with."""
        found = first_operation(self.api)
        calls = (each for each in self.operations if found and each.operation == found[1])
        return next((each for each in calls if each.example is not None), None)


def read_client(target: Target) -> Client:
    """All that a site tells of a client.

    Args:
        target: the client.

    Raises:
        UsageError: its spec does not exist, or its class cannot be called so.
        SpecError: its spec cannot be generated from.
    """
    described = describe(target)
    api = described.api
    calls = tuple(_calls(described))
    name = target.import_name
    facts = [*facts_of(described.document)]
    return Client(
        target.name,
        api,
        replace(described.package, name=Identifier(name)),
        calls,
        tuple(_rules(api, calls)),
        dict(environment_variables(api, described.package)),
        coverage_table(facts),
        _by_status(facts),
        described.warnings,
    )


def _calls(described: Described) -> Iterator[Call]:
    api, known = described.api, described.api.credentials
    variables = dict(environment_variables(api, described.package))
    with loaded(described.files) as client:
        examples = Examples(api, described.package, client)
        try:
            for name, operation in api.named_operations:
                resource, _, _ = name.rpartition(".")
                needed = api.credentials_for(operation)
                unnamed = tuple(
                    (each, variables[each]) for each in needed if known[each].env is None
                )
                yield Call(name, resource, operation, examples.of(name, operation), unnamed)
        finally:
            examples.close()


def _rules(api: Api, calls: Iterable[Call]) -> Iterator[ToldRule]:
    """The rules of an Api, each once, by its id and what it says."""
    found: dict[tuple[str, str], tuple[Rule, dict[str, Call], dict[str, None]]] = {}

    def note(rule: Rule, call: Call, path: str) -> None:
        _, by_name, paths = found.setdefault((rule.id.raw, rule.says.raw), (rule, {}, {}))
        by_name[call.name] = call
        if path:
            paths[path] = None

    asked = Asked(api)
    for call in calls:
        for told in asked.of(call.operation).values():
            for path, rule in told:
                note(rule, call, path)
    for rule in api.rules:
        found.setdefault((rule.id.raw, rule.says.raw), (rule, {}, {}))
    anchors: dict[str, int] = {}
    for rule, by_name, paths in found.values():
        anchor = re.sub(r"[^A-Za-z0-9_.-]+", "-", rule.id.raw).strip("-") or "rule"
        anchors[anchor] = number = anchors.get(anchor, 0) + 1
        anchor = f"{anchor}-{number}" if number > 1 else anchor
        yield ToldRule(rule, anchor, tuple(by_name.values()), tuple(paths))


def _by_status(facts: Iterable[Fact]) -> dict[str, tuple[ToldFact, ...]]:
    """Facts by how sure they are, the least sure first."""
    found: dict[str, list[ToldFact]] = {
        each: [] for each in ("assumed", "observed", "vendor", "documented")
    }
    is_told = False
    for fact in facts:
        if fact.status:
            is_told = is_told or bool(fact.source) or fact.status != "documented"
            told = ToldFact(Text(fact.name), fact.thing, Text(fact.source), Text(fact.note))
            found[fact.status].append(told)
    return {status: tuple(told) for status, told in found.items() if told and is_told}
