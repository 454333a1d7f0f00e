"""Brings each service's schema up to date, with a role that owns nothing: numbered SQL, forward only, under a lock."""
from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import click
import psycopg2
from psycopg2 import sql

from kernel import logs

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("grid", "petition", "mediation", "notify", "gateway")
LOCK = 0x4C494E4C  # one migration of a database at a time
APPEND_ONLY = ("audit", "audit_seal")
READ_ONLY = ("audit_start", "audit_anchor")  # written by the function that cuts the audit alone
BOOKKEEPING = ("_yoyo_migration", "_yoyo_log", "_yoyo_version", "yoyo_lock")
log = logs.get(__name__)


def role(service: str) -> str:
    """Give the name of a service's database role."""
    return f"linli_{service}"


def service_url(admin_url: str, service: str, password: str) -> str:
    """Give the address under which a service reaches the database of `admin_url` in its own role."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role(service)}:{quote(password, safe='')}@{host}"))


def apply(admin_url: str, passwords: Mapping[str, str | None]) -> None:
    """Create or update the schema and the role of each service named in `passwords`.

    admin_url: a role that may create schemas and roles. passwords: service -> password of its role; None keeps the
    role as it is, for installations where an administrator has made it.

    Another migration running at the same time is waited for; a table locked for over 4 s fails the migration.
    """
    conn = psycopg2.connect(admin_url)
    conn.autocommit = True
    try:
        with conn.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            for service, password in passwords.items():
                _prepare(cursor, service, password)
                _migrate(admin_url, service)
                _grant(cursor, service)
    finally:
        conn.close()


def _prepare(cursor: psycopg2.extensions.cursor, service: str, password: str | None) -> None:
    name = sql.Identifier(role(service))
    cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(service)))
    if password is None:
        return
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role(service),))
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(sql.SQL(verb), name, sql.Literal(password)))


def _migrate(admin_url: str, service: str) -> None:
    # here alone: the gateway asks this module which services there are, and migrates nothing
    from yoyo import get_backend, read_migrations

    parts = urlsplit(admin_url)
    query = "&".join(filter(None, (parts.query, f"schema={service}")))
    backend = get_backend(urlunsplit(parts._replace(scheme="postgresql", query=query)))
    try:
        backend.execute("SET lock_timeout = '4s'")
        backend.execute("SET statement_timeout = '60s'")
        steps = read_migrations(*(str(f) for f in folders(service)))
        waiting = backend.to_apply(steps)
        backend.apply_migrations(waiting)
        log.info("migration_applied", schema=service, steps=len(waiting))
    finally:
        backend.connection.close()


def folders(service: str) -> list[Path]:
    """Give the folders whose migrations make a service's schema: the kernel's and its own."""
    return [ROOT / "kernel" / "migrations", ROOT / "services" / service / "migrations"]


def _grant(cursor: psycopg2.extensions.cursor, service: str) -> None:
    schema, name = sql.Identifier(service), sql.Identifier(role(service))
    statements = [
        "GRANT USAGE ON SCHEMA {schema} TO {name}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {{schema}}.{table} FROM {{name}}" for table in APPEND_ONLY),
        *(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {{schema}}.{table} FROM {{name}}" for table in READ_ONLY),
        *(f"REVOKE ALL ON {{schema}}.{table} FROM {{name}}" for table in BOOKKEEPING),
    ]
    # together, which makes them one transaction: stopped half-way, the role must not be left able to change the audit
    cursor.execute(sql.SQL(";").join(sql.SQL(each).format(schema=schema, name=name) for each in statements))


def own_password(service: str) -> str | None:
    """Give the password of a service's role as its own address in LINLI_<SERVICE>_DATABASE_URL tells it, or None."""
    address = os.environ.get(f"LINLI_{service.upper()}_DATABASE_URL")
    password = urlsplit(address).password if address else None
    return unquote(password) if password else None


@click.command()
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", required=True, help="address of a role that may create roles")
def main(admin_url: str) -> None:
    """Bring the schemas of all services up to date.

    A service whose address stands in LINLI_<SERVICE>_DATABASE_URL gets its role made, with that address's password.
    """
    logs.start("migrate")
    apply(admin_url, {service: own_password(service) for service in SERVICES})


if __name__ == "__main__":
    main()
