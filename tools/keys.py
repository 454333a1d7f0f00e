"""Makes the keys that seal personal fields, puts a new one in front, and seals old rows again under it."""
from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from kernel.db import Database
from kernel.keyring import make_key, read_keys
from kernel.reseal import SealedColumn, count_old, reseal
from kernel.seal import Sealer
from tools.plain import PlainGroup
from tools.sealed import SEALED

RING = "the ring: id:base64,id:base64, newest first, or the path of a file that holds it"
console = Console()


def _content(context: Any, option: Any, value: str) -> str:
    """Give the ring as the services read it: itself, or what stands in a file."""
    return Path(value).read_text().strip() if value.startswith("/") else value


KEYS = click.option("--keys", envvar="LINLI_SEAL_KEYS", required=True, help=RING, callback=_content)


@click.group(cls=PlainGroup)
def main() -> None:
    """Keep the keys of personal fields.

    To rotate: `add` a key, give the longer ring to every process and restart them, `reseal`, and take the old key
    out once no receipt in use carries a query code made under it.
    """


@main.command()
@click.argument("key_id", default="k1")
def make(key_id: str) -> None:
    """Print a ring of one fresh key named KEY_ID."""
    click.echo(make_key(key_id))


@main.command()
@click.argument("key_id")
@KEYS
def add(key_id: str, keys: str) -> None:
    """Print the ring with a fresh key named KEY_ID in front: it seals from now on, and all others still open."""
    ring = ",".join(map(str, (make_key(key_id), *read_keys(keys))))
    read_keys(ring)
    click.echo(ring)


@main.command("reseal")
@click.argument("schemas", nargs=-1, type=click.Choice(sorted(SEALED)))
@KEYS
@click.option("--database-url", envvar=["LINLI_ADMIN_URL", "LINLI_DATABASE_URL"], required=True)
@click.option("--batch", default=200, show_default=True, help="rows in one transaction")
def reseal_all(schemas: tuple[str, ...], keys: str, database_url: str, batch: int) -> None:
    """Seal every row of SCHEMAS (all services) that an older key sealed again under the first key, and its indexes."""
    sealer = Sealer(read_keys(keys))
    for schema in schemas or SEALED:
        db = Database(database_url, schema=schema, size=1)
        try:
            for where in SEALED[schema]:
                _reseal_column(db, sealer, where, batch)
        finally:
            db.close()


def _reseal_column(db: Database, sealer: Sealer, where: SealedColumn, batch: int) -> None:
    title = f"{db.schema}.{where.table}.{where.column}"
    total = left = count_old(db, sealer, where)
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)
        while left:
            for done in reseal(db, sealer, where, batch):
                bar.update(task, advance=done)
            left = count_old(db, sealer, where)
            if left:
                time.sleep(1.0)  # rows a process was holding just then
    console.print(f"{title}: {total} sealed again under {sealer.first.id}")


if __name__ == "__main__":
    main()
