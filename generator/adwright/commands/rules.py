"""The business rules of a client as a list, for people and for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from adwright.ir.api import Api
from adwright.ir.facts import Rule
from adwright.ir.text import Text
from adwright.problems import one_line
from adwright.render.filters import plain


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with everything that is said of it.

    Attributes:
        id: its id, by which it can be left out of a check.
        warns: whether breaking it only warns.
        says: what it asks for.
        on: the classes or the operations that it is about.
        fields: the fields that it asks something of, by wire name.
        source: where the document states it.
        status: `documented`, `vendor` or `assumed`.
        note: why, unless it is documented.
    """

    id: str
    warns: bool
    says: str
    on: tuple[str, ...]
    fields: tuple[str, ...]
    source: str | None
    status: str
    note: str | None

    def as_dict(self) -> dict[str, object]:
        """The row as `--format json` prints it."""
        return asdict(self)


def rule_rows(api: Api) -> tuple[RuleRow, ...]:
    """Every rule of an Api once, in the order of the classes and operations that they are about."""
    found: dict[tuple[str, str], list[tuple[str, Rule]]] = {}
    for owner, rule in api.owned_rules():
        found.setdefault((rule.id.raw, rule.says.raw), []).append((owner, rule))
    return tuple(_row(uses) for uses in found.values())


def _row(uses: Sequence[tuple[str, Rule]]) -> RuleRow:
    rule = uses[0][1]
    return RuleRow(
        id=plain(rule.id),
        warns=rule.warns,
        says=plain(rule.says),
        on=tuple(dict.fromkeys(owner for owner, _ in uses)),
        fields=tuple(dict.fromkeys(plain(name) for _, each in uses for name in each.fields)),
        source=_words(rule.origin.source),
        status=rule.origin.status,
        note=_words(rule.origin.note),
    )


def _words(text: Text | None) -> str | None:
    return plain(text) if text is not None else None


def print_rows(rows: Sequence[RuleRow]) -> None:
    """Print rules as a table, as wide as the terminal or 120 columns; a sentence if there are none."""
    if not rows:
        print("no business rules")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    table = Table("rule", "asks", "of", box=box.SIMPLE, show_edge=False, pad_edge=False)
    for row in rows:
        says, id_ = one_line(row.says), one_line(row.id)
        says = says if row.source is None else f"{says}\n({one_line(row.source)})"
        kind = f"{id_}\n(only warns)" if row.warns else id_
        on = "\n".join(map(one_line, row.on))
        table.add_row(*(Cell(each, overflow="fold") for each in (kind, says, on)))
    console.print(table)
