"""Checks every audit row and every seal of each service: the command behind `make audit-verify`."""
from __future__ import annotations

import re
from pathlib import Path

import click
import orjson
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kernel.audit_verify import Report, verify
from kernel.db import Database
from kernel.migrate import SERVICES
from tools.plain import PlainCommand

SEALED_LINE = re.compile(rb"\{.*audit_sealed.*\}")
console = Console()


def read_known(paths: tuple[str, ...]) -> dict[str, dict[int, str]]:
    """Give the digests told in log files: schema -> number of the seal -> digest (hex). Other lines are passed over."""
    known: dict[str, dict[int, str]] = {}
    for path in paths:
        with Path(path).open("rb") as lines:
            for line in lines:
                _note(known, line)
    return known


def _note(known: dict[str, dict[int, str]], line: bytes) -> None:
    found = SEALED_LINE.search(line)
    if not found:
        return
    try:
        told = orjson.loads(found.group())
    except orjson.JSONDecodeError:
        return  # a line that a crash cut short
    if told.get("event") == "audit_sealed":
        known.setdefault(told["schema"], {})[told["no"]] = told["digest"]


@click.command(cls=PlainCommand)
@click.argument("schemas", nargs=-1)
@click.option("--database-url", envvar=["LINLI_ADMIN_URL", "LINLI_DATABASE_URL"], required=True)
@click.option("--log", "logs", multiple=True, type=click.Path(exists=True), help="log of a service; repeat for each")
def main(schemas: tuple[str, ...], database_url: str, logs: tuple[str, ...]) -> None:
    """Check the audit of SCHEMAS (all services). Exit 0: whole, 1: something was changed, taken away or moved.

    Give the services' logs, kept apart from the database, to see also what a rewriting of everything would hide.
    """
    known = read_known(logs)
    reports = {name: _check(database_url, name, known.get(name, {})) for name in schemas or SERVICES}
    console.print(_summary(reports))
    if any(report.findings for report in reports.values()):
        console.print(_findings(reports))
        raise SystemExit(1)


def _check(database_url: str, schema: str, known: dict[int, str]) -> Report:
    db = Database(database_url, schema=schema, size=1)
    try:
        with Progress(console=console, transient=True) as bar:
            task = bar.add_task(schema)
            return verify(db, known=known, progress=lambda done, total: bar.update(task, completed=done, total=total))
    finally:
        db.close()


def _summary(reports: dict[str, Report]) -> Table:
    table = Table("schema", "rows", "seals", "not yet sealed", "last seal", "digest", "verdict", title="Audit")
    for name, report in reports.items():
        verdict = f"{len(report.findings)} wrong" if report.findings else "whole"
        figures = (report.rows, report.seals, report.waiting, report.last_no)
        table.add_row(name, *map(str, figures), report.last_digest[:16], verdict)
    return table


def _findings(reports: dict[str, Report]) -> Table:
    table = Table("schema", "problem", "record", "row", "id", "seal", "why", title="What is wrong")
    for name, report in reports.items():
        for found in report.findings:
            place = "" if found.seq is None else str(found.seq)
            no = "" if found.no is None else str(found.no)
            table.add_row(name, found.problem, found.subject, place, found.id, no, found.note, style="red")
    return table


if __name__ == "__main__":
    main()
