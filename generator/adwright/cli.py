"""The command line: arguments in, results to stdout, errors to stderr, exit codes. No work of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

try:
    import typer
except ImportError:  # the clients alone are installed
    sys.exit("adwright: the generator is not installed; run: pip install 'adwright[generate]'")

from adwright import __version__, project
from adwright.config import find_config, one_off
from adwright.problems import Problem, SpecError, UsageError
from adwright.report import answer, print_checked, print_generated

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
    root: Annotated[
        Path | None, typer.Option(help="With --spec: the folder no $ref may leave, if not the spec's.")
    ] = None,
    overlay: Annotated[
        list[Path] | None, typer.Option(help="With --spec: an OpenAPI Overlay file to apply to it.")
    ] = None,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Generate what changed, and say what was written."""
    with _reported(format):
        if any(given is not None for given in (spec, output, package, class_, root, overlay)):
            if spec is None or output is None or package is None or names:
                raise UsageError("give --spec, --output and --package together, and no NAME")
            target = one_off(spec, output, package, class_, root, overlay or ())
            parts = [project.client_part(target)]
            with _working(f"Generating {package}"):
                results = project.generate(parts, cache=not no_cache)
        else:
            config = find_config(Path.cwd())
            parts = project.parts_of(config, names or [])
            every = None if names else project.names_of(config)
            with _working("Generating"):
                results = project.generate(parts, every, cache=not no_cache)
        _print_warnings(warning for result in results for warning in result.warnings)
        print_generated(results, parts[0].output, format)


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
        if code := print_checked(config.output, checked, format, diff=diff):
            raise typer.Exit(code)


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
    code = answer(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    app()
