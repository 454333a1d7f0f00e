"""Writes docs/scope.md, who reaches what by which row of the route table, from the code: `make rules`."""
from __future__ import annotations

from functools import cache
from pathlib import Path

import click

from services.gateway.http.route import Route
from services.gateway.routes import ROWS
from tools.beside import BESIDE, MEANINGS
from tools.reaching import acts, tables

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "scope.md"
HEAD = """# Who reaches what 数据权限

Made from the route table and the services' tables of limits by `make rules`. A row is let through by role first; then the
one predicate of `kernel/scope.py` bounds what its act finds, lists, counts, changes. What is out of reach is answered as if it
were not there. Where an act passes no table of limits, `tools/beside.py` says what bounds it and why.

"""
LINES = "\n| row | role | what bounds it | by |\n|---|---|---|---|\n"


@cache
def bounds(service: str, act: str) -> dict[str, tuple[str, ...]]:
    """Give the words that bound an act by role, '' for every role without a word of its own; {} for an act nobody bounded."""
    word = BESIDE[service].get(act, ("", ""))[0]
    if "." in word:
        return bounds(*word.split("."))
    found: dict[str, tuple[str, ...]] = {"": (word,)} if word else {}
    method, owner = acts(service).get(act, (None, object))
    limits = tables(method, owner).values() if method is not None else ()
    for role in sorted({role for one in limits for role in one}):
        found[role] = tuple(sorted({one.get(role, "nothing") for one in limits} | ({word} if word else set())))
    return found


def bound(row: Route, role: str) -> tuple[str, ...]:
    """Give the words that bound a row for a role."""
    known = bounds(row.service, row.act)
    return known.get(role) or known.get("") or (("nothing",) if known else ())


def source(service: str, act: str) -> str:
    """Say where the bound of an act stands: the modules of its tables, and the reason where it has none."""
    word, why = BESIDE[service].get(act, ("", ""))
    method, owner = acts(service).get(act, (None, object))
    modules = sorted(tables(method, owner)) if method is not None else []
    return "; ".join([*(f"`{one.removeprefix('services.')}`" for one in modules), *([why] if word else [])])


def page() -> str:
    """Give the whole page."""
    meanings = "".join(f"- **{word}**: {said}\n" for word, said in MEANINGS.items())
    return HEAD + meanings + LINES + "".join(line for row in ROWS for line in _lines(row))


def _lines(row: Route) -> list[str]:
    by_bound: dict[tuple[str, ...], list[str]] = {}
    for role in row.roles or ("anyone",):
        by_bound.setdefault(bound(row, role), []).append(role)
    by = source(row.service, row.act)
    return [
        f"| {row.verb} `{row.path}` | {', '.join(roles)} | {', '.join(words)} | {by} |\n" for words, roles in by_bound.items()
    ]


@click.command()
def main() -> None:
    """Write docs/scope.md."""
    TARGET.write_text(page(), encoding="utf-8")
    click.echo(str(TARGET.relative_to(ROOT)))


if __name__ == "__main__":
    main()
