"""Starts the server of a client: what it is told on the command line, and over what agents reach it."""

from __future__ import annotations

import argparse
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

from ..client import AsyncAPIClient
from ..errors import RuleWarning
from ..programs.chosen import choices_of, credentials, given_credentials
from ..programs.methods import first_line
from ..programs.started import print_warnings, program

if TYPE_CHECKING:
    from .server import AgentServer

ABOUT = "Serve the operations to agents, by the Model Context Protocol"
_MAX_SIZE, _SMALLEST = 20_000, 200  # characters
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


def word(client: type) -> str:
    """The word on the command line that starts the server: `mcp`, where the client has nothing called so."""
    return "mcp-server" if hasattr(client, "mcp") else "mcp"


def serve(client: type[Any], package: str) -> NoReturn:
    """Run the server until whoever started it is gone, and end the program.

    Args:
        client: The class of the client.
        package: Its package, with dots.
    """
    name = f"{program(package)} {word(client)}"
    parser = _parser(client, name)
    if sys.argv[1:2] != [word(client)]:
        print(f"this starts the server for agents: {name}", file=sys.stderr)
        sys.exit(2)
    given = vars(parser.parse_args(sys.argv[2:]))
    try:
        from .server import AgentServer
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types", "uvicorn"):
            raise
        print(
            "the server needs the MCP SDK, from 2.0 on: pip install 'mcp>=2' uvicorn",
            file=sys.stderr,
        )
        sys.exit(2)
    import asyncio  # here: a command line, which loads this module too, has no use for it

    from .tools import Allowance

    warnings.simplefilter("ignore", RuleWarning)  # which the agent is told
    print_warnings()
    signed = given_credentials(client)
    if credentials(client) and not signed:
        named = ", ".join(credentials(client).values())
        print(
            f"none of these is set, so what needs a login will be refused: {named}", file=sys.stderr
        )
    names = {each.name for each in choices_of(client)}
    chosen = {name: value for name, value in given.items() if name in names and value is not None}
    allowance = Allowance(given["allow_writes"], given["served_operations"])
    try:
        made: AsyncAPIClient = client(**chosen, **signed)
        server = AgentServer(made, package, allowance, given["max_size"])
        bound = _bound(*given["http"]) if given["http"] else None
    except (ValueError, OSError) as error:
        parser.error(str(error))
    try:
        asyncio.run(_serve(made, server, bound, given["http"][0] if bound else ""))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0)


def _parser(client: type, name: str) -> argparse.ArgumentParser:
    signed = ", ".join(credentials(client).values())
    parser = argparse.ArgumentParser(
        prog=name,
        description=f"{first_line(client)}. {ABOUT}.",
        epilog=f"Credentials are read from the environment: {signed}." if signed else None,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--allow-writes",
        action="store_true",
        help="offer what may change something too; else the server reads only",
    )
    parser.add_argument(
        "--operations",
        dest="served_operations",
        type=_names,
        default=["*"],
        metavar="NAMES",
        help="offer these alone: RESOURCE.METHOD, separated by commas; * stands for any text",
    )
    parser.add_argument(
        "--max-size",
        type=_size,
        default=_MAX_SIZE,
        metavar="CHARACTERS",
        help=f"how much of a result is given at once ({_MAX_SIZE}); the rest is given when it is asked for",
    )
    parser.add_argument(
        "--http",
        type=_address,
        metavar="[HOST:]PORT",
        help="serve over streamable HTTP at /mcp, on 127.0.0.1 if no host is said; else over stdin and stdout",
    )
    own = {"--allow-writes", "--operations", "--max-size", "--http", "--help"}
    for each in choices_of(client):
        option = f"--client-{each.option[2:]}" if each.option in own else each.option
        parser.add_argument(
            option,
            dest=each.name,
            type=each.type,
            choices=each.values or None,
            help=each.help.replace("%", "%%"),
        )
    return parser


def _names(text: str) -> list[str]:
    """Names of operations.

    Raises:
        ArgumentTypeError: There are none.
    """
    names = [each.strip() for each in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError("names are separated by commas, and there is at least one")
    return names


def _size(text: str) -> int:
    """How many characters are given at once.

    Raises:
        ArgumentTypeError: It is no number, or too small for any answer.
    """
    if not text.isdecimal() or int(text) < _SMALLEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of {_SMALLEST} or more")
    return int(text)


def _address(text: str) -> tuple[str, int]:
    """A host and a port.

    Raises:
        ArgumentTypeError: It is none.
    """
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no [HOST:]PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        OSError: It cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def _serve(
    client: AsyncAPIClient, server: AgentServer, bound: socket.socket | None, name: str
) -> None:
    async with client:
        if bound is not None:
            await _over_http(server, bound, name)
            return
        from mcp.server.stdio import stdio_server

        async with stdio_server() as (reading, writing):
            sdk = server.sdk
            await sdk.run(reading, writing, sdk.create_initialization_options())


def _own_names() -> Iterator[str]:
    """What this machine is called in a network: its names and addresses, as far as it knows them."""
    name = socket.gethostname()
    yield name
    yield socket.getfqdn()
    with suppress(OSError):
        for *_, (address, *_) in socket.getaddrinfo(name, None, socket.AF_INET):
            yield str(address)


async def _over_http(server: AgentServer, bound: socket.socket, name: str) -> None:
    """Serve over HTTP, to those who call the server by its own names: no other page may make a browser ask it.

    Args:
        server: The server.
        bound: Listens.
        name: What its host was called.
    """
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    address: tuple[str, int] = bound.getsockname()[:2]
    host, port = address
    said = f"[{host}]" if ":" in host else host
    names = {*_LOCAL, said, name}
    if host in ("0.0.0.0", "::"):
        names |= {*_own_names()}
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=sorted(f"{each}:*" for each in names),
        allowed_origins=sorted(f"http://{each}:*" for each in names),
    )
    app = server.sdk.streamable_http_app(transport_security=security)
    print(f"serving at http://{said}:{port}/mcp", file=sys.stderr, flush=True)
    if said not in _LOCAL:
        print("whoever reaches this address calls with these credentials", file=sys.stderr)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3)
    with bound:
        await uvicorn.Server(config).serve(sockets=[bound])
