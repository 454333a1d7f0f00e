"""Dead letters of one service, for operators: `python -m tools.dead_letters list | show ID | replay ID | replay-all`.

Reads LINLI_DATABASE_URL and LINLI_AMQP_URL.
"""
from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import click
import orjson

from kernel import dead, logs
from kernel.db import Database
from kernel.errors import Failure
from kernel.publisher import Publisher
from tools.plain import PlainGroup


@click.group(cls=PlainGroup)
@click.option("--service", required=True, help="Whose letters: the name of the schema.")
@click.option("--database", required=True, envvar="LINLI_DATABASE_URL", help="libpq URL of the service's role.")
@click.option("--broker", required=True, envvar="LINLI_AMQP_URL", help="amqp:// URL of the district's virtual host.")
@click.pass_context
def main(context: click.Context, service: str, database: str, broker: str) -> None:
    """List, show and replay the events a service has given up on."""
    context.obj = (service, database, broker)


@main.command("list")
@click.pass_obj
def list_(given: tuple[str, str, str]) -> None:
    """Print the letters waiting, oldest first, one JSON object a line."""
    with _database(given) as db:
        for letter in dead.waiting(db):
            click.echo(_line(letter))


@main.command()
@click.argument("id", type=click.UUID)
@click.pass_obj
def show(given: tuple[str, str, str], id: UUID) -> None:
    """Print the letter ID with its body."""
    with _database(given) as db:
        letter = dead.show(db, str(id))
        click.echo(_line(letter, headers=dict(letter.headers), body=letter.body.decode(errors="replace")))


@main.command()
@click.argument("id", type=click.UUID)
@click.pass_obj
def replay(given: tuple[str, str, str], id: UUID) -> None:
    """Put the letter ID back into its queue."""
    with _database(given) as db, _publisher(given) as publisher:
        done = dead.replay(db, publisher, str(id))
        click.echo("replayed" if done else "was replayed before")


@main.command("replay-all")
@click.pass_obj
def replay_all(given: tuple[str, str, str]) -> None:
    """Put back every letter waiting now."""
    with _database(given) as db, _publisher(given) as publisher:
        click.echo(f"replayed {dead.replay_all(db, publisher)}")


def _line(letter: dead.Letter, **more: Any) -> str:
    shown = {
        "id": letter.id,
        "queue": letter.queue,
        "message_id": letter.message_id,
        "routing_key": letter.routing_key,
        "error": letter.error,
        "attempts": letter.attempts,
        "parked_at": letter.parked_at,
        "replayed_at": letter.replayed_at,
    }
    return orjson.dumps({**shown, **more}).decode()


@contextmanager
def _database(given: tuple[str, str, str]) -> Iterator[Database]:
    service, url, _ = given
    db = Database(url, schema=service, size=1)
    try:
        yield db
    except Failure as failure:
        raise click.ClickException(str(failure)) from failure
    finally:
        db.close()


@contextmanager
def _publisher(given: tuple[str, str, str]) -> Iterator[Publisher]:
    publisher = Publisher(given[2], name="dead-letters")
    try:
        yield publisher
    finally:
        publisher.close()


if __name__ == "__main__":
    logs.start("dead_letters", logging.WARNING)  # what is printed is for other programs to read
    main()
