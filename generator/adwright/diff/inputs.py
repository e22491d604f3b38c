"""What `diff` compares: spec files, in the working tree or at a git revision, read to Apis."""

from __future__ import annotations

import subprocess
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from adwright.build import Spec, read_spec
from adwright.config import Target, find_config, one_off
from adwright.document.loading.files import no_file
from adwright.ir.names import class_name
from adwright.problems import Id, Location, Problem, SpecError, UsageError


class NotInRevision(UsageError):
    """A revision does not have a file."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is compared.

    Attributes:
        before: what the spec said that callers know.
        after: what the spec says now.
        client: the name of the client class.
    """

    before: Spec
    after: Spec
    client: str

    @property
    def idle(self) -> Iterator[Problem]:
        """Actions of overlays that change something in the old spec, and nothing in the new one."""
        return (each for each in self.after.idle if each not in self.before.idle)


@dataclass(frozen=True, slots=True)
class _Input:
    """One side of a comparison.

    Attributes:
        spec: what it says.
        client: the client class that the configuration gives it, None if it is not configured.
    """

    spec: Spec
    client: str | None


def read_inputs(
    old: str, new: str, client: str | None = None, configured: str | None = None
) -> Inputs:
    """Read two specs, each a file or `REV:path` as git has it.

    Args:
        old: the spec callers know.
        new: the spec now.
        client: the name of the client class; without it that of the configuration, or else one
            made from the title.
        configured: the name of a configured client as which both are read, wherever they are.

    Raises:
        NotInRevision: a revision does not have the file.
        UsageError: a file, a revision or the configured client does not exist.
        SpecError: a spec cannot be read; the problems of both are named.
    """
    config = _Configured.of(configured)
    inputs: list[_Input] = []
    problems: list[Problem] = []
    for given in (old, new):
        try:
            inputs.append(_read_input(given, config))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    before, after = inputs
    name = client or after.client or before.client or class_name(after.spec.api.title.raw)
    return Inputs(before.spec, after.spec, name)


@dataclass(frozen=True, slots=True)
class _Configured:
    """What the configuration says of specs.

    Attributes:
        targets: the configured clients.
        chosen: the one as which every spec is read.
    """

    targets: Sequence[Target] = ()
    chosen: Target | None = None

    @classmethod
    def of(cls, name: str | None) -> _Configured:
        """The configuration here, if there is one; it must be there if a client is named."""
        try:
            config = find_config(Path.cwd())
        except UsageError:
            if name is not None:
                raise
            return cls()
        return cls(config.targets, config.select([name])[0] if name is not None else None)

    def target_of(self, spec: Path) -> tuple[Target, str | None]:
        """The target that generates from a spec, and its client if it is a configured one."""
        known = self.chosen
        for target in self.targets:
            if known is None and target.spec.resolve() == spec.resolve():
                return target, target.client
        if known is None:
            return one_off(spec, spec.parent, "client", None), None
        root = (
            known.root
            if known.root and spec.resolve().is_relative_to(known.root.resolve())
            else None
        )
        return replace(known, spec=spec, root=root), known.client


def _read_input(given: str, config: _Configured) -> _Input:
    if Path(given).is_file():
        target, client = config.target_of(Path(given))
        return _Input(_read(target), client)
    if Path(given).is_dir():
        raise UsageError(no_file(Path(given)))
    revision, colon, path = given.partition(":")
    if not colon or not revision:
        raise UsageError(f"{given}: no such file; give a file, or REV:path")
    with _checked_out(given, revision, path, config) as (target, client, folder):
        try:
            return _Input(_read(target), client)
        except SpecError as error:
            raise SpecError(_at(revision, folder, problem) for problem in error.problems) from None


def _read(target: Target) -> Spec:
    try:
        return read_spec(target)
    except RecursionError:
        at, message = Location(str(target.spec)), "schemas are nested too deep to be read"
        problem = Problem(Id.NESTED_TOO_DEEP, at, message, "name inner ones, use $ref")
        raise SpecError([problem]) from None


# -- git -------------------------------------------------------------------------------------------


@contextmanager
def _checked_out(
    given: str, revision: str, path: str, config: _Configured
) -> Generator[tuple[Target, str | None, Path]]:
    """A spec at a revision, in a folder of its own for as long as it is read."""
    top = Path(_git(["rev-parse", "--show-toplevel"]).decode().strip())
    relative = path.startswith(("./", "../"))
    prefix = _git(["rev-parse", "--show-prefix"]).decode().strip() if relative else ""
    inner = PurePosixPath(_normal(f"{prefix}{path}"))
    if not inner.parts:
        raise UsageError(f"{given}: no file is named; give REV:path")
    try:
        tree = _git(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}"]
        )
    except UsageError:
        raise UsageError(f"{given}: git knows no revision {revision!r}") from None
    target, client = config.target_of(top / inner)
    with TemporaryDirectory(prefix="adwright-") as name:
        folder = Path(name).resolve()
        wanted = [target.root or target.spec.parent, *target.overlays]
        _extract(tree.decode().strip(), [_below(top, each) for each in wanted], folder)
        if not (folder / inner).is_file():
            raise NotInRevision(f"{given}: no such file in that revision")
        yield _transplanted(target, top, folder), client, folder


def _normal(path: str) -> str:
    """A path in the repository without `.` and `..`."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/".join(parts)


def _below(top: Path, path: Path) -> str:
    """A path relative to the top of the repository, empty for the top itself."""
    if not path.resolve().is_relative_to(top.resolve()):
        raise UsageError(f"{path} is not in the repository {top}, so that no revision has it")
    below = path.resolve().relative_to(top.resolve()).as_posix()
    return "" if below == "." else below


def _transplanted(target: Target, top: Path, folder: Path) -> Target:
    """A target whose files are those in another folder; an overlay that came later is not there yet."""
    overlays = [folder / _below(top, overlay) for overlay in target.overlays]
    return replace(
        target,
        spec=folder / _below(top, target.spec),
        root=folder / _below(top, target.root) if target.root is not None else None,
        overlays=tuple(overlay for overlay in overlays if overlay.is_file()),
    )


def _extract(tree: str, wanted: Sequence[str], folder: Path) -> None:
    """Write the plain files of a tree, those below some paths, into a folder."""
    listing = _git(["ls-tree", "-r", "-z", "--full-tree", tree]).decode("utf-8", "surrogateescape")
    hashes: dict[str, str] = {}
    for line in filter(None, listing.split("\0")):
        about, path = line.split("\t", 1)
        mode, kind, hash_ = about.split()
        inside = any(path == each or path.startswith(f"{each}/" if each else "") for each in wanted)
        if inside and kind == "blob" and mode != "120000":  # a link may lead anywhere
            hashes[path] = hash_
    for path, content in zip(hashes, _contents(hashes.values()), strict=True):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _contents(hashes: Iterable[str]) -> Generator[bytes]:
    """The contents of some blobs, in their order."""
    out = _git(["cat-file", "--batch"], "\n".join(hashes).encode())
    start = 0
    while start < len(out):
        end = out.index(b"\n", start)
        size = int(out[start:end].split()[-1])
        yield out[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(arguments: Sequence[str], stdin: bytes = b"") -> bytes:
    try:
        done = subprocess.run(["git", *arguments], input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError("git is not installed; give files instead of revisions") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise UsageError(f"git {arguments[0]}: {words[0].removeprefix('fatal: ')}")
    return done.stdout


def _at(revision: str, folder: Path, problem: Problem) -> Problem:
    """A problem in a file that was checked out, named as the user knows it."""
    file = Path(problem.location.file)
    if not file.is_relative_to(folder):
        return problem
    shown = f"{revision}:{file.relative_to(folder).as_posix()}"
    return replace(problem, location=replace(problem.location, file=shown))
