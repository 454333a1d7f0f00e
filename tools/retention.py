"""How long things are kept: what would go today, and its going: the command behind `make retention`."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kernel import audit, clock, logs, retention, retention_own, setting_check
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.keep import ZONE, Keep
from kernel.retention import COUNTED, Found, Rule
from services.gateway.retention import RULES as GATEWAY
from services.grid.store.retention import RULES as GRID
from services.mediation.store.retention import RULES as MEDIATION
from services.notify.store.retention import RULES as NOTIFY
from services.petition.store.retention import RULES as PETITION
from tools.plain import PlainGroup

OF: dict[str, tuple[Rule, ...]] = {
    "grid": GRID, "petition": PETITION, "mediation": MEDIATION, "notify": NOTIFY, "gateway": GATEWAY,
}  # fmt: skip
WIDE = 120
REASONS = ("review", "supervision", "complaint", "erasure_dispute", "court")
HOLD = """INSERT INTO retention_hold (subject, reason, at) VALUES (%s, %s, now())
          ON CONFLICT (subject) DO UPDATE SET reason = EXCLUDED.reason"""
RELEASE = "DELETE FROM retention_hold WHERE subject = %s"
WHOLE = ("rule", "kept", "past it", "oldest", "next")  # what is told of must not be cut short
# where nobody looks at a terminal (a job's log), a line is as wide as the table
console = Console() if sys.stdout.isatty() else Console(width=WIDE)


def rules_of(service: str) -> tuple[Rule, ...]:
    """Give all rules of a service, those that every service has first."""
    return (*retention_own.RULES, *OF[service])


@click.group(cls=PlainGroup, invoke_without_command=True)
@click.option("--service", required=True, type=click.Choice(sorted(OF)))
@click.option("--database", required=True, envvar="LINLI_DATABASE_URL", help="libpq URL of the service's role.")
@click.option("--keep", default="", envvar="LINLI_RETENTION", help="what the district chose, as the services are told")
@click.pass_context
def main(context: click.Context, service: str, database: str, keep: str) -> None:
    """Without more, tell what would go today and touch nothing."""
    try:
        keeps = setting_check.kept(keep, rules_of(service), OF)
    except ValueError as error:
        raise click.UsageError(f"LINLI_RETENTION: {error}") from error
    context.obj = (service, database, keeps)
    if context.invoked_subcommand is None:
        with _database(context.obj) as db:
            found = [retention.look(db, rule, keeps[rule.name], clock.now()) for rule in rules_of(service)]
        console.print(_table(service, found))


@main.command()
@click.pass_obj
def run(given: tuple[str, str, dict[str, Keep]]) -> None:
    """Let go of all that is past its time; stopped half-way, run it again."""
    service, _, keeps = given
    id, now = clock.new_id(), clock.now()
    with _database(given) as db, Progress(console=console, transient=True) as bar:
        for rule in rules_of(service):
            found = retention.look(db, rule, keeps[rule.name], now)
            task = bar.add_task(rule.name, total=found.n or 1)
            done = retention.carry_out(
                db, rule, keeps[rule.name], now=now, run=id, told=lambda n, task=task: bar.update(task, completed=n)  # type: ignore[misc]
            )
            console.print(f"{rule.name}: {done.gone} {rule.fate if rule.work else 'left to ' + rule.by}, {done.held} held")


@main.command()
@click.argument("subject", type=click.UUID)
@click.argument("reason", type=click.Choice(REASONS))
@click.pass_obj
def hold(given: tuple[str, str, dict[str, Keep]], subject: object, reason: str) -> None:
    """Keep a matter whole while it is examined, however old it is."""
    with _database(given) as db:
        held(db, str(subject), reason)
    console.print(f"{subject} is kept whole ({reason}) until it is released")


@main.command()
@click.argument("subject", type=click.UUID)
@click.pass_obj
def release(given: tuple[str, str, dict[str, Keep]], subject: object) -> None:
    """Let a matter's time count again."""
    with _database(given) as db:
        released(db, str(subject))
    console.print(f"{subject} is held no more: its time counts again")


def held(db: Database, subject: str, reason: str) -> None:
    """Hold a matter; twice is as good as once."""
    with db.transaction() as tx:
        tx.run(HOLD, (subject, reason))
        _audit(tx, "hold", subject, reason)


def released(db: Database, subject: str) -> None:
    """Let go of a hold; without one, nothing changes."""
    with db.transaction() as tx:
        if tx.run(RELEASE, (subject,)):
            _audit(tx, "release", subject, "")


def _audit(tx: Tx, act: str, subject: str, reason: str) -> None:
    # a chain of its own: the matter's is locked by its acts
    detail = {"reason": reason}
    audit.append(tx, Call().system(), act=act, kind="retention", subject=f"retention/{subject}", version=1, detail=detail)


@contextmanager
def _database(given: tuple[str, str, dict[str, Keep]]) -> Iterator[Database]:
    db = Database(given[1], schema=given[0], size=1)
    try:
        yield db
    finally:
        db.close()


def _table(service: str, found: list[Found]) -> Table:
    columns = ("rule", "kept", "past it", "oldest", "held", "what becomes of it", "next", "by")
    table = Table(title=f"{service}: what would go today")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in WHOLE)
    for one in found:
        n = f"{COUNTED} or more" if one.n >= COUNTED else str(one.n)
        by = one.rule.by or ("itself" if one.rule.by_itself else "this command")
        table.add_row(one.rule.name, str(one.keep), n, _day(one.oldest), str(one.held), one.rule.fate, _day(one.next), by)
    return table


def _day(at: datetime | None) -> str:
    return at.astimezone(ZONE).date().isoformat() if at else "-"


if __name__ == "__main__":
    logs.start("retention")
    main()
