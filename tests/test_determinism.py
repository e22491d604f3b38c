"""The same document gives the same bytes under any hash seed, and the same names in whatever order it stands."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from adwright.build import read
from adwright.config import find_config, one_off
from adwright.document.loading.files import read_source
from adwright.ir.api import Api
from support import ROOT, build_spec

TARGETS = find_config(ROOT).targets
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/spec.yaml"))

SEEDED = """
import hashlib, json, sys
from pathlib import Path
from adwright.build import build, build_shared
from adwright.config import find_config, one_off
targets = [*find_config(Path(sys.argv[1])).targets]
targets += [one_off(Path(path), Path("out"), "sample", None) for path in sys.argv[2:]]
built = [build(target).files for target in targets] + [build_shared().files]
mark = lambda text: hashlib.sha256(text.encode()).hexdigest()
print(json.dumps([{path: mark(text) for path, text in files.items()} for files in built]))
"""


def seeded(*seeds: str) -> list[Any]:
    """Hashes of everything generated under some hash seeds, in the order it comes."""
    command = [sys.executable, "-c", SEEDED, str(ROOT), *map(str, GOLDEN)]
    running = []
    for seed in seeds:
        environment = {"PYTHONHASHSEED": seed, "PATH": "", "LC_ALL": "C", "TZ": f"UTC-{seed}"}
        running.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        )
    outputs = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(seeds)
    return [json.loads(output) for output in outputs]


def test_the_same_bytes_under_every_hash_seed() -> None:
    first, second, third = seeded("0", "1", "2")
    assert first == second == third
    files = build_spec(GOLDEN[0]).files
    assert first[len(TARGETS)] == {
        path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items()
    }


def backwards(value: Any, path: tuple[str, ...] = ()) -> Any:
    """A document with the members of every object in the opposite order, where order says nothing to callers.

    Properties and parameters give arguments their order, and paths and media types may say which comes first.
    """
    if isinstance(value, list):
        return [backwards(item, (*path, "-")) for item in value]
    if not isinstance(value, dict):
        return value
    ordered = path[-1:] in (("properties",), ("content",), ("responses",), ("env",)) and path[
        -2:-1
    ] != ("properties",)
    members = [(key, backwards(item, (*path, key))) for key, item in value.items()]
    return dict(members if ordered else reversed(members))


def surface(api: Api) -> dict[str, Any]:
    """What callers write: classes with their fields, resources with their methods and arguments."""
    return {
        "models": {m.name: {f.name: f.wire.raw for f in m.fields} for m in api.models},
        "aliases": {alias.name: alias.type for alias in api.aliases},
        "resources": {
            resource.name: (
                resource.class_name,
                {o.id.raw: (o.name, [a.name for a in o.arguments]) for o in resource.operations},
            )
            for resource in api.resources
        },
        "client": {
            o.id.raw: (o.name, [a.name for a in o.arguments]) for o in api.client_operations
        },
    }


@pytest.mark.parametrize(
    "path", [*(t.spec for t in TARGETS), *GOLDEN], ids=lambda path: path.parent.name
)
def test_the_order_of_keys_renames_nothing(path: Path, tmp_path: Path) -> None:
    for file in path.parent.glob("*.yaml"):
        data = read_source(file, file.name).data
        (tmp_path / file.name).write_text(json.dumps(backwards(data)), "utf-8")
    _, there, _ = read(one_off(path, tmp_path, "sample", None))
    _, here, _ = read(one_off(tmp_path / path.name, tmp_path, "sample", None))
    assert [m.name for m in here.api.models] == [m.name for m in there.api.models]
    assert surface(here.api) == surface(there.api)
