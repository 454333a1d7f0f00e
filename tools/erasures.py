"""Keeps the register of erasures apart from the database, and carries all of them out again on one that was restored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson

from kernel import audit, clock, deadline, outbox
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.keyring import read_keys
from kernel.rows import column
from kernel.seal import Sealer
from services.gateway.rights import store
from services.gateway.rights.carrying import Carrying
from services.gateway.rights.record import OWN, Request
from tools.plain import PlainGroup

ADDRESS = click.option("--database-url", envvar=["LINLI_ADMIN_URL", "LINLI_GATEWAY_DATABASE_URL"], required=True)
INSTANTS = ("asked_at", "due_at", "decided_at", "done_at")
PUT = """INSERT INTO erasure_request ({}) VALUES ({})
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, due_at = excluded.due_at,
             decided_at = excluded.decided_at, decided_by = excluded.decided_by, by_rule = excluded.by_rule,
             done_at = excluded.done_at"""
# of the same account or matter one is under way at a time: another that the backup still holds is carried out with this one
SETTLE = """UPDATE erasure_request SET state = 'done', done_at = now(), due_at = NULL
            WHERE state IN ('received', 'granted') AND id <> %s AND (holder = %s OR matter = %s) RETURNING id::text"""


@click.group(cls=PlainGroup)
def main() -> None:
    """Keep the register of erasures: ids and instants, nobody's name.

    A backup made before an erasure still holds what was erased. Whoever restores one carries the erasures out again, from
    a register that was kept elsewhere, before anybody is let in.
    """


@main.command()
@ADDRESS
def register(database_url: str) -> None:
    """Print what was granted so far, a line for each, to be kept apart from the backups."""
    with _gateway(database_url) as db:
        for one in store.register(db):
            click.echo(orjson.dumps(asdict(one)).decode())


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ADDRESS
@click.option("--keys", envvar="LINLI_SEAL_KEYS", required=True, help="the ring, or the path of a file that holds it")
@click.option("--district", envvar="LINLI_DISTRICT", required=True)
def again(file: Path, database_url: str, keys: str, district: str) -> None:
    """Carry out every erasure of the register FILE again; what is gone already is not found, so twice does no harm.

    The front door's part is done at once, the services do theirs when they run.
    """
    ring = Path(keys).read_text().strip() if keys.startswith("/") else keys
    sealer = Sealer(read_keys(ring))
    requests = [_request(line, number) for number, line in enumerate(file.read_bytes().splitlines(), 1) if line.strip()]
    latest = {(one.holder, one.matter): one.id for one in requests}
    with _gateway(database_url, district) as db:
        for one in requests:
            with db.transaction() as tx:
                if latest[one.holder, one.matter] == one.id:
                    _again(tx, Carrying(db=db, sealer=sealer), one)
                else:  # asked twice of the same: once is enough, the earlier is put back as it was
                    _put(tx, one)
    click.echo(f"{len(requests)} erasures are carried out again")


def _put(tx: Tx, request: Request) -> None:
    values = asdict(request)
    sql = PUT.format(", ".join(values), ", ".join(["%s"] * len(values)))
    tx.run(sql, [column(value) for value in values.values()])


def _again(tx: Tx, carrying: Carrying, request: Request) -> None:
    settled = tx.all(SETTLE, (request.id, request.holder, request.matter))
    for id in (request.id, *(id for (id,) in settled)):
        deadline.stop(tx, id, at=clock.now())
    _put(tx, replace(request, state="granted", done_at=None))
    tx.run("DELETE FROM erasure_part WHERE request = %s", (request.id,))
    call = Call().system()
    outbox.append(tx, call, carrying.begin(tx, request))
    audit.append(
        tx, call, act="carry_out_again", kind="erasure", subject=request.id, version=request.version, detail={"service": OWN}
    )


def _request(line: bytes, number: int) -> Request:
    try:
        given: dict[str, Any] = orjson.loads(line)
        instants = {name: datetime.fromisoformat(given[name]) for name in INSTANTS if given[name]}
        return Request(**{**given, **instants})
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"line {number} is none of a register; nothing was done") from error


@contextmanager
def _gateway(database_url: str, district: str = "") -> Iterator[Database]:
    db = Database(database_url, schema=OWN, district=district, size=1)
    try:
        yield db
    finally:
        db.close()


if __name__ == "__main__":
    main()
