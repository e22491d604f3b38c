"""Commands that make clients and keep them in step."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from adwright.commands.console import print_warnings, reported, working
from adwright.commands.moving import SPECS, Moved, moved_in
from adwright.commands.options import (
    Format,
    Names,
    NoCache,
    SpecClass,
    SpecOverlays,
    SpecRoot,
    local_file,
)
from adwright.commands.report import print_checked, print_first_steps, print_generated
from adwright.config import find_config, one_off
from adwright.folders import way_to
from adwright.problems import UsageError
from adwright.project.check import check as check_parts
from adwright.project.generate import generate as generate_parts
from adwright.project.parts import client_part, names_of, parts_of


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
        from adwright.commands.init import find_specs, write_configuration

        here = Path.cwd()
        found = [local_file(spec, here / "specs")] if spec is not None else find_specs(here)
        if len(found) != 1:
            listed = ", ".join(path.relative_to(here).as_posix() for path in found[:9])
            found_words = (
                f"there are {len(found)} here: {listed}" if found else "there is none here"
            )
            raise UsageError(f"which spec? {found_words}; give one with --spec")
        print(write_configuration(here, found[0]))
        print("written to pyproject.toml. Next: adwright generate")


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
            file = local_file(spec, output / SPECS if as_project else Path())
            target = one_off(
                file, output, package, class_, root, overlay or (), cli=command_line, mcp=mcp_server
            )
            with (
                working(f"Generating {package}"),
                moved_in(target) if as_project else nullcontext(Moved(target)) as moved,
            ):
                parts, targets = [client_part(moved.target, moved.copied)], [moved.target]
                results = generate_parts(parts, cache=not no_cache)
            for copy in moved.new if format == "text" else ():
                print(f"copied   {way_to(copy)}")
        else:
            config = find_config(Path.cwd())
            parts, targets = parts_of(config, names or []), [*config.targets]
            every = None if names else names_of(config)
            with working("Generating"):
                results = generate_parts(parts, every, cache=not no_cache)
        print_warnings(warning for result in results for warning in result.warnings)
        print_generated(results, parts[0].output, format)
        if format == "text":
            print_first_steps(results, targets)


def check(
    names: Names = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show how each file differs.")] = False,
    no_cache: NoCache = False,
    format: Format = "text",
) -> None:
    """Say which generated files are not what the specs ask for. Exit 1 if there are any."""
    with reported(format):
        config = find_config(Path.cwd())
        parts = parts_of(config, names or [])
        every = None if names else names_of(config)
        with working("Checking"):
            checked = check_parts(parts, every, texts=diff, cache=not no_cache)
        if code := print_checked(config.output, checked, format, diff=diff):
            raise typer.Exit(code)


def watch(names: Names = None) -> None:
    """Regenerate at every save of a spec, a template or the configuration, and say what changed."""
    with reported("text"):
        from adwright.project.watch import watch as watch_project

        watch_project(Path.cwd(), names or [], lambda line: print(line, flush=True))
