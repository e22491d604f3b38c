"""Commands about what differs: two versions of a spec, or a spec and the responses that clients saw."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import indent
from typing import Annotated, Literal

import typer

from adwright.commands.console import print_warnings, reported, working
from adwright.commands.options import Client, Configured, Format, OneSpec, targets_of
from adwright.problems import UsageError, one_line


def diff(
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
        from adwright.diff import compare
        from adwright.diff.changelog import draft
        from adwright.diff.inputs import read_inputs

        inputs = read_inputs(old, new, class_, configured)
        print_warnings(inputs.idle)
        changes = compare(inputs.before, inputs.after, inputs.client)
        print(draft(changes, inputs.client, version), end="")


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
        from adwright.drafts.observed import compare, read_seen

        if (client is None) == (spec is None):
            raise UsageError("give --client or --spec")
        (target,) = targets_of([client] if client is not None else [], spec)
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
