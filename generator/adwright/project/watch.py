"""Regenerate at every save, and say at once what it means for callers.

A step is the same as `generate`: content decides, so a save that changes nothing does nothing, and
what exactly was saved does not matter. A spec, a configuration or a template that is broken for the
moment is reported; the last good state stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adwright.config import Config, Target, find_config
from adwright.folders import templates_folder
from adwright.problems import Problem, SpecError, UsageError
from adwright.project import tree
from adwright.project.generate import generate
from adwright.project.parts import SHARED, Part, names_of, parts_of

if TYPE_CHECKING:
    from watchfiles import Change

    from adwright.build import Spec


QUIET = 100
"""Milliseconds without another save before a step: editors write several files, or one in parts."""
LONGEST_WAIT = 1500
MOST_CHANGES = 12
"""Changes shown for one save."""
_LEFT_OUT = frozenset({"node_modules", "__pycache__"})


@dataclass(slots=True)
class Session:
    """What a watch knows: the last good reading of each spec, and what it has said.

    Attributes:
        start: the folder whose project is watched.
        names: the clients that are watched; all of them if there are none.
        say: prints a line.
    """

    start: Path
    names: Sequence[str]
    say: Callable[[str], None]
    _config: Config | None = None
    _specs: dict[str, Spec] = field(default_factory=dict[str, "Spec"])
    _said: dict[str, str] = field(default_factory=dict[str, str])

    def begin(self) -> None:
        """Generate what is stale, and read every spec, so that the first save can be compared.

        Raises:
            UsageError: there is no configuration, or a name is not in it.
        """
        self._config = find_config(self.start)
        targets = self._config.select(self.names)
        self.step()
        for target in targets:
            if target.name not in self._specs:
                self._guarded(target.name, partial(self._remember, target))
        self.say(f"watching {', '.join(target.name for target in targets)}; Ctrl-C ends it")

    def step(self) -> None:
        """Bring everything up to date, part by part: one that is broken does not hold up others."""
        try:
            self._config = find_config(self.start)
            parts = parts_of(self._config, self.names)
        except UsageError as error:
            self._once("configuration", str(error))
            return
        self._said.pop("configuration", None)
        every = None if self.names else names_of(self._config)
        clients = {target.name: target.client for target in self._config.targets}
        for part in parts:
            client = clients.get(part.name, "")
            self._guarded(part.name, partial(self._generate, part, every, client))

    def folders(self) -> list[Path]:
        """The folders in which something may be saved that matters, each without those below it."""
        root = self._config.root if self._config is not None else self.start
        return sorted({root.resolve(), *self._read_from()})

    def concerns(self, path: Path) -> bool:
        """Whether a file that was saved may matter: the configuration, what stands beside a spec or
        below it, a template; never what was generated."""
        root = self._config.root if self._config is not None else self.start
        return path == root.resolve() / "pyproject.toml" or path.parent in self._read_from()

    def _read_from(self) -> set[Path]:
        """The folders that specs and templates stand in."""
        found = {*_with_folders_below(templates_folder())}
        config = self._config
        for target in config.targets if config is not None else ():
            own = [target.templates] if target.templates is not None else []
            overlays = (overlay.parent for overlay in target.overlays)
            for folder in (target.root or target.spec.parent, *overlays, *own):
                found.update(_with_folders_below(folder))
        resolved = {folder.resolve() for folder in found}
        made = config.made.resolve() if config is not None else None
        return {f for f in resolved if made is None or not f.is_relative_to(made)}

    def _generate(self, part: Part, every: Sequence[str] | None, client: str) -> None:
        for result in generate([part], every):
            for warning in result.warnings:
                self._once(f"warning {warning.location}", f"warning: {warning}")
            if result.written or result.removed:
                name = "(shared)" if result.name == SHARED else result.name
                counts = f"{len(result.written)} written, {len(result.removed)} removed"
                self.say(f"{name}: {counts}")
            for path in result.edited:
                self.say(f"  {path}: {tree.EDIT_LOST}")
            if result.spec is not None:
                self._compare(result.name, client, result.spec)

    def _compare(self, name: str, client: str, spec: Spec) -> None:
        """Show what a new reading means for callers."""
        from adwright.diff import compare
        from adwright.diff.formats import text_lines, verdict

        old, self._specs[name] = self._specs.get(name), spec
        changes = compare(old, spec, client) if old is not None else ()
        lines = text_lines(changes)
        for line in lines[:MOST_CHANGES]:
            self.say(f"  {line}")
        if len(lines) > MOST_CHANGES:
            self.say(f"  ... and {len(lines) - MOST_CHANGES} more")
        if changes:
            self.say(f"  {verdict(changes)}")

    def _remember(self, target: Target) -> None:
        from adwright.build import read_spec

        self._specs[target.name] = read_spec(target)

    def _guarded(self, name: str, do: Callable[[], None]) -> None:
        """Do something, and go on if it fails."""
        try:
            do()
        except SpecError as error:
            self._once(name, "\n".join([f"{name}: not generated", *_lines(error.problems)]))
        except UsageError as error:
            self._once(name, f"{name}: {error}")
        except Exception as error:  # a template that is being edited may fail in any way
            self._once(name, f"{name}: not generated: {type(error).__name__}: {error}")
        else:
            if self._said.pop(name, None) is not None:
                self.say(f"{name}: in order again")

    def _once(self, topic: str, words: str) -> None:
        """Say something unless it was the last thing said of its topic."""
        if self._said.get(topic) != words:
            self._said[topic] = words
            self.say(words)


def watch(start: Path, names: Sequence[str], say: Callable[[str], None]) -> None:
    """Regenerate whenever a spec, a file it refers to, a template or the configuration is saved.

    Args:
        start: a folder of the project.
        names: the clients to watch, all of them if there are none.
        say: prints a line.

    Raises:
        UsageError: there is no configuration, or a name is not in it.
    """
    session = Session(start, names, say)
    session.begin()
    try:
        while True:
            folders = session.folders()
            for _ in _saves(session, folders):
                session.step()
                if session.folders() != folders:
                    break
    except KeyboardInterrupt:
        return


def _saves(session: Session, folders: Sequence[Path]) -> Iterator[object]:
    """One item for each save, or for several in quick succession."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    usual = DefaultFilter()

    def matters(change: Change, path: str) -> bool:
        return usual(change, path) and session.concerns(Path(path))

    return changes(
        *folders, watch_filter=matters, step=QUIET, debounce=LONGEST_WAIT, recursive=False
    )


def _with_folders_below(folder: Path) -> Iterator[Path]:
    """A folder and those inside it, hidden ones and dependencies apart."""
    if not folder.is_dir():
        return
    yield folder
    for below in sorted(folder.iterdir()):
        if below.is_dir() and not below.name.startswith(".") and below.name not in _LEFT_OUT:
            yield from _with_folders_below(below)


def _lines(problems: Sequence[Problem]) -> list[str]:
    return [f"  {problem}" for problem in problems]
