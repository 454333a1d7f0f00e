"""What waits for a second operator, decided by who runs the deployment: `python -m tools.account_requests list | confirm ID`.

For a district with a single operator. Reads LINLI_DATABASE_URL of the front door, LINLI_DISTRICT and LINLI_SEAL_KEYS.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import orjson

from kernel import logs
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Failure
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import store as accounts
from services.gateway.roster.request import store
from services.gateway.roster.request.desk import Requests, view
from services.gateway.session import store as sessions
from tools.plain import PlainGroup

MOST = 100


@click.group(cls=PlainGroup)
@click.option("--database-url", envvar=["LINLI_DATABASE_URL", "LINLI_GATEWAY_DATABASE_URL"], required=True)
@click.option("--district", envvar="LINLI_DISTRICT", required=True)
@click.option("--keys", envvar="LINLI_SEAL_KEYS", required=True, help="The keys of sealing, or the file of them.")
@click.pass_context
def main(context: click.Context, database_url: str, district: str, keys: str) -> None:
    """List and decide what one operator has asked of an operator's account."""
    ring = Path(keys).read_text().strip() if keys.startswith("/") else keys
    db = context.with_resource(_database(database_url, district))
    context.obj = (db, Requests(db=db, sealer=Sealer(read_keys(ring)), end=end))


@main.command("list")
@click.pass_obj
def list_(given: tuple[Database, Requests]) -> None:
    """Print what waits, the oldest first, one JSON object a line."""
    waits: list[Any] = [("state = 'asked' AND expires_at > now()", [])]
    found, _ = store.page(given[0], waits, limit=MOST, after=None)
    for one in found:
        click.echo(orjson.dumps(view(one)))


@main.command()
@click.argument("id", type=click.UUID)
@click.pass_obj
def confirm(given: tuple[Database, Requests], id: UUID) -> None:
    """Carry out the request ID; the audit says that it was confirmed by nobody's account. Prints a link where one was asked."""
    reply = given[1].carry_out(Call().system(), {"request": str(id)}, by=None, allow=lambda tx, request: None)
    click.echo(reply["link"] or reply["state"])


@main.command()
@click.argument("id", type=click.UUID)
@click.pass_obj
def refuse(given: tuple[Database, Requests], id: UUID) -> None:
    """Let nothing come of the request ID."""
    click.echo(given[1].turn_down(Call().system(), {"request": str(id)}, by=None, allow=lambda tx, request: None)["state"])


def end(tx: Tx, holder: str) -> None:
    """End the sessions of an account; each process hears of it within seconds."""
    for one in sessions.take(tx, holder):
        accounts.revoke(tx, token=one.id, expires_at=int(one.expires_at.timestamp()))


@contextmanager
def _database(url: str, district: str) -> Iterator[Database]:
    db = Database(url, schema="gateway", district=district, size=1)
    try:
        yield db
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure
    finally:
        db.close()


if __name__ == "__main__":
    logs.start("account_requests", logging.WARNING)  # what is printed is for other programs to read
    main()
