"""Options that several commands have, and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from adwright.config import Target, find_config, one_off
from adwright.problems import UsageError

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


def local_file(spec: str, folder: Path) -> Path:
    """A spec as a file: itself, or what its URL has, kept in a folder."""
    from adwright.commands.fetch import fetch, is_url

    if not is_url(spec):
        return Path(spec)
    path = fetch(spec, folder)
    print(f"fetched {path.as_posix()} from {spec}")
    return path


def targets_of(names: Sequence[str], spec: Path | None) -> Sequence[Target]:
    """What a command was asked for: configured clients, or one spec that needs no configuration."""
    if spec is not None and names:
        raise UsageError("give NAMEs or --spec, not both")
    if spec is not None:
        return [one_off(spec, Path(), "spec", None)]
    return find_config(Path.cwd()).select(names)


def print_or_write(text: str, output: Path | None) -> None:
    """Text to a file, or to stdout."""
    if output is None:
        print(text, end="")
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, "utf-8", newline="\n")
