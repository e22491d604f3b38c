"""Commands that look at specs and say something about them, or make something else of them than clients."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from adwright.commands.console import print_warnings, reported, working
from adwright.commands.options import (
    Format,
    Names,
    OneSpec,
    SpecClass,
    SpecOverlays,
    SpecRoot,
    local_file,
    print_or_write,
    targets_of,
)
from adwright.config import find_config
from adwright.folders import way_to
from adwright.problems import UsageError, one_line


def bundle(
    name: Annotated[str | None, typer.Argument(help="A configured client.")] = None,
    spec: OneSpec = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write: JSON if its name ends so, else YAML.")
    ] = None,
    format: Format = "text",
) -> None:
    """Print a spec as one plain OpenAPI 3.1 file that needs no extension: YAML, or JSON with --format json."""
    with reported(format):
        from adwright.build import read_document
        from adwright.bundle.document import bundle
        from adwright.document.printing import to_json, to_yaml

        if name is None and spec is None:
            raise UsageError("give the NAME of a configured client, or --spec FILE")
        [target] = targets_of([name] if name is not None else [], spec)
        document, warnings = read_document(target)
        plain = bundle(document).root
        print_warnings(warnings)
        as_json = output.suffix.lower() == ".json" if output is not None else format == "json"
        print_or_write(to_json(plain) if as_json else to_yaml(plain), output)


def lint(
    names: Names = None,
    spec: OneSpec = None,
    select: Annotated[
        list[str] | None,
        typer.Option(help="A set of rules, correctness or house, or the id of a rule; repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="A set or rule that is left out; repeatable.")
    ] = None,
    format: Format = "text",
) -> None:
    """Hold specs to rules. Exit 1 if there are findings."""
    with reported(format):
        from adwright.lint import in_short, lint_targets

        targets = targets_of(names or [], spec)
        nothing: Mapping[str, Sequence[str]] = {}
        said = nothing if spec is not None else find_config(Path.cwd()).lint
        with working("Looking"):
            findings = lint_targets(
                targets,
                select or said.get("select", ()),
                [*(ignore or ()), *said.get("ignore", ())],
            )
        if format == "json":
            print(json.dumps({"findings": [finding.as_dict() for finding in findings]}))
        else:
            for finding in in_short(findings):
                print(finding)
        if findings:
            raise typer.Exit(1)


def coverage(
    names: Names = None,
    spec: OneSpec = None,
    output: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Count what specs say, by the document it comes from and how sure it is: a page of Markdown."""
    with reported("text"):
        from adwright.site.coverage import coverage_page

        print_or_write(coverage_page(targets_of(names or [], spec)), output)


def docs(
    output: Annotated[
        Path, typer.Option(help="The folder that becomes the site; a site in it is replaced.")
    ],
    names: Names = None,
    spec: Annotated[
        str | None,
        typer.Option(help="A spec instead of configured clients: a file, or a URL to fetch here."),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(help="With --spec: the package's name; left out, the name of the file."),
    ] = None,
    class_: SpecClass = None,
    root: SpecRoot = None,
    overlay: SpecOverlays = None,
    title: Annotated[
        str | None, typer.Option(help="What the site is called; left out, after its clients.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            help="A git revision, such as the tag of the last release: each client gets a page of what changed since."
        ),
    ] = None,
    format: Format = "text",
) -> None:
    """Make a site of documentation: first steps, every operation with examples, classes, rules, coverage, search.

    It needs the extra `docs` of adwright. The site works from any web server, without the internet.
    """
    with reported(format):
        from adwright.site.inputs import Wanted, read_site
        from adwright.site.make import make_site, refuse_foreign

        refuse_foreign(output)
        given = (package, class_, root, overlay)
        if spec is None and any(each is not None for each in given):
            raise UsageError("--package, --class, --root and --overlay are for --spec")
        if spec is not None and names:
            raise UsageError("give NAMEs or --spec, not both")
        file = local_file(spec, Path()) if spec is not None else None
        wanted = Wanted(
            names or (), file, package, class_, root, tuple(overlay or ()), title, since
        )
        with working("Documenting"):
            site, warnings = read_site(wanted, Path.cwd())
            pages = make_site(site, output)
        print_warnings(warnings)
        if format == "json":
            print(json.dumps({"site": output.as_posix(), "pages": pages}))
        else:
            print(
                f"{way_to(output)}: {pages} pages; to look at them: python -m http.server -d {way_to(output)}"
            )


def rules(names: Names = None, spec: OneSpec = None, format: Format = "text") -> None:
    """List the business rules that requests are judged by, and what of a spec is left out, widened or not judged."""
    with reported(format):
        from adwright.build import read_judged
        from adwright.commands.rules import print_rows, rule_rows

        judged = [read_judged(target) for target in targets_of(names or [], spec)]
        rows = [row for each in judged for row in rule_rows(each.api)]
        print_warnings(problem for each in judged for problem in each.losses)
        formats = sorted({name for each in judged for name in each.formats})
        if format == "json":
            listed = [row.as_dict() for row in rows]
            print(json.dumps({"rules": listed, "formats_not_judged": formats}))
        else:
            print_rows(rows)
            if formats:
                print(one_line(f"Formats that are not looked at: {', '.join(formats)}"))
