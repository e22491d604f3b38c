"""Every operation of every client is reached by its command line, with the arguments that a method would get."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from adclients._runtime.cli.commands import root
from adclients._runtime.cli.run import main
from adclients._runtime.cli.settings import settings_of, shown
from adclients._runtime.methods import operation_of
from adclients._runtime.testing.samples import sample
from adclients.freewheel import FreeWheel
from click.testing import CliRunner
from shipped import CLIENTS, client_of, double_of, methods_of, operations_of


def _given(arguments: dict[str, Any], in_path: set[str], many: set[str]) -> Iterator[str]:
    """Arguments as a person would type them."""
    for name, value in arguments.items():
        if name in in_path:
            yield str(value)
        elif isinstance(value, bool):
            yield f"--{'' if value else 'no-'}{shown(name)}"
        elif name in many:
            for each in value:
                yield from (f"--{shown(name)}", str(each))
        else:
            text = value if isinstance(value, str) else json.dumps(value)
            yield from (f"--{shown(name)}", text)


@pytest.mark.parametrize("name", CLIENTS)
def test_every_operation_is_reached(name: str) -> None:
    transport = double_of(name)
    client = client_of(name, transport)
    group = root(type(client), name, lambda: client_of(name, transport))
    reached = set[str]()
    for resource, method in methods_of(client):
        if method.__name__.startswith("wait_"):  # which is made of several calls
            continue
        operation = operation_of(client, method)
        arguments = sample(client.schema(method))
        in_path = {each.name for each in operation.parameters if each.location == "path"}
        settings = settings_of(client.schema(method))
        many = {each.path[0] for each in settings if each.many and len(each.path) == 1}
        order = [each for each in inspect.signature(method).parameters if each in arguments]
        typed = [*_given({each: arguments[each] for each in order}, in_path, many)]
        ran = CliRunner().invoke(group, [shown(resource), shown(method.__name__), *typed])
        assert ran.exception is None, (method, typed, ran.output, ran.exception)
        method(**arguments)
        command, direct = (each.request for each in transport.calls[-2:])
        assert (command.method, command.url) == (direct.method, direct.url), typed
        if "multipart" not in direct.headers.get("content-type", ""):
            assert command.content == direct.content, typed
        reached.add(operation.id)
    assert reached == operations_of(name)


def test_the_server_for_agents_is_a_word_that_comes_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["freewheel", "--timeout", "5", "mcp"])
    with pytest.raises(SystemExit) as ended:
        main(FreeWheel, "adclients.freewheel", {"mcp": "Serve agents"})
    assert ended.value.code == 2
    assert "'mcp' comes first, with its options after it: freewheel mcp" in capsys.readouterr().err
