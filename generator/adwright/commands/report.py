"""What `generate` and `check` say, and their answer when there is nothing to make.

Most runs find everything in step. That answer needs a few hashes and none of the libraries that
make files or read options, so it is given without loading them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

from adwright.config import Target, find_config
from adwright.folders import way_to
from adwright.problems import UsageError
from adwright.project import tree
from adwright.project.check import Checked, check_known
from adwright.project.generate import Generated, generate_known
from adwright.project.parts import SHARED, names_of, parts_of

_ADVICE = {
    "stale": "the spec or the configuration is newer: run `adwright generate`",
    "missing": "it was deleted or never made: run `adwright generate`",
    "edited": "it was changed by hand: change the spec or the templates instead, "
    "then run `adwright generate`",
    "generator": "made by another version of the generator or its templates: "
    "run `adwright generate`",
    "extra": "adwright did not write it: move it out of the package, or delete it",
}


def answer(arguments: Sequence[str]) -> int | None:
    """Answer `generate` or `check` if that takes no more than comparing hashes.

    Args:
        arguments: the command line, without the program.

    Returns:
        The exit code; None if nothing was said, because something must be made, because there are
        options, or because something is wrong.
    """
    command, names = arguments[:1], arguments[1:]
    if command not in (["generate"], ["check"]) or any(name.startswith("-") for name in names):
        return None
    try:
        config = find_config(Path.cwd())
        parts = parts_of(config, names)
        every = None if names else names_of(config)
        if command == ["check"]:
            checked = check_known(parts, every)
            return None if checked is None else print_checked(config.output, checked, "text")
        results = generate_known(parts, every)
    except (UsageError, OSError):
        return None
    if results is not None:
        print_generated(results, config.output, "text")
    return None if results is None else 0


def print_generated(results: Sequence[Generated], output: Path, format: str) -> None:
    """Print what was written and removed.

    Args:
        results: what was done, part by part.
        output: the output folder.
        format: `text` or `json`.
    """
    if format == "json":
        files = [
            {
                "path": way_to(output / path),
                "state": state,
                **({"edited": True} if path in result.edited else {}),
            }
            for result in results
            for state, paths in (
                ("written", result.written),
                ("removed", result.removed),
                ("kept", result.kept),
            )
            for path in paths
        ]
        print(json.dumps({"files": files}))
        return
    width = max([8, *(len(result.name) for result in results)])
    for result in results:
        name = "(shared)" if result.name == SHARED else result.name
        for path in () if result.is_new else result.written:
            lost = f": {tree.EDIT_LOST}" if path in result.edited else ""
            print(f"wrote    {way_to(output / path)}{lost}")
        for path in result.removed:
            print(f"removed  {way_to(output / path)}")
        for path, why in result.kept.items():
            print(f"kept {way_to(output / path)}: {why}")
        print(
            f"{name:{width}}  {len(result.written):4} written  "
            f"{len(result.removed):4} removed  {result.unchanged:4} unchanged"
        )


def print_first_steps(results: Sequence[Generated], targets: Sequence[Target]) -> None:
    """Say of packages that were not there before what to type next, and what their documents leave out.

    Args:
        results: what was done, part by part.
        targets: what was to be made.
    """
    from adwright.drafts.suggestions import paged_lists, paging_overlay, told
    from adwright.render.first_steps import first_call

    made = {result.name: result.spec for result in results if result.is_new}
    for target in targets:
        if (spec := made.get(target.name)) is None:
            continue
        api, package = spec.api, target.import_name
        counts = (
            f"{_count(len([*api.operations]), 'operation')}, {_count(len(api.models), 'model')}"
        )
        print(f"\n{package}: {counts}\n\n{indent(first_call(api, package, target.client), '    ')}")
        if lists := paged_lists(api):
            print("", *told(lists), sep="\n")
            print(
                f"As an overlay, to be read over:\n\n{indent(paging_overlay(lists), '    ')}",
                end="",
            )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def print_checked(output: Path, checked: Checked, format: str, *, diff: bool = False) -> int:
    """Print what is not in step, and what to do about it.

    Args:
        output: the output folder.
        checked: what was found.
        format: `text` or `json`.
        diff: show each difference too.

    Returns:
        The exit code: 1 if something is not in step.
    """
    cut_off = tree.pending(output)
    if format == "json":
        files = [
            {"path": way_to(output / item.path), "state": item.state} for item in checked.drift
        ]
        print(json.dumps({"files": files, **({"pending": True} if cut_off else {})}))
        return int(cut_off or bool(checked.drift))
    if cut_off:
        print("a write was cut off: the next `adwright generate` finishes it")
    for item in checked.drift:
        print(f"{item.state:9}  {way_to(output / item.path)}")
    for text in tree.diffs(output, checked.drift, checked.texts) if diff else ():
        print(text, end="")
    for state in sorted({item.state for item in checked.drift}):
        print(f"{state}: {_ADVICE[state]}")
    if not checked.drift and not cut_off:
        print("generated files are in step with the specs")
    return int(cut_off or bool(checked.drift))
