"""The yearly audit of what is kept of minors, over all services: the command behind `make minors-audit YEAR=2026`.

Says what there is, who saw whose identity and who had agreed, who looked at their matters, and what is due to go: by offices,
kinds and areas; no name, no account. Exit 1 where somebody saw an identity that nobody had agreed to.
"""
from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from kernel import clock, logs, minor_audit, setting_check
from kernel.clock import SHANGHAI
from kernel.db import Database
from kernel.keep import Keep
from kernel.minor_audit import Audited
from services.gateway.access import store as access
from services.grid.store import minor as grid
from services.mediation.store import minor as mediation
from services.petition.store import minor as petition
from tools.plain import PlainCommand
from tools.retention import OF, WIDE, rules_of

AUDITED: tuple[tuple[str, Audited], ...] = (
    ("grid", grid.AUDITED), ("petition", petition.AUDITED), ("petition", petition.AUDITED_BROUGHT),
    ("mediation", mediation.AUDITED),
)  # fmt: skip
BATCH = 500  # records asked of the log of looks at once
console = Console() if sys.stdout.isatty() else Console(width=WIDE)
Report = dict[str, list[dict[str, Any]]]
Span = tuple[datetime, datetime]


@click.command(cls=PlainCommand)
@click.argument("year", type=click.IntRange(2000, 2200))
@click.option("--database-url", envvar=["LINLI_ADMIN_URL", "LINLI_DATABASE_URL"], required=True)
@click.option("--keep", default="", envvar="LINLI_RETENTION", help="what the district chose, as the services are told")
@click.option("--out", type=click.Path(path_type=Path), help="file for the whole report, JSON")
def main(year: int, database_url: str, keep: str, out: Path | None) -> None:
    """Audit what was kept of minors in YEAR, of Shanghai."""
    found = report(database_url, span_of(year), keep, clock.now())
    for name, rows in found.items():
        console.print(_table(name, rows))
    if out:
        fresh = out.with_name(f"{out.name}.part")
        fresh.write_bytes(orjson.dumps({"year": year, **found}, option=orjson.OPT_INDENT_2))
        fresh.replace(out)
    wrong = sum(one["without_approval"] for one in found["openings"])
    console.print(f"{wrong} times somebody saw who a minor is without anybody's approval" if wrong else "nothing is wrong")
    if wrong:
        raise SystemExit(1)


def span_of(year: int) -> Span:
    """Give a year of Shanghai, half-open."""
    return datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)


def report(url: str, span: Span, keep: str, now: datetime) -> Report:
    """Give all that the audit says, table by table."""
    made: Report = {name: [] for name in ("matters", "openings", "asked", "marks", "handed_on", "looks", "due")}
    for service, audited in AUDITED:
        with _database(url, service) as db:
            found = minor_audit.people(db, audited)
            of: dict[str, Any] = {"service": service, "kind": audited.kind}
            for name, rows in _of(db, audited, found, span).items():
                made[name] += [of | row for row in rows]
            keeps = setting_check.kept(keep, rules_of(service), OF)
            made["due"] += [of | row for row in _due(db, audited, service, keeps, now)]
        with _database(url, "gateway") as db:
            made["looks"] += [of | row for row in _looks(db, audited.kind, sorted({one.record for one in found}), span)]
    return made


def _of(db: Database, audited: Audited, found: list[minor_audit.Person], span: Span) -> Report:
    at = {"since": span[0], "until": span[1]}
    named = {
        "matters": (("sort", "area", "count"), minor_audit.matters(found)),
        "asked": (("role", "unit", "reason", "state", "count"), minor_audit.asked(db, found, **at)),
        "marks": (("role", "unit", "minor", "reason", "count"), minor_audit.marks(db, found, **at)),
        "handed_on": (("for", "count"), minor_audit.handed_on(db, found, **at)),
    }
    made = {name: [dict(zip(columns, row, strict=True)) for row in rows] for name, (columns, rows) in named.items()}
    return made | {"openings": [_opening(one) for one in minor_audit.openings(db, audited, found, **at)]}


def _opening(one: minor_audit.Opening) -> dict[str, Any]:
    role, unit = one.approver or (None, None)
    told = {name: value for name, value in asdict(one).items() if name != "approver"}
    return {**told, "approver_role": role, "approver_unit": unit, "without_approval": one.wrong}


def _due(db: Database, audited: Audited, service: str, keeps: dict[str, Keep], now: datetime) -> Iterator[dict[str, Any]]:
    for one in minor_audit.due(db, audited, rules_of(service), keeps, now):
        yield {
            "rule": one.rule.name, "kept": str(one.keep), "due": one.n, "held": one.held,
            "next": one.next.astimezone(SHANGHAI).date().isoformat() if one.next else None,
        }  # fmt: skip


def _looks(db: Database, kind: str, records: list[str], span: Span) -> list[dict[str, Any]]:
    counted = Counter[tuple[str, str, str]]()
    for start in range(0, len(records), BATCH):
        part = records[start : start + BATCH]
        for purpose, role, unit, n in access.offices(db, kind, part, since=span[0], until=span[1]):
            counted[purpose, role, unit or ""] += n
    columns = ("purpose", "role", "unit", "count")
    return [dict(zip(columns, (*key, n), strict=True)) for key, n in sorted(counted.items())]


def _table(name: str, rows: Iterable[dict[str, Any]]) -> Table:
    rows = list(rows)
    table = Table(*(rows[0] if rows else ("none",)), title=name)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    return table


@contextmanager
def _database(url: str, service: str) -> Iterator[Database]:
    db = Database(url, schema=service, size=1)
    try:
        yield db
    finally:
        db.close()


if __name__ == "__main__":
    logs.start("minors_audit")
    main()
