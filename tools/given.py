"""Servers given by address: found out before anything starts whether they answer and grant what Linli needs."""
from __future__ import annotations

from contextlib import closing
from urllib.parse import unquote, urlsplit

import amqp
import psycopg2

RIGHTS = """
SELECT rolsuper OR rolcreaterole, has_database_privilege(current_database(), 'CREATE'),
       current_setting('server_version_num')::int
FROM pg_roles WHERE rolname = current_user
"""
OLDEST = 150000
PROBE = "linli.probe"


class Lacking(Exception):
    """A given server cannot be used; the text says what it lacks and never holds its password."""


def check_database(url: str) -> None:
    """Prove that the address may make roles and schemas, on PostgreSQL 15 or newer.

    :raises Lacking: with every right that is missing
    """
    try:
        with closing(psycopg2.connect(url, connect_timeout=5)) as conn, conn.cursor() as cursor:
            cursor.execute(RIGHTS)
            may_make_roles, may_make_schemas, version = cursor.fetchone() or (False, False, 0)
    except psycopg2.Error as error:
        raise Lacking(f"LINLI_DATABASE_URL: no connection to {_shown(url)}: {str(error).strip()}") from error
    lacks = {
        "the right to create roles (ALTER ROLE ... CREATEROLE)": may_make_roles,
        "the right to create schemas (GRANT CREATE ON DATABASE ...)": may_make_schemas,
        "version 15 or newer": version >= OLDEST,
    }
    missing = [what for what, there in lacks.items() if not there]
    if missing:
        raise Lacking(f"LINLI_DATABASE_URL: {_shown(url)} lacks " + " and ".join(missing))


def check_broker(url: str) -> None:
    """Prove that the address may make exchanges and queues in its virtual host.

    :raises Lacking: saying what the broker refused
    """
    parts = urlsplit(url)
    connection = amqp.Connection(
        f"{parts.hostname}:{parts.port or 5672}",
        userid=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        virtual_host=unquote(parts.path[1:]) or "/",
        connect_timeout=5,
    )
    try:
        connection.connect()
        channel = connection.channel()
        channel.exchange_declare(PROBE, "topic", durable=False, auto_delete=False)
        channel.queue_declare(PROBE, exclusive=True)
        channel.queue_bind(PROBE, PROBE, "#")
        channel.exchange_delete(PROBE)
        connection.close()
    except (OSError, amqp.exceptions.AMQPError) as error:
        raise Lacking(f"LINLI_AMQP_URL: {_shown(url)} cannot be used: {error}") from error


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.username}@{parts.hostname}:{parts.port}{parts.path}"
