"""The command line: arguments in, results to stdout, errors to stderr, exit codes. No work of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

try:
    import typer
except ImportError:  # the clients alone are installed
    sys.exit("adwright: the generator is not installed; run: pip install 'adwright[generate]'")

from adwright import __version__, project, tree
from adwright.config import Config, find_config, one_off
from adwright.problems import Problem, SpecError, UsageError

USAGE, BAD_SPEC = 2, 3

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
def generate(
    names: Names = None,
    spec: Annotated[
        Path | None, typer.Option(help="A spec to generate from without configuration.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="With --spec: the folder that gets the package.")
    ] = None,
    package: Annotated[str | None, typer.Option(help="With --spec: the package's name.")] = None,
    class_: Annotated[
        str | None, typer.Option("--class", help="With --spec: the client class.")
    ] = None,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Generate what changed, and say what was written."""
    with _reported(format):
        if spec is not None or output is not None or package is not None or class_ is not None:
            if spec is None or output is None or package is None or names:
                raise UsageError("give --spec, --output and --package together, and no NAME")
            parts = [project.client_part(one_off(spec, output, package, class_))]
            with _working(f"Generating {package}"):
                results = project.generate(parts, cache=not no_cache)
        else:
            config = find_config(Path.cwd())
            parts = project.parts_of(config, names or [])
            every = None if names else project.names_of(config)
            with _working("Generating"):
                results = project.generate(parts, every, cache=not no_cache)
        _print_warnings(warning for result in results for warning in result.warnings)
        _print_generated(results, parts[0].output, format)


@app.command()
def check(
    names: Names = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show how each file differs.")] = False,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Say which generated files are not what the specs ask for. Exit 1 if there are any."""
    with _reported(format):
        config = find_config(Path.cwd())
        parts = project.parts_of(config, names or [])
        every = None if names else project.names_of(config)
        with _working("Checking"):
            checked = project.check(parts, every, texts=diff, cache=not no_cache)
        _print_checked(config, checked, diff, format)
        if checked.drift or tree.pending(config.output):
            raise typer.Exit(1)


@app.command("bundle")
def bundle_(
    name: Annotated[str | None, typer.Argument(help="A configured client.")] = None,
    spec: Annotated[Path | None, typer.Option(help="A spec file instead of a configured client.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write: JSON if its name ends so, else YAML.")] = None,
    format: Format = "text",
) -> None:
    """Print a spec as one plain OpenAPI 3.1 file (YAML; JSON with --format json) that needs no extension."""
    with _reported(format):
        from adwright.document.bundle import bundle_file
        from adwright.document.printing import to_json, to_yaml

        [file] = _specs([name] if name is not None else [], spec, exactly_one=True)
        bundled, warnings = bundle_file(file)
        _print_warnings(iter(warnings))
        json_wanted = output.suffix.lower() == ".json" if output is not None else format == "json"
        text = to_json(bundled.root) if json_wanted else to_yaml(bundled.root)
        if output is None:
            print(text, end="")
        else:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(text, "utf-8")


def _specs(names: Sequence[str], spec: Path | None, *, exactly_one: bool = False) -> list[Path]:
    """The spec files that a command was asked for: those of configured clients, or one named as it is."""
    if spec is not None and names:
        raise UsageError("give a NAME or --spec, not both")
    if spec is None and exactly_one and not names:
        raise UsageError("give the NAME of a configured client, or --spec FILE")
    return [spec] if spec is not None else [target.spec for target in find_config(Path.cwd()).select(names)]


def _print_generated(results: Sequence[project.Generated], output: Path, format: str) -> None:
    if format == "json":
        print(
            json.dumps(
                {
                    "files": [
                        {"path": _shown(output / path), "state": state}
                        for result in results
                        for state, paths in (
                            ("written", result.written),
                            ("removed", result.removed),
                        )
                        for path in paths
                    ]
                }
            )
        )
        return
    width = max(len(result.name) for result in results) if results else 0
    for result in results:
        name = "(shared)" if result.name == project.SHARED else result.name
        for path in result.written:
            print(f"wrote    {_shown(output / path)}")
        for path in result.removed:
            print(f"removed  {_shown(output / path)}")
        counts = f"{len(result.written):4} written  {len(result.removed):4} removed  {result.unchanged:4} unchanged"
        print(f"{name:{max(width, 8)}}  {counts}")


_ADVICE = {
    "stale": "the spec or the configuration is newer: run `adwright generate`",
    "missing": "it was deleted or never made: run `adwright generate`",
    "edited": "it was changed by hand: change the spec or the templates instead, then run `adwright generate`",
    "generator": "made by another version of the generator or its templates: run `adwright generate`",
    "extra": "adwright did not write it: move it out of the package, or delete it",
}


def _print_checked(config: Config, checked: project.Checked, diff: bool, format: str) -> None:
    if format == "json":
        files = [
            {"path": _shown(config.output / item.path), "state": item.state}
            for item in checked.drift
        ]
        pending = {"pending": True} if tree.pending(config.output) else {}
        print(json.dumps({"files": files, **pending}))
        return
    if tree.pending(config.output):
        print("a write was cut off: the next `adwright generate` finishes it")
    for item in checked.drift:
        print(f"{item.state:9}  {_shown(config.output / item.path)}")
    if diff:
        for text in project.diffs(config.output, checked):
            print(text, end="")
    for state in sorted({item.state for item in checked.drift}):
        print(f"{state}: {_ADVICE[state]}")
    if not checked.drift and not tree.pending(config.output):
        print("generated files are in step with the specs")


def _shown(path: Path) -> str:
    """A path as short as the current folder allows."""
    return Path(os.path.relpath(path)).as_posix()


@contextmanager
def _reported(format: str) -> Generator[None]:
    """Turn what went wrong into messages and exit codes."""
    try:
        yield
    except SpecError as error:
        _print_errors(
            [problem.as_dict() for problem in error.problems], [*map(str, error.problems)], format
        )
        raise typer.Exit(BAD_SPEC) from None
    except UsageError as error:
        _print_errors([{"message": str(error)}], [f"adwright: {error}"], format)
        raise typer.Exit(USAGE) from None


def _print_errors(data: Sequence[object], lines: Sequence[str], format: str) -> None:
    if format == "json":
        print(json.dumps({"errors": data}), file=sys.stderr)
        return
    for line in lines:
        print(line, file=sys.stderr)


def _print_warnings(warnings: Iterator[Problem]) -> None:
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)


@contextmanager
def _working(what: str) -> Generator[None]:
    """Show on a terminal that something is going on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield


def main() -> None:
    """Run the command line."""
    app()
