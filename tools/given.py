"""Servers given by address: found out before anything starts whether they answer and grant what Linli needs."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import amqp
import psycopg2

from kernel.transport import connect

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
    like = "postgresql://user:password@host:5432/database"
    _check_form(url, name="LINLI_DATABASE_URL", schemes=("postgresql", "postgres"), like=like)
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


def check_ownership(url: str, service_url: str) -> None:
    """Prove that no other Linli lives on the server: its keys and passwords are not here, and its roles would be changed.

    url: the administrator's address. service_url: where one of this Linli's services will look for its data.

    :raises Lacking: the service's role is there and has another password
    """
    role = urlsplit(service_url).username
    with closing(psycopg2.connect(url, connect_timeout=5)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
        if not cursor.fetchone():
            return
    try:
        psycopg2.connect(service_url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        raise Lacking(
            f"LINLI_DATABASE_URL: {_shown(url)} serves another Linli, for {role} has another password there. Bring the "
            "secrets it was started with (.run/secrets), give another server, or drop that database and its roles linli_*"
        ) from error


def check_broker(url: str) -> None:
    """Prove that the address may make, fill and read exchanges and queues in its virtual host.

    :raises Lacking: saying the right that is missing, or what else the broker refused
    """
    _check_form(url, name="LINLI_AMQP_URL", schemes=("amqp", "amqps"), like="amqp://user:password@host:5672/vhost")
    try:
        with closing(connect(url, name="linli.probe")) as connection:
            _probe(connection.channel(), url)
    except (OSError, amqp.exceptions.AMQPError) as error:
        raise Lacking(f"LINLI_AMQP_URL: {_shown(url)} cannot be used: {error}") from error


def _probe(channel: Any, url: str) -> None:
    """Do once what needs each right of the broker; nothing stays."""
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("configure", lambda: channel.queue_declare(PROBE, exclusive=True)),  # goes with the connection
        ("read", lambda: channel.queue_purge(PROBE)),
        ("configure", lambda: channel.exchange_declare(PROBE, "topic", auto_delete=True)),  # goes with its last queue
        ("write", lambda: channel.queue_bind(PROBE, PROBE, "#")),
    )
    for right, step in steps:
        try:
            step()
        except amqp.exceptions.AccessRefused as error:
            raise Lacking(
                f"LINLI_AMQP_URL: {_shown(url)} lacks the right to {right} all its virtual host holds "
                f"(rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*'): {error}"
            ) from error


def _check_form(url: str, *, name: str, schemes: tuple[str, str], like: str) -> None:
    """Refuse what is no address; it is not repeated, for in a wrong one the password may stand anywhere."""
    try:
        parts = urlsplit(url)
        # the port is read for what it raises when it is no number
        known = (parts.port or True) and parts.scheme in schemes
    except ValueError:
        known = False
    if not known:
        raise Lacking(f"{name}: not an address like {like}")


def _shown(url: str) -> str:
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.username}@{parts.hostname}{port}{parts.path}"
