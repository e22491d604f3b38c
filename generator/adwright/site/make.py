"""A site of pages: made apart by the static site generator, then put in the place of the one that is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from adwright.folders import way_to
from adwright.ir.text import Text
from adwright.problems import UsageError
from adwright.render.environment import environment
from adwright.site.pages import FOLDERS, Page, Site, assets, pages_of

LIST = ".adwright-docs.json"
"""The file in a site that lists what was written."""
_SHOWN_LINES = 20


def make_site(site: Site, output: Path) -> int:
    """Make a site, all or nothing.

    Args:
        site: what it is made from.
        output: the folder that it becomes; one that was made before is replaced.

    Returns:
        How many pages it has.

    Raises:
        UsageError: the folder holds something else, or the static site generator is not installed or fails.
    """
    refuse_foreign(output)
    output = output.resolve()  # so that a link stays one
    if find_spec("zensical") is None:
        raise UsageError("a site needs the extra docs; run: pip install 'adwright[docs]'")
    pages = pages_of(site)
    output.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    try:
        built = _built(site, pages, stage)
        _replace(output, built, stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return sum(not page.is_plain for page in pages)


def refuse_foreign(output: Path) -> None:
    """See that a folder holds nothing but a site that was made here.

    Raises:
        UsageError: it holds something else.
    """
    around = next(each for each in (output, *output.absolute().parents) if each.exists())
    if around != output and around.is_dir():
        return
    if not around.is_dir():
        raise UsageError(f"{way_to(around)} is a file; give a folder as --output")
    listed = output / LIST
    try:
        known: set[str] = (
            {*json.loads(listed.read_text("utf-8"))["files"]} if listed.exists() else set()
        )
    except (ValueError, KeyError, TypeError):
        known = set()
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.is_file() and name != LIST and name not in known:
            raise UsageError(
                f"{path} is no file of a site that `adwright docs` made: move it, or choose another --output"
            )


def _built(site: Site, pages: Sequence[Page], stage: Path) -> Path:
    """The finished site, inside of a folder."""
    plain = {page.path: page.text for page in pages}
    shown = {page.path: _titled(page) for page in pages if not page.is_plain} | assets()
    _write(shown, stage / "docs")
    (stage / "zensical.toml").write_text(configuration(site, pages), "utf-8")
    _run_generator(stage)
    built = stage / "site"
    _write(plain, built)  # Markdown beside the pages
    files = sorted(
        each.relative_to(built).as_posix() for each in built.rglob("*") if each.is_file()
    )
    (built / LIST).write_text(json.dumps({"files": files}, indent=0), "utf-8")
    return built


def _titled(page: Page) -> str:
    """A page with its title for the generator, which would take that of its heading for HTML."""
    return f"---\ntitle: {json.dumps(escape(page.title.raw))}\n---\n\n{page.text}"


def _write(texts: Mapping[str, str], folder: Path) -> None:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")


def _run_generator(stage: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--config-file", "zensical.toml"]
    ran = subprocess.run(
        command,
        cwd=stage,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    if ran.returncode != 0 or not (stage / "site" / "index.html").exists():
        said = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-_SHOWN_LINES:])
        raise UsageError(f"the static site generator failed; nothing was written\n{said}")


def _replace(output: Path, built: Path, stage: Path) -> None:
    """Put a finished site where the old one is, which is gone only when the new one is there."""
    old = stage / "old"
    if output.exists():
        os.replace(output, old)
    try:
        os.replace(built, output)
    except OSError:
        if old.exists():
            os.replace(old, output)
        raise


def configuration(site: Site, pages: Iterable[Page]) -> str:
    """What the static site generator is told, as TOML; it takes titles for HTML."""
    made = environment(folders=FOLDERS)
    title = Text(escape(site.title.raw))
    return made.get_template("zensical.toml.j2").render(title=title, nav=navigation(pages))


def navigation(pages: Iterable[Page]) -> list[Any]:
    """Pages as navigation has them: each a path or a pair of title and path, or of title and what belongs to it."""
    parts: dict[tuple[str, ...], list[Any]] = {(): []}
    for page in pages:
        if page.is_plain:
            continue
        for depth in range(1, len(page.within) + 1):
            if page.within[:depth] not in parts:
                parts[page.within[:depth]] = []
                parts[page.within[: depth - 1]].append(
                    (page.within[depth - 1], parts[page.within[:depth]])
                )
        is_first = page.path.endswith("index.md") and page.within
        parts[page.within].append(page.path if is_first else (escape(page.title.raw), page.path))
    return parts[()]
