"""Tables as text, before and after the gate, so that a rule can be read without running anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from benchmarks.families import Family
from hub.disclosure.attacker import Finding, attack
from hub.disclosure.control import Released, control
from hub.disclosure.earlier import Earlier
from hub.disclosure.rules import Rules

SECRET = b"the secret of the examples"


@dataclass(frozen=True)
class View:
    """How to draw one table: its rows and columns by code. No columns: a list."""

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One rule, shown by one small example."""

    rule: str
    title: str
    why: str
    make: Callable[[], Family]
    views: tuple[View, ...]
    first: Callable[[], Family] | None = None  # what was counted, and released, before
    first_views: tuple[View, ...] = ()  # where the first release is drawn otherwise
    same: bool = False  # the first release is of the same records
    rules: Rules = field(default_factory=Rules)

    def release(self) -> Released:
        earlier = []
        if self.first:
            before = _release(self.first(), self.rules)
            earlier = [Earlier(before.publication, self.same, before.floors if self.same else {})]
        return _release(self.make(), self.rules, earlier)

    def findings(self) -> list[Finding]:
        """What the attacker finds in the release."""
        return attack(self.release().publication, self.make().truth)

    def before(self) -> str:
        """The tables as counted; before them those of the first release, where there was one."""
        if self.first:
            shown = replace(self, make=self.first, first=None, views=self.first_views or self.views)
            after = replace(self, first=None)
            return f"released first\n{shown.after()}\n\ncounted now\n{after.before()}"
        family, released = self.make(), self.release()
        drawn = []
        for view in self.views:
            names = released.tables[view.table].dimensions
            roots = released.publication["roots"]
            drawn.append(
                _draw(view, lambda key, names=names, roots=roots: str(family.truth[_place(roots, names, key)]))
            )
        return "\n\n".join(drawn)

    def after(self) -> str:
        """The tables as released, with classes where there are any."""
        released = self.release()
        drawn = []
        for view in self.views:
            table = released.tables[view.table]
            drawn.append(_draw(view, lambda key, table=table: table.cell(*key).symbol()))
        for name, classes in released.classes.items():
            lines = [f"{code}: {classes.label(code).text()}" for code in classes.codes()]
            drawn.append("\n".join([name, *lines]))
        return "\n\n".join(drawn)


def _release(family: Family, rules: Rules, earlier: Sequence[Earlier] = ()) -> Released:
    return control(
        family.tables,
        family.classes,
        rules,
        secret=SECRET,
        publication_id="example",
        where=family.where,
        earlier=earlier,
    )


def _place(roots: dict[str, str], names: Sequence[str], key: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset({**roots, **dict(zip(names, key, strict=True))}.items())


def _draw(view: View, text: Callable[[tuple[str, ...]], str]) -> str:
    if view.columns:
        cells = [[row, *(text((row, column)) for column in view.columns)] for row in view.rows]
    else:
        cells = [[row, text((row,))] for row in view.rows]
    lines = [[view.table, *view.columns], *cells] if view.columns else cells
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(one.rjust(width) for one, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )
