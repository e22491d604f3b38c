"""What a command line chooses of its client: options for its arguments, credentials from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import click

from ..client import APIClient
from ..programs.chosen import choices_of, given_credentials

ClientType: TypeAlias = type[APIClient]


def client_of(ctx: click.Context) -> APIClient:
    """The client of a command line, with what was chosen of it."""
    top = ctx.find_root()
    if top.obj is None:
        command: Any = top.command
        chosen = {key: value for key, value in top.params.items() if value is not None}
        chosen |= given_credentials(command.client_type)
        try:
            top.obj = top.with_resource(command.make(**chosen))
        except ValueError as error:
            raise click.UsageError(str(error), top) from None
    client: APIClient = top.obj
    return client


def client_options(client: ClientType) -> Iterator[click.Option]:
    """Options for the arguments of a client that are numbers, or texts which are no secrets."""
    for each in choices_of(client):
        type_: Any = click.Choice(each.values) if each.values else each.type
        help_ = f"{each.help[:1].upper()}{each.help[1:]}"
        yield click.Option([each.option, each.name], type=type_, help=help_)
