"""The command line: arguments in, results to stdout, errors to stderr, exit codes. No work of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from textwrap import indent
from typing import Annotated, Literal

try:
    import typer
except ImportError:  # the clients alone are installed
    sys.exit("adwright: the generator is not installed; run: pip install 'adwright[generate]'")

from adwright import __version__, project
from adwright.config import Target, find_config, one_off
from adwright.console import print_warnings, reported, working
from adwright.folders import way_to
from adwright.moving import SPECS, Moved, moved_in
from adwright.problems import UsageError, one_line
from adwright.report import print_checked, print_first_steps, print_generated

app = typer.Typer(
    help="Typed Python clients from OpenAPI documents, kept in step with them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Names = Annotated[
    list[str] | None, typer.Argument(help="Configured clients; all of them if none is named.")
]
Format = Annotated[
    Literal["text", "json"], typer.Option("--format", help="How results and errors are printed.")
]
OneSpec = Annotated[
    Path | None, typer.Option("--spec", help="A spec file instead of configured clients.")
]
Client = Annotated[
    str | None, typer.Option("--class", help="The client class, if no configuration names it.")
]
Configured = Annotated[
    str | None,
    typer.Option(
        "--client", help="Read both as the spec of this configured client, with its overlays."
    ),
]
SpecClass = Annotated[str | None, typer.Option("--class", help="With --spec: the client class.")]
SpecRoot = Annotated[
    Path | None,
    typer.Option(help="With --spec: the folder no $ref may leave, if not the spec's."),
]
SpecOverlays = Annotated[
    list[Path] | None, typer.Option(help="With --spec: an OpenAPI Overlay file to apply to it.")
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Make everything again, whatever is known of it.")
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def init(
    spec: Annotated[
        str | None,
        typer.Option(
            help="The spec: a file, or a URL to fetch into specs/. Left out: it is looked for."
        ),
    ] = None,
) -> None:
    """Write a first configuration into pyproject.toml, and say what to type next."""
    with reported("text"):
        from adwright.init import find_specs, write_configuration

        here = Path.cwd()
        found = [_local(spec, here / "specs")] if spec is not None else find_specs(here)
        if len(found) != 1:
            listed = ", ".join(path.relative_to(here).as_posix() for path in found[:9])
            found_words = (
                f"there are {len(found)} here: {listed}" if found else "there is none here"
            )
            raise UsageError(f"which spec? {found_words}; give one with --spec")
        print(write_configuration(here, found[0]))
        print("written to pyproject.toml. Next: adwright generate")


@app.command()
def generate(
    names: Names = None,
    spec: Annotated[
        str | None,
        typer.Option(
            help="A spec to generate from without configuration: a file, or a URL to fetch here."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="With --spec: the folder that gets the package.")
    ] = None,
    package: Annotated[str | None, typer.Option(help="With --spec: the package's name.")] = None,
    class_: SpecClass = None,
    root: SpecRoot = None,
    overlay: SpecOverlays = None,
    as_project: Annotated[
        bool,
        typer.Option(
            "--project",
            help="With --spec: make the folder a project around the package, to publish it.",
        ),
    ] = False,
    command_line: Annotated[
        bool, typer.Option("--cli", help="With --spec: give the package a command line.")
    ] = False,
    mcp_server: Annotated[
        bool, typer.Option("--mcp", help="With --spec: give the package a server for agents.")
    ] = False,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Generate what changed, and say what was written."""
    with reported(format):
        flags = as_project or command_line or mcp_server
        given = (spec, output, package, class_, root, overlay, flags or None)
        if any(each is not None for each in given):
            if spec is None or output is None or package is None or names:
                raise UsageError("give --spec, --output and --package together, and no NAME")
            file = _local(spec, output / SPECS if as_project else Path())
            target = one_off(
                file, output, package, class_, root, overlay or (), cli=command_line, mcp=mcp_server
            )
            with (
                working(f"Generating {package}"),
                moved_in(target) if as_project else nullcontext(Moved(target)) as moved,
            ):
                parts, targets = [project.client_part(moved.target, moved.copied)], [moved.target]
                results = project.generate(parts, cache=not no_cache)
            for copy in moved.new if format == "text" else ():
                print(f"copied   {way_to(copy)}")
        else:
            config = find_config(Path.cwd())
            parts, targets = project.parts_of(config, names or []), [*config.targets]
            every = None if names else project.names_of(config)
            with working("Generating"):
                results = project.generate(parts, every, cache=not no_cache)
        print_warnings(warning for result in results for warning in result.warnings)
        print_generated(results, parts[0].output, format)
        if format == "text":
            print_first_steps(results, targets)


@app.command()
def check(
    names: Names = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show how each file differs.")] = False,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Say which generated files are not what the specs ask for. Exit 1 if there are any."""
    with reported(format):
        config = find_config(Path.cwd())
        parts = project.parts_of(config, names or [])
        every = None if names else project.names_of(config)
        with working("Checking"):
            checked = project.check(parts, every, texts=diff, cache=not no_cache)
        if code := print_checked(config.output, checked, format, diff=diff):
            raise typer.Exit(code)


@app.command("bundle")
def bundle_(
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
        [target] = _targets([name] if name is not None else [], spec)
        document, warnings = read_document(target)
        plain = bundle(document).root
        print_warnings(warnings)
        as_json = output.suffix.lower() == ".json" if output is not None else format == "json"
        _write(to_json(plain) if as_json else to_yaml(plain), output)


@app.command("lint")
def lint_(
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

        targets = _targets(names or [], spec)
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


@app.command()
def coverage(
    names: Names = None,
    spec: OneSpec = None,
    output: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Count what specs say, by the document it comes from and how sure it is: a page of Markdown."""
    with reported("text"):
        from adwright.coverage import coverage_page

        _write(coverage_page(_targets(names or [], spec)), output)


@app.command("docs")
def docs_(
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
        file = _local(spec, Path()) if spec is not None else None
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


@app.command("rules")
def rules_(names: Names = None, spec: OneSpec = None, format: Format = "text") -> None:
    """List the business rules that requests are judged by, and what of a spec is left out, widened or not judged."""
    with reported(format):
        from adwright.build import read_judged
        from adwright.rulelist import print_rows, rule_rows

        judged = [read_judged(target) for target in _targets(names or [], spec)]
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


@app.command("diff")
def diff_(
    old: Annotated[str, typer.Argument(help="The spec callers know: a file, or REV:path in git.")],
    new: Annotated[str, typer.Argument(help="The spec now, likewise.")],
    configured: Configured = None,
    class_: Client = None,
    fail_on: Annotated[
        Literal["breaking", "compatible"] | None,
        typer.Option(help="Exit 1 if there are such changes, or graver ones."),
    ] = None,
    version: Annotated[
        str | None, typer.Option(help="The version before the changes: prints the one after them.")
    ] = None,
    format: Annotated[
        Literal["text", "json", "markdown", "github"],
        typer.Option(help="markdown: for a pull request; github: annotations of a workflow."),
    ] = "text",
) -> None:
    """Say what a change of a spec means for code that calls the client, and which version it asks for."""
    with reported(format):
        from adwright.diff import compare, formats
        from adwright.diff.inputs import read_inputs

        with working("Comparing"):
            inputs = read_inputs(old, new, class_, configured)
            changes = compare(inputs.before, inputs.after, inputs.client)
        print_warnings(inputs.idle)
        worst = {"breaking": ("breaking",), "compatible": ("breaking", "compatible")}
        failing = fail_on is not None and any(c.kind in worst[fail_on] for c in changes)
        if format == "github":
            file = new if os.path.isfile(new) else ""
            print(formats.as_github(changes, version, file=file, failing=failing))
        else:
            printers = {"json": formats.as_json, "markdown": formats.as_markdown}
            print(printers.get(format, formats.as_text)(changes, version))
        if failing:
            raise typer.Exit(1)


@app.command()
def changelog(
    old: Annotated[str, typer.Argument(help="The spec of the last release: a file, or REV:path.")],
    new: Annotated[str, typer.Argument(help="The spec now, likewise.")],
    configured: Configured = None,
    class_: Client = None,
    version: Annotated[
        str | None, typer.Option(help="The version of the entry; Unreleased without.")
    ] = None,
) -> None:
    """Draft the entry of a changelog for a change of a spec."""
    with reported("text"):
        from adwright.changelog import draft
        from adwright.diff import compare
        from adwright.diff.inputs import read_inputs

        inputs = read_inputs(old, new, class_, configured)
        print_warnings(inputs.idle)
        changes = compare(inputs.before, inputs.after, inputs.client)
        print(draft(changes, inputs.client, version), end="")


@app.command()
def drift(
    file: Annotated[Path, typer.Argument(help="What a DriftLog of a client wrote: JSON Lines.")],
    client: Annotated[
        str | None,
        typer.Option("--client", help="The configured client whose responses it is about."),
    ] = None,
    spec: OneSpec = None,
    format: Format = "text",
) -> None:
    """Show how responses differed from what a spec says, and draft the edit of it as an overlay."""
    with reported(format):
        from adwright.observed import compare, read_seen

        if (client is None) == (spec is None):
            raise UsageError("give --client or --spec")
        (target,) = _targets([client] if client is not None else [], spec)
        with working("Comparing"):
            rows, overlay = compare(target, read_seen(file))
        if format == "json":
            print(json.dumps({"seen": [row.as_dict() for row in rows], "overlay": overlay}))
            return
        for row in rows:
            print(one_line(str(row)))
        if overlay:
            print("\nAs an overlay, to be read over:\n")
            print(indent(overlay, "    "), end="")


@app.command()
def watch(names: Names = None) -> None:
    """Regenerate at every save of a spec, a template or the configuration, and say what changed."""
    with reported("text"):
        from adwright.watch import watch as watch_project

        watch_project(Path.cwd(), names or [], lambda line: print(line, flush=True))


def _local(spec: str, folder: Path) -> Path:
    """A spec as a file: itself, or what its URL has, kept in a folder."""
    from adwright.fetch import fetch, is_url

    if not is_url(spec):
        return Path(spec)
    path = fetch(spec, folder)
    print(f"fetched {path.as_posix()} from {spec}")
    return path


def _targets(names: Sequence[str], spec: Path | None) -> Sequence[Target]:
    """What a command was asked for: configured clients, or one spec that needs no configuration."""
    if spec is not None and names:
        raise UsageError("give NAMEs or --spec, not both")
    if spec is not None:
        return [one_off(spec, Path(), "spec", None)]
    return find_config(Path.cwd()).select(names)


def _write(text: str, output: Path | None) -> None:
    """Text to a file, or to stdout."""
    if output is None:
        print(text, end="")
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, "utf-8", newline="\n")
