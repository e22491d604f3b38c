"""Small documents against packages that a person has read: `golden/<name>/spec.yaml` gives `golden/<name>/expected/`.

`make snapshots` (`pytest --snapshot-update`) accepts what the generator now makes. The packages are also checked by
both type checkers, strictly, together with a module that uses them as people do.
"""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from adwright.build import build_shared
from support import build_spec, write_files

GOLDEN = Path(__file__).resolve().parent / "golden"
NAMES = sorted(path.parent.name for path in GOLDEN.glob("*/spec.yaml"))


def package(name: str) -> dict[str, str]:
    """The files of a golden package, by path relative to it; the runtime is not among them."""
    class_name = name.capitalize()
    built = build_spec(GOLDEN / name / "spec.yaml", name, class_name, shared=True)
    assert built.warnings == ()
    return {path.removeprefix(f"{name}/"): text for path, text in built.files.items()}


def expected(name: str) -> dict[str, str]:
    """The files a person has read."""
    folder = GOLDEN / name / "expected"
    paths = (
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """A unified diff of each file that differs."""
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path, ""), new.get(path, "")
        if path not in old or path not in new:
            yield f"{path}: {'made, not expected' if path in new else 'expected, not made'}\n"
        yield from difflib.unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            f"{path} (expected)",
            f"{path} (made)",
        )


@pytest.mark.parametrize("name", NAMES)
def test_package_is_as_expected(name: str, pytestconfig: pytest.Config) -> None:
    made = package(name)
    if pytestconfig.getoption("--snapshot-update"):
        shutil.rmtree(GOLDEN / name / "expected", ignore_errors=True)
        write_files(GOLDEN / name / "expected", made)
    told = "".join(differences(expected(name), made))
    assert not told, f"golden/{name} differs; `make snapshots` accepts it:\n{told}"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package `golden`: every golden package, their runtime, and the modules that use them."""
    folder = tmp_path_factory.mktemp("golden")
    write_files(folder / "golden", build_shared().files)
    for name in NAMES:
        write_files(folder / "golden" / name, package(name))
        uses = GOLDEN / name / "uses.py"
        if uses.is_file():
            shutil.copy(uses, folder / f"uses_{name}.py")
    return folder


def test_packages_pass_mypy_strictly(packages: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--python-version",
        "3.11",
        "--cache-dir",
        str(packages / "cache"),
        ".",
    ]
    done = subprocess.run(command, cwd=packages, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"in {len([*packages.rglob('*.py')])} source files" in done.stdout


def test_packages_pass_pyright_strictly(packages: Path) -> None:
    (packages / "pyrightconfig.json").write_text(
        '{"typeCheckingMode": "strict", "pythonVersion": "3.11", "exclude": ["cache"]}'
    )
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--pythonpath",
        sys.executable,
        "--project",
        str(packages),
    ]
    done = subprocess.run(command, cwd=packages, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 errors, 0 warnings" in done.stdout
